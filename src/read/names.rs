//! Column names that mean something, in order of preference. Case, spaces, hyphens and underscores make no other name.

/// Text columns. Within a group no name is better than another, so two of them are a tie.
pub(super) const TEXT_GROUPS: &[&[&str]] = &[
    &["text"],
    &["completion", "response", "output", "generation", "generated_text", "answer", "prediction", "content"],
    &["generations", "completions", "responses", "outputs", "choices", "resps", "answers"],
    &["messages", "conversations", "conversation"],
    &["chosen"],
];

/// Columns that mean turns, and are the text only where they hold some.
pub(super) const CHATS: &[&str] = &["messages", "conversations", "conversation"];

/// Key columns: what was asked, or its identifier in the data set.
pub(super) const KEYS: &[&str] =
    &["prompt_id", "key", "question_id", "custom_id", "prompt", "instruction", "question", "query"];

/// Columns of prompts, the most telling name first.
pub(super) const PROMPTS: &[&str] =
    &["prompt", "question", "query", "problem", "input", "inputs", "instruction"];

/// Columns that say who wrote a row.
pub(super) const ROLES: &[&str] = &["role"];

/// Columns that may say it, where they hold names of roles.
pub(super) const VOICES: &[&str] = &["message_role", "turn_role", "author_role", "speaker", "from", "sender"];

/// Columns that say which conversation a message belongs to.
pub(super) const CONVERSATIONS: &[&str] = &[
    "conversation_id",
    "conv_id",
    "chat_id",
    "dialog_id",
    "dialogue_id",
    "session_id",
    "thread_id",
    "conversation_hash",
    "trajectory_id",
    "episode_id",
    "rollout_id",
];

/// Columns that may say so where no key does.
pub(super) const SAMPLES: &[&str] = &["sample_id", "example_id", "doc_id", "id"];

/// Columns that number the messages of a conversation.
pub(super) const TURN_NUMBERS: &[&str] = &[
    "turn",
    "turn_id",
    "turn_idx",
    "turn_index",
    "turn_number",
    "message_index",
    "message_idx",
    "msg_idx",
    "message_number",
];

/// Columns that often only number the rows, so that equal values in two files mean nothing.
pub(super) const ROW_NUMBERS: &[&str] = &[
    "doc_id",
    "id",
    "uid",
    "uuid",
    "row_id",
    "sample_id",
    "example_id",
    "idx",
    "index",
    "__index_level_0__",
];

/// Score columns.
pub(super) const SCORES: &[&str] = &["score", "reward", "rating", "judge_score"];

/// Embedding columns.
pub(super) const EMBEDDINGS: &[&str] =
    &["embedding", "embeddings", "emb", "vector", "sentence_embedding", "text_embedding"];

/// Parts of names of lists that hold numbers of another kind: of tokens, of choices.
const OF_NUMBERS: [&str; 6] = ["prob", "logit", "score", "weight", "loss", "rank"];

/// Whether lists of numbers under this name are known to be no embeddings, or none that is taken by itself.
pub(super) fn is_of_numbers(name: &str) -> bool {
    let name = name.to_lowercase();
    name == crate::config::STATIC_EMBEDDING || OF_NUMBERS.iter().any(|part| name.contains(part))
}

/// Says why generation stopped.
pub(super) const FINISH_REASON: &str = "finish_reason";

/// Sampling settings, as columns or file metadata.
pub(super) const SETTINGS: [&str; 4] = ["max_tokens", "system_prompt", "temperature", "top_p"];

/// What a file says of where its rows come from, in its metadata: a generator of test corpora, `genloss simulate`.
pub(crate) const ORIGIN: &str = "genloss.origin";

/// The field of a turn that says who speaks, for OpenAI, ShareGPT and logs of chats.
pub(super) const ROLE_FIELDS: [&str; 5] = ["role", "from", "speaker", "author", "sender"];

/// The field of a turn that says what.
pub(super) const CONTENT_FIELDS: [&str; 5] = ["content", "value", "text", "message", "utterance"];

/// The field of a part of a turn's content.
pub(super) const PART_FIELD: &str = "text";

/// Fields and columns that hold what the model says to itself, beside what it answers: of vLLM, SGLang, DeepSeek and OpenRouter, of
/// Anthropic's and Google's parts, of OpenAI's gpt-oss.
pub(super) const THOUGHT_FIELDS: [&str; 8] = [
    "reasoning_content",
    "reasoning",
    "thinking",
    "thought",
    "thoughts",
    "reasoning_text",
    "thinking_content",
    "reasoning_trace",
];

/// Whether a part of this type is what the model says to itself.
pub(super) fn is_thought(part: &str) -> bool {
    THOUGHT_FIELDS.contains(&part) || matches!(part, "redacted_thinking" | "summary_text")
}

/// Fields whose items together are one message.
pub(super) const PART_LISTS: [&str; 2] = ["content", "parts"];

/// The field of a turn that says that a tool is called.
pub(super) const CALL_FIELDS: [&str; 2] = ["tool_calls", "function_call"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_listed_twice() {
        let mut all: Vec<&str> = TEXT_GROUPS.iter().copied().flatten().copied().collect();
        all.extend([KEYS, ROW_NUMBERS, SCORES, &SETTINGS].concat());
        let n = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), n);
    }

    #[test]
    fn settings_are_sorted_because_reports_show_them_so() {
        assert!(SETTINGS.is_sorted());
    }
}
