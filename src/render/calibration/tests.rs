//! Tests of [`super`]: the page as a whole, and the files.

use std::fs;

use super::*;
use crate::calibrate::{
    Cell, Corpus, FalseAlarms, MetricCalibration, NullKind, PlantReport, Promise, Rate, SymptomRate,
    VerdictRate,
};
use crate::config::Config;
use crate::render::testing::{self, golden};
use crate::report::Tool;
use crate::terms::{Symptom, Undefined, Verdict};

fn rate(count: u64, trials: u64) -> Rate {
    let share = count as f64 / trials as f64;
    let half = 1.96 * (share * (1.0 - share) / trials as f64).sqrt() + 0.01;
    Rate {
        count,
        trials,
        share: Some(share),
        ci_low: Some((share - half).max(0.0)),
        ci_high: Some((share + half).min(1.0)),
    }
}

fn symptom(symptom: Symptom, rings: u64, trials: u64) -> SymptomRate {
    SymptomRate {
        symptom,
        gating: symptom != Symptom::LengthCollapse,
        pass: trials - rings - 1,
        warn: rings,
        fail: 0,
        inconclusive: 1,
        not_run: 0,
        rings: rate(rings, trials),
    }
}

fn verdicts(counts: &[(Verdict, u64)], trials: u64) -> Vec<VerdictRate> {
    let of = |verdict| counts.iter().find(|(v, _)| *v == verdict).map_or(0, |(_, n)| *n);
    Verdict::ALL.into_iter().map(|verdict| VerdictRate { verdict, rate: rate(of(verdict), trials) }).collect()
}

fn cell(dose: f64, dose_text: &str, rings: u64, collapse: u64) -> Cell {
    let usual_verdict = if rings >= 50 { Verdict::Warning } else { Verdict::Inconclusive };
    Cell {
        dose,
        dose_text: dose_text.to_owned(),
        words_changed: dose / 7.0,
        types_lost: dose,
        rings: rate(rings, 100),
        collapse: rate(collapse, 100),
        drift: rate(0, 100),
        usual_verdict,
        verdicts: verdicts(&[(usual_verdict, 100)], 100),
        symptoms: vec![symptom(Symptom::TailLoss, rings.min(99), 100)],
    }
}

fn plant(
    label: &str,
    dose: [&str; 2],
    harmless: bool,
    rings_from: Option<f64>,
    cells: Vec<Cell>,
) -> PlantReport {
    PlantReport {
        plant: label.to_lowercase().replace(' ', "-"),
        label: label.to_owned(),
        about: "something is done".to_owned(),
        dose: dose[0].to_owned(),
        dose_of: dose[1].to_owned(),
        harmless,
        rings_from,
        cells,
        not_run: None,
    }
}

fn metric(name: &str, mde: Option<f64>) -> MetricCalibration {
    MetricCalibration {
        metric: name.to_owned(),
        symptom: None,
        gating: true,
        lost_share: !name.starts_with("score"),
        defined: if mde.is_some() { 200 } else { 0 },
        coverage: rate(190, 200),
        sd: mde.map(|m| m / 2.9),
        se: mde.map(|m| m / 2.9),
        mde,
        mde_whole: mde.map(|m| m / 1.4),
        documents_to_halve: mde.map(|_| 1608),
        margins: Some((0.95, 0.90)),
        undefined: if mde.is_none() { Some(Undefined::NoColumn) } else { None },
    }
}

fn calibration() -> Calibration {
    let vocabulary = ["share of the vocabulary that is gone", "of the vocabulary"];
    let mut skipped = plant("Spread shrunk", ["factor", ""], false, None, Vec::new());
    skipped.not_run = Some("the corpus has no embeddings".to_owned());
    Calibration {
        schema_version: 1,
        tool: Tool { name: "genloss".to_owned(), version: "0.0.0".to_owned() },
        settings: Config::default(),
        input: testing::collapse().input,
        warnings: Vec::new(),
        corpora: vec![Corpus {
            name: "base\u{1b}[2J".to_owned(),
            paths: vec!["base.parquet".to_owned()],
            rows: 805,
            documents: 805,
            documents_used: 805,
            tokens: 100_000,
        }],
        null: NullKind::Halves,
        documents: 402,
        paired: false,
        false_alarms: FalseAlarms {
            promised: 0.05,
            promise: Promise::Kept,
            any: rate(8, 200),
            gating: rate(5, 200),
            collapse: rate(0, 200),
            verdicts: verdicts(
                &[(Verdict::Stable, 72), (Verdict::Inconclusive, 120), (Verdict::Warning, 8)],
                200,
            ),
            symptoms: vec![symptom(Symptom::TailLoss, 5, 200), symptom(Symptom::LengthCollapse, 3, 200)],
        },
        metrics: vec![
            metric("reference-tail-retention", Some(0.112)),
            metric("score-effect-size", Some(0.2)),
            metric("total-variance-retention", None),
        ],
        drill: vec![
            plant(
                "Rare words replaced",
                vocabulary,
                false,
                Some(0.5),
                vec![cell(0.25, "25%", 60, 0), cell(0.5, "50%", 99, 70)],
            ),
            plant(
                "Phrases overused",
                ["share of the text", "of the text"],
                false,
                None,
                vec![cell(0.02, "2%", 12, 0)],
            ),
            plant(
                "Topics swapped (harmless)",
                ["share", "of the words"],
                true,
                None,
                vec![cell(1.0, "100%", 4, 0)],
            ),
            skipped,
        ],
        figures: Vec::new(),
    }
}

#[test]
fn the_page_is_the_golden_one() {
    golden("calibration.txt", &page(&calibration()));
}

#[test]
fn every_promise_has_its_first_line() {
    let first = |promise| {
        let mut c = calibration();
        c.false_alarms.promise = promise;
        page(&c).split_once(':').unwrap().0.to_owned()
    };
    assert_eq!(first(Promise::Open), "ALARMS ARE ABOUT AS RARE AS PROMISED");
    assert_eq!(first(Promise::Broken), "TOO MANY FALSE ALARMS");
    assert_eq!(first(Promise::Untested), "NO ALARM CAN RING");
}

#[test]
fn a_collapse_where_nothing_was_lost_is_shouted() {
    let mut c = calibration();
    c.drill[2].cells[0].collapse = rate(3, 100);
    assert!(page(&c).contains("CALLED A COLLAPSE in 3 of 100 trials"));
}

#[test]
fn a_page_without_a_drill_says_so() {
    let mut c = calibration();
    c.drill.clear();
    let page = page(&c);
    assert!(page.contains("the drill was switched off") && !page.contains("Planted"), "{page}");
}

#[test]
fn lines_stay_within_the_page() {
    let page = page(&calibration());
    for line in page.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 110, "{line}");
    }
    assert!(!page.contains('\u{1b}'), "hostile names are escaped");
}

#[test]
fn a_folder_gets_what_a_calibration_can_become() {
    let dir = tempfile::tempdir().unwrap();
    let c = calibration();
    let files = stage(&c, dir.path(), Format::ALL, Theme::Light).unwrap().place().unwrap();
    let names: Vec<_> = files.iter().map(|f| f.file_name().unwrap().to_string_lossy().into_owned()).collect();
    #[cfg(feature = "charts")]
    assert_eq!(names, ["calibration.txt", "calibration.json", "calibrate.png"]);
    #[cfg(not(feature = "charts"))]
    assert_eq!(names, ["calibration.txt", "calibration.json"]);
    #[cfg(feature = "charts")]
    {
        let light = fs::read(&files[2]).unwrap();
        stage(&c, dir.path(), Format::ALL, Theme::Dark).unwrap().place().unwrap();
        assert!(fs::read(&files[2]).unwrap() != light, "the theme decides the paper");
    }
    let back: Calibration = serde_json::from_str(&fs::read_to_string(&files[1]).unwrap()).unwrap();
    assert_eq!(back, c);
    assert!(to_stdout(&c, &[Format::Text, Format::Json], &files).unwrap().contains("calibration.json"));
    assert!(to_stdout(&c, &[Format::Json], &[]).unwrap().starts_with('{'));
    assert_eq!(to_stdout(&c, &[Format::Json], &files).unwrap(), "");
}

#[test]
fn numbers_that_json_cannot_say_are_refused() {
    let mut c = calibration();
    c.metrics[0].se = Some(f64::NAN);
    assert!(json(&c).unwrap_err().to_string().contains("metrics[0].se"));
}
