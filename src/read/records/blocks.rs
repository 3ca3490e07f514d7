//! Cuts a file into blocks of whole records, while it is read for the first time.

use std::io::{self, Read, Write};

use memchr::{memchr, memchr_iter, memchr2, memrchr};

use super::rows::Kind;

/// Bytes of a block: what a worker holds, and the least of a file that two workers share.
const BLOCK: usize = 4 << 20;

/// Bytes of one record from which it is none: the end of the one before was lost, or of a text in it.
pub(super) const LONGEST: usize = 256 << 20;

/// Bytes read at once.
const CHUNK: usize = 256 << 10;

/// Some whole records.
#[derive(Debug)]
pub(super) struct Block {
    /// Where it begins.
    pub(super) start: u64,
    /// What it holds.
    pub(super) bytes: Vec<u8>,
    /// The number of its first line; of a list that of its first record. Both from 1.
    pub(super) place: u64,
    /// Whether nothing follows.
    pub(super) is_last: bool,
}

/// Why no further block comes.
#[derive(Debug)]
pub(super) enum Stop {
    /// The file cannot be read on.
    Io(io::Error),
    /// It unpacks to far more than it takes.
    Bomb,
    /// A record does not end.
    Endless {
        /// Where it begins.
        place: u64,
    },
}

/// What is read, and where it is put where the file itself cannot be read a second time from any place.
pub(super) struct Input {
    /// Where bytes come from.
    pub(super) reader: Box<dyn Read>,
    /// Where a copy goes.
    pub(super) copy: Option<std::fs::File>,
    /// Most bytes that there may be.
    pub(super) most: u64,
}

impl Input {
    /// Reads on into a buffer; false at the end.
    fn fill(&mut self, buffer: &mut Vec<u8>, so_far: u64) -> Result<bool, Stop> {
        let from = buffer.len();
        (&mut self.reader).take(CHUNK as u64).read_to_end(buffer).map_err(Stop::Io)?;
        if let Some(copy) = &mut self.copy {
            copy.write_all(&buffer[from..]).map_err(Stop::Io)?;
        }
        if so_far + buffer.len() as u64 > self.most {
            return Err(Stop::Bomb);
        }
        Ok(buffer.len() > from)
    }
}

/// The blocks of a file, from its beginning.
pub(super) struct Blocks {
    input: Input,
    scan: Scan,
    /// What was read and is in no block yet.
    left: Vec<u8>,
    start: u64,
    place: u64,
    is_done: bool,
}

impl Blocks {
    /// Of what is read from here on.
    pub(super) fn new(input: Input, kind: Kind) -> Self {
        let scan = Scan { kind, ..Scan::default() };
        Self { input, scan, left: Vec::new(), start: 0, place: 1, is_done: false }
    }

    /// The next block.
    pub(super) fn next(&mut self) -> Result<Option<Block>, Stop> {
        if self.is_done {
            return Ok(None);
        }
        loop {
            let from = self.left.len();
            if !self.input.fill(&mut self.left, self.start)? {
                self.is_done = true;
                let bytes = std::mem::take(&mut self.left);
                return Ok(Some(Block { start: self.start, bytes, place: self.place, is_last: true }));
            }
            self.scan.feed(&self.left, from);
            if self.left.len() < BLOCK {
                continue;
            }
            if let Some(cut) = self.scan.cut() {
                return Ok(Some(self.split(cut)));
            }
            if self.left.len() > LONGEST {
                return Err(Stop::Endless { place: self.place });
            }
        }
    }

    fn split(&mut self, (cut, n_elements): (usize, u64)) -> Block {
        let rest = self.left.split_off(cut);
        let bytes = std::mem::replace(&mut self.left, rest);
        let block = Block { start: self.start, place: self.place, is_last: false, bytes };
        self.start += cut as u64;
        self.place += match self.scan.kind {
            Kind::Elements => n_elements,
            Kind::Lines | Kind::Rows(_) => memchr_iter(b'\n', &block.bytes).count() as u64,
        };
        block
    }

    /// Where the copy is, once everything was read.
    pub(super) fn into_copy(self) -> Option<std::fs::File> {
        self.input.copy
    }
}

/// Looks for places between two records.
#[derive(Debug)]
struct Scan {
    kind: Kind,
    /// The last place found since the block began.
    last: Option<usize>,
    /// Elements of the list up to there.
    n_elements: u64,
    /// Elements since the block began.
    n_open: u64,
    depth: usize,
    in_text: bool,
    /// Whether the byte before was a backslash in a text.
    is_escaped: bool,
    /// Whether a field ended right before.
    at_field: bool,
}

impl Default for Scan {
    fn default() -> Self {
        Self {
            kind: Kind::Lines,
            last: None,
            n_elements: 0,
            n_open: 0,
            depth: 0,
            in_text: false,
            is_escaped: false,
            at_field: true,
        }
    }
}

impl Scan {
    /// Looks at what stands in the buffer from here on.
    fn feed(&mut self, buffer: &[u8], from: usize) {
        match self.kind {
            Kind::Lines => {
                self.last = memrchr(b'\n', &buffer[from..]).map(|at| from + at + 1).or(self.last);
            }
            Kind::Elements => self.elements(buffer, from),
            Kind::Rows(separator) => self.rows(buffer, from, separator),
        }
    }

    /// The last place found, with the number of elements before it; what follows begins a new block.
    fn cut(&mut self) -> Option<(usize, u64)> {
        let found = self.last.take()?;
        let n = self.n_elements;
        self.n_open -= n;
        self.n_elements = 0;
        Some((found, n))
    }

    fn elements(&mut self, buffer: &[u8], mut at: usize) {
        while at < buffer.len() {
            if self.is_escaped {
                self.is_escaped = false;
                at += 1;
                continue;
            }
            if self.in_text {
                let Some(found) = memchr2(b'"', b'\\', &buffer[at..]) else { return };
                at += found;
                self.is_escaped = buffer[at] == b'\\';
                self.in_text = self.is_escaped;
                at += 1;
                continue;
            }
            match buffer[at] {
                b'"' => self.in_text = true,
                b'[' | b'{' => self.depth += 1,
                b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                b',' if self.depth == 1 => {
                    self.n_open += 1;
                    self.n_elements = self.n_open;
                    self.last = Some(at + 1);
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn rows(&mut self, buffer: &[u8], mut at: usize, separator: u8) {
        while at < buffer.len() {
            if self.in_text {
                // A doubled quote closes and opens again.
                let Some(found) = memchr(b'"', &buffer[at..]) else { return };
                at += found + 1;
                self.in_text = false;
                self.is_escaped = true;
                continue;
            }
            let byte = buffer[at];
            if byte == b'"' && (self.at_field || self.is_escaped) {
                self.in_text = true;
            }
            self.is_escaped = false;
            self.at_field = byte == separator || byte == b'\n' || byte == b'\r';
            at += 1;
            if byte == b'\n' {
                self.last = Some(at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks of some text, cut wherever that is possible: the buffer is offered byte by byte.
    fn cuts(text: &str, kind: Kind) -> Vec<(String, u64)> {
        let mut scan = Scan { kind, ..Scan::default() };
        let mut found = Vec::new();
        let (mut buffer, mut place) = (Vec::new(), 1);
        for byte in text.bytes() {
            buffer.push(byte);
            scan.feed(&buffer, buffer.len() - 1);
            if let Some((cut, n)) = scan.cut() {
                let rest = buffer.split_off(cut);
                found.push((String::from_utf8(std::mem::replace(&mut buffer, rest)).unwrap(), place));
                place += n;
            }
        }
        found.push((String::from_utf8(buffer).unwrap(), place));
        found
    }

    fn texts(text: &str, kind: Kind) -> Vec<String> {
        cuts(text, kind).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn lines_end_at_line_breaks() {
        assert_eq!(texts("a\nb\nc", Kind::Lines), ["a\n", "b\n", "c"]);
    }

    #[test]
    fn elements_end_at_commas_between_them() {
        let text = r#"[{"a": [1, 2], "b": "],\","}, {"c": {}}, {}]"#;
        let found = cuts(text, Kind::Elements);
        let expected = [(r#"[{"a": [1, 2], "b": "],\","},"#, 1), (r#" {"c": {}},"#, 2), (" {}]", 3)];
        assert_eq!(found, expected.map(|(text, place)| (text.to_owned(), place)));
    }

    #[test]
    fn rows_end_at_line_breaks_outside_of_quotes() {
        let text = "a,\"b\nc\"\n5\" disk,\"say \"\"hi\n\"\"\"\r\nx,\"\"\ny";
        let expected = ["a,\"b\nc\"\n", "5\" disk,\"say \"\"hi\n\"\"\"\r\n", "x,\"\"\n", "y"];
        assert_eq!(texts(text, Kind::Rows(b',')), expected);
    }

    #[test]
    fn blocks_hold_everything_once() {
        let line = format!("{}\n", "x".repeat(99));
        let text = line.repeat(3 * BLOCK / 100);
        let reader = Box::new(io::Cursor::new(text.clone().into_bytes()));
        let mut blocks = Blocks::new(Input { reader, copy: None, most: u64::MAX }, Kind::Lines);
        let (mut whole, mut n) = (Vec::new(), 0);
        while let Some(block) = blocks.next().unwrap() {
            assert_eq!(block.start, whole.len() as u64);
            assert_eq!(block.place, whole.len() as u64 / 100 + 1);
            whole.extend(block.bytes);
            n += 1;
        }
        assert!(n >= 3 && whole == text.into_bytes());
    }

    #[test]
    fn what_does_not_end_and_what_unpacks_to_far_too_much_is_refused() {
        let blocks = |most| {
            let reader = Box::new(io::repeat(b'x'));
            Blocks::new(Input { reader, copy: None, most }, Kind::Lines)
        };
        assert!(matches!(blocks(1 << 20).next(), Err(Stop::Bomb)));
        assert!(matches!(blocks(u64::MAX).next(), Err(Stop::Endless { place: 1 })));
    }
}
