//! `genloss check` from outside: one screen, JSON, the exit status, and that it says what `compare` says.

use std::path::PathBuf;

use genloss::check::Checkup;
use genloss::report::Report;
use genloss::terms::Severity;
use tempfile::TempDir;

use crate::corpora::{fixture, fixtures, table, write_texts};
use crate::fixture::{Table, ints, texts};
use crate::make_fixtures::synth::{Law, corpus, keys};
use crate::program::{args, genloss};

fn write(folder: &TempDir, name: &str, n: u32, seed: u64) -> PathBuf {
    let law = Law { mean_length: 20.0, ..Law::default() };
    table(&corpus(&law, &keys(0, n), seed)).write(folder.path(), &format!("{name}.parquet"))
}

fn json(args: &[&std::ffi::OsStr]) -> Checkup {
    let run = genloss(args);
    assert_eq!(run.status, Some(0), "{run:?}");
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn a_healthy_chain_has_nothing_to_mend_and_one_corpus_will_do() {
    let run = genloss(args!["check", fixture("demo", 0), fixture("demo", 1), "--strict"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    assert!(run.stdout.starts_with("NOTHING TO MEND: 2 generations, 1,600 documents"), "{}", run.stdout);
    for expected in ["key `prompt_id`", "gen0 (reference) → gen1", "Latin 100%", "no settings recorded"] {
        assert!(run.stdout.contains(expected), "{expected}: {}", run.stdout);
    }
    assert!(run.stdout.lines().count() < 25 && run.stdout.lines().all(|line| line.chars().count() <= 96));

    let alone = genloss(args!["check", fixture("demo", 0), "--strict"]);
    assert_eq!(alone.status, Some(0));
    assert!(alone.stdout.starts_with("NOTHING TO MEND: 1 generation, 800 documents"), "{}", alone.stdout);
}

#[test]
fn findings_are_the_warnings_of_a_comparison_and_more() {
    let folder = tempfile::tempdir().unwrap();
    let a = write(&folder, "gen10", 80, 1);
    let b = Table::of("text", texts(["the same words"; 70].map(Some).into_iter().chain([None; 5])))
        .and("prompt_id", ints(500..575))
        .setting("temperature", "0.2")
        .write(folder.path(), "gen9.parquet");
    let checked = json(args!["check", a, b, "--format", "json"]);
    let compared = genloss(args!["compare", a, b, "--format", "json"]);
    let report: Report = serde_json::from_str(&compared.stdout).unwrap();
    assert!(report.warnings.len() >= 5, "{:?}", report.warnings);
    for warning in &report.warnings {
        let is_it = |f: &&genloss::check::Finding| {
            (&f.code, &f.message, &f.hint) == (&warning.code, &warning.message, &warning.hint)
        };
        assert_eq!(checked.findings.iter().filter(is_it).count(), 1, "{warning:?}");
    }
    let codes: Vec<&str> = checked.findings.iter().map(|f| f.code.name()).collect();
    for code in ["order", "no-text", "unpaired", "not-attributable", "copies"] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
    assert!(checked.findings.is_sorted_by_key(|f| std::cmp::Reverse(f.severity)));
    let names: Vec<&str> = checked.generations.iter().map(|g| g.name.as_str()).collect();
    assert_eq!(names, ["gen9", "gen10"]);
    assert_eq!(
        (
            checked.generations[0].documents,
            checked.generations[0].different_texts,
            checked.generations[0].null_texts
        ),
        (70, 1, 5)
    );
    assert_eq!(checked.pairs[0].shared_keys, Some(0.0));
}

#[test]
fn strict_fails_on_warnings_and_errors_only() {
    let folder = tempfile::tempdir().unwrap();
    let (a, few) = (write(&folder, "a", 80, 1), write(&folder, "few", 20, 2));
    let status = |args: &[&std::ffi::OsStr]| genloss(args).status;
    assert_eq!(status(args!["check", a, few]), Some(0));
    assert_eq!(status(args!["check", a, few, "--strict"]), Some(1));
    let limited = json(args!["check", a, "--limit", "70", "--format", "json", "--strict"]);
    assert_eq!(
        limited.findings.iter().map(|f| (f.severity, f.code.name())).collect::<Vec<_>>(),
        [(Severity::Note, "limit")]
    );
    let twice = [format!("a={}", a.display()), format!("b={}", a.display())];
    let run = genloss(args!["check", "--generation", twice[0], "--generation", twice[1], "--strict"]);
    assert_eq!(run.status, Some(1));
    assert!(run.stdout.starts_with("BEFORE YOU COMPARE: 1 error in 2 generations"), "{}", run.stdout);
    assert!(
        run.stdout.contains("error    both sides hold exactly the same documents: b against a"),
        "{}",
        run.stdout
    );
}

#[test]
fn bad_input_and_wrong_columns_exit_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let a = write(&folder, "a", 80, 1);
    genloss(args!["check"]).assert_mistake(&["no corpus to read"]);
    genloss(args!["check", folder.path().join("none.parquet")])
        .assert_mistake(&["none.parquet", "check the path"]);
    genloss(args!["check", a, "--key-column", "promt_id"])
        .assert_mistake(&["did you mean `prompt_id`?", "--key-column"]);
    let empty = write_texts(folder.path(), "empty.parquet", &["", " "]);
    genloss(args!["check", empty]).assert_mistake(&["none of its 2 rows holds text"]);
}

#[test]
fn settings_of_a_comparison_serve_a_check() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("genloss.toml");
    let gen0 = fixtures().join("demo/gen0.parquet");
    let text = format!(
        "generation = {{ base = {:?} }}\nfail-on = \"collapse\"\noutput = \"nowhere\"\nformat = [\"html\", \"png\"]\n",
        gen0.display().to_string()
    );
    std::fs::write(&settings, text).unwrap();
    let run = genloss(args!["check", "-c", settings]);
    assert!(run.stdout.starts_with("NOTHING TO MEND: 1 generation"), "{run:?}");
    assert!(!folder.path().join("nowhere").exists());
}

#[test]
fn what_files_say_is_made_visible() {
    let folder = tempfile::tempdir().unwrap();
    let words = (0..80).map(|i| format!("a text of words {i}")).collect::<Vec<_>>();
    let path = Table::of("text", texts(words.iter().map(String::as_str)))
        .setting("system_prompt", "be\u{1b}[31m red")
        .write(folder.path(), "a\u{202e}b.parquet");
    let run = genloss(args!["check", path]);
    assert!(run.stdout.contains("\\u{1b}[31m") && run.stdout.contains("a\\u{202e}b"), "{}", run.stdout);
    assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{202e}'));
}
