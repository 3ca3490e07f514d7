//! What a generator is: something that learns rows, and something that then writes rows like them.

use crate::chance::Chance;
use crate::terms::Undefined;

/// A way to learn from rows.
pub trait Model: Sync {
    /// What is learned and written: a document, a vector.
    type Row: Clone + Send + Sync;
    /// What has been learned.
    type Fitted: Generator<Row = Self::Row>;

    /// Learns from rows; `seed` decides what is left to chance.
    ///
    /// # Errors
    /// [`Undefined`] where the rows cannot be learned from, such as none at all.
    fn fit(&self, rows: &[&Self::Row], seed: u64) -> Result<Self::Fitted, Undefined>;

    /// Fewest rows from which anything can be learned.
    fn least_rows(&self) -> usize;
}

/// A law that rows can be drawn from, independently of each other.
pub trait Generator: Sync {
    /// What is drawn.
    type Row;

    /// Draws one row.
    fn draw(&self, chance: &mut Chance) -> Self::Row;
}
