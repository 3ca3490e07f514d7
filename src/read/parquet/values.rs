//! Decoded columns as plain values, and how one of them is asked for as a text, a number, a vector, a label.

use std::fmt::Write as _;
use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int64Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, BinaryArray, BooleanArray, Float32Array, Float64Array, Int64Array,
    PrimitiveArray, StringArray, UInt64Array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_cast::cast;
use arrow_schema::ArrowError;
use arrow_schema::DataType;

use super::columns::{element, flat};
use crate::read::numbers;
use crate::read::shape::Shape;

/// A decoded column, free of Arrow's many types. Clones share what they hold.
#[derive(Debug, Clone)]
pub(in crate::read) enum Values {
    /// Text.
    Text(StringArray),
    /// Integers with a sign.
    Signed(Int64Array),
    /// Integers without.
    Unsigned(UInt64Array),
    /// Single-precision numbers, kept apart so that 0.7 is printed as 0.7.
    Single(Float32Array),
    /// Numbers.
    Double(Float64Array),
    /// Decimal numbers, digit by digit.
    Exact(StringArray),
    /// Truth values.
    Bool(BooleanArray),
    /// Bytes.
    Bytes(BinaryArray),
    /// Lists.
    List(List),
    /// Records, by field name.
    Record(Vec<(String, Values)>),
    /// Only nulls, or a type that serves nothing here.
    Absent,
}

/// A decoded column of lists.
#[derive(Debug, Clone)]
pub(in crate::read) struct List {
    pub(super) offsets: OffsetBuffer<i32>,
    pub(super) nulls: Option<NullBuffer>,
    /// The elements of all lists.
    pub(in crate::read) values: Box<Values>,
}

impl List {
    /// Returns where the elements of a row lie in `values`; `None` when the list is null.
    pub(in crate::read) fn items(&self, row: usize) -> Option<Range<usize>> {
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return None;
        }
        let end = |i: usize| usize::try_from(self.offsets[i]).unwrap_or(0);
        Some(end(row)..end(row + 1))
    }

    /// How many there are.
    pub(super) fn n_rows(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// The row that an element belongs to.
    pub(super) fn row_of(&self, item: usize) -> usize {
        let item = i32::try_from(item).unwrap_or(i32::MAX);
        self.offsets.partition_point(|&end| end <= item).saturating_sub(1)
    }
}

impl Values {
    /// One text for so many rows.
    pub(super) fn constant(value: Option<&str>, n_rows: usize) -> Self {
        Values::Text(StringArray::from(vec![value; n_rows]))
    }

    pub(super) fn new(array: &ArrayRef) -> Result<Self, ArrowError> {
        let to = |data_type: &DataType| cast(array, data_type);
        Ok(match array.data_type() {
            DataType::UInt64 => Values::Unsigned(array.as_primitive::<UInt64Type>().clone()),
            DataType::Float16 | DataType::Float32 => {
                Values::Single(to(&DataType::Float32)?.as_primitive::<Float32Type>().clone())
            }
            DataType::Struct(_) => {
                let record = array.as_struct();
                let fields = record.fields().iter().zip(record.columns());
                let fields = fields.map(|(field, values)| Ok((field.name().clone(), Values::new(values)?)));
                Values::Record(fields.collect::<Result<_, ArrowError>>()?)
            }
            DataType::Map(_, _) => {
                let map = array.as_map();
                let entries: ArrayRef = std::sync::Arc::new(map.entries().clone());
                Values::List(List {
                    offsets: map.offsets().clone(),
                    nulls: map.nulls().cloned(),
                    values: Box::new(Values::new(&entries)?),
                })
            }
            other => match flat(other) {
                Shape::Text => Values::Text(to(&DataType::Utf8)?.as_string::<i32>().clone()),
                Shape::Bytes => Values::Bytes(to(&DataType::Binary)?.as_binary::<i32>().clone()),
                Shape::Integer => Values::Signed(to(&DataType::Int64)?.as_primitive::<Int64Type>().clone()),
                Shape::Float => Values::Double(to(&DataType::Float64)?.as_primitive::<Float64Type>().clone()),
                // Beyond 15 digits a floating-point number is another one, and keys are such numbers.
                Shape::Decimal => Values::Exact(to(&DataType::Utf8)?.as_string::<i32>().clone()),
                Shape::Bool => Values::Bool(to(&DataType::Boolean)?.as_boolean().clone()),
                _ => match element(other) {
                    Some(item) => {
                        let lists = to(&DataType::List(item.clone().into()))?;
                        let lists = lists.as_list::<i32>();
                        Values::List(List {
                            offsets: lists.offsets().clone(),
                            nulls: lists.nulls().cloned(),
                            values: Box::new(Values::new(lists.values())?),
                        })
                    }
                    None => Values::Absent,
                },
            },
        })
    }

    /// Returns the text of a row, of a list the only one; `None` when null or not text.
    pub(in crate::read) fn text(&self, row: usize) -> Option<&str> {
        match self {
            Values::Text(array) if array.is_valid(row) => Some(array.value(row)),
            Values::Bytes(array) if array.is_valid(row) => std::str::from_utf8(array.value(row)).ok(),
            Values::List(list) => {
                let items = list.items(row).filter(|items| items.len() == 1)?;
                list.values.text(items.start)
            }
            _ => None,
        }
    }

    /// Whether a row holds anything.
    pub(in crate::read) fn is_there(&self, row: usize) -> bool {
        match self {
            Values::Text(a) | Values::Exact(a) => a.is_valid(row),
            Values::Bytes(a) => a.is_valid(row),
            Values::Signed(a) => a.is_valid(row),
            Values::Unsigned(a) => a.is_valid(row),
            Values::Single(a) => a.is_valid(row),
            Values::Double(a) => a.is_valid(row),
            Values::Bool(a) => a.is_valid(row),
            Values::List(list) => list.items(row).is_some(),
            // A record has no nulls of its own here: it is there if a part of it is.
            Values::Record(fields) => fields.iter().any(|(_, field)| field.is_there(row)),
            Values::Absent => false,
        }
    }

    /// Returns the bytes of a row; `None` when null or no bytes.
    pub(in crate::read) fn bytes(&self, row: usize) -> Option<&[u8]> {
        match self {
            Values::Bytes(array) if array.is_valid(row) => Some(array.value(row)),
            _ => None,
        }
    }

    /// Returns the number of a row, NaN and infinities as they are; `None` when null or no number. A text that is a
    /// number and a list of one number are that number.
    pub(in crate::read) fn number(&self, row: usize) -> Option<f64> {
        Some(match self {
            // Beyond 2^53 the last digit is lost, which no score needs.
            Values::Signed(a) => at(a, row)? as f64,
            Values::Unsigned(a) => at(a, row)? as f64,
            Values::Single(a) => f64::from(at(a, row)?),
            Values::Double(a) => at(a, row)?,
            Values::Bool(a) => f64::from(u8::from(a.is_valid(row).then(|| a.value(row))?)),
            Values::Exact(a) if a.is_valid(row) => a.value(row).parse().ok()?,
            Values::Text(_) | Values::Bytes(_) => numbers::number(self.text(row)?)?,
            Values::List(list) => {
                let items = list.items(row).filter(|items| items.len() == 1)?;
                list.values.number(items.start)?
            }
            _ => return None,
        })
    }

    /// Returns the mean of a list of numbers, NaN where one of them is missing; `None` when the list is null or empty.
    pub(in crate::read) fn mean(&self, row: usize) -> Option<f64> {
        let Values::List(list) = self else { return None };
        let items = list.items(row).filter(|items| !items.is_empty())?;
        let n = items.len() as f64;
        Some(items.map(|i| list.values.number(i).unwrap_or(f64::NAN)).sum::<f64>() / n)
    }

    /// Returns the numbers of a vector; missing ones are NaN. `buffer` holds them where the column does not. `None` when
    /// null or no vector: a list of numbers, or of one such list; a text that lists numbers; a record of their `values`.
    pub(in crate::read) fn vector<'a>(&'a self, row: usize, buffer: &'a mut Vec<f32>) -> Option<&'a [f32]> {
        buffer.clear();
        match self {
            Values::List(list) => {
                let items = list.items(row)?;
                match &*list.values {
                    Values::Single(a) if a.null_count() == 0 => return Some(&a.values()[items]),
                    Values::List(_) if items.len() == 1 => return list.values.vector(items.start, buffer),
                    Values::Single(_) | Values::Double(_) | Values::Signed(_) | Values::Unsigned(_) => {}
                    Values::Exact(_) => {}
                    _ => return None,
                }
                buffer.extend(items.map(|i| list.values.number(i).map_or(f32::NAN, |v| v as f32)));
            }
            Values::Text(_) => numbers::vector(self.text(row)?, buffer)?,
            Values::Record(_) if self.field(&["indices"]).is_empty(row) => {
                return self.field(&["values"]).vector(row, buffer);
            }
            _ => return None,
        }
        Some(buffer)
    }

    /// Whether a row has no list, or one without items.
    fn is_empty(&self, row: usize) -> bool {
        match self {
            Values::List(list) => list.items(row).is_none_or(|items| items.is_empty()),
            _ => true,
        }
    }

    /// Returns the one spelling of a value that is the same for every type that can hold it: 7, 7.0 and "7" give
    /// `7`. `buffer` holds it where the column does not. `None` when null or NaN.
    pub(in crate::read) fn canonical<'a>(&'a self, row: usize, buffer: &'a mut String) -> Option<&'a str> {
        buffer.clear();
        let written = match self {
            Values::Text(_) => return self.text(row),
            Values::Bytes(_) => return spelled(self.bytes(row)?, buffer),
            Values::Exact(a) if a.is_valid(row) => {
                let digits = a.value(row);
                let trimmed = match digits.contains('.') {
                    true => digits.trim_end_matches('0').trim_end_matches('.'),
                    false => digits,
                };
                buffer.write_str(if trimmed == "-0" { "0" } else { trimmed })
            }
            Values::Signed(a) => write!(buffer, "{}", at(a, row)?),
            Values::Unsigned(a) => write!(buffer, "{}", at(a, row)?),
            // Adding 0 turns -0 into 0; `Display` writes whole numbers without a point.
            Values::Single(a) => write!(buffer, "{}", at(a, row).filter(|v| !v.is_nan())? + 0.0),
            Values::Double(a) => write!(buffer, "{}", at(a, row).filter(|v| !v.is_nan())? + 0.0),
            Values::Bool(a) if a.is_valid(row) => write!(buffer, "{}", a.value(row)),
            _ => return None,
        };
        written.ok().map(|()| buffer.as_str())
    }

    /// Returns the first field with one of these names.
    pub(in crate::read) fn field(&self, names: &[&str]) -> &Values {
        let Values::Record(fields) = self else {
            return &Values::Absent;
        };
        let find = |name: &&str| fields.iter().find(|(field, _)| field == name);
        names.iter().find_map(find).map_or(&Values::Absent, |(_, values)| values)
    }
}

/// Bytes as a label: as text where they are some, else digit by digit.
fn spelled<'a>(bytes: &'a [u8], buffer: &'a mut String) -> Option<&'a str> {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => Some(text),
        _ => {
            bytes.iter().try_for_each(|byte| write!(buffer, "{byte:02x}")).ok()?;
            Some(buffer)
        }
    }
}

fn at<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>, row: usize) -> Option<T::Native> {
    array.is_valid(row).then(|| array.value(row))
}
