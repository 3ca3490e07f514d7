//! All records as one picture: lineages, what each release keeps of its root, verdicts that changed, stability.

use std::collections::BTreeSet;

use serde::Serialize;

use super::kept::{Kept, Unkept, kept};
use super::lineage::Lineages;
use super::moment::Moment;
use super::record::{Measured, Record};
use super::stability::{Stability, stability};
use crate::error::Error;
use crate::nearest::nearest;
use crate::terms::Verdict;

/// Which part of the records is shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Part {
    /// Only the ancestors and descendants of this record.
    pub lineage: Option<String>,
    /// Only records from this moment on. What they keep is still reckoned from the root.
    pub since: Option<Moment>,
    /// The metrics, in this order.
    pub metrics: Vec<String>,
}

/// The records, tree by tree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct History {
    /// Layout of this JSON; a change that breaks readers raises it.
    pub schema_version: u32,
    /// The metrics that were asked for.
    pub metrics: Vec<String>,
    /// Every record after its parent.
    pub releases: Vec<Release>,
    /// Verdicts that differ from that of the parent.
    pub turns: Vec<Turn>,
    /// How far levels stray along each line with at least three releases, by its last release.
    pub lines: Vec<Line>,
    /// Records of which a later one took the place.
    pub superseded: usize,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Release {
    /// Its name.
    pub name: String,
    /// The name of its parent.
    pub parent: Option<String>,
    /// The first of its lineage.
    pub root: String,
    /// The strokes of the branches that lead to it.
    pub branch: String,
    /// When it was recorded.
    pub time: Moment,
    /// Its verdict, where it was compared.
    pub verdict: Option<Verdict>,
    /// What it was compared with.
    pub reference: Option<String>,
    /// Documents that were measured.
    pub documents: Option<u64>,
    /// Its tags.
    pub tags: BTreeSet<String>,
    /// One for each metric of the history, in its order.
    pub numbers: Vec<Number>,
}

/// A metric of a release.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Number {
    /// Its key.
    pub metric: String,
    /// Against what the release was compared with; `null` = it was not measured.
    pub compared: Option<Measured>,
    /// The level of the release alone.
    pub level: Option<Measured>,
    /// The share of the root that it keeps.
    pub kept: Option<Kept>,
    /// Why there is no such share.
    pub unkept: Option<Unkept>,
}

/// A verdict that is another one than that of the parent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// The release.
    pub record: String,
    /// Its parent.
    pub parent: String,
    /// The verdict of the parent.
    pub before: Verdict,
    /// Its own.
    pub now: Verdict,
}

/// A line of releases, from the root to one that nothing was made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The first release.
    pub root: String,
    /// The last.
    pub tip: String,
    /// How many there are, both included.
    pub releases: usize,
    /// The stability of each metric with a level.
    pub stability: Vec<Stability>,
}

/// Lines shorter than this have no stability.
const LEAST: usize = 3;

/// Lays out the records.
///
/// # Errors
/// [`Error::BadSetting`] where the lineage is unknown.
pub fn history(records: &[Record], part: &Part) -> Result<History, Error> {
    let lineages = Lineages::of(records);
    let shown: Option<BTreeSet<usize>> = match &part.lineage {
        Some(name) => Some(lineages.line(find(&lineages, name, "--lineage")?).into_iter().collect()),
        None => None,
    };
    let is_of_line = |at: usize| shown.as_ref().is_none_or(|shown| shown.contains(&at));
    let is_new = |at: usize| part.since.is_none_or(|since| lineages.all()[at].time >= since);
    let shares: Vec<Vec<_>> = part.metrics.iter().map(|metric| kept(&lineages, metric)).collect();
    let tree = lineages.tree().into_iter().filter(|(at, _)| is_of_line(*at) && is_new(*at));
    let numbers = |at: usize| {
        let of = |(metric, shares): (&String, &Vec<_>)| number(lineages.all()[at], metric, &shares[at]);
        part.metrics.iter().zip(&shares).map(of).collect()
    };
    let releases = tree.map(|(at, branch)| release(&lineages, at, branch, numbers(at))).collect();
    let tips = lineages.tips().filter(|at| is_of_line(*at) && is_new(*at));
    Ok(History {
        schema_version: 1,
        metrics: part.metrics.clone(),
        releases,
        turns: (0..lineages.all().len())
            .filter(|at| is_of_line(*at) && is_new(*at))
            .filter_map(|at| turn(&lineages, at))
            .collect(),
        lines: tips.filter_map(|tip| line(&lineages, tip, &part.metrics)).collect(),
        superseded: records.iter().filter(|record| record.superseded).count(),
    })
}

/// Where the current record of a name is.
///
/// # Errors
/// [`Error::BadSetting`] where there is none.
pub fn find(lineages: &Lineages<'_>, name: &str, setting: &str) -> Result<usize, Error> {
    lineages.find(name).ok_or_else(|| {
        let known: Vec<&str> = lineages.all().iter().map(|record| &*record.name).collect();
        let meant = nearest(name, &known).map_or(String::new(), |name| format!(", did you mean `{name}`?"));
        let problem = format!("no record is called `{name}`{meant}; `genloss history` lists them");
        Error::BadSetting { setting: setting.to_owned(), problem }
    })
}

fn release(lineages: &Lineages<'_>, at: usize, branch: String, numbers: Vec<Number>) -> Release {
    let record = lineages.all()[at];
    let judged = record.judged.as_ref();
    Release {
        name: record.name.clone(),
        parent: record.parent.clone(),
        root: lineages.all()[lineages.root(at)].name.clone(),
        branch,
        time: record.time,
        verdict: judged.map(|judged| judged.verdict),
        reference: judged.map(|judged| judged.reference.clone()),
        documents: record.size.map(|size| size.documents),
        tags: record.tags.clone(),
        numbers,
    }
}

fn number(record: &Record, metric: &str, share: &Result<Kept, Unkept>) -> Number {
    let find = |is_level: bool| {
        record.metrics.iter().find(|m| m.metric == metric && m.reference.is_none() == is_level).cloned()
    };
    Number {
        metric: metric.to_owned(),
        compared: find(false),
        level: find(true),
        unkept: share.as_ref().err().copied(),
        kept: share.clone().ok(),
    }
}

fn turn(lineages: &Lineages<'_>, at: usize) -> Option<Turn> {
    let record = lineages.all()[at];
    let parent = lineages.all()[lineages.find(record.parent.as_deref()?)?];
    let (before, now) = (parent.judged.as_ref()?.verdict, record.judged.as_ref()?.verdict);
    (before != now).then(|| Turn { record: record.name.clone(), parent: parent.name.clone(), before, now })
}

fn line(lineages: &Lineages<'_>, tip: usize, metrics: &[String]) -> Option<Line> {
    let path: Vec<&Record> = lineages.path(tip).into_iter().map(|at| lineages.all()[at]).collect();
    let [root, .., tip] = path[..] else { return None };
    (path.len() >= LEAST).then(|| Line {
        root: root.name.clone(),
        tip: tip.name.clone(),
        releases: path.len(),
        stability: metrics.iter().map(|metric| stability(&path, metric)).collect(),
    })
}
