//! Pure formulas: frequency spectra, sorted numbers or points in, numbers out. No profiles, no IO.
//!
//! A *frequency spectrum* lists how many types occur k times, in ascending k: `(k, number of types)`. It is all that
//! entropies, Hill numbers and rarefaction need, and it is small and ordered, so sums over it are deterministic.

pub mod binomial;
pub mod crossing;
pub mod divergence;
pub mod entropy;
pub mod grouped;
pub mod log_odds;
pub mod neutral;
pub mod proportion;
pub mod rarefaction;
pub mod space;
pub mod spread;
pub mod trend;
pub mod two_sample;
