//! Stage 5, `render`: a report to files.
