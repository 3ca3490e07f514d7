//! Single lines about a run: what was chosen, warnings, failed gates, files. Text only; the program prints them.

use std::path::{Path, PathBuf};

use crate::calibrate::CalibrateConfig;
use crate::error::Warning;
use crate::render::escape::{NAME, terminal};
use crate::render::format::{self, count, plural};
use crate::render::layout::fit;
use crate::render::{simulation, story};
use crate::report::{Comparison, Generation, Input, Report, Requirement, Slice};
use crate::simulate::Simulation;
use crate::terms::{ColumnRole, DataColumn, Status, Verdict};

/// Columns a path or a column name may take in a line.
const PLACE: usize = 120;

/// What is about to be tried, for somebody who waits.
pub fn start_trials(asked: &CalibrateConfig) -> String {
    let drill = match asked.drill_trials {
        0 => "no drill".to_owned(),
        n => format!("a drill of {} a dose", count(n)),
    };
    format!("comparing {} without a loss, then {drill} …", plural(asked.trials, "time", "times"))
}

/// What was read and which columns were chosen: "read 3 generations, text column `text`, key `prompt_id`".
pub fn chosen(report: &Report) -> String {
    let generations = report.generations.len() as u64;
    format!("read {}, {}", plural(generations, "generation", "generations"), columns(&report.input))
}

/// The columns chosen, as a part of a sentence.
pub(super) fn columns(input: &Input) -> String {
    let named = |role: &str, column: &Option<String>| {
        column.as_ref().map(|c| format!(", {role} `{}`", terminal(c, PLACE)))
    };
    let mut line = format!("text column `{}`", terminal(&input.text_column, PLACE));
    line += &named("key", &input.key_column).unwrap_or_else(|| ", no key column".to_owned());
    line += &named("slice", &input.slice_column).unwrap_or_default();
    line += &data(input);
    line += &named("embeddings", &input.embedding_column).unwrap_or_default();
    if let Some(what) = &input.text_embedding {
        line += &format!(", embeddings: {}", terminal(what, PLACE));
    }
    line += &named("generation", &input.generation_column).unwrap_or_default();
    line
}

/// Columns of scores, other numbers and labels, each with its role.
fn data(input: &Input) -> String {
    let one = |c: &DataColumn| format!(", {} `{}`", role(c.role), terminal(&c.name, PLACE));
    input.data_columns.iter().map(one).collect()
}

fn role(role: ColumnRole) -> &'static str {
    match role {
        ColumnRole::Score => "score",
        ColumnRole::Numeric => "numbers",
        ColumnRole::Categorical => "classes",
        ColumnRole::Likelihood => "log-probabilities",
        ColumnRole::Required => "required",
    }
}

/// One line a warning: what was found and what to do.
pub fn warnings(report: &Report) -> Vec<String> {
    lines(&report.warnings)
}

/// The same for warnings that are in no report.
pub fn lines(warnings: &[Warning]) -> Vec<String> {
    let line = |w: &Warning| match w.hint.as_str() {
        "" => format!("warning: {}", w.message),
        hint => format!("warning: {} ({hint})", w.message),
    };
    warnings.iter().map(line).collect()
}

/// The generations whose verdict is one of `fail_on`.
pub fn gated(report: &Report) -> impl Iterator<Item = &Generation> {
    let asked = &report.settings.fail_on;
    let failed = |g: &&Generation| g.verdict.is_some_and(|v| asked.contains(&v));
    report.generations.iter().filter(failed)
}

/// The slices that fail the gate by a loss of their own, with the comparison they belong to. Slices that are merely too small
/// to tell do not: nearly every report has one.
fn gated_slices(report: &Report) -> impl Iterator<Item = (&Comparison, Vec<&Slice>)> {
    let settings = &report.settings;
    let failed = |s: &&Slice| story::is_lost(s) && settings.fail_on.contains(&s.verdict);
    story::bases(report)
        .filter(|_| settings.fail_on_slices)
        .map(move |c| (c, story::by_loss(&c.slices).into_iter().filter(failed).collect::<Vec<_>>()))
        .filter(|(_, slices)| !slices.is_empty())
}

/// One line for each failed gate; empty when all passed.
pub fn failed_gates(report: &Report) -> Vec<String> {
    let sliced = |(c, slices): (&Comparison, Vec<&Slice>)| {
        let each =
            slices.iter().map(|s| format!("{} in slice {}", s.verdict.name(), terminal(&s.slice, NAME)));
        let all = fit(each, ", ", 2 * PLACE);
        format!(
            "gate failed: {} is {all} (--fail-on; --fail-on-slices no leaves slices out)",
            terminal(&c.current, NAME)
        )
    };
    let line = |g: &Generation| {
        let verdict = g.verdict.map_or("", |v| v.name());
        format!("gate failed: {} is {verdict} (--fail-on)", terminal(&g.name, NAME))
    };
    let missed = |r: &Requirement| {
        let found = format!("{}, required {}", format::reached(r), format::required(r));
        let (generation, subject) = (terminal(&r.generation, NAME), story::subject(r));
        format!("gate failed: {generation} {} {subject}: {found} (--fail-on)", missed_or_open(r.status))
    };
    let whole = gated(report).map(line).chain(gated_slices(report).map(sliced));
    whole.chain(gated_requirements(report).map(missed)).collect()
}

fn missed_or_open(status: Status) -> &'static str {
    if status == Status::Fail { "misses" } else { "cannot show" }
}

/// The requirements that fail a gate: missed ones, and undecided ones where `inconclusive` fails it too.
pub fn gated_requirements(report: &Report) -> impl Iterator<Item = &Requirement> {
    let settings = &report.settings;
    let open_too = settings.fail_on.contains(&Verdict::Inconclusive);
    let failed = move |r: &&Requirement| match r.status {
        Status::Fail => true,
        Status::Inconclusive | Status::NotRun => open_too,
        Status::Pass | Status::Warn => false,
    };
    report.requirements.iter().filter(failed).filter(|_| settings.fail_on_requirement)
}

/// What was simulated: "wrote gen1 to gen10, 8,434 rows each, by ngram=3 under replace, to out"; and what lies beside it.
pub fn simulated(simulation: &Simulation, dir: &Path) -> Vec<String> {
    let Some(last) = simulation.generations.last().map(|generation| &generation.lineage) else {
        return Vec::new();
    };
    let first = simulation::name(1);
    let names = match last.generation {
        1 => first,
        n => format!("{first} to {}", simulation::name(n)),
    };
    let rows = plural(last.samples as u64, "row", "rows");
    let to = terminal(&dir.to_string_lossy(), PLACE);
    let mut lines =
        vec![format!("wrote {names}, {rows} each, by {} under {}, to {to}", last.model, last.policy)];
    let stale = simulation::left_over(simulation, dir);
    if let Some(path) = stale.first() {
        let path = terminal(&path.to_string_lossy(), PLACE);
        let n = plural(stale.len() as u64, "generation", "generations");
        lines.push(format!("warning: {n} of another run are still there, from {path} (remove them)"));
    }
    lines
}

/// One path a line.
pub fn paths(files: &[PathBuf]) -> String {
    files.iter().map(|path| terminal(&path.to_string_lossy(), PLACE) + "\n").collect()
}

/// Where the files are, with a final newline; empty when there are none.
pub fn files(files: &[PathBuf]) -> String {
    let Some(dir) = files.first().and_then(|f| f.parent()) else {
        return String::new();
    };
    let names: Vec<_> = files
        .iter()
        .filter_map(|f| f.file_name())
        .map(|name| terminal(&name.to_string_lossy(), PLACE))
        .collect();
    let dir = terminal(&dir.to_string_lossy(), PLACE);
    format!("files in {dir}: {}\n", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    #[test]
    fn the_choice_names_every_column_in_use() {
        let mut report = testing::collapse();
        assert_eq!(
            chosen(&report),
            "read 3 generations, text column `output`, key `prompt_id`, slice `dataset`"
        );
        report.input.key_column = None;
        report.input.slice_column = None;
        report.input.data_columns = vec![DataColumn { name: "a\nb".to_owned(), role: ColumnRole::Score }];
        assert_eq!(chosen(&report), "read 3 generations, text column `output`, no key column, score `a\\nb`");
    }

    #[test]
    fn warnings_say_what_to_do() {
        let mut report = testing::collapse();
        report.warnings = vec![Warning::new("a", "found x", "do y"), Warning::new("b", "found z", "")];
        assert_eq!(warnings(&report), ["warning: found x (do y)", "warning: found z"]);
    }

    #[test]
    fn only_the_verdicts_asked_for_fail_a_gate() {
        let mut report = testing::collapse();
        assert!(failed_gates(&report).is_empty());
        report.settings.fail_on = vec![Verdict::LateCollapse, Verdict::Drift];
        report.settings.fail_on_slices = false;
        assert_eq!(failed_gates(&report), ["gate failed: gen2 is late-collapse (--fail-on)"]);
    }

    #[test]
    fn a_slice_that_lost_fails_the_gate_unless_slices_are_left_out() {
        let mut report = testing::chain(&[(Verdict::Stable, Verdict::Stable)]);
        report.comparisons[0].slices = vec![
            testing::slice("chat", Verdict::Inconclusive),
            testing::slice("code", Verdict::LateCollapse),
            testing::slice("math", Verdict::Warning),
        ];
        report.settings.fail_on = vec![Verdict::Inconclusive, Verdict::LateCollapse];
        let said = failed_gates(&report);
        assert_eq!(
            said,
            [
                "gate failed: gen1 is late-collapse in slice code (--fail-on; --fail-on-slices no leaves slices out)"
            ]
        );
        report.settings.fail_on_slices = false;
        assert!(failed_gates(&report).is_empty());
    }

    #[test]
    fn files_are_listed_once_by_folder() {
        let list = ["out/run 1/report.txt", "out/run 1/tail.png"].map(PathBuf::from);
        assert_eq!(files(&list), "files in out/run 1: report.txt, tail.png\n");
        assert_eq!(files(&[]), "");
    }
}
