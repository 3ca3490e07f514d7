//! Stage 5, `render`: a report to files.
#[cfg(feature = "charts")]
pub mod chart;
