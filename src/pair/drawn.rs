//! The rows of both coordinated samples, for what needs whole documents or vectors rather than counts.

use std::cell::OnceCell;

use super::columns::Values;
use super::space::Space;
use crate::profile::SampleRow;
use crate::terms::Undefined;

/// A sampled row and the number of its tokens that count.
pub type CutRow<'a> = (&'a SampleRow, usize);

/// Sampled rows of both sides, in sample order, with what was made of them so far.
#[derive(Debug)]
pub struct Drawn<'a> {
    reference: Vec<CutRow<'a>>,
    current: Vec<CutRow<'a>>,
    space: OnceCell<Result<Space, Undefined>>,
    columns: OnceCell<Vec<Values>>,
}

impl<'a> Drawn<'a> {
    /// Takes the rows of both sides. Nothing is computed before it is asked for.
    pub fn new(reference: Vec<CutRow<'a>>, current: Vec<CutRow<'a>>) -> Self {
        Self { reference, current, space: OnceCell::new(), columns: OnceCell::new() }
    }

    /// The rows of the earlier generation.
    pub fn reference(&self) -> &[CutRow<'a>] {
        &self.reference
    }

    /// The rows of the later generation.
    pub fn current(&self) -> &[CutRow<'a>] {
        &self.current
    }

    /// The vectors of both sides, as many of one as of the other.
    ///
    /// # Errors
    /// [`Undefined::NoEmbeddings`] where a side has none.
    pub fn space(&self) -> Result<&Space, Undefined> {
        let space = self.space.get_or_init(|| Space::new([&self.reference, &self.current]));
        space.as_ref().map_err(|reason| *reason)
    }

    /// Usable values of a column on the side that has fewer.
    pub fn column_rows(&self, at: usize) -> u64 {
        self.column(at).map_or(0, Values::rows)
    }

    /// The usable values of a column on both sides; `None` where the corpus has no such column.
    pub(super) fn column(&self, at: usize) -> Option<&Values> {
        let all = self.columns.get_or_init(|| Values::all([&self.reference, &self.current]));
        all.get(at)
    }
}
