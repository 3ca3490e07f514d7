//! `genloss simulate` from outside: what it writes, that chance is fixed, and what it refuses.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use genloss::config::{Config, Source};
use genloss::progress::Silent;
use genloss::render::simulation::to_dir;
use genloss::simulate::{ModelChoice, Policy, Rows, Sampling, SimulateConfig, Simulation, run};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use serde_json::Value;
use tempfile::TempDir;

use crate::corpora::{fixture, write_texts};
use crate::fixture::{Table, ints, lists, singles, texts};
use crate::program::{Run, args, genloss};

/// Two generations of a fixture.
fn asked(corpus: &Path, model: &str, policy: &str) -> SimulateConfig {
    let source = Source { name: None, paths: vec![corpus.to_owned()] };
    SimulateConfig {
        config: Config { generations: vec![source], ..Config::default() },
        generations: 2,
        model: model.parse().unwrap(),
        policy: policy.parse().unwrap(),
        ..SimulateConfig::default()
    }
}

/// A corpus with vectors and keys, and one that has neither.
fn vectors(folder: &Path, n: usize) -> PathBuf {
    let coordinate = |i: usize| ((i * 7919 + 13) % 101) as f32 / 50.0 - 1.0;
    let values = (0..3 * n).map(coordinate).collect();
    Table::of("text", texts((0..n).map(|_| "a text")))
        .and("prompt_id", ints(0..n as i64))
        .and("embedding", lists(singles(values), &vec![Some(3); n]))
        .write(folder, "vectors.parquet")
}

fn reader(path: &Path) -> SerializedFileReader<File> {
    SerializedFileReader::new(File::open(path).unwrap()).unwrap()
}

fn lineage(path: &Path) -> Value {
    let reader = reader(path);
    let metadata = reader.metadata().file_metadata().key_value_metadata().unwrap();
    let found = metadata.iter().find(|pair| pair.key == "genloss.lineage").unwrap();
    serde_json::from_str(found.value.as_ref().unwrap()).unwrap()
}

/// Names of the columns of a file, and its rows as text.
fn rows(path: &Path) -> (Vec<String>, Vec<String>) {
    let reader = reader(path);
    let columns = reader.metadata().file_metadata().schema_descr().root_schema().get_fields();
    let names = columns.iter().map(|column| column.name().to_owned()).collect();
    (names, reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect())
}

fn documents(simulation: &Simulation, generation: usize) -> Vec<String> {
    match &simulation.generations[generation].rows {
        Rows::Texts(documents) => documents.iter().map(|document| simulation.text(document)).collect(),
        Rows::Vectors(_) => panic!("vectors"),
    }
}

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_generation_is_a_file_with_its_lineage_and_all_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/out");
    let corpus = fixture("demo", 0);
    let run = genloss(args![
        "simulate",
        corpus,
        "--generations",
        "2",
        "--policy",
        "accumulate",
        "--model",
        "ngram=2",
        "--seed",
        "7",
        "--temperature",
        "0.9",
        "--samples",
        "300",
        "--full",
        "-o",
        out,
    ]);
    assert_eq!(run.status, Some(0), "{run:?}");
    assert!(
        run.stderr.contains("wrote gen1 to gen2, 300 rows each, by ngram=2 under accumulate"),
        "{}",
        run.stderr
    );
    assert!(run.stdout.contains("gen2 against gen0, unpaired"), "{}", run.stdout);
    assert_eq!(entries(&out), ["gen0.parquet", "gen1.parquet", "gen2.parquet", "report"]);
    for file in ["report.json", "report.html", "neutral-drift.png"] {
        assert!(out.join("report").join(file).exists(), "{file}");
    }
    let of = |t: usize| lineage(&out.join(format!("gen{t}.parquet")));
    for (t, parents, training) in [(0, vec![], None), (1, vec![0], Some(800)), (2, vec![0, 1], Some(1_100))] {
        let found = of(t);
        assert_eq!(found["generation"], t);
        assert_eq!(found["parents"], Value::from(parents));
        assert_eq!(found["training_rows"].as_u64(), training);
        assert_eq!((&found["policy"], &found["model"]), (&"accumulate".into(), &"ngram=2".into()));
        assert_eq!((&found["seed"], &found["samples"]), (&7.into(), &300.into()));
        assert_eq!(found["sampling"]["temperature"], 0.9);
        assert_eq!(found["tool"]["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(found["corpus"], Value::from(vec![corpus.to_str().unwrap()]));
    }
    let said = "the data, by its own files: gen1 and gen2: drawn by genloss simulate (ngram=2 under accumulate), not";
    let told = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains(said), "{}", run.stdout);
    let (columns, rows) = rows(&out.join("gen1.parquet"));
    assert_eq!(columns, ["key", "text", "finish_reason", "generation", "parent", "policy"]);
    assert_eq!(rows.len(), 300);
    assert!(rows[4].starts_with("{key: \"1-4\", text: \""), "{}", rows[4]);
    assert!(rows[4].ends_with("generation: 1, parent: 0, policy: \"accumulate\"}"), "{}", rows[4]);
}

#[test]
fn generation_0_is_the_corpus_word_by_word_under_its_own_keys() {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> =
        (0..30).map(|i| format!("Don't  stop; it's №{i} — CAFE\u{301}, 3.14!")).collect();
    let corpus = write_texts(folder.path(), "corpus.parquet", &lines);
    let simulation = run(&asked(&corpus, "words", "replace"), &Silent).unwrap();
    assert_eq!(documents(&simulation, 0)[7], "don't stop it's 7 café 3.14");
    assert_eq!(simulation.generations[0].keys[7], "7");
    assert_eq!(simulation.generations[2].keys[7], "2-7");
    let words: Vec<String> = documents(&simulation, 2);
    assert!(words.iter().all(|text| text.split(' ').count() == 6), "lengths are learned");
}

#[test]
fn vectors_are_written_where_the_model_has_them() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = vectors(folder.path(), 120);
    for model in ["gaussian", "gaussian-unbiased", "mixture=3"] {
        let out = folder.path().join(model);
        let run =
            genloss(args!["simulate", corpus, "--model", model, "--generations", "2", "--full", "-o", out]);
        assert_eq!(run.status, Some(0), "{run:?}");
        assert!(run.stdout.contains("spread-loss"), "{}", run.stdout);
        let (columns, rows) = rows(&out.join("gen2.parquet"));
        assert_eq!(columns, ["key", "text", "embedding", "generation", "parent", "policy"]);
        assert_eq!(rows.len(), 120);
        assert_eq!(lineage(&out.join("gen2.parquet"))["sampling"], Value::Null);
    }
    let first = reader(&folder.path().join("gaussian/gen0.parquet"));
    let row = first.get_row_iter(None).unwrap().next().unwrap().unwrap();
    assert_eq!(row.get_list(2).unwrap().len(), 3);
    assert_eq!(row.get_string(0).unwrap(), "0");
}

#[test]
fn threads_change_no_byte_and_the_seed_does() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = vectors(folder.path(), 90);
    let bytes = |asked: &SimulateConfig| {
        let out = tempfile::tempdir().unwrap();
        to_dir(&run(asked, &Silent).unwrap(), out.path()).unwrap();
        fs::read(out.path().join("gen2.parquet")).unwrap()
    };
    for (model, policy, top_p, top_k) in [
        ("words", "accumulate", 0.9, None),
        ("ngram=3", "accumulate-subsample", 0.8, None),
        ("ngram=4", "mix=0.3", 0.8, Some(20)),
        ("gaussian", "fresh=0.2", 1.0, None),
        ("mixture=4", "replace", 1.0, None),
    ] {
        let corpus =
            if model.contains("gram") || model == "words" { fixture("demo", 0) } else { vectors.clone() };
        let of = |threads, seed| {
            let mut asked = asked(&corpus, model, policy);
            asked.sampling = Sampling { top_p, top_k, ..Sampling::default() };
            (asked.config.threads, asked.config.seed) = (threads, seed);
            bytes(&asked)
        };
        let one = of(1, 0);
        assert!(one == of(2, 0) && one == of(0, 0), "{model} {policy}");
        assert!(one != of(2, 1), "{model} {policy}");
    }
}

#[test]
fn policies_decide_what_is_learned() {
    let corpus = fixture("demo", 0);
    let training = |policy: &str| {
        let simulation = run(&asked(&corpus, "words", policy), &Silent).unwrap();
        simulation.generations[2].lineage.training_rows.unwrap()
    };
    assert_eq!(training("accumulate"), 1_600);
    for policy in ["replace", "accumulate-subsample", "mix=0.3", "fresh=0.3"] {
        assert_eq!(training(policy), 800, "{policy}");
    }
    // A model that learns real rows alone writes the same whatever was written before.
    let of = |policy: Policy, seed: u64| {
        let mut asked = asked(&corpus, "words", "replace");
        (asked.policy, asked.config.seed) = (policy, seed);
        documents(&run(&asked, &Silent).unwrap(), 2)
    };
    assert_eq!(of(Policy::Mix(1.0), 3), of(Policy::Fresh(1.0), 3));
    assert_ne!(of(Policy::Mix(0.5), 3), of(Policy::Fresh(0.5), 3));
}

#[test]
fn sharpening_repeats_the_likely_words() {
    let corpus = fixture("demo", 0);
    let types = |sampling: Sampling| {
        let mut asked = asked(&corpus, "ngram=2", "replace");
        asked.sampling = sampling;
        let texts = documents(&run(&asked, &Silent).unwrap(), 2);
        let words: std::collections::BTreeSet<&str> = texts.iter().flat_map(|t| t.split(' ')).collect();
        words.len()
    };
    let plain = types(Sampling::default());
    for sampling in [
        Sampling { temperature: 0.5, ..Sampling::default() },
        Sampling { top_p: 0.7, ..Sampling::default() },
        Sampling { top_k: Some(10), ..Sampling::default() },
    ] {
        let found = types(sampling);
        assert!(found * 3 < plain * 2, "{sampling:?}: {found} of {plain} types");
    }
}

#[test]
fn without_a_comparison_the_files_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let listed =
        genloss(args!["simulate", fixture("demo", 0), "--generations", "1", "--no-compare", "-o", out]);
    assert_eq!(listed.status, Some(0));
    let expected = |t| out.join(format!("gen{t}.parquet")).display().to_string();
    assert_eq!(listed.stdout, format!("{}\n{}\n", expected(0), expected(1)));
    assert_eq!(entries(&out), ["gen0.parquet", "gen1.parquet"]);
}

#[test]
fn columns_come_from_the_environment_and_the_config_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = (0..20).map(|i| format!("word{i} and more")).collect();
    let table = Table::of("a", texts(lines.iter().map(String::as_str)))
        .and("b", texts(lines.iter().map(|_| "nothing else")));
    let corpus = table.write(folder.path(), "corpus.parquet");
    let file = folder.path().join("team.toml");
    fs::write(&file, "text-column = \"a\"\nfail-on = \"collapse\"\nscore-column = \"none\"\n").unwrap();
    let out = folder.path().join("out");
    let mut command = crate::program::command(args![
        "simulate",
        corpus,
        "-c",
        file,
        "--model",
        "words",
        "--generations",
        "1",
        "--no-compare",
        "-o",
        out,
    ]);
    let found = command.env("GENLOSS_TEXT_COLUMN", "b").output().unwrap();
    assert_eq!(found.status.code(), Some(0), "{found:?}");
    let (_, rows) = rows(&out.join("gen0.parquet"));
    assert!(rows[0].contains("text: \"nothing else\""), "the environment wins over the file: {}", rows[0]);
}

/// A small corpus, and a folder with something in it.
fn place() -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = (0..40).map(|i| format!("some words and number {i}")).collect();
    let corpus = write_texts(folder.path(), "corpus.parquet", &lines);
    let old = folder.path().join("old");
    fs::create_dir(&old).unwrap();
    fs::write(old.join("gen1.parquet"), "old").unwrap();
    (folder, corpus, old)
}

/// Simulates into a new folder and over an old one; asserts a mistake, and that nothing was written or lost.
fn assert_refused(corpus: &Path, more: &[&str], expected: &[&str]) {
    let (_folder, _, old) = place();
    for (out, overwrite) in [(old.join("new/out"), None), (old.clone(), Some("--overwrite"))] {
        let mut all = args!["simulate", corpus, "-o", out].to_vec();
        all.extend(more.iter().chain(&overwrite).map(OsStr::new));
        genloss(&all).assert_mistake(expected);
        assert_eq!(entries(&old), ["gen1.parquet"], "{more:?}");
        assert_eq!(fs::read_to_string(old.join("gen1.parquet")).unwrap(), "old");
    }
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let (_folder, corpus, _) = place();
    for (flags, expected) in [
        (&["--temperature", "0"][..], "--temperature: found 0, expected"),
        (&["--temperature", "-1"], "--temperature: found -1, expected"),
        (&["--temperature", "NaN"], "--temperature: found NaN, expected"),
        (&["--top-p", "0"], "--top-p: found 0, expected"),
        (&["--top-p", "1.01"], "--top-p: found 1.01, expected"),
        (&["--top-p", "-0.5"], "--top-p: found -0.5, expected"),
        (&["--top-k", "0"], "--top-k: found 0, expected"),
        (&["--samples", "0"], "--samples: found 0, expected"),
        (&["--samples", "9"], "--samples: found 9, expected 10"),
        (&["--generations", "0"], "--generations: found 0, expected"),
        (&["--policy", "mix=0"], "above 0"),
        (&["--policy", "forget"], "accumulate-subsample"),
        (&["--policy", "mix=1", "--samples", "50"], "takes 50 real rows for 50, and the corpus has 40"),
        (&["--model", "ngram=6"], "from 2 to 5"),
        (&["--model", "gpt"], "mixture=K"),
        (&["--model", "gaussian", "--temperature", "0.5"], "writes vectors"),
        (&["--tokenizer", "tokenizer.json"], "tokenizer.json"),
        (&["--limit", "0"], "--limit"),
    ] {
        assert_refused(&corpus, flags, &[expected]);
    }
}

#[test]
fn a_corpus_too_small_to_train_on_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let few = write_texts(folder.path(), "few.parquet", &["a b", "c d", "!", "", "e"]);
    assert_refused(&few, &[], &["few.parquet: 3 documents with a word in column `text`", "ngram=3", "10"]);
    let no_vectors = write_texts(folder.path(), "plain.parquet", &["a b"; 40]);
    assert_refused(&no_vectors, &["--model", "gaussian"], &["0 vectors", "there is no embedding column"]);
    let vectors = vectors(folder.path(), 40);
    assert_refused(&vectors, &["--model", "mixture=9"], &["40 vectors in column `embedding`", "needs 45"]);
    assert_refused(&folder.path().join("nowhere.parquet"), &[], &["nowhere.parquet", "check the path"]);
}

#[test]
fn files_that_are_there_already_are_kept_unless_told_otherwise() {
    let (folder, corpus, old) = place();
    let simulate = |more: &[&str]| -> Run {
        let mut all = args!["simulate", "-o", old, corpus, "--generations", "1", "--no-compare"].to_vec();
        all.extend(more.iter().map(OsStr::new));
        genloss(&all)
    };
    simulate(&[]).assert_mistake(&["holds files already (gen1.parquet)", "--overwrite"]);
    assert_eq!(fs::read_to_string(old.join("gen1.parquet")).unwrap(), "old");
    fs::write(old.join("gen2.parquet"), "older").unwrap();
    fs::write(old.join("notes.txt"), "mine").unwrap();
    let run = simulate(&["--overwrite"]);
    assert_eq!(run.status, Some(0), "{run:?}");
    assert!(
        run.stderr.contains("1 generation of another run") && run.stderr.contains("gen2.parquet"),
        "{}",
        run.stderr
    );
    assert_eq!(lineage(&old.join("gen1.parquet"))["generation"], 1);
    assert_eq!(fs::read_to_string(old.join("notes.txt")).unwrap(), "mine");
    assert_eq!(entries(&old), ["gen0.parquet", "gen1.parquet", "gen2.parquet", "notes.txt"]);
    // A folder in the place of a file: nothing of the new run is left.
    let blocked = folder.path().join("blocked");
    fs::create_dir_all(blocked.join("gen1.parquet")).unwrap();
    genloss(args!["simulate", corpus, "--generations", "1", "--overwrite", "-o", blocked])
        .assert_mistake(&["cannot write", "gen1.parquet"]);
    assert_eq!(entries(&blocked), ["gen1.parquet"]);
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let (folder, corpus, _) = place();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    genloss(args!["simulate", corpus, "-o", file.join("out")]).assert_mistake(&["cannot write", "file"]);
    genloss(args!["simulate", corpus, "-o", file]).assert_mistake(&["cannot write", "file"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");
    assert_eq!(genloss(args!["simulate", corpus]).status, Some(2), "-o is needed");
}

#[test]
fn a_document_of_a_model_that_hardly_ends_is_cut_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = (0..40).map(|i| "round and ".repeat(5 + i % 9)).collect();
    let corpus = write_texts(folder.path(), "corpus.parquet", &lines);
    let mut asked = asked(&corpus, "ngram=2", "replace");
    asked.sampling.top_k = Some(1);
    let simulation = run(&asked, &Silent).unwrap();
    let Rows::Texts(written) = &simulation.generations[1].rows else { panic!("vectors") };
    assert!(written.iter().all(|document| document.cut && document.words.len() == 26));
    assert_eq!(simulation.generations[1].lineage.longest, Some(26));
    let out = folder.path().join("out");
    to_dir(&simulation, &out).unwrap();
    assert!(rows(&out.join("gen1.parquet")).1[0].contains("finish_reason: \"length\""));
    assert_eq!(asked.model, ModelChoice::Ngram(2));
}
