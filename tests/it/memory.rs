//! Corpora from memory: the report of the same rows in files, clear refusals, parts, and sizes.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use genloss::config::{Config, RequirementRule};
use genloss::error::Error;
use genloss::progress::Observer;
use genloss::report::Report;
use genloss::terms::{CellValue, ColumnRole, Direction};
use genloss::{Corpus, CorpusBuilder, Row};

use crate::corpora::{assert_same, config, metric};
use crate::fixture::{Table, doubles, lists, singles, texts};
use crate::make_fixtures::synth::{Doc, Law, corpus, keys};

const DIMENSION: usize = 4;

/// A row that owns what it holds: everything that a row can have, and now and then nothing.
struct Given {
    key: String,
    text: Option<String>,
    slice: &'static str,
    prompt: String,
    finish: &'static str,
    vector: Option<[f32; DIMENSION]>,
    number: Option<f64>,
    label: &'static str,
}

fn given(n: u32, mean_length: f64, seed: u64) -> Vec<Given> {
    let law = Law { mean_length, ..Law::default() };
    let row = |(i, doc): (usize, Doc)| {
        let wave = |step: f64| (i as f64 * step + seed as f64).sin();
        Given {
            key: doc.key.to_string(),
            text: (i % 29 != 28).then_some(doc.text),
            slice: doc.slice,
            prompt: format!("Question {} of {}?", doc.key, doc.slice),
            finish: if i % 17 == 0 { "length" } else { "stop" },
            vector: (i % 31 != 30).then(|| [0.3, 0.7, 1.1, 1.9].map(|step| wave(step) as f32)),
            number: (i % 13 != 12).then(|| wave(0.9)),
            label: ["short", "long", "other"][i % 3],
        }
    };
    corpus(&law, &keys(0, n), seed).into_iter().enumerate().map(row).collect()
}

fn generations() -> [Vec<Given>; 3] {
    [given(300, 40.0, 1), given(300, 40.0, 2), given(260, 30.0, 3)]
}

/// The table of the same rows. `keyed`: with a key and the prompt.
fn table(rows: &[Given], keyed: bool) -> Table {
    let present = singles(rows.iter().filter_map(|row| row.vector).flatten().collect());
    let lengths: Vec<_> = rows.iter().map(|row| row.vector.map(|vector| vector.len())).collect();
    let table = Table::of("text", texts(rows.iter().map(|row| row.text.as_deref())))
        .and("slice", texts(rows.iter().map(|row| row.slice)))
        .and("finish_reason", texts(rows.iter().map(|row| row.finish)))
        .and("embedding", lists(present, &lengths))
        .and("grade", doubles(rows.iter().map(|row| row.number)))
        .and("kind", texts(rows.iter().map(|row| row.label)));
    match keyed {
        true => table
            .and("key", texts(rows.iter().map(|row| row.key.as_str())))
            .and("prompt", texts(rows.iter().map(|row| row.prompt.as_str()))),
        false => table,
    }
}

fn builder(name: &str) -> CorpusBuilder {
    Corpus::builder(name).column("grade", ColumnRole::Numeric).column("kind", ColumnRole::Categorical)
}

fn fill(mut builder: CorpusBuilder, rows: &[Given], keyed: bool) -> Corpus {
    for row in rows {
        builder
            .push(Row {
                text: row.text.as_deref(),
                key: keyed.then_some(&row.key),
                slice: Some(row.slice),
                prompt: keyed.then_some(&row.prompt),
                finish_reason: Some(row.finish),
                vector: row.vector.as_ref().map(|vector| &vector[..]),
                values: &[row.number.map_or(CellValue::Null, CellValue::Number), CellValue::Label(row.label)],
            })
            .unwrap();
    }
    builder.finish().unwrap()
}

/// What a file of these columns is read by.
fn settings() -> Config {
    let mut config = Config::default();
    config.columns.text = Some("text".to_owned());
    config.columns.slice = Some("slice".to_owned());
    config.columns.numeric = vec!["grade".to_owned()];
    config.columns.categorical = vec!["kind".to_owned()];
    config
}

fn from_files(folder: &Path, all: &[Vec<Given>], keyed: bool) -> Report {
    let name = |at: usize| format!("gen{at}.parquet");
    let paths: Vec<_> =
        all.iter().enumerate().map(|(at, rows)| table(rows, keyed).write(folder, &name(at))).collect();
    genloss::analyze(&Config { generations: config(&paths).generations, ..settings() }).unwrap()
}

#[test]
fn rows_and_record_batches_give_the_report_of_the_same_rows_in_files() {
    let (folder, all) = (tempfile::tempdir().unwrap(), generations());
    for keyed in [true, false] {
        let expected = from_files(folder.path(), &all, keyed);
        assert_eq!(expected.generations[0].embedding_dim, Some(DIMENSION as u32));
        assert_eq!(expected.input.key_column.is_some(), keyed);
        assert!(expected.comparisons.iter().all(|c| c.slices.len() > 1 && c.paired == keyed));

        let first = fill(builder("gen0"), &all[0], keyed);
        let others = (1..3).map(|at| fill(builder(&format!("gen{at}")).like(&first), &all[at], keyed));
        let corpora: Vec<Corpus> = std::iter::once(first.clone()).chain(others).collect();
        let report = genloss::compare(&corpora, &Config::default()).unwrap();
        assert_same(&expected, &report);
        assert!(report.generations.iter().all(|g| g.paths.is_empty()), "nothing is made up");
        assert!(report.settings.generations.is_empty());
        assert_eq!(report.settings.columns.slice.as_deref(), Some("slice"), "how it was read");

        let batches = (0..3).map(|at| {
            let (name, batch) = (format!("gen{at}"), table(&all[at], keyed).batch());
            let mut builder = Corpus::builder(&name).settings(&settings());
            // Batches of any size; a slice shares what the whole holds.
            builder.push_batch(batch.slice(0, 100)).unwrap();
            builder.push_batch(batch.slice(100, batch.num_rows() - 100)).unwrap();
            builder.finish().unwrap()
        });
        let report = genloss::compare(&batches.collect::<Vec<_>>(), &Config::default()).unwrap();
        assert_same(&expected, &report);

        // One side from a file, and the same corpora in any number of comparisons.
        let second = Corpus::read_like(&first, "gen1", [folder.path().join("gen1.parquet")]).unwrap();
        let pair = [first, second];
        let mixed = genloss::compare(&pair, &Config::default()).unwrap();
        assert_eq!(
            metric(&mixed.comparisons[0], "pooled-tail-retention").value,
            metric(&expected.comparisons[0], "pooled-tail-retention").value
        );
        assert_same(&mixed, &genloss::compare(&pair, &Config::default()).unwrap());
    }
}

#[test]
fn runs_and_requirements_work_from_memory() {
    let corpora: Vec<Corpus> = [("old", 1), ("new", 2), ("new", 3)]
        .map(|(name, seed)| fill(builder(name), &given(200, 30.0, seed), true))
        .to_vec();
    let twice = genloss::compare(&corpora, &Config::default()).unwrap_err().to_string();
    assert!(twice.starts_with("generation name `new` is used twice (in memory and in memory)"), "{twice}");

    let rule = |column: &str| RequirementRule {
        column: column.to_owned(),
        slice: None,
        min: 0.5,
        direction: Direction::Higher,
    };
    let config = Config { replicates: true, requirements: vec![rule("grade")], ..Config::default() };
    let report = genloss::compare(&corpora, &config).unwrap();
    assert_eq!(report.generations.len(), 2);
    assert!(report.replicates.iter().any(|r| r.generation == "new" && r.runs == 2));
    assert!(report.requirements[0].value.unwrap().abs() < 0.5);

    let config = Config { requirements: vec![rule("kind")], ..Config::default() };
    let refused = genloss::compare(&corpora[..2], &config).unwrap_err().to_string();
    assert!(
        refused.contains("no column of numbers `kind` was read (columns of numbers: grade)"),
        "{refused}"
    );
}

#[test]
fn parts_merge_to_the_whole_and_its_size_is_known() {
    let rows = given(300, 40.0, 1);
    for keyed in [true, false] {
        let whole = fill(builder("gen0"), &rows, keyed);
        let (first, second) = rows.split_at(120);
        let first = fill(builder("gen0"), first, keyed);
        assert!(first.size() < whole.size());
        let second = fill(builder("gen0").like(&first).from_row(120), second, keyed);
        let merged = first.merge(second).unwrap();
        assert_eq!((merged.n_documents(), merged.size()), (whole.n_documents(), whole.size()));
        let other = fill(builder("gen1").like(&whole), &given(300, 30.0, 2), keyed);
        let report =
            |first: &Corpus| genloss::compare(&[first.clone(), other.clone()], &Config::default()).unwrap();
        assert_same(&report(&whole), &report(&merged));
    }
}

#[test]
fn corpora_that_cannot_be_compared_are_refused_with_the_reason() {
    let texts = |builder: CorpusBuilder, text: &str, vector: &[f32]| {
        let mut builder = builder;
        for i in 0..100 {
            let text = format!("{text} {i}");
            builder.push(Row { vector: Some(vector), ..Row::new(&text) }).unwrap();
        }
        builder.finish().unwrap()
    };
    let refused = |corpora: &[Corpus]| genloss::compare(corpora, &Config::default()).unwrap_err().to_string();
    let english = texts(Corpus::builder("english"), "a text in English", &[1.0, 2.0]);
    let thai = texts(Corpus::builder("thai"), "ภาษาไทยไม่มีช่องว่าง", &[1.0, 2.0]);
    let said = refused(&[english.clone(), thai]);
    assert!(said.contains("in the one words, in the other character-bigrams"), "{said}");
    let alike = texts(Corpus::builder("thai").like(&english), "ภาษาไทยไม่มีช่องว่าง", &[1.0, 2.0]);
    assert!(genloss::compare(&[english.clone(), alike], &Config::default()).is_ok());

    let longer = texts(Corpus::builder("longer"), "a text", &[1.0, 2.0, 3.0]);
    let said = refused(&[english.clone(), longer]);
    assert!(
        said.contains("most embeddings have 3 coordinates, but those of the reference `english` have 2"),
        "{said}"
    );

    assert!(refused(std::slice::from_ref(&english)).starts_with("only one generation found (english)"));
    assert!(refused(&[]).starts_with("only one generation found (none)"));

    let cased = Config { case_sensitive: true, ..Config::default() };
    let cased = texts(Corpus::builder("cased").settings(&cased), "A Text", &[1.0, 2.0]);
    assert!(refused(&[english.clone(), cased]).contains("upper and lower case"));

    let empty = Corpus::builder("empty").like(&english).finish().unwrap();
    assert!(refused(&[english.clone(), empty]).contains("none of its 0 rows holds text of the model"));
    let mut silent = Corpus::builder("silent");
    silent.push(Row { key: Some("1"), ..Row::default() }).unwrap();
    let said = refused(&[english, silent.finish().unwrap()]);
    assert!(said.contains("none of its 1 rows holds text of the model"), "{said}");
}

/// Wants to stop at its third message.
#[derive(Default)]
struct Impatient(AtomicU32);

impl Observer for Impatient {
    fn advance(&self, _: u64) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn wants_to_stop(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 2
    }
}

#[test]
fn a_run_stops_where_its_observer_wants_that() {
    let (folder, rows) = (tempfile::tempdir().unwrap(), given(400, 10.0, 1));
    let path = table(&rows, true).row_groups_of(10).write(folder.path(), "gen0.parquet");
    let stopped = genloss::analyze_watched(&config(&[&path, &path]), &Impatient::default());
    assert!(matches!(stopped, Err(Error::Stopped)), "while files are read");
    let corpora = ["a", "b", "c"].map(|name| fill(builder(name), &rows[..100], true));
    let watch = Impatient::default();
    let stopped = genloss::compare_watched(&corpora, &Config::default(), &watch);
    assert!(matches!(stopped, Err(Error::Stopped)), "while corpora are compared");
}

#[test]
fn rows_that_do_not_fit_are_refused_and_change_nothing() {
    let mut corpus = builder("gen0");
    let said = corpus.push(Row::new("x")).unwrap_err().to_string();
    assert_eq!(said, "corpus `gen0`: found 0 values, expected 2, one for each column that was declared");
    let values = [CellValue::Label("x"), CellValue::Null];
    let said = corpus.push(Row { values: &values, ..Row::new("x") }).unwrap_err().to_string();
    assert!(said.contains("in column `grade`, expected a number"), "{said}");
    let values = [CellValue::NotFinite, CellValue::Label("x")];
    corpus.push(Row { values: &values, ..Row::new("x") }).unwrap();
    let batch = table(&given(3, 10.0, 1), true).batch();
    assert!(corpus.push_batch(batch.clone()).unwrap_err().to_string().contains("came behind rows"));
    assert_eq!(corpus.finish().unwrap().n_documents(), 1);

    let mut corpus = Corpus::builder("gen0").settings(&settings());
    corpus.push_batch(batch).unwrap();
    let other = table(&given(3, 10.0, 1), false).batch();
    assert!(corpus.push_batch(other).unwrap_err().to_string().contains("expected text Utf8, slice Utf8"));
    assert!(corpus.push(Row::new("x")).is_err());
}
