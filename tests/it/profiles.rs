//! Profiles: the report of the rows they were made of, however the rows were divided, and clear refusals.

use std::fs;
use std::path::{Path, PathBuf};

use genloss::config::{Config, EmbeddingRows, Source};
use genloss::error::{Error, ErrorKind};
use genloss::progress::Silent;
use genloss::render::json;
use genloss::terms::{CellValue, ColumnRole};
use genloss::{Corpus, CorpusBuilder, Report, Row};
use proptest::prelude::*;

use crate::corpora::{config, fixture};
use crate::make_fixtures::synth::{Doc, Law, corpus, keys};
use crate::program::{args, genloss};

fn page(config: &Config) -> String {
    json::page(&genloss::analyze(config).unwrap()).unwrap()
}

/// A run on these paths, each named from its file.
fn unnamed(paths: &[PathBuf], from: &Config) -> Config {
    let source = |path: &PathBuf| Source { name: None, paths: vec![path.clone()] };
    Config { generations: paths.iter().map(source).collect(), ..from.clone() }
}

fn saved(folder: &Path, config: &Config) -> Vec<PathBuf> {
    let save = |corpus: &Corpus| {
        let path = folder.join(format!("{}.glp", corpus.header().name));
        corpus.save(&path).unwrap();
        path
    };
    Corpus::read_all(config, &Silent).unwrap().iter().map(save).collect()
}

#[test]
fn a_report_of_profiles_is_that_of_the_corpora_byte_for_byte() {
    for name in ["demo", "multilingual", "swap"] {
        let folder = tempfile::tempdir().unwrap();
        let rows: Vec<PathBuf> = (0..2).map(|generation| fixture(name, generation)).collect();
        let judging = Config { alpha: 0.01, metrics: vec!["all".to_owned()], ..Config::default() };
        for run in [unnamed(&rows, &judging), Config { alpha: 0.01, ..config(&rows) }] {
            let profiles = saved(folder.path(), &run);
            let sources = run.generations.iter().zip(&profiles);
            let generations =
                sources.map(|(source, path)| Source { name: source.name.clone(), paths: vec![path.clone()] });
            let stored = Config { generations: generations.collect(), ..run.clone() };
            assert_eq!(page(&stored), page(&run), "{name}");
            // One of them from rows: it is read as the profile was.
            let mut mixed = stored.clone();
            mixed.generations[1] = run.generations[1].clone();
            assert_eq!(page(&mixed), page(&run), "{name}, one from rows");
        }
    }
}

#[test]
fn order_reference_and_runs_are_those_of_corpora() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<PathBuf> = [0, 1, 2].map(|generation| fixture("small", generation % 2)).to_vec();
    let copies: Vec<PathBuf> = ["gen1", "gen10", "gen2"]
        .iter()
        .zip(&rows)
        .map(|(name, path)| {
            let copy = folder.path().join(format!("{name}.parquet"));
            fs::copy(path, &copy).unwrap();
            copy
        })
        .collect();
    let run = unnamed(&copies, &Config::default());
    let names = |config: &Config| -> Vec<String> {
        genloss::analyze(config).unwrap().generations.into_iter().map(|g| g.name).collect()
    };
    let stored = unnamed(&saved(folder.path(), &run), &run);
    assert_eq!(names(&stored), ["gen1", "gen2", "gen10"]);
    let by_reference = Config { reference: Some("gen2".to_owned()), ..stored.clone() };
    assert_eq!(names(&by_reference)[0], "gen2");
    let mut runs = stored.clone();
    runs.generations.iter_mut().skip(1).for_each(|source| source.name = Some("new".to_owned()));
    assert!(matches!(genloss::analyze(&runs), Err(Error::DuplicateGeneration { .. })));
    runs.replicates = true;
    assert!(!genloss::analyze(&runs).unwrap().replicates.is_empty());
}

#[test]
fn what_goes_wrong_is_said_with_the_file_and_the_flag() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<PathBuf> = (0..2).map(|generation| fixture("small", generation)).collect();
    let profiles = saved(folder.path(), &unnamed(&rows, &Config::default()));
    let [first, second] = &profiles[..] else { panic!("two") };
    genloss(args!["compare", first, second, "--case-sensitive"]).assert_mistake(&[
        "gen0.glp: the profile was made with --case-sensitive false, and this run asks for true",
    ]);
    genloss(args!["check", first, second, "--key-column", "other"]).assert_mistake(&[
        "gen0.glp: the profile was made with --key-column ",
        "asks for other; leave --key-column out",
    ]);
    genloss(args!["simulate", first, "-o", folder.path().join("out")])
        .assert_mistake(&["a profile of genloss, which holds no rows"]);
    let cut = folder.path().join("cut.glp");
    fs::write(&cut, &fs::read(first).unwrap()[..5000]).unwrap();
    for command in [
        args!["compare", first, cut],
        args!["calibrate", cut],
        args!["inspect", cut],
        args!["merge", cut, "-o", cut],
    ] {
        genloss(command)
            .assert_mistake(&["cut.glp: it ends within section", "make it anew with `genloss profile`"]);
    }
    fs::write(&cut, "no profile").unwrap();
    genloss(args!["compare", first, cut]).assert_mistake(&["cut.glp: not a profile of genloss"]);

    let chars = Config { sample_bytes: 512, ..unnamed(&rows, &Config::default()) };
    let other = folder.path().join("other");
    let others = saved(&other, &chars);
    let merged = Corpus::open(first).unwrap().merge(Corpus::open(&others[1]).unwrap()).unwrap_err();
    assert_eq!(merged.kind(), ErrorKind::Incomparable);
    assert!(
        merged.to_string().contains("the bytes kept of a text are in the one 4096, in the other 512"),
        "{merged}"
    );
}

#[test]
fn profile_merge_and_inspect_do_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let (gen0, gen1) = (fixture("demo", 0), fixture("demo", 1));
    let run = genloss(args!["profile", gen0, gen1, "-o", place("both")]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(0), ""), "{run:?}");
    assert!(run.stderr.contains("gen1.glp: ") && run.stderr.contains(" documents of gen1"), "{run:?}");
    let of_rows = genloss(args!["compare", gen0, gen1]);
    let of_profiles = genloss(args!["compare", place("both/gen0.glp"), place("both/gen1.glp")]);
    assert_eq!(of_rows.stdout, of_profiles.stdout);
    let later =
        genloss(args!["profile", gen1, "--like", place("both/gen0.glp"), "-o", place("later.glp"), "-q"]);
    assert_eq!((later.status, later.stderr.as_str()), (Some(0), ""));
    let of_later = genloss(args!["compare", place("both/gen0.glp"), place("later.glp")]);
    assert_eq!(of_rows.stdout, of_later.stdout);

    let found = genloss(args!["inspect", place("later.glp"), "--format", "json"]).stdout;
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    assert_eq!((found["name"].as_str(), found["format"].as_str()), (Some("gen1"), Some("1.0")));
    assert_eq!(found["sections"][0]["name"], "header");
    let text = genloss(args!["inspect", place("later.glp")]).stdout;
    for part in
        ["later.glp, ", "gen1.parquet", "key `prompt_id`", "words", "case-sensitive false", "spellings"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }

    let merged = genloss(args!["merge", place("both/gen0.glp"), place("later.glp"), "-o", place("all.glp")]);
    assert_eq!(merged.status, Some(0), "{merged:?}");
    assert_eq!(Corpus::open(place("all.glp")).unwrap().header().name, "all");
    genloss(args!["profile", gen0, gen1, "-o", place("one.glp")])
        .assert_mistake(&["--output: found one file", "for 2 corpora"]);
    genloss(args!["profile", gen0, gen1, "--from-row", "9", "-o", place("x")])
        .assert_mistake(&["--from-row"]);
    assert!(!place("one.glp").exists() && !place("x").exists());
    let before = fs::read(place("all.glp")).unwrap();
    genloss(args!["profile", place("no.parquet"), "-o", place("all.glp")]).assert_mistake(&["no such file"]);
    assert_eq!(fs::read(place("all.glp")).unwrap(), before);
}

#[test]
fn parts_without_a_key_must_not_hold_the_same_rows() {
    let docs = corpus(&Law::default(), &keys(0, 40), 1);
    let part = |docs: &[Doc], first| filled(Corpus::builder("gen0").from_row(first), docs, false).unwrap();
    let said = part(&docs[..20], 0).merge(part(&docs[20..], 0)).unwrap_err().to_string();
    assert!(
        said.contains("both hold row 0 of a corpus without a key") && said.contains("from-row"),
        "{said}"
    );
    assert_eq!(part(&docs[..20], 0).merge(part(&docs[20..], 20)).unwrap().n_documents(), 40);
}

fn filled(mut builder: CorpusBuilder, docs: &[Doc], keyed: bool) -> Result<Corpus, Error> {
    builder = builder.column("grade", ColumnRole::Numeric);
    for doc in docs {
        let key = doc.key.to_string();
        let grade = CellValue::Number((f64::from(doc.key) + 0.1).sqrt());
        builder.push(Row {
            key: keyed.then_some(&key),
            slice: Some(doc.slice),
            finish_reason: Some(if doc.key % 9 == 0 { "length" } else { "stop" }),
            vector: Some(&[doc.text.len() as f32, 1.0, -0.5]),
            values: &[grade],
            ..Row::new(&doc.text)
        })?;
    }
    builder.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(6) })]

    /// Any division of a corpus, its parts stored, and merged in any order, gives the report of the whole to the last byte.
    #[test]
    fn any_division_in_any_order_gives_the_same_bytes(
        keyed in any::<bool>(),
        cuts in prop::collection::btree_set(1..120usize, 0..5),
        order in prop::collection::vec(any::<u64>(), 6),
    ) {
        let (docs, later) = (corpus(&Law::default(), &keys(0, 120), 1), corpus(&Law { mean_length: 20.0, ..Law::default() }, &keys(0, 120), 2));
        let whole = filled(Corpus::builder("gen0"), &docs, keyed).unwrap();
        let later = filled(Corpus::builder("gen1").like(&whole), &later, keyed).unwrap();
        let ends: Vec<usize> = cuts.iter().copied().chain([docs.len()]).collect();
        let starts = std::iter::once(0).chain(cuts.iter().copied());
        let folder = tempfile::tempdir().unwrap();
        let mut parts: Vec<(u64, PathBuf)> = starts.zip(ends).enumerate().map(|(at, (start, end))| {
            let builder = Corpus::builder("gen0").like(&whole).from_row(start as u64);
            let path = folder.path().join(format!("{at}.glp"));
            filled(builder, &docs[start..end], keyed).unwrap().save(&path).unwrap();
            (order[at], path)
        }).collect();
        parts.sort();
        let mut merged = parts.iter().map(|(_, path)| Corpus::open(path).unwrap());
        let first = merged.next().unwrap();
        let merged = merged.try_fold(first, Corpus::merge).unwrap();
        prop_assert_eq!(merged.profile(), whole.profile());
        prop_assert_eq!(merged.header(), whole.header());
        let report = |first: &Corpus| -> Report { genloss::compare(&[first.clone(), later.clone()], &Config::default()).unwrap() };
        prop_assert_eq!(json::page(&report(&merged)).unwrap(), json::page(&report(&whole)).unwrap());
    }
}

/// Files, too, and the moments of all vectors: the command puts parts in the order of their rows.
#[test]
fn files_in_parts_give_the_report_of_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let docs = corpus(&Law::default(), &keys(0, 300), 3);
    let parts: Vec<PathBuf> = [(0, 110), (110, 300)]
        .into_iter()
        .map(|(start, end)| {
            let config = Config { embedding_rows: EmbeddingRows::All, ..Config::default() };
            let part = filled(
                Corpus::builder("gen0").settings(&config).from_row(start as u64),
                &docs[start..end],
                true,
            )
            .unwrap();
            let path = folder.path().join(format!("{start}.glp"));
            part.save(&path).unwrap();
            path
        })
        .collect();
    let merge = |parts: [&PathBuf; 2], name: &str| {
        let path = folder.path().join(name);
        assert_eq!(genloss(args!["merge", parts[0], parts[1], "-o", path]).status, Some(0));
        fs::read(path).unwrap()
    };
    assert_eq!(merge([&parts[0], &parts[1]], "a.glp"), merge([&parts[1], &parts[0]], "b.glp"));
    assert_eq!(Corpus::open(folder.path().join("a.glp")).unwrap().n_documents(), 300);
}
