//! The built-in embedding of text: what stands in where there are no embeddings, and decides nothing.

use std::borrow::Cow;
use std::sync::Arc;

use genloss::calibrate::Corpora;
use genloss::config::Config;
use genloss::estimator::space::spread;
use genloss::pair::{Apart, Corpus, CutRow, Drawn, Pair, Purpose, SpaceView, Vectors, Which};
use genloss::profile::{Profile, SampleRow, Tokenizer};
use genloss::report::TEXT_EMBEDDING;
use genloss::terms::{Family, Measured, Status, Symptom, Undefined};
use rayon::prelude::*;

use crate::corpora::{against_base, config, run, table};
use crate::make_fixtures::synth::{Law, corpus, keys};
use crate::real_data;

#[test]
fn its_figures_are_shown_and_decide_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(0, 300);
    let shorter = Law { tail_mass_scale: 0.7, mean_length: 70.0, ..Law::default() };
    let write =
        |law: &Law, seed| table(&corpus(law, &keys, seed)).write(folder.path(), &format!("{seed}.parquet"));
    let paths = [write(&Law::default(), 1), write(&shorter, 2)];
    let with = Config { metrics: vec!["all".to_owned()], ..config(&paths) };
    let without = Config { no_text_embedding: true, ..with.clone() };
    let (with, without) = (run(&with), run(&without));
    assert_eq!(with.input.text_embedding.as_deref(), Some(TEXT_EMBEDDING));
    assert_eq!(without.input.text_embedding, None);
    let (shown, none) = (against_base(&with, 1), against_base(&without, 1));
    assert_eq!((shown.verdict, &shown.rule, shown.drift), (none.verdict, &none.rule, none.drift));
    assert_eq!(shown.symptoms, none.symptoms);
    let spread = shown.symptoms.iter().find(|s| s.symptom == Symptom::SpreadLoss).unwrap();
    assert_eq!((spread.status, spread.reason_code), (Status::NotRun, Some(Undefined::NoEmbeddings)));
    let mut found = 0;
    for m in shown.metrics.iter().filter(|m| m.family == Family::Embeddings) {
        assert!(!m.gating && m.status.is_none() && m.family_id.is_none(), "{}", m.metric);
        assert!(m.estimator.starts_with(TEXT_EMBEDDING), "{}: {}", m.metric, m.estimator);
        found += usize::from(m.value.is_some());
    }
    assert!(found > 10, "{found} figures");
    assert!(with.warnings.iter().any(|w| w.code == "length-matched"));
    let variance = crate::corpora::metric(shown, "total-variance-retention");
    assert!(variance.estimator.contains("each cut to equal length"), "{}", variance.estimator);
    for m in none.metrics.iter().filter(|m| m.family == Family::Embeddings) {
        assert_eq!((m.value, m.undefined), (None, Some(Undefined::NoEmbeddings)), "{}", m.metric);
    }
    let others = |c: &genloss::report::Comparison| -> Vec<_> {
        c.metrics.iter().filter(|m| m.family != Family::Embeddings).cloned().collect()
    };
    assert_eq!(others(shown), others(none), "no other number moves");
}

/// Two corpora whose counts nothing asks for.
fn nothing<'a>() -> [Arc<Corpus<'a>>; 2] {
    [(); 2].map(|()| Arc::new(Corpus::new(Cow::Owned(Profile::default()))))
}

type Level = fn(&SpaceView<'_>) -> Measured;

const LEVELS: [(&str, Level); 3] = [
    ("total variance", |s| s.total_variance()),
    ("effective rank", |s| spread::effective_rank(s.common_spectrum()?)),
    ("tail recall", |s| s.tail_points_reached()),
];

/// Log retentions of two sides.
fn retentions(sides: [Vec<CutRow<'_>>; 2], tokenizer: Tokenizer) -> Vec<f64> {
    let [before, after] = sides;
    let drawn = Drawn::new(before, after, tokenizer).with_vectors(Vectors::Text(tokenizer));
    let purpose = Purpose { drawn: Some(Arc::new(drawn)), ..Purpose::default() };
    let pair = Pair::new(nothing(), 32, &purpose);
    let level = |level: Level, side| level(&pair.view(side, None).space().unwrap()).unwrap();
    LEVELS.iter().map(|(_, l)| (level(*l, Which::Current) / level(*l, Which::Reference)).ln()).collect()
}

/// Random halves of a corpus of at most so many documents, the second with this share of each document.
fn halves(path: &str, most: usize, splits: u64, keep: f64) -> Option<Vec<Vec<f64>>> {
    let corpora = Corpora::read(&config(&[real_data::corpus(path)?])).unwrap();
    let null = corpora.null().unwrap();
    let whole = |row: &usize| (&null.rows()[*row], usize::MAX);
    let cut = |row: &usize| {
        let row: &SampleRow = &null.rows()[*row];
        (row, (f64::from(row.tokens) * keep).ceil() as usize)
    };
    let one = |split: u64| {
        let [mut before, mut after] = null.deal(split);
        before.truncate(most / 2);
        after.truncate(most / 2);
        retentions([before.iter().map(whole).collect(), after.iter().map(cut).collect()], corpora.tokenizer)
    };
    Some((0..splits).into_par_iter().map(one).collect())
}

/// Distances of which what chance shows is taken off.
const DISTANCES: [(&str, Apart); 2] = [("Frechet", Apart::Frechet), ("MAUVE", Apart::Mauve)];

/// Halves differ in how many documents of a block they hold, and sides of unequal size lie further apart.
#[test]
fn halves_of_real_text_are_at_no_distance_in_the_mean() {
    let Some(path) = real_data::corpus("alpaca-eval/gpt-3.5-turbo-0301") else { return };
    let corpora = Corpora::read(&config(&[path])).unwrap();
    let null = corpora.null().unwrap();
    let one = |split: u64| -> Vec<f64> {
        let [before, after] = null.deal(split);
        let cut = |rows: &[usize]| rows.iter().map(|row| (&null.rows()[*row], usize::MAX)).collect();
        let drawn = Drawn::new(cut(&before), cut(&after), corpora.tokenizer)
            .with_vectors(Vectors::Text(corpora.tokenizer));
        let purpose = Purpose { drawn: Some(Arc::new(drawn)), seed: split, ..Purpose::default() };
        let pair = Pair::new(nothing(), 32, &purpose);
        DISTANCES.iter().map(|(_, which)| pair.apart(*which, None).unwrap()).collect()
    };
    let found: Vec<Vec<f64>> = (0..400u64).into_par_iter().map(one).collect();
    for (which, (name, _)) in DISTANCES.iter().enumerate() {
        let (mean, se) = mean(&found, which);
        assert!(mean.abs() < 2.0 * se, "{name}: {mean} with a standard error of {se}");
    }
}

/// Mean of one level's log retention, and its standard error.
fn mean(found: &[Vec<f64>], level: usize) -> (f64, f64) {
    let n = found.len() as f64;
    let mean = found.iter().map(|f| f[level]).sum::<f64>() / n;
    let variance = found.iter().map(|f| (f[level] - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

#[test]
fn halves_of_real_text_read_no_loss_in_the_mean() {
    for (path, most) in [("alpaca-eval/gpt-3.5-turbo-0301", 805), ("wikitext-recursion/nucleus_gen0", 800)] {
        let Some(found) = halves(path, most, 100, 1.0) else { return };
        for (level, (name, _)) in LEVELS.iter().enumerate() {
            let (mean, se) = mean(&found, level);
            assert!(mean.abs() < 2.0 * se, "{path}, {name}: {mean} with a standard error of {se}");
        }
    }
}

#[test]
fn half_the_length_is_not_half_the_spread() {
    let Some(found) = halves("alpaca-eval/gpt-3.5-turbo-0301", 805, 20, 0.5) else { return };
    for (level, (name, _)) in LEVELS.iter().enumerate() {
        let (mean, _) = mean(&found, level);
        assert!(mean.abs() < 0.04, "{name}: {mean}");
    }
}
