//! `audit.md`: an audit as a comment on a pull request. Text of the mix is escaped, so that it can neither format, link nor mention.

use super::words::{advice, fact, headline, source, tail};
use crate::audit::Audit;
use crate::render::escape::{MESSAGE, NAME, markdown, terminal};
use crate::render::format::{count, percent};
use crate::render::sign;

/// Rows of a table.
const ROWS: usize = 20;
/// Examples of a check.
const EXAMPLES: usize = 5;

/// The whole page, with a final newline.
pub(super) fn page(audit: &Audit) -> String {
    let mut out = format!("### genloss audit: {}\n\n", markdown(&terminal(&audit.mix, NAME)));
    out += &format!("{}\n\n", markdown(&headline(audit)));
    out += "| check | | why | figures |\n|---|---|---|---|\n";
    for check in &audit.checks {
        let sign = sign::of(check.status).emoji;
        let facts: Vec<String> = check.facts.iter().map(fact).collect();
        let reason = markdown(&terminal(&check.reason, MESSAGE));
        let status = check.status.name();
        out +=
            &format!("| {} | {sign} {status} | {reason} | {} |\n", check.name, markdown(&facts.join("; ")));
    }
    out += "\n| source | | rows | of rows | of words | copies |\n|---|---|---:|---:|---:|---:|\n";
    for share in audit.sources.iter().take(ROWS) {
        let words = share.word_share.map_or("–".to_owned(), percent);
        let numbers = [count(share.rows), percent(share.row_share), words, count(share.copies)].join(" | ");
        out += &format!("| {} | {} | {numbers} |\n", markdown(&source(share)), share.origin.name());
    }
    if !audit.coverage.is_empty() {
        out += "\n| of the mix | documents | synthetic | rare words kept | |\n|---|---:|---:|---:|---|\n";
    }
    for part in audit.coverage.iter().take(ROWS) {
        let share = part.synthetic_share.map_or("unknown".to_owned(), percent);
        let sign = sign::of(part.status).emoji;
        let name = markdown(&terminal(&part.part, 2 * NAME));
        out += &format!(
            "| {name} | {} | {share} | {} | {sign} |\n",
            count(part.documents),
            markdown(&tail(part))
        );
    }
    for step in &audit.advice {
        out += &format!("\n- {}", markdown(&advice(step)));
    }
    out += if audit.advice.is_empty() { "" } else { "\n" };
    for check in audit.checks.iter().filter(|check| !check.examples.is_empty()) {
        out += &format!("\n<details><summary>{}</summary>\n\n", check.name);
        for example in check.examples.iter().take(EXAMPLES) {
            out += &format!("- <code>{}</code>\n", markdown(&terminal(example, 2 * NAME)));
        }
        out += "\n</details>\n";
    }
    out
}
