//! Corpora that have been opened: what is known of them beside their rows, and the rows, part by part.

use std::path::Path;

use super::{Chosen, Plan, PlannedTokenizer, Row, Whole, decode};
use crate::error::{Error, Warning};
use crate::progress::Observer;

/// What is known of a corpus before its rows are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Its name.
    pub name: String,
    /// Its paths as given; none of a table in memory.
    pub paths: Vec<String>,
    /// Sampling settings found in columns or file metadata: (name, values), sorted; at most 8 values each.
    /// Names: temperature, top_p, max_tokens, system_prompt.
    pub sampling: Vec<(String, Vec<String>)>,
    /// What its files say of where their rows come from (metadata `genloss.origin`); `None` = nothing.
    pub origin: Option<String>,
}

/// Corpora that have been opened. Their rows are read part by part, in any order and from any thread.
#[derive(Debug)]
pub struct Opened {
    pub(super) plan: Plan,
}

/// A part of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    at: usize,
    /// How many rows it has.
    pub n_rows: u64,
}

impl Part {
    /// Its beginning, at most so many rows.
    #[must_use]
    pub fn first(self, n_rows: u64) -> Self {
        Self { n_rows: self.n_rows.min(n_rows), ..self }
    }
}

/// Where the rows of a part lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Position of the file among those of [`Opened::files`].
    pub(crate) file: usize,
    /// [`Row::index`] of the first row of the part.
    first_index: u64,
    /// Rows of the file before the part.
    before: u64,
}

impl Place {
    /// Number of the part's first row within its file, from 0.
    pub(crate) fn first_row(&self) -> u64 {
        self.before
    }

    /// Number of a row within its file, from 0, by its number within its corpus.
    pub(crate) fn row(&self, index: u64) -> u64 {
        self.before + (index - self.first_index)
    }
}

impl Opened {
    pub(super) fn of(plan: Plan) -> Self {
        Self { plan }
    }

    /// The same rows as a later part of a corpus, which begins with this row, counted from 0.
    #[must_use]
    pub(crate) fn behind(mut self, first_row: u64) -> Self {
        self.plan.tasks.iter_mut().for_each(|task| task.first_row = task.first_row.saturating_add(first_row));
        self
    }

    /// All corpora by number: the generations, the reference first, then further runs of them.
    pub fn corpora(&self) -> impl Iterator<Item = &Described> {
        self.plan.generations.iter().chain(self.plan.runs.iter().map(|(_, run)| run))
    }

    /// How many there are.
    pub fn n_corpora(&self) -> usize {
        self.plan.generations.len() + self.plan.runs.len()
    }

    /// The columns chosen, by name.
    pub fn columns(&self) -> &Chosen {
        &self.plan.columns
    }

    /// What was found on the way.
    pub fn warnings(&self) -> &[Warning] {
        &self.plan.warnings
    }

    /// What text is divided into.
    pub(crate) fn tokenizer(&self) -> &PlannedTokenizer {
        &self.plan.tokenizer
    }

    /// The parts in order: corpus by corpus, file by file (interleaved with a generation column).
    pub fn parts(&self) -> Vec<Part> {
        let tasks = self.plan.tasks.iter().enumerate();
        tasks.map(|(at, task)| Part { at, n_rows: task.n_rows }).collect()
    }

    /// The corpus that a part belongs to; where a generation column decides row by row, one of those that it may belong to.
    pub(crate) fn corpus_of(&self, part: Part) -> usize {
        self.plan.tasks[part.at].generation
    }

    /// Where the rows of a part lie.
    pub(crate) fn place(&self, part: Part) -> Place {
        let task = &self.plan.tasks[part.at];
        let before = self.plan.files[task.file].row_groups[..task.row_group].iter().sum();
        Place { file: task.file, first_index: task.first_row, before }
    }

    /// The files, in the order of reading, with the rows of each.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&Path, u64)> {
        self.plan.files.iter().map(|file| (file.path.as_path(), file.row_groups.iter().sum()))
    }

    /// Rows of a file, all columns of them as they are: those of which `stays` says so.
    ///
    /// # Errors
    /// A file that is not Parquet, or has columns in the names of folders; [`Error::Read`].
    pub(crate) fn whole(&self, file: usize, stays: &[bool]) -> Result<Whole, Error> {
        self.plan.files[file].whole(stays)
    }

    /// Rows of all parts.
    pub fn n_rows(&self) -> u64 {
        self.plan.tasks.iter().map(|task| task.n_rows).sum()
    }

    /// Decodes one part and hands its documents to `visit` in file order, unless the observer wants to stop.
    ///
    /// # Errors
    /// [`Error::Read`] when it cannot be decoded; [`Error::Stopped`].
    pub fn rows(
        &self,
        part: Part,
        observer: &dyn Observer,
        visit: &mut dyn FnMut(Row<'_>),
    ) -> Result<(), Error> {
        let mut task = self.plan.tasks[part.at].clone();
        task.n_rows = part.n_rows;
        decode::rows(&self.plan, &task, observer, visit)
    }
}
