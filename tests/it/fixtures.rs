//! The committed corpora: their verdicts, and where their bytes come from.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use genloss::render::{Look, text};
use genloss::report::{Against, Report};
use genloss::terms::{Status, Symptom, Verdict};
use serde::Deserialize;

use crate::corpora::{self, analyze, fixtures};
use crate::make_fixtures;
use crate::make_fixtures::synth::{Law, corpus, keys};

/// `expected.json`.
#[derive(Deserialize)]
struct Expected {
    verdicts: BTreeMap<String, Verdict>,
}

/// The generations of a folder, in order.
fn generations(folder: &Path) -> Vec<PathBuf> {
    (0..).map(|i| folder.join(format!("gen{i}.parquet"))).take_while(|path| path.exists()).collect()
}

/// The folders with an `expected.json`.
fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(fixtures()).unwrap().map(|e| e.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.join("expected.json").exists()).collect();
    folders.sort();
    folders
}

fn report(name: &str) -> Report {
    analyze(&generations(&fixtures().join(name)))
}

#[test]
fn every_fixture_has_the_verdicts_its_law_calls_for() {
    let mut wrong = Vec::new();
    for folder in folders() {
        let expected = fs::read_to_string(folder.join("expected.json")).unwrap();
        let expected: Expected = serde_json::from_str(&expected).unwrap();
        let report = analyze(&generations(&folder));
        assert_eq!(expected.verdicts.len(), report.generations.len() - 1, "{}", folder.display());
        for generation in &report.generations[1..] {
            let (found, wanted) = (generation.verdict.unwrap(), expected.verdicts[&generation.name]);
            if found != wanted {
                wrong.push(format!("{} {}: {found:?}, not {wanted:?}", folder.display(), generation.name));
            }
        }
    }
    assert!(folders().len() >= 6);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_slow_loss_shows_in_no_step_and_is_called_by_its_name() {
    let report = report("slow");
    let first = report.comparisons.iter().filter(|c| c.current == "gen1");
    for step in report.comparisons.iter().filter(|c| c.against == Against::Previous).chain(first) {
        assert!(
            matches!(step.verdict, Verdict::Stable),
            "{} to {}: {:?}",
            step.reference,
            step.current,
            step.verdict
        );
    }
    let page = text::screen(&report, Look::default());
    assert!(page.to_lowercase().contains("slow loss"), "{page}");
}

/// A chain of corpora that lose so much of the tail's mass a step; its report.
fn chain(lost: f64) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let generation = |k: i32| {
        let law = Law { vocabulary: 20_000, tail_mass_scale: (1.0 - lost).powi(k), ..Law::default() };
        let docs = corpus(&law, &keys(0, 200), 40 + k as u64);
        corpora::table(&docs).write(folder.path(), &format!("gen{k}.parquet"))
    };
    analyze(&(0..8).map(generation).collect::<Vec<_>>())
}

#[test]
fn a_line_through_all_generations_warns_of_a_slow_loss_and_of_no_other() {
    let line = "pooled-tail-retention-over-generations";
    let (losing, healthy) = (chain(0.02), chain(0.0));
    let latest = |report: &Report| corpora::against_base(report, 7).clone();
    let last = latest(&losing);
    let found = corpora::metric(&last, line);
    assert!(found.loss_shown && found.status == Some(Status::Warn), "{found:?}");
    assert_eq!(last.verdict, Verdict::Warning);
    let tail = last.symptoms.iter().find(|s| s.symptom == Symptom::TailLoss).unwrap();
    assert!(tail.status == Status::Warn && tail.evidence.iter().any(|key| key == line), "{tail:?}");
    let kept = latest(&healthy);
    let found = corpora::metric(&kept, line);
    assert!(!found.loss_shown && found.status == Some(Status::Pass), "{found:?}");
    // Only the latest comparison with the reference has it.
    let lines = losing.comparisons.iter().filter(|c| c.metrics.iter().any(|m| m.metric == line));
    assert_eq!(lines.count(), 1);
    // Fewer than three later generations have none.
    let short = report("demo");
    let n = short.generations.len();
    assert_eq!(corpora::against_base(&short, n - 1).metrics.iter().any(|m| m.metric == line), n > 3);
}

#[test]
fn a_healthy_chain_is_not_called_a_slow_loss() {
    for name in ["healthy", "demo"] {
        let page = text::screen(&report(name), Look::default());
        assert!(!page.to_lowercase().contains("slow loss"), "{page}");
    }
}

#[test]
fn slices_are_judged_when_asked_for() {
    let mut config = corpora::config(&generations(&fixtures().join("demo")));
    config.columns.slice = Some("domain".to_owned());
    let report = corpora::run(&config);
    for comparison in &report.comparisons {
        let names: Vec<_> = comparison.slices.iter().map(|s| s.slice.as_str()).collect();
        assert_eq!(names, make_fixtures::synth::SLICES);
        let n: u64 = comparison.slices.iter().map(|s| s.documents_before).sum();
        assert_eq!(n, 800);
    }
}

#[test]
fn the_generator_writes_the_committed_bytes() {
    let folder = tempfile::tempdir().unwrap();
    make_fixtures::write_all(folder.path()).unwrap();
    let mut n_files = 0;
    for committed in folders() {
        let made = folder.path().join(committed.file_name().unwrap());
        let files = generations(&committed).into_iter().chain([committed.join("expected.json")]);
        for file in files {
            let again = fs::read(made.join(file.file_name().unwrap())).unwrap();
            assert!(fs::read(&file).unwrap() == again, "{} comes out differently", file.display());
            n_files += 1;
        }
        assert_eq!(fs::read_dir(&committed).unwrap().count(), fs::read_dir(&made).unwrap().count());
    }
    assert!(n_files > 20, "only {n_files} files");
}
