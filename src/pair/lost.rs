//! Score intervals of a handful of events: what the blocks of a jackknife cannot tell apart, since most hold none.

use super::Which;
use crate::estimator::proportion;
use crate::terms::Estimate;

/// Events of a side (copies, empty answers) below which blocks see too little, so that a score interval stands in for the jackknife.
const FEW: f64 = 10.0;

/// How many of each side's rows are lost to something (copies, loops, no answer), and how many rows there are.
#[derive(Debug, Clone, Copy)]
pub struct Lost {
    before: (f64, f64),
    after: (f64, f64),
}

impl Lost {
    /// Counts both sides: those lost, and all. `None` where a side is not counted, or where nothing is left to keep.
    pub fn of(count: impl Fn(Which) -> Option<(f64, f64)>) -> Option<Self> {
        let (before, after) = (count(Which::Reference)?, count(Which::Current)?);
        (before.0 < before.1 && after.1 > 0.0).then_some(Self { before, after })
    }

    /// Itself, where either side lost few.
    pub fn if_few_lost(self) -> Option<Self> {
        (self.before.0 < FEW || self.after.0 < FEW).then_some(self)
    }

    /// Itself, where both sides lost few.
    pub fn if_both_lost_few(self) -> Option<Self> {
        (self.before.0 < FEW && self.after.0 < FEW).then_some(self)
    }

    /// Itself, where either side kept few.
    pub fn if_few_kept(self) -> Option<Self> {
        let few = |(lost, n): (f64, f64)| n - lost < FEW;
        (few(self.before) || few(self.after)).then_some(self)
    }

    /// Itself, where either side lost few or kept few.
    pub fn if_few_of_a_kind(self) -> Option<Self> {
        self.if_few_lost().or(self.if_few_kept())
    }

    /// Rows of either side, the fewer.
    pub fn rows(self) -> f64 {
        self.before.1.min(self.after.1)
    }

    /// Newcombe's interval of two samples. Of events that come in pairs there is half the `evidence`.
    pub fn unpaired(self, evidence: f64) -> Estimate {
        let ((x, n), (y, m)) = (self.before, self.after);
        proportion::newcombe(evidence * y, evidence * m, evidence * x, evidence * n)
            .as_retention(x / n, y / m)
    }

    /// Tango's interval of matched rows where there are such (lost before, lost after), else Newcombe's. Point and interval are of the
    /// same rows, since a few may have no partner.
    pub fn by_rows(self, rows: Option<&[(bool, bool)]>) -> Estimate {
        let Some(rows) = rows else { return self.unpaired(1.0) };
        let count = |which: fn(&(bool, bool)) -> bool| rows.iter().filter(|r| which(r)).count() as f64;
        let n = rows.len() as f64;
        proportion::tango(count(|r| !r.0 && r.1), count(|r| r.0 && !r.1), n)
            .as_retention(count(|r| r.0) / n, count(|r| r.1) / n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Method;

    #[test]
    fn an_interval_says_itself_how_it_was_made() {
        let lost = Lost { before: (2.0, 100.0), after: (5.0, 100.0) };
        let rows: Vec<(bool, bool)> = (0..100).map(|row| (row < 2, row < 5)).collect();
        assert_eq!(lost.by_rows(None).method, Method::Newcombe);
        assert_eq!(lost.by_rows(Some(&rows)).method, Method::Tango);
        assert_eq!(lost.by_rows(Some(&rows)).interval(), "Tango score interval");
    }
}
