//! `report.md`: the report as a comment on a pull request.
//!
//! Text from a corpus stands in `<code>` with everything escaped, so it can neither format, link nor mention. The page
//! stays below what a comment may hold by limits on every list.

use crate::render::command::Again;
use crate::render::escape::{MESSAGE, NAME, markdown, terminal};
use crate::render::format::{self, count, plural};
use crate::render::{advice, certainty, modes, plain, stages, story};
use crate::report::{Comparison, Report, Slice, by_loss};
use crate::terms::{Status, Verdict};

/// Columns of the headline.
const HEADLINE: usize = 200;
/// Rows of generations, words and slices.
const ROWS: usize = 20;
/// Words and phrases of each list.
const WORDS: usize = 10;
/// Clusters of meaning, each named by several words.
const CLUSTERS: usize = 5;
/// Columns of a word or phrase.
const WORD: usize = 60;
/// Columns of an example.
const EXAMPLE: usize = 100;
/// Columns of what a symptom means: our own sentences are shorter, those of a stored report need not be.
const NOTE: usize = 300;
/// Columns of a warning.
const WARNING: usize = 400;
/// Warnings of the page.
const WARNINGS: usize = 15;

/// The whole page, with a final newline.
pub fn page(report: &Report) -> String {
    let mut out = String::new();
    let before_all = [story::not_comparable(report, HEADLINE), story::not_attributable(report, HEADLINE)];
    for text in before_all.into_iter().flatten() {
        out += &format!("> **{}**\n\n", markdown(&text));
    }
    out += &format!("### genloss: {}\n\n", markdown(&story::headline(report, HEADLINE)));
    if let Some(hidden) = story::hidden(report, HEADLINE) {
        out += &format!("❌ **{}**\n\n", markdown(&hidden));
    }
    if let Some(latest) = story::latest(report) {
        out += &format!("{}\n\n", markdown(&latest));
    }
    if let Some(meaning) = stages::meaning(report) {
        out += &format!("{}\n\n", markdown(&meaning));
    }
    if let Some(origins) = story::origins(report) {
        out += &format!("{}\n\n", markdown(&origins));
    }
    if let Some(safe) = stages::last_safe(report) {
        out += &format!("**Last safe generation:** {}.\n\n", markdown(&safe));
    }
    out += &format!("**Next:** {}\n\n", markdown(&advice::next(report)));
    how_sure(&mut out, report);
    generations(&mut out, report);
    if let Some(worst) = story::worst(report) {
        focus(&mut out, report, worst);
    }
    requirements(&mut out, report);
    replicates(&mut out, report);
    trends(&mut out, report);
    warnings(&mut out, report);
    reproduce(&mut out, report);
    out
}

/// Text of a corpus, or a name: literally, whatever it holds.
fn code(text: &str, columns: usize) -> String {
    format!("<code>{}</code>", markdown(&terminal(text, columns)))
}

/// A sentence in which names stand between backticks, as code.
fn prose(sentence: &str) -> String {
    let part = |(is_name, part)| if is_name { code(part, MESSAGE) } else { markdown(part) };
    plain::parts(sentence).into_iter().map(part).collect()
}

/// The numbers of the first generation that lost and of the worst, and what would mislead among them.
fn how_sure(out: &mut String, report: &Report) {
    if report.comparisons.is_empty() {
        return;
    }
    *out += &format!("**How sure:** {}.\n\n", prose(&certainty::kind_of_interval(report)));
    for evidence in certainty::evidence(report) {
        *out += &format!("- **{}**: {}.\n", markdown(&evidence.who), markdown(&evidence.said));
    }
    for puzzle in &certainty::puzzles(report) {
        *out += &format!("- {}\n", markdown(&terminal(&plain::sentence(puzzle), MESSAGE)));
    }
    *out += "\n";
}

/// A status or verdict with a shape, so that it is told by word and shape.
fn shape(status: Status) -> String {
    format!("{} {}", super::sign::of(status).emoji, status.name().replace('-', " "))
}

fn table(out: &mut String, header: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    *out += &format!("| {} |\n|{}\n", header.join(" | "), "---|".repeat(header.len()));
    for row in rows {
        *out += &format!("| {} |\n", row.join(" | "));
    }
    *out += "\n";
}

/// What a list leaves out; nothing when it shows all.
fn left_out(out: &mut String, n: usize, shown: usize) {
    if n > shown {
        *out += &format!("… and {} more.\n\n", count((n - shown) as u64));
    }
}

fn generations(out: &mut String, report: &Report) {
    let verdict = |v: Option<Verdict>, missing: &str| v.map_or(missing.to_owned(), |v| v.name().to_owned());
    let reference = report.generations.first().map_or(String::new(), |g| code(&g.name, NAME));
    let against = format!("against {reference}");
    let header = ["generation", &against, "this step", "documents", "drift"];
    // Of long chains the reference and the latest are shown.
    let hidden = report.generations.len().saturating_sub(ROWS);
    let shown = report.generations.iter().enumerate().filter(|(i, _)| *i == 0 || *i > hidden);
    let rows = shown.map(|(i, g)| {
        let missing = if i == 0 { "reference" } else { "–" };
        let drift = g.drift.map_or("–", |d| if d { "yes" } else { "no" });
        vec![
            code(&g.name, NAME),
            verdict(g.verdict, missing),
            verdict(story::step(report, &g.name), "–"),
            count(g.documents),
            drift.to_owned(),
        ]
    });
    table(out, &header, rows);
    left_out(out, report.generations.len(), report.generations.len() - hidden);
    let legend = [stages::THIS_STEP, stages::DRIFT].map(plain::sentence);
    *out += &format!("{}\n\n", markdown(&legend.join(" ")));
}

fn focus(out: &mut String, report: &Report, worst: &Comparison) {
    let names = (code(&worst.current, NAME), code(&worst.reference, NAME));
    *out +=
        &format!("#### {} against {}, {}\n\n", names.0, names.1, prose(&certainty::pairing(report, worst)));
    *out += &format!("Why: {}\n\n", markdown(&stages::why(worst)));
    if let Some(steps) = story::steps(report, worst) {
        *out += &format!("Steps: {}.\n\n", markdown(&steps));
    }
    symptoms(out, worst);
    words(out, worst);
    if let Some(gone) = story::lost_classes(report, &worst.current, HEADLINE) {
        *out += &format!("Classes gone: {}.\n\n", markdown(&gone));
    }
    slices(out, &story::slice_focus(report).unwrap_or(worst).slices);
}

fn symptoms(out: &mut String, c: &Comparison) {
    let rows = story::measured(c).map(|s| {
        let metric = story::deciding(c, s);
        let value = match metric {
            Some(m) if s.status != Status::NotRun => format::kept(m),
            _ => "–".to_owned(),
        };
        let by = metric.map_or("–".to_owned(), |m| {
            format!("{} {}", markdown(&plain::metric(&m.metric)), code(&m.metric, WORD))
        });
        let note = match s.status {
            Status::NotRun => format::reason(s.reason_code.or(metric.and_then(|m| m.undefined))),
            Status::Inconclusive => metric.and_then(format::power).unwrap_or_else(|| s.message.clone()),
            Status::Pass => metric.and_then(format::possible_loss).unwrap_or_else(|| s.message.clone()),
            Status::Warn | Status::Fail => s.message.clone(),
        };
        vec![
            shape(s.status),
            s.symptom.name().to_owned(),
            markdown(&value),
            by,
            prose(&terminal(&note, NOTE)),
        ]
    });
    table(out, &["status", "symptom", "kept (95% interval)", "decided by", "what it means"], rows);
}

fn words(out: &mut String, c: &Comparison) {
    let of = certainty::documents_counted(c).map_or(String::new(), |n| format!(", of {} a side", count(n)));
    let row = |text: &str, before: u64, after: u64, example: &Option<String>| {
        let example = example.as_ref().map_or("–".to_owned(), |e| code(e, EXAMPLE));
        vec![code(text, WORD), format!("{} → {}", count(before), count(after)), example]
    };
    let documents = format!("documents{of}");
    let header = ["word or phrase", &documents, "example"];
    let (lost, overused) = (story::lost(c).count(), story::overused(c).count());
    if lost > 0 {
        *out += &format!(
            "<details><summary>Lost: {}</summary>\n\n",
            plural(lost as u64, "word or phrase", "words and phrases")
        );
        let rows = story::lost(c).take(WORDS);
        table(out, &header, rows.map(|w| row(&w.text, w.documents_before, w.documents_after, &w.example)));
        left_out(out, lost, WORDS);
        *out += "</details>\n\n";
    }
    let shrunk: Vec<_> = modes::lost(c).collect();
    if !shrunk.is_empty() {
        let n = plural(shrunk.len() as u64, "cluster of meaning", "clusters of meaning");
        *out += &format!("<details><summary>Shrank or vanished beyond chance: {n}</summary>\n\n");
        let rows = shrunk.iter().map(|mode| {
            let example = mode.example.as_ref().map_or("–".to_owned(), |e| code(e, EXAMPLE));
            let documents = format!("{} → {}", count(mode.documents_before), count(mode.documents_after));
            vec![code(&modes::name(mode), EXAMPLE), documents, example]
        });
        table(out, &["cluster, by its words", "documents", "example"], rows.take(CLUSTERS));
        left_out(out, shrunk.len(), CLUSTERS);
        *out += "</details>\n\n";
    }
    if overused > 0 {
        *out += &format!(
            "<details><summary>Took over: {}</summary>\n\n",
            plural(overused as u64, "word or phrase", "words and phrases")
        );
        let rows = story::overused(c).take(WORDS);
        table(out, &header, rows.map(|w| row(&w.text, w.documents_before, w.documents_after, &w.example)));
        left_out(out, overused, WORDS);
        *out += "</details>\n\n";
    }
}

fn slices(out: &mut String, slices: &[Slice]) {
    let Some(sentence) = story::slices(slices, HEADLINE) else { return };
    *out += &format!("Slices: {}.\n\n", markdown(&sentence));
    let ranked = by_loss(slices);
    let rows = ranked.iter().take(ROWS).map(|s| {
        vec![
            code(&s.slice, NAME),
            s.verdict.name().to_owned(),
            format!("{} → {}", count(s.documents_before), count(s.documents_after)),
        ]
    });
    table(out, &["slice", "verdict", "documents"], rows);
    left_out(out, slices.len(), ROWS);
}

fn requirements(out: &mut String, report: &Report) {
    let Some(sentence) = story::requirements(report, HEADLINE) else { return };
    *out += &format!("Your requirements: {}.\n\n", markdown(&sentence));
    let rows = report.requirements.iter().take(ROWS).map(|r| {
        let about = code(&story::subject(r), 3 * NAME);
        vec![code(&r.generation, NAME), about, format::required(r), format::reached(r), shape(r.status)]
    });
    table(out, &["generation", "column", "required", "mean (95% interval)", "status"], rows);
    left_out(out, report.requirements.len(), ROWS);
}

fn replicates(out: &mut String, report: &Report) {
    if report.replicates.is_empty() {
        return;
    }
    let n = report.replicates.len();
    *out += "<details><summary>Between runs of one generation</summary>\n\n";
    let rows = report.replicates.iter().take(ROWS).map(|r| {
        vec![
            code(&r.generation, NAME),
            code(&r.metric, WORD),
            count(r.runs),
            format::between_runs(r),
            format::first_run(r),
        ]
    });
    table(out, &["generation", "metric", "runs", "kept, by run", "first run (95% interval)"], rows);
    left_out(out, n, ROWS);
    *out += "</details>\n\n";
}

fn trends(out: &mut String, report: &Report) {
    if report.trends.is_empty() {
        return;
    }
    let n = report.trends.len();
    *out += &format!("<details><summary>{}</summary>\n\n", plural(n as u64, "trend", "trends"));
    let (judged, shown) = story::trends(report);
    let rows = judged.into_iter().chain(shown).take(ROWS).map(|t| {
        let p = t.p_value.map_or("–".to_owned(), format::p_value);
        vec![
            code(&t.metric, WORD),
            format::slope(t),
            p,
            format::until_margin(t, story::has_margin(report, &t.metric)),
        ]
    });
    table(out, &["metric", "change each generation", "p (Mann–Kendall)", "until the fail line"], rows);
    if let Some(p) = report.trends.iter().find_map(|t| t.p_min_attainable) {
        let n = report.generations.len();
        *out += &format!("With {n} generations no trend can show a smaller p than {}.\n\n", format::two(p));
    }
    left_out(out, n, ROWS);
    *out += "</details>\n\n";
}

fn warnings(out: &mut String, report: &Report) {
    if report.warnings.is_empty() {
        return;
    }
    *out += "#### Warnings\n\n";
    for w in report.warnings.iter().take(WARNINGS) {
        let hint = if w.hint.is_empty() { String::new() } else { format!(" ({})", w.hint) };
        *out += &format!("- {}\n", prose(&terminal(&format!("{}{hint}", w.message), WARNING)));
    }
    *out += "\n";
    left_out(out, report.warnings.len(), WARNINGS);
}

fn reproduce(out: &mut String, report: &Report) {
    *out += &format!("{}\n\n", markdown(&story::run_to_run(report)));
    let version = markdown(&terminal(&report.tool.version, NAME));
    let how = match Again::of(report) {
        Again::Command(command) => format!(": {}", code(&command, MESSAGE)),
        Again::ConfigFile(_) => " with a config file; report.json holds its settings.".to_owned(),
        Again::Program => ", by a program that held the corpora in memory.".to_owned(),
    };
    *out += &format!("Made by genloss {version}{how}\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Warning, WarningCode};
    use crate::render::testing;
    use crate::report::ModeChange;

    #[test]
    fn a_report_of_corpora_in_memory_names_no_command() {
        let mut report = testing::collapse();
        report.generations.iter_mut().for_each(|g| g.paths.clear());
        let said = page(&report);
        assert!(said.contains("by a program that held the corpora in memory"));
        assert!(!said.contains("genloss compare"));
    }

    #[test]
    fn a_collapse_is_told_from_the_first_line() {
        let mut report = testing::collapse();
        report.warnings = vec![Warning::new(WarningCode::Limit, "only 10 rows", "read all")];
        let page = page(&report);
        assert!(page.starts_with("### genloss: COLLAPSE against gen0: gen2 late-collapse"));
        testing::golden("collapse.md", &page);
    }

    #[test]
    fn the_largest_page_fits_a_comment() {
        let late = (Verdict::LateCollapse, Verdict::LateCollapse);
        let mut report = testing::chain(&[late; 300]);
        let long = "|<b>`*@x\u{202e}".repeat(10_000);
        report.generations.iter_mut().for_each(|g| g.name = long.clone());
        report.warnings = vec![Warning::new(WarningCode::Order, long.clone(), long.clone()); 300];
        let c = &mut report.comparisons[0];
        c.reference = long.clone();
        c.lost = vec![testing::lost(&long, 9, 0); 300];
        c.overused = vec![testing::overused(&long, 9, 99); 300];
        c.lost.iter_mut().for_each(|w| w.example = Some(long.clone()));
        c.overused.iter_mut().for_each(|w| w.example = Some(long.clone()));
        c.modes = vec![testing::mode(&[long.as_str(); 4], 9, 0, ModeChange::Vanished); 300];
        c.modes.iter_mut().for_each(|m| m.example = Some(long.clone()));
        c.slices = vec![testing::slice(&long, Verdict::Warning); 300];
        c.symptoms.iter_mut().for_each(|s| s.message = long.clone());
        report.requirements = vec![testing::requirement(&long, 0.5, [0.4, 0.3, 0.45], Status::Fail); 300];
        report.requirements.iter_mut().for_each(|r| (r.column, r.slice) = (long.clone(), Some(long.clone())));
        report.trends = vec![testing::trend(&long, -0.1); 300];
        report.replicates = vec![testing::replicate(&long, &long); 300];
        report.classes = vec![testing::class(&long, &long, 0); 150];
        report.classes.extend(vec![testing::class(&long, &long, 9); 150]);
        report.comparisons.truncate(1);
        assert!(page(&report).len() < 60_000, "{}", page(&report).len());
    }
}
