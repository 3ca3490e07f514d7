//! What changed from one report to another, for the screen and as JSON.

use crate::error::Error;
use crate::render::escape::{MESSAGE, terminal};
use crate::render::format::{self, plural};
use crate::render::layout::{pad, wrap};
use crate::render::words::plain;
use crate::render::{Look, finite};
use crate::report::{Changed, ComparisonDiff, Diff, FigureOf, SymptomDiff};

/// Columns of the names of symptoms.
const SYMPTOM: usize = 22;
/// Lines of one fact.
const LINES: usize = 4;

/// The page, with a final newline.
pub fn page(diff: &Diff, look: Look) -> String {
    let width = look.width();
    let mut lines = vec![headline(diff).to_owned()];
    for comparison in &diff.comparisons {
        lines.extend(of_comparison(comparison, width));
    }
    lines.extend(changes("settings", &diff.settings, width));
    lines.extend(changes("read", &diff.input, width));
    lines.extend(changes("requirements", &diff.requirements, width));
    if diff.gate[0] != diff.gate[1] {
        let said = |reached| if reached { "reached" } else { "not reached" };
        lines.push(format!("gate: {} → {}", said(diff.gate[0]), said(diff.gate[1])));
    }
    let lists = [
        ("only in the old report", &diff.gone),
        ("only in the new report", &diff.new),
        ("warnings gone", &diff.warnings_gone),
        ("warnings new", &diff.warnings_new),
    ];
    for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        lines.extend(wrap(&format!("{name}: {}", terminal(&list.join(", "), MESSAGE)), width, LINES));
    }
    lines.join("\n") + "\n"
}

/// The same as JSON.
///
/// # Errors
/// [`Error::Format`] where a number is not finite.
pub fn json(diff: &Diff) -> Result<String, Error> {
    finite::check(diff)?;
    serde_json::to_string_pretty(diff)
        .map(|text| text + "\n")
        .map_err(|e| Error::Format { format: "json", reason: e.to_string() })
}

fn headline(diff: &Diff) -> &'static str {
    if diff.worse {
        "WORSE: a loss is shown that was not shown before, or a larger one"
    } else if diff.comparisons.is_empty() {
        "NOTHING IN COMMON: neither report has a comparison that the other has"
    } else if diff.is_empty() {
        "THE SAME: verdicts, symptoms and settings are those of before"
    } else {
        "NO NEW LOSS: what else changed follows"
    }
}

fn of_comparison(c: &ComparisonDiff, width: usize) -> Vec<String> {
    let [before, after] = c.verdicts.map(|verdict| verdict.name());
    let [old, new] = c.names.each_ref().map(|name| terminal(name, MESSAGE));
    let name = if old == new { new } else { format!("{new} (before: {old})") };
    let verdict =
        if before == after { format!("{after}, as before") } else { format!("{before} → {after}") };
    let mut lines = wrap(&format!("{name}: {verdict}"), width, LINES);
    lines.extend(c.symptoms.iter().map(of_symptom));
    if c.unchanged > 0 {
        let said = plural(c.unchanged as u64, "symptom says", "symptoms say");
        lines.push(format!("  {said} the same"));
    }
    lines
}

fn of_symptom(s: &SymptomDiff) -> String {
    let of = |at: usize| {
        let figure = s.figures[at].as_ref().map_or(String::new(), |figure| format!(" {}", value(figure)));
        format!("{}{figure}", s.statuses[at].name())
    };
    let metric = match &s.figures {
        [Some(a), Some(b)] if a.metric != b.metric => {
            format!(", {} instead of {}", plain::metric(&b.metric), plain::metric(&a.metric))
        }
        [_, Some(b)] => format!(", {}", plain::metric(&b.metric)),
        _ => String::new(),
    };
    let apart = if s.apart { "; intervals apart" } else { "" };
    format!("  {} {} → {}{metric}{apart}", pad(s.symptom.name(), SYMPTOM), of(0), of(1))
}

fn value(figure: &FigureOf) -> String {
    match (figure.value, figure.ci_low, figure.ci_high) {
        (Some(value), Some(low), Some(high)) => format::interval(value, low, high),
        (Some(value), _, _) => format::bare(value),
        (None, _, _) => "no value".to_owned(),
    }
}

fn changes(title: &str, list: &[Changed], width: usize) -> Vec<String> {
    let said = |c: &Changed| {
        let [name, before, after] = [&c.name, &c.before, &c.after].map(|text| terminal(text, MESSAGE));
        wrap(&format!("{title}: {name} {before} → {after}"), width, LINES)
    };
    list.iter().flat_map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;
    use crate::terms::{Status, Symptom, Verdict};

    fn diff(change: impl FnOnce(&mut crate::report::Report)) -> Diff {
        let old = testing::chain(&[(Verdict::Stable, Verdict::Stable)]);
        let mut new = old.clone();
        change(&mut new);
        Diff::of(&old, &new)
    }

    #[test]
    fn a_report_is_the_same_as_itself() {
        let same = diff(|_| ());
        assert!(same.is_empty() && !same.worse);
        assert!(page(&same, Look::default()).starts_with("THE SAME"));
    }

    #[test]
    fn a_loss_that_was_not_there_is_worse() {
        let worse = diff(|new| {
            let c = &mut new.comparisons[0];
            c.verdict = Verdict::EarlyCollapse;
            testing::set(c, Symptom::TailLoss, Status::Fail, [0.6, 0.5, 0.7], "x");
        });
        assert!(worse.worse);
        let page = page(&worse, Look::default());
        assert!(page.starts_with("WORSE") && page.contains("stable → early-collapse"), "{page}");
        assert!(page.contains("tail-loss") && page.contains("fail 0.6"), "{page}");
    }

    #[test]
    fn moving_and_knowing_less_are_no_loss() {
        for verdict in [Verdict::Drift, Verdict::Inconclusive] {
            let other = diff(|new| new.comparisons[0].verdict = verdict);
            assert!(!other.worse && !other.is_empty(), "{verdict:?}");
        }
    }

    #[test]
    fn settings_and_columns_that_differ_are_named() {
        let other = diff(|new| {
            new.settings.alpha = 0.01;
            new.input.text_column = "other\u{1b}".to_owned();
        });
        let page = page(&other, Look::default());
        assert!(page.contains("settings: alpha 0.05 → 0.01") && page.contains("other\\u{1b}"), "{page}");
        assert!(!other.worse);
    }

    #[test]
    fn other_names_are_matched_by_the_latest() {
        let renamed = diff(|new| {
            for c in &mut new.comparisons {
                c.current = "gen9".to_owned();
            }
        });
        assert_eq!(renamed.comparisons.len(), 1);
        assert!(page(&renamed, Look::default()).contains("gen9 against gen0 (before: gen1 against gen0)"));
    }
}
