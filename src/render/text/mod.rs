//! The page for a terminal: what happened, to which generation, why, and how sure that is, on one screen.
//!
//! Order of the page: what forbids a conclusion, the headline, one row a generation, then the worst generation in
//! detail (`detail`), then what was read. Every status is a word; color only repeats it.

mod detail;
mod layout;

use crate::render::escape::{MESSAGE, NAME, terminal};
use crate::render::format::{count, plural};
use crate::render::notices::columns;
use crate::render::paint::Paint;
use crate::report::{Against, Comparison, Generation, Report};
use crate::terms::Verdict;
use layout::{WIDTH, fit, pad, pad_left, wrap};

/// Rows of the table; of longer chains the latest are shown.
const MAX_ROWS: usize = 12;

/// The whole page, with a final newline.
pub fn screen(report: &Report, color: bool) -> String {
    let paint = Paint { color };
    let mut lines = Vec::new();
    let worst = worst(report);
    lines.extend(not_attributable(report, paint));
    lines.extend(headline(report, paint));
    lines.push(String::new());
    lines.extend(table(report, worst, paint));
    if let Some(worst) = worst {
        lines.push(String::new());
        lines.extend(detail::lines(report, worst, paint));
    }
    lines.push(String::new());
    lines.extend(footer(report, paint));
    lines.join("\n") + "\n"
}

/// A name as tables and sentences show it.
fn name(text: &str) -> String {
    terminal(text, NAME)
}

/// The comparisons with the base, in the order of the generations.
fn bases(report: &Report) -> impl Iterator<Item = &Comparison> {
    report.comparisons.iter().filter(|c| c.against == Against::Base)
}

/// The comparison with the worst news; of equals the latest, which is the model somebody just made.
fn worst(report: &Report) -> Option<&Comparison> {
    bases(report).max_by_key(|c| c.verdict.severity())
}

/// The verdict against the predecessor. For the first generation after the reference that is the base comparison.
fn step(report: &Report, current: &str) -> Option<Verdict> {
    let of = |against| {
        let is_it = |c: &&Comparison| c.current == current && c.against == against;
        report.comparisons.iter().find(is_it).map(|c| c.verdict)
    };
    let is_first = report.generations.get(1).is_some_and(|g| g.name == current);
    of(Against::Previous).or_else(|| of(Against::Base).filter(|_| is_first))
}

/// Where a loss cannot be blamed on training, that comes before any verdict.
fn not_attributable(report: &Report, paint: Paint) -> Vec<String> {
    let names: Vec<_> = bases(report).filter(|c| !c.attributable).map(|c| name(&c.current)).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let text = format!(
        "NOT ATTRIBUTABLE: sampling settings differ between the reference and {}; a changed temperature or cut-off \
         alone can cause what follows.",
        fit(names, ", ", WIDTH / 2)
    );
    wrap(&text, WIDTH, 3).iter().map(|line| paint.strong(line)).collect()
}

/// The answer in one line.
fn headline(report: &Report, paint: Paint) -> Vec<String> {
    let Some(worst) = worst(report) else {
        return vec![paint.strong("NOTHING COMPARED: the report holds no comparison")];
    };
    let reference = name(&worst.reference);
    let all = bases(report).count();
    let such: Vec<&Comparison> = bases(report)
        .filter(|c| c.verdict == worst.verdict || (c.verdict.is_collapse() && worst.verdict.is_collapse()))
        .collect();
    let names = fit(such.iter().map(|c| name(&c.current)), ", ", WIDTH * 2 / 3);
    let is = if such.len() == 1 { "is" } else { "are" };
    let text = match worst.verdict {
        Verdict::EarlyCollapse | Verdict::LateCollapse => {
            let each = |c: &&Comparison| format!("{} {}", name(&c.current), c.verdict.name());
            match such.as_slice() {
                [first, ..] if such.len() > 3 => {
                    let which =
                        if such.len() == all { "all".to_owned() } else { format!("{} of", such.len()) };
                    format!("COLLAPSE against {reference}: {which} {all} generations, first {}", each(first))
                }
                _ => format!(
                    "COLLAPSE against {reference}: {}",
                    fit(such.iter().map(each), ", ", WIDTH * 2 / 3)
                ),
            }
        }
        Verdict::Warning => {
            let show = if such.len() == 1 { "shows" } else { "show" };
            format!("WARNING against {reference}: {names} {show} a loss that is not corroborated")
        }
        Verdict::Inconclusive => {
            format!("INCONCLUSIVE against {reference}: too little data to clear {names}")
        }
        Verdict::Drift => format!("DRIFT from {reference}: {names} {is} different, without a loss"),
        Verdict::Stable if all == 1 => format!("STABLE: {names} keeps what {reference} covers"),
        Verdict::Stable if all <= 6 => format!("STABLE: {names} keep what {reference} covers"),
        Verdict::Stable => format!("STABLE: all {all} generations keep what {reference} covers"),
    };
    let mut lines = wrap(&text, WIDTH, 2);
    // The answer for the newest model must not hide behind an older one.
    if let Some(latest) = bases(report).last()
        && !such.iter().any(|c| c.current == latest.current)
    {
        lines.push(format!("The latest, {}, is {}.", name(&latest.current), latest.verdict.name()));
    }
    if let Some(first) = lines.first_mut() {
        *first = paint.strong(&paint.verdict(worst.verdict, first));
    }
    lines
}

/// One row a generation.
fn table(report: &Report, worst: Option<&Comparison>, paint: Paint) -> Vec<String> {
    let shown = shown(report, worst);
    let names: Vec<_> = shown.iter().map(|g| name(&g.name)).collect();
    let wide = |text: &String| unicode_width::UnicodeWidthStr::width(text.as_str());
    let first = names.iter().map(wide).max().unwrap_or(0).max("generation".len());
    let against = report.generations.first().map_or(String::new(), |g| format!("against {}", name(&g.name)));
    let second = wide(&against).max(LONGEST_VERDICT);
    let header = format!(
        "{}  {}  {}  {}  drift",
        pad("generation", first),
        pad(&against, second),
        pad("this step", LONGEST_VERDICT),
        pad_left("documents", 12)
    );
    let mut lines = vec![paint.dim(&header)];
    let hidden = report.generations.len() - shown.len();
    for (row, (generation, name)) in shown.iter().zip(&names).enumerate() {
        if row == 1 && hidden > 0 {
            lines.push(
                paint.dim(&format!("… {} not shown", plural(hidden as u64, "generation", "generations"))),
            );
        }
        let verdict = |verdict: Option<Verdict>, missing: &str, width| match verdict {
            Some(v) => paint.verdict(v, &pad(v.name(), width)),
            None => paint.dim(&pad(missing, width)),
        };
        let missing = if generation.verdict.is_none() { "reference" } else { "-" };
        lines.push(format!(
            "{}  {}  {}  {}  {}",
            pad(name, first),
            verdict(generation.verdict, missing, second),
            verdict(step(report, &generation.name), "-", LONGEST_VERDICT),
            pad_left(&count(generation.documents), 12),
            match generation.drift {
                Some(true) => "yes",
                Some(false) => "no",
                None => "-",
            }
        ));
    }
    lines
}

/// Columns of "early-collapse".
const LONGEST_VERDICT: usize = 14;

/// The reference, the worst and the latest generations, in order.
fn shown<'a>(report: &'a Report, worst: Option<&Comparison>) -> Vec<&'a Generation> {
    let n = report.generations.len();
    let keep = |i: usize, g: &Generation| {
        n <= MAX_ROWS || i == 0 || i + MAX_ROWS > n + 2 || worst.is_some_and(|w| w.current == g.name)
    };
    let numbered = report.generations.iter().enumerate();
    numbered.filter(|(i, g)| keep(*i, g)).map(|(_, g)| g).collect()
}

/// How the numbers came about.
fn footer(report: &Report, paint: Paint) -> Vec<String> {
    let unit = terminal(&report.input.unit.replace('-', " "), NAME);
    let read = format!("Counted {unit}: {}.", columns(&report.input));
    let mut lines = wrap(&read, WIDTH, 2);
    lines.push(
        "Intervals are 95% and do not include run-to-run variation: sample a model twice to see it."
            .to_owned(),
    );
    if !report.warnings.is_empty() {
        let n = plural(report.warnings.len() as u64, "warning", "warnings");
        let mut codes: Vec<_> = report.warnings.iter().map(|w| w.code.as_str()).collect();
        codes.dedup();
        let codes = fit(codes.iter().map(|c| terminal(c, MESSAGE)), ", ", WIDTH - 56);
        lines.push(format!("{n}: {codes} (in full on standard error and in JSON)"));
    }
    lines.iter().map(|line| paint.dim(line)).collect()
}

#[cfg(test)]
mod tests;
