//! Chat templates: texts in which the turns of a conversation stand between markers.

use super::brackets;

/// Who speaks behind a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    Model,
    Other,
    /// The model, to itself.
    Thought,
}

use Voice::{Model, Other, Thought};

/// How one family of models marks turns.
struct Template {
    /// What begins a turn, and whose.
    open: &'static [(&'static str, Voice)],
    /// What ends one.
    close: &'static [&'static str],
    /// Whether the markers are words that an answer may hold, so that they count at the beginning of a line only, and only in texts
    /// that begin with another voice than the model's.
    is_plain: bool,
}

const fn special(open: &'static [(&'static str, Voice)], close: &'static [&'static str]) -> Template {
    Template { open, close, is_plain: false }
}

const fn plain(open: &'static [(&'static str, Voice)]) -> Template {
    Template { open, close: &["</s>", "<|endoftext|>"], is_plain: true }
}

const TEMPLATES: [Template; 14] = [
    // ChatML: Qwen, OpenHermes, Yi.
    special(
        &[
            ("<|im_start|>assistant", Model),
            ("<|im_start|>user", Other),
            ("<|im_start|>system", Other),
            ("<|im_start|>tool", Other),
        ],
        &["<|im_end|>", "<|endoftext|>"],
    ),
    // Llama 3.
    special(
        &[
            ("<|start_header_id|>assistant<|end_header_id|>", Model),
            ("<|start_header_id|>user<|end_header_id|>", Other),
            ("<|start_header_id|>system<|end_header_id|>", Other),
            ("<|start_header_id|>ipython<|end_header_id|>", Other),
            ("<|start_header_id|>tool<|end_header_id|>", Other),
        ],
        &["<|eot_id|>", "<|eom_id|>", "<|end_of_text|>"],
    ),
    // gpt-oss ("harmony").
    special(
        &[
            ("<|channel|>final<|message|>", Model),
            ("<|channel|>analysis<|message|>", Thought),
            ("<|channel|>commentary<|message|>", Thought),
            ("<|start|>user<|message|>", Other),
            ("<|start|>system<|message|>", Other),
            ("<|start|>developer<|message|>", Other),
            ("<|start|>assistant", Thought),
        ],
        &["<|end|>", "<|return|>", "<|call|>"],
    ),
    // Gemma.
    special(&[("<start_of_turn>model", Model), ("<start_of_turn>user", Other)], &["<end_of_turn>", "<eos>"]),
    // Llama 2, Mistral.
    special(&[("[/INST]", Model), ("[INST]", Other), ("<<SYS>>", Other)], &["</s>"]),
    // Phi-3, Zephyr, TinyLlama.
    special(
        &[
            ("<|assistant|>", Model),
            ("<|user|>", Other),
            ("<|system|>", Other),
            ("<|observation|>", Other),
            ("<|tool|>", Other),
        ],
        &["<|end|>", "</s>", "<|endoftext|>"],
    ),
    // DeepSeek.
    special(&[("<｜Assistant｜>", Model), ("<｜User｜>", Other)], &["<｜end▁of▁sentence｜>"]),
    // Command R.
    special(
        &[("<|CHATBOT_TOKEN|>", Model), ("<|USER_TOKEN|>", Other), ("<|SYSTEM_TOKEN|>", Other)],
        &["<|END_OF_TURN_TOKEN|>", "<|START_OF_TURN_TOKEN|>"],
    ),
    // Granite.
    special(
        &[
            ("<|start_of_role|>assistant<|end_of_role|>", Model),
            ("<|start_of_role|>user<|end_of_role|>", Other),
            ("<|start_of_role|>system<|end_of_role|>", Other),
        ],
        &["<|end_of_text|>"],
    ),
    // Vicuna.
    plain(&[("ASSISTANT:", Model), ("USER:", Other), ("SYSTEM:", Other)]),
    // Alpaca.
    plain(&[
        ("### Response:", Model),
        ("### Instruction:", Other),
        ("### Input:", Other),
        ("Below is an instruction", Other),
    ]),
    // Anthropic's HH, and what copies it.
    plain(&[("Assistant:", Model), ("Human:", Other), ("System:", Other)]),
    plain(&[("### Assistant:", Model), ("### Human:", Other), ("### User:", Other), ("### System:", Other)]),
    plain(&[("Assistant:", Model), ("User:", Other), ("System:", Other)]),
];

/// What a text in a template says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Turns {
    /// The model's turns, separated by an empty line.
    pub(super) answer: String,
    /// What it says to itself.
    pub(super) thought: String,
    /// Turns of the model.
    pub(super) n: usize,
}

/// Takes a text apart along the markers of the template that it is written in; `None` where it is written in none.
pub(super) fn turns(text: &str) -> Option<Turns> {
    let special =
        || TEMPLATES.iter().filter(|template| !template.is_plain).flat_map(|template| template.open);
    let may_be_special = brackets::holds(text, || special().map(|(marker, _)| *marker));
    let start = text.trim_start();
    let may_be_in = |template: &&Template| match template.is_plain {
        true => template.begins(start),
        false => may_be_special,
    };
    TEMPLATES.iter().filter(may_be_in).find_map(|template| template.turns(text))
}

impl Template {
    /// Whether a text begins with another voice than the model's.
    fn begins(&self, text: &str) -> bool {
        self.open.iter().any(|(marker, voice)| *voice == Other && text.starts_with(marker))
    }

    fn turns(&self, text: &str) -> Option<Turns> {
        let marks = self.marks(text);
        let &(first, _, voice) = marks.first()?;
        if self.is_plain && (voice != Other || !text[..first].trim().is_empty()) {
            return None;
        }
        if !self.is_plain
            && marks.iter().all(|(.., voice)| *voice == Other)
            && text[..first].trim().is_empty()
        {
            // A prompt without an answer.
            return Some(Turns { answer: String::new(), thought: String::new(), n: 0 });
        }
        let mut turns = Turns { answer: String::new(), thought: String::new(), n: 0 };
        // A completion begins in the model's turn, and goes on to speak for others.
        turns.add(Model, &text[..self.end(&text[..first])]);
        for (at, &(_, start, voice)) in marks.iter().enumerate() {
            let stop = marks.get(at + 1).map_or(text.len(), |next| next.0);
            let turn = &text[start..stop];
            turns.add(voice, &turn[..self.end(turn)]);
        }
        Some(turns)
    }

    /// Where markers begin and end, in order, with the voice behind each.
    fn marks(&self, text: &str) -> Vec<(usize, usize, Voice)> {
        let mut marks = Vec::new();
        for &(marker, voice) in self.open {
            for (at, _) in text.match_indices(marker) {
                let begins_line =
                    text[..at].trim_end_matches([' ', '\t']).ends_with('\n') || text[..at].trim().is_empty();
                if !self.is_plain || begins_line {
                    marks.push((at, at + marker.len(), voice));
                }
            }
        }
        marks.sort_by_key(|&(at, end, _)| (at, std::cmp::Reverse(end)));
        // Of two that begin at one place the longer one holds.
        marks.dedup_by_key(|mark| mark.0);
        marks
    }

    /// Where a turn ends.
    fn end(&self, turn: &str) -> usize {
        self.close.iter().filter_map(|close| turn.find(close)).min().unwrap_or(turn.len())
    }
}

impl Turns {
    fn add(&mut self, voice: Voice, turn: &str) {
        let turn = turn.trim();
        let into = match voice {
            Model => &mut self.answer,
            Thought => &mut self.thought,
            Other => return,
        };
        if !turn.is_empty() {
            if !into.is_empty() {
                into.push_str("\n\n");
            }
            into.push_str(turn);
            self.n += usize::from(voice == Model);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::brackets::OPENING;
    use super::*;

    fn answer(text: &str) -> Option<String> {
        turns(text).map(|turns| turns.answer)
    }

    #[test]
    fn every_special_marker_begins_with_a_bracket_that_is_looked_for_first() {
        let special = TEMPLATES.iter().filter(|template| !template.is_plain);
        assert!(special.flat_map(|t| t.open).all(|(marker, _)| marker.starts_with(OPENING)));
    }

    #[test]
    fn the_models_turns_are_kept() {
        let texts = [
            "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\nhello<|im_end|>",
            "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nhi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nhello<|eot_id|>",
            "<s>[INST] <<SYS>>\nBe kind.\n<</SYS>>\n\nhi [/INST] hello </s>",
            "<start_of_turn>user\nhi<end_of_turn>\n<start_of_turn>model\nhello<end_of_turn>",
            "<|user|>\nhi<|end|>\n<|assistant|>\nhello<|end|>",
            "USER: hi\nASSISTANT: hello</s>",
            "Below is an instruction that describes a task.\n\n### Instruction:\nhi\n\n### Response:\nhello",
            "\n\nHuman: hi\n\nAssistant: hello",
            "<｜User｜>hi<｜Assistant｜>hello<｜end▁of▁sentence｜>",
        ];
        for text in texts {
            let found = answer(text);
            let found = found.as_deref().map(|a| a.trim_start_matches("<|begin_of_text|>").trim());
            let found = found.map(|a| a.trim_start_matches("<s>").trim());
            assert_eq!(found, Some("hello"), "{text}");
        }
    }

    #[test]
    fn several_turns_are_joined_and_a_completion_ends_where_others_speak() {
        let text = "<|user|>a<|end|><|assistant|>one<|end|><|user|>b<|end|><|assistant|>two<|end|>";
        assert_eq!(turns(text).map(|t| (t.answer, t.n)), Some(("one\n\ntwo".to_owned(), 2)));
        assert_eq!(answer("hello<|im_end|>\n<|im_start|>user\nmore?").as_deref(), Some("hello"));
        assert_eq!(answer("<|im_start|>user\nno answer<|im_end|>").as_deref(), Some(""));
    }

    #[test]
    fn thoughts_are_no_answer() {
        let text = "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>yes<|return|>";
        let found = turns(text).unwrap();
        assert_eq!((found.answer.as_str(), found.thought.as_str()), ("yes", "hm"));
    }

    #[test]
    fn answers_that_speak_of_markers_are_left_alone() {
        for text in [
            "In a dialog the line 'Human: hi' is followed by 'Assistant: hello'.",
            "Assistant: hello\nHuman: hi",
            "Write\nUser: name\ninto the form.",
            "### Response:\nis a heading",
            "no marker at all",
        ] {
            assert_eq!(turns(text), None, "{text}");
        }
    }
}
