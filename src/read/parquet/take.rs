//! Takes the wanted part out of a decoded column and turns it into what it is read as, column by column.

use std::ops::Range;

use arrow_array::builder::{Float32Builder, StringBuilder};
use arrow_array::{Array, BinaryArray, StringArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_cast::cast;
use arrow_schema::DataType;

use super::values::{List, Values};
use crate::read::content::{Role, role};
use crate::read::names::{CONTENT_FIELDS, ROLE_FIELDS};
use crate::read::parts::said;
use crate::read::shape::Step;
use crate::read::slot::{FloatBytes, Reading};

/// A value that cannot be read as what it was taken for.
#[derive(Debug)]
pub(super) struct Problem {
    /// The row within the batch.
    pub(super) row: usize,
    /// "holds …".
    pub(super) what: &'static str,
}

const NOT_UTF8: &str = "holds bytes that are not UTF-8 text";
const UNEVEN: &str = "holds a chat whose lists of roles and of contents differ in length";

/// Follows a path into a column. The items of lists within lists become one list a row.
pub(super) fn take(values: &Values, steps: &[Step]) -> Values {
    walk(values, steps, None)
}

fn walk(values: &Values, steps: &[Step], outer: Option<&List>) -> Values {
    match (steps.split_first(), values) {
        (None, _) => close(values, outer),
        (Some((Step::Field(name), rest)), Values::Record(fields)) => {
            match fields.iter().find(|(field, _)| field == name) {
                Some((_, values)) => walk(values, rest, outer),
                None => close(&Values::Absent, outer),
            }
        }
        (Some((Step::Items, rest)), Values::List(list)) => {
            let list = outer.map_or_else(|| list.clone(), |outer| flat(outer, list));
            walk(&list.values.clone(), rest, Some(&list))
        }
        (Some((step @ (Step::Parts | Step::Thoughts), rest)), Values::List(parts)) => {
            let text = |row| match step {
                Step::Thoughts => said(parts, row).thought,
                _ => said(parts, row).answer,
            };
            let texts = (0..parts.n_rows()).map(text).collect::<StringArray>();
            walk(&Values::Text(texts), rest, outer)
        }
        (Some(_), _) => close(&Values::Absent, outer),
    }
}

/// Puts values back under the lists that led to them.
fn close(values: &Values, outer: Option<&List>) -> Values {
    match (outer, values) {
        (None, values) => values.clone(),
        (Some(outer), Values::List(inner)) => Values::List(flat(outer, inner)),
        (Some(outer), values) => Values::List(List { values: Box::new(values.clone()), ..outer.clone() }),
    }
}

/// A list of lists as one list.
fn flat(outer: &List, inner: &List) -> List {
    let ends = outer.offsets.iter().map(|&end| inner.offsets[usize::try_from(end).unwrap_or(0)]);
    List {
        offsets: OffsetBuffer::new(ends.collect()),
        nulls: outer.nulls.clone(),
        values: inner.values.clone(),
    }
}

/// Turns values into what they are read as.
pub(super) fn read_as(values: Values, reading: Reading, n_rows: usize) -> Result<Values, Problem> {
    Ok(match reading {
        Reading::Plain => values,
        Reading::Documents => documents(&turns_of(values)?, &|row| row)?,
        Reading::Prompt => prompts(turns_of(values)?, n_rows, |_| false),
        Reading::Asked => prompts(turns_of(values)?, n_rows, is_model),
        Reading::Uuid => uuids(values),
        Reading::Floats(floats) => vectors(values, floats),
    })
}

/// A chat of lists as a list of turns.
fn turns_of(values: Values) -> Result<Values, Problem> {
    let Values::Record(fields) = &values else { return Ok(values) };
    let (Values::List(roles), Values::List(contents)) =
        (values.field(&ROLE_FIELDS), values.field(&CONTENT_FIELDS))
    else {
        return Ok(values);
    };
    let n_rows = roles.n_rows().min(contents.n_rows());
    let length = |list: &List, row| list.items(row).map_or(0, |items| items.len());
    if let Some(row) = (0..n_rows).find(|&row| length(roles, row) != length(contents, row)) {
        return Err(Problem { row, what: UNEVEN });
    }
    let name = |names: &[&str]| fields.iter().find(|(name, _)| names.contains(&name.as_str()));
    let name = |names: &[&str]| name(names).map_or(String::new(), |(name, _)| name.clone());
    let turn = vec![
        (name(&ROLE_FIELDS), (*roles.values).clone()),
        (name(&CONTENT_FIELDS), (*contents.values).clone()),
    ];
    Ok(Values::List(List { values: Box::new(Values::Record(turn)), ..contents.clone() }))
}

/// Bytes as text, wherever they stand; `row_of` gives the row of a value.
fn documents(values: &Values, row_of: &dyn Fn(usize) -> usize) -> Result<Values, Problem> {
    Ok(match values {
        Values::Bytes(bytes) => match cast(bytes, &DataType::Utf8) {
            Ok(texts) if texts.null_count() == bytes.null_count() => {
                Values::Text(arrow_array::cast::AsArray::as_string::<i32>(&texts).clone())
            }
            _ => return Err(Problem { row: row_of(first_invalid(bytes)), what: NOT_UTF8 }),
        },
        Values::List(list) => {
            let of_item = |item: usize| row_of(list.row_of(item));
            Values::List(List { values: Box::new(documents(&list.values, &of_item)?), ..list.clone() })
        }
        Values::Record(fields) => {
            let fields = fields.iter().map(|(name, field)| Ok((name.clone(), documents(field, row_of)?)));
            Values::Record(fields.collect::<Result<_, Problem>>()?)
        }
        other => other.clone(),
    })
}

fn first_invalid(bytes: &BinaryArray) -> usize {
    let is_invalid = |&row: &usize| bytes.is_valid(row) && std::str::from_utf8(bytes.value(row)).is_err();
    (0..bytes.len()).find(is_invalid).unwrap_or(0)
}

fn is_model(name: &str) -> bool {
    role(name) == Role::Model
}

/// Chats as one text a row: the content of a single turn, else every turn behind its role. Turns end before the first
/// that is `after`.
fn prompts(values: Values, n_rows: usize, after: fn(&str) -> bool) -> Values {
    let Values::List(list) = &values else { return values };
    let Values::Record(_) = &*list.values else { return values };
    let (roles, contents) = (list.values.field(&ROLE_FIELDS), list.values.field(&CONTENT_FIELDS));
    let content = |turn: usize| match contents {
        Values::List(parts) => said(parts, turn).answer,
        plain => plain.text(turn).map(str::to_owned),
    };
    let mut texts = StringBuilder::new();
    for row in 0..n_rows {
        let items = list.items(row).unwrap_or(0..0);
        let asked = items.take_while(|&turn| !roles.text(turn).is_some_and(after));
        let turns: Vec<(&str, String)> =
            asked.filter_map(|turn| Some((roles.text(turn).unwrap_or_default(), content(turn)?))).collect();
        match turns.as_slice() {
            [] => texts.append_null(),
            [(_, content)] => texts.append_value(content),
            several => {
                let lines: Vec<String> =
                    several.iter().map(|(role, content)| format!("{role}: {content}")).collect();
                texts.append_value(lines.join("\n"));
            }
        }
    }
    Values::Text(texts.finish())
}

/// Bytes of identifiers in their usual spelling, so that they pair with text.
fn uuids(values: Values) -> Values {
    let Values::Bytes(bytes) = &values else { return values };
    let mut texts = StringBuilder::new();
    for value in bytes {
        texts.append_option(value.map(|value| {
            let digits: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
            match digits.len() {
                32 => {
                    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
                }
                _ => digits,
            }
        }));
    }
    Values::Text(texts.finish())
}

/// Bytes as lists of numbers, and whole numbers of 16 bits where they are declared to be the bits of others.
fn vectors(values: Values, floats: FloatBytes) -> Values {
    let bytes = match &values {
        Values::Bytes(bytes) => bytes,
        Values::List(list) if floats == FloatBytes::Brain => return bits(list, floats).unwrap_or(values),
        _ => return values,
    };
    let width = floats.width();
    let mut numbers = Float32Builder::new();
    let mut lengths = Vec::with_capacity(bytes.len());
    let mut valid = Vec::with_capacity(bytes.len());
    for value in bytes {
        let value = value.unwrap_or_default();
        value.chunks_exact(width).for_each(|bytes| numbers.append_value(floats.number(bytes)));
        lengths.push(value.len() / width);
        valid.push(!value.is_empty() && value.len().is_multiple_of(width));
    }
    Values::List(List {
        offsets: OffsetBuffer::from_lengths(lengths),
        nulls: Some(NullBuffer::from(valid)),
        values: Box::new(Values::Single(numbers.finish())),
    })
}

fn bits(list: &List, floats: FloatBytes) -> Option<Values> {
    let number = |i: usize| {
        let bits = list.values.number(i)?;
        // The sign of a whole number of 16 bits is its highest bit.
        let bits = if bits < 0.0 { bits + 65536.0 } else { bits };
        Some(floats.number(&(bits as u16).to_le_bytes()))
    };
    let mut numbers = Float32Builder::new();
    let span: Range<usize> = match &*list.values {
        Values::Signed(a) => 0..a.len(),
        Values::Unsigned(a) => 0..a.len(),
        _ => return None,
    };
    span.for_each(|i| numbers.append_option(number(i)));
    Some(Values::List(List { values: Box::new(Values::Single(numbers.finish())), ..list.clone() }))
}
