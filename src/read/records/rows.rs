//! Takes blocks apart into records.

use super::blocks::Block;
use super::csv::Rows;
use super::json::{self, Cursor, Fault};
use super::{Sink, format};

/// How records follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// JSON, one record a line.
    Lines,
    /// JSON, one list of all records.
    Elements,
    /// Fields divided by this byte, one record a line, but for line breaks in quotes.
    Rows(u8),
}

impl Kind {
    /// What places count.
    pub(super) fn place(self) -> &'static str {
        match self {
            Kind::Elements => "record",
            Kind::Lines | Kind::Rows(_) => "line",
        }
    }
}

/// The same, with the names of the fields where a first row says them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// How records follow each other.
    pub(super) kind: Kind,
    /// The names of the fields; `None` = each record says them itself.
    pub(super) header: Option<Vec<String>>,
}

/// Shows every record of a block, or says what is wrong.
pub(super) fn each(block: &Block, layout: &Layout, sink: &mut dyn Sink) -> Result<(), String> {
    let text = match std::str::from_utf8(&block.bytes) {
        Ok(text) => text,
        Err(e) => return Err(format::not_utf8(&block.bytes, e.valid_up_to(), block.place, layout.kind)),
    };
    // A mark that says that what follows is UTF-8.
    let text = if block.start == 0 { text.trim_start_matches('\u{feff}') } else { text };
    match (layout.kind, &layout.header) {
        (Kind::Rows(separator), Some(header)) => each_row(text, block, separator, header.len(), sink),
        (Kind::Elements, _) => each_element(text, block, sink),
        _ => each_line(text, block, sink),
    }
}

fn each_line(text: &str, block: &Block, sink: &mut dyn Sink) -> Result<(), String> {
    let mut lines = json::lines(text).zip(block.place..).peekable();
    while let Some((line, place)) = lines.next() {
        let is_last = block.is_last && lines.peek().is_none();
        let mut cursor = Cursor::new(line);
        if cursor.is_at_end() {
            continue;
        }
        let taken = sink.record(&mut cursor, place);
        let whole = taken.and_then(|()| match cursor.is_at_end() {
            true => Ok(()),
            false => cursor.expected("the end of the line"),
        });
        whole.map_err(|fault| format::said(&fault, Kind::Lines, place, is_last))?;
    }
    Ok(())
}

fn each_element(text: &str, block: &Block, sink: &mut dyn Sink) -> Result<(), String> {
    let mut cursor = Cursor::new(text);
    let mut place = block.place;
    let mut walk = || -> Result<(), Fault> {
        if block.start == 0 && !cursor.steps_over(b'[') {
            return cursor.expected("`[`");
        }
        loop {
            if cursor.steps_over(b']') {
                return if cursor.is_at_end() { Ok(()) } else { cursor.expected("the end of the file") };
            }
            if cursor.is_at_end() {
                // What is missing stands behind the record before.
                place = place.saturating_sub(1).max(1);
                return if block.is_last { cursor.expected("`,` or `]`") } else { Ok(()) };
            }
            sink.record(&mut cursor, place)?;
            if !cursor.steps_over(b',') && !cursor.is_at_end() && cursor.next().is_ok() {
                return cursor.expected("`,` or `]`");
            }
            place += 1;
        }
    };
    walk().map_err(|fault| format::said(&fault, Kind::Elements, place, block.is_last))
}

/// Rows have as many fields as the header.
fn each_row(
    text: &str,
    block: &Block,
    separator: u8,
    n_fields: usize,
    sink: &mut dyn Sink,
) -> Result<(), String> {
    let mut rows = Rows::new(text, separator, block.place);
    let mut cells = Vec::new();
    let mut walk = || -> Result<(), Fault> {
        if block.start == 0 {
            rows.next(&mut cells)?;
        }
        while rows.next(&mut cells)? {
            if cells.len() != n_fields {
                let what = format!("has {} field(s) where the header names {n_fields}", cells.len());
                return Err(Fault::of_record(what, false));
            }
            sink.row(&cells);
        }
        Ok(())
    };
    walk().map_err(|fault| format::said(&fault, Kind::Rows(separator), rows.began, block.is_last))
}
