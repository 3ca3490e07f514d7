//! Which text within a nested column is the output: the part with a known name, or the only one that is no label.

use crate::read::meaning;
use crate::read::schema::{Column, Kind, Schema};
use crate::read::shape::Step;

/// Names of parts that hold what a model wrote.
const OUTPUTS: &[&str] = &[
    "answer",
    "answers",
    "completion",
    "completions",
    "content",
    "generated",
    "generated_text",
    "generation",
    "message",
    "output",
    "output_text",
    "outputs",
    "prediction",
    "reply",
    "response",
    "responses",
    "text",
    "value",
];

/// What a nested column holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Leaf<'a> {
    /// No text that could be an output.
    None,
    /// One.
    One(&'a Column),
    /// Several, and no rule which.
    Several(Vec<&'a Column>),
}

/// Finds the text within a column.
pub(super) fn output<'a>(schema: &Schema<'a>, column: &Column) -> Leaf<'a> {
    let parts: Vec<&Column> = schema.parts(column).filter(|part| part.kind.is_text()).collect();
    let chats: Vec<&&Column> = parts.iter().filter(|part| part.kind == Kind::Chat).collect();
    // A chat is read as turns: its roles and contents are no texts of their own.
    let is_in_chat = |part: &Column| {
        chats.iter().any(|chat| chat.name != part.name && part.steps.starts_with(&chat.steps))
    };
    let is_whole = |part: &Column| {
        part.kind != Kind::Chat
            && parts.iter().any(|other| other.name != part.name && other.steps.starts_with(&part.steps))
    };
    let could_be: Vec<&Column> = parts
        .iter()
        .copied()
        .filter(|part| !is_in_chat(part) && !is_whole(part) && !is_apart(part))
        .collect();
    let named: Vec<&Column> = could_be.iter().copied().filter(|part| has_known_name(part)).collect();
    match (named.as_slice(), could_be.as_slice()) {
        ([one], _) | ([], [one]) => Leaf::One(one),
        ([], []) => Leaf::None,
        _ => Leaf::Several(could_be),
    }
}

/// The names of the records on the way to a part, its own last.
fn fields(part: &Column) -> Vec<&str> {
    let mut names = Vec::new();
    for step in &part.steps {
        if let Step::Field(name) = step {
            names.push(name.as_str());
        }
    }
    names
}

fn is_apart(part: &Column) -> bool {
    meaning::is_apart(&fields(part))
}

/// Whether the part, or the record of a chat, is called what outputs are called.
fn has_known_name(part: &Column) -> bool {
    part.kind == Kind::Chat || fields(part).last().is_some_and(|name| meaning::is_one_of(name, OUTPUTS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::shape::{Shape, paths};
    use std::path::Path;

    fn record(fields: &[(&str, Shape)]) -> Shape {
        Shape::Record(fields.iter().map(|(name, shape)| ((*name).to_owned(), shape.clone())).collect())
    }

    fn found(name: &str, shape: Shape) -> Result<String, Vec<String>> {
        let column = Column::new(name, shape, 0, 0);
        let nested = paths(&column);
        let schema = Schema { path: Path::new("a"), columns: &[], nested: &nested };
        match output(&schema, &column) {
            Leaf::One(part) => Ok(part.name.clone()),
            Leaf::None => Err(Vec::new()),
            Leaf::Several(parts) => Err(parts.iter().map(|part| part.name.clone()).collect()),
        }
    }

    #[test]
    fn the_part_with_a_known_name_is_the_output() {
        let message = record(&[("role", Shape::Text), ("content", Shape::Text), ("refusal", Shape::Text)]);
        let choice =
            record(&[("index", Shape::Integer), ("message", message), ("finish_reason", Shape::Text)]);
        let body = record(&[("id", Shape::Text), ("model", Shape::Text), ("choices", Shape::list(choice))]);
        let response = record(&[("status_code", Shape::Integer), ("body", body)]);
        assert_eq!(found("response", response).unwrap(), "response.body.choices[].message.content");
        let answer = record(&[("model", Shape::Text), ("response", Shape::Text), ("critique", Shape::Text)]);
        assert_eq!(found("completions", Shape::list(answer)).unwrap(), "completions[].response");
    }

    #[test]
    fn the_only_text_that_is_no_label_is_the_output() {
        let choice = record(&[("index", Shape::Integer), ("turns", Shape::list(Shape::Text))]);
        assert_eq!(found("choices", Shape::list(choice)).unwrap(), "choices[].turns[]");
        assert_eq!(found("resps", Shape::list(Shape::list(Shape::Text))).unwrap(), "resps[][]");
        let traced = record(&[("raw", Shape::list(Shape::Text)), ("reasoning_trace", Shape::Text)]);
        assert_eq!(found("output", traced).unwrap(), "output.raw[]");
    }

    #[test]
    fn several_texts_without_a_rule_are_several() {
        let pair = record(&[("first", Shape::Text), ("second", Shape::Text), ("id", Shape::Text)]);
        assert_eq!(found("outputs", Shape::list(pair)).unwrap_err(), ["outputs[].first", "outputs[].second"]);
        let both = record(&[("text", Shape::Text), ("content", Shape::Text)]);
        assert_eq!(found("outputs", both).unwrap_err().len(), 2);
        let labels = record(&[("model", Shape::Text), ("id", Shape::Text), ("n", Shape::Integer)]);
        assert!(found("outputs", labels).unwrap_err().is_empty());
    }

    #[test]
    fn a_chat_within_is_read_as_a_chat() {
        let turn = record(&[("role", Shape::Text), ("content", Shape::Text)]);
        let sample = record(&[("messages", Shape::list(turn)), ("model", Shape::Text)]);
        assert_eq!(found("samples", Shape::list(sample)).unwrap(), "samples[].messages");
    }
}
