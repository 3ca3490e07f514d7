//! What the model wrote: the answer without the prompt, the template, the padding and the reasoning that came with it.
//!
//! Pure: a text or turns in, the text that counts out, with what was found on the way. Texts without any of this are not copied.

mod brackets;
mod found;
mod reasoning;
mod roles;
mod serialized;
mod special;
mod template;

use std::borrow::Cow;

pub use self::found::{Found, Trait};
pub(crate) use self::roles::{Role, role};
use self::serialized::Serialized;
use crate::config::Reasoning;

/// Shorter prompts may well begin an answer by chance: "The answer is".
const SHORTEST_ECHO: usize = 20;

/// One turn of a conversation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn<'a> {
    /// Who speaks; `None` = not said.
    pub(super) role: Option<&'a str>,
    /// What; `None` = nothing.
    pub(super) text: Option<&'a str>,
    /// What it says to itself.
    pub(super) thought: Option<&'a str>,
    /// Whether a tool is called.
    pub(super) calls: bool,
}

/// A document as it counts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Content<'a> {
    /// Its text; `None` = the model said nothing at all.
    pub(super) text: Option<Cow<'a, str>>,
    /// What was found.
    pub(super) found: Found,
    /// A role that is not known, the first of them.
    pub(super) unknown: Option<Cow<'a, str>>,
}

impl Content<'_> {
    /// The same with a text of its own.
    pub(super) fn into_owned(self) -> Content<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Content { text: self.text.map(owned), found: self.found, unknown: self.unknown.map(owned) }
    }
}

/// The model's part of a conversation: its turns, joined. Where no known role answers and one unknown role speaks, that is the model.
/// `beside` is reasoning that stands elsewhere: that of the last turn.
pub(super) fn of_turns<'a>(turns: &[Turn<'a>], beside: Option<&str>, rule: Reasoning) -> Content<'a> {
    let named = |turn: &Turn<'a>| turn.role.map(|name| (name, role(name)));
    let mut unknown: Vec<&str> = Vec::new();
    for (name, kind) in turns.iter().filter_map(named) {
        if kind == Role::Unknown && !unknown.contains(&name) {
            unknown.push(name);
        }
    }
    let has_model = turns.iter().filter_map(named).any(|(_, kind)| kind == Role::Model);
    let stand_in = unknown.first().copied().filter(|_| !has_model && unknown.len() == 1);
    let own: Vec<Turn<'a>> = turns
        .iter()
        .filter_map(|turn| match named(turn)? {
            (_, Role::Thought) => Some(Turn { text: None, thought: turn.text.or(turn.thought), ..*turn }),
            (name, kind) => (kind == Role::Model || Some(name) == stand_in).then_some(*turn),
        })
        .collect();
    let mut found = Found::default();
    let answers = own.iter().filter(|turn| turn.text.is_some()).count();
    if stand_in.is_some() {
        found.add(Trait::Guessed);
    }
    if answers > 1 {
        found.add(Trait::Joined);
    }
    let unknown = unknown.first().map(|&name| Cow::Borrowed(name));
    if answers == 0 && own.iter().any(|turn| turn.calls) {
        found.add(Trait::ToolCall);
        return Content { text: None, found, unknown };
    }
    // What is said to itself before a turn belongs to that turn.
    let mut thoughts: Vec<&str> = Vec::new();
    let mut text: Option<Cow<'a, str>> = None;
    for (at, turn) in own.iter().enumerate() {
        let is_last = at + 1 == own.len();
        thoughts.extend(turn.thought.or(beside.filter(|_| is_last)));
        if turn.text.is_none() && !(is_last && text.is_none()) {
            continue;
        }
        let thought = Some(thoughts.join("\n\n")).filter(|thought| !thought.trim().is_empty());
        thoughts.clear();
        if turn.text.is_none() && thought.is_none() {
            continue;
        }
        let answer = answer(turn.text.unwrap_or_default(), thought.as_deref(), None, rule, &mut found);
        text = Some(match text {
            Some(before) if !before.is_empty() => Cow::Owned(joined(&before, &answer)),
            _ => answer,
        });
    }
    Content { text, found, unknown }
}

/// The model's part of a text that answers this prompt; `thought` is the reasoning that stands beside it.
pub(super) fn of_text<'a>(
    text: Option<&'a str>,
    thought: Option<&str>,
    prompt: Option<&str>,
    rule: Reasoning,
) -> Content<'a> {
    let mut found = Found::default();
    let thought = thought.filter(|thought| !thought.trim().is_empty());
    // Nothing but reasoning is an answer that never comes.
    let Some(text) = text.or_else(|| thought.map(|_| "")) else {
        return Content { text: None, found, unknown: None };
    };
    match serialized::turns(text) {
        Serialized::No => {}
        Serialized::Broken => found.add(Trait::Unparsed),
        Serialized::Turns(turns) => {
            let borrowed: Vec<Turn<'_>> = turns
                .iter()
                .map(|t| Turn {
                    role: Some(&t.role),
                    text: t.content.as_deref(),
                    thought: t.thought.as_deref(),
                    calls: t.calls,
                })
                .collect();
            let mut content = of_turns(&borrowed, thought, rule).into_owned();
            content.found.add(Trait::Serialized);
            return content;
        }
    }
    Content { text: Some(answer(text, thought, prompt, rule, &mut found)), found, unknown: None }
}

/// What is left of a text, beside which this reasoning stands.
fn answer<'a>(
    text: &'a str,
    beside: Option<&str>,
    prompt: Option<&str>,
    rule: Reasoning,
    found: &mut Found,
) -> Cow<'a, str> {
    let mut text = Cow::Borrowed(text);
    let mut outside = beside.map_or(String::new(), |thought| thought.trim().to_owned());
    if let Some(turns) = template::turns(&text) {
        found.add(Trait::Template);
        if turns.n > 1 {
            found.add(Trait::Joined);
        }
        outside = joined(&outside, &turns.thought);
        text = Cow::Owned(turns.answer);
    } else if let Some(rest) = prompt.and_then(|prompt| behind(&text, prompt)) {
        found.add(Trait::Echo);
        text = Cow::Owned(rest.to_owned());
    }
    let inside = reasoning::apart(&text);
    if inside.is_some() || !outside.is_empty() {
        found.add(Trait::Reasoning);
        let answer = inside.as_ref().map_or(text.as_ref(), |apart| &apart.answer);
        if answer.trim().is_empty() {
            found.add(Trait::Unfinished);
        }
        text = match (rule, inside) {
            (Reasoning::Keep, _) if outside.is_empty() => text,
            (Reasoning::Keep, _) => Cow::Owned(joined(&outside, &text)),
            (Reasoning::Drop, Some(apart)) => Cow::Owned(apart.answer),
            (Reasoning::Drop, None) => text,
            (Reasoning::Only, inside) => {
                Cow::Owned(joined(&outside, inside.as_ref().map_or("", |apart| &apart.thought)))
            }
        };
    } else if rule == Reasoning::Only {
        text = Cow::Borrowed("");
    }
    if let Some(rest) = special::without(&text) {
        found.add(Trait::Special);
        text = Cow::Owned(rest);
    }
    text
}

/// One text behind the other.
fn joined(before: &str, after: &str) -> String {
    match (before.is_empty(), after.is_empty()) {
        (true, _) => after.to_owned(),
        (_, true) => before.to_owned(),
        _ => format!("{before}\n\n{after}"),
    }
}

/// What stands behind the prompt; `None` where the text does not begin with the whole of it.
fn behind<'t>(text: &'t str, prompt: &str) -> Option<&'t str> {
    let prompt = prompt.trim();
    let rest = text.trim_start().strip_prefix(prompt).filter(|_| prompt.chars().count() >= SHORTEST_ECHO)?;
    // A word that merely begins like the last one of the prompt is no echo.
    let parts = |c: char| !c.is_alphanumeric();
    (rest.is_empty() || rest.starts_with(parts) || prompt.ends_with(parts)).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(input: &str, rule: Reasoning) -> (String, Vec<usize>) {
        let content = of_text(Some(input), None, Some("Tell me about the sea and its fish."), rule);
        (content.text.unwrap_or_default().into_owned(), content.found.iter().collect())
    }

    fn only(traits: &[Trait]) -> Vec<usize> {
        traits.iter().map(|&t| t as usize).collect()
    }

    #[test]
    fn a_plain_answer_is_not_copied() {
        let plain = of_text(Some("The sea is deep. <b>Deep!</b> [1] {2}"), None, None, Reasoning::Drop);
        assert!(matches!(plain.text, Some(Cow::Borrowed(_))) && plain.found.is_empty());
    }

    #[test]
    fn the_prompt_is_taken_off_where_it_stands_whole() {
        let echoed = "Tell me about the sea and its fish. It is deep.";
        assert_eq!(text(echoed, Reasoning::Drop), ("It is deep.".to_owned(), only(&[Trait::Echo])));
        assert_eq!(text("Tell me about the sea", Reasoning::Drop).1, only(&[]));
        assert_eq!(behind("The answer is 7", "The answer is"), None, "too short to be an echo");
    }

    #[test]
    fn reasoning_is_judged_apart() {
        let both = "<think>hm</think>yes<pad>";
        let found = only(&[Trait::Special, Trait::Reasoning]);
        assert_eq!(text(both, Reasoning::Drop), ("yes".to_owned(), found.clone()));
        assert_eq!(text("<think>hm</think>yes", Reasoning::Only).0, "hm");
        assert_eq!(text("<think>hm</think>yes", Reasoning::Keep).0, "<think>hm</think>yes");
        assert_eq!(text("yes", Reasoning::Only), (String::new(), only(&[])));
        let (empty, found) = text("<think>hm hm", Reasoning::Drop);
        assert_eq!((empty.as_str(), found), ("", only(&[Trait::Reasoning, Trait::Unfinished])));
    }

    #[test]
    fn reasoning_may_stand_beside_the_text() {
        let of = |text, rule| {
            let content = of_text(text, Some("hm"), None, rule);
            (content.text.unwrap_or_default().into_owned(), content.found.iter().collect::<Vec<_>>())
        };
        assert_eq!(of(Some("yes"), Reasoning::Drop), ("yes".to_owned(), only(&[Trait::Reasoning])));
        assert_eq!(of(Some("yes"), Reasoning::Keep).0, "hm\n\nyes");
        assert_eq!(of(Some("<think>well</think>yes"), Reasoning::Only).0, "hm\n\nwell");
        let never = only(&[Trait::Reasoning, Trait::Unfinished]);
        assert_eq!(of(Some(" "), Reasoning::Drop), (" ".to_owned(), never.clone()));
        assert_eq!(of(None, Reasoning::Drop), (String::new(), never));
        assert_eq!(of_text(None, Some(" "), None, Reasoning::Drop).text, None, "nothing at all is nothing");
    }

    #[test]
    fn thoughts_belong_to_the_turn_behind_them() {
        let of = |turns: &[Turn<'static>], beside, rule| {
            let content = of_turns(turns, beside, rule);
            (content.text.unwrap_or_default().into_owned(), content.found)
        };
        let thinking = Turn { role: Some("thinking"), text: Some("hm"), thought: None, calls: false };
        let field = Turn { thought: Some("hm"), ..turn("assistant", Some("yes")) };
        for turns in [vec![turn("user", Some("a")), thinking, turn("assistant", Some("yes"))], vec![field]] {
            let (text, found) = of(&turns, None, Reasoning::Drop);
            assert!(text == "yes" && found.has(Trait::Reasoning) && !found.has(Trait::Joined));
            assert_eq!(of(&turns, None, Reasoning::Only).0, "hm");
        }
        let (text, found) = of(&[turn("assistant", Some("yes"))], Some("hm"), Reasoning::Keep);
        assert!(text == "hm\n\nyes" && found.has(Trait::Reasoning));
        let (text, found) = of(&[turn("user", Some("a")), thinking], None, Reasoning::Drop);
        assert!(text.is_empty() && found.has(Trait::Unfinished));
        let call = Turn { calls: true, ..turn("assistant", None) };
        assert!(of(&[thinking, call], None, Reasoning::Drop).1.has(Trait::ToolCall));
    }

    fn turn<'a>(role: &'a str, text: Option<&'a str>) -> Turn<'a> {
        Turn { role: Some(role), text, thought: None, calls: text.is_none() }
    }

    #[test]
    fn the_turns_of_the_model_are_one_document() {
        let turns = [
            turn("user", Some("a")),
            turn("GPT", Some("b")),
            turn("user", Some("c")),
            turn("gpt", Some("d")),
        ];
        let content = of_turns(&turns, None, Reasoning::Drop);
        assert_eq!((content.text.as_deref(), content.unknown), (Some("b\n\nd"), None));
        assert!(content.found.has(Trait::Joined));
    }

    #[test]
    fn one_unknown_voice_among_known_ones_is_the_model() {
        let turns = [turn("human", Some("a")), turn("mistral-7b", Some("b"))];
        let content = of_turns(&turns, None, Reasoning::Drop);
        assert_eq!((content.text.as_deref(), content.unknown.as_deref()), (Some("b"), Some("mistral-7b")));
        assert!(content.found.has(Trait::Guessed));
        let known = [turn("human", Some("a")), turn("narrator", Some("b")), turn("assistant", Some("c"))];
        let content = of_turns(&known, None, Reasoning::Drop);
        assert_eq!((content.text.as_deref(), content.unknown.as_deref()), (Some("c"), Some("narrator")));
    }

    #[test]
    fn a_call_of_a_tool_is_no_answer_and_no_silence() {
        let called = of_turns(&[turn("user", Some("a")), turn("assistant", None)], None, Reasoning::Drop);
        assert!(called.text.is_none() && called.found.has(Trait::ToolCall));
        let silent = of_turns(&[turn("user", Some("a"))], None, Reasoning::Drop);
        assert!(silent.text.is_none() && silent.found.is_empty());
    }

    #[test]
    fn turns_in_one_text_are_turns() {
        let json = r#"[{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]"#;
        assert_eq!(text(json, Reasoning::Drop), ("b".to_owned(), only(&[Trait::Serialized])));
        assert_eq!(text(r#"[{"role": "user", "content": "a"#, Reasoning::Drop).1, only(&[Trait::Unparsed]));
    }
}
