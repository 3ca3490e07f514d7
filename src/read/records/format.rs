//! Tells files of records by name and first bytes, and says what is wrong with one.

use std::path::Path;

use super::csv::Rows;
use super::json::Fault;
use super::rows::{Kind, Layout};
use super::source::is_standard_input;

/// Endings of names of JSON Lines.
const LINES: [&str; 3] = ["jsonl", "ndjson", "jsonlines"];

/// Endings of compressed files that are unpacked.
const UNPACKED: [&str; 4] = ["gz", "gzip", "zst", "zstd"];

/// Endings of Parquet files, which hold nothing else.
const PARQUET: [&str; 4] = ["parquet", "parq", "pq", "pqt"];

/// Files of records, by what the name says, in the order in which a folder is searched for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::read) enum Named {
    /// JSON Lines.
    Lines,
    /// Fields divided by commas.
    Commas,
    /// Fields divided by tabs.
    Tabs,
    /// JSON of some kind.
    Json,
}

/// What the name of a file says that it holds; `None` = something else, or nothing.
pub(in crate::read) fn named(path: &Path) -> Option<Named> {
    Some(match ending(path)?.as_str() {
        ending if LINES.contains(&ending) => Named::Lines,
        "csv" => Named::Commas,
        "tsv" => Named::Tabs,
        "json" => Named::Json,
        _ => return None,
    })
}

/// The ending of a name, in small letters, before that of its compression.
fn ending(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let mut endings = name.rsplit('.');
    let last = endings.next()?;
    if UNPACKED.contains(&last) { endings.next() } else { Some(last) }.map(str::to_owned)
}

/// The name of a file without the endings of files of records.
pub(in crate::read) fn plain_name(name: &str) -> &str {
    let stem = |name| Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or(name);
    let is_packed = UNPACKED
        .iter()
        .any(|ending| Path::new(name).extension().is_some_and(|found| found.eq_ignore_ascii_case(ending)));
    let unpacked = if is_packed { stem(name) } else { name };
    if named(Path::new(unpacked)).is_some() { stem(unpacked) } else { name }
}

/// Whether a file is looked into at all: what is called Parquet is Parquet or an error.
pub(super) fn could_be(path: &Path) -> bool {
    ending(path).is_none_or(|ending| !PARQUET.contains(&ending.as_str()))
}

/// How the records of a file follow each other, by its name and first bytes; `None` where it is none of records.
pub(super) fn of(path: &Path, head: &[u8]) -> Result<Option<Layout>, String> {
    let is_input = is_standard_input(path);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = head.trim_ascii_start();
    let named = named(path);
    let json = |kind| Ok(Some(Layout { kind, header: None }));
    if head.is_empty() && !is_input {
        return Ok(None);
    }
    if matches!(named, Some(Named::Commas | Named::Tabs)) && !is_another(start) {
        return fields(head, named == Some(Named::Tabs)).map(Some);
    }
    match start.first() {
        Some(b'{') if is_one_record(start) => Err(ONE_RECORD.to_owned()),
        Some(b'{') => json(Kind::Lines),
        Some(b'[') => json(Kind::Elements),
        None if is_input => Err("standard input is empty: is whatever writes to it done?".to_owned()),
        Some(_) if is_input && is_another(start) => Err(NO_INPUT.to_owned()),
        Some(_) if is_input => fields(head, false).map(Some),
        Some(_) if named == Some(Named::Lines) && !is_another(start) => json(Kind::Lines),
        _ => Ok(None),
    }
}

const ONE_RECORD: &str = "holds one record over several lines, and neither one record a line nor a list of them; write a record a line, for \
                          example with `jq -c '.[]' FILE`";

const NO_INPUT: &str =
    "standard input holds no records; give JSON Lines, a list of JSON or CSV there, and Parquet as a file";

/// Fields by a header: divided by tabs, or by what stands in it most often.
fn fields(head: &[u8], by_tabs: bool) -> Result<Layout, String> {
    let line =
        head.split(|&byte| byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let count = |separator: u8| line.iter().filter(|&&byte| byte == separator).count();
    let separator = if by_tabs {
        b'\t'
    } else {
        [b',', b';', b'\t'].into_iter().rev().max_by_key(|&s| count(s)).unwrap_or(b',')
    };
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // A character may be cut at the end of what is looked at; what is wrong further on is told by line.
        Err(e) => std::str::from_utf8(&head[..e.valid_up_to()]).unwrap_or_default(),
    };
    let mut cells = Vec::new();
    let is_there = Rows::new(text, separator, 1).next(&mut cells).is_ok_and(|is_there| is_there);
    if !is_there
        || cells.iter().any(|cell| cell.text().is_none_or(|name| name.trim().is_empty())) && cells.len() < 2
    {
        return Err("has no header: its first line must name the columns".to_owned());
    }
    let names = cells.iter().map(|cell| cell.text().unwrap_or_default().trim().to_owned());
    Ok(Layout { kind: Kind::Rows(separator), header: Some(names.collect()) })
}

/// Whether the first line is the beginning of a record only.
fn is_one_record(head: &[u8]) -> bool {
    let first = head.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii();
    first.len() < head.trim_ascii().len() && matches!(first.last(), Some(b'{' | b'[' | b','))
}

/// A page or pointer that was saved in place of the file, or another kind of file; what else is wrong is told line by line.
fn is_another(head: &[u8]) -> bool {
    head.starts_with(b"<")
        || head.starts_with(b"PAR")
        || head.starts_with(b"version https://git-lfs")
        || head.contains(&0)
}

/// Says what is wrong with a record, where, and what to do.
pub(super) fn said(fault: &Fault, kind: Kind, at: u64, is_last: bool) -> String {
    let place = kind.place();
    let field = match fault.path.as_str() {
        "" => String::new(),
        path => format!("field `{}` ", path.escape_debug()),
    };
    let what = &fault.what;
    if fault.is_cut && is_last {
        return format!(
            "{place} {at}, the last one, {field}{what}: the file is cut off; write, copy or download it again, or delete this {place}"
        );
    }
    format!("{place} {at}: {field}{what}; mend this {place}, or write the file again")
}

/// Says where bytes are no text.
pub(super) fn not_utf8(bytes: &[u8], at: usize, first: u64, kind: Kind) -> String {
    let before = &bytes[..at];
    let line = memchr::memchr_iter(b'\n', before).count() as u64;
    let column = at - memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
    let place = match kind {
        // Records of a list are not counted by lines.
        Kind::Elements => format!("a record from the {first}th on"),
        Kind::Lines | Kind::Rows(_) => format!("line {}", first + line),
    };
    format!(
        "{place}: holds bytes that are not UTF-8 text (0x{:02x} at byte {column} of the line, from 0); convert the file, for example with \
         `iconv -f latin1 -t utf-8 FILE`",
        bytes[at]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_name_and_first_bytes() {
        let of = |name: &str, head: &[u8]| match of(Path::new(name), head) {
            Ok(Some(Layout { kind, header: None })) => format!("{kind:?}"),
            Ok(Some(Layout { kind, header: Some(names) })) => format!("{kind:?} of {}", names.join("|")),
            Ok(None) => "none".to_owned(),
            Err(problem) => problem,
        };
        assert_eq!(of("a.jsonl", b"{\"a\": 1}\n{\"a\": 2}\n"), "Lines");
        assert_eq!(of("a.jsonl", b"\xef\xbb\xbf{\"a\": 1}\n"), "Lines");
        assert_eq!(of("a", b"{\"a\": 1}"), "Lines");
        assert_eq!(of("a.json", b"\n [{\"a\": 1}]"), "Elements");
        assert!(of("a.json", b"{\n  \"a\": 1\n}").starts_with("holds one record over several lines"));
        assert_eq!(of("a.jsonl", b"oops"), "Lines", "what is wrong is told line by line");
        assert_eq!(of("a.jsonl", b"<html>"), "none");
        assert_eq!(of("a.csv", b"<html>"), "none");
        assert_eq!(of("a.jsonl", b""), "none");
        assert_eq!(of("a.txt", b"Once upon a time, there was"), "none");
        assert!(of("-", b"PAR1").starts_with("standard input holds no records"));
        assert_eq!(of("a.csv", b"\xef\xbb\xbfprompt,\"the, text\"\n"), "Rows(44) of prompt|the, text");
        assert_eq!(of("a.csv.gz", b"prompt;text, long\nx;y"), "Rows(44) of prompt;text|long");
        assert_eq!(of("a.csv", b"prompt;text;id\nx;y"), "Rows(59) of prompt|text|id");
        assert_eq!(of("a.tsv", b"a,b\tc,d"), "Rows(9) of a,b|c,d");
        assert_eq!(of("-", b"a\tb\n"), "Rows(9) of a|b");
        assert!(could_be(Path::new("a.jsonl.gz")) && could_be(Path::new("a")));
        assert!(!could_be(Path::new("a.parquet.gz")));
    }

    #[test]
    fn names_lose_their_endings() {
        for (name, expected) in [
            ("gen1.jsonl", "gen1"),
            ("gen1.v2.JSONL.gz", "gen1.v2"),
            ("a.json.zst", "a"),
            ("x.tsv.gz", "x"),
            ("a.txt", "a.txt"),
            ("v1.5", "v1.5"),
        ] {
            assert_eq!(plain_name(name), expected);
        }
    }
}
