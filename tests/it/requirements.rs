//! The team's own requirements, and runs of one generation.

use std::fs;
use std::path::{Path, PathBuf};

use genloss::config::{Config, RequirementRule, Source};
use genloss::report::Report;
use genloss::terms::{Direction, Status, Undefined};

use crate::corpora::{self, run, table};
use crate::make_fixtures::synth::{Law, corpus, keys};
use crate::program::{args, genloss};

/// A corpus of answers to the same prompts; its scores lie about 0.5.
fn write(folder: &Path, name: &str, n: u32, seed: u64) -> PathBuf {
    let law = Law { mean_length: 20.0, ..Law::default() };
    table(&corpus(&law, &keys(0, n), seed)).write(folder, name)
}

fn rule(slice: Option<&str>, min: f64, direction: Direction) -> RequirementRule {
    RequirementRule { column: "score".to_owned(), slice: slice.map(str::to_owned), min, direction }
}

fn with(paths: &[PathBuf], requirements: Vec<RequirementRule>) -> Report {
    let mut config = Config { requirements, ..corpora::config(paths) };
    config.columns.slice = Some("domain".to_owned());
    run(&config)
}

#[test]
fn requirements_are_judged_for_every_generation_but_the_reference() {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = (0..3).map(|i| write(folder.path(), &format!("{i}.parquet"), 400, i)).collect();
    let mean = |report: &Report| {
        report
            .levels
            .iter()
            .find(|l| l.metric == "score-difference" && l.generation == "gen1")
            .unwrap()
            .value
            .unwrap()
    };
    let report = with(&paths, vec![rule(None, 0.0, Direction::Higher)]);
    let found = mean(&report);
    assert_eq!(report.requirements.iter().map(|r| &*r.generation).collect::<Vec<_>>(), ["gen1", "gen2"]);
    assert!((report.requirements[0].value.unwrap() - found).abs() < 1e-12);
    let first = |min, direction| with(&paths, vec![rule(None, min, direction)]).requirements[0].status;
    assert_eq!(first(found - 0.5, Direction::Higher), Status::Pass);
    assert_eq!(first(found + 0.5, Direction::Higher), Status::Fail);
    assert_eq!(first(found, Direction::Higher), Status::Inconclusive);
    assert_eq!(first(found - 0.5, Direction::Lower), Status::Fail);
    let domain = report.comparisons[0].slices[0].slice.clone();
    let sliced = with(&paths, vec![rule(Some(&domain), found - 0.5, Direction::Higher)]);
    assert_eq!(
        (sliced.requirements[0].slice.as_ref(), sliced.requirements[0].status),
        (Some(&domain), Status::Pass)
    );
}

#[test]
fn few_rows_never_pass() {
    let folder = tempfile::tempdir().unwrap();
    for n in [1, 10] {
        let paths = [write(folder.path(), "a.parquet", n, 1), write(folder.path(), "b.parquet", n, 2)];
        let mut config = corpora::config(&paths);
        config.requirements = vec![rule(None, -100.0, Direction::Higher)];
        let found = &run(&config).requirements[0];
        assert_eq!(found.status, Status::Inconclusive, "{n}");
        let reason = if n == 1 { Undefined::TooFewNumbers } else { Undefined::TooFewDocuments };
        assert_eq!((found.value.is_some(), found.ci_low, found.undefined), (true, None, Some(reason)), "{n}");
    }
}

/// Runs the program with requirements from a file; 400 documents, or as many as asked for.
fn gate(tables: &str, fail_on: &str, n: u32) -> (crate::program::Run, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let paths = [write(folder.path(), "a.parquet", n, 1), write(folder.path(), "b.parquet", n, 2)];
    let file = folder.path().join("genloss.toml");
    fs::write(&file, tables).unwrap();
    let out = folder.path().join("out");
    (genloss(args!["compare", "-c", file, paths[0], paths[1], "--fail-on", fail_on, "-o", out]), folder)
}

#[test]
fn a_missed_requirement_fails_the_gate_that_names_it() {
    let missed =
        "[[requirement]]\ncolumn = 'score'\nmin = 99.0\n[[requirement]]\ncolumn = 'score'\nmin = -99.0\n";
    let (run, folder) = gate(missed, "requirement", 400);
    assert_eq!(run.status, Some(1), "{run:?}");
    assert!(
        run.stderr.contains("gate failed: b misses score: ") && run.stderr.contains("required at least 99"),
        "{run:?}"
    );
    assert!(run.stdout.contains("1 of 2 missed: b score"), "{run:?}");
    let read = |name: &str| fs::read_to_string(folder.path().join("out").join(name)).unwrap();
    assert!(read("junit.xml").contains("<failure type=\"requirement\""));
    assert!(read("metrics.csv").contains("\r\nrequirement,b,"));
    assert!(read("report.md").contains("at least 99.00"));
    assert!(read("report.html").contains("id=\"requirements\""));

    assert_eq!(gate(missed, "none", 400).0.status, Some(0), "nobody asked");
    assert_eq!(gate(missed, "collapse", 400).0.status, Some(0), "no collapse");
    let met = "[[requirement]]\ncolumn = 'score'\nmin = -99.0\n";
    assert_eq!(gate(met, "requirement", 400).0.status, Some(0));
}

#[test]
fn an_undecided_requirement_fails_only_where_that_is_asked_for() {
    let met = "[[requirement]]\ncolumn = 'score'\nmin = -99.0\n";
    assert_eq!(gate(met, "requirement", 10).0.status, Some(0));
    let (run, _folder) = gate(met, "requirement,inconclusive", 10);
    assert_eq!(run.status, Some(1));
    assert!(run.stderr.contains("gate failed: b cannot show score: "), "{run:?}");
}

#[test]
fn requirements_on_nothing_are_refused_with_the_nearest() {
    let said = |tables: &str, expected: &[&str]| gate(tables, "requirement", 80).0.assert_mistake(expected);
    said(
        "[[requirement]]\ncolumn = 'scores'\nmin = 1",
        &["requirement 1: column `scores`", "did you mean `score`?", "[[requirement]]"],
    );
    said(
        "[[requirement]]\ncolumn = 'domain'\nmin = 1",
        &["requirement 1: column `domain`", "expected numbers"],
    );
    said(
        "[[requirement]]\ncolumn = 'score'\nmin = 1\nslice = 'x'",
        &["requirement 1 (`score`)", "--slice-column"],
    );
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "a.parquet", 200, 1);
    let domain = with(&[path.clone(), path], Vec::new()).comparisons[0].slices[0].slice.clone();
    said(
        &format!("slice-column = 'domain'\n[[requirement]]\ncolumn = 'score'\nmin = 1\nslice = '{domain}x'"),
        &[&format!("no generation has a slice `{domain}x`"), &format!("did you mean `{domain}`?")],
    );
    said("[[requirement]]\ncolumn = 'score'", &["missing field `min`"]);
    said("[[requirement]]\ncolumn = 'score'\nmin = 1\ndirection = 'up'", &["unknown variant `up`"]);
    said("[[requirement]]\ncolumn = 'score'\nmin = nan", &["requirement 1 (`score`)", "expected a number"]);
}

#[test]
fn runs_of_one_generation_give_the_spread_between_them() {
    let folder = tempfile::tempdir().unwrap();
    let source = |name: &str, seed: u64| Source {
        name: Some(name.to_owned()),
        paths: vec![write(folder.path(), &format!("{seed}.parquet"), 300, seed)],
    };
    let generations =
        vec![source("base", 1), source("sft", 2), source("sft", 3), source("base", 4), source("sft", 5)];
    let once = run(&Config { generations: generations[..2].to_vec(), ..Config::default() });
    let report = run(&Config { generations, replicates: true, ..Config::default() });
    assert_eq!(report.generations.iter().map(|g| &*g.name).collect::<Vec<_>>(), ["base", "sft"]);
    assert_eq!(report.comparisons, once.comparisons, "the first run is judged");
    let of = |generation: &str| {
        let found = report
            .replicates
            .iter()
            .find(|r| r.generation == generation && r.metric == "distinct-2-retention");
        found.unwrap().clone()
    };
    let (base, sft) = (of("base"), of("sft"));
    assert_eq!((base.runs, base.sd, base.value), (1, None, None));
    assert_eq!(
        (sft.runs, sft.value),
        (3, corpora::metric(&once.comparisons[0], "distinct-2-retention").value)
    );
    let [low, mean, high] = [sft.smallest, sft.mean, sft.largest].map(Option::unwrap);
    assert!(low < mean && mean < high && sft.sd.unwrap() > 0.0, "{sft:?}");
}

#[test]
fn without_the_flag_a_name_stands_for_one_corpus() {
    let folder = tempfile::tempdir().unwrap();
    let named = |name: &str, seed| {
        format!("{name}={}", write(folder.path(), &format!("{seed}.parquet"), 80, seed).display())
    };
    let (a, b, c) = (named("a", 1), named("b", 2), named("b", 3));
    let line = args!["compare", "--generation", a, "--generation", b, "--generation", c];
    genloss(line).assert_mistake(&["`b` is used twice", "--replicates"]);
    let runs = genloss(&[line, args!["--replicates", "--full"]].concat());
    assert_eq!(runs.status, Some(0), "{runs:?}");
    assert!(runs.stdout.contains("between runs values differ by a standard deviation"), "{runs:?}");
    let twice =
        genloss(args!["compare", "--replicates", "--generation", a, "--generation", b, "--generation", b]);
    assert!(twice.stderr.contains("holds exactly the documents of the first: b"), "{twice:?}");
    genloss(&[line, args!["--replicates", "--generation-column", "domain"]].concat())
        .assert_mistake(&["--replicates", "cannot be combined with --generation-column"]);
}
