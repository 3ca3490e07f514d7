//! The worst generation in detail: its symptoms with the number that decided each, what vanished, what is overused,
//! and how the loss built up.

use unicode_width::UnicodeWidthStr;

use super::Page;
use crate::render::escape::{MESSAGE, terminal};
use crate::render::format::{self, count};
use crate::render::layout::{fit, pad, wrap};
use crate::render::modes;
use crate::render::story::{self, name};
use crate::render::{certainty, plain, stages};
use crate::report::{Comparison, Report, SymptomReport};
use crate::terms::Status;

/// Words and phrases in one line.
const MAX_WORDS: usize = 6;
/// Columns of a word or phrase.
const WORD: usize = 28;
/// Columns of "inconclusive", the widest label too.
const LABEL: usize = 12;
/// Columns of "template-overuse".
const SYMPTOM: usize = 21;
/// Columns of "0.205 (0.194–0.216)", and a little.
const VALUE: usize = 21;
/// Where everything right of the labels begins.
const INDENT: usize = 2 + LABEL + 2;

pub(super) fn lines(report: &Report, worst: &Comparison, page: Page) -> Vec<String> {
    let (paint, room) = (page.paint, page.width - INDENT);
    let pairing = certainty::pairing(report, worst);
    let (current, reference) = (name(&worst.current), name(&worst.reference));
    let tally = certainty::tally(&worst.metrics);
    let title = wrap(&format!("{current} against {reference}, {pairing}: {tally}"), page.width, 3);
    let mut lines: Vec<String> = title.iter().map(|line| paint.strong(line)).collect();
    lines.extend(wrap(&format!("why: {}", stages::why(worst)), page.width, 5));
    let columns = [pad("status", LABEL), pad("symptom", SYMPTOM), pad("kept (95% interval)", VALUE)];
    lines.push(paint.dim(&format!("  {}", columns.join("  ").trim_end())));
    // That every prompt has its answer is what everybody takes for granted: a line only where it is not so.
    let granted = |s: &&SymptomReport| s.symptom.stands_alone() && s.status == Status::Pass;
    for symptom in story::measured(worst).filter(|s| !granted(s)) {
        lines.extend(symptom_lines(worst, symptom, page));
    }
    let mut labelled = |label: &str, text: Option<String>| {
        let texts = text.map(|t| wrap(&t, room, 5)).unwrap_or_default();
        for (i, text) in texts.iter().enumerate() {
            let label = pad(if i == 0 { label } else { "" }, LABEL);
            lines.push(format!("  {}  {text}", paint.strong(&label)));
        }
    };
    labelled("steps", story::steps(report, worst));
    // The table above has the numbers of the generation in focus.
    for other in certainty::evidence(report).iter().filter(|e| e.role == certainty::Role::Lost) {
        labelled("also", Some(format!("{}: {}", other.who, other.said)));
    }
    for puzzle in certainty::puzzles(report) {
        labelled("note", Some(puzzle));
    }
    let documents = |text: &str, before, after| (terminal(text, WORD), before, after);
    let of = certainty::documents_counted(worst);
    let lost = story::lost(worst);
    labelled(
        "lost",
        words(lost.map(|w| documents(&w.text, w.documents_before, w.documents_after)), of, room),
    );
    let overused = story::overused(worst);
    labelled(
        "overused",
        words(overused.map(|w| documents(&w.text, w.documents_before, w.documents_after)), of, room),
    );
    labelled("classes gone", story::lost_classes(report, &worst.current, room));
    let clusters = fit(modes::lost_lines(worst), ", ", room);
    labelled("clusters", (!clusters.is_empty()).then(|| format!("shrank: {clusters}")));
    let slices = story::slice_focus(report).unwrap_or(worst);
    labelled("slices", story::slices(&slices.slices, room));
    labelled("required", story::requirements(report, room));
    labelled("between runs", story::runs(report, &worst.current, 2 * room));
    lines
}

/// Status, symptom, value and what decided it; below, a sentence where there is something to say.
fn symptom_lines(worst: &Comparison, symptom: &SymptomReport, page: Page) -> Vec<String> {
    let room = page.width - INDENT;
    let metric = story::deciding(worst, symptom);
    let status = symptom.status;
    let value = match metric {
        Some(m) if status != Status::NotRun => format::kept(m),
        _ => String::new(),
    };
    let note = match status {
        Status::Pass => {
            let plain = || metric.map_or(String::new(), |m| plain::metric(&m.key()));
            metric.and_then(format::possible_loss).unwrap_or_else(plain)
        }
        Status::NotRun => format::reason(symptom.reason_code.or(metric.and_then(|m| m.undefined))),
        Status::Warn | Status::Fail | Status::Inconclusive => {
            metric.map_or(String::new(), |m| plain::metric(&m.key()))
        }
    };
    let below = match status {
        Status::Pass | Status::NotRun => None,
        Status::Inconclusive => metric.and_then(format::power).or(Some(symptom.message.clone())),
        Status::Warn | Status::Fail => Some(symptom.message.clone()),
    };
    let both = format!("{}  {note}", pad(&value, VALUE));
    let right = match value.is_empty() {
        true => note,
        // Where room is scarce the number matters more than what decided.
        false if both.width() > room - SYMPTOM - 2 => value,
        false => both,
    };
    let line = format!(
        "  {}  {}  {}",
        page.paint.status(status, &pad(status.name(), LABEL)),
        pad(symptom.symptom.name(), SYMPTOM),
        terminal(&right, room - SYMPTOM - 2)
    );
    let mut lines = vec![line.trim_end().to_owned()];
    let below = terminal(&below.unwrap_or_default(), MESSAGE);
    for line in wrap(&below, room, 3) {
        lines.push(format!("{}{line}", " ".repeat(INDENT)));
    }
    lines
}

/// `"as an ai" 3→212 of 805 documents, "of course" 1→40`: in how many documents each stands, before and after.
fn words(
    items: impl Iterator<Item = (String, u64, u64)>,
    documents: Option<u64>,
    room: usize,
) -> Option<String> {
    let of = documents.map_or(String::new(), |n| format!(" of {}", count(n)));
    let shown = items.take(MAX_WORDS).enumerate().map(|(i, (text, before, after))| {
        let unit = if i == 0 { format!("{of} documents") } else { String::new() };
        format!("\"{text}\" {}→{}{unit}", count(before), count(after))
    });
    let line = fit(shown, ", ", room);
    (!line.is_empty()).then_some(line)
}
