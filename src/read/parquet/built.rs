//! Builds columns out of records, only what is wanted of them.

use std::ops::Range;

use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_buffer::{NullBuffer, OffsetBuffer};

use super::values::{List, Values};
use crate::read::names::PART_FIELD;
use crate::read::records::{Cell, Cursor, Fault, Next, Number, truth};
use crate::read::shape::Shape;

/// A column that is being built.
pub(super) enum Built {
    /// Nobody wants it, or it holds nothing that serves.
    Skipped,
    Text(StringBuilder),
    Whole(Int64Builder),
    /// Numbers digit by digit.
    Digits(StringBuilder),
    Real(Float64Builder),
    Truth(BooleanBuilder),
    List(Items),
    Record(Fields),
}

/// A column of lists.
pub(super) struct Items {
    item: Box<Built>,
    lengths: Vec<usize>,
    valid: Vec<bool>,
}

/// A column of records, or all columns.
pub(super) struct Fields {
    fields: Vec<Field>,
    n_records: usize,
    /// Where the next field is looked for first.
    next: usize,
}

struct Field {
    name: String,
    /// Its place among all fields of the record, wanted or not.
    position: usize,
    built: Built,
    /// Values so far.
    n: usize,
}

impl Built {
    /// A column of this shape whose first leaf has this number; `wanted` says of some leaves whether any of them is.
    pub(super) fn new(shape: &Shape, leaf: usize, wanted: &dyn Fn(Range<usize>) -> bool) -> Self {
        if !wanted(leaf..leaf + shape.n_leaves()) {
            return Built::Skipped;
        }
        match shape {
            Shape::Text => Built::Text(StringBuilder::new()),
            Shape::Integer => Built::Whole(Int64Builder::new()),
            Shape::Decimal => Built::Digits(StringBuilder::new()),
            Shape::Float => Built::Real(Float64Builder::new()),
            Shape::Bool => Built::Truth(BooleanBuilder::new()),
            Shape::List(item) => Built::List(Items {
                item: Box::new(Built::new(item, leaf, wanted)),
                lengths: Vec::new(),
                valid: Vec::new(),
            }),
            Shape::Record(fields) => Built::Record(Fields::new(
                fields.iter().map(|(name, shape)| (name.as_str(), shape)),
                leaf,
                wanted,
            )),
            _ => Built::Skipped,
        }
    }

    /// Takes the next value. `buffer` is working space.
    fn take(&mut self, cursor: &mut Cursor<'_>, buffer: &mut String) -> Result<(), Fault> {
        let next = cursor.next()?;
        if next == Next::Null {
            self.null();
            return cursor.null();
        }
        match (self, next) {
            (Built::Skipped, _) => cursor.skip(),
            (Built::Text(built), Next::Text) => {
                built.append_value(cursor.text(buffer)?);
                Ok(())
            }
            (Built::Truth(built), Next::Truth) => {
                built.append_value(cursor.truth()?);
                Ok(())
            }
            (number, Next::Number) => number.number(cursor),
            (Built::List(built), Next::List) => built.take(cursor, buffer),
            (Built::List(built), Next::Text) => {
                built.item.text(cursor.text(buffer)?);
                built.close(1);
                Ok(())
            }
            (Built::Record(built), Next::Record) => built.take(cursor, buffer),
            _ => cursor.fault(CHANGED),
        }
    }

    fn number(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        match (self, cursor.number()?) {
            (Built::Whole(built), Number::Whole(n)) => built.append_value(n),
            (Built::Real(built), Number::Whole(n)) => built.append_value(n as f64),
            (Built::Real(built), Number::Real(n)) => built.append_value(n),
            (Built::Real(built), Number::Wide(digits)) => built.append_option(digits.parse().ok()),
            (Built::Digits(built), Number::Whole(n)) => built.append_value(n.to_string()),
            (Built::Digits(built), Number::Wide(digits)) => built.append_value(digits),
            _ => return cursor.fault(CHANGED),
        }
        Ok(())
    }

    /// Takes a text that stands for a list of one: itself, or a part of a message that has it.
    fn text(&mut self, text: &str) {
        match self {
            Built::Text(built) => built.append_value(text),
            Built::Record(built) => built.part(text),
            other => other.null(),
        }
    }

    /// Takes a field of a row, which was seen to be what the column holds.
    fn cell(&mut self, cell: &Cell<'_>) {
        let text = cell.text();
        match self {
            Built::Text(built) => built.append_option(text),
            Built::Digits(built) => built.append_option(text),
            Built::Whole(built) => built.append_option(text.and_then(|text| text.parse().ok())),
            Built::Real(built) => built.append_option(text.and_then(|text| text.parse().ok())),
            Built::Truth(built) => built.append_option(text.and_then(truth)),
            Built::Skipped | Built::List(_) | Built::Record(_) => {}
        }
    }

    fn null(&mut self) {
        match self {
            Built::Skipped => {}
            Built::Text(built) | Built::Digits(built) => built.append_null(),
            Built::Whole(built) => built.append_null(),
            Built::Real(built) => built.append_null(),
            Built::Truth(built) => built.append_null(),
            Built::List(built) => {
                built.lengths.push(0);
                built.valid.push(false);
            }
            Built::Record(built) => {
                built.n_records += 1;
                built.fill();
            }
        }
    }

    /// The column.
    pub(super) fn finish(self) -> Values {
        match self {
            Built::Skipped => Values::Absent,
            Built::Text(mut built) => Values::Text(built.finish()),
            Built::Digits(mut built) => Values::Exact(built.finish()),
            Built::Whole(mut built) => Values::Signed(built.finish()),
            Built::Real(mut built) => Values::Double(built.finish()),
            Built::Truth(mut built) => Values::Bool(built.finish()),
            Built::List(built) => Values::List(List {
                offsets: OffsetBuffer::from_lengths(built.lengths),
                nulls: Some(NullBuffer::from(built.valid)),
                values: Box::new(built.item.finish()),
            }),
            Built::Record(built) => Values::Record(
                built.fields.into_iter().map(|field| (field.name, field.built.finish())).collect(),
            ),
        }
    }
}

/// What the first pass would not have said.
const CHANGED: &str = "holds another type than when the file was read first: was it written to meanwhile?";

impl Items {
    fn take(&mut self, cursor: &mut Cursor<'_>, buffer: &mut String) -> Result<(), Fault> {
        let mut n = 0;
        cursor.list(|cursor| {
            n += 1;
            self.item.take(cursor, buffer)
        })?;
        self.close(n);
        Ok(())
    }

    fn close(&mut self, n: usize) {
        self.lengths.push(n);
        self.valid.push(true);
    }
}

impl Fields {
    /// Fields of these shapes, the first leaf of which has this number.
    pub(super) fn new<'a>(
        shapes: impl Iterator<Item = (&'a str, &'a Shape)>,
        mut leaf: usize,
        wanted: &dyn Fn(Range<usize>) -> bool,
    ) -> Self {
        let mut fields = Vec::new();
        for (position, (name, shape)) in shapes.enumerate() {
            let built = Built::new(shape, leaf, wanted);
            leaf += shape.n_leaves();
            if !matches!(built, Built::Skipped) {
                fields.push(Field { name: name.to_owned(), position, built, n: 0 });
            }
        }
        Self { fields, n_records: 0, next: 0 }
    }

    /// Takes a record.
    pub(super) fn take(&mut self, cursor: &mut Cursor<'_>, buffer: &mut String) -> Result<(), Fault> {
        self.n_records += 1;
        self.next = 0;
        cursor.record(|name, cursor| match self.find(name) {
            Some(field) => {
                field.n += 1;
                field.built.take(cursor, buffer)
            }
            None => cursor.skip(),
        })?;
        self.fill();
        Ok(())
    }

    fn find(&mut self, name: &str) -> Option<&mut Field> {
        let is_it = |field: &Field| field.name == name;
        let at = match self.fields.get(self.next) {
            Some(field) if is_it(field) => self.next,
            _ => self.fields.iter().position(is_it)?,
        };
        self.next = at + 1;
        Some(&mut self.fields[at])
    }

    /// A part of a message that has this text.
    fn part(&mut self, text: &str) {
        self.n_records += 1;
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == PART_FIELD) {
            field.n += 1;
            field.built.text(text);
        }
        self.fill();
    }

    /// What a record lacks is null.
    fn fill(&mut self) {
        for field in self.fields.iter_mut().filter(|field| field.n < self.n_records) {
            field.built.null();
            field.n = self.n_records;
        }
    }

    /// Takes a row of all fields.
    pub(super) fn take_row(&mut self, cells: &[Cell<'_>]) {
        for field in &mut self.fields {
            if let Some(cell) = cells.get(field.position) {
                field.built.cell(cell);
            }
        }
    }

    /// The columns by their places.
    pub(super) fn finish(self) -> impl Iterator<Item = (usize, Values)> {
        self.fields.into_iter().map(|field| (field.position, field.built.finish()))
    }
}
