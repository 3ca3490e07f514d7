//! What makes a comparison doubtful is said before any verdict, in every format, and changes none.

use std::path::PathBuf;

use genloss::report::Report;
use genloss::terms::Verdict;
use tempfile::TempDir;

use crate::corpora::{against_base, analyze, fixture, unkeyed, write_texts};
use crate::fixture::{Table, ints, texts};
use crate::make_fixtures::synth::{Law, corpus, keys};
use crate::program::{args, genloss};

/// A corpus that answers every prompt alike, on the prompts of the fixture.
fn constant(folder: &TempDir) -> PathBuf {
    Table::of("text", texts(["I cannot say anything about that at all"; 400]))
        .and("prompt_id", ints(0..400))
        .write(folder.path(), "constant.parquet")
}

fn codes(report: &Report, generation: usize) -> Vec<&str> {
    against_base(report, generation).comparability.iter().map(|doubt| doubt.code.name()).collect()
}

#[test]
fn a_reference_that_says_one_thing_is_told_first_and_the_gate_reads_the_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let constant = constant(&folder);
    let out = folder.path().join("out");
    let run = genloss(args![
        "compare",
        constant,
        fixture("demo", 0),
        fixture("demo", 1),
        "-o",
        out,
        "--fail-on",
        "collapse",
        "--full"
    ]);
    assert_eq!(run.status, Some(1), "the verdict is that of the numbers: {run:?}");
    let said = "the reference constant is far narrower than 2 of 2 other generations";
    let text = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.starts_with(&format!("MAY NOT BE COMPARABLE: {said}")), "{}", run.stdout);
    assert!(text.contains(&format!("(may not be comparable: {said}")), "{}", run.stdout);
    assert!(run.stderr.contains(said) && run.stderr.contains("--reference NAME"), "{}", run.stderr);
    for file in ["report.json", "report.html", "report.md", "junit.xml"] {
        let page = std::fs::read_to_string(out.join(file)).unwrap();
        assert!(page.contains(said), "{file}");
    }
}

#[test]
fn a_collapse_into_one_answer_is_a_finding_and_no_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let report = analyze(&[fixture("demo", 0), constant(&folder)]);
    assert_eq!(codes(&report, 1), [""; 0]);
    assert_eq!(report.generations[1].verdict, Some(Verdict::LateCollapse));
}

#[test]
fn other_words_are_a_doubt_only_where_nothing_else_is_shared() {
    let folder = tempfile::tempdir().unwrap();
    let law = Law { mean_length: 30.0, ..Law::default() };
    let ours = corpus(&law, &keys(0, 300), 1);
    let german = |i: usize| format!("dies sind andere worte{} nummer{} und wieder{}", i % 90, i % 70, i % 40);
    let theirs: Vec<String> = (0..300).map(german).collect();
    let base = unkeyed(&ours).write(folder.path(), "base.parquet");
    let other = write_texts(folder.path(), "other.parquet", &theirs);
    assert_eq!(codes(&analyze(&[&base, &other]), 1), ["nothing-in-common"]);

    let keyed = |name: &str, words: &mut dyn Iterator<Item = &str>| {
        Table::of("text", texts(words)).and("prompt_id", ints(0..300)).write(folder.path(), name)
    };
    let base = keyed("base-keyed.parquet", &mut ours.iter().map(|doc| doc.text.as_str()));
    let other = keyed("other-keyed.parquet", &mut theirs.iter().map(String::as_str));
    let report = analyze(&[&base, &other]);
    assert_eq!(codes(&report, 1), [""; 0]);
    assert!(
        report.generations[1].verdict.is_some_and(Verdict::is_collapse),
        "{:?}",
        report.generations[1].verdict
    );
}
