//! Says what a file is that does not open as Parquet, from its first and last bytes.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes looked at from the beginning of a file.
const HEAD: u64 = 4096;

/// How a Parquet file begins and ends.
const PARQUET: &[u8] = b"PAR1";
/// How one ends whose footer is encrypted.
const ENCRYPTED: &[u8] = b"PARE";

/// Files of other formats by how they begin: what they are, and how they become Parquet.
const BEGINNINGS: &[(&[u8], &str, &str)] = &[
    (b"\x1f\x8b", "gzip-compressed", "decompress it with `gzip -dc FILE > NEW.parquet`"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed", "decompress it with `zstd -dc FILE > NEW.parquet`"),
    (
        b"BZh",
        "bzip2-compressed",
        "decompress it with `bzip2 -dc FILE > NEW` (gzip and zstd are read as they are, but for Parquet)",
    ),
    (
        b"\xfd7zXZ\0",
        "xz-compressed",
        "decompress it with `xz -dc FILE > NEW` (gzip and zstd are read as they are, but for Parquet)",
    ),
    (
        b"\x04\x22\x4d\x18",
        "lz4-compressed",
        "decompress it with `lz4 -dc FILE > NEW` (gzip and zstd are read as they are, but for Parquet)",
    ),
    (b"PK\x03\x04", "a zip archive", "unpack it with `unzip FILE` and give the Parquet files inside"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it and give the Parquet files inside"),
    (
        b"ARROW1",
        "an Arrow IPC (Feather) file",
        "write it as Parquet, for example with pandas: read_feather(FILE).to_parquet(NEW)",
    ),
    (
        b"FEA1",
        "a Feather file of version 1",
        "write it as Parquet, for example with pandas: read_feather(FILE).to_parquet(NEW)",
    ),
    (
        b"\xff\xff\xff\xff",
        "an Arrow IPC stream",
        "write it as Parquet, for example with datasets: Dataset.from_file(FILE).to_parquet(NEW)",
    ),
    (b"ORC", "an ORC file", "write it as Parquet, for example with pandas: read_orc(FILE).to_parquet(NEW)"),
    (
        b"Obj\x01",
        "an Avro file",
        "write it as Parquet, for example with polars: read_avro(FILE).write_parquet(NEW)",
    ),
    (b"\x89HDF", "an HDF5 file", "write the table in it as Parquet"),
    (b"\x93NUMPY", "a NumPy array", "write a table with the texts as Parquet"),
    (
        b"\x89GLP\r\n",
        "a profile of genloss, which holds no rows",
        "give it alone or with other profiles to a command that compares, and Parquet to others",
    ),
    (b"SQLite format 3\0", "an SQLite database", "write the table in it as Parquet"),
];

/// What key management writes beside encrypted columns under a footer that is not.
const KEY_MATERIAL: &[u8] = b"\"keyMaterialType\"";
/// Bytes looked at from the end, where the footer is.
const FOOTER: u64 = 1 << 20;

/// What this file is and what to do, where its bytes tell; `None` where it looks like Parquet from outside, or cannot be
/// looked at.
pub(super) fn recognize(path: &Path) -> Option<String> {
    if let Some(what) = special(path) {
        return Some(what);
    }
    let (head, tail, length) = ends(path).ok()?;
    let found = of_bytes(&head, &tail, length).or_else(|| {
        let footer = last(path, FOOTER).ok()?;
        let is_encrypted = footer.windows(KEY_MATERIAL.len()).any(|bytes| bytes == KEY_MATERIAL);
        is_encrypted.then(|| ("a Parquet file with encrypted columns".to_owned(), DECRYPT.to_owned()))
    });
    found.map(|(what, hint)| format!("{what}; {hint}"))
}

/// What is there instead of a file, and what to do: opening a pipe waits for whoever writes to it.
pub(super) fn special(path: &Path) -> Option<String> {
    let kind = std::fs::metadata(path).ok()?.file_type();
    if kind.is_file() || kind.is_dir() {
        return None;
    }
    Some(format!("{}, not a file; write what it gives into a Parquet file, and give that", name_of(kind)))
}

#[cfg(unix)]
fn name_of(kind: std::fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match kind {
        kind if kind.is_fifo() => "a pipe",
        kind if kind.is_socket() => "a socket",
        _ => "a device",
    }
}

#[cfg(not(unix))]
fn name_of(_: std::fs::FileType) -> &'static str {
    "a device"
}

/// The last bytes of a file.
fn last(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(length.saturating_sub(most)))?;
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The way out of encryption.
const DECRYPT: &str = "decrypt it first: read it where the keys are, and write it without encryption";

/// Whether a file begins as Parquet does.
pub(super) fn begins_as_parquet(path: &Path) -> bool {
    ends(path).is_ok_and(|(head, _, _)| head.starts_with(PARQUET) || head.starts_with(ENCRYPTED))
}

/// First bytes, the last four, and the length.
fn ends(path: &Path) -> io::Result<(Vec<u8>, Vec<u8>, u64)> {
    if special(path).is_some() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head)?;
    Ok((head, last(path, 4)?, length))
}

fn of_bytes(head: &[u8], tail: &[u8], length: u64) -> Option<(String, String)> {
    let said = |what: &str, hint: &str| Some((what.to_owned(), hint.to_owned()));
    let other = |what: &str, hint: &str| Some((format!("{what}, not a Parquet file"), hint.to_owned()));
    if length == 0 {
        return said("an empty file", "write or download it again");
    }
    if head.starts_with(ENCRYPTED) || tail == ENCRYPTED {
        return said("an encrypted Parquet file", DECRYPT);
    }
    if head.starts_with(PARQUET) {
        let is_whole = tail == PARQUET && length > 8;
        return (!is_whole).then(|| {
            (
                format!("a Parquet file that is cut off: it holds {length} bytes and lacks its end"),
                "write, copy or download it again".to_owned(),
            )
        });
    }
    if tail == PARQUET {
        return said(
            "a damaged Parquet file: it ends as one, but does not begin so",
            "write, copy or download it again",
        );
    }
    if let Some((_, what, hint)) = BEGINNINGS.iter().find(|(begins, _, _)| head.starts_with(begins)) {
        return other(what, hint);
    }
    if head.starts_with(b"\x80") && head.get(1).is_some_and(|version| (2..=5).contains(version)) {
        return other(
            "a Python pickle",
            "write it as Parquet, for example with pandas: read_pickle(FILE).to_parquet(NEW)",
        );
    }
    if head.iter().all(|&byte| byte == 0) {
        return said(
            "a file that begins with nothing but zero bytes, as after a download that broke off",
            "download it again",
        );
    }
    match text(head) {
        Some(text) => Some(of_text(text)),
        None => other("a binary file of another kind", "give Parquet files"),
    }
}

/// The beginning as text: UTF-8 (a character may be cut at the end) without control characters.
fn text(head: &[u8]) -> Option<&str> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(e) if e.error_len().is_none() => std::str::from_utf8(&head[..e.valid_up_to()]).ok()?,
        Err(_) => return None,
    };
    let is_plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    text.chars().all(is_plain).then_some(text)
}

fn of_text(text: &str) -> (String, String) {
    let start = text.trim_start();
    let lower = start.get(..start.len().min(64)).unwrap_or(start).to_lowercase();
    let (what, hint) = if start.starts_with("version https://git-lfs.github.com/spec/") {
        return lfs(start);
    } else if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        (
            "an HTML page, such as a sign-in or error page saved in place of the file",
            "download it again, signed in",
        )
    } else if lower.starts_with("<?xml") || lower.starts_with("<error") {
        ("an XML page, such as the error of an object store saved in place of the file", "download it again")
    } else if start.starts_with('{') && is_json_lines(start) {
        (
            "JSON Lines",
            "give it the ending .jsonl, or write it as Parquet, for example with pandas: read_json(FILE, lines=True).to_parquet(NEW)",
        )
    } else if start.starts_with(['{', '[']) {
        (
            "a JSON file",
            "give it the ending .json if it is a list of records, or write it as Parquet, for example with pandas: read_json(FILE).to_parquet(NEW)",
        )
    } else if is_separated(start, ',') || is_separated(start, ';') {
        (
            "a CSV file",
            "give it the ending .csv, or write it as Parquet, for example with pandas: read_csv(FILE).to_parquet(NEW)",
        )
    } else if is_separated(start, '\t') {
        (
            "a TSV file",
            "give it the ending .tsv, or write it as Parquet, for example with pandas: read_csv(FILE, sep='\\t').to_parquet(NEW)",
        )
    } else {
        ("a text file", "write the texts as a column of a Parquet or CSV file, one row a document")
    };
    (format!("{what}, not a Parquet file"), hint.to_owned())
}

fn lfs(pointer: &str) -> (String, String) {
    let size = pointer.lines().find_map(|line| line.strip_prefix("size ")?.trim().parse::<u64>().ok());
    let size = size.map_or(String::new(), |size| format!(" of {size} bytes"));
    (
        format!("a Git LFS pointer in place of the file{size}"),
        "fetch the file itself with `git lfs pull`".to_owned(),
    )
}

/// Whether the first line is a whole JSON value and another begins behind it.
fn is_json_lines(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let is_value = |line: &str| serde_json::from_str::<serde_json::Value>(line).is_ok();
    match (lines.next(), lines.next()) {
        (Some(first), Some(next)) => is_value(first) && next.trim_start().starts_with('{'),
        // A single line: one record, or the beginning of a long one.
        (Some(first), None) => is_value(first) && text.ends_with('\n'),
        _ => false,
    }
}

/// Whether the first line has a separator, and the second has any.
fn is_separated(text: &str, separator: char) -> bool {
    let mut lines = text.lines();
    let count = |line: Option<&str>| line.map_or(0, |line| line.matches(separator).count());
    count(lines.next()) > 0 && count(lines.next()) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(content: &[u8]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.parquet");
        std::fs::write(&path, content).unwrap();
        recognize(&path).unwrap_or_default()
    }

    #[test]
    fn files_are_called_what_they_are() {
        let cases: &[(&[u8], &str, &str)] = &[
            (b"", "an empty file", "again"),
            (
                b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 42\n",
                "Git LFS pointer in place of the file of 42 bytes",
                "git lfs pull",
            ),
            (b"\n <!DOCTYPE HTML><html>", "an HTML page", "download"),
            (b"<?xml version=\"1.0\"?><Error>", "an XML page", "download"),
            (b"\x1f\x8b\x08\0", "gzip-compressed", "gzip -dc"),
            (b"\x28\xb5\x2f\xfd\x01", "zstd-compressed", "zstd -dc"),
            (b"BZh91AY", "bzip2-compressed", "bzip2 -dc"),
            (b"\xfd7zXZ\0\0", "xz-compressed", "xz -dc"),
            (b"PK\x03\x04\x14", "a zip archive", "unzip"),
            (b"{\"a\": 1}\n{\"a\": 2}\n", "JSON Lines", "lines=True"),
            (b"{\"a\": 1}\n", "JSON Lines", "lines=True"),
            (b"[{\"a\": 1}]", "a JSON file", "read_json"),
            (b"{\n  \"a\": 1\n}", "a JSON file", "read_json"),
            (b"\xef\xbb\xbfprompt,text\n1,hello\n", "a CSV file", "read_csv"),
            (b"prompt\ttext\n1\thello, you\n", "a TSV file", "sep="),
            (b"Once upon a time.\nThe end.\n", "a text file", "column"),
            (b"ARROW1\0\0", "an Arrow IPC", "read_feather"),
            (b"\xff\xff\xff\xff\x10\0\0\0", "an Arrow IPC stream", "Dataset.from_file"),
            (b"ORC\x08", "an ORC file", "read_orc"),
            (b"\x80\x04\x95", "a Python pickle", "read_pickle"),
            (b"PAR1....PARE", "encrypted", "decrypt"),
            (b"PARE....PARE", "encrypted", "decrypt"),
            (b"PAR1..{\"keyMaterialType\":\"PKMT1\"}..PAR1", "encrypted columns", "decrypt"),
            (b"PAR1", "cut off", "again"),
            (b"PAR1abcdefgh", "cut off", "write"),
            (b"abcdPAR1", "damaged", "again"),
            (&[0; 64], "zero bytes", "download"),
            (b"\x00\x01\x02\xfe", "a binary file", "give Parquet"),
        ];
        for (content, expected, hint) in cases {
            let said = what(content);
            assert!(said.contains(expected) && said.contains(hint), "{expected}: {said}");
            assert!(said.contains("; "), "{said}");
        }
    }

    #[test]
    fn what_looks_like_parquet_is_left_to_the_reader() {
        assert_eq!(what(b"PAR1....PAR1"), "");
        assert_eq!(recognize(Path::new("/no/such/file")), None);
    }

    #[test]
    fn a_character_cut_at_the_end_is_still_text() {
        let mut long = "é".repeat(HEAD as usize).into_bytes();
        long.insert(0, b'a');
        assert!(what(&long).starts_with("a text file"));
    }
}
