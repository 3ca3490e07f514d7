//! Whether the newest release of each lineage holds: for a job that runs every night.

use serde::Serialize;

use super::kept::{Kept, Unkept, Way, kept};
use super::lineage::Lineages;
use super::record::{Measured, Record};
use crate::estimator::trend::{mann_kendall, theil_sen};
use crate::terms::{Status, Verdict};

/// Releases whose trend is looked at, the latest of a line.
const LATEST: usize = 24;
/// A fall is a trend where chance alone would show one as steady less often than this.
const CHANCE: f64 = 0.05;

/// What fails a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailOn {
    /// Verdicts of the newest release.
    pub verdicts: Vec<Verdict>,
    /// Whether a loss beyond a margin fails it, against what it was compared with or against the root of its lineage.
    pub margin: bool,
    /// Whether a trend fails it that crosses a margin within so many releases.
    pub within: Option<u32>,
}

/// What was found of a newest release.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Finding {
    /// Its verdict is one that fails.
    Verdict {
        /// The release.
        record: String,
        /// What it was compared with.
        reference: String,
        /// The verdict.
        verdict: Verdict,
    },
    /// A metric that decides fails against what the release was compared with.
    Margin {
        /// The release.
        record: String,
        /// The metric.
        metric: String,
        /// What it was compared with.
        reference: String,
        /// What is kept.
        value: Option<f64>,
        /// The margin.
        margin: Option<f64>,
    },
    /// The share of the root that is kept lies below the margin, interval and all.
    Root {
        /// The release.
        record: String,
        /// The metric.
        metric: String,
        /// The root.
        root: String,
        /// What is kept.
        value: f64,
        /// Upper end of its interval.
        high: f64,
        /// The margin.
        margin: f64,
    },
    /// The share of the root falls from release to release, and its line crosses the margin soon.
    Trend {
        /// The release.
        record: String,
        /// The metric.
        metric: String,
        /// The root.
        root: String,
        /// Change a release.
        slope: f64,
        /// Releases until the margin is crossed.
        releases: f64,
        /// The margin.
        margin: f64,
    },
}

/// The newest release of each lineage, or of the one that a record belongs to, and what fails it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Checked {
    /// Layout of this JSON; a change that breaks readers raises it.
    pub schema_version: u32,
    /// The releases that were looked at.
    pub newest: Vec<String>,
    /// Those of them that were compared with nothing, so that nothing can fail them.
    pub unjudged: Vec<String>,
    /// What was found; empty = all hold.
    pub findings: Vec<Finding>,
}

/// Checks the newest release of each lineage, or among the descendants of one record.
pub fn check(lineages: &Lineages<'_>, of: Option<usize>, fail_on: &FailOn) -> Checked {
    let newest: Vec<usize> = match of {
        Some(at) => newest(lineages, at).into_iter().collect(),
        None => lineages.roots().filter_map(|root| newest(lineages, root)).collect(),
    };
    let name = |at: &usize| lineages.all()[*at].name.clone();
    let unjudged = newest.iter().filter(|at| lineages.all()[**at].judged.is_none());
    Checked {
        schema_version: 1,
        unjudged: unjudged.map(name).collect(),
        findings: newest.iter().flat_map(|at| findings(lineages, *at, fail_on)).collect(),
        newest: newest.iter().map(name).collect(),
    }
}

/// The latest of a record and its descendants; of one moment the one that was written last.
fn newest(lineages: &Lineages<'_>, at: usize) -> Option<usize> {
    let above = lineages.path(at);
    let below = lineages.line(at).into_iter().filter(|i| *i == at || !above.contains(i));
    below.max_by_key(|i| (lineages.all()[*i].time, *i))
}

fn findings(lineages: &Lineages<'_>, at: usize, fail_on: &FailOn) -> Vec<Finding> {
    let record = lineages.all()[at];
    let mut found = Vec::new();
    if let Some(judged) = record.judged.as_ref().filter(|j| fail_on.verdicts.contains(&j.verdict)) {
        let (reference, verdict) = (judged.reference.clone(), judged.verdict);
        found.push(Finding::Verdict { record: record.name.clone(), reference, verdict });
    }
    if fail_on.margin {
        let failed = record.metrics.iter().filter(|m| m.gating && m.status == Some(Status::Fail));
        found.extend(failed.map(|m| Finding::Margin {
            record: record.name.clone(),
            metric: m.metric.clone(),
            reference: m.reference.clone().unwrap_or_default(),
            value: m.value,
            margin: m.fail_margin,
        }));
    }
    let path = lineages.path(at);
    for m in deciding(record) {
        let (shares, margin) = (kept(lineages, &m.metric), m.fail_margin.unwrap_or_default());
        let of_root = OfRoot { lineages, path: &path, shares: &shares, metric: &m.metric, margin };
        found.extend(of_root.broken().filter(|_| fail_on.margin));
        found.extend(fail_on.within.and_then(|within| of_root.falling(within)));
    }
    found
}

/// The shares with a margin that decide, each once.
fn deciding(record: &Record) -> Vec<&Measured> {
    let mut all: Vec<&Measured> = Vec::new();
    for m in record.metrics.iter().filter(|m| m.gating && m.fail_margin.is_some()) {
        if !all.iter().any(|known| known.metric == m.metric) {
            all.push(m);
        }
    }
    all
}

/// A metric along a path from the root.
struct OfRoot<'a> {
    lineages: &'a Lineages<'a>,
    path: &'a [usize],
    shares: &'a [Result<Kept, Unkept>],
    metric: &'a str,
    margin: f64,
}

impl OfRoot<'_> {
    fn names(&self) -> (String, String, String) {
        let name =
            |at: Option<&usize>| at.map_or_else(String::new, |at| self.lineages.all()[*at].name.clone());
        (name(self.path.last()), self.metric.to_owned(), name(self.path.first()))
    }

    /// A share that steps multiply to; one that was compared has a status of its own.
    fn broken(&self) -> Option<Finding> {
        let kept = self.shares[*self.path.last()?].as_ref().ok()?;
        let high = kept.high.filter(|high| kept.way == Way::Chained && *high < self.margin)?;
        let (record, metric, root) = self.names();
        Some(Finding::Root { record, metric, root, value: kept.value, high, margin: self.margin })
    }

    /// A steady fall that crosses the margin within so many releases.
    fn falling(&self, within: u32) -> Option<Finding> {
        let latest = &self.path[self.path.len().saturating_sub(LATEST)..];
        let share = |at: &usize| match &self.shares[*at] {
            Err(Unkept::IsRoot) => Some(1.0),
            share => share.as_ref().ok().map(|kept| kept.value),
        };
        let shares: Vec<f64> = latest.iter().map(share).collect::<Option<_>>()?;
        let (test, line) = (mann_kendall(&shares), theil_sen(&shares)?);
        // The question is whether it falls, so the test has one side.
        if test.s >= 0 || test.p / 2.0 >= CHANCE || line.slope >= 0.0 {
            return None;
        }
        let now = line.at((shares.len() - 1) as f64);
        let releases = ((self.margin - now) / line.slope).max(0.0);
        let (record, metric, root) = self.names();
        (releases <= f64::from(within)).then_some(Finding::Trend {
            record,
            metric,
            root,
            slope: line.slope,
            releases,
            margin: self.margin,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::record::Judged;
    use crate::records::testing::{measured, record};

    const ALL: FailOn = FailOn { verdicts: Vec::new(), margin: true, within: Some(3) };

    /// A line of releases, each compared with the root, which keep these shares of it.
    fn line(shares: &[f64]) -> Vec<Record> {
        let mut records = vec![record("r0", None, vec![])];
        for (at, share) in shares.iter().enumerate() {
            let parent = format!("r{at}");
            let m = measured("m", "r0", *share, (share - 0.05, share + 0.05));
            records.push(record(&format!("r{}", at + 1), Some(&parent), vec![m]));
        }
        records
    }

    fn found(records: &[Record]) -> Vec<Finding> {
        check(&Lineages::of(records), None, &ALL).findings
    }

    #[test]
    fn a_fall_that_crosses_the_margin_soon_is_found_and_one_that_does_not_is_none() {
        // The margin is 0.8: from 0.88 a fall of 0.03 a release reaches it after 2.7.
        let [Finding::Trend { releases, .. }] = &found(&line(&[0.97, 0.94, 0.91, 0.88]))[..] else {
            panic!()
        };
        assert!((releases - 8.0 / 3.0).abs() < 1e-9);
        assert_eq!(found(&line(&[0.99, 0.98, 0.97, 0.96])), [], "far from the margin");
        assert_eq!(found(&line(&[0.88, 0.97, 0.85, 0.88])), [], "no steady fall");
        assert_eq!(found(&line(&[0.9, 0.85])), [], "two steps are no trend");
    }

    #[test]
    fn what_is_lost_step_by_step_breaks_the_margin_of_the_root() {
        let mut records = vec![record("r0", None, vec![])];
        for at in 1..4 {
            let parent = format!("r{}", at - 1);
            records.push(record(
                &format!("r{at}"),
                Some(&parent),
                vec![measured("m", &parent, 0.9, (0.88, 0.92))],
            ));
        }
        let root = |f: &Finding| matches!(f, Finding::Root { root, .. } if root == "r0");
        assert!(found(&records).iter().any(root));
        assert!(!found(&records[..3]).iter().any(root), "0.81 is above 0.8");
    }

    #[test]
    fn verdicts_and_failed_metrics_of_the_newest_count() {
        let mut records = line(&[0.95]);
        let judged = Judged { reference: "r0".to_owned(), verdict: Verdict::LateCollapse, drift: false };
        records[1].judged = Some(judged);
        records[1].metrics[0].status = Some(Status::Fail);
        let fail_on = FailOn { verdicts: vec![Verdict::LateCollapse], ..ALL };
        let checked = check(&Lineages::of(&records), None, &fail_on);
        assert_eq!(checked.findings.len(), 2);
        records.push(record("r2", Some("r1"), vec![]));
        let checked = check(&Lineages::of(&records), None, &fail_on);
        assert_eq!((checked.findings.len(), checked.unjudged), (0, vec!["r2".to_owned()]));
    }
}
