//! The worst generation in detail: its symptoms with the number that decided each, what vanished, what took over,
//! and how the loss built up.

use super::layout::{WIDTH, fit, pad, wrap};
use super::{bases, name, step};
use crate::render::escape::{MESSAGE, terminal};
use crate::render::format::{self, count};
use crate::render::paint::Paint;
use crate::report::{Comparison, Gram, Report, Slice, SymptomReport};
use crate::terms::{Status, Undefined, Verdict};

/// Words and phrases in one line.
const MAX_WORDS: usize = 6;
/// Columns of a word or phrase.
const WORD: usize = 28;
/// Columns of "inconclusive", the widest label too.
const LABEL: usize = 12;
/// Columns of "template-overuse".
const SYMPTOM: usize = 16;
/// Columns of "0.205 (0.194–0.216)", and a little.
const VALUE: usize = 21;
/// Where everything right of the labels begins.
const INDENT: usize = 2 + LABEL + 2;

pub(super) fn lines(report: &Report, worst: &Comparison, paint: Paint) -> Vec<String> {
    let pairing = match (&report.input.key_column, worst.paired) {
        (Some(key), true) => format!("paired by `{}`", terminal(key, WORD)),
        (Some(_), false) => "unpaired (they share less than half of the keys)".to_owned(),
        (None, _) => "unpaired (no key column)".to_owned(),
    };
    let (current, reference) = (name(&worst.current), name(&worst.reference));
    let mut lines = vec![paint.strong(&format!("{current} against {reference}, {pairing}"))];
    lines.extend(why(worst));
    let columns = [pad("status", LABEL), pad("symptom", SYMPTOM), pad("kept (95% interval)", VALUE)];
    lines.push(paint.dim(&format!("  {}", columns.join("  ").trim_end())));
    // A symptom whose column the corpus does not have is not news.
    let measured = |s: &&SymptomReport| s.reason_code != Some(Undefined::NoColumn);
    for symptom in worst.symptoms.iter().filter(measured) {
        lines.extend(symptom_lines(worst, symptom, paint));
    }
    let mut labelled = |label: &str, text: Option<String>| {
        let texts = text.map(|t| wrap(&t, WIDTH - INDENT, 2)).unwrap_or_default();
        for (i, text) in texts.iter().enumerate() {
            let label = pad(if i == 0 { label } else { "" }, LABEL);
            lines.push(format!("  {}  {text}", paint.strong(&label)));
        }
    };
    labelled("steps", steps(report, worst));
    let documents = |text: &str, before, after| (terminal(text, WORD), before, after);
    // Words say more at a glance than phrases of common words.
    let (singles, phrases): (Vec<_>, Vec<_>) = worst.lost.iter().partition(|l| l.kind == Gram::Word);
    let lost = singles.into_iter().chain(phrases);
    labelled("lost", words(lost.map(|w| documents(&w.text, w.documents_before, w.documents_after))));
    let overused = worst.overused.iter();
    labelled("overused", words(overused.map(|w| documents(&w.text, w.documents_before, w.documents_after))));
    labelled("slices", slices(&worst.slices));
    lines
}

/// The rule that decided, then the judge's first reason unless a symptom says the same.
fn why(worst: &Comparison) -> Vec<String> {
    let is_news = |reason: &&String| worst.symptoms.iter().all(|s| !reason.contains(&s.message));
    let reason = worst.reasons.iter().find(is_news);
    let sentence = |text: &String| terminal(text.trim().trim_end_matches('.'), MESSAGE) + ".";
    let said: Vec<_> = [Some(&worst.rule), reason]
        .into_iter()
        .flatten()
        .filter(|text| !text.trim().is_empty())
        .map(sentence)
        .collect();
    wrap(&format!("why: {}", said.join(" ")), WIDTH, 2)
}

/// Status, symptom, value and what decided it; below, a sentence where there is something to say.
fn symptom_lines(worst: &Comparison, symptom: &SymptomReport, paint: Paint) -> Vec<String> {
    let deciding = symptom.evidence.first();
    let metric = deciding.and_then(|key| worst.metrics.iter().find(|m| m.metric == *key));
    let status = symptom.status;
    let value = match metric {
        Some(m) if status != Status::NotRun => format::metric(m),
        _ => String::new(),
    };
    let note = match status {
        Status::Pass => metric.and_then(format::possible_loss).unwrap_or_default(),
        Status::NotRun => format::reason(symptom.reason_code.or(metric.and_then(|m| m.undefined))),
        Status::Warn | Status::Fail | Status::Inconclusive => {
            metric.map_or(String::new(), |m| m.metric.clone())
        }
    };
    let below = match status {
        Status::Pass | Status::NotRun => None,
        Status::Inconclusive => metric.and_then(format::power).or(Some(symptom.message.clone())),
        Status::Warn | Status::Fail => Some(symptom.message.clone()),
    };
    let right = if value.is_empty() { note } else { format!("{}  {note}", pad(&value, VALUE)) };
    let line = format!(
        "  {}  {}  {}",
        paint.status(status, &pad(status.name(), LABEL)),
        pad(symptom.symptom.name(), SYMPTOM),
        terminal(&right, WIDTH - INDENT - SYMPTOM - 2)
    );
    let mut lines = vec![line.trim_end().to_owned()];
    let below = terminal(&below.unwrap_or_default(), MESSAGE);
    for line in wrap(&below, WIDTH - INDENT, 2) {
        lines.push(format!("{}{line}", " ".repeat(INDENT)));
    }
    lines
}

/// How the steps add up, where they and the comparison with the base disagree.
fn steps(report: &Report, worst: &Comparison) -> Option<String> {
    let current = name(&worst.current);
    let reference = name(&worst.reference);
    let lost = |v: Verdict| v.severity() >= Verdict::Warning.severity();
    let kept = |v: Verdict| matches!(v, Verdict::Stable | Verdict::Drift);
    let before: Vec<_> = bases(report).take_while(|c| c.current != worst.current).collect();
    let own = step(report, &worst.current)?;
    if before.is_empty() {
        return None;
    }
    let earlier: Vec<_> =
        before.iter().filter_map(|c| Some((&c.current, step(report, &c.current)?))).collect();
    if lost(worst.verdict) && kept(own) {
        if worst.slow_loss {
            let n = earlier.len() + 1;
            return Some(format!(
                "slow loss: each of the {n} steps passes, but together they lost too much since {reference}"
            ));
        }
        let (first, verdict) = earlier.iter().find(|(_, v)| lost(*v))?;
        return Some(format!(
            "the last step adds no loss; it came earlier, first in the step to {} ({})",
            name(first),
            verdict.name()
        ));
    }
    (kept(worst.verdict) && lost(own)).then(|| {
        format!(
            "the last step lost ({}), although {current} still covers {reference}: it gave up what was gained since",
            own.name()
        )
    })
}

/// `"as an ai" 3→212 documents, "of course" 1→40`: in how many documents each stands, before and after.
fn words(items: impl Iterator<Item = (String, u64, u64)>) -> Option<String> {
    let shown = items.take(MAX_WORDS).enumerate().map(|(i, (text, before, after))| {
        let unit = if i == 0 { " documents" } else { "" };
        format!("\"{text}\" {}→{}{unit}", count(before), count(after))
    });
    let line = fit(shown, ", ", WIDTH - INDENT);
    (!line.is_empty()).then_some(line)
}

/// The slices that lost, worst first; or that none did.
fn slices(slices: &[Slice]) -> Option<String> {
    if slices.is_empty() {
        return None;
    }
    let mut bad: Vec<_> =
        slices.iter().filter(|s| s.verdict.severity() >= Verdict::Warning.severity()).collect();
    // Stable: slices with the same verdict keep the report's order.
    bad.sort_by_key(|s| std::cmp::Reverse(s.verdict.severity()));
    let all = format::plural(slices.len() as u64, "slice", "slices");
    if bad.is_empty() {
        return Some(format!("none of {all} shows a loss of its own"));
    }
    let share = format!("{} of {all} lost: ", bad.len());
    let list = bad.iter().map(|s| format!("{} {}", name(&s.slice), s.verdict.name()));
    Some(format!("{share}{}", fit(list, ", ", WIDTH - INDENT - share.len())))
}
