//! Turns that stand in one text: as JSON, or as Python prints a list of dicts.

use serde_json::{Map, Value};

use super::roles::{Role, role};
use crate::read::names::{CONTENT_FIELDS, PART_FIELD, ROLE_FIELDS, THOUGHT_FIELDS, is_thought};
use crate::read::parts::Said;

/// One turn.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Turn {
    /// Who speaks.
    pub(super) role: String,
    /// What; `None` = nothing, as where a tool is called.
    pub(super) content: Option<String>,
    /// What the model says to itself.
    pub(super) thought: Option<String>,
    /// Whether a tool is called.
    pub(super) calls: bool,
}

/// What a text turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Serialized {
    /// Something else.
    No,
    /// Turns.
    Turns(Vec<Turn>),
    /// It begins like turns, and is neither JSON nor what Python prints.
    Broken,
}

/// Fields under which an object holds its turns.
const LISTS: [&str; 4] = ["messages", "conversations", "conversation", "turns"];

/// Reads turns out of a text that is nothing else.
pub(super) fn turns(text: &str) -> Serialized {
    let text = text.trim();
    if !begins_like_turns(text) {
        return Serialized::No;
    }
    let value = serde_json::from_str(text).ok().or_else(|| Python { rest: text }.document());
    match value {
        None => Serialized::Broken,
        // An answer in JSON may well have a role in it: that of an engineer.
        Some(value) => match of_value(&value) {
            Some(turns) if turns.iter().any(|turn| role(&turn.role) != Role::Unknown) => {
                Serialized::Turns(turns)
            }
            _ => Serialized::No,
        },
    }
}

/// `[{"role": …`, `[{'from': …`, `{"messages": [` and their kin, by the first field.
fn begins_like_turns(text: &str) -> bool {
    let Some(inside) = text.strip_prefix(['[', '{']) else { return false };
    let inside = inside.trim_start();
    let inside = inside.strip_prefix('{').unwrap_or(inside).trim_start();
    let Some(field) = inside.strip_prefix(['"', '\'']) else { return false };
    let field = field.split(['"', '\'']).next().unwrap_or_default();
    let known = ROLE_FIELDS.iter().chain(&CONTENT_FIELDS).chain(&THOUGHT_FIELDS).chain(&LISTS);
    known.chain(["choices", "id", "type", "name"].iter()).any(|name| *name == field)
        && ROLE_FIELDS
            .iter()
            .any(|name| [format!("\"{name}\""), format!("'{name}'")].iter().any(|key| text.contains(key)))
}

fn of_value(value: &Value) -> Option<Vec<Turn>> {
    match value {
        Value::Array(items) if !items.is_empty() => items.iter().map(turn).collect(),
        Value::Object(fields) => {
            let list = LISTS.iter().find_map(|name| fields.get(*name)).and_then(of_value);
            let choices = || {
                let choices = fields.get("choices")?.as_array()?;
                choices.iter().map(|choice| turn(choice.get("message")?)).collect()
            };
            list.or_else(choices).or_else(|| turn(value).map(|turn| vec![turn]))
        }
        _ => None,
    }
}

fn turn(value: &Value) -> Option<Turn> {
    let fields = value.as_object()?;
    let role = ROLE_FIELDS.iter().find_map(|name| fields.get(*name)?.as_str())?.to_owned();
    let content = CONTENT_FIELDS.iter().find_map(|name| fields.get(*name));
    let beside = THOUGHT_FIELDS.iter().find_map(|name| fields.get(*name)?.as_str());
    let calls =
        ["tool_calls", "function_call"].iter().any(|name| fields.get(*name).is_some_and(|v| !v.is_null()));
    (content.is_some() || beside.is_some() || calls).then(|| {
        let said = content.map(said).unwrap_or_default();
        let thought = said.thought.or_else(|| beside.map(str::to_owned));
        Turn { role, content: said.answer, thought, calls }
    })
}

fn said(content: &Value) -> Said {
    let mut said = Said::default();
    match content {
        Value::String(text) => said.add(text, false),
        Value::Array(parts) => {
            for part in parts {
                let text = |name: &str| part.get(name)?.as_str();
                let marked = THOUGHT_FIELDS.iter().any(|name| part.get(*name) == Some(&Value::Bool(true)));
                THOUGHT_FIELDS.iter().find_map(|name| text(name)).into_iter().for_each(|t| said.add(t, true));
                let is_thought = marked || text("type").is_some_and(is_thought);
                text(PART_FIELD).into_iter().for_each(|t| said.add(t, is_thought));
            }
        }
        _ => {}
    }
    said
}

/// Reads what Python prints: lists, dicts, strings, numbers, None, True, False.
struct Python<'a> {
    rest: &'a str,
}

/// Values within values: deeper than any conversation, shallow enough for the stack.
const DEEPEST: usize = 32;

impl Python<'_> {
    fn document(mut self) -> Option<Value> {
        let value = self.value(0)?;
        self.rest.trim().is_empty().then_some(value)
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.rest = self.rest.trim_start();
        if depth > DEEPEST {
            return None;
        }
        match self.rest.chars().next()? {
            '[' => self.items(']', depth, Self::value).map(Value::Array),
            '(' => self.items(')', depth, Self::value).map(Value::Array),
            '{' => {
                let pairs = self.items('}', depth, |this, depth| {
                    let key = this.value(depth)?.as_str()?.to_owned();
                    this.rest = this.rest.trim_start().strip_prefix(':')?;
                    Some((key, this.value(depth)?))
                })?;
                Some(Value::Object(pairs.into_iter().collect::<Map<_, _>>()))
            }
            quote @ ('\'' | '"') => self.string(quote).map(Value::String),
            _ => self.word(),
        }
    }

    fn items<T>(
        &mut self,
        close: char,
        depth: usize,
        item: impl Fn(&mut Self, usize) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.rest = &self.rest[1..];
        let mut items = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if let Some(rest) = self.rest.strip_prefix(close) {
                self.rest = rest;
                return Some(items);
            }
            items.push(item(self, depth + 1)?);
            // NumPy prints arrays of records with line breaks and no commas.
            let rest = self.rest.trim_start();
            self.rest = rest.strip_prefix(',').unwrap_or(rest);
        }
    }

    fn string(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        let mut chars = self.rest[1..].char_indices();
        while let Some((at, c)) = chars.next() {
            if c == quote {
                self.rest = &self.rest[1 + at + 1..];
                return Some(text);
            }
            text.push(if c == '\\' { escaped(&mut chars)? } else { c });
        }
        None
    }

    fn word(&mut self) -> Option<Value> {
        let end = self.rest.find([',', ']', '}', ')', ':', '\n']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word.trim() {
            "None" | "nan" => Some(Value::Null),
            "True" => Some(Value::Bool(true)),
            "False" => Some(Value::Bool(false)),
            number => number.parse::<f64>().ok().map(|number| serde_json::json!(number)),
        }
    }
}

fn escaped(chars: &mut std::str::CharIndices<'_>) -> Option<char> {
    let (_, c) = chars.next()?;
    let mut coded = |digits: usize| {
        let code: String = chars.by_ref().take(digits).map(|(_, c)| c).collect();
        char::from_u32(u32::from_str_radix(&code, 16).ok()?)
    };
    Some(match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'x' => coded(2)?,
        'u' => coded(4)?,
        'U' => coded(8)?,
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(String, Option<String>)> {
        match turns(text) {
            Serialized::Turns(turns) => turns.into_iter().map(|t| (t.role, t.content)).collect(),
            other => panic!("{other:?}"),
        }
    }

    fn pair(role: &str, content: &str) -> (String, Option<String>) {
        (role.to_owned(), Some(content.to_owned()))
    }

    #[test]
    fn json_in_any_of_its_forms() {
        let expected = [pair("user", "hi"), pair("assistant", "it's")];
        assert_eq!(
            said(r#"[{"role": "user", "content": "hi"}, {"role": "assistant", "content": "it's"}]"#),
            expected
        );
        assert_eq!(
            said(
                r#"{"messages": [{"from": "user", "value": "hi"}, {"from": "assistant", "value": "it's"}]}"#
            ),
            expected
        );
        let parts = r#"[{"role": "user", "content": [{"type": "text", "text": "hi"}]}, {"content": "it's", "role": "assistant"}]"#;
        assert_eq!(said(parts), expected);
        assert_eq!(
            said(r#"{"id": "x", "choices": [{"message": {"role": "assistant", "content": "it's"}}]}"#),
            [pair("assistant", "it's")]
        );
        assert_eq!(
            said(r#"{"reasoning": "hm", "role": "assistant", "content": "it's"}"#),
            [pair("assistant", "it's")]
        );
    }

    #[test]
    fn what_python_prints() {
        let text = "[{'role': 'user', 'content': \"it's\"}, {'content': 'a\\n\\'b\\' \\u00e9', 'role': 'assistant', 'n': None}]";
        assert_eq!(said(text), [pair("user", "it's"), pair("assistant", "a\n'b' é")]);
        let array = "[{'content': 'hi', 'role': 'user'}\n {'content': 'yes', 'role': 'assistant'}]";
        assert_eq!(said(array), [pair("user", "hi"), pair("assistant", "yes")]);
    }

    #[test]
    fn an_answer_in_json_is_an_answer() {
        for text in [
            "plain",
            "[1, 2]",
            r#"{"name": "Ada", "age": 36}"#,
            r#"{"reasoning": "the role is clear", "answer": "yes"}"#,
            r#"{"role": "engineer", "content": "builds"}"#,
            r#"[{"id": 1, "from": "Rome"}]"#,
            r#"[{"role": "user"}] is a list"#,
            r#"[{"role": "engineer", "content": "builds"}]"#,
        ] {
            assert!(!matches!(turns(text), Serialized::Turns(_)), "{text}");
        }
        assert_eq!(turns("plain"), Serialized::No);
    }

    #[test]
    fn what_breaks_off_is_broken() {
        assert_eq!(turns(r#"[{"role": "user", "content": "h"#), Serialized::Broken);
        assert_eq!(turns(&format!("[{{'role': {}", "[".repeat(10_000))), Serialized::Broken);
    }

    #[test]
    fn thoughts_stand_beside_the_content_or_among_its_parts() {
        let beside = r#"[{"role": "assistant", "reasoning_content": "hm", "content": "yes"}]"#;
        let parts = r#"[{"role": "assistant", "content": [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "yes"}]}]"#;
        let typed = r#"[{"role": "assistant", "content": [{"type": "reasoning", "text": "hm"}, {"type": "text", "text": "yes"}]}]"#;
        let marked = r#"[{"role": "model", "content": [{"thought": true, "text": "hm"}, {"text": "yes"}]}]"#;
        for text in [beside, parts, typed, marked] {
            let Serialized::Turns(found) = turns(text) else { panic!("{text}") };
            assert_eq!((found[0].content.as_deref(), found[0].thought.as_deref()), (Some("yes"), Some("hm")));
        }
    }

    #[test]
    fn a_tool_call_has_no_content() {
        let text = r#"[{"role": "assistant", "content": null, "tool_calls": [{"id": "1"}]}]"#;
        let expected = Turn { role: "assistant".to_owned(), content: None, thought: None, calls: true };
        assert_eq!(turns(text), Serialized::Turns(vec![expected]));
    }
}
