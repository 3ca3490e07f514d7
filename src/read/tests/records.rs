//! Files of records: JSON Lines, lists of JSON, fields with something between; plain and compressed, good and bad.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Owned, config, documents, plan, read, with_columns};
use crate::config::Columns;
use crate::error::Error;
use crate::read::Plan;

/// Writes a file, reads it as two generations, and returns the rows of the first.
fn rows_of(name: &str, content: &[u8], set: impl FnOnce(&mut Columns)) -> Result<(Plan, Vec<Owned>), String> {
    let folder = tempfile::tempdir().unwrap();
    let paths = [folder.path().join(format!("a/{name}")), folder.path().join(format!("b-{name}"))];
    fs::create_dir(folder.path().join("a")).unwrap();
    for path in &paths {
        fs::write(path, content).unwrap();
    }
    let place = format!("{}/a/", folder.path().display());
    let told = |error: Error| error.to_string().replace(&place, "");
    let plan = plan(&with_columns(config(&paths), set)).map_err(told)?;
    let mut rows = read(&plan).map_err(told)?;
    rows.retain(|row| row.generation == 0);
    Ok((plan, rows))
}

fn rows(name: &str, content: &str) -> Vec<Owned> {
    rows_of(name, content.as_bytes(), |_| {}).unwrap().1
}

fn refusal(name: &str, content: &[u8]) -> String {
    rows_of(name, content, |_| {}).unwrap_err()
}

const LINES: &str = r#"{"prompt_id": 7, "text": "an answer\nof lines", "score": 1, "note": "x"}

{"text": "caf\u00e9 \ud83d\ude00", "prompt_id": 8, "score": 0.5}
{"prompt_id": 9, "text": null, "score": null, "more": {"a": [1, {"b": "}"}]}}
"#;

/// What [`LINES`] holds, whichever form it has.
fn assert_is_lines(rows: &[Owned]) {
    let expected = [(0, 0, Some("an answer\nof lines")), (1, 0, Some("café 😀")), (2, 0, None)];
    assert_eq!(documents(rows), expected);
    let keys: Vec<&str> = rows.iter().filter_map(|row| row.key.as_deref()).collect();
    assert_eq!(keys, ["7", "8", "9"]);
    assert_eq!(rows.iter().map(|row| row.score).collect::<Vec<_>>(), [Some(1.0), Some(0.5), None]);
}

#[test]
fn all_forms_of_the_same_records_are_the_same_rows() {
    assert_is_lines(&rows("x.jsonl", LINES));
    assert_is_lines(&rows("x.jsonl", LINES.trim_end()));
    assert_is_lines(&rows("x.ndjson", &format!("\u{feff}{}", LINES.replace('\n', "\r\n"))));
    let items: Vec<&str> = LINES.lines().filter(|line| !line.is_empty()).collect();
    assert_is_lines(&rows("x.json", &format!("[{}]\n", items.join(",\n"))));
    assert_is_lines(&rows("x.json", &format!(" [\n  {}\n]", items.join(" , ").replace(", ", ",\n  "))));
    let csv = "prompt_id,text,score\r\n7,\"an answer\nof lines\",1\r\n8,café 😀,0.5\r\n9,,\r\n";
    assert_is_lines(&rows("x.csv", csv));
    assert_is_lines(&rows("x.csv", &csv.replace(',', ";")));
    assert_is_lines(&rows("x.tsv", &csv.replace(',', "\t")));
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(content).unwrap();
    packed.finish().unwrap()
}

#[test]
fn compressed_files_are_read_as_what_is_in_them() {
    let of = |name: &str, content: &[u8]| rows_of(name, content, |_| {}).unwrap().1;
    let half = LINES.len() / 2;
    let two = [gzip(&LINES.as_bytes()[..half]), gzip(&LINES.as_bytes()[half..])].concat();
    assert_is_lines(&of("x.jsonl.gz", &two));
    assert_is_lines(&of("x.jsonl.zst", &zstd::encode_all(LINES.as_bytes(), 3).unwrap()));
    // Whatever the name says.
    assert_is_lines(&of("x", &gzip(LINES.as_bytes())));
    let packed = gzip(LINES.as_bytes());
    let said = refusal("x.jsonl.gz", &packed[..packed.len() - 20]);
    assert!(said.starts_with("x.jsonl.gz: ") && said.contains("cut off or damaged; write, copy"), "{said}");
    assert!(refusal("x.jsonl.bz2", b"BZh91AY&SY").contains("bzip2-compressed"));
    assert!(refusal("x.jsonl.gz", &gzip(b"PAR1....PAR1")).contains("gzip -dc"));
}

#[test]
fn what_is_wrong_is_told_with_line_and_field() {
    let cases: &[(&str, &[u8], &str)] = &[
        (
            "x.jsonl",
            b"{\"text\": \"a\"}\n{\"text\": \"b",
            "line 2, the last one, field `text` ends where the end of a text, `\"`, is expected: the file is cut off",
        ),
        (
            "x.jsonl",
            b"{\"text\": \"a\"}\n{\"text\"",
            "line 2, the last one, field `text` ends where `:` is expected: the file is cut off",
        ),
        (
            "x.jsonl",
            b"{\"text\": \"a\"\n{\"text\": \"b\"}\n",
            "line 1: ends where `,` or `}` is expected; mend this line",
        ),
        (
            "x.jsonl",
            b"{\"text\": \"a\"}\n\n{\"text\": {\"b\": [1,}}\n",
            "line 3: field `text.b[]` has `}` where a value is expected; mend",
        ),
        (
            "x.jsonl",
            b"{\"text\": \"a\"} {\"text\": \"b\"}\n",
            "line 1: has `{` where the end of the line is expected",
        ),
        ("x.jsonl", b"\"text\"\n", "line 1: is no record"),
        (
            "x.jsonl",
            b"{\"text\": \"a\"}\n{\"text\": \"b\xff\"}\n",
            "line 2: holds bytes that are not UTF-8 text (0xff at byte 11",
        ),
        ("x.jsonl", b"{\"text\": \"a\", \"text\": \"b\"}\n", "line 1: field `text` stands there twice"),
        ("x.jsonl", b"{\"text\": \"\\ud800\"}\n", "field `text` has half of a character"),
        (
            "x.jsonl",
            b"{\"text\": 1}\n{\"text\": \"a\"}\n",
            "column `text` holds whole numbers in line 1 and text in line 2; write all of it as one type",
        ),
        (
            "x.json",
            b"[{\"text\": \"a\"}, {\"text\": \"b\"}",
            "record 2, the last one, ends where `,` or `]` is expected: the file is cut off",
        ),
        (
            "x.json",
            b"[{\"text\": \"a\"} {\"text\": \"b\"}]",
            "record 1: has `{` where `,` or `]` is expected",
        ),
        ("x.json", b"[{\"text\": \"a\"}] x", "has `x` where the end of the file is expected"),
        ("x.json", b"[\"a\", \"b\"]", "record 1: is no record"),
        ("x.json", b"{\n \"text\": \"a\"\n}\n", "holds one record over several lines"),
        ("x.csv", b"id,text\n1,a\n2,b,c\n", "line 3: has 3 field(s) where the header names 2"),
        (
            "x.csv",
            b"id,text\n1,\"a\n2,b\n",
            "line 2, the last one, has a field that opens with `\"` and is never closed",
        ),
        ("x.csv", b"text\na\n\xe9\n", "line 3: holds bytes that are not UTF-8 text (0xe9"),
        ("x.csv", b"\n", "has no header"),
        ("x.jsonl", b"", "an empty file"),
        ("x.csv", b"", "an empty file"),
    ];
    for (name, content, expected) in cases {
        let said = refusal(name, content);
        assert!(said.starts_with(&format!("{name}: ")) && said.contains(expected), "{expected}\n{said}");
    }
}

#[test]
fn lone_surrogates_are_met_where_text_is_read_only() {
    let content = r#"{"text": "a", "meta": {"x": "\ud800"}}"#;
    assert_eq!(documents(&rows("x.jsonl", content)), [(0, 0, Some("a"))]);
}

#[test]
fn a_message_may_be_a_text_or_its_parts() {
    let content = r#"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "plain"}]}
{"messages": [{"role": "assistant", "content": [{"type": "text", "text": "in"}, {"type": "image"}, {"type": "text", "text": "parts"}]}]}
"#;
    assert_eq!(documents(&rows("x.jsonl", content)), [(0, 0, Some("plain")), (1, 0, Some("in\nparts"))]);
    let content = "{\"responses\": [\"a\", \"b\"]}\n{\"responses\": \"c\"}\n{\"responses\": []}\n";
    let expected = [(0, 0, Some("a")), (0, 1, Some("b")), (1, 0, Some("c")), (2, 0, None)];
    assert_eq!(documents(&rows("x.jsonl", content)), expected);
}

#[test]
fn parts_of_records_are_columns() {
    let line = |id: &str, text: &str, score: f64| {
        format!(
            r#"{{"meta": {{"id": "{id}", "judge": {{"score": {score}}}}}, "response": {{"body": {{"choices": [{{"message": {{"role": "assistant", "content": "{text}"}}}}]}}}}}}"#
        )
    };
    let content = format!("{}\n{}\n", line("q1", "a b", 0.5), line("q2", "c d", 1.0));
    let (_, rows) = rows_of("x.jsonl", content.as_bytes(), |c| {
        c.text = Some("response.body.choices[].message.content".to_owned());
        c.key = Some("meta.id".to_owned());
        c.score = vec!["meta.judge.score".to_owned()];
    })
    .unwrap();
    assert_eq!(documents(&rows), [(0, 0, Some("a b")), (1, 0, Some("c d"))]);
    assert_eq!(rows[1].key.as_deref(), Some("q2"));
    assert_eq!(rows[1].score, Some(1.0));
}

#[test]
fn long_keys_keep_every_digit() {
    let content = "{\"key\": 1, \"text\": \"a\"}\n{\"key\": 12345678901234567891, \"text\": \"b\"}\n";
    let keys: Vec<Option<String>> = rows("x.jsonl", content).into_iter().map(|row| row.key).collect();
    assert_eq!(keys, [Some("1".to_owned()), Some("12345678901234567891".to_owned())]);
}

/// Four blocks of lines.
fn long(folder: &Path) -> PathBuf {
    let path = folder.join("long.jsonl");
    let line = |i: usize| format!("{{\"prompt_id\": {i}, \"text\": \"{} {i}\"}}\n", "word ".repeat(200));
    fs::write(&path, (0..14_000).map(line).collect::<String>()).unwrap();
    path
}

#[test]
fn a_long_file_is_several_parts_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let plan =
        plan(&config(&[long(folder.path()), long(folder.path()).with_file_name("long.jsonl")])).map(|_| ());
    assert!(matches!(plan, Err(Error::DuplicateGeneration { .. })));
    let other = folder.path().join("other.jsonl");
    fs::copy(long(folder.path()), &other).unwrap();
    let plan = super::plan(&config(&[long(folder.path()), other.clone()])).unwrap();
    assert!(plan.tasks.len() >= 6, "{}", plan.tasks.len());
    let rows = read(&plan).unwrap();
    assert_eq!(rows.len(), 28_000);
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(
            (row.index, row.key.as_deref()),
            (at as u64 % 14_000, Some((at % 14_000).to_string().as_str()))
        );
    }
    // A file that is written to while it is read is refused.
    fs::OpenOptions::new().append(true).open(&other).unwrap().write_all(b"\n").unwrap();
    let error = read(&plan).unwrap_err().to_string();
    assert!(error.contains("other.jsonl") && error.contains("was replaced or written to"), "{error}");
}

#[test]
fn damaged_records_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.jsonl");
    fs::write(&good, LINES).unwrap();
    for name in ["bad.jsonl", "bad.json", "bad.csv"] {
        let bad = folder.path().join(name);
        for position in 0..LINES.len() {
            for flip in [0x01, 0x20, 0xff] {
                let mut damaged = LINES.as_bytes().to_vec();
                damaged[position] ^= flip;
                fs::write(&bad, damaged).unwrap();
                // Any outcome will do.
                let _ = plan(&config(&[good.clone(), bad.clone()])).and_then(|plan| read(&plan));
            }
        }
    }
}
