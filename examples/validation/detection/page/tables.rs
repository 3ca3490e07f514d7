//! Tables of single comparisons.

use std::cmp::Reverse;

use genloss::calibrate::rings;
use genloss::terms::{Status, Symptom, Verdict};

use super::record::{Rate, Record, percent};
use crate::changes::{self, Change};
use crate::log::{Cell, Row};
use crate::rivals::RULES;

/// So many sizes have a chart, the largest.
pub(crate) const CHARTS: usize = 2;

/// A line of a Markdown table.
pub(crate) fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// The head of a Markdown table.
pub(crate) fn head(cells: &[&str]) -> String {
    format!("| {} |\n|{}\n", cells.join(" | "), "---|".repeat(cells.len()))
}

/// The sizes of corpora that were compared, smallest first.
pub(crate) fn sizes(record: &Record) -> Vec<u32> {
    let mut sizes: Vec<u32> =
        record.cells.keys().filter(|cell| cell.section == "nulls").map(|cell| cell.documents).collect();
    sizes.dedup();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

/// Whether a collapse was called.
pub(crate) fn called(row: &Row) -> bool {
    row.verdict.is_collapse()
}

/// The null cells, smallest first.
pub(crate) fn null_cells(record: &Record) -> Vec<Cell> {
    let cells = sizes(record).into_iter().flat_map(|n| changes::cells("nulls", n));
    cells.map(|(cell, _)| cell).filter(|cell| !record.rows(cell).is_empty()).collect()
}

/// False alarms of verdicts, rules and symptoms.
pub(crate) fn nulls(record: &Record) -> String {
    let place = |cell: &Cell| {
        let pairing = cell.pairing.name();
        vec![cell.documents.to_string(), pairing.to_owned(), record.rows(cell).len().to_string()]
    };
    let table = |titles: &[&str], cells: &dyn Fn(&Cell) -> Vec<String>| {
        let lines = null_cells(record).into_iter().map(|cell| line(&[place(&cell), cells(&cell)].concat()));
        let titles = [&["documents", "pairing", "trials"], titles].concat();
        format!("{}{}", head(&titles), lines.collect::<String>())
    };
    let alarms =
        table(&[&["sees", "rings", "called"][..], &RULES.map(|rule| rule.label)].concat(), &|cell| {
            let rules = (0..RULES.len()).map(|rule| record.usual(cell, rule).text());
            [Row::sees, Row::rings, called]
                .map(|holds| record.rate(cell, holds).text())
                .into_iter()
                .chain(rules)
                .collect()
        });
    let verdicts = table(&Verdict::ALL.map(Verdict::name), &|cell| {
        Verdict::ALL.map(|verdict| record.rate(cell, |row| row.verdict == verdict).text()).into()
    });
    let shown = record.symptoms();
    let names: Vec<&str> = shown.iter().map(|symptom| symptom.name()).collect();
    let symptoms = table(&names, &|cell| {
        let of = |symptom: &Symptom| record.rate(cell, |row| rings(row.status(*symptom))).text();
        shown.iter().map(of).collect()
    });
    format!(
        "## Nothing was lost\n\n{alarms}\nBy verdict:\n\n{verdicts}\nBy symptom, where it warns or fails:\n\n{symptoms}\n"
    )
}

/// What genloss, the rules and the fair rules say of each dose.
pub(crate) fn changes(record: &Record, section: &str, title: &str, changes: &[Change]) -> String {
    let mut text = format!("## {title}\n\n");
    for change in changes {
        text += &format!("- **{}**: {}.\n", change.name, change.what);
    }
    for n in sizes(record) {
        let cells: Vec<Cell> = changes::cells(section, n).into_iter().map(|(cell, _)| cell).collect();
        let trials: Vec<usize> =
            cells.iter().map(|cell| record.rows(cell).len()).filter(|n| *n > 0).collect();
        let (Some(least), Some(most)) = (trials.iter().min(), trials.iter().max()) else { continue };
        let trials = if least == most { most.to_string() } else { format!("{least} to {most}") };
        text += &format!("\n### {n} documents, {trials} trials a line\n\n{}", chart(section, n, record));
        let usual = RULES.map(|rule| rule.label.to_owned());
        let fair = RULES.map(|rule| format!("{}, 5% line", rule.name));
        let titles: Vec<&str> = ["change", "dose", "sees", "rings", "called", "symptoms", "verdicts"]
            .into_iter()
            .chain(usual.iter().chain(&fair).map(String::as_str))
            .collect();
        text += &head(&titles);
        for cell in cells.iter().filter(|cell| !record.rows(cell).is_empty()) {
            text += &line(&one(record, cell));
        }
    }
    text + "\n"
}

/// The chart of a size, where it has one.
fn chart(section: &str, documents: u32, record: &Record) -> String {
    let drawn = sizes(record).iter().rev().take(CHARTS).any(|n| *n == documents);
    if section != "losses" || !drawn {
        return String::new();
    }
    format!("![Share of comparisons that ring, by dose](detection-{documents}.png)\n\n")
}

fn one(record: &Record, cell: &Cell) -> Vec<String> {
    let rules = 0..RULES.len();
    let usual = rules.clone().map(|rule| record.usual(cell, rule).text());
    let fair = rules.map(|rule| record.ruled(cell, rule, record.fair_line(cell, rule)).text());
    [
        cell.change.clone(),
        cell.dose.clone(),
        record.rate(cell, Row::sees).text(),
        record.rate(cell, Row::rings).text(),
        record.rate(cell, called).text(),
        symptoms(record, cell),
        verdicts(record, cell),
    ]
    .into_iter()
    .chain(usual)
    .chain(fair)
    .collect()
}

/// The symptoms that ring in a tenth of the comparisons or more, most often first, and how often they fail.
pub(crate) fn symptoms(record: &Record, cell: &Cell) -> String {
    let mut rates: Vec<(Rate, Rate, &str)> = Symptom::ALL
        .into_iter()
        .map(|symptom| {
            let fails = record.rate(cell, |row| row.status(symptom) == Status::Fail);
            (record.rate(cell, |row| rings(row.status(symptom))), fails, symptom.name())
        })
        .filter(|(rate, _, _)| rate.hits * 10 >= rate.trials)
        .collect();
    rates.sort_by_key(|(rate, _, _)| Reverse(rate.hits));
    let named = rates.iter().map(|(rings, fails, name)| match fails.hits {
        0 => format!("{name} {}", percent(rings.share())),
        _ => format!("{name} {} (fails {})", percent(rings.share()), percent(fails.share())),
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() { "none".to_owned() } else { named.join(", ") }
}

/// The verdicts, most often first.
fn verdicts(record: &Record, cell: &Cell) -> String {
    let rate = |verdict: Verdict| (record.rate(cell, |row| row.verdict == verdict), verdict.name());
    let mut rates = Verdict::ALL.map(rate).to_vec();
    rates.retain(|(rate, _)| rate.hits > 0);
    rates.sort_by_key(|(rate, _)| Reverse(rate.hits));
    let named: Vec<String> =
        rates.iter().map(|(rate, name)| format!("{name} {}", percent(rate.share()))).collect();
    named.join(", ")
}
