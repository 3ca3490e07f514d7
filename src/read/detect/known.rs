//! Layouts that programs write, told by their columns: a row each, with where the output is and what names the prompt.
//!
//! Only those are listed in which names and rows alone do not tell, or tell too little. A layout never overrules a doubt: where the rows contradict it,
//! the usual rules decide, or the user does.

use std::collections::BTreeSet;

use super::Scene;
use super::candidates;
use super::evidence::Evidence;
use super::text::free;
use crate::config::{Columns, LAYOUTS};
use crate::error::{Error, Warning, WarningCode};
use crate::nearest::unknown;
use crate::read::schema::{Column, Schema};
use crate::read::slot::Reading;

/// A layout.
#[derive(Debug)]
pub(super) struct Known {
    /// Its name in settings.
    key: &'static str,
    /// Who writes it.
    name: &'static str,
    /// The columns that tell it, all of them.
    tells: &'static [&'static str],
    /// Where the output is.
    pub(super) text: &'static str,
    /// What names the prompt, the best first.
    pub(super) keys: &'static [&'static str],
    /// The column by whose values each output is repeated.
    repeats: Option<&'static str>,
}

const fn known(
    key: &'static str,
    name: &'static str,
    tells: &'static [&'static str],
    text: &'static str,
    keys: &'static [&'static str],
) -> Known {
    Known { key, name, tells, text, keys, repeats: None }
}

/// The layouts. Of several that fit, the one that more columns tell.
const KNOWN: &[Known] = &[
    Known {
        repeats: Some("filter"),
        ..known(
            "lm-eval",
            "lm-evaluation-harness (--log_samples)",
            &["doc_id", "target", "resps", "filtered_resps"],
            "resps[][]",
            &["doc_hash", "doc_id"],
        )
    },
    known(
        "lighteval",
        "lighteval (details)",
        &["__doc__", "__model_response__"],
        "__model_response__.text[]",
        &["__doc__.query"],
    ),
    known(
        "inspect",
        "Inspect (samples of a log)",
        &["id", "epoch", "input", "target", "output.completion", "scores"],
        "output.completion",
        &["id"],
    ),
    known(
        "every-eval-ever",
        "Every Eval Ever",
        &["schema_version", "sample_id", "interaction_type", "output.raw"],
        "output.raw[]",
        &["sample_hash", "sample_id"],
    ),
    known(
        "every-eval-ever-conversations",
        "Every Eval Ever (conversations)",
        &["schema_version", "sample_id", "interaction_type", "messages"],
        "messages",
        &["sample_hash", "sample_id"],
    ),
    known(
        "datatrove",
        "datatrove (inference)",
        &["text", "id", "rollout_results[].text"],
        "rollout_results[].text",
        &["id"],
    ),
    known(
        "datatrove-metadata",
        "datatrove (inference)",
        &["text", "id", "metadata.rollout_results[].text"],
        "metadata.rollout_results[].text",
        &["id"],
    ),
    known(
        "helm",
        "HELM (scenario states)",
        &["instance.id", "request", "result.completions[].text"],
        "result.completions[].text",
        &["instance.id"],
    ),
    known(
        "promptfoo",
        "promptfoo",
        &["promptIdx", "testIdx", "prompt.raw", "response.output"],
        "response.output",
        &["prompt.raw"],
    ),
    known(
        "phoenix",
        "Phoenix (spans)",
        &["attributes.input.value", "attributes.output.value"],
        "attributes.output.value",
        &["attributes.input.value"],
    ),
    known("mlflow", "MLflow (traces)", &["trace_id", "request", "response"], "response", &["request"]),
    known("ragas", "Ragas", &["user_input", "response"], "response", &["user_input"]),
    known(
        "litellm",
        "LiteLLM (logs)",
        &["messages", "response.choices[].message.content"],
        "response.choices[].message.content",
        &["messages"],
    ),
    known("simple-evals", "simple-evals", &["prompt_messages", "convo"], "convo", &["prompt_messages"]),
    known("evalplus", "EvalPlus (samples)", &["task_id", "solution"], "solution", &["task_id"]),
    known("humaneval", "HumanEval (samples)", &["task_id", "completion"], "completion", &["task_id"]),
    known(
        "swe-bench",
        "SWE-bench (predictions)",
        &["instance_id", "model_name_or_path", "model_patch"],
        "model_patch",
        &["instance_id"],
    ),
    known("wildbench", "WildBench", &["session_id", "chat_history", "output"], "output", &["session_id"]),
];

/// The column under exactly this name or path.
fn column<'a>(schema: &Schema<'a>, name: &str) -> Option<&'a Column> {
    schema.find(name).filter(|column| column.name == name)
}

/// The layout that was named; or else that of the files, where no text column is named.
pub(super) fn find(scene: &Scene<'_>, wanted: &Columns) -> Result<Option<&'static Known>, Error> {
    if let Some(name) = &wanted.layout {
        return named(scene, name, wanted.text.is_none()).map(Some);
    }
    if wanted.text.is_some() || scene.schemas.is_empty() {
        return Ok(None);
    }
    let fits = |known: &&Known| {
        let is_text = |s: &Schema<'_>| column(s, known.text).is_some_and(|column| column.kind.is_text());
        known.tells.iter().all(|name| scene.everywhere(|s| column(s, name).is_some()))
            && scene.everywhere(is_text)
    };
    match KNOWN.iter().filter(fits).max_by_key(|known| known.tells.len()) {
        Some(known) => confirmed(scene, wanted, known),
        None => Ok(None),
    }
}

/// The layout of this name, if the files have its output where it is needed.
fn named(scene: &Scene<'_>, name: &str, needs_text: bool) -> Result<&'static Known, Error> {
    let bad = |problem: String| Error::BadSetting { setting: "layout".to_owned(), problem };
    let Some(known) = KNOWN.iter().find(|known| known.key == name) else {
        return Err(bad(unknown(name, &LAYOUTS)));
    };
    let has_text = |s: &&Schema<'_>| column(s, known.text).is_some_and(|column| column.kind.is_text());
    match scene.schemas.iter().find(|s| needs_text && !has_text(s)) {
        None => Ok(known),
        Some(schema) => {
            let missing: Vec<_> = known.tells.iter().filter(|tell| column(schema, tell).is_none()).collect();
            let missing: Vec<String> = missing.iter().map(|tell| format!("`{tell}`")).collect();
            let lacks = match missing.is_empty() {
                true => format!("`{}` holds no text there", known.text),
                false => format!("it lacks {}", missing.join(", ")),
            };
            let problem = "leave the layout out, so that columns are detected, or name them";
            Err(bad(format!(
                "{} has not the layout of {}, whose output is `{}`: {lacks}; {problem}",
                schema.path.display(),
                known.name,
                known.text
            )))
        }
    }
}

/// The layout, unless the first rows speak against it.
fn confirmed(
    scene: &Scene<'_>,
    wanted: &Columns,
    known: &'static Known,
) -> Result<Option<&'static Known>, Error> {
    let Some(peek) = scene.peek else { return Ok(Some(known)) };
    let others = candidates::find(scene, &free(scene, wanted)).clear.into_iter().map(|other| other.name);
    let others: Vec<String> = others.filter(|name| name != known.text).collect();
    let names: Vec<&str> = std::iter::once(known.text).chain(others.iter().map(String::as_str)).collect();
    let has_key =
        |key: &&&str| scene.everywhere(|s| s.find(key).is_some_and(|column| column.kind.is_label()));
    let key = wanted.key.as_deref().or_else(|| known.keys.iter().find(has_key).copied());
    let evidence = Evidence::new(peek.sample(&names, key)?);
    if evidence.is_invalid(0) || evidence.is_empty(0) || evidence.is_label(0) {
        return Ok(None);
    }
    let differs = |&at: &usize| evidence.varies(at) == Some(true) && !evidence.is_label(at);
    match (1..names.len()).find(differs) {
        Some(other) if evidence.varies(0) == Some(false) => Err(Error::AmbiguousColumn {
            path: scene.schemas[0].path.to_owned(),
            role: "text",
            candidates: format!(
                "`{}`, the output in the layout of {}, but the same in every generation, and `{}`, which differs",
                known.text, known.name, names[other]
            ),
            option: "text",
        }),
        _ => Ok(Some(known)),
    }
}

impl Known {
    /// Says what the files were taken for.
    pub(super) fn told(
        &self,
        scene: &Scene<'_>,
        text: &str,
        key: Option<&str>,
    ) -> Result<Vec<Warning>, Error> {
        let pairs = key.map_or(String::new(), |key| format!(", `{key}` names the prompt"));
        let mut told = vec![Warning::new(
            WarningCode::Layout,
            format!("the files have the layout of {}: `{text}` is the output{pairs}", self.name),
            "for other columns give --text-column and --key-column",
        )];
        told.extend(self.repeated(scene)?);
        Ok(told)
    }

    /// Notes outputs that stand there once a value of a column.
    fn repeated(&self, scene: &Scene<'_>) -> Result<Option<Warning>, Error> {
        let (Some(name), Some(peek)) = (self.repeats, scene.peek) else { return Ok(None) };
        let mut found = BTreeSet::new();
        peek.values(name, Reading::Plain, &mut |values, row| {
            found.extend(values.text(row).map(|text| text.escape_debug().to_string()));
        })?;
        if found.len() < 2 {
            return Ok(None);
        }
        let first = found.first().map_or("", String::as_str);
        let listed: Vec<&str> = found.iter().take(4).map(String::as_str).collect();
        Ok(Some(Warning::new(
            WarningCode::LayoutRepeats,
            format!(
                "column `{name}` has {} values ({}), and each output stands there once a value: every document counts that often",
                found.len(),
                listed.join(", ")
            ),
            format!("keep the rows of one: jq -c 'select(.{name} == \"{first}\")' FILE"),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_is_told_by_several_columns_and_by_no_others() {
        for (at, layout) in KNOWN.iter().enumerate() {
            assert_eq!(layout.key, LAYOUTS[at]);
            assert!(layout.tells.len() >= 2 && !layout.keys.is_empty(), "{}", layout.name);
            let same = |other: &Known| {
                other.tells.len() == layout.tells.len()
                    && layout.tells.iter().all(|name| other.tells.contains(name))
            };
            assert!(!KNOWN[at + 1..].iter().any(same), "{}", layout.name);
        }
    }
}
