//! The tables of the second law and of real text.

use genloss::terms::Verdict;

use super::aims;
use super::record::{Rate, Record, percent};
use super::tables::{called, head, line, symptoms};
use super::text::{calm, loud};
use crate::chains::{self, is_chain};
use crate::log::{Cell, Row};
use crate::rivals::RULES;
use crate::{plans, real};

/// What the section says before its tables.
const HEAD: &str = "\
## A second law, and real text

`examples/validation/urn`: 20,000 words by Zipf-Mandelbrot, topics by a Dirichlet draw, prompts that both sides answer, log-normal lengths, a Polya urn in each document;
no set openings. Of the 3,900 words that 200 documents hold another 200 hold 45%, so that a rare word is mostly one that the other side does not hold. *Calm*: `stable` or
`drift`. *Open*: `inconclusive`. The rules of thumb ring where 5% of the nulls of the same size, shape and pairing do; *together*: entropy, types and distinct-2 where any of them does in 5%. *Real*: random halves of a corpus, or the
answers of two models to the same prompts with labels swapped by a coin (joined by `~`), and what was done to the later side.

";

/// Sections of the log, and what they are called.
const SECTIONS: [(&str, &str); 5] = [
    ("urn-nulls", "Nothing was lost"),
    ("urn-losses", "Something was lost"),
    ("urn-harmless", "Harmless changes"),
    ("real-nulls", "Real text, nothing was lost"),
    ("real-losses", "Real text, something was lost"),
];

/// The section; nothing where none of it was run.
pub(crate) fn section(record: &Record) -> String {
    let tables: String = SECTIONS.iter().map(|(section, title)| table(record, section, title)).collect();
    let chains = of_chains(record);
    if tables.is_empty() && chains.is_empty() {
        return String::new();
    }
    let about: Vec<String> =
        plans::ABOUT.iter().map(|(change, what)| format!("- **{change}**: {what}.\n")).collect();
    format!("{HEAD}{}\n{}{tables}{chains}", about.concat(), aims::table(record))
}

/// The cells of a section that were run, by size.
pub(super) fn cells(record: &Record, section: &str) -> Vec<Cell> {
    let mut sizes: Vec<u32> =
        record.cells.keys().filter(|cell| cell.section == section).map(|cell| cell.documents).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let of = |n: u32| match section {
        "real-nulls" | "real-losses" => real::all_cells(section, n),
        _ => plans::cells(section, n).into_iter().map(|(cell, _)| cell).collect(),
    };
    sizes.into_iter().flat_map(of).filter(|cell| !record.rows(cell).is_empty()).collect()
}

fn table(record: &Record, section: &str, title: &str) -> String {
    let cells = cells(record, section);
    if cells.is_empty() {
        return String::new();
    }
    let rules = RULES.map(|rule| format!("{}, 5% line", rule.name));
    let titles: Vec<&str> = [
        "documents",
        "change",
        "dose",
        "pairing",
        "trials",
        "sees",
        "rings",
        "called",
        "calm",
        "open",
        "symptoms",
        "metrics (median)",
    ]
    .into_iter()
    .chain(rules.iter().map(String::as_str))
    .chain(["rules together, 5% line"])
    .collect();
    let lines: String = cells.iter().map(|cell| line(&one(record, cell))).collect();
    format!("### {title}\n\n{}{lines}\n", head(&titles))
}

fn one(record: &Record, cell: &Cell) -> Vec<String> {
    let open = |row: &Row| row.verdict == Verdict::Inconclusive;
    let own = [
        cell.documents.to_string(),
        cell.change.clone(),
        cell.dose.clone(),
        cell.pairing.name().to_owned(),
        record.rows(cell).len().to_string(),
        record.rate(cell, Row::sees).text(),
        record.rate(cell, Row::rings).text(),
        record.rate(cell, called).text(),
        record.rate(cell, calm).text(),
        record.rate(cell, open).text(),
        symptoms(record, cell),
        loud(record.rows(cell)),
    ];
    let rules = (0..RULES.len()).map(|rule| record.ruled(cell, rule, record.fair_line(cell, rule)).text());
    own.into_iter().chain(rules).chain([record.ruled_together(cell).text()]).collect()
}

/// Chains: the first generation that rings, is called, and what the last one reads.
fn of_chains(record: &Record) -> String {
    let all = record.cells.keys().filter(|cell| is_chain(cell) && !cell.section.ends_with("policies"));
    let lines: String = all.flat_map(|cell| of_chain(record, cell)).collect();
    if lines.is_empty() {
        return String::new();
    }
    let titles = [
        "documents",
        "chain",
        "dose",
        "generation",
        "chains",
        "rings",
        "called",
        "calm",
        "open",
        "metrics (median)",
    ];
    format!(
        "### Chains of generations\n\n*{}*: this share of the tail is lost in each of {} steps, of what is left. *{}*: real text, and what a language model wrote \
         that was trained on the generation before; every corpus is a draw of so many documents.\n\n{}{lines}\n",
        "tail mass a step",
        chains::STEPS,
        real::CHAIN,
        head(&titles)
    )
}

fn of_chain(record: &Record, cell: &Cell) -> Vec<String> {
    let rows = record.rows(cell);
    let last = rows.iter().map(|row| row.generation).max().unwrap_or(0);
    let of = |generation: usize| {
        let own: Vec<&Row> = rows.iter().filter(|row| row.generation == generation).collect();
        let rate = |holds: &dyn Fn(&Row) -> bool| Rate::of(own.iter().map(|row| holds(row)));
        line(&[
            cell.documents.to_string(),
            cell.change.clone(),
            cell.dose.clone(),
            generation.to_string(),
            own.len().to_string(),
            rate(&Row::rings).text(),
            rate(&called).text(),
            percent(rate(&calm).share()),
            percent(rate(&|row| row.verdict == Verdict::Inconclusive).share()),
            loud(own.iter().copied()),
        ])
    };
    (1..=last).map(of).collect()
}
