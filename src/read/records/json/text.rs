//! Texts of JSON: as they stand there where they have no escapes, else put together anew.

use memchr::memchr2;

use super::{Cursor, Fault};

impl<'a> Cursor<'a> {
    /// Takes a text; `buffer` holds it where it has escapes.
    pub(in crate::read) fn text<'b>(&mut self, buffer: &'b mut String) -> Result<&'b str, Fault>
    where
        'a: 'b,
    {
        let start = self.open()?;
        let end = self.next_mark()?;
        if self.bytes()[end] == b'"' {
            self.at = end + 1;
            return Ok(&self.text[start..end]);
        }
        buffer.clear();
        self.unescape(start, end, buffer)?;
        Ok(buffer)
    }

    /// Steps over the mark that opens a text.
    fn open(&mut self) -> Result<usize, Fault> {
        if self.byte() != Some(b'"') {
            return self.expected("a text in double quotes");
        }
        self.at += 1;
        Ok(self.at)
    }

    /// Where the next quote or backslash is.
    fn next_mark(&mut self) -> Result<usize, Fault> {
        match memchr2(b'"', b'\\', &self.bytes()[self.at..]) {
            Some(found) => Ok(self.at + found),
            None => {
                self.at = self.text.len();
                self.expected("the end of a text, `\"`,")
            }
        }
    }

    fn unescape(&mut self, mut start: usize, mut end: usize, buffer: &mut String) -> Result<(), Fault> {
        loop {
            buffer.push_str(&self.text[start..end]);
            self.at = end + 1;
            if self.bytes()[end] == b'"' {
                return Ok(());
            }
            let plain = match self.byte() {
                Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
                Some(b'n') => '\n',
                Some(b't') => '\t',
                Some(b'r') => '\r',
                Some(b'b') => '\u{8}',
                Some(b'f') => '\u{c}',
                Some(b'u') => self.code_point()?,
                _ => return self.expected("one of \" \\ / b f n r t u behind a backslash"),
            };
            self.at += 1;
            buffer.push(plain);
            start = self.at;
            end = self.next_mark()?;
        }
    }

    /// The character of `uXXXX`, or of two of them that belong together; ends on its last byte.
    fn code_point(&mut self) -> Result<char, Fault> {
        let first = self.code_unit()?;
        if let Some(found) = char::from_u32(first) {
            return Ok(found);
        }
        const LONE: &str = "has half of a character, a lone surrogate such as \\ud83d, which is no text";
        if first >= 0xdc00 || self.bytes().get(self.at + 1..self.at + 3) != Some(b"\\u") {
            return self.fault(LONE);
        }
        self.at += 2;
        let second = self.code_unit()?;
        let joined = second.checked_sub(0xdc00).map(|low| 0x10000 + ((first - 0xd800) << 10) + low);
        joined.and_then(char::from_u32).map_or_else(|| self.fault(LONE), Ok)
    }

    /// The number of `uXXXX`, whose `u` is next; ends on the last digit.
    fn code_unit(&mut self) -> Result<u32, Fault> {
        let digits = self.bytes().get(self.at + 1..self.at + 5).unwrap_or_default();
        let digits = std::str::from_utf8(digits).unwrap_or_default();
        if digits.len() < 4 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return self.fault("has `\\u` without four hexadecimal digits");
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).or_else(|_| self.fault("has `\\u` without four hexadecimal digits"))
    }

    /// Steps over a text.
    pub(in crate::read) fn skip_text(&mut self) -> Result<(), Fault> {
        self.open()?;
        loop {
            let mark = self.next_mark()?;
            self.at = mark + 1;
            if self.bytes()[mark] == b'"' {
                return Ok(());
            }
            self.at = (mark + 2).min(self.text.len());
            // The byte behind a backslash may begin a character of several.
            while !self.text.is_char_boundary(self.at) {
                self.at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> Result<String, Fault> {
        Cursor::new(json).text(&mut String::new()).map(str::to_owned)
    }

    #[test]
    fn texts_are_unescaped() {
        assert_eq!(text(r#""plain é""#).unwrap(), "plain é");
        assert_eq!(text(r#""a\"b\\c\/d\n\t\r\b\f""#).unwrap(), "a\"b\\c/d\n\t\r\u{8}\u{c}");
        assert_eq!(text(r#""\u00e9 \ud83d\ude00 é""#).unwrap(), "é 😀 é");
        for (bad, why) in [
            (r#""\ud83d""#, "half of a character"),
            (r#""\ude00\ud83d""#, "half of a character"),
            (r#""\ud83d\u0041""#, "half of a character"),
            (r#""\u12""#, "four hexadecimal"),
            (r#""\u+123""#, "four hexadecimal"),
            (r#""\é""#, "behind a backslash"),
            (r#""open"#, "the end of a text"),
            (r#""open\"#, "behind a backslash"),
        ] {
            let fault = text(bad).unwrap_err();
            assert!(fault.what.contains(why), "{bad}: {}", fault.what);
        }
    }
}
