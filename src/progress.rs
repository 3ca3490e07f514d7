//! How far a run is, for somebody who waits. Stages tell an [`Observer`]; what it does with that is its own affair, and no
//! result depends on it. It may have the run stopped.

/// A stage of a run that takes time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Opening files and choosing columns; counted in corpora.
    Plan,
    /// Reading and counting; counted in rows.
    Read,
    /// Learning and writing; counted in generations.
    Simulate,
    /// Estimates and intervals; counted in comparisons.
    Compare,
    /// Levels, statuses, words, figures; counted in reports.
    Explain,
    /// Comparisons of halves and with planted losses; counted in trials.
    Try,
    /// Pages, tables and images; counted in formats.
    Draw,
}

impl Stage {
    /// What the stage does, as a participle.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Plan => "opening",
            Stage::Read => "reading",
            Stage::Simulate => "simulating",
            Stage::Compare => "comparing",
            Stage::Explain => "explaining",
            Stage::Try => "trying",
            Stage::Draw => "drawing",
        }
    }

    /// What its steps are.
    pub fn unit(self) -> &'static str {
        match self {
            Stage::Plan => "corpora",
            Stage::Read => "rows",
            Stage::Simulate => "generations",
            Stage::Compare => "comparisons",
            Stage::Explain => "reports",
            Stage::Try => "trials",
            Stage::Draw => "formats",
        }
    }
}

/// Somebody who waits. Called from several threads at once, often; every method returns at once.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use genloss::{Config, Corpus, Error, Observer, Row};
///
/// struct Deadline(SystemTime);
///
/// impl Observer for Deadline {
///     fn wants_to_stop(&self) -> bool {
///         SystemTime::now() > self.0
///     }
/// }
///
/// let mut corpus = Corpus::builder("gen0");
/// corpus.push(Row::new("An answer."))?;
/// let past = Deadline(SystemTime::now() - Duration::from_secs(1));
/// assert!(matches!(corpus.finish_watched(&past), Err(Error::Stopped)));
/// # Ok::<(), Error>(())
/// ```
pub trait Observer: Sync {
    /// A stage begins, and ends the one before it.
    fn begin(&self, _stage: Stage, _steps: u64) {}

    /// So many steps of the stage are done.
    fn advance(&self, _steps: u64) {}

    /// Whether the run is to stop: asked between stages, and within those that take long. What is stopped ends with
    /// [`Error::Stopped`](crate::error::Error::Stopped).
    fn wants_to_stop(&self) -> bool {
        false
    }
}

/// Nobody waits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {}
