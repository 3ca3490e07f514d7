//! What column detection knows of a file: names and the use that a type allows.

use std::path::Path;

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
    /// Nothing but nulls, by type.
    Null,
    /// Bytes that are not declared to be text.
    Binary,
    /// One value for the whole file, said by a folder; it serves only where somebody names it.
    Partition,
    /// Anything else.
    Other,
}

impl Kind {
    /// Whether documents can be read from it.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Kind::Text | Kind::TextList | Kind::Chat)
    }

    /// Whether it can tell rows apart: keys, slices, generations.
    pub(super) fn is_label(self) -> bool {
        matches!(self, Kind::Text | Kind::Integer | Kind::Float | Kind::Bool)
    }

    /// Whether it can state a sampling setting.
    pub(super) fn is_setting(self) -> bool {
        self.is_label() || self == Kind::Decimal
    }

    /// Whether it can be a score.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Kind::Integer | Kind::Float | Kind::Decimal | Kind::Bool)
    }
}

/// One top-level column of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name.
    pub(super) name: String,
    /// What it can serve as.
    pub(super) kind: Kind,
    /// Its type, for messages.
    pub(super) type_name: String,
    /// Its position among the roots of the Parquet schema.
    pub(super) root: usize,
}

/// The columns of one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schema<'a> {
    /// The file, for messages.
    pub(super) path: &'a Path,
    /// Its columns.
    pub(super) columns: &'a [Column],
}

impl<'a> Schema<'a> {
    /// Finds a column by name.
    pub(super) fn find(&self, name: &str) -> Option<&'a Column> {
        self.columns.iter().find(|column| column.name == name)
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
