//! What a source says, before it is a setting: the form that flags, variables and TOML have in common.

use std::path::PathBuf;

/// What stands behind a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// What it is.
    pub what: What,
    /// Where it begins in the text it was read from; 0 where it was read from none.
    pub at: usize,
}

/// The kinds of values.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A number with a fraction.
    Number(f64),
    /// Text.
    Text(String),
    /// A path of a flag, which need not be Unicode.
    Path(PathBuf),
    /// A date or a time, which no setting takes.
    Date,
    /// Several values.
    List(Vec<Value>),
    /// Values with names, in the order in which they were said.
    Table(Vec<Entry>),
}

/// A named value of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The name.
    pub key: String,
    /// Where the name begins.
    pub at: usize,
    /// What it names.
    pub value: Value,
}

/// What is wrong with a value, and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where the wrong part begins.
    pub at: usize,
    /// What was found and what was expected.
    pub said: String,
}

/// A value that was understood, or not.
pub type Read<T> = Result<T, Problem>;

impl From<What> for Value {
    fn from(what: What) -> Self {
        Self { what, at: 0 }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        What::Text(text.to_owned()).into()
    }
}

impl Entry {
    /// A name with what it names.
    pub fn new(key: &str, value: impl Into<Value>) -> Self {
        Self { key: key.to_owned(), at: 0, value: value.into() }
    }
}

impl Value {
    /// "Something is wrong here".
    pub(super) fn problem<T>(&self, said: impl Into<String>) -> Read<T> {
        Err(Problem { at: self.at, said: said.into() })
    }

    /// "Another kind of value is expected here".
    pub(super) fn wrong<T>(&self, expected: &str) -> Read<T> {
        let found = match &self.what {
            What::Bool(on) => format!("boolean `{on}`"),
            What::Integer(n) => format!("integer `{n}`"),
            What::Number(n) => format!("floating point `{n}`"),
            What::Text(text) => format!("string {text:?}"),
            What::Path(path) => format!("path {path:?}"),
            What::Date => "date or time".to_owned(),
            What::List(_) => "sequence".to_owned(),
            What::Table(_) => "table".to_owned(),
        };
        self.problem(format!("invalid type: {found}, expected {expected}"))
    }

    /// The text.
    pub(super) fn text(&self) -> Read<&str> {
        match &self.what {
            What::Text(text) => Ok(text),
            _ => self.wrong("a string"),
        }
    }

    /// The values of a list.
    pub(super) fn list(&self) -> Read<&[Value]> {
        match &self.what {
            What::List(items) => Ok(items),
            _ => self.wrong("a sequence"),
        }
    }

    /// The entries of a table.
    pub(super) fn table(&self) -> Read<&[Entry]> {
        match &self.what {
            What::Table(entries) => Ok(entries),
            _ => self.wrong("a table"),
        }
    }

    /// The named fields of a table that has no others.
    pub(super) fn fields<const N: usize>(&self, names: [&str; N]) -> Read<[Option<&Value>; N]> {
        let entries = self.table()?;
        if let Some(entry) = entries.iter().find(|entry| !names.contains(&entry.key.as_str())) {
            let said = format!("unknown field `{}`, expected one of {}", entry.key, names.join(", "));
            return Err(Problem { at: entry.at, said });
        }
        Ok(names.map(|name| entries.iter().find(|entry| entry.key == name).map(|entry| &entry.value)))
    }

    /// A field that must not be missing.
    pub(super) fn needed<'a>(&self, field: Option<&'a Value>, name: &str) -> Read<&'a Value> {
        field.map_or_else(|| self.problem(format!("missing field `{name}`")), Ok)
    }
}
