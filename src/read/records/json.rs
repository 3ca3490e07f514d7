//! Reads JSON, value by value, and says where and in which field something is wrong.
//!
//! Grammar: RFC 8259, and the `NaN`, `Infinity` and `-Infinity` that Python writes. Whoever reads asks for what is next and takes it or skips it:
//! of ten fields that nobody wants, nothing is unescaped, parsed or allocated.

mod text;

use memchr::memchr;

/// Nesting that nobody writes, and that would exhaust the stack.
const DEEPEST: usize = 128;

/// What is wrong with a record.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::read) struct Fault {
    /// The path of the field; empty where the record itself is meant.
    pub(super) path: String,
    /// What was found, and what was expected.
    pub(super) what: String,
    /// Whether the end came too early.
    pub(super) is_cut: bool,
}

impl Fault {
    /// What is wrong with a whole record.
    pub(super) fn of_record(what: String, is_cut: bool) -> Self {
        Self { path: String::new(), what, is_cut }
    }

    /// The same, seen from the record that has the field `name`.
    fn within(mut self, name: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{name}{dot}{}", self.path);
        self
    }
}

/// What kind of value is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Next {
    /// A record of fields.
    Record,
    /// A list.
    List,
    /// Text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Truth,
    /// `null`.
    Null,
}

/// A number, as exactly as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::read) enum Number<'a> {
    /// A whole number of 64 bits.
    Whole(i64),
    /// The digits of a longer one.
    Wide(&'a str),
    /// Any other.
    Real(f64),
}

/// A place in a text of JSON.
#[derive(Debug)]
pub(in crate::read) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// The name of a field that has escapes, between uses.
    name: String,
}

impl<'a> Cursor<'a> {
    /// The beginning of a text.
    pub(in crate::read) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0, name: String::new() }
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    fn byte(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Steps over this byte, where it is next: the brackets and commas of a list that is read in pieces.
    pub(super) fn steps_over(&mut self, byte: u8) -> bool {
        self.skip_space();
        let is_next = self.byte() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.skip_space();
        self.at >= self.text.len()
    }

    /// A problem at this place.
    pub(in crate::read) fn fault<T>(&self, what: impl Into<String>) -> Result<T, Fault> {
        Err(Fault::of_record(what.into(), false))
    }

    /// A problem at this place: something else stands there than was expected.
    pub(super) fn expected<T>(&self, expected: &str) -> Result<T, Fault> {
        let Some(found) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) else {
            return Err(Fault::of_record(format!("ends where {expected} is expected"), true));
        };
        self.fault(format!("has `{}` where {expected} is expected", found.escape_debug()))
    }

    /// What is next.
    pub(in crate::read) fn next(&mut self) -> Result<Next, Fault> {
        self.skip_space();
        Ok(match self.byte() {
            Some(b'{') => Next::Record,
            Some(b'[') => Next::List,
            Some(b'"') => Next::Text,
            Some(b'-' | b'0'..=b'9' | b'N' | b'I') => Next::Number,
            Some(b't' | b'f') => Next::Truth,
            Some(b'n') => Next::Null,
            _ => return self.expected("a value"),
        })
    }

    fn word(&mut self, word: &str) -> Result<(), Fault> {
        if self.bytes()[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(());
        }
        // `nul` at the end of a file was cut off.
        match word.as_bytes().starts_with(&self.bytes()[self.at..]) {
            true => {
                self.at = self.text.len();
                self.expected(&format!("`{word}`"))
            }
            false => self.expected(&format!("`{word}`")),
        }
    }

    /// Takes `null`.
    pub(in crate::read) fn null(&mut self) -> Result<(), Fault> {
        self.word("null")
    }

    /// Takes a truth value.
    pub(in crate::read) fn truth(&mut self) -> Result<bool, Fault> {
        let is_true = self.byte() == Some(b't');
        self.word(if is_true { "true" } else { "false" })?;
        Ok(is_true)
    }

    /// Takes a number.
    pub(in crate::read) fn number(&mut self) -> Result<Number<'a>, Fault> {
        let start = self.at;
        let is_negative = self.byte() == Some(b'-');
        self.at += usize::from(is_negative);
        match self.byte() {
            Some(b'N') if !is_negative => return self.word("NaN").map(|()| Number::Real(f64::NAN)),
            Some(b'I') => {
                self.word("Infinity")?;
                return Ok(Number::Real(if is_negative { f64::NEG_INFINITY } else { f64::INFINITY }));
            }
            _ => {}
        }
        let digits = self.digits()?;
        if digits > 1 && self.bytes()[self.at - digits] == b'0' {
            self.at -= digits;
            return self.fault("has a number that begins with 0, which JSON does not allow");
        }
        let mut is_whole = true;
        if self.byte() == Some(b'.') {
            self.at += 1;
            is_whole = false;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            is_whole = false;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let text = &self.text[start..self.at];
        if is_whole {
            return Ok(text.parse().map_or(Number::Wide(text), Number::Whole));
        }
        text.parse().map_or_else(|_| self.fault("has a number that cannot be read"), |n| Ok(Number::Real(n)))
    }

    /// Steps over at least one digit.
    fn digits(&mut self) -> Result<usize, Fault> {
        let n = self.bytes()[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += n;
        if n == 0 { self.expected("a digit") } else { Ok(n) }
    }

    /// Takes a record: `each` is given every field, and takes its value or skips it.
    pub(in crate::read) fn record(
        &mut self,
        mut each: impl FnMut(&str, &mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.enter()?;
        self.skip_space();
        if self.byte() == Some(b'}') {
            return self.leave();
        }
        loop {
            self.skip_space();
            let mut buffer = std::mem::take(&mut self.name);
            // A name with escapes is put together in the buffer, which nested records may want, too.
            let name = self.text(&mut buffer)?;
            self.skip_space();
            if self.byte() != Some(b':') {
                return self.expected("`:`").map_err(|fault| fault.within(name));
            }
            self.at += 1;
            each(name, self).map_err(|fault| fault.within(name))?;
            self.name = buffer;
            if self.is_last(b'}', "`,` or `}`")? {
                return self.leave();
            }
        }
    }

    /// Takes a list: `each` takes or skips every item.
    pub(in crate::read) fn list(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.enter()?;
        self.skip_space();
        if self.byte() == Some(b']') {
            return self.leave();
        }
        loop {
            each(self).map_err(|fault| fault.within("[]"))?;
            if self.is_last(b']', "`,` or `]`")? {
                return self.leave();
            }
        }
    }

    fn enter(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.fault(format!("is nested deeper than {DEEPEST} levels"));
        }
        self.at += 1;
        Ok(())
    }

    fn leave(&mut self) -> Result<(), Fault> {
        self.depth -= 1;
        self.at += 1;
        Ok(())
    }

    /// Whether a value was the last one; else steps over the comma behind it.
    fn is_last(&mut self, close: u8, expected: &str) -> Result<bool, Fault> {
        self.skip_space();
        match self.byte() {
            Some(byte) if byte == close => Ok(true),
            Some(b',') => {
                self.at += 1;
                Ok(false)
            }
            _ => self.expected(expected),
        }
    }

    /// Steps over a value. What is inside of records and lists is not looked at, but for texts, which may hold brackets.
    pub(in crate::read) fn skip(&mut self) -> Result<(), Fault> {
        match self.next()? {
            Next::Text => self.skip_text(),
            Next::Number => self.number().map(|_| ()),
            Next::Truth => self.truth().map(|_| ()),
            Next::Null => self.null(),
            Next::Record | Next::List => self.skip_nested(),
        }
    }

    fn skip_nested(&mut self) -> Result<(), Fault> {
        let mut depth = 0usize;
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.skip_text()?;
                    continue;
                }
                Some(b'{' | b'[') => depth += 1,
                Some(b'}' | b']') => depth -= 1,
                Some(_) => {}
                None => return self.expected("the end of a record or list"),
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

/// Lines of a text of whole lines, each with its place, without the line break.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let line = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or_default();
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(json: &str) -> Result<String, String> {
        let mut cursor = Cursor::new(json);
        let found = cursor.number().map_err(|fault| fault.what)?;
        if !cursor.is_at_end() {
            return Err("stops early".to_owned());
        }
        Ok(format!("{found:?}"))
    }

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(number("-0").unwrap(), "Whole(0)");
        assert_eq!(number("9223372036854775807").unwrap(), "Whole(9223372036854775807)");
        assert_eq!(number("9223372036854775808").unwrap(), "Wide(\"9223372036854775808\")");
        assert_eq!(number("0.1e-2").unwrap(), "Real(0.001)");
        assert_eq!(number("NaN").unwrap(), "Real(NaN)");
        assert_eq!(number("-Infinity").unwrap(), "Real(-inf)");
        for bad in ["01", "-", "1.", "1e", ".5", "-NaN", "Nan"] {
            assert!(number(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_by_its_path() {
        fn walk(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
            match cursor.next()? {
                Next::Record => cursor.record(|_, cursor| walk(cursor)),
                Next::List => cursor.list(walk),
                _ => cursor.skip(),
            }
        }
        for (json, path, what) in [
            (r#"{"a": [{"b": }]}"#, "a[].b", "has `}` where a value is expected"),
            (r#"{"a": {"b": [1, 2"#, "a.b", "ends where `,` or `]` is expected"),
            (r#"{"a" 1}"#, "a", "has `1` where `:` is expected"),
            (r#"{"a": tru"#, "a", "ends where `true` is expected"),
            (r#"{a: 1}"#, "", "has `a` where a text in double quotes is expected"),
        ] {
            let fault = walk(&mut Cursor::new(json)).unwrap_err();
            assert_eq!((fault.path.as_str(), fault.what.as_str()), (path, what), "{json}");
            assert_eq!(fault.is_cut, what.starts_with("ends"));
        }
        let deep = "[".repeat(200);
        assert!(walk(&mut Cursor::new(&deep)).unwrap_err().what.contains("deeper than 128"));
    }

    #[test]
    fn what_is_skipped_may_hold_anything() {
        let json = r#"{"a": {"x": "}\"]é\\", "y": [1, {"z": "\\"}]}, "b\u0031": 2}"#;
        let mut names = Vec::new();
        let mut cursor = Cursor::new(json);
        cursor
            .record(|name, cursor| {
                names.push(name.to_owned());
                cursor.skip()
            })
            .unwrap();
        assert_eq!(names, ["a", "b1"]);
        assert!(cursor.is_at_end());
    }

    #[test]
    fn lines_end_where_they_break() {
        assert_eq!(lines("a\n\nb\r\nc").collect::<Vec<_>>(), ["a", "", "b\r", "c"]);
        assert_eq!(lines("a\n").collect::<Vec<_>>(), ["a"]);
    }
}
