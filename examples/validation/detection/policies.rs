//! Simulated policies: generations written by small models, each held against generation 0.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use genloss::chance::Chance;
use genloss::estimator::neutral;
use genloss::profile::Tokenizer;
use genloss::simulate::{Document, KneserNey, Policy, Real, Recursion, Sampling, Unigram};
use genloss::terms::Vector;
use rayon::prelude::*;

use crate::log::{Cell, Log, Pairing, Row};
use crate::narrowed::Narrowed;
use crate::rivals::Counted;
use crate::synth::{Law, corpus, keys};
use crate::{Corpus, Outcome, judged, profiled, real, urn};

/// Generations of a recursion.
pub(crate) const GENERATIONS: usize = 10;

/// Models and temperatures.
pub(crate) const MODELS: [(&str, f64); 3] = [("words", 1.0), ("ngram=3", 1.0), ("ngram=3", 0.9)];

/// What each generation is trained on.
pub(crate) const POLICIES: [Policy; 5] =
    [Policy::Replace, Policy::Accumulate, Policy::AccumulateSubsample, Policy::Mix(0.3), Policy::Fresh(0.1)];

/// The cell of a recursion: the dose is the temperature.
pub(crate) fn cell(section: &str, model: &str, policy: Policy, temperature: f64, documents: u32) -> Cell {
    Cell {
        section: section.to_owned(),
        change: format!("{model} {policy}"),
        dose: temperature.to_string(),
        documents,
        pairing: Pairing::Unpaired,
    }
}

/// Appends the recursions that the log does not have.
pub(crate) fn run(asked: &Narrowed, documents: u32, recursions: u64, path: &Path) -> Outcome {
    let mut log = Log::open(path)?;
    let section = asked.section.as_str();
    let Some(origin) = Origin::of(section)? else { return Ok(()) };
    for (model, temperature) in MODELS {
        for policy in POLICIES {
            let cell = cell(section, model, policy, temperature, documents);
            if !asked.has(&cell) {
                continue;
            }
            let new: Vec<u64> = (0..recursions).filter(|seed| !log.has(&cell, *seed)).collect();
            for some in new.chunks(rayon::current_num_threads()) {
                let rows: Vec<Vec<Row>> = some
                    .par_iter()
                    .map(|&seed| course(&origin, model, policy, temperature, &cell, seed))
                    .collect();
                log.append(&rows.concat())?;
            }
            eprintln!("{section}: {model}, {policy}, temperature {temperature}: {recursions} recursions");
        }
    }
    Ok(())
}

/// Where the first generation comes from.
enum Origin {
    Synth,
    Urn(Box<urn::Model>),
    /// Draws of these texts.
    Real(Vec<String>),
}

impl Origin {
    /// That of a section; nothing where its texts are not there.
    fn of(section: &str) -> Outcome<Option<Self>> {
        Ok(match section {
            "urn-policies" => {
                let law = urn::Law::default();
                let base = urn::law::Base::new(law.vocabulary);
                Some(Self::Urn(Box::new(urn::Model::new(&law, &base))))
            }
            "real-policies" => real::texts()?.map(Self::Real),
            _ => Some(Self::Synth),
        })
    }

    /// So many texts, others for each seed.
    fn texts(&self, n: u32, seed: u64) -> Vec<String> {
        let first = seed as u32 * n;
        match self {
            Self::Synth => {
                corpus(&Law::default(), &keys(first, n), seed).into_iter().map(|doc| doc.text).collect()
            }
            Self::Urn(model) => model.corpus(first..first + n, seed).iter().map(|doc| doc.text()).collect(),
            Self::Real(texts) => {
                let order = Chance::of(seed).order(texts.len());
                order.into_iter().take(n as usize).map(|at| texts[at].clone()).collect()
            }
        }
    }
}

/// One recursion, a row a generation from the first that was written.
fn course(
    origin: &Origin,
    model: &str,
    policy: Policy,
    temperature: f64,
    cell: &Cell,
    seed: u64,
) -> Vec<Row> {
    let sampling = Sampling { temperature, ..Sampling::default() };
    let n = cell.documents;
    let mut words = Words::default();
    let real: Vec<Document> = origin.texts(n, seed).iter().map(|text| words.number(text)).collect();
    let longest = real.iter().map(|document| document.words.len()).max().unwrap_or(1);
    let generations = match model {
        "words" => recursed(&Unigram { sampling }, policy, real, seed),
        _ => recursed(&KneserNey { order: 3, sampling, longest }, policy, real, seed),
    };
    let corpora: Vec<Corpus> =
        generations.iter().enumerate().map(|(t, rows)| words.corpus(rows, t as u32)).collect();
    let tail = Tail::of(&generations[0]);
    let of = |generation: usize| {
        let found = judged(&corpora[0], &corpora[generation], seed);
        let scores = corpora[generation].counted.losses(&corpora[0].counted);
        let tail = Some(tail.left(&generations[generation], generation));
        Row { generation, tail, ..Row::new(cell.clone(), seed, &found, scores) }
    };
    (1..generations.len()).map(of).collect()
}

/// The rare types of generation 0: those beyond the first 90% of its mass, with their counts.
struct Tail(Vec<(u32, u64)>);

impl Tail {
    fn of(real: &[Document]) -> Self {
        let mut counts: HashMap<u32, u64> = HashMap::new();
        real.iter().flat_map(|d| d.words.iter()).for_each(|word| *counts.entry(*word).or_insert(0) += 1);
        let mut left = counts.values().sum::<u64>() as f64 * 0.9;
        let mut sorted: Vec<(u32, u64)> = counts.into_iter().collect();
        sorted.sort_unstable_by_key(|&(word, count)| (Reverse(count), word));
        sorted.retain(|(_, count)| {
            left -= *count as f64;
            left < 0.0
        });
        Self(sorted)
    }

    /// The share of these types that generation `t` holds, and the share that neutral drift would have left.
    fn left(&self, written: &[Document], t: usize) -> [f64; 2] {
        let words: HashSet<u32> = written.iter().flat_map(|d| d.words.iter().copied()).collect();
        let alive = self.0.iter().filter(|(word, _)| words.contains(word)).count() as f64;
        let rate = neutral::rates(1.0).nth(t - 1).unwrap_or(0.0);
        let expected = neutral::alive(self.0.iter().map(|&(_, count)| (count as f64, 1)), rate);
        [alive, expected].map(|types| types / self.0.len().max(1) as f64)
    }
}

fn recursed<M: genloss::simulate::Model<Row = Document>>(
    model: &M,
    policy: Policy,
    real: Vec<Document>,
    seed: u64,
) -> Vec<Vec<Document>> {
    let samples = real.len();
    let recursion = Recursion { model, policy, real: Real::Corpus, generations: GENERATIONS, samples, seed };
    recursion.run(real, &mut |_| {}).unwrap_or_default()
}

/// Words by number.
#[derive(Default)]
struct Words {
    numbers: HashMap<String, u32>,
    words: Vec<String>,
}

impl Words {
    fn number(&mut self, text: &str) -> Document {
        let mut document = Vec::new();
        Tokenizer::default().tokens(text, |word| {
            let next = self.words.len() as u32;
            let number = *self.numbers.entry(word.to_owned()).or_insert(next);
            if number == next {
                self.words.push(word.to_owned());
            }
            document.push(number);
        });
        Document { words: document.into(), cut: false }
    }

    fn corpus(&self, rows: &[Document], generation: u32) -> Corpus {
        let text = |row: &Document| {
            let words: Vec<&str> = row.words.iter().map(|&word| self.words[word as usize].as_str()).collect();
            words.join(" ")
        };
        let texts: Vec<String> = rows.iter().map(text).collect();
        let first = generation * rows.len() as u32;
        let keyed = (first..).zip(&texts).map(|(key, text)| (key, text.as_str(), Vector::Absent));
        Corpus { profile: profiled::profile(keyed), counted: Counted::of(texts.iter().map(String::as_str)) }
    }
}
