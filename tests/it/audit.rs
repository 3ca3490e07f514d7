//! `genloss audit` from outside: shares, copies, the tail and its culprit, gates, and input that will not do.

use std::fs;
use std::path::{Path, PathBuf};

use genloss::audit::{Audit, Check, Origin};
use genloss::terms::Status;
use tempfile::TempDir;

use crate::fixture::{Table, ints, texts};
use crate::make_fixtures::synth::{Law, corpus, keys};
use crate::program::{args, genloss};

/// Rows of the base law, and of one that never draws what is rare.
fn documents(n: u32, seed: u64, narrow: bool) -> Vec<String> {
    let law = Law { mean_length: 40.0, ..Law::default() };
    let rows = corpus(&law, &keys(0, n), seed);
    let cut = |text: String| match narrow {
        true => text
            .split(' ')
            .map(|word| if word.len() > 3 { &word[..3] } else { word })
            .collect::<Vec<_>>()
            .join(" "),
        false => text,
    };
    rows.into_iter().map(|row| cut(row.text)).collect()
}

fn write(folder: &TempDir, name: &str, rows: &[(&str, Option<&str>)]) -> PathBuf {
    let path = Table::of("text", texts(rows.iter().map(|(text, _)| Some(*text))))
        .and("source", texts(rows.iter().map(|(_, source)| *source)))
        .and("number", ints(0..rows.len() as i64));
    path.write(folder.path(), name)
}

struct Mixed {
    folder: TempDir,
    mix: PathBuf,
    real: PathBuf,
    synthetic: PathBuf,
}

/// 300 real and 300 narrow rows, 20 of them copies, 10 of a source that nobody names.
fn mixed() -> Mixed {
    let folder = tempfile::tempdir().unwrap();
    let (real, narrow) = (documents(300, 1, false), documents(300, 2, true));
    let mut rows: Vec<(&str, Option<&str>)> =
        real.iter().map(|text| (text.as_str(), Some("human"))).collect();
    rows.extend(narrow.iter().take(270).map(|text| (text.as_str(), Some("llama"))));
    rows.extend(narrow.iter().take(20).map(|text| (text.as_str(), Some("llama"))));
    rows.extend(narrow.iter().skip(290).map(|text| (text.as_str(), None)));
    let mix = write(&folder, "mix.parquet", &rows);
    let (real, synthetic) = (documents(600, 3, false), documents(600, 4, true));
    let of = |texts: &[String], name: &str| {
        write(&folder, name, &texts.iter().map(|text| (text.as_str(), None)).collect::<Vec<_>>())
    };
    let (real, synthetic) = (of(&real, "real.parquet"), of(&synthetic, "llama.parquet"));
    Mixed { folder, mix, real, synthetic }
}

fn named(name: &str, path: &Path) -> String {
    format!("{name}={}", path.display())
}

fn check<'a>(audit: &'a Audit, name: &str) -> &'a Check {
    audit.checks.iter().find(|check| check.name == name).expect(name)
}

fn value(check: &Check, name: &str) -> f64 {
    check.facts.iter().find(|fact| fact.name == name).expect(name).value
}

#[test]
fn a_mix_is_told_by_source_and_the_source_that_narrows_it_is_named() {
    let Mixed { mix, real, synthetic, folder: _folder } = mixed();
    let (real, synthetic) = (named("human", &real), named("llama", &synthetic));
    let command = args!["audit", mix, "--real", real, "--synthetic", synthetic, "--source-column", "source"];
    let ran = genloss(&[command, args!["--format", "json"]].concat());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let audit: Audit = serde_json::from_str(&ran.stdout).unwrap();
    let sources: Vec<_> =
        audit.sources.iter().map(|s| (s.name.as_deref(), s.origin, s.rows, s.copies)).collect();
    assert_eq!(
        sources,
        [
            (Some("human"), Origin::Real, 300, 0),
            (Some("llama"), Origin::Synthetic, 290, 20),
            (None, Origin::Unknown, 10, 0)
        ]
    );
    assert_eq!(check(&audit, "composition").status, Status::Warn, "ten rows of no source");
    let share = check(&audit, "synthetic-share");
    let (found, truth) = (&share.facts[0], 0.5);
    assert!((found.value - truth).abs() < 0.05, "{found:?}");
    assert!(found.low.unwrap() <= truth && truth <= found.high.unwrap(), "{found:?}");
    let duplicates = check(&audit, "duplicates");
    assert_eq!((duplicates.status, value(duplicates, "copies")), (Status::Warn, 20.0));
    assert_eq!(check(&audit, "prompts").status, Status::NotRun, "there are none");
    assert_eq!(check(&audit, "openings").status, Status::Pass);
    assert_eq!(check(&audit, "tail-coverage").status, Status::Fail, "{audit:?}");
    let tail = |part: &str| audit.coverage.iter().find(|c| c.part == part).expect(part).tail.unwrap();
    assert!(tail("real only") > tail("mix") && tail("mix") > tail("synthetic only"), "{:?}", audit.coverage);
    let blamed: Vec<_> = audit.advice.iter().filter_map(|step| step.source.as_deref()).collect();
    assert_eq!(blamed, ["llama", "human"]);
}

#[test]
fn the_same_bytes_at_any_number_of_threads_and_the_inputs_stay() {
    let Mixed { mix, real, synthetic, folder } = mixed();
    let (real, synthetic) = (named("human", &real), named("llama", &synthetic));
    let before = fs::read(&mix).unwrap();
    let run = |threads: &str, out: &str| {
        let out = folder.path().join(out);
        let ran = genloss(args![
            "audit",
            mix,
            "--real",
            real,
            "--synthetic",
            synthetic,
            "--threads",
            threads,
            "-o",
            out
        ]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ["audit.txt", "audit.json", "audit.md", "junit.xml"].map(|name| fs::read(out.join(name)).unwrap())
    };
    assert_eq!(run("1", "one"), run("4", "four"));
    assert_eq!(fs::read(&mix).unwrap(), before);
}

#[test]
fn what_a_check_lacks_is_its_reason() {
    let Mixed { mix, folder: _folder, .. } = mixed();
    let ran = genloss(args!["audit", mix, "--format", "json"]);
    let audit: Audit = serde_json::from_str(&ran.stdout).unwrap();
    for (name, needs) in
        [("composition", "--source-column"), ("synthetic-share", "--real"), ("tail-coverage", "--real")]
    {
        let check = check(&audit, name);
        assert!(check.status == Status::NotRun && check.reason.contains(needs), "{check:?}");
    }
    assert_eq!(check(&audit, "duplicates").status, Status::Warn);
}

#[test]
fn the_exit_status_is_that_of_the_checks_that_were_named() {
    let Mixed { mix, folder: _folder, .. } = mixed();
    for (words, status) in [("fail", 0), ("warn", 1), ("duplicates", 1), ("openings,tail-coverage", 0)] {
        let ran = genloss(args!["audit", mix, "--fail-on", words]);
        assert_eq!(ran.status, Some(status), "{words} {ran:?}");
        assert_eq!(ran.stderr.contains("gate failed: duplicates"), status == 1, "{ran:?}");
    }
    genloss(args!["audit", mix, "--fail-on", "copies"]).assert_mistake(&[
        "--fail-on",
        "`copies`",
        "duplicates",
    ]);
}

#[test]
fn input_that_will_not_do_is_refused() {
    let Mixed { folder, mix, real, .. } = mixed();
    genloss(args!["audit", mix, "--source-column", "origin"]).assert_mistake(&["origin", "mix.parquet"]);
    let few: Vec<_> = documents(20, 5, false);
    let few =
        write(&folder, "few.parquet", &few.iter().map(|text| (text.as_str(), None)).collect::<Vec<_>>());
    genloss(args!["audit", few]).assert_mistake(&["found 20 rows", "32"]);
    let twice = [named("a", &real), named("b", &real)];
    genloss(args!["audit", mix, "--real", twice[0], "--synthetic", twice[1]])
        .assert_mistake(&["real.parquet", "overlap"]);
    genloss(args!["audit", mix, "--real", twice[0], "--synthetic", "A"]).assert_mistake(&["`a`", "twice"]);
    genloss(args!["audit", mix, "--source-column", "number"]).assert_mistake(&["--source-column", "64"]);
    let damaged = folder.path().join("damaged.parquet");
    let bytes = fs::read(&mix).unwrap();
    fs::write(&damaged, &bytes[..bytes.len() / 2]).unwrap();
    genloss(args!["audit", damaged]).assert_mistake(&["damaged.parquet"]);
    let out = folder.path().join("out");
    genloss(args!["audit", few, "-o", out]).assert_mistake(&["32"]);
    assert!(!out.exists() || fs::read_dir(&out).unwrap().next().is_none(), "nothing is half-written");
}
