//! Reasoning that stands in the text beside the answer.

use super::brackets;

/// How reasoning is marked: what opens it, what closes it.
const MARKS: [(&str, &str); 9] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
    ("<seed:think>", "</seed:think>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
];

/// A text in two.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Apart {
    /// What it answers.
    pub(super) answer: String,
    /// What it thinks.
    pub(super) thought: String,
    /// Whether the last thought does not end.
    pub(super) is_open: bool,
}

/// Takes reasoning and answer apart; `None` where nothing is marked. A closing mark alone ends what a template had opened.
pub(super) fn apart(text: &str) -> Option<Apart> {
    let marks = || MARKS.iter().flat_map(|(open, close)| [*open, *close]);
    brackets::holds(text, marks).then(|| MARKS.iter().find_map(|marks| by(text, marks)))?
}

fn by(text: &str, &(open, close): &(&str, &str)) -> Option<Apart> {
    let (first_open, first_close) = (text.find(open), text.find(close));
    if first_open.is_none() && first_close.is_none() {
        return None;
    }
    let mut apart = Apart { answer: String::new(), thought: String::new(), is_open: false };
    let mut rest = text;
    if let Some(end) = first_close.filter(|&end| first_open.is_none_or(|start| end < start)) {
        apart.thought.push_str(rest[..end].trim());
        rest = &rest[end + close.len()..];
    }
    while let Some(start) = rest.find(open) {
        apart.answer.push_str(&rest[..start]);
        let inside = &rest[start + open.len()..];
        let end = inside.find(close);
        apart.is_open = end.is_none();
        let thought = inside[..end.unwrap_or(inside.len())].trim();
        if !apart.thought.is_empty() && !thought.is_empty() {
            apart.thought.push_str("\n\n");
        }
        apart.thought.push_str(thought);
        rest = end.map_or("", |end| &inside[end + close.len()..]);
    }
    apart.answer.push_str(rest);
    apart.answer = apart.answer.trim().to_owned();
    Some(apart)
}

#[cfg(test)]
mod tests {
    use super::super::brackets::OPENING;
    use super::*;

    fn parts(text: &str) -> Option<(String, String, bool)> {
        apart(text).map(|a| (a.answer, a.thought, a.is_open))
    }

    fn of(answer: &str, thought: &str, open: bool) -> Option<(String, String, bool)> {
        Some((answer.to_owned(), thought.to_owned(), open))
    }

    #[test]
    fn every_mark_begins_with_a_bracket_that_is_looked_for_first() {
        assert!(MARKS.iter().all(|(open, close)| [open, close].iter().all(|mark| mark.starts_with(OPENING))));
    }

    #[test]
    fn thought_and_answer_part_at_the_marks() {
        assert_eq!(parts("<think>\nhm\n</think>\n\nyes"), of("yes", "hm", false));
        assert_eq!(parts("[THINK]a[/THINK]b[THINK]c[/THINK]d"), of("bd", "a\n\nc", false));
        assert_eq!(parts("◁think▷a◁/think▷b"), of("b", "a", false));
        assert_eq!(parts("plain"), None);
    }

    #[test]
    fn what_does_not_end_gives_no_answer() {
        assert_eq!(parts("<think>hm hm"), of("", "hm hm", true));
        assert_eq!(parts("well, <think>hm"), of("well,", "hm", true));
    }

    #[test]
    fn a_closing_mark_alone_ends_what_the_template_opened() {
        assert_eq!(parts("hm</think>yes"), of("yes", "hm", false));
        assert_eq!(parts("</think>yes"), of("yes", "", false));
    }
}
