//! Pure formulas on points: spread, neighbors, tails, distances. No profiles, no IO.
//!
//! Points are the rows of a matrix, in `f32` as they are stored or in `f64`; results are `f64`. What goes with the
//! square of a size runs through [`product`]; where such a product would cancel, the number is computed again in f64,
//! so that identical points are at distance exactly 0 and vary by exactly 0. Coordinates must be finite.

pub mod axes;
pub mod blocks;
pub mod eigen;
pub mod moments;
pub mod neighbors;
mod points;
pub mod principal;
pub mod product;
mod random;
pub mod spread;
#[cfg(test)]
mod testing;
