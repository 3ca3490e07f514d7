//! What column detection knows of a file: names and the use that a type allows.

use std::ops::Range;
use std::path::Path;

use super::meaning;
use super::shape::{Shape, Step};

/// Characters told of a type.
const SHOWN_OF_A_TYPE: usize = 80;

/// What a column can serve as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text.
    Text,
    /// List of texts.
    TextList,
    /// List of turns with a role and a content.
    Chat,
    /// List of floating-point numbers.
    Vector,
    /// Whole numbers.
    Integer,
    /// Floating-point numbers.
    Float,
    /// Decimal numbers.
    Decimal,
    /// Truth values.
    Bool,
    /// Identifiers of 16 bytes.
    Uuid,
    /// Nothing but nulls, by type.
    Null,
    /// Bytes that are not declared to be text.
    Binary,
    /// Values of several types.
    Mixed,
    /// One value for the whole file, said by a folder; it serves only where somebody names it.
    Partition,
    /// Anything else.
    Other,
}

impl Kind {
    /// Whether documents can be read from it.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Kind::Text | Kind::TextList | Kind::Chat | Kind::Binary)
    }

    /// Whether it can tell rows apart: keys, slices, generations.
    pub(super) fn is_label(self) -> bool {
        matches!(
            self,
            Kind::Text | Kind::Integer | Kind::Float | Kind::Bool | Kind::Decimal | Kind::Uuid | Kind::Binary
        )
    }

    /// Whether it can state a sampling setting.
    pub(super) fn is_setting(self) -> bool {
        matches!(self, Kind::Text | Kind::Integer | Kind::Float | Kind::Bool | Kind::Decimal)
    }

    /// Whether it can be a score.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Kind::Integer | Kind::Float | Kind::Decimal | Kind::Bool)
    }

    /// Its name in a message.
    pub(super) fn words(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::TextList => "lists of text",
            Kind::Chat => "chat messages",
            Kind::Vector => "lists of floating-point numbers",
            Kind::Integer => "whole numbers",
            Kind::Float => "floating-point numbers",
            Kind::Decimal => "decimal numbers",
            Kind::Bool => "booleans",
            Kind::Uuid => "UUIDs",
            Kind::Null => "nothing but nulls",
            Kind::Binary => "bytes that are not declared as UTF-8 text",
            Kind::Mixed => "values of several types",
            Kind::Partition => "a partition of its folder",
            Kind::Other => "another type",
        }
    }
}

/// One column of one file, or a part of a nested one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name; of a part the path, as in `choices[].message.content`.
    pub(super) name: String,
    /// What it can serve as.
    pub(super) kind: Kind,
    /// Its type as a tree.
    pub(super) shape: Shape,
    /// Its type, for messages.
    pub(super) type_name: String,
    /// The position of its column among the roots of the Parquet schema.
    pub(super) root: usize,
    /// Its Parquet leaves.
    pub(super) leaves: Range<usize>,
    /// The way into the column; empty for the whole of it.
    pub(super) steps: Vec<Step>,
}

impl Column {
    /// Builds a column that is no part of the file: a folder says its one value, and it serves where it is `named`.
    pub(super) fn of_folder(name: &str, root: usize, named: bool) -> Self {
        Self {
            kind: if named { Kind::Text } else { Kind::Partition },
            type_name: Kind::Partition.words().to_owned(),
            leaves: 0..0,
            ..Self::new(name, Shape::Text, root, 0)
        }
    }

    /// Builds a whole column.
    pub(super) fn new(name: &str, shape: Shape, root: usize, first_leaf: usize) -> Self {
        Self {
            name: name.to_owned(),
            kind: shape.kind(),
            type_name: shape.type_name(),
            root,
            leaves: first_leaf..first_leaf + shape.n_leaves(),
            steps: Vec::new(),
            shape,
        }
    }

    /// What it holds, for a message; nested types can fill a page.
    pub(super) fn holds(&self) -> String {
        match self.kind {
            Kind::Null | Kind::Binary => self.kind.words().to_owned(),
            _ => match self.type_name.char_indices().nth(SHOWN_OF_A_TYPE) {
                None => self.type_name.clone(),
                Some((end, _)) => format!("{}…", &self.type_name[..end]),
            },
        }
    }
}

/// The columns of one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schema<'a> {
    /// The file, for messages.
    pub(super) path: &'a Path,
    /// Its columns.
    pub(super) columns: &'a [Column],
    /// The parts of its nested columns.
    pub(super) nested: &'a [Column],
}

impl<'a> Schema<'a> {
    /// Finds a column by name: the exact name of a column, else a path into one, else the only name that is the same but
    /// for case, spaces, hyphens and the like.
    pub(super) fn find(&self, name: &str) -> Option<&'a Column> {
        let all = || self.columns.iter().chain(self.nested);
        if let Some(exact) = all().find(|column| column.name == name) {
            return Some(exact);
        }
        match self.alike(name).as_slice() {
            [only] => Some(only),
            [] => {
                let path = meaning::squeezed(name);
                if path.is_empty() {
                    return None;
                }
                let mut near = self.nested.iter().filter(|column| meaning::squeezed(&column.name) == path);
                near.next().filter(|_| near.next().is_none())
            }
            _ => None,
        }
    }

    /// The columns whose name differs from this one in spelling at most.
    pub(super) fn alike(&self, name: &str) -> Vec<&'a Column> {
        let wanted = meaning::squeezed(name);
        let is_alike = |column: &&Column| !wanted.is_empty() && meaning::squeezed(&column.name) == wanted;
        self.columns.iter().filter(is_alike).collect()
    }

    /// The parts of a column.
    pub(super) fn parts(&self, column: &Column) -> impl Iterator<Item = &'a Column> {
        let root = column.root;
        self.nested.iter().filter(move |part| part.root == root)
    }

    /// Lists the columns for a message.
    pub(super) fn listing(&self) -> String {
        const SHOWN: usize = 30;
        let mut names: Vec<&str> =
            self.columns.iter().map(|column| column.name.as_str()).take(SHOWN).collect();
        let more = format!("and {} more", self.columns.len().saturating_sub(SHOWN));
        if self.columns.len() > SHOWN {
            names.push(&more);
        }
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    }
}
