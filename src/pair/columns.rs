//! The values of one column on both sides: numbers as they are, labels by their rank among all labels.
//!
//! Values are sorted once; leaving a block out or exchanging blocks only changes which of them count for which side.

use std::collections::BTreeMap;

use super::crossfit::{fold, half_of};
use super::joint::Chance;
use super::permuted::{by_chance, halves};
use super::{CutRow, Pair, View, Which};
use crate::estimator::two_sample::Step;
use crate::estimator::{rarefaction, spread};
use crate::profile::{Kept, Moments};
use crate::terms::{Measured, Undefined};

/// Usable values of a column in the samples of both sides, ascending.
#[derive(Debug)]
pub(super) struct Values {
    entries: Vec<Entry>,
}

/// One value and where it stands.
#[derive(Debug, Clone, Copy)]
struct Entry {
    value: f64,
    which: Which,
    block: u8,
}

/// Where a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    After,
    Out,
}

impl Values {
    /// Every column of the sampled rows.
    pub(super) fn all(sides: [&[CutRow<'_>]; 2]) -> Vec<Self> {
        let columns = sides.iter().flat_map(|rows| rows.iter()).map(|(row, _)| row.cells.len()).max();
        (0..columns.unwrap_or(0)).map(|at| Self::of(sides, at)).collect()
    }

    fn of(sides: [&[CutRow<'_>]; 2], at: usize) -> Self {
        let labels = sides.iter().flat_map(|rows| rows.iter()).filter_map(|row| match cell(row, at) {
            Some((Kept::Label(label), _)) => Some(label),
            _ => None,
        });
        // Sorted, so that ranks do not depend on the order of rows.
        let mut ranks: BTreeMap<&str, f64> = labels.map(|label| (label.as_ref(), 0.0)).collect();
        ranks.values_mut().enumerate().for_each(|(rank, place)| *place = rank as f64);
        let mut entries = Vec::new();
        for (which, rows) in [Which::Reference, Which::Current].into_iter().zip(sides) {
            entries.extend(rows.iter().filter_map(|row| cell(row, at)).map(|(kept, block)| {
                let value = match kept {
                    Kept::Number(value) => *value,
                    Kept::Label(label) => ranks.get(label.as_ref()).copied().unwrap_or_default(),
                };
                Entry { value, which, block }
            }));
        }
        entries.sort_by(|a, b| a.value.total_cmp(&b.value));
        Self { entries }
    }

    /// Values of the side that has fewer.
    pub(super) fn rows(&self) -> u64 {
        let n = |which| self.entries.iter().filter(|e| e.which == which).count() as u64;
        n(Which::Reference).min(n(Which::Current))
    }

    /// Distinct values with how often each side holds them.
    fn steps(&self, place: impl Fn(&Entry) -> Place) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        for entry in &self.entries {
            let place = place(entry);
            if place == Place::Out {
                continue;
            }
            if steps.last().is_none_or(|last| last.value != entry.value) {
                steps.push(Step { value: entry.value, before: 0, after: 0 });
            }
            if let Some(step) = steps.last_mut() {
                step.before += u64::from(place == Place::Before);
                step.after += u64::from(place == Place::After);
            }
        }
        steps
    }
}

/// A row's usable value in a column, and the row's block.
fn cell<'a>(row: &CutRow<'a>, at: usize) -> Option<(&'a Kept, u8)> {
    row.0.cells.get(at)?.as_ref().map(|kept| (kept, row.0.block))
}

/// A distance of two samples.
pub type Distance = fn(&[Step]) -> Measured;

impl Pair<'_> {
    fn values(&self, column: Option<usize>) -> Result<&Values, Undefined> {
        let drawn = self.drawn.as_ref().zip(column);
        drawn.and_then(|(drawn, at)| drawn.column(at)).ok_or(Undefined::NoColumn)
    }

    /// Sampled values of a column on the side that has fewer.
    pub fn column_rows(&self, at: usize) -> u64 {
        self.drawn.as_ref().map_or(0, |drawn| drawn.column_rows(at))
    }

    /// A distance of both sides' sampled values of a column, whole or without a block.
    ///
    /// # Errors
    /// [`Undefined::NoColumn`], and what the distance says.
    pub fn column_distance(&self, at: usize, distance: Distance, without: Option<usize>) -> Measured {
        distance(&self.exchanged(at, 0, without)?)
    }

    /// What chance alone would show of a distance.
    ///
    /// # Errors
    /// As [`Pair::column_distance`].
    pub fn column_chance(&self, at: usize, distance: Distance) -> Result<Chance, Undefined> {
        let observed = self.column_distance(at, distance, None)?;
        let halves = halves(self.blocks, self.seed);
        let exchanged = |set| distance(&self.exchanged(at, set, None)?);
        let split = |set| distance(&self.split(at, set)?);
        let is_defined = |of: &dyn Fn(u32) -> Measured| halves.iter().any(|set| of(*set).is_ok());
        if !(is_defined(&exchanged) && is_defined(&split)) {
            return Err(Undefined::TooFewNumbers);
        }
        Ok(by_chance(observed, self.seed, [&halves, &halves], exchanged, split))
    }

    /// Values after the blocks of a set changed sides.
    fn exchanged(&self, at: usize, set: u32, without: Option<usize>) -> Result<Vec<Step>, Undefined> {
        let blocks = self.blocks;
        Ok(self.values(Some(at))?.steps(|entry| {
            let block = fold(entry.block.into(), blocks);
            let changes = set >> block & 1 == 1;
            match (Some(block) == without, (entry.which == Which::Current) == changes) {
                (true, _) => Place::Out,
                (false, true) => Place::Before,
                (false, false) => Place::After,
            }
        }))
    }

    /// The reference alone, its blocks split in two.
    fn split(&self, at: usize, set: u32) -> Result<Vec<Step>, Undefined> {
        let blocks = self.blocks;
        Ok(self.values(Some(at))?.steps(|entry| match entry.which {
            Which::Current => Place::Out,
            Which::Reference if set >> fold(entry.block.into(), blocks) & 1 == 1 => Place::Before,
            Which::Reference => Place::After,
        }))
    }
}

/// One end of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// Below the 5% quantile.
    Low,
    /// Above the 95% quantile.
    High,
}

/// Of a column; of views that have none the numbers are undefined.
impl View<'_> {
    /// Sums over all documents, not only the sampled ones.
    pub fn moments(&self) -> Moments {
        let columns = &self.sums().columns;
        let blocks = self.column.and_then(|at| columns.get(at)).into_iter().flatten().enumerate();
        let kept = blocks.filter(|&(b, _)| Some(b) != self.without);
        kept.fold(Moments::default(), |acc, (_, m)| Moments {
            n: acc.n + m.n,
            sum: acc.sum + m.sum,
            squares: acc.squares + m.squares,
        })
    }

    /// Sampled values in ascending order with how often each occurs.
    ///
    /// # Errors
    /// [`Undefined::NoColumn`].
    pub fn sample(&self) -> Result<Vec<(f64, u64)>, Undefined> {
        let keep = |entry: &Entry| self.is_measured(entry);
        self.counted(keep)
    }

    /// Values beyond the reference's own 5% or 95% quantile, and all values: the quantile is found on one half of its blocks, measured on the
    /// other half of this side's, halves swapped and pooled.
    ///
    /// # Errors
    /// [`Undefined::TooFewNumbers`] where a half of the reference holds no number.
    pub fn beyond(&self, tail: Tail) -> Result<(u64, u64), Undefined> {
        let (mut beyond, mut all) = (0, 0);
        for defining in [0, 1] {
            let defined = self.counted(|e| e.which == Which::Reference && self.half(e) == defining)?;
            let share = if tail == Tail::Low { 0.05 } else { 0.95 };
            let cut = spread::quantile(defined.iter().copied(), share)?;
            let is_beyond = |value: f64| if tail == Tail::Low { value < cut } else { value > cut };
            for (value, n) in self.counted(|e| self.is_measured(e) && self.half(e) != defining)? {
                all += n;
                beyond += if is_beyond(value) { n } else { 0 };
            }
        }
        Ok((beyond, all))
    }

    /// Labels of one half of the reference's blocks that are alive in the other half of this side's, expected at the
    /// number of values that both sides have; halves swapped and added.
    ///
    /// # Errors
    /// [`Undefined::NoColumn`].
    pub fn classes_alive(&self) -> Measured {
        let mut alive = 0.0;
        for defining in [0, 1] {
            let defined = self.counted(|e| e.which == Which::Reference && self.half(e) == defining)?;
            let measuring = |which: Which| {
                self.counted(|e| e.which == which && self.is_left(e) && self.half(e) != defining)
            };
            let size = |values: &[(f64, u64)]| values.iter().map(|(_, n)| n).sum::<u64>();
            let m = size(&measuring(Which::Reference)?).min(size(&measuring(Which::Current)?));
            let own = measuring(self.which)?;
            let is_defined = |label: f64| defined.binary_search_by(|(d, _)| d.total_cmp(&label)).is_ok();
            let known = own.iter().filter(|(label, _)| is_defined(*label));
            let mut known: Vec<(u64, u64)> = known.map(|&(_, n)| (n, 1)).collect();
            known.sort_unstable();
            alive += rarefaction::types(known.into_iter(), size(&own), m);
        }
        Ok(alive)
    }

    fn is_left(&self, entry: &Entry) -> bool {
        Some(fold(entry.block.into(), self.pair.blocks)) != self.without
    }

    fn is_measured(&self, entry: &Entry) -> bool {
        entry.which == self.which && self.is_left(entry)
    }

    fn half(&self, entry: &Entry) -> usize {
        half_of(fold(entry.block.into(), self.pair.blocks))
    }

    /// Distinct values among some entries.
    fn counted(&self, keep: impl Fn(&Entry) -> bool) -> Result<Vec<(f64, u64)>, Undefined> {
        let place = |entry: &Entry| if keep(entry) { Place::Before } else { Place::Out };
        let steps = self.pair.values(self.column)?.steps(place);
        Ok(steps.into_iter().map(|s| (s.value, s.before)).collect())
    }
}
