//! Who speaks, by the names that data sets give them.

/// What a role means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The model.
    Model,
    /// Whoever asks, instructs, or answers a tool call.
    Other,
    /// The model, to itself.
    Thought,
    /// A name that nobody here knows.
    Unknown,
}

/// Names of the model, in small letters without separators.
const MODEL: [&str; 22] = [
    "assistant",
    "gpt",
    "chatgpt",
    "model",
    "bot",
    "ai",
    "llm",
    "agent",
    "chatbot",
    "claude",
    "gemini",
    "bard",
    "llama",
    "gpt4",
    "completion",
    "generator",
    "answerer",
    "respondent",
    "aiassistant",
    "functioncall",
    "toolcall",
    "assistantresponse",
];

/// Names of everybody else.
const OTHER: [&str; 24] = [
    "user",
    "human",
    "prompter",
    "system",
    "developer",
    "tool",
    "function",
    "observation",
    "functionresponse",
    "toolresponse",
    "toolresult",
    "ipython",
    "context",
    "instruction",
    "prompt",
    "question",
    "environment",
    "input",
    "customer",
    "client",
    "functionresult",
    "humanuser",
    "asker",
    "documents",
];

/// Names of the model's reasoning where it is a turn of its own.
const THOUGHT: [&str; 5] = ["thinking", "reasoning", "thought", "thoughts", "analysis"];

/// Reads a role.
pub(crate) fn role(name: &str) -> Role {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if MODEL.contains(&plain.as_str()) {
        Role::Model
    } else if OTHER.contains(&plain.as_str()) {
        Role::Other
    } else if THOUGHT.contains(&plain.as_str()) {
        Role::Thought
    } else {
        Role::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_known_in_any_spelling() {
        assert!(
            ["assistant", " Assistant", "GPT", "chatgpt", "function_call", "AI"]
                .iter()
                .all(|r| role(r) == Role::Model)
        );
        assert!(
            ["user", "Human", "system", "tool", "function_response"].iter().all(|r| role(r) == Role::Other)
        );
        assert!(["", "narrator", "gpt-4o-mini-2024"].iter().all(|r| role(r) == Role::Unknown));
    }

    #[test]
    fn nobody_is_two() {
        let mut all = [&MODEL[..], &OTHER, &THOUGHT].concat();
        let n = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), n);
    }
}
