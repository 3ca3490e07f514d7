//! Whole plans over small files: written, planned and read back.

mod real;
