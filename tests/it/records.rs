//! Corpora that are no Parquet: the report is that of the same rows in Parquet.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use genloss::report::Report;
use serde_json::{Value, json};

use crate::corpora::{assert_same, config, run, table};
use crate::make_fixtures::synth::{Doc, Law, corpus, keys};
use crate::program::{args, command, genloss};

/// Two generations of documents.
fn generations() -> [Vec<Doc>; 2] {
    let law = Law { mean_length: 40.0, ..Law::default() };
    [1, 2].map(|seed| corpus(&law, &keys(0, 300), seed))
}

fn record(doc: &Doc) -> Value {
    json!({ "prompt_id": doc.key, "text": doc.text, "score": doc.score, "domain": doc.slice })
}

fn lines(docs: &[Doc]) -> String {
    docs.iter().map(|doc| format!("{}\n", record(doc))).collect()
}

fn list(docs: &[Doc]) -> String {
    serde_json::to_string_pretty(&docs.iter().map(record).collect::<Vec<_>>()).unwrap()
}

fn csv(docs: &[Doc]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let row = |doc: &Doc| format!("{},{},{},{}\n", doc.key, quoted(&doc.text), doc.score, quoted(doc.slice));
    format!("prompt_id,text,score,domain\n{}", docs.iter().map(row).collect::<String>())
}

fn gzip(content: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(content.as_bytes()).unwrap();
    packed.finish().unwrap()
}

/// The report of two files under names of their own.
fn report(paths: &[PathBuf; 2]) -> Report {
    let mut config = config(paths);
    config.columns.slice = Some("domain".to_owned());
    run(&config)
}

type Form<'a> = &'a dyn Fn(&[Doc]) -> Vec<u8>;

#[test]
fn every_form_gives_the_report_of_parquet() {
    let folder = tempfile::tempdir().unwrap();
    let docs = generations();
    let write = |ending: &str, content: Form<'_>| {
        [0, 1].map(|g| {
            let path = folder.path().join(format!("gen{g}.{ending}"));
            fs::write(&path, content(&docs[g])).unwrap();
            path
        })
    };
    let parquet = [0, 1].map(|g| table(&docs[g]).write(folder.path(), &format!("gen{g}.parquet")));
    let expected = report(&parquet);
    let forms: [(&str, Form<'_>); 5] = [
        ("jsonl", &|docs| lines(docs).into_bytes()),
        ("json", &|docs| list(docs).into_bytes()),
        ("csv", &|docs| csv(docs).into_bytes()),
        ("jsonl.gz", &|docs| gzip(&lines(docs))),
        ("csv.zst", &|docs| zstd::encode_all(csv(docs).as_bytes(), 3).unwrap()),
    ];
    for (ending, content) in forms {
        assert_same(&report(&write(ending, content)), &expected);
    }
}

fn pair(folder: &Path) -> [PathBuf; 2] {
    let docs = generations();
    [0, 1].map(|g| {
        let path = folder.join(format!("gen{g}.jsonl"));
        fs::write(&path, lines(&docs[g])).unwrap();
        path
    })
}

#[test]
fn threads_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = pair(folder.path());
    let [one, four] =
        ["1", "4"].map(|n| genloss(args!["compare", old, new, "--threads", n, "--format", "json"]).stdout);
    assert!(one.contains("\"verdict\"") && one == four);
}

#[test]
fn standard_input_is_a_generation() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = pair(folder.path());
    let mut child = command(args!["compare", old, "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(&gzip(&fs::read_to_string(new).unwrap())).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["generations"][1]["name"], "stdin");
    assert_eq!(report["generations"][1]["documents"], 300);
    genloss(args!["compare", old, "-"]).assert_mistake(&["-: standard input is empty"]);
}

#[test]
fn a_file_that_is_cut_off_is_refused_with_its_last_line() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = pair(folder.path());
    let whole = fs::read_to_string(&new).unwrap();
    fs::write(&new, &whole[..whole.len() - 30]).unwrap();
    genloss(args!["compare", old, new]).assert_mistake(&[
        "gen1.jsonl: line 300, the last one, field `",
        "the file is cut off",
        "delete this line",
    ]);
}

#[test]
fn what_unpacks_to_far_more_than_it_takes_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = pair(folder.path());
    let bomb = folder.path().join("bomb.jsonl.zst");
    let line = format!("{{\"text\": \"{}\"}}\n", "x".repeat(1 << 20));
    let mut packed = zstd::stream::write::Encoder::new(fs::File::create(&bomb).unwrap(), 1).unwrap();
    for _ in 0..1100 {
        packed.write_all(line.as_bytes()).unwrap();
    }
    packed.finish().unwrap();
    genloss(args!["compare", old, new, bomb])
        .assert_mistake(&["bomb.jsonl.zst: unpacks to more than 200 times its bytes", "--page-expansion"]);
}
