//! Pure formulas on points: spread, neighbors, tails, distances. No profiles, no IO.
//!
//! Points are the rows of a matrix, in `f32` as they are stored or in `f64`; results are `f64`. What goes with the
//! square of a size runs through [`product`]; where such a product would cancel, the number is computed again in f64,
//! so that identical points are at distance exactly 0 and vary by exactly 0. Coordinates must be finite.

pub mod auc;
pub mod axes;
pub mod balls;
pub mod blocks;
mod closest;
pub mod clumps;
pub mod domain;
pub mod eigen;
pub mod energy;
pub mod frechet;
pub mod hashed;
pub mod heavy;
mod kin;
pub mod kmeans;
pub mod knn_entropy;
pub mod mauve;
pub mod mmd;
pub mod moments;
pub mod neighbors;
pub mod pairs;
mod points;
pub mod principal;
pub mod product;
mod random;
mod registers;
mod solve;
pub mod spread;
pub mod survival;
#[cfg(test)]
mod testing;
mod tiles;
pub mod two_nn;
