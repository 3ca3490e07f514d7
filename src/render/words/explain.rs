//! What a name means, in a few lines: `genloss explain NAME`. Symptoms, metrics, verdicts, statuses, warnings and the words of the glossary
//! answer to their keys and to what pages call them.

use super::stages;
use super::ten::{TERMS, Term};
use crate::metric::{METRICS, Metric, Role, instead_of};
use crate::nearest::nearest;
use crate::render::format;
use crate::render::layout::wrap;
use crate::terms::{Rule, Severity, Status, Symptom, Verdict, WarningCode};

/// Columns of the text, without the indent.
const WIDTH: usize = 92;

/// A thing that has a name.
#[derive(Debug, Clone, Copy)]
enum Thing {
    Symptom(Symptom),
    Verdict(Verdict),
    Status(Status),
    Metric(&'static Metric),
    Warning(WarningCode),
    Term(&'static Term),
}

/// Everything that can be explained, what decides before what is read beside it.
fn things() -> impl Iterator<Item = Thing> {
    let symptoms = Symptom::ALL.into_iter().map(Thing::Symptom);
    let verdicts = Verdict::ALL.into_iter().map(Thing::Verdict);
    let statuses = Status::ALL.into_iter().map(Thing::Status);
    let metrics = METRICS.iter().copied().map(Thing::Metric);
    let warnings = WarningCode::ALL.iter().copied().map(Thing::Warning);
    symptoms
        .chain(verdicts)
        .chain(statuses)
        .chain(TERMS.iter().map(Thing::Term))
        .chain(metrics)
        .chain(warnings)
}

impl Thing {
    /// What it answers to, its key first.
    fn names(self) -> Vec<&'static str> {
        match self {
            Thing::Symptom(s) => vec![s.name(), s.record().subject, s.record().title],
            Thing::Verdict(v) => vec![v.name()],
            Thing::Status(s) => vec![s.name()],
            Thing::Metric(m) => vec![m.name, m.label],
            Thing::Warning(w) => vec![w.name()],
            Thing::Term(t) => vec![t.name, t.also],
        }
    }

    /// What kind of thing it is.
    fn kind(self) -> String {
        match self {
            Thing::Symptom(s) => format!("a symptom, {}", s.record().subject),
            Thing::Verdict(_) => "a verdict".to_owned(),
            Thing::Status(_) => "a status of a symptom or a metric".to_owned(),
            Thing::Metric(m) => format!("a metric, {}", m.label),
            Thing::Warning(w) => match w.severity() {
                Severity::Error => "a warning; with it a verdict would mean nothing".to_owned(),
                Severity::Warning => "a warning; a verdict may mislead".to_owned(),
                Severity::Note => "a note; it asks for nothing".to_owned(),
            },
            Thing::Term(t) if t.also.is_empty() => "a word of the pages".to_owned(),
            Thing::Term(t) => format!("a word of the pages, also {}", t.also),
        }
    }

    /// What is said of it, each with the most lines that it may take.
    fn fields(self) -> Vec<(&'static str, String, usize)> {
        match self {
            Thing::Symptom(s) => symptom(s),
            Thing::Verdict(v) => verdict(v),
            Thing::Status(s) => vec![("means", status(s).to_owned(), 2)],
            Thing::Metric(m) => metric(m),
            Thing::Warning(w) => vec![
                ("about", w.about().to_owned(), 2),
                (
                    "more",
                    "its message in the report says what was found; docs/formats.md lists all codes"
                        .to_owned(),
                    1,
                ),
            ],
            Thing::Term(t) => vec![("means", t.means.to_owned(), 3)],
        }
    }

    fn entry(self) -> String {
        let mut text = format!("{}: {}\n", self.names()[0], self.kind());
        for (label, value, lines) in self.fields() {
            for (i, line) in wrap(&format!("{label}: {value}"), WIDTH, lines).iter().enumerate() {
                text += &format!("  {}{line}\n", if i == 0 { "" } else { "  " });
            }
        }
        text
    }
}

fn symptom(symptom: Symptom) -> Vec<(&'static str, String, usize)> {
    let record = symptom.record();
    let losses: Vec<&str> = record.losses.iter().map(|loss| loss.meaning).collect();
    let first = &record.losses[0];
    let deciding = METRICS.iter().filter(|m| m.symptom == Some(symptom) && m.role == Role::Gating && m.first);
    let deciding: Vec<&str> = deciding.map(|m| m.name).collect();
    let mut fields = vec![
        ("pass", record.kept.to_owned(), 2),
        ("loss", losses.join("; or "), 3),
        ("points to", first.cause.words().to_owned(), 2),
        ("do", first.advice.words().to_owned(), 2),
    ];
    if !deciding.is_empty() {
        fields.push(("first read", deciding.join(", "), 2));
    }
    fields
}

fn verdict(verdict: Verdict) -> Vec<(&'static str, String, usize)> {
    let rules = Rule::ALL.iter().filter(|rule| rule.verdict() == verdict).map(|rule| rule.words());
    vec![
        ("means", stages::sense(verdict).to_owned(), 2),
        ("given for", rules.collect::<Vec<_>>().join("; or "), 4),
        ("gate", format!("--fail-on {} ends with status 1", verdict.name()), 1),
    ]
}

/// What a status says.
fn status(status: Status) -> &'static str {
    match status {
        Status::Pass => "a loss beyond the margin is excluded; one that is certain and smaller is marked",
        Status::Warn => "a loss is shown, and it matters, but it is not shown to lie beyond the margin",
        Status::Fail => "a loss beyond the margin is shown",
        Status::Inconclusive => "too little data: a loss beyond the margin is neither shown nor excluded",
        Status::NotRun => "nothing could be measured; the reason stands beside it",
    }
}

fn metric(metric: &Metric) -> Vec<(&'static str, String, usize)> {
    vec![
        ("what", metric.about.to_owned(), 3),
        ("range", metric.range.to_owned(), 2),
        ("role", super::glossary::role(metric), 3),
        ("more", format!("formula, cost and source: genloss metrics {}", metric.name), 1),
    ]
}

/// A name as it is compared: neither case nor spelling of its gaps counts.
fn plain(name: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '-' };
    name.to_lowercase()
        .chars()
        .map(|c| if c == '_' { '-' } else { kept(c) })
        .collect::<String>()
        .trim_matches('-')
        .to_owned()
}

/// Everything that is called so, in at most 8 lines each.
///
/// # Errors
/// What to say where nothing has this name: the nearest one, or where all of them are.
pub fn page(name: &str) -> Result<String, String> {
    let asked = plain(name);
    let found =
        things().filter(|thing| thing.names().into_iter().any(|n| !n.is_empty() && plain(n) == asked));
    let found: Vec<String> = found.map(Thing::entry).collect();
    if !found.is_empty() {
        return Ok(found.join("\n"));
    }
    if let Some(instead) = instead_of(&asked) {
        return page(instead).map(|entry| format!("{asked} was dropped: read {instead} instead\n{entry}"));
    }
    let names: Vec<String> = things().flat_map(Thing::names).map(plain).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let hint = nearest(&asked, &names).map_or(String::new(), |near| format!(", did you mean `{near}`?"));
    Err(format!("nothing has this name{hint} (`genloss explain` lists all names)"))
}

/// All names, by kind.
pub fn index() -> String {
    let listed = |title: &str, names: Vec<&str>| {
        let mut text = format!("{title}\n");
        wrap(&names.join(", "), WIDTH, usize::MAX).iter().for_each(|line| text += &format!("  {line}\n"));
        text
    };
    let mut text = String::from("symptoms\n");
    for symptom in Symptom::ALL {
        text +=
            &format!("  {}  {}\n", crate::render::layout::pad(symptom.name(), 22), symptom.record().subject);
    }
    text += &listed("verdicts, the best news first", Verdict::ALL.iter().map(|v| v.name()).collect());
    text += &listed("statuses", Status::ALL.iter().map(|s| s.name()).collect());
    text += &listed("words of the pages", TERMS.iter().map(|t| t.name).collect());
    text += &listed("warnings", WarningCode::ALL.iter().map(|w| w.name()).collect());
    text + &format!("metrics: {} of them, listed by `genloss metrics`\n", format::count(METRICS.len() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_told_in_eight_lines_of_which_none_is_cut() {
        for thing in things() {
            let entry = thing.entry();
            assert!(entry.lines().count() <= 8 && entry.lines().count() >= 2, "{entry}");
            assert!(!entry.contains('…'), "{entry}");
        }
    }

    #[test]
    fn key_and_label_of_a_thing_lead_to_the_same() {
        let tail = page("tail-loss").unwrap();
        assert!(tail.starts_with("tail-loss: a symptom, rare words\n"), "{tail}");
        for name in ["rare words", "Rare words kept", "TAIL_LOSS", "`tail-loss`"] {
            assert!(page(name).unwrap().contains(&tail), "{name}");
        }
        for metric in METRICS {
            assert!(page(metric.label).unwrap().contains(&page(metric.name).unwrap()), "{}", metric.name);
        }
    }

    #[test]
    fn a_name_of_two_things_tells_both() {
        let both = page("inconclusive").unwrap();
        assert!(
            both.contains("inconclusive: a verdict\n") && both.contains("inconclusive: a status"),
            "{both}"
        );
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_nearest() {
        let said = page("tail-los").unwrap_err();
        assert!(said.contains("did you mean `tail-loss`?"), "{said}");
        assert!(!page("qqqqqqqqqq").unwrap_err().contains("did you mean"));
        let dropped = page("hellinger").unwrap();
        assert!(
            dropped.starts_with("hellinger was dropped: read jensen-shannon-distance instead\n"),
            "{dropped}"
        );
    }

    #[test]
    fn the_index_names_everything_but_metrics() {
        let index = index();
        for thing in things().filter(|t| !matches!(t, Thing::Metric(_))) {
            assert!(index.contains(thing.names()[0]), "{thing:?}");
        }
    }
}
