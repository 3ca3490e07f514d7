//! Writes the corpora under `fixtures/`: small generations whose verdicts are known because their laws are.
//!
//! ```text
//! cargo run --release --example make_fixtures [FOLDER]
//! ```

use std::path::{Path, PathBuf};

use synth::scripts::{self, Form};
use synth::write::{self, Vectors};
use synth::{Doc, Law, corpus, keys};

pub(crate) mod synth;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// One folder: its generations, in order, and what a comparison with the first must say.
struct Fixture {
    name: &'static str,
    about: &'static str,
    generations: Vec<Vec<Doc>>,
    /// Verdicts of gen1, gen2, … against gen0.
    verdicts: &'static [&'static str],
}

#[allow(dead_code, reason = "a test includes this file as a module")]
fn main() -> Outcome<()> {
    write_all(&std::env::args_os().nth(1).map_or_else(|| PathBuf::from("fixtures"), PathBuf::from))
}

/// Writes every corpus below `folder`.
pub(crate) fn write_all(folder: &Path) -> Outcome<()> {
    for fixture in [demo(), healthy(), swap(), small(), slow()] {
        save(folder, &fixture, Vectors::FixedSize, |_| false)?;
    }
    save(folder, &multilingual(), Vectors::List, scripts::is_null)
}

fn save(folder: &Path, fixture: &Fixture, vectors: Vectors, is_null: fn(u32) -> bool) -> Outcome<()> {
    let folder = folder.join(fixture.name);
    std::fs::create_dir_all(&folder)?;
    for (i, docs) in fixture.generations.iter().enumerate() {
        write::parquet(&folder.join(format!("gen{i}.parquet")), docs, vectors, is_null)?;
    }
    let verdicts: Vec<String> = fixture
        .verdicts
        .iter()
        .enumerate()
        .map(|(i, verdict)| format!("\"gen{}\": \"{verdict}\"", i + 1))
        .collect();
    let expected =
        format!("{{\n  \"verdicts\": {{{}}},\n  \"about\": \"{}\"\n}}\n", verdicts.join(", "), fixture.about);
    Ok(std::fs::write(folder.join("expected.json"), expected)?)
}

/// A collapse that starts in the tail; the score never notices.
fn demo() -> Fixture {
    let base = Law::default();
    let laws = [
        base.clone(),
        Law { tail_mass_scale: 0.98, ..base.clone() },
        Law { tail_mass_scale: 0.72, rare_topics_lost: 1.0, opening_exponent: 1.4, ..base.clone() },
        Law {
            temperature: 0.93,
            tail_mass_scale: 0.6,
            rare_topics_lost: 1.0,

            opening_exponent: 2.0,
            duplicate_share: 0.05,
            embedding_scale: 0.85,
            score_shift: 0.01,
            ..base.clone()
        },
        Law {
            temperature: 0.88,
            top_p: 0.97,
            tail_mass_scale: 0.5,
            burstiness: 0.28,
            rare_topics_lost: 1.0,
            opening_share: 1.0,
            opening_exponent: 2.5,
            duplicate_share: 0.2,
            embedding_scale: 0.65,
            score_shift: 0.03,
            ..base
        },
    ];
    let keys = keys(0, 800);
    Fixture {
        name: "demo",
        about: "A collapse that starts in the tail: gen1 keeps about 98% of the tail's mass, \
                gen2 about 75% and answers rare topics as ordinary ones, gen3 and gen4 \
                sharpen, repeat themselves and lose vocabulary and spread, while the score \
                rises a little.",
        generations: laws.iter().zip(100..).map(|(law, seed)| corpus(law, &keys, seed)).collect(),
        verdicts: &["stable", "early-collapse", "late-collapse", "late-collapse"],
    }
}

/// One law, sampled three times.
fn healthy() -> Fixture {
    let keys = keys(10_000, 1_200);
    Fixture {
        name: "healthy",
        about: "One law sampled three times for the same prompts: nothing was lost, and there \
                is enough data to say so.",
        generations: (200..203).map(|seed| corpus(&Law::default(), &keys, seed)).collect(),
        verdicts: &["stable", "stable"],
    }
}

/// Another wording of the same law.
fn swap() -> Fixture {
    let keys = keys(20_000, 1_200);
    let reworded = Law { rotation: 1.0, ..Law::default() };
    Fixture {
        name: "swap",
        about: "A hundred common words trade places with words about three times rarer, all \
                of them in the head: the distribution moved, and no probability, no tail word \
                and no spread was lost.",
        generations: vec![corpus(&Law::default(), &keys, 300), corpus(&reworded, &keys, 301)],
        verdicts: &["drift"],
    }
}

/// Too little to tell.
fn small() -> Fixture {
    let keys = keys(30_000, 120);
    let law = Law { mean_length: 40.0, ..Law::default() };
    Fixture {
        name: "small",
        about: "One law sampled twice for 120 prompts with short answers: too little data to \
                exclude a loss.",
        generations: (410..412).map(|seed| corpus(&law, &keys, seed)).collect(),
        verdicts: &["inconclusive"],
    }
}

/// A loss too slow for any single step to show.
fn slow() -> Fixture {
    let keys = keys(40_000, 1_700);
    let law = |scale| Law { tail_mass_scale: scale, ..Law::default() };
    let scales = [1.0, 0.965, 0.931, 0.899, 0.867, 0.837];
    Fixture {
        name: "slow",
        about: "Each generation loses 3.5% of the tail's mass: every step passes against the \
                one before, and the sum of them fails against the base.",
        generations: scales
            .iter()
            .zip(500..)
            .map(|(&scale, seed)| corpus(&law(scale), &keys, seed))
            .collect(),
        verdicts: &["stable", "warning", "warning", "warning", "warning"],
    }
}

/// One law in nine scripts, and rows that careless readers trip over.
fn multilingual() -> Fixture {
    let keys = keys(50_000, 600);
    Fixture {
        name: "multilingual",
        about: "One law twice in nine scripts, accents composed in gen0 and decomposed in \
                gen1, with null, empty and blank rows, direction marks, control characters, \
                HTML and terminal escapes: the same for every key, so nothing was lost.",
        generations: vec![
            scripts::corpus(&keys, 600, 70.0, Form::Composed),
            scripts::corpus(&keys, 601, 70.0, Form::Decomposed),
        ],
        verdicts: &["stable"],
    }
}
