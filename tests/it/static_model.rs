//! A static embedding model on disk: what stands in where there are no embeddings, and `genloss embed`.

use std::path::{Path, PathBuf};

use genloss::config::Config;
use genloss::error::Error;
use genloss::report::MODEL_EMBEDDING;
use genloss::terms::{Family, Status, Symptom, Undefined};

use crate::corpora::{against_base, config, fixture, metric, run, table};
use crate::make_fixtures::synth::{Law, corpus, keys};
use crate::program::{args, genloss};

const DIMENSION: usize = 12;

/// A made-up model of BERT's layout whose pieces are letters, so that it knows every word.
pub(crate) fn model(folder: &Path) -> PathBuf {
    let letters = ('a'..='z').chain('0'..='9').flat_map(|c| [c.to_string(), format!("##{c}")]);
    let pieces: Vec<String> = std::iter::once("[UNK]".to_owned()).chain(letters).collect();
    let vocabulary: serde_json::Map<_, _> =
        pieces.iter().enumerate().map(|(id, piece)| (piece.clone(), id.into())).collect();
    let tokenizer = serde_json::json!({
        "added_tokens": [],
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                       "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": vocabulary}
    });
    let n = pieces.len() * DIMENSION;
    let header = format!(
        r#"{{"embeddings":{{"dtype":"F32","shape":[{},{DIMENSION}],"data_offsets":[0,{}]}}}}"#,
        pieces.len(),
        4 * n
    );
    // Any numbers that repeat nowhere.
    let values = (0..n).flat_map(|at| ((at as f32 * 1.7).sin() + (at as f32 * 0.31).cos()).to_le_bytes());
    let file: Vec<u8> =
        (header.len() as u64).to_le_bytes().into_iter().chain(header.bytes()).chain(values).collect();
    let model = folder.join("letters");
    std::fs::create_dir_all(&model).unwrap();
    std::fs::write(model.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    std::fs::write(model.join("model.safetensors"), file).unwrap();
    model
}

/// Two corpora of the same prompts without embeddings, the second poorer and shorter.
fn texts(folder: &Path) -> [PathBuf; 2] {
    let keys = keys(0, 300);
    let shorter = Law { tail_mass_scale: 0.7, mean_length: 70.0, ..Law::default() };
    let write = |law: &Law, seed| table(&corpus(law, &keys, seed)).write(folder, &format!("{seed}.parquet"));
    [write(&Law::default(), 1), write(&shorter, 2)]
}

#[test]
fn its_figures_are_shown_and_decide_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let without = config(&texts(folder.path()));
    let without = Config { metrics: vec!["all".to_owned()], no_text_embedding: true, ..without };
    let with = Config { embedding_model: Some(model(folder.path())), ..without.clone() };
    let (with, none) = (run(&with), run(&without));
    let found = with.input.embedding_model.as_ref().unwrap();
    assert_eq!((found.name.as_str(), found.dimension, found.hash.len()), ("letters", DIMENSION, 16));
    assert_eq!(with.input.text_embedding.as_deref(), Some(MODEL_EMBEDDING));
    assert_eq!((&none.input.embedding_model, &none.input.text_embedding), (&None, &None));
    let (shown, none) = (against_base(&with, 1), against_base(&none, 1));
    assert_eq!((shown.verdict, &shown.rule, shown.drift), (none.verdict, &none.rule, none.drift));
    assert_eq!(shown.symptoms, none.symptoms);
    let spread = shown.symptoms.iter().find(|s| s.symptom == Symptom::SpreadLoss).unwrap();
    assert_eq!((spread.status, spread.reason_code), (Status::NotRun, Some(Undefined::NoEmbeddings)));
    let figures: Vec<_> = shown.metrics.iter().filter(|m| m.family == Family::Embeddings).collect();
    assert!(figures.iter().filter(|m| m.value.is_some()).count() > 10, "{}", figures.len());
    for m in figures {
        assert!(!m.gating && m.status.is_none() && m.family_id.is_none(), "{}", m.metric);
        assert!(m.estimator.starts_with(MODEL_EMBEDDING), "{}: {}", m.metric, m.estimator);
    }
}

#[test]
fn rows_profiles_and_any_number_of_threads_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (model, [first, second]) = (model(folder.path()), texts(folder.path()));
    let profiles = folder.path().join("profiles");
    assert_eq!(genloss(args!["profile", &first, &second, "-o", &profiles]).status, Some(0));
    let compared = |paths: [&Path; 2], threads: &str| {
        let ran = genloss(args![
            "compare",
            paths[0],
            paths[1],
            "--embedding-model",
            &model,
            "--format",
            "json",
            "--threads",
            threads
        ]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        ran.stdout
    };
    let said = compared([&first, &second], "1");
    assert!(said.contains("\"embedding_model\""));
    assert!(compared([&first, &second], "4") == said);
    assert!(compared([&profiles.join("1.glp"), &profiles.join("2.glp")], "2") == said);
}

#[test]
fn embedded_rows_are_whole_and_decide_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let model = model(folder.path());
    let embedded = |generation, threads: &str| {
        let path = folder.path().join(format!("gen{generation}-{threads}.parquet"));
        let from = fixture("demo", generation);
        let ran = genloss(args!["embed", &from, "--model", &model, "-o", &path, "--threads", threads]);
        assert_eq!((ran.status, ran.stdout.as_str()), (Some(0), ""), "{}", ran.stderr);
        assert!(
            ran.stderr.contains("800 rows") && ran.stderr.contains("`letters`, 12 coordinates"),
            "{}",
            ran.stderr
        );
        path
    };
    let paths = [embedded(0, "1"), embedded(3, "1")];
    assert!(std::fs::read(embedded(0, "4")).unwrap() == std::fs::read(&paths[0]).unwrap());
    let plain = config(&paths);
    let report = run(&plain);
    assert_eq!(report.input.embedding_column, None);
    let asked = genloss::Columns { embedding: Some("Static-Embedding".to_owned()), ..plain.columns.clone() };
    let refused = genloss::analyze(&Config { columns: asked, ..plain }).unwrap_err().to_string();
    assert!(refused.contains("give the model itself as"), "{refused}");
    let originals = run(&config(&[fixture("demo", 0), fixture("demo", 3)]));
    let [same, embedded] =
        [&originals, &report].map(|report| metric(against_base(report, 1), "tail-types-survival"));
    assert_eq!((same.value, same.ci_low, same.n_used), (embedded.value, embedded.ci_low, embedded.n_used));
    // Embeddings of the rows are preferred to a model, and that is said.
    let both = config(&[fixture("demo", 0), fixture("demo", 3)]);
    let both = run(&Config { embedding_model: Some(model), ..both });
    assert_eq!(both.input.embedding_model, None);
    assert!(both.warnings.iter().any(|w| w.code == "embedding-model-unused"));
}

#[test]
fn a_model_that_cannot_be_read_stops_the_run_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (model, from) = (model(folder.path()), fixture("demo", 0));
    let weights = model.join("model.safetensors");
    let bytes = std::fs::read(&weights).unwrap();
    std::fs::write(&weights, &bytes[..bytes.len() - 1]).unwrap();
    let out = folder.path().join("out.parquet");
    std::fs::write(&out, "old").unwrap();
    genloss(args!["embed", &from, "--model", &model, "-o", &out]).assert_mistake(&[
        "model.safetensors: table `embeddings`",
        "cut off or damaged",
        "model2vec",
    ]);
    std::fs::remove_file(&weights).unwrap();
    genloss(args!["embed", &from, "--model", &model, "-o", &out])
        .assert_mistake(&["letters: found no model.safetensors"]);
    for command in ["compare", "check"] {
        genloss(args![command, &from, &from, "--embedding-model", &model])
            .assert_mistake(&["letters: found no model.safetensors"]);
    }
    assert_eq!(std::fs::read(&out).unwrap(), b"old");
    let missing = Config { embedding_model: Some(folder.path().join("x")), ..config(&[&from, &from]) };
    assert!(matches!(genloss::analyze(&missing), Err(Error::BadModel { .. })));
}
