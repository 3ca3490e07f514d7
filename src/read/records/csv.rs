//! Reads rows of fields with something between: RFC 4180, with any separator and any line break.

use std::borrow::Cow;

use super::json::Fault;
use crate::read::meaning::{self, Tier};
use crate::read::shape::Shape;

/// One field of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::read) struct Cell<'a> {
    /// What it holds.
    text: Cow<'a, str>,
    /// Whether it stood in quotes.
    is_quoted: bool,
}

impl Cell<'_> {
    /// Its text; `None` where nothing stands there, not even quotes.
    pub(in crate::read) fn text(&self) -> Option<&str> {
        (self.is_quoted || !self.text.is_empty()).then_some(&self.text)
    }
}

/// Rows of a text of whole rows.
pub(super) struct Rows<'a> {
    text: &'a str,
    at: usize,
    separator: u8,
    /// The line that it has come to, from 1.
    line: u64,
    /// The line in which the last row began.
    pub(super) began: u64,
}

impl<'a> Rows<'a> {
    /// Those of a text that begins with this line.
    pub(super) fn new(text: &'a str, separator: u8, line: u64) -> Self {
        Self { text, at: 0, separator, line, began: line }
    }

    /// Puts the fields of the next row into `cells`; false behind the last. Empty lines are no rows.
    pub(super) fn next(&mut self, cells: &mut Vec<Cell<'a>>) -> Result<bool, Fault> {
        cells.clear();
        while self.at < self.text.len() && self.line_break() {}
        self.began = self.line;
        if self.at >= self.text.len() {
            return Ok(false);
        }
        loop {
            let cell = self.cell()?;
            cells.push(cell);
            if self.byte() == Some(self.separator) {
                self.at += 1;
                continue;
            }
            self.line_break();
            return Ok(true);
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Steps over a line break, where one is next.
    fn line_break(&mut self) -> bool {
        let rest = &self.text.as_bytes()[self.at..];
        let n = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return false,
        };
        self.line += u64::from(rest[n - 1] == b'\n');
        self.at += n;
        true
    }

    fn cell(&mut self) -> Result<Cell<'a>, Fault> {
        if self.byte() != Some(b'"') {
            return Ok(Cell { text: Cow::Borrowed(self.plain()), is_quoted: false });
        }
        let mut text = Cow::Borrowed("");
        // Behind closing quotes more may stand: one more quote stands for itself, and anything else is taken as it is.
        while self.byte() == Some(b'"') {
            if !text.is_empty() || self.text[..self.at].ends_with('"') {
                text.to_mut().push('"');
            }
            self.at += 1;
            let start = self.at;
            let Some(end) = memchr::memchr(b'"', &self.text.as_bytes()[start..]) else {
                let what = "has a field that opens with `\"` and is never closed".to_owned();
                return Err(Fault::of_record(what, true));
            };
            let inside = &self.text[start..start + end];
            self.line += memchr::memchr_iter(b'\n', inside.as_bytes()).count() as u64;
            join(&mut text, inside);
            self.at = start + end + 1;
        }
        let behind = self.plain();
        join(&mut text, behind);
        Ok(Cell { text, is_quoted: true })
    }

    /// What stands before the next separator or line break.
    fn plain(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let end = memchr::memchr3(self.separator, b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }
}

fn join<'a>(text: &mut Cow<'a, str>, more: &'a str) {
    if text.is_empty() {
        *text = Cow::Borrowed(more);
    } else if !more.is_empty() {
        text.to_mut().push_str(more);
    }
}

/// Kinds of fields, a bit each.
const WHOLE: u8 = 1;
const WIDE: u8 = 2;
const REAL: u8 = 4;
const TRUTH: u8 = 8;
const TEXT: u8 = 16;

/// What was seen of the fields of a file, column by column.
#[derive(Debug, Default)]
pub(super) struct Kinds(Vec<u8>);

impl Kinds {
    /// Takes a row.
    pub(super) fn observe(&mut self, cells: &[Cell<'_>]) {
        self.0.resize(self.0.len().max(cells.len()), 0);
        for (kinds, cell) in self.0.iter_mut().zip(cells) {
            // What is text once stays text.
            if *kinds & TEXT == 0 {
                *kinds |= cell.text().map_or(0, kind);
            }
        }
    }

    /// Adds what was seen in another part.
    pub(super) fn merge(&mut self, other: &Self) {
        self.0.resize(self.0.len().max(other.0.len()), 0);
        for (kinds, more) in self.0.iter_mut().zip(&other.0) {
            *kinds |= more;
        }
    }

    /// The type of a column. An answer stays text although all answers may be numbers.
    pub(super) fn shape(&self, column: usize, name: &str) -> Shape {
        let kinds = self.0.get(column).copied().unwrap_or(0);
        let is_output = meaning::tier(name).is_some_and(|tier| tier >= Tier::Known);
        match kinds {
            0 => Shape::Null,
            _ if is_output => Shape::Text,
            TRUTH => Shape::Bool,
            WHOLE => Shape::Integer,
            kinds if kinds & !(WHOLE | WIDE) == 0 => Shape::Decimal,
            kinds if kinds & !(WHOLE | WIDE | REAL) == 0 => Shape::Float,
            _ => Shape::Text,
        }
    }
}

/// What a field could be. A number that would be written otherwise, such as 007, is text: it may be a name.
fn kind(text: &str) -> u8 {
    if truth(text).is_some() {
        return TRUTH;
    }
    if matches!(text, "NaN" | "nan") {
        return REAL;
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain =
        digits == "0" || digits.starts_with(|c: char| matches!(c, '1'..='9')) || digits.starts_with("0.");
    let is_number = is_plain
        && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    if !is_number || text.parse::<f64>().is_err() {
        return TEXT;
    }
    match digits.bytes().all(|byte| byte.is_ascii_digit()) {
        true if text.parse::<i64>().is_ok() => WHOLE,
        true => WIDE,
        false => REAL,
    }
}

/// The truth value that a field is.
pub(in crate::read) fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Result<Vec<Vec<Option<String>>>, Fault> {
        let (mut rows, mut cells, mut found) = (Rows::new(text, b',', 1), Vec::new(), Vec::new());
        while rows.next(&mut cells)? {
            found.push(cells.iter().map(|cell| cell.text().map(str::to_owned)).collect());
        }
        Ok(found)
    }

    fn row(text: &str) -> Vec<Option<String>> {
        let mut found = rows(text).unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    fn some(texts: &[&str]) -> Vec<Option<String>> {
        texts.iter().map(|text| Some((*text).to_owned())).collect()
    }

    #[test]
    fn fields_are_what_stands_between() {
        assert_eq!(row("a,b c,é\n"), some(&["a", "b c", "é"]));
        assert_eq!(row("a,\"b,\nc\",d"), some(&["a", "b,\nc", "d"]));
        assert_eq!(row("\"say \"\"hi\"\"\",\"\"\"\"\r\n"), some(&["say \"hi\"", "\""]));
        assert_eq!(row("\"a\"b,5\" disk"), some(&["ab", "5\" disk"]));
        assert_eq!(row("\"\"\"a\"\"\",x"), some(&["\"a\"", "x"]));
        assert_eq!(row(",\"\",").as_slice(), [None, Some(String::new()), None]);
        assert_eq!(rows("\na\n\n\nb\n").unwrap(), [some(&["a"]), some(&["b"])]);
        assert!(rows("a\n\"b,c\n").unwrap_err().is_cut);
    }

    #[test]
    fn lines_are_counted_within_quotes_too() {
        let mut rows = Rows::new("\n\"a\nb\"\nc\n", b',', 7);
        let mut cells = Vec::new();
        assert!(rows.next(&mut cells).unwrap());
        assert_eq!(rows.line, 10);
    }

    #[test]
    fn columns_are_numbers_where_every_field_is_one_and_is_written_as_one() {
        let shape = |values: &[&str], name: &str| {
            let mut kinds = Kinds::default();
            for value in values {
                let cell = Cell { text: Cow::Borrowed(value), is_quoted: false };
                kinds.observe(&[cell]);
            }
            kinds.shape(0, name)
        };
        assert_eq!(shape(&["1", "", "-20", "0"], "n"), Shape::Integer);
        assert_eq!(shape(&["1", "2.5", "NaN", "1e-3"], "n"), Shape::Float);
        assert_eq!(shape(&["1", "12345678901234567890"], "n"), Shape::Decimal);
        assert_eq!(shape(&["True", "False"], "n"), Shape::Bool);
        for value in ["007", "+1", "1-2", "inf", " 1", "1,5", ".5", "-"] {
            assert_eq!(shape(&[value, "1"], "n"), Shape::Text, "{value}");
        }
        assert_eq!(shape(&["1", "2"], "response"), Shape::Text);
        assert_eq!(shape(&["", ""], "n"), Shape::Null);
    }
}
