//! What a column holds, as a small tree: detection looks inside nested columns without knowing Arrow.

use std::ops::Range;

use super::names::{CONTENT_FIELDS, PART_FIELD, PART_LISTS, ROLE_FIELDS, THOUGHT_FIELDS};
use super::schema::{Column, Kind};

/// Nesting beyond this is not looked into: no log needs it, and a damaged footer can claim any depth.
pub(super) const DEEPEST: usize = 24;

/// Nested paths kept of one column: a wide record of records has thousands, and nobody reads such a list.
const MOST_PATHS: usize = 512;

/// The type of a column or of a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// Text.
    Text,
    /// Bytes that are not declared to be text.
    Bytes,
    /// Identifiers of 16 bytes.
    Uuid,
    /// Whole numbers.
    Integer,
    /// Floating-point numbers.
    Float,
    /// Decimal numbers.
    Decimal,
    /// Truth values.
    Bool,
    /// Nothing but nulls, by type.
    Null,
    /// Lists.
    List(Box<Shape>),
    /// Maps: lists of records of a key and a value, which the reader gives whole or not at all.
    Map(Box<Shape>),
    /// Records, by field.
    Record(Vec<(String, Shape)>),
    /// Values of several types: which, and where. They are not read.
    Mixed(String),
    /// Anything else, with the number of Parquet leaves that it takes.
    Other(usize),
}

/// One step into a nested column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// The field of a record.
    Field(String),
    /// Every item of a list.
    Items,
    /// The texts in a list of parts, joined: together they are one message.
    Parts,
    /// What the model says to itself in such a list.
    Thoughts,
}

impl Shape {
    /// Lists of something.
    pub(super) fn list(item: Shape) -> Self {
        Shape::List(Box::new(item))
    }

    /// The Parquet leaves it takes.
    pub(super) fn n_leaves(&self) -> usize {
        match self {
            Shape::List(item) | Shape::Map(item) => item.n_leaves(),
            Shape::Record(fields) => fields.iter().map(|(_, field)| field.n_leaves()).sum(),
            Shape::Other(n) => *n,
            _ => 1,
        }
    }

    /// What a column of this shape can serve as.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Shape::Text => Kind::Text,
            Shape::Bytes => Kind::Binary,
            Shape::Uuid => Kind::Uuid,
            Shape::Integer => Kind::Integer,
            Shape::Float => Kind::Float,
            Shape::Decimal => Kind::Decimal,
            Shape::Bool => Kind::Bool,
            Shape::Null => Kind::Null,
            Shape::Mixed(_) => Kind::Mixed,
            Shape::List(item) if item.is_turn() => Kind::Chat,
            Shape::List(item) => match item.kind() {
                Kind::Text | Kind::Binary => Kind::TextList,
                Kind::Float => Kind::Vector,
                Kind::Null => Kind::Null,
                Kind::Mixed => Kind::Mixed,
                _ => Kind::Other,
            },
            Shape::Record(_) if self.is_chat_of_lists() => Kind::Chat,
            Shape::Record(_) | Shape::Map(_) | Shape::Other(_) => Kind::Other,
        }
    }

    fn is_written(&self) -> bool {
        matches!(self, Shape::Text | Shape::Bytes)
    }

    fn field(&self, names: &[&str]) -> Option<&Shape> {
        let Shape::Record(fields) = self else { return None };
        // The first of the names counts, as it does when values are read.
        let find = |name: &&str| fields.iter().find(|(field, _)| field == name);
        names.iter().find_map(find).map(|(_, shape)| shape)
    }

    /// What it is called in messages.
    pub(super) fn type_name(&self) -> String {
        match self {
            Shape::Mixed(what) => what.clone(),
            Shape::List(item) if item.kind() == Kind::Mixed => format!("lists of {}", item.type_name()),
            other => other.kind().words().to_owned(),
        }
    }

    /// A record that says who speaks and what.
    fn is_turn(&self) -> bool {
        self.field(&ROLE_FIELDS).is_some_and(Shape::is_written)
            && self.field(&CONTENT_FIELDS).is_some_and(Shape::is_content)
    }

    /// The content of a turn: text, nothing, or a list of parts with a text.
    fn is_content(&self) -> bool {
        match self {
            Shape::List(part) => part.field(&[PART_FIELD]).is_some_and(Shape::is_written),
            other => other.is_written() || *other == Shape::Null,
        }
    }

    /// A chat as Hugging Face's `Sequence` of records stores it: one list a field.
    fn is_chat_of_lists(&self) -> bool {
        let is_list = |names: &[&str]| match self.field(names) {
            Some(Shape::List(item)) => item.is_written(),
            _ => false,
        };
        is_list(&ROLE_FIELDS) && is_list(&CONTENT_FIELDS)
    }

    /// Whether bytes would be read as text.
    pub(super) fn has_bytes(&self) -> bool {
        match self {
            Shape::Bytes => true,
            Shape::List(item) | Shape::Map(item) => item.has_bytes(),
            Shape::Record(fields) => fields.iter().any(|(_, field)| field.has_bytes()),
            _ => false,
        }
    }
}

/// Lists the parts of a nested column that can serve as something, each under its path.
pub(super) fn paths(column: &Column) -> Vec<Column> {
    let mut found = Vec::new();
    let leaf = column.leaves.start;
    let start = Place { name: column.name.clone(), steps: Vec::new(), leaf, lists: 0, whole: None };
    walk(&column.shape, &start, column.root, &mut found);
    found.truncate(MOST_PATHS);
    found
}

/// Where a walk through a column stands.
#[derive(Clone)]
struct Place {
    name: String,
    steps: Vec<Step>,
    leaf: usize,
    /// Lists passed on the way.
    lists: usize,
    /// The leaves that are needed whatever is taken of them: of the outermost map on the way, or of the parts of a message.
    whole: Option<Range<usize>>,
}

impl Place {
    fn into(&self, suffix: &str, step: Step, leaf: usize, lists: usize) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step);
        Place {
            name: format!("{}{suffix}", self.name),
            steps,
            leaf,
            lists: self.lists + lists,
            whole: self.whole.clone(),
        }
    }

    fn column(&self, shape: &Shape, root: usize) -> Column {
        Column {
            name: self.name.clone(),
            kind: lifted(shape.kind(), self.lists),
            shape: shape.clone(),
            type_name: shape.type_name(),
            root,
            leaves: self.span(shape),
            steps: self.steps.clone(),
        }
    }

    fn span(&self, shape: &Shape) -> Range<usize> {
        self.whole.clone().unwrap_or(self.leaf..self.leaf + shape.n_leaves())
    }
}

fn walk(shape: &Shape, place: &Place, root: usize, found: &mut Vec<Column>) {
    if found.len() >= MOST_PATHS {
        return;
    }
    // The column itself has a name of its own.
    if !place.steps.is_empty() && !matches!(shape.kind(), Kind::Other) {
        found.push(place.column(shape, root));
    }
    match shape {
        Shape::List(item) => {
            let name = match place.steps.last() {
                None => Some(&place.name),
                Some(Step::Field(name)) => Some(name),
                Some(_) => None,
            };
            if let (Some(name), Shape::Record(fields)) = (name, item.as_ref())
                && are_parts(name, fields)
                && let Some(leaf) = text_of_parts(fields)
            {
                let mut at = place.into(&format!("[].{PART_FIELD}"), Step::Parts, place.leaf + leaf, 0);
                if tell_thoughts(fields) {
                    at.whole.get_or_insert_with(|| place.span(shape));
                }
                found.push(at.column(&Shape::Text, root));
                return;
            }
            walk(item, &place.into("[]", Step::Items, place.leaf, 1), root, found);
        }
        Shape::Map(entries) => {
            let mut inside = place.into("[]", Step::Items, place.leaf, 1);
            inside.whole = Some(place.span(shape));
            walk(entries, &inside, root, found);
        }
        Shape::Record(fields) => {
            let mut leaf = place.leaf;
            for (name, field) in fields {
                walk(
                    field,
                    &place.into(&format!(".{name}"), Step::Field(name.clone()), leaf, 0),
                    root,
                    found,
                );
                leaf += field.n_leaves();
            }
        }
        _ => {}
    }
}

/// Whether a list of records under this name holds the parts of one message.
fn are_parts(name: &str, fields: &[(String, Shape)]) -> bool {
    let has = |names: &[&str]| fields.iter().any(|(name, _)| names.contains(&name.as_str()));
    PART_LISTS.iter().any(|list| list.eq_ignore_ascii_case(name)) || (has(&["type"]) && has(&THOUGHT_FIELDS))
}

/// Whether parts say which of them the model says to itself.
fn tell_thoughts(fields: &[(String, Shape)]) -> bool {
    fields.iter().any(|(name, _)| name == "type" || THOUGHT_FIELDS.contains(&name.as_str()))
}

/// The leaf that holds the text among the fields of a part.
fn text_of_parts(fields: &[(String, Shape)]) -> Option<usize> {
    let position = fields.iter().position(|(name, shape)| name == PART_FIELD && shape.is_written())?;
    Some(fields[..position].iter().map(|(_, shape)| shape.n_leaves()).sum())
}

/// What values of a kind are when a row has a list of them.
fn lifted(kind: Kind, lists: usize) -> Kind {
    match (kind, lists) {
        (kind, 0) => kind,
        (Kind::Text | Kind::Binary | Kind::TextList, _) => Kind::TextList,
        (Kind::Chat | Kind::Null | Kind::Mixed, _) => kind,
        (Kind::Float, 1) => Kind::Vector,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(fields: &[(&str, Shape)]) -> Shape {
        Shape::Record(fields.iter().map(|(name, shape)| ((*name).to_owned(), shape.clone())).collect())
    }

    fn listed(name: &str, shape: Shape) -> Vec<(String, Kind, Range<usize>)> {
        paths(&Column::new(name, shape, 3, 10))
            .into_iter()
            .map(|column| (column.name, column.kind, column.leaves))
            .collect()
    }

    #[test]
    fn leaves_are_counted_in_file_order() {
        let message = record(&[("role", Shape::Text), ("content", Shape::Text)]);
        let choice = record(&[("index", Shape::Integer), ("message", message), ("stop", Shape::Other(2))]);
        let found = listed("choices", Shape::list(choice));
        let expected = [
            ("choices[].index".to_owned(), Kind::Other, 10..11),
            ("choices[].message.role".to_owned(), Kind::TextList, 11..12),
            ("choices[].message.content".to_owned(), Kind::TextList, 12..13),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn lists_of_lists_and_chats_below_lists_are_paths() {
        let resps = Shape::list(Shape::list(Shape::Text));
        let names: Vec<_> = listed("resps", resps).into_iter().map(|(name, kind, _)| (name, kind)).collect();
        assert_eq!(names, [("resps[]".to_owned(), Kind::TextList), ("resps[][]".to_owned(), Kind::TextList)]);
        let turn = record(&[("role", Shape::Text), ("content", Shape::Text)]);
        let names = listed("samples", Shape::list(Shape::list(turn)));
        assert_eq!((names[0].0.as_str(), names[0].1), ("samples[]", Kind::Chat));
    }

    #[test]
    fn maps_are_read_whole() {
        let entries = record(&[("key", Shape::Text), ("value", Shape::Text)]);
        let found = listed("outputs", Shape::Map(Box::new(entries)));
        assert_eq!(found[1], ("outputs[].value".to_owned(), Kind::TextList, 10..12));
    }

    #[test]
    fn parts_of_one_message_are_one_text() {
        let part = record(&[("type", Shape::Text), ("text", Shape::Text)]);
        let message = record(&[("content", Shape::list(part))]);
        // With the type of each part, which tells answers from thoughts.
        assert_eq!(listed("message", message), [("message.content[].text".to_owned(), Kind::Text, 10..12)]);
        let thinking = record(&[("type", Shape::Text), ("thinking", Shape::Text), ("text", Shape::Text)]);
        let expected = [("response[].text".to_owned(), Kind::Text, 10..13)];
        assert_eq!(listed("response", Shape::list(thinking)), expected);
        let plain = record(&[("text", Shape::Text), ("stop", Shape::Text)]);
        assert_eq!(listed("outputs", Shape::list(plain))[0].1, Kind::TextList, "answers of their own");
    }

    #[test]
    fn a_chat_may_be_a_record_of_lists() {
        let shape = record(&[("role", Shape::list(Shape::Text)), ("content", Shape::list(Shape::Text))]);
        assert_eq!(shape.kind(), Kind::Chat);
        assert_eq!(record(&[("role", Shape::Text), ("content", Shape::Text)]).kind(), Kind::Other);
    }
}
