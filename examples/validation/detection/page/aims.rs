//! What is aimed at on the second law and on real text, and what came out.

use genloss::terms::Verdict;

use super::record::{Rate, Record, percent};
use super::tables::{called, head, line};
use super::text::calm;
use super::urns::cells;
use crate::log::{Cell, Pairing, Row};
use crate::rivals::RULES;

/// Promised false alarms, and the most that the upper end of their interval may be.
const PROMISED: f64 = 0.05;
const UPPER: f64 = 0.07;

/// The largest share of paired comparisons of 200 documents without a loss that may stay open.
const OPEN: f64 = 0.30;

/// Rules are only compared where they have so many nulls.
const NULLS: usize = 20;

/// Sections of the log by what happened in them.
const NOTHING: [&str; 2] = ["urn-nulls", "real-nulls"];
const LOST: [&str; 2] = ["urn-losses", "real-losses"];

/// The table; nothing where none of the cells was run.
pub(super) fn table(record: &Record) -> String {
    let of = |sections: &[&str]| -> Vec<Cell> { sections.iter().flat_map(|s| cells(record, s)).collect() };
    let (nothing, lost, harmless) = (of(&NOTHING), of(&LOST), of(&["urn-harmless"]));
    let aims = [
        false_alarms(record, &nothing),
        open(record, &nothing),
        never_calm(record, &lost),
        harmless_calls(record, &harmless),
        rules(record, &lost),
        rules_together(record, &lost),
    ];
    let lines: Vec<String> = aims.iter().flatten().map(|aim| line(aim)).collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("### Targets\n\n{}{}\n", head(&["target", "result", "figures"]), lines.concat())
}

type Aim = Option<[String; 3]>;

fn name(cell: &Cell) -> String {
    format!("{} {}, {} {}", cell.change, cell.dose, cell.documents, cell.pairing.name())
}

/// An aim that some cells miss; nothing without cells.
fn aim(what: String, cells: usize, missed: &[String]) -> Aim {
    if cells == 0 {
        return None;
    }
    let result = if missed.is_empty() { "**reached**" } else { "**missed**" };
    let figures = if missed.is_empty() { String::new() } else { format!(": {}", missed.join("; ")) };
    Some([what, result.to_owned(), format!("missed in {} of {cells} cells{figures}", missed.len())])
}

/// The cells in which something holds of a rate.
fn offending(
    record: &Record,
    cells: &[Cell],
    of: impl Fn(&Row) -> bool,
    bad: impl Fn(Rate) -> bool,
) -> Vec<String> {
    let rates = cells.iter().map(|cell| (cell, record.rate(cell, &of)));
    rates
        .filter(|(_, rate)| bad(*rate))
        .map(|(cell, rate)| format!("{}: {}", name(cell), rate.text()))
        .collect()
}

fn false_alarms(record: &Record, nothing: &[Cell]) -> Aim {
    let missed = offending(record, nothing, Row::sees, |rate| rate.share() > PROMISED);
    let pooled = Rate::of(nothing.iter().flat_map(|cell| record.rows(cell)).map(Row::sees));
    let what = format!(
        "Where nothing was lost, a loss is shown or said in at most {}% (upper end at most {}%; all cells together {})",
        percent(PROMISED),
        percent(UPPER),
        pooled.text()
    );
    aim(what, nothing.len(), &missed)
}

fn open(record: &Record, nothing: &[Cell]) -> Aim {
    let paired: Vec<Cell> = nothing
        .iter()
        .filter(|cell| cell.pairing == Pairing::Paired && cell.documents == 200)
        .cloned()
        .collect();
    let inconclusive = |row: &Row| row.verdict == Verdict::Inconclusive;
    let missed = offending(record, &paired, inconclusive, |rate| rate.share() > OPEN);
    let what =
        format!("Paired comparisons of 200 documents without a loss stay open in at most {}%", percent(OPEN));
    aim(what, paired.len(), &missed)
}

fn never_calm(record: &Record, lost: &[Cell]) -> Aim {
    let silent = |row: &Row| calm(row) && !row.sees();
    let missed = offending(record, lost, silent, |rate| rate.hits > 0);
    let what = "Where something was lost, no verdict is `stable` or `drift` without showing a loss";
    aim(what.to_owned(), lost.len(), &missed)
}

fn harmless_calls(record: &Record, harmless: &[Cell]) -> Aim {
    let missed = offending(record, harmless, called, |rate| rate.hits > 0);
    aim("Harmless changes never give a collapse verdict".to_owned(), harmless.len(), &missed)
}

/// Where a rule sees more on its 5% line, with intervals apart.
fn rules(record: &Record, lost: &[Cell]) -> Aim {
    let compared: Vec<&Cell> = lost.iter().filter(|cell| record.n_nulls(cell) >= NULLS).collect();
    let missed = compared.iter().flat_map(|cell| {
        let sees = record.rate(cell, Row::sees);
        let seen = RULES.iter().enumerate().filter_map(move |(at, rule)| {
            let fair = record.ruled(cell, at, record.fair_line(cell, at));
            let shares = [sees, fair].map(|rate| percent(rate.share())).join(" / ");
            fair.beats(sees).then(|| format!("{}: {} {shares}", name(cell), rule.name))
        });
        seen.collect::<Vec<_>>()
    });
    let missed: Vec<String> = missed.collect();
    let what = "No single rule of thumb sees more of a loss with 5% of false alarms of its own (genloss sees / the rule, intervals apart)";
    aim(what.to_owned(), compared.len() * RULES.len(), &missed)
}

/// Where the rules of a loss see more when all of them may ring in 5% of the nulls, with intervals apart.
fn rules_together(record: &Record, lost: &[Cell]) -> Aim {
    let compared: Vec<&Cell> = lost.iter().filter(|cell| record.n_nulls(cell) >= NULLS).collect();
    let missed = compared.iter().filter_map(|cell| {
        let (sees, together) = (record.rate(cell, Row::sees), record.ruled_together(cell));
        let shares = [sees, together].map(|rate| percent(rate.share())).join(" / ");
        together.beats(sees).then(|| format!("{}: {shares}", name(cell)))
    });
    let missed: Vec<String> = missed.collect();
    let what = "Entropy, types and distinct-2 together see no more at equal family-wise false alarms (genloss sees / the rules, intervals apart)";
    aim(what.to_owned(), compared.len(), &missed)
}
