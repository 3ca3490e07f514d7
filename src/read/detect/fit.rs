//! Whether a column can serve: by its type, or by what its first rows hold.

use super::Scene;
use super::bytes::{self, Bytes};
use super::role::{Also, Role, mismatch};
use crate::error::{Error, Warning, WarningCode};
use crate::read::peek::Peek;
use crate::read::schema::{Column, Kind};
use crate::read::shape::Shape;
use crate::read::slot::{FloatBytes, Reading};

/// Of a hundred values that are there, how many must be what is wanted.
const MOST_OF_100: usize = 95;

/// Whether and how a column serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fit {
    /// By its type; with a word on how it is spelled where that is not plain.
    Serves {
        /// What it holds and how that is read, where it should be said.
        said: Option<String>,
    },
    /// In another form.
    Read {
        /// What it holds and how that is read.
        how: String,
        /// How bytes hold numbers, where they do.
        floats: Option<FloatBytes>,
    },
    /// A file lacks it.
    Missing(usize),
    /// It cannot.
    Not {
        /// The file.
        at: usize,
        /// "holds …".
        why: String,
        /// What the first rows show, in parentheses behind a space; else empty.
        detail: String,
    },
}

impl Fit {
    /// How bytes hold numbers.
    pub(super) fn floats(&self) -> Option<FloatBytes> {
        match self {
            Fit::Read { floats, .. } => *floats,
            _ => None,
        }
    }

    /// Says how a column is read that does not hold plainly what is wanted.
    pub(super) fn warning(&self, role: &Role, name: &str) -> Option<Warning> {
        let how = match self {
            Fit::Serves { said } => said.as_ref()?,
            Fit::Read { how, .. } => how,
            _ => return None,
        };
        Some(Warning::new(
            WarningCode::ColumnReadAs,
            format!("column `{name}` {how}"),
            format!("if that is not what it means, name another with --{}-column", role.option),
        ))
    }
}

/// Looks whether a column can serve.
pub(super) fn fit(scene: &Scene<'_>, role: &Role, name: &str) -> Result<Fit, Error> {
    let mut columns = Vec::new();
    for (at, schema) in scene.schemas.iter().enumerate() {
        match schema.find(name) {
            Some(column) => columns.push(column),
            None => return Ok(Fit::Missing(at)),
        }
    }
    let serves = |c: &Column| (role.serves)(c.kind) || c.kind == Kind::Null && role.may_be_null;
    let Some(at) = columns.iter().position(|column| !serves(column)) else {
        let said = columns.iter().find_map(|column| spelled(role, column));
        return Ok(Fit::Serves { said });
    };
    let not = |detail: String| Fit::Not { at, why: mismatch(columns[at]), detail };
    let Some(peek) = scene.peek else { return Ok(not(String::new())) };
    let could = |c: &&Column| serves(c) || c.kind != Kind::Partition && could(role.also, &c.shape);
    if !columns.iter().all(could) {
        return Ok(not(String::new()));
    }
    let read = match role.also {
        Also::Nothing => None,
        Also::Turns => {
            Some(Read::ok("holds chat messages: the text of their turns tells the prompts apart".to_owned()))
        }
        Also::Number => Some(numbers(peek, columns[at])?),
        Also::Vector => Some(vectors(peek, columns[at])?),
    };
    Ok(match read {
        None => not(String::new()),
        Some(Read { how: Ok(how), floats }) => Fit::Read { how, floats },
        Some(Read { how: Err(problem), .. }) => not(format!(" ({problem})")),
    })
}

/// How a label is spelled whose type has more than one spelling.
fn spelled(role: &Role, column: &Column) -> Option<String> {
    if role.option != super::KEY.option {
        return None;
    }
    Some(match column.kind {
        Kind::Decimal => format!(
            "holds {}: read digit by digit without zeros at the end, so that 7 is the 7 of whole numbers",
            column.holds()
        ),
        Kind::Uuid => "holds UUIDs as bytes: read in their usual spelling".to_owned(),
        Kind::Binary => {
            "holds bytes: read as text where they are UTF-8, else as hexadecimal digits".to_owned()
        }
        _ => return None,
    })
}

/// Whether values of a shape may hold what is wanted in another form.
fn could(also: Also, shape: &Shape) -> bool {
    let is_number = |shape: &Shape| shape.kind().is_number() || matches!(shape, Shape::Text | Shape::Bytes);
    match (also, shape) {
        (Also::Number, Shape::List(item)) => is_number(item),
        (Also::Number, other) => is_number(other),
        (Also::Vector, Shape::List(item)) => match item.as_ref() {
            Shape::List(inner) => inner.kind().is_number(),
            item => item.kind().is_number() && *item != Shape::Bool,
        },
        (Also::Vector, Shape::Record(fields)) => {
            fields.iter().any(|(name, values)| name == "values" && values.kind() == Kind::Vector)
        }
        (Also::Vector, other) => matches!(other, Shape::Text | Shape::Bytes),
        (Also::Turns, shape) => shape.kind() == Kind::Chat,
        (Also::Nothing, _) => false,
    }
}

/// What the first rows show: how the column is read, or why it is not.
struct Read {
    how: Result<String, String>,
    floats: Option<FloatBytes>,
}

impl Read {
    fn ok(how: String) -> Self {
        Self { how: Ok(how), floats: None }
    }

    fn no(why: &str) -> Self {
        Self { how: Err(why.to_owned()), floats: None }
    }
}

/// Numbers as text, or in lists of one.
fn numbers(peek: &Peek<'_>, column: &Column) -> Result<Read, Error> {
    let (mut n_values, mut n_numbers) = (0, 0);
    peek.values(&column.name, Reading::Plain, &mut |values, row| {
        if values.is_there(row) {
            n_values += 1;
            n_numbers += usize::from(values.number(row).is_some());
        }
    })?;
    let is_list = matches!(column.shape, Shape::List(_));
    Ok(if n_values == 0 {
        Read::no("and none in the first rows")
    } else if n_numbers * 100 < n_values * MOST_OF_100 {
        Read::no(&format!(
            "{n_numbers} of the first {n_values} {}",
            if is_list { "hold one number" } else { "are a number" }
        ))
    } else {
        let holds = if is_list { "lists of one number" } else { "numbers as text" };
        Read::ok(format!("holds {holds}: read as numbers, what is none counts as missing"))
    })
}

/// Vectors as text, bytes, lists of lists, records.
fn vectors(peek: &Peek<'_>, column: &Column) -> Result<Read, Error> {
    let name = &column.name;
    let declared = peek.files()?.find_map(|file| bytes::declared(file, name));
    if declared != Some(FloatBytes::Brain) && column.type_name.contains("Int16") {
        return Ok(Read::no(
            "whole numbers of 16 bits may be the bits of others, and no metadata says of which",
        ));
    }
    let (mut n_values, mut lengths, mut seen, mut buffer) = (0, Vec::new(), Bytes::default(), Vec::new());
    peek.values(name, Reading::Plain, &mut |values, row| {
        if let Some(bytes) = values.bytes(row) {
            seen.add(bytes);
        } else if values.is_there(row) {
            n_values += 1;
            lengths.extend(values.vector(row, &mut buffer).map(<[f32]>::len));
        }
    })?;
    let usual = usual(&lengths);
    let n_usual = lengths.iter().filter(|&&length| Some(length) == usual).count();
    if n_usual * 100 < n_values * MOST_OF_100 {
        return Ok(Read::no(match column.shape {
            Shape::Record(_) => "sparse vectors are not read",
            Shape::List(_) => "lists of more than one vector a row, or of many lengths",
            _ => "the first rows are no lists of numbers of one length",
        }));
    }
    if seen.is_empty() {
        return Ok(match usual {
            None => Read::no("and none in the first rows"),
            Some(length) => Read {
                how: Ok(format!("holds {}: read as vectors of {length} numbers", column.holds())),
                floats: declared,
            },
        });
    }
    Ok(match seen.floats(declared, usual) {
        Ok(floats) => Read {
            how: Ok(format!(
                "holds bytes: read as {}, {} a row, lowest byte first",
                floats.words(),
                seen.length() / floats.width()
            )),
            floats: Some(floats),
        },
        Err(problem) => Read::no(problem),
    })
}

/// The length that most lists have, the smallest of several.
fn usual(lengths: &[usize]) -> Option<usize> {
    let count = |length: usize| lengths.iter().filter(|&&other| other == length).count();
    let mut distinct = lengths.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    distinct
        .into_iter()
        .filter(|&length| length > 0)
        .max_by_key(|&length| (count(length), usize::MAX - length))
}
