//! A log at a glance, for whoever works on the method.
#![allow(clippy::print_stdout, reason = "the table is what was asked for")]

use std::collections::BTreeMap;
use std::path::Path;

use genloss::calibrate::rings;
use genloss::terms::Verdict;

use super::record::{Rate, Record, percent};
use super::tables::called;
use crate::Outcome;
use crate::chains::is_chain;
use crate::log::{Cell, Row};
use crate::rivals::RULES;

/// So many of the metrics that ring are named.
const NAMED: usize = 6;

/// Whether nothing is said to be amiss.
pub(super) fn calm(row: &Row) -> bool {
    matches!(row.verdict, Verdict::Stable | Verdict::Drift)
}

/// Prints a line a cell, of all sections or of some.
pub(crate) fn print(log: &Path, sections: &[&str]) -> Outcome {
    let record = Record::read(log, Path::new(""))?;
    println!(
        "{:12} {:30} {:>5} {:>5} {:13} {:>4}  {:18} {:18} {:>5} {:>5} {:>5}  {:43} metrics that ring (share of comparisons, median value)",
        "section",
        "change",
        "dose",
        "n",
        "pairing",
        "of",
        "sees",
        "rings",
        "call",
        "calm",
        "open",
        RULES.map(|rule| format!("{:10}", rule.name)).join(" ")
    );
    for (cell, rows) in &record.cells {
        if !sections.is_empty() && !sections.contains(&cell.section.as_str()) {
            continue;
        }
        if is_chain(cell) {
            chain(cell, rows);
            continue;
        }
        let rate = |holds: &dyn Fn(&Row) -> bool| record.rate(cell, holds);
        let rules = (0..RULES.len()).map(|rule| ruled(&record, cell, rule));
        println!(
            "{}  {:18} {:18} {:>5} {:>5} {:>5}  {:43} {}",
            place(cell, rows.len()),
            rate(&Row::sees).text(),
            rate(&Row::rings).text(),
            percent(rate(&called).share()),
            percent(rate(&calm).share()),
            percent(rate(&|row| row.verdict == Verdict::Inconclusive).share()),
            rules.collect::<Vec<_>>().join(" "),
            loud(rows),
        );
    }
    Ok(())
}

fn place(cell: &Cell, trials: usize) -> String {
    format!(
        "{:12} {:30} {:>5} {:>5} {:13} {trials:>4}",
        cell.section,
        cell.change,
        cell.dose,
        cell.documents,
        cell.pairing.name()
    )
}

/// How often a rule rings on its 5% line, and what it sees in the middle.
fn ruled(record: &Record, cell: &Cell, rule: usize) -> String {
    let mut seen: Vec<f64> = record.rows(cell).iter().map(|row| row.scores[rule]).collect();
    seen.sort_by(f64::total_cmp);
    let middle = seen.get(seen.len() / 2).copied().unwrap_or(0.0);
    match record.fair_line(cell, rule) {
        Some(line) => format!("{:>3.0}({middle:+.2})", 100.0 * record.ruled(cell, rule, Some(line)).share()),
        None => format!("  -({middle:+.2})"),
    }
}

/// By generation: how many chains ring and are called.
fn chain(cell: &Cell, rows: &[Row]) {
    let mut by: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
    rows.iter().for_each(|row| by.entry(row.generation).or_default().push(row));
    for (generation, rows) in by {
        let rate = |holds: &dyn Fn(&Row) -> bool| Rate::of(rows.iter().map(|row| holds(row)));
        println!(
            "{}  generation {generation}: rings {}, called {}, calm {}, open {}; {}",
            place(cell, rows.len()),
            rate(&Row::rings).text(),
            percent(rate(&called).share()),
            percent(rate(&calm).share()),
            percent(rate(&|row| row.verdict == Verdict::Inconclusive).share()),
            loud(rows.iter().copied())
        );
    }
}

/// The metrics that ring most often, then those that read farthest from 1: how often, and what they read in the middle.
pub(super) fn loud<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    let mut by: BTreeMap<&str, (usize, Vec<f64>)> = BTreeMap::new();
    let mut trials = 0;
    for row in rows {
        trials += 1;
        for figure in &row.metrics {
            let (loud, values) = by.entry(&figure.metric).or_default();
            *loud += usize::from(rings(figure.status));
            values.extend(figure.value);
        }
    }
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let mut metrics: Vec<(&str, usize, Option<f64>)> =
        by.into_iter().map(|(name, (loud, values))| (name, loud, middle(values))).collect();
    let away = |value: Option<f64>| value.map_or(0.0, |value| (value - 1.0).abs());
    metrics.sort_by(|a, b| b.1.cmp(&a.1).then(away(b.2).total_cmp(&away(a.2))));
    let named = metrics.into_iter().take(NAMED).map(|(name, loud, middle)| {
        let middle = middle.map_or("-".to_owned(), |value| format!("{value:.2}"));
        format!("{name} {:.0} ({middle})", 100.0 * loud as f64 / f64::from(trials.max(1)))
    });
    named.collect::<Vec<_>>().join(", ")
}
