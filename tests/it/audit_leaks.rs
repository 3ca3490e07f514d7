//! `genloss audit` on what others wrote before: what is found, what is written, and what is refused.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use genloss::audit::{Audit, Check};
use genloss::terms::Status;
use tempfile::TempDir;

use crate::fixture::{Table, texts};
use crate::program::{args, genloss};

/// A text of 60 words that no other number has.
fn text(of: usize) -> String {
    (0..60).map(|at| format!("w{of}x{at}")).collect::<Vec<_>>().join(" ")
}

/// A text with every tenth word changed.
fn reworded(of: usize) -> String {
    let word = |(at, word): (usize, &str)| if at % 10 == 3 { format!("new{at}") } else { word.to_owned() };
    text(of).split(' ').enumerate().map(word).collect::<Vec<_>>().join(" ")
}

fn write(folder: &Path, name: &str, rows: &[String]) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    let keys: Vec<String> = (0..rows.len()).map(|at| format!("k{at}")).collect();
    Table::of("text", texts(rows.iter().map(|text| Some(text.as_str()))))
        .and("prompt_id", texts(keys.iter().map(|key| Some(key.as_str()))))
        .write(folder, name)
}

/// 40 rows: 30 of their own, a copy, a near copy, four of the model (two of them reworded), four of the benchmark.
fn planted() -> (TempDir, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let mut rows: Vec<String> = (0..30).map(text).collect();
    rows.extend([text(0), text(1).replace("w1x30", "other")]);
    rows.extend([text(100), text(101), reworded(102), reworded(103)]);
    rows.extend((200..204).map(text));
    write(&folder.path().join("mix"), "mix.parquet", &rows);
    write(folder.path(), "v1.parquet", &(100..150).map(text).collect::<Vec<_>>());
    write(folder.path(), "bench.parquet", &(200..250).map(text).collect::<Vec<_>>());
    (folder, rows)
}

fn named(name: &str, folder: &TempDir) -> String {
    format!("{name}={}", folder.path().join(format!("{name}.parquet")).display())
}

fn check<'a>(audit: &'a Audit, name: &str) -> &'a Check {
    audit.checks.iter().find(|check| check.name == name).expect(name)
}

fn value(check: &Check, name: &str) -> f64 {
    check.facts.iter().find(|fact| fact.name == name).expect(name).value
}

#[test]
fn leaks_and_copies_are_found_and_a_clean_copy_has_none() {
    let (folder, _) = planted();
    let (mix, out, clean) =
        (folder.path().join("mix"), folder.path().join("out"), folder.path().join("clean"));
    let (v1, bench) = (named("v1", &folder), named("bench", &folder));
    let others = args!["--model-output", v1, "--benchmark", bench];
    let first = args!["audit", mix, "-o", out, "--write-clean", clean, "--fail-on", "leakage"];
    let ran = genloss(&[first, others].concat());
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(
        ran.stderr
            .contains("cleaned copy: 30 rows stayed, went: 8 leaked, 1 exact-duplicate, 1 near-duplicate")
    );
    let audit: Audit = serde_json::from_str(&fs::read_to_string(out.join("audit.json")).unwrap()).unwrap();
    let leakage = check(&audit, "leakage");
    assert_eq!(leakage.status, Status::Fail);
    let counts = [
        ("verbatim of v1", 2.0),
        ("reworded of v1", 2.0),
        ("verbatim of bench", 4.0),
        ("passage of v1", 0.0),
    ];
    counts.iter().for_each(|(name, n)| assert_eq!(value(leakage, name), *n, "{name}"));
    assert_eq!(value(leakage, "rows that reproduce v1"), 0.1);
    assert_eq!(value(leakage, "rows of bench that are in the mix"), 0.08);
    let near = check(&audit, "near-duplicates");
    assert_eq!((near.status, value(near, "near copies")), (Status::Warn, 1.0));
    assert!(near.examples[0].starts_with("2 × w1x0 w1x1"), "{:?}", near.examples);
    for file in ["out/leaks.parquet", "clean/mix.parquet", "clean/manifest.parquet"] {
        assert!(folder.path().join(file).is_file(), "{file}");
    }
    let cleaned = clean.join("mix.parquet");
    let ran = genloss(&[args!["audit", cleaned, "--format", "json"], others].concat());
    // 30 rows are too few for an audit, which says so.
    assert_eq!(ran.status, Some(2));
    assert!(ran.stderr.contains("found 30 rows"), "{ran:?}");
}

#[test]
fn without_corpora_nothing_is_looked_for_and_threads_change_nothing() {
    let (folder, _) = planted();
    let mix = folder.path().join("mix");
    let run = |more: &[&OsStr]| genloss(&[args!["audit", mix, "--format", "json"], more].concat());
    let audit: Audit = serde_json::from_str(&run(&[]).stdout).unwrap();
    let leakage = check(&audit, "leakage");
    assert_eq!(leakage.status, Status::NotRun);
    assert!(leakage.reason.contains("--benchmark"), "{}", leakage.reason);
    let by = |threads: &str| run(args!["--threads", threads, "--model-output", named("v1", &folder)]).stdout;
    assert_eq!(by("1"), by("3"));
}

#[test]
fn what_would_touch_the_mix_or_means_nothing_is_refused() {
    let (folder, _) = planted();
    let mix = folder.path().join("mix");
    let inside = mix.join("clean");
    let same = format!("x={}", mix.display());
    for (more, said) in [
        (args!["--write-clean", &inside], "a folder outside of it"),
        (args!["--write-clean", &mix], "a folder outside of it"),
        (args!["--write-clean", folder.path()], "holds files already"),
        (args!["--benchmark", "bench"], "--benchmark: found no name or no path"),
        (args!["--model-output", "=x"], "--model-output: found no name or no path"),
        (args!["--model-output", &same], "is the mix itself"),
        (args!["--benchmark", named("v1", &folder), "--benchmark", named("v1", &folder)], "given twice"),
        (args!["--benchmark", "b=nowhere.parquet"], "no such file or folder"),
    ] {
        let ran = genloss(&[args!["audit", &mix], more].concat());
        assert_eq!((ran.status, ran.stdout.as_str()), (Some(2), ""), "{said}: {ran:?}");
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
    assert_eq!(fs::read_dir(&mix).unwrap().count(), 1);
}
