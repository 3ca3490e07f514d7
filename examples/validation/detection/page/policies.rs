//! The table of the simulated policies: the generation at which each first rings.

use genloss::terms::Verdict;

use super::record::Record;
use super::tables::{called, head, line};
use crate::log::{Cell, Row};
use crate::policies::{GENERATIONS, MODELS, POLICIES, cell};
use crate::rivals::RULES;

/// Share of the tail types that neutral drift would have left which must be gone for a true loss.
pub(crate) const TRUE_LOSS: f64 = 0.10;

/// Whether a generation truly lost.
pub(crate) fn lost(row: &Row) -> bool {
    row.tail.is_some_and(|[alive, neutral]| alive < (1.0 - TRUE_LOSS) * neutral)
}

/// Whether it was found to have collapsed late.
pub(crate) fn late(row: &Row) -> bool {
    row.verdict == Verdict::LateCollapse
}

/// The cells that were run.
pub(crate) fn cells(record: &Record) -> Vec<(&'static str, Cell)> {
    cells_of(record, "policies")
}

/// The cells of a section that were run, of every size.
fn cells_of(record: &Record, section: &str) -> Vec<(&'static str, Cell)> {
    let mut sizes: Vec<u32> =
        record.cells.keys().filter(|cell| cell.section == section).map(|cell| cell.documents).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let all = sizes.into_iter().flat_map(|documents| {
        MODELS.into_iter().flat_map(move |(model, temperature)| {
            POLICIES.map(|policy| (model, cell(section, model, policy, temperature, documents)))
        })
    });
    all.filter(|(_, cell)| !record.rows(cell).is_empty()).collect()
}

/// For every recursion of a cell, the first generation for which something holds.
pub(crate) fn firsts(record: &Record, cell: &Cell, holds: impl Fn(&Row) -> bool) -> Vec<Option<usize>> {
    let courses = record.rows(cell).chunk_by(|a, b| a.trial == b.trial);
    courses.map(|course| course.iter().find(|row| holds(row)).map(|row| row.generation)).collect()
}

/// Median, earliest and latest; those that never do come last.
fn summary(mut firsts: Vec<Option<usize>>) -> String {
    firsts.sort_unstable_by_key(|first| first.unwrap_or(usize::MAX));
    let name = |first: Option<usize>| first.map_or("never".to_owned(), |generation| generation.to_string());
    let (Some(low), Some(high)) = (firsts.first(), firsts.last()) else { return "not run".to_owned() };
    let median = firsts[(firsts.len() - 1) / 2];
    if low == high { name(*low) } else { format!("{} ({}–{})", name(median), name(*low), name(*high)) }
}

/// Mean shares of the tail types of generation 0 that some generations hold, and that neutral drift would have left.
fn tails(rows: &[&Row]) -> [f64; 2] {
    let tails: Vec<[f64; 2]> = rows.iter().filter_map(|row| row.tail).collect();
    [0, 1].map(|at| tails.iter().map(|tail| tail[at]).sum::<f64>() / tails.len().max(1) as f64)
}

/// What the last generation holds, and what neutral drift would have left.
fn left(record: &Record, cell: &Cell) -> String {
    let last: Vec<&Row> = record.rows(cell).iter().filter(|row| row.generation == GENERATIONS).collect();
    let [alive, neutral] = tails(&last);
    format!("{:.0}% ({:.0}%)", 100.0 * alive, 100.0 * neutral)
}

/// What is left where collapse is first called.
fn left_then(record: &Record, cell: &Cell) -> String {
    let courses = record.rows(cell).chunk_by(|a, b| a.trial == b.trial);
    let then: Vec<&Row> = courses.filter_map(|course| course.iter().find(|row| called(row))).collect();
    if then.is_empty() { "none".to_owned() } else { format!("{:.0}%", 100.0 * tails(&then)[0]) }
}

/// What the table shows.
const ABOUT: &str = "\
With `words` at temperature 1 a generation is a plain sample of its predecessor. Types then die by neutral drift alone: under `replace` as many are left
as the theory says, nothing is lost beyond it, and yet a good part of the tail is gone when collapse is called. The first sample misses most of what the data
said once, so `missing-mass-retention` rings from generation 1 on under every policy. `ngram=3` at temperature 1 smooths: it keeps more types than drift
would, rings, and is called late or never. At 0.9 the model sharpens whatever it learns from: under every policy collapse is called at once, before a tenth of
the tail types is gone, and the entropy rule rings with it, since the mass goes before the types. Under `accumulate` more types are left in the end than drift
would leave, and collapse is called later than under `replace`, or no later and with more left.

";

/// The section.
pub(crate) fn section(record: &Record) -> String {
    let cells = cells(record);
    let Some((_, any)) = cells.first() else { return others(record) };
    let recursions = firsts(record, any, |_| true).len();
    let mut text = format!(
        "## Simulated policies: the generation that rings first\n\n\
         {recursions} recursions of {GENERATIONS} generations of {} documents, each on a corpus of its own, texts alone, every generation held \
         against generation 0. Cells are the median over recursions of the first generation for which it holds (earliest–latest). \
         *Tail left*: share of the tail types of generation 0 (beyond the first 90% of its mass) that generation {GENERATIONS} holds, and \
         in parentheses what neutral drift alone would leave. *Truly lost*: fewer than {:.0}% of the types that neutral drift \
         would leave (`estimator::neutral`). *Left then*: the tail types that are left where collapse is first called.\n\n{ABOUT}",
        any.documents,
        100.0 * (1.0 - TRUE_LOSS)
    );
    text += &table(record, &cells);
    text + "\n" + &others(record)
}

/// The same of the second law and of real text.
fn others(record: &Record) -> String {
    let origins = [
        ("urn-policies", "the second law (`examples/validation/urn`)"),
        ("real-policies", "draws of the real text of `wikitext-recursion`"),
    ];
    let of = |(section, origin): (&str, &str)| {
        let cells = cells_of(record, section);
        if cells.is_empty() {
            return String::new();
        }
        format!("### The same from {origin}\n\n{}\n", table(record, &cells))
    };
    origins.map(of).concat()
}

/// A line a cell.
fn table(record: &Record, cells: &[(&'static str, Cell)]) -> String {
    let titles = [
        "documents",
        "model",
        "temperature",
        "policy",
        "tail left",
        "truly lost",
        "rings",
        "called",
        "left then",
        "late-collapse",
    ];
    let mut text = head(&[&titles[..], &RULES.map(|rule| rule.label)].concat());
    for (model, cell) in cells {
        let first = |holds: &dyn Fn(&Row) -> bool| summary(firsts(record, cell, holds));
        let policy = cell.change.strip_prefix(model).unwrap_or(&cell.change).trim().to_owned();
        let mut columns = vec![
            cell.documents.to_string(),
            (*model).to_owned(),
            cell.dose.clone(),
            policy,
            left(record, cell),
        ];
        columns.extend([
            first(&lost),
            first(&Row::rings),
            first(&called),
            left_then(record, cell),
            first(&late),
        ]);
        columns.extend((0..RULES.len()).map(|at| first(&|row: &Row| row.scores[at] > RULES[at].line)));
        text += &line(&columns);
    }
    text
}
