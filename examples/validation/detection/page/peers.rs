//! The table of the Python peers, beside genloss and the rules on the same comparisons.

use super::record::{Rate, Record};
use super::tables::{called, head, line};
use crate::log::{Cell, Row};
use crate::rivals::RULES;
use crate::{changes, plans};

/// Sections of the first law and of the second.
const LAWS: [&[&str]; 2] = [&["nulls", "losses", "harmless"], &["urn-nulls", "urn-losses", "urn-harmless"]];

/// The cells of the first law that the peers saw: the nulls, then the losses, then the harmless changes.
pub(crate) fn cells(record: &Record) -> Vec<Cell> {
    cells_of(record, LAWS[0])
}

fn cells_of(record: &Record, sections: &[&str]) -> Vec<Cell> {
    let seen = record.peers.keys().find(|cell| sections.contains(&cell.section.as_str()));
    let Some(documents) = seen.map(|cell| cell.documents) else { return Vec::new() };
    let all = sections.iter().flat_map(|section| -> Vec<Cell> {
        let synth = changes::cells(section, documents).into_iter().map(|(cell, _)| cell);
        let urn = plans::cells(section, documents).into_iter().map(|(cell, _)| cell);
        if section.starts_with("urn-") { urn.collect() } else { synth.collect() }
    });
    all.filter(|cell| record.peers.contains_key(cell)).collect()
}

/// The names of the peers.
pub(crate) fn names(record: &Record) -> Vec<&str> {
    let of_cell = record.peers.values().next();
    of_cell.into_iter().flat_map(|peers| peers.keys().map(String::as_str)).collect()
}

/// The section; nothing where no peer was run.
pub(crate) fn section(record: &Record) -> String {
    let titles = ["## Beside the Python peers", "### The same of the second law"];
    let of = |(title, sections): (&str, &[&str])| table(record, title, &cells_of(record, sections));
    titles.into_iter().zip(LAWS).map(of).collect()
}

/// What peers, genloss and the rules say of some cells.
fn table(record: &Record, title: &str, cells: &[Cell]) -> String {
    let Some(first) = cells.first() else { return String::new() };
    let same = record.seen_by_peers();
    let trials = same.rows(first).len();
    let mut text = format!(
        "{title}\n\n\
         The first {trials} comparisons of {} documents of each cell, written with `export` or `urn-export` and read by `benches/peers/detection.py`; every \
         peer with its defaults. evidently's text drift and the rules read the texts; its four methods for embeddings, alibi-detect's MMD \
         (TensorFlow, 100 permutations) and MAUVE (features given, no language model) the embeddings. They ask whether two samples differ and \
         not whether something is missing: none of them tells a loss from a topic swap, and a topic swap should ring in those that see it. \
         MAUVE has no line of its own. Both sides answer the same prompts, which tests of two independent samples do not know; they may then ring \
         more seldom than they promise.\n\n",
        first.documents
    );
    let names_of_cells: Vec<String> =
        cells.iter().map(|cell| format!("{} {}", cell.change, cell.dose)).collect();
    let titles: Vec<&str> = std::iter::once("").chain(names_of_cells.iter().map(String::as_str)).collect();
    let row = |name: String, of: &dyn Fn(&Cell) -> Rate| {
        line(&std::iter::once(name).chain(cells.iter().map(|cell| of(cell).text())).collect::<Vec<_>>())
    };
    text += &head(&titles);
    text += &row("genloss sees".to_owned(), &|cell| same.rate(cell, Row::sees));
    text += &row("genloss rings".to_owned(), &|cell| same.rate(cell, Row::rings));
    text += &row("genloss called".to_owned(), &|cell| same.rate(cell, called));
    for (at, rule) in RULES.iter().enumerate() {
        text += &row(rule.label.to_owned(), &|cell| same.usual(cell, at));
    }
    for peer in names(record) {
        text += &row(peer.to_owned(), &|cell| record.decided(cell, peer));
    }
    text += "\nThe same, each with the line that at most 5% of these nulls exceed (with fewer than 20, none). Taken from paired nulls, it also tells them how alike \
         two answers to one prompt are:\n\n";
    text += &head(&titles);
    text += &row("genloss rings, its own line".to_owned(), &|cell| same.rate(cell, Row::rings));
    for (at, rule) in RULES.iter().enumerate() {
        text += &row(rule.name.to_owned(), &|cell| same.ruled(cell, at, same.fair_line(cell, at)));
    }
    for peer in names(record) {
        text += &row(peer.to_owned(), &|cell| record.fair(cell, peer));
    }
    text + "\n"
}
