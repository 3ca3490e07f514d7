//! What a training mix repeats, and what of it others wrote before.

pub mod clean;
pub mod near;
pub mod overlap;
pub mod rebalance;
pub mod rows;
pub mod texts;
