//! What a column's name tells of it where the name is not a known one: word by word, and the last word is the thing.

use super::names::{FINISH_REASON, KEYS, PROMPTS, ROLES, ROW_NUMBERS, SCORES, SETTINGS, TEXT_GROUPS};

/// How much a name speaks for holding what a model wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    /// What is written about an output: a review, a rationale.
    About,
    /// Nothing known.
    Odd,
    /// A name of outputs, but of reference texts and prompts as well: `text`, `answer`, `messages`.
    Known,
    /// A name that only outputs have: `response`, `model_answer`, `generated_text`.
    Model,
}

/// Words of outputs.
const MODEL: &[&str] = &[
    "assistant",
    "bot",
    "candidates",
    "chatbot",
    "chatgpt",
    "choices",
    "claude",
    "completion",
    "completions",
    "gemini",
    "gen",
    "generated",
    "generation",
    "generations",
    "gpt",
    "hypotheses",
    "hypothesis",
    "llama",
    "llm",
    "mistral",
    "model",
    "output",
    "outputs",
    "pred",
    "predicted",
    "prediction",
    "predictions",
    "preds",
    "qwen",
    "replies",
    "reply",
    "resp",
    "response",
    "responses",
    "resps",
    "rollout",
    "rollouts",
    "sampled",
    "samples",
];

/// Of them those that say who wrote, whatever was written.
const BY_MODEL: &[&str] = &["gen", "generated", "llm", "model", "predicted"];

/// Words of texts that people wrote to compare with.
const GOLD: &[&str] = &[
    "annotator",
    "correct",
    "expected",
    "gold",
    "golden",
    "gt",
    "human",
    "label",
    "orig",
    "original",
    "ref",
    "reference",
    "references",
    "refs",
    "rejected",
    "target",
    "targets",
    "truth",
    "user",
];

/// The same, where no model is named beside them.
const SOLVED: &[&str] = &["solution", "solutions"];

/// Words of what was asked.
const ASKED: &[&str] = &[
    "context",
    "document",
    "documents",
    "history",
    "input",
    "inputs",
    "instruction",
    "instructions",
    "passage",
    "passages",
    "problem",
    "problems",
    "prompt",
    "prompts",
    "query",
    "queries",
    "question",
    "questions",
    "source",
    "system",
    "template",
];

/// Things that take their meaning from the words before them.
const NEUTRAL: &[&str] = &["content", "messages", "message", "str", "string", "text", "texts", "raw", "full"];

/// What is written about an output.
const ABOUT: &[&str] = &[
    "analysis",
    "comment",
    "comments",
    "critique",
    "description",
    "explanation",
    "feedback",
    "judgement",
    "judgment",
    "note",
    "notes",
    "rationale",
    "reason",
    "reasoning",
    "reflection",
    "review",
    "reviews",
    "thinking",
    "thought",
    "thoughts",
    "trace",
];

/// Things that are labels, numbers or records about a row.
const LABELS: &[&str] = &[
    "age",
    "annotations",
    "arguments",
    "args",
    "at",
    "author",
    "authors",
    "categories",
    "category",
    "checkpoint",
    "city",
    "class",
    "config",
    "count",
    "counts",
    "country",
    "created",
    "dataset",
    "date",
    "doc",
    "domain",
    "domains",
    "emb",
    "embedding",
    "embeddings",
    "error",
    "errors",
    "features",
    "file",
    "filename",
    "filter",
    "format",
    "gender",
    "generator",
    "hash",
    "id",
    "ids",
    "idx",
    "index",
    "judge",
    "keywords",
    "kind",
    "kwargs",
    "lang",
    "language",
    "languages",
    "len",
    "length",
    "license",
    "locale",
    "logprob",
    "logprobs",
    "meta",
    "metadata",
    "metric",
    "metrics",
    "moderation",
    "model",
    "models",
    "name",
    "names",
    "object",
    "options",
    "params",
    "parameters",
    "path",
    "persona",
    "provider",
    "rank",
    "ranks",
    "rating",
    "ratings",
    "region",
    "reward",
    "rewards",
    "role",
    "roles",
    "score",
    "scores",
    "seed",
    "settings",
    "size",
    "slice",
    "sources",
    "split",
    "stage",
    "state",
    "status",
    "step",
    "subset",
    "tag",
    "tags",
    "task",
    "tasks",
    "time",
    "timestamp",
    "title",
    "token",
    "tokens",
    "tool",
    "tools",
    "topic",
    "topics",
    "tstamp",
    "type",
    "types",
    "updated",
    "uri",
    "url",
    "urls",
    "usage",
    "username",
    "vector",
    "verdict",
    "version",
    "warning",
];

/// Parts of a record that are no answer, with all below them.
const APART: &[&str] = &[
    "annotations",
    "audio",
    "error",
    "function",
    "input",
    "logprobs",
    "metadata",
    "prompt",
    "reasoning",
    "refusal",
    "thinking",
    "tool",
    "tools",
    "usage",
];

/// A name without what people and databases change in it: case, spaces, hyphens, underscores, list marks.
pub(super) fn squeezed(name: &str) -> String {
    let mut inside = false;
    let mut kept = String::new();
    for c in name.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            // `choices[0].text` is as near to `choices[].text` as it gets.
            _ if inside => {}
            c if c.is_alphanumeric() => kept.extend(c.to_lowercase()),
            _ => {}
        }
    }
    kept
}

/// The words of a name: `modelOutput`, `MODEL_OUTPUT` and `model output` have the same two.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        let starts = c.is_uppercase() && was_lower;
        if starts || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphanumeric(), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase() || c.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_in(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| squeezed(known) == name)
}

/// Whether a name is one of these, but for its spelling.
pub(super) fn is_one_of(name: &str, names: &[&str]) -> bool {
    is_in(&squeezed(name), names)
}

/// The place of a name among the known names of texts: group, then position.
pub(super) fn rank(name: &str) -> Option<(usize, usize)> {
    let name = squeezed(name);
    let place = |group: &&[&str]| group.iter().position(|known| squeezed(known) == name);
    TEXT_GROUPS.iter().enumerate().find_map(|(i, group)| Some((i, place(group)?)))
}

/// What a name speaks for; `None` when it is known to mean something else than the text.
pub(super) fn tier(name: &str) -> Option<Tier> {
    // `output_1`, `conversation_b`: the number is none of the thing.
    let mut words = words(name);
    let is_number = |word: &String| word.chars().count() == 1 || word.chars().all(char::is_numeric);
    while words.len() > 1 && words.last().is_some_and(is_number) {
        words.pop();
    }
    let name = &words.join("_");
    let known = rank(name).is_some();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    if !known && is_other(name, &words) {
        return None;
    }
    Some(match (has(MODEL), known) {
        (true, _) => Tier::Model,
        (false, true) => Tier::Known,
        _ if has(ABOUT) => Tier::About,
        _ => Tier::Odd,
    })
}

fn is_other(name: &str, words: &[String]) -> bool {
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let last = words.last().map_or("", String::as_str);
    let named = squeezed(name);
    let lists = [KEYS, ROW_NUMBERS, SCORES, &SETTINGS, PROMPTS, ROLES, &[FINISH_REASON]];
    let is_label = |word: &str| LABELS.contains(&word) || word.ends_with("id") && word.len() > 2;
    is_in(&named, &lists.concat())
        || is_label(last)
        // `stop_reason`, `finish_reasons`: a label, though a reason alone may be a text.
        || matches!(last, "reason" | "reasons") && words.len() > 1
        || has(GOLD)
        || has(SOLVED) && !has(BY_MODEL)
        || ASKED.contains(&last)
        || NEUTRAL.contains(&last) && has(ASKED)
}

/// Whether a part of a nested column is known to be no answer: by its own name, or by the record it stands in.
pub(super) fn is_apart(fields: &[&str]) -> bool {
    let Some((last, above)) = fields.split_last() else { return false };
    let has = |name: &str, also: &str| {
        words(name).iter().any(|word| APART.contains(&word.as_str()) || word == also)
    };
    // A summary may be an answer; the texts within a record of that name are parts of one of reasoning.
    above.iter().any(|name| has(name, "summary")) || has(last, "") || tier(last).is_none()
}

/// Names of text that something was taken from or done to.
pub(super) fn is_processed(name: &str) -> bool {
    let done = [
        "clean",
        "cleaned",
        "extracted",
        "filtered",
        "normalized",
        "parsed",
        "post",
        "processed",
        "stripped",
    ];
    words(name).iter().any(|word| done.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_makes_no_other_name() {
        for name in ["prompt_id", "PROMPT_ID", "Prompt ID", "prompt-id", "promptId"] {
            assert!(is_one_of(name, &["prompt_id"]), "{name}");
            assert_eq!(words(name), ["prompt", "id"], "{name}");
        }
        assert_eq!(words("RESPONSE"), ["response"]);
        assert_eq!(squeezed("choices[0].message.content"), squeezed("choices[].message.content"));
    }

    #[test]
    fn names_of_models_outputs_are_told_from_those_of_texts() {
        for name in
            ["llm_response", "Model_Output", "generated_text", "gen_results", "modelCompletion", "resps"]
        {
            assert_eq!(tier(name), Some(Tier::Model), "{name}");
        }
        for name in ["text", "answer", "Messages", "conversation"] {
            assert_eq!(tier(name), Some(Tier::Known), "{name}");
        }
        assert_eq!((tier("output_1"), tier("conversation_b")), (Some(Tier::Model), Some(Tier::Known)));
        assert_eq!((tier("story"), tier("rationale")), (Some(Tier::Odd), Some(Tier::About)));
    }

    #[test]
    fn labels_prompts_and_gold_are_something_else() {
        for name in [
            "filter",
            "object",
            "state",
            "stop_reason",
            "persona",
            "interaction_type",
            "response_model",
            "output_language",
            "reference_completion",
            "gold_standard_solution",
            "gen_prompt",
            "input_text",
            "expected_output",
            "doc",
            "conversation_id",
            "conversation_hash",
            "User Answer",
            "target",
            "MODEL",
            "output_tokens",
            "model_a",
        ] {
            assert_eq!(tier(name), None, "{name}");
        }
        assert_eq!(tier("generated_solution"), Some(Tier::Model));
    }

    #[test]
    fn parts_that_are_no_answer_are_known() {
        assert!(is_apart(&["message", "role"]) && is_apart(&["logprobs", "content", "token"]));
        assert!(is_apart(&["reasoning_content"]) && is_apart(&["finish_reason"]));
        assert!(!is_apart(&["message", "content"]) && !is_apart(&["turns"]));
    }
}
