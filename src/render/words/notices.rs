//! Single lines about a run: what was chosen, warnings, failed gates, files. Text only; the program prints them.

use std::path::{Path, PathBuf};

use crate::calibrate::CalibrateConfig;
use crate::check::Checkup;
use crate::embed::{Embedded, Source};
use crate::error::Warning;
use crate::render::escape::{NAME, terminal};
use crate::render::format::{self, count, plural};
use crate::render::layout::fit;
use crate::render::simulation;
use crate::render::words::story;
use crate::report::{EmbeddingModel, GateLine, Input, Report};
use crate::simulate::Simulation;
use crate::terms::{ColumnRole, DataColumn, Severity, Status};

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
pub(in crate::render) fn columns(input: &Input) -> String {
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
    if let Some(model) = &input.embedding_model {
        line += &format!(": {}", embedding_model(model));
    }
    line += &named("generation", &input.generation_column).unwrap_or_default();
    line
}

/// A model by its name, and by what tells it from another of the name.
pub(in crate::render) fn embedding_model(model: &EmbeddingModel) -> String {
    let EmbeddingModel { name, dimension, hash } = model;
    format!("`{}`, {} coordinates, hash {}", terminal(name, PLACE), dimension, terminal(hash, PLACE))
}

/// What `genloss embed` wrote: "wrote x.parquet: 800 rows, text column `text`, key `id`; 3 without a vector; by `potion`, …".
pub fn embedded(done: &Embedded, path: &Path) -> String {
    let Source { text_column, key_column, model, dimension, hash } = &done.source;
    let name = model.file_name().unwrap_or(model.as_os_str()).to_string_lossy().into_owned();
    let model = EmbeddingModel { name, dimension: *dimension, hash: hash.clone() };
    let key = key_column
        .as_ref()
        .map_or_else(|| "no key column".to_owned(), |key| format!("key `{}`", terminal(key, PLACE)));
    format!(
        "wrote {}: {}, text column `{}`, {key}; {} without a vector; embedded by {}",
        terminal(&path.to_string_lossy(), PLACE),
        plural(done.rows, "row", "rows"),
        terminal(text_column, PLACE),
        count(done.without_vector),
        embedding_model(&model)
    )
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

/// One line for each generation and requirement that fails the gate, and one for all such slices of a generation; empty where none does.
pub fn gate(report: &Report) -> Vec<String> {
    let generation = |line: &GateLine| match line {
        GateLine::Slice { generation, .. } => Some(generation.clone()),
        GateLine::Generation { .. } | GateLine::Requirement(_) => None,
    };
    let same = |a: &GateLine, b: &GateLine| generation(a).is_some_and(|a| generation(b) == Some(a));
    report.gate.lines.chunk_by(same).map(failed).collect()
}

/// What fails, in a line: one finding, or the slices of one generation.
fn failed(lines: &[GateLine]) -> String {
    let slice = |line: &GateLine| match line {
        GateLine::Slice { slice, verdict, .. } => {
            Some(format!("{} in slice {}", verdict.name(), terminal(slice, NAME)))
        }
        GateLine::Generation { .. } | GateLine::Requirement(_) => None,
    };
    match &lines[0] {
        GateLine::Generation { generation, verdict } => {
            format!("gate failed: {} is {} (--fail-on)", terminal(generation, NAME), verdict.name())
        }
        GateLine::Slice { generation, .. } => {
            let all = fit(lines.iter().filter_map(slice), ", ", 2 * PLACE);
            format!(
                "gate failed: {} is {all} (--fail-on; --fail-on-slices no leaves slices out)",
                terminal(generation, NAME)
            )
        }
        GateLine::Requirement(r) => {
            let found = format!("{}, required {}", format::reached(r), format::required(r));
            let (generation, subject) = (terminal(&r.generation, NAME), story::subject(r));
            format!("gate failed: {generation} {} {subject}: {found} (--fail-on)", missed_or_open(r.status))
        }
    }
}

fn missed_or_open(status: Status) -> &'static str {
    if status == Status::Fail { "misses" } else { "cannot show" }
}

/// What `genloss init` found and wrote: "wrote genloss.toml: 2 generations, text column `text`, …", and what to do with it.
pub fn begun(found: &Checkup, path: &Path) -> Vec<String> {
    let place = terminal(&path.display().to_string(), PLACE);
    let generations = plural(found.generations.len() as u64, "generation", "generations");
    let mut lines = vec![format!("wrote {place}: {generations}, {}", columns(&found.input))];
    let grave = found.findings.iter().filter(|f| f.severity > Severity::Note).count() as u64;
    if grave > 0 {
        let things = plural(grave, "thing", "things");
        lines.push(format!("{things} to mend first: genloss check -c {place}"));
    }
    lines.push(format!("next: genloss compare -c {place}"));
    lines
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
    use crate::judge;
    use crate::render::testing;
    use crate::terms::{Verdict, WarningCode};

    #[test]
    fn the_choice_names_every_column_in_use() {
        let mut report = testing::collapse();
        assert_eq!(
            chosen(&report),
            "read 3 generations, text column `text`, key `prompt_id`, slice `domain`, score `score`, embeddings `embedding`"
        );
        report.input.key_column = None;
        (report.input.slice_column, report.input.embedding_column) = (None, None);
        report.input.data_columns = vec![DataColumn { name: "a\nb".to_owned(), role: ColumnRole::Score }];
        assert_eq!(chosen(&report), "read 3 generations, text column `text`, no key column, score `a\\nb`");
    }

    #[test]
    fn warnings_say_what_to_do() {
        let mut report = testing::collapse();
        report.warnings = vec![
            Warning::new(WarningCode::Limit, "found x", "do y"),
            Warning::new(WarningCode::Order, "found z", ""),
        ];
        assert_eq!(warnings(&report), ["warning: found x (do y)", "warning: found z"]);
    }

    /// The lines of the report's gate, as its settings ask.
    fn said(report: &mut Report) -> Vec<String> {
        report.gate = judge::gate(&report.settings, &report.comparisons, &report.requirements);
        assert_eq!(report.gate.reached, !report.gate.lines.is_empty());
        gate(report)
    }

    #[test]
    fn only_the_verdicts_asked_for_fail_a_gate() {
        let mut report = testing::collapse();
        report.settings.fail_on.clear();
        assert!(said(&mut report).is_empty());
        report.settings.fail_on = vec![Verdict::LateCollapse, Verdict::Drift];
        report.settings.fail_on_slices = false;
        assert_eq!(said(&mut report), ["gate failed: gen2 is late-collapse (--fail-on)"]);
    }

    #[test]
    fn slices_that_lost_fail_the_gate_in_one_line_a_generation_unless_left_out() {
        let stable = (Verdict::Stable, Verdict::Stable);
        let mut report = testing::chain(&[stable, stable]);
        report.comparisons[0].slices = vec![
            testing::slice("chat", Verdict::Inconclusive),
            testing::slice("code", Verdict::LateCollapse),
            testing::slice("math", Verdict::Warning),
        ];
        let names = [("law", Verdict::Warning), ("code", Verdict::LateCollapse)];
        report.comparisons[1].slices = names.map(|(name, verdict)| testing::slice(name, verdict)).to_vec();
        report.settings.fail_on = vec![Verdict::Inconclusive, Verdict::Warning, Verdict::LateCollapse];
        assert_eq!(
            said(&mut report),
            [
                "gate failed: gen1 is late-collapse in slice code, warning in slice math (--fail-on; --fail-on-slices no leaves slices out)",
                "gate failed: gen2 is late-collapse in slice code, warning in slice law (--fail-on; --fail-on-slices no leaves slices out)",
            ]
        );
        report.settings.fail_on_slices = false;
        assert!(said(&mut report).is_empty());
    }

    #[test]
    fn undecided_requirements_fail_the_gate_only_where_what_is_undecided_was_named() {
        let mut report = testing::chain(&[(Verdict::Stable, Verdict::Stable)]);
        report.requirements = vec![
            testing::requirement("gen1", 0.5, [0.3, 0.2, 0.4], Status::Fail),
            testing::requirement("gen1", 0.5, [0.5, 0.4, 0.6], Status::Inconclusive),
        ];
        assert!(said(&mut report).is_empty());
        report.settings.fail_on_requirement = true;
        let missed = said(&mut report);
        assert!(
            missed.len() == 1 && missed[0].starts_with("gate failed: gen1 misses score: 0.30"),
            "{missed:?}"
        );
        report.settings.fail_on = vec![Verdict::Inconclusive];
        assert!(said(&mut report)[1].starts_with("gate failed: gen1 cannot show score: 0.50"));
    }

    #[test]
    fn files_are_listed_once_by_folder() {
        let list = ["out/run 1/report.txt", "out/run 1/tail.png"].map(PathBuf::from);
        assert_eq!(files(&list), "files in out/run 1: report.txt, tail.png\n");
        assert_eq!(files(&[]), "");
    }
}
