//! What programs and data sets of others write, read with no column named: `known.jsonl` has a layout a line, which `reports/validation/layouts.md` lists.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::{config, plan, read};
use crate::config::Columns;
use crate::error::{Error, WarningCode};
use crate::read::Plan;

/// A layout, and what is to be read of it.
#[derive(Debug, Deserialize)]
struct Case {
    layout: String,
    source: String,
    /// The records of one prompt. In them stand 424242 for its number, and `@answer`, `@prompt` and the like for texts.
    rows: Vec<serde_json::Value>,
    /// The column of the output; `None` = refused.
    text: Option<String>,
    key: Option<String>,
    /// Whether it is one of those that are known as such.
    #[serde(default)]
    known: bool,
    /// What the refusal names.
    refused: Option<String>,
}

fn cases() -> Vec<Case> {
    include_str!("known.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A text that is long enough to be an answer, and of its own.
fn text(kind: &str, generation: usize, row: usize) -> String {
    format!("this is the {kind} of number {generation} to {row} and it goes on for a while")
}

impl Case {
    /// Two generations of 24 prompts, of which the answers differ.
    fn open(&self, folder: &Path) -> Result<Plan, Error> {
        self.open_as(folder, |_| ())
    }

    /// The same with columns named.
    fn open_as(&self, folder: &Path, name: impl FnOnce(&mut Columns)) -> Result<Plan, Error> {
        let paths = [0, 1].map(|generation| {
            let mut lines = String::new();
            for row in 0..24 {
                for record in &self.rows {
                    let mut line = record.to_string();
                    // Hashes hold the number in hexadecimal digits.
                    line = line.replace("424242", &row.to_string()).replace("67932", &format!("{row:05x}"));
                    line = line
                        .replace("67939", &format!("{:05x}", row + 7))
                        .replace("6793b", &format!("{:05x}", row + 9));
                    for kind in ["answer", "other", "thought", "critique"] {
                        line = line.replace(&format!("@{kind}"), &text(kind, generation, row));
                    }
                    for kind in ["prompt", "gold"] {
                        line = line.replace(&format!("@{kind}"), &text(kind, 9, row));
                    }
                    lines += &line;
                    lines.push('\n');
                }
            }
            let path = folder.join(format!("gen{generation}.jsonl"));
            fs::write(&path, lines).unwrap();
            path
        });
        let mut config = config(&paths);
        name(&mut config.columns);
        plan(&config)
    }
}

#[test]
fn the_output_and_what_pairs_it_are_found_in_every_layout() {
    let mut wrong = Vec::new();
    for case in cases() {
        let folder = tempfile::tempdir().unwrap();
        match (case.open(folder.path()), &case.refused) {
            (Ok(plan), None) => {
                let rows = read(&plan).unwrap();
                let answer = text("answer", 0, 0);
                let first = rows.iter().find_map(|row| row.text.as_deref()).unwrap_or_default();
                let is_known = plan.warnings.iter().any(|warning| warning.code == WarningCode::Layout);
                let found = (Some(plan.columns.text), plan.columns.key);
                if found != (case.text.clone(), case.key.clone())
                    || !first.contains(&answer)
                    || is_known != case.known
                {
                    wrong.push(format!("{}: {found:?}, {first:?}, known: {is_known}", case.layout));
                }
            }
            (Err(error), Some(named)) if error.to_string().contains(named.as_str()) => {}
            (outcome, _) => wrong.push(format!(
                "{}: {:?}",
                case.layout,
                outcome.map_err(|e| e.to_string()).map(|plan| plan.columns)
            )),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_names_of_layouts_are_documented() {
    let page = include_str!("../../../docs/files.md");
    for name in crate::config::LAYOUTS {
        assert!(page.contains(name), "{name}");
    }
}

#[test]
fn every_layout_is_listed_with_its_source() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/validation/layouts.md");
    let page = fs::read_to_string(page).unwrap();
    for case in cases() {
        let read = match (&case.text, &case.key) {
            (Some(text), Some(key)) => format!("`{text}`, paired by `{key}`"),
            (Some(text), None) => format!("`{text}`, not paired"),
            (None, _) => "refused: ".to_owned(),
        };
        let line = format!("| {} | {} | {read}", case.layout, case.source);
        assert!(page.contains(&line), "{line}");
    }
}

fn case(layout: &str) -> Case {
    cases().into_iter().find(|case| case.layout == layout).unwrap()
}

#[test]
fn a_layout_never_overrules_the_rows() {
    let folder = tempfile::tempdir().unwrap();
    // What the layout calls the output is the same in both generations, and another text is not.
    let mut simple = case("Ragas samples");
    simple.rows[0]["response"] = "@gold".into();
    simple.rows[0]["model_answer"] = "@answer".into();
    let said = simple.open(folder.path()).unwrap_err().to_string();
    assert!(
        said.contains(
            "the output in the layout of Ragas, but the same in every generation, and `model_answer`"
        ),
        "{said}"
    );
    // Labels are no outputs, whoever writes them.
    simple.rows[0]["response"] = "yes".into();
    let plan = simple.open(folder.path()).unwrap();
    assert_eq!(plan.columns.text, "model_answer");
}

#[test]
fn a_layout_that_is_named_is_read_whatever_else_the_columns_could_be() {
    let folder = tempfile::tempdir().unwrap();
    let mut simple = case("Ragas samples");
    simple.rows[0]["model_answer"] = "@answer".into();
    simple.rows[0]["response"] = "@gold".into();
    let named = |name: &str| {
        let name = name.to_owned();
        simple.open_as(folder.path(), |columns| columns.layout = Some(name))
    };
    let plan = named("ragas").unwrap();
    assert_eq!((plan.columns.text.as_str(), plan.columns.key.as_deref()), ("response", Some("user_input")));
    assert!(
        plan.warnings.iter().any(|w| w.code == WarningCode::Layout && w.message.contains("layout of Ragas"))
    );
    let lacks = named("lm-eval").unwrap_err().to_string();
    assert!(lacks.contains("whose output is `resps[][]`: it lacks `doc_id`, `target`, `resps`"), "{lacks}");
    let unknown = named("lm-evall").unwrap_err().to_string();
    assert!(unknown.contains("did you mean `lm-eval`?") && unknown.contains("wildbench"), "{unknown}");
    // What is named beside it wins.
    let text = |columns: &mut Columns| {
        columns.layout = Some("ragas".to_owned());
        columns.text = Some("model_answer".to_owned());
    };
    assert_eq!(simple.open_as(folder.path(), text).unwrap().columns.text, "model_answer");
}

#[test]
fn outputs_that_stand_there_once_a_filter_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let plan = case("the same, two filters").open(folder.path()).unwrap();
    let told = plan.warnings.iter().find(|warning| warning.code == WarningCode::LayoutRepeats).unwrap();
    assert!(told.message.contains("`filter` has 2 values (flexible-extract, strict-match)"), "{told:?}");
    assert!(told.hint.contains("jq -c 'select(.filter == \"flexible-extract\")'"), "{told:?}");
}
