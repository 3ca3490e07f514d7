//! Pure formulas: frequency spectra, token ids, sorted numbers or points in, numbers out. No profiles, no IO.
//!
//! A *frequency spectrum* lists how many types occur k times, in ascending k: `(k, number of types)`. It is all that
//! entropies, Hill numbers and rarefaction need, and it is small and ordered, so sums over it are deterministic.

pub mod binomial;
pub mod bleu;
pub mod compression;
pub mod conditional;
pub mod contour;
pub mod corrected;
pub mod coverage;
pub mod crossing;
pub mod distinct;
pub mod divergence;
pub mod entropy;
pub mod heaps;
pub mod hill;
pub mod hypergeometric;
pub mod length_law;
pub mod lexical;
pub mod log_odds;
pub mod near_duplicate;
pub mod neutral;
pub mod ngram;
pub mod occupancy;
pub mod power_law;
pub mod proportion;
pub mod rarefaction;
pub mod repetition;
pub mod richness;
pub mod shuffle;
pub mod space;
pub mod spread;
pub mod tail_index;
pub mod totals;
pub mod trend;
pub mod two_sample;
mod zeta;
