//! `genloss calibrate` from outside: what it finds, that chance is fixed, and what it says of corpora that are no use.

use std::fs;
use std::path::{Path, PathBuf};

use genloss::calibrate::{CalibrateConfig, Calibration, NullKind, Promise, run};
use genloss::config::{Config, Source};
use genloss::render::calibration::{json, page};
use genloss::terms::{Undefined, Verdict};
use tempfile::TempDir;

use crate::corpora::{fixture, table, unkeyed, write_texts};
use crate::make_fixtures::synth::{Law, corpus, keys};
use crate::program::{args, genloss};

/// Few trials of one corpus or two.
fn asked<P: AsRef<Path>>(paths: &[P]) -> CalibrateConfig {
    let source = |path: &P| Source { name: None, paths: vec![path.as_ref().to_owned()] };
    let config = Config { generations: paths.iter().map(source).collect(), ..Config::default() };
    CalibrateConfig { config, trials: 12, drill_trials: 4 }
}

/// Calibrates, and checks what holds for every result.
fn calibrate(asked: &CalibrateConfig) -> Calibration {
    let found = run(asked, &genloss::progress::Silent).unwrap();
    json(&found).expect("every number is finite");
    assert!(page(&found).lines().count() > 15);
    assert_eq!(found.false_alarms.any.trials, asked.trials);
    for m in &found.metrics {
        let halves = found.null == NullKind::Halves;
        assert_eq!(m.mde.is_some() && halves, m.mde_whole.is_some(), "{}", m.metric);
        assert!(m.mde.is_some() || m.undefined.is_some() || m.defined * 2 >= asked.trials, "{m:?}");
    }
    for plant in &found.drill {
        assert!(plant.not_run.is_some() != (plant.cells.len() > 1), "{}", plant.plant);
        for cell in &plant.cells {
            assert_eq!(cell.rings.trials, asked.drill_trials);
            assert_eq!(cell.verdicts.iter().map(|v| v.rate.count).sum::<u64>(), asked.drill_trials);
        }
    }
    found
}

/// Without what may differ between two runs.
fn comparable(found: &Calibration) -> String {
    let mut found = found.clone();
    found.settings = Config::default();
    found.corpora.iter_mut().for_each(|corpus| corpus.paths.clear());
    json(&found).unwrap()
}

fn write(folder: &TempDir, texts: &[String]) -> PathBuf {
    write_texts(folder.path(), "corpus.parquet", texts)
}

#[test]
fn halves_stay_quiet_losses_ring_and_harmless_changes_do_not_collapse() {
    let found = calibrate(&asked(&[fixture("demo", 0)]));
    assert_eq!((found.null, found.paired, found.documents), (NullKind::Halves, false, 400));
    assert_ne!(found.false_alarms.promise, Promise::Broken);
    assert_eq!(found.false_alarms.collapse.count, 0);
    let plant = |name: &str| found.drill.iter().find(|plant| plant.plant == name).unwrap();
    let rare = plant("rare-words-replaced");
    let strongest = rare.cells.last().unwrap();
    assert_eq!((strongest.rings.count, strongest.collapse.count), (4, 4));
    assert!((strongest.types_lost - 0.75).abs() < 0.01, "{}", strongest.types_lost);
    assert!(rare.cells.windows(2).all(|c| c[0].words_changed < c[1].words_changed));
    assert!(rare.rings_from.is_some());
    for name in ["topic-swap", "length-cut"] {
        for cell in &plant(name).cells {
            assert!(plant(name).harmless && cell.collapse.count == 0, "{name} {}", cell.dose_text);
            assert!(!cell.usual_verdict.is_collapse());
        }
    }
    let length = plant("length-cut").cells.last().unwrap();
    assert!((length.words_changed - 0.5).abs() < 0.02, "{}", length.words_changed);
    let copies = plant("documents-duplicated").cells.last().unwrap();
    assert_eq!(copies.rings.count, 4);
}

#[test]
fn two_corpora_of_the_same_prompts_are_paired() {
    let found = calibrate(&asked(&[fixture("healthy", 0), fixture("healthy", 1)]));
    assert_eq!((found.null, found.paired), (NullKind::LabelSwaps, true));
    assert_eq!(found.false_alarms.collapse.count, 0);
    assert_eq!(found.corpora.len(), 2);
    assert!(found.metrics.iter().all(|m| m.mde_whole.is_none()));
    // Even where one of the two has collapsed: a label that means nothing cannot be a loss.
    let collapsed =
        calibrate(&CalibrateConfig { drill_trials: 0, ..asked(&[fixture("demo", 0), fixture("demo", 4)]) });
    assert_eq!(collapsed.false_alarms.collapse.count, 0);
    assert!(collapsed.drill.is_empty());
}

#[test]
fn a_corpus_that_holds_generations_gives_one_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let docs = corpus(&Law::default(), &keys(0, 150), 1);
    let names = docs.iter().enumerate().map(|(i, _)| if i % 3 == 0 { "b" } else { "a" });
    let path = unkeyed(&docs).and("round", crate::fixture::texts(names)).write(folder.path(), "all.parquet");
    let mut asked = CalibrateConfig { drill_trials: 0, ..asked(&[path]) };
    asked.config.columns.generation = Some("round".to_owned());
    assert_eq!(calibrate(&asked).corpora[0].documents, 100);
    asked.config.reference = Some("b".to_owned());
    let found = calibrate(&asked);
    assert_eq!((found.corpora[0].name.as_str(), found.corpora[0].documents), ("b", 50));
}

#[test]
fn threads_change_no_byte_and_the_seed_does() {
    let folder = tempfile::tempdir().unwrap();
    let law = Law { mean_length: 30.0, ..Law::default() };
    let path = table(&corpus(&law, &keys(0, 160), 1)).row_groups_of(50).write(folder.path(), "x.parquet");
    let page = |threads, seed| {
        let mut asked = CalibrateConfig { trials: 5, drill_trials: 3, ..asked(&[&path]) };
        (asked.config.threads, asked.config.seed) = (threads, seed);
        let found = calibrate(&asked);
        assert_ne!(found.false_alarms.promise, Promise::Untested);
        comparable(&found)
    };
    let one = page(1, 0);
    assert!(one == page(2, 0) && one == page(8, 0), "threads changed the result");
    assert_ne!(one, page(2, 1));
}

#[test]
fn useless_corpora_give_reasons() {
    let folder = tempfile::tempdir().unwrap();
    let ten: Vec<String> = (0..10).map(|i| format!("a text of some words {i}")).collect();
    let found = calibrate(&asked(&[write(&folder, &ten)]));
    assert_eq!(found.false_alarms.promise, Promise::Untested);
    assert!(found.warnings.iter().any(|w| w.code == "too-few-documents"));
    // There are no vectors at all, which is the nearer reason for metrics of embeddings.
    let gating = found.metrics.iter().filter(|m| m.gating && m.undefined != Some(Undefined::NoEmbeddings));
    assert!(gating.clone().count() > 0);
    assert!(gating.clone().all(|m| m.undefined == Some(Undefined::TooFewDocuments)), "{:?}", found.metrics);

    for text in ["word", "the same text every time"] {
        let found = calibrate(&asked(&[write(&folder, &vec![text.to_owned(); 300])]));
        assert_eq!(found.false_alarms.any.count, 0, "{text}");
        let stable = found.false_alarms.verdicts.iter().find(|v| v.verdict == Verdict::Stable).unwrap();
        assert_eq!(stable.rate.count, 0, "nothing varies, so nothing is sure: {text}");
    }
}

#[test]
fn mistakes_are_explained() {
    let folder = tempfile::tempdir().unwrap();
    let one = write_texts(folder.path(), "one.parquet", &["a single text"]);
    genloss(args!["calibrate", one]).assert_mistake(&["`one` holds one document", "sample more"]);
    let none = write_texts(folder.path(), "none.parquet", &["", " "]);
    genloss(args!["calibrate", none]).assert_mistake(&["none of its 2 rows holds text"]);
    let law = Law { mean_length: 20.0, ..Law::default() };
    let keyless = |name: &str, seed| unkeyed(&corpus(&law, &keys(0, 20), seed)).write(folder.path(), name);
    let (a, b) = (keyless("a.parquet", 1), keyless("b.parquet", 2));
    genloss(args!["calibrate", a, b]).assert_mistake(&["`a` and `b` share no key", "--key-column"]);
    genloss(args!["calibrate", a, "--trials", "0"]).assert_mistake(&["--trials: found 0"]);
    genloss(args!["calibrate"]).assert_mistake(&["CORPUS"]);
    genloss(args!["calibrate", a, b, a]).assert_mistake(&["no more were expected"]);
    genloss(args!["calibrate", a, "--format", "html"]).assert_mistake(&["html"]);
    genloss(args!["calibrate", a, "--format", "png"]).assert_mistake(&["-o DIR"]);
}

#[test]
fn the_program_writes_page_json_and_chart() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let few = ["--trials", "3", "--drill-trials", "1"];
    let small = fixture("small", 0);
    let run = genloss(args!["calibrate", small, few[0], few[1], few[2], few[3], "-o", out]);
    assert_eq!(run.status, Some(0));
    assert!(run.stderr.starts_with("warning: 60 documents a side are too few"), "{}", run.stderr);
    assert!(
        run.stdout.contains("What would be missed") && run.stdout.contains("calibrate.png"),
        "{}",
        run.stdout
    );
    let written = fs::read_to_string(out.join("calibration.txt")).unwrap();
    assert!(run.stdout.starts_with(&written));
    let stored = fs::read_to_string(out.join("calibration.json")).unwrap();
    let found: Calibration = serde_json::from_str(&stored).unwrap();
    assert_eq!((found.false_alarms.any.trials, found.drill[0].cells[0].rings.trials), (3, 1));
    assert!(fs::read(out.join("calibrate.png")).unwrap().starts_with(b"\x89PNG"));
    // The same as JSON on standard output.
    let piped = genloss(args!["calibrate", small, few[0], few[1], few[2], few[3], "--format", "json", "-q"]);
    assert!(piped.stdout == stored && piped.stderr.is_empty());
}

#[test]
fn a_config_file_says_how_to_read_and_judge_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("genloss.toml");
    let text = "generation = { a = 'x', b = 'y' }\noutput = 'no/such'\nformat = 'html'\nfail-on = 'collapse'\nalpha = 0.01\n";
    fs::write(&file, text).unwrap();
    let run = genloss(args![
        "calibrate",
        fixture("small", 0),
        "-c",
        file,
        "--trials",
        "2",
        "--drill-trials",
        "0",
        "--format",
        "json"
    ]);
    let found: Calibration = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((found.settings.alpha, found.false_alarms.promised), (0.01, 0.01));
    assert!(found.settings.fail_on.is_empty());
}
