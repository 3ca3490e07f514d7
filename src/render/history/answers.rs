//! Two records side by side, a check, and what became of preserved files, for the screen.

use unicode_width::UnicodeWidthStr;

use super::page::measured;
use crate::records::{Change, Checked, DataSource, Diff, Finding, Measured, State, Verified};
use crate::render::escape::{MESSAGE, NAME, terminal};
use crate::render::format::{bare, margin, plural, two};
use crate::render::layout::pad;

/// Columns that a name of a parameter or a metric may take.
const LABEL: usize = 44;
/// Columns that a value may take.
const VALUE: usize = 40;

/// Two records side by side, with a final newline.
pub fn diff(diff: &Diff) -> String {
    let (a, b) = (terminal(&diff.a, NAME), terminal(&diff.b, NAME));
    let verdict = |at: usize| diff.verdict[at].map_or("not compared", |verdict| verdict.name()).to_owned();
    let mut rows = vec![[String::new(), a, b], ["verdict".to_owned(), verdict(0), verdict(1)]];
    let section =
        |title: &str, alike: usize| [format!("{title} ({alike} alike)"), String::new(), String::new()];
    rows.push(section("PARAMETERS", diff.params_alike));
    rows.extend(diff.params.iter().map(|c| change(c, |value| terminal(value, VALUE))));
    rows.push(section("DATA", diff.sources_alike));
    rows.extend(diff.sources.iter().map(|c| change(c, data)));
    if !diff.tags.is_empty() {
        rows.push(["TAGS".to_owned(), String::new(), String::new()]);
        rows.extend(diff.tags.iter().map(|c| change(c, |_| "yes".to_owned())));
    }
    rows.push(["METRICS".to_owned(), String::new(), String::new()]);
    let number = |m: &Option<Measured>, is_level: bool| match m {
        None => "-".to_owned(),
        // A reason can be a sentence.
        Some(m) if is_level || m.value.is_none() => terminal(&measured(m), VALUE),
        Some(m) => {
            let reference = m.reference.as_deref().unwrap_or_default();
            format!("{} of {}", measured(m), terminal(reference, NAME))
        }
    };
    rows.extend(diff.metrics.iter().map(|pair| {
        let label =
            format!("  {}{}", terminal(&pair.metric, LABEL), if pair.is_level { ", level" } else { "" });
        [label, number(&pair.a, pair.is_level), number(&pair.b, pair.is_level)]
    }));
    table(&rows)
}

fn change<T>(change: &Change<T>, say: impl Fn(&T) -> String) -> [String; 3] {
    let side = |value: &Option<T>| value.as_ref().map_or_else(|| "-".to_owned(), &say);
    [format!("  {}", terminal(&change.name, LABEL)), side(&change.a), side(&change.b)]
}

fn data(source: &DataSource) -> String {
    let kind = source.kind.map_or("", |kind| kind.name());
    let policy = source.policy.as_deref().unwrap_or_default();
    let rows = source.preserved.rows.map_or(String::new(), |n| plural(n, "row", "rows"));
    let hash = source.preserved.sha256.get(..8).unwrap_or_default();
    let said = [kind, policy, &rows, hash].into_iter().filter(|part| !part.is_empty());
    terminal(&said.collect::<Vec<_>>().join(", "), VALUE)
}

fn table(rows: &[[String; 3]]) -> String {
    let wide = |at: usize| rows.iter().map(|row| row[at].width()).max().unwrap_or(0);
    let (first, second) = (wide(0), wide(1));
    let line = |[a, b, c]: &[String; 3]| {
        format!("{}  {}  {c}", pad(a, first), pad(b, second)).trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

/// A check, with a final newline.
pub fn checked(checked: &Checked) -> String {
    let n = checked.newest.len() as u64;
    let looked = plural(n, "newest release", "newest releases");
    let mut lines = match checked.findings.len() as u64 {
        0 => vec![format!("HOLDS: {looked} looked at, none fails")],
        found => vec![format!("FAILS: {} in {looked}", plural(found, "finding", "findings"))],
    };
    lines.extend(checked.findings.iter().map(|finding| format!("  {}", said(finding))));
    for name in &checked.unjudged {
        lines.push(format!("  {}: compared with nothing, so nothing can fail it", terminal(name, NAME)));
    }
    lines.join("\n") + "\n"
}

fn said(finding: &Finding) -> String {
    let name = |text: &String| terminal(text, NAME);
    let key = |text: &String| terminal(text, LABEL);
    match finding {
        Finding::Verdict { record, reference, verdict } => {
            format!("{}: {} against {}", name(record), verdict.name(), name(reference))
        }
        Finding::Margin { record, metric, reference, value, margin: line } => {
            let value = value.map_or_else(|| "no value".to_owned(), bare);
            let line = line.map_or(String::new(), |line| format!(", fails below {}", margin(line)));
            format!("{}: {} is {value} against {}{line}", name(record), key(metric), name(reference))
        }
        Finding::Root { record, metric, root, value, high, margin: line } => format!(
            "{}: {} is {} of the root {}, at most {}; fails below {}",
            name(record),
            key(metric),
            two(*value),
            name(root),
            two(*high),
            margin(*line)
        ),
        Finding::Trend { record, metric, root, slope, releases, margin: line } => format!(
            "{}: {} of the root {} falls by {} a release and crosses {} {}",
            name(record),
            key(metric),
            name(root),
            bare(-slope),
            margin(*line),
            if *releases <= 0.0 {
                "now".to_owned()
            } else {
                format!("in about {} releases", bare(*releases))
            },
        ),
    }
}

/// What became of preserved files, with a final newline.
pub fn verified(all: &[Verified]) -> String {
    let differ = all.iter().filter(|one| !one.is_same()).count() as u64;
    let looked = plural(all.len() as u64, "file or folder", "files or folders");
    let mut lines = match differ {
        0 => vec![format!("SAME: {looked} as recorded")],
        n => vec![format!("DIFFERS: {n} of {looked}")],
    };
    for one in all.iter().filter(|one| !one.is_same()) {
        let found = match &one.state {
            State::Changed { sha256 } => {
                let short = |hash: &str| hash.get(..8).unwrap_or_default().to_owned();
                format!("holds other bytes (SHA-256 {}…, recorded {}…)", short(sha256), short(&one.sha256))
            }
            State::Unreadable { .. } => "is not there, or cannot be read".to_owned(),
            State::Same => continue,
        };
        let place = terminal(&one.path, MESSAGE);
        lines.push(format!(
            "  {}, {}: {place} {found}",
            terminal(&one.record, NAME),
            terminal(&one.what, NAME)
        ));
    }
    lines.join("\n") + "\n"
}
