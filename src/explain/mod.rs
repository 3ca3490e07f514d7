//! Stage 4b, `explain`: what was lost, what is overused, in words, and the figures that charts draw.

mod chance;
mod classes;
mod excerpt;
mod figures;
mod geometry;
mod modes;
mod neutral;
mod sightings;
mod words;

pub use classes::classes;
pub use figures::figures;
pub use modes::modes;
pub use sightings::evidence;
pub use words::{lost, overused};
