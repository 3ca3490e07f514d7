//! Why generation stopped, in the words of whoever served the model.

/// What a finish reason says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish<'a> {
    /// The model came to an end by itself, or called a tool.
    Complete,
    /// A length limit cut the output off.
    CutOff,
    /// A filter kept the output back, or the model refused.
    Filtered,
    /// Something else; nothing follows from it.
    Unknown(&'a str),
}

/// Words for a length limit, in small letters and digits alone: OpenAI (also its Responses API), Anthropic, Google, Cohere, Mistral,
/// Hugging Face TGI, vLLM, Bedrock.
const CUT_OFF: [&str; 14] = [
    "length",
    "maxtokens",
    "maxoutputtokens",
    "maxlength",
    "maxnewtokens",
    "maxcompletiontokens",
    "modellength",
    "modelcontextwindowexceeded",
    "lengthlimit",
    "tokenlimit",
    "limit",
    "truncated",
    "incomplete",
    "lengthcapped",
];

/// Words for an end that the model chose.
const COMPLETE: [&str; 18] = [
    "stop",
    "endturn",
    "eos",
    "eostoken",
    "endofsequence",
    "endoftext",
    "stopsequence",
    "stopstring",
    "stopstrings",
    "complete",
    "completed",
    "finished",
    "finish",
    "toolcalls",
    "toolcall",
    "tooluse",
    "functioncall",
    "success",
];

/// Words for what nobody was to see.
const FILTERED: [&str; 13] = [
    "contentfilter",
    "contentfiltered",
    "safety",
    "recitation",
    "blocklist",
    "prohibitedcontent",
    "spii",
    "refusal",
    "blocked",
    "errortoxic",
    "moderation",
    "guardrailintervened",
    "language",
];

/// Reads a finish reason: `length`, `MAX_TOKENS`, `FinishReason.MAX_TOKENS`, `stop-sequence` and their kin.
pub(super) fn finish(reason: &str) -> Finish<'_> {
    // `FinishReason.STOP`, `FinishReason::Stop`, `<FinishReason.STOP: 1>`: the name behind the type's.
    let shown = reason.trim().trim_start_matches('<');
    let shown = shown.split_once(": ").map_or(shown, |(name, _)| name);
    let last = shown.rsplit(['.', ':']).find(|part| !part.is_empty()).unwrap_or(shown);
    let plain: String = last.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_lowercase();
    let plain = plain.strip_prefix("finishreason").filter(|rest| !rest.is_empty()).unwrap_or(&plain);
    if CUT_OFF.contains(&plain) {
        Finish::CutOff
    } else if COMPLETE.contains(&plain) {
        Finish::Complete
    } else if FILTERED.contains(&plain) {
        Finish::Filtered
    } else {
        Finish::Unknown(reason)
    }
}

impl Finish<'_> {
    /// Whether a length limit cut the output off; `None` where that is not said.
    pub fn is_cut_off(self) -> Option<bool> {
        match self {
            Finish::CutOff => Some(true),
            Finish::Complete | Finish::Filtered => Some(false),
            Finish::Unknown(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vendors_say_one_thing_in_many_ways() {
        let limits = [
            "length",
            "MAX_TOKENS",
            "max_tokens",
            "FinishReason.MAX_TOKENS",
            "max_output_tokens",
            "model_length",
        ];
        for reason in limits.into_iter().chain([
            "<FinishReason.LENGTH: 'length'>",
            "FINISH_REASON_MAX_TOKENS",
            "Max-Tokens",
        ]) {
            assert_eq!(finish(reason), Finish::CutOff, "{reason}");
        }
        for reason in
            ["stop", "STOP", "end_turn", "eos_token", "FinishReason::Stop", "tool_calls", "stop-sequence"]
        {
            assert_eq!(finish(reason), Finish::Complete, "{reason}");
        }
        for reason in ["content_filter", "SAFETY", "refusal"] {
            assert_eq!(finish(reason), Finish::Filtered, "{reason}");
        }
    }

    #[test]
    fn what_is_not_known_says_nothing_of_a_limit() {
        for reason in ["", "42", "timeout", "FinishReason."] {
            assert_eq!(finish(reason), Finish::Unknown(reason));
            assert_eq!(finish(reason).is_cut_off(), None);
        }
    }

    #[test]
    fn no_word_means_two_things() {
        let mut all = [&CUT_OFF[..], &COMPLETE, &FILTERED].concat();
        let n = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), n);
    }
}
