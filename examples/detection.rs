//! The detector's record: false alarms on nulls, power against dose, what harmless changes and simulated policies do; beside
//! it, on the same data, the rules of thumb that teams use instead. Prints the Markdown of `reports/validation/detection.md`.
//!
//! ```text
//! cargo run --release --example detection -- [TRIALS [RECURSIONS [LARGEST]]]
//! ```
//!
//! TRIALS comparisons a cell (100 unless given; a fifth of them at 8,000 documents), RECURSIONS a policy (10), and no corpus above
//! LARGEST documents (8000). *Rings*: a symptom warns or fails. *Called*: a collapse verdict. Brackets are exact 95% intervals (Clopper and Pearson 1934).
#![allow(clippy::print_stdout, reason = "the page is what was asked for")]

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use genloss::calibrate::{Rules, Trial, rings};
use genloss::config::Config;
use genloss::estimator::{binomial::clopper_pearson, neutral};
use genloss::judge::Thresholds;
use genloss::profile::{Profile, Tokenizer};
use genloss::simulate::{Document, KneserNey, Policy, Real, Recursion, Sampling, Unigram};
use genloss::terms::{Status, Symptom, Vector, Verdict};
use rayon::prelude::*;
use rivals::{Counted, RULES};
use synth::{Doc, Law, corpus, keys};

mod profiled;
mod rivals;
mod synth;

/// Symptoms that these corpora can show.
const SYMPTOMS: [Symptom; 7] = [
    Symptom::TailLoss,
    Symptom::EmbeddingTailLoss,
    Symptom::VocabularyLoss,
    Symptom::SpreadLoss,
    Symptom::Repetition,
    Symptom::TemplateOveruse,
    Symptom::LengthCollapse,
];

/// From so many documents on, a fifth of the comparisons has to do.
const MANY_DOCUMENTS: u32 = 8_000;

/// Share of the types of its tail that a model must have lost beyond neutral drift to have lost any for sure.
const TRUE_LOSS: f64 = 0.10;

/// Generations of a recursion.
const GENERATIONS: usize = 10;

/// Documents of a recursion.
const RECURSION_DOCUMENTS: u32 = 2_000;

/// What is done to a corpus, at several doses.
struct Change {
    name: &'static str,
    what: &'static str,
    doses: &'static [f64],
    law: fn(f64) -> Law,
}

const LOSSES: [Change; 7] = [
    Change {
        name: "tail mass",
        what: "share of the mass of the rare words that is gone",
        doses: &[0.05, 0.10, 0.15, 0.25, 0.50],
        law: |dose| Law { tail_mass_scale: 1.0 - dose, ..Law::default() },
    },
    Change {
        name: "temperature",
        what: "one minus the temperature of the words",
        doses: &[0.01, 0.02, 0.05, 0.10],
        law: |dose| Law { temperature: 1.0 - dose, ..Law::default() },
    },
    Change {
        name: "top-p",
        what: "share of the mass that is cut off",
        doses: &[0.01, 0.02, 0.05, 0.10],
        law: |dose| Law { top_p: 1.0 - dose, ..Law::default() },
    },
    Change {
        name: "duplicates",
        what: "share of documents that are one of 12 texts",
        doses: &[0.01, 0.02, 0.05, 0.10, 0.20],
        law: |dose| Law { duplicate_share: dose, ..Law::default() },
    },
    Change {
        name: "openings",
        what: "added to the exponent of the law of openings, 1.3",
        doses: &[0.05, 0.1, 0.2, 0.4],
        law: |dose| Law { opening_exponent: 1.3 + dose, ..Law::default() },
    },
    Change {
        name: "rare topics",
        what: "share of the answers to rare topics that come out ordinary",
        doses: &[0.25, 0.5, 0.75, 1.0],
        law: |dose| Law { rare_topics_lost: dose, ..Law::default() },
    },
    Change {
        name: "spread",
        what: "share by which every embedding moves to the center",
        doses: &[0.01, 0.025, 0.05, 0.10],
        law: |dose| Law { embedding_scale: 1.0 - dose, ..Law::default() },
    },
];

const HARMLESS: [Change; 3] = [
    Change {
        name: "other wording",
        what: "share of the pairs of frequent words that trade places, as synonyms or topics do",
        doses: &[0.1, 0.5],
        law: |dose| Law { rotation: dose, ..Law::default() },
    },
    Change {
        name: "length",
        what: "mean length of a document, relative",
        doses: &[0.67, 1.5],
        law: |dose| Law::default().longer(dose),
    },
    Change {
        name: "more diversity",
        what: "temperature of the words",
        doses: &[1.05, 1.2],
        law: |dose| Law { temperature: dose, ..Law::default() },
    },
];

/// One comparison.
struct Outcome {
    trial: Trial,
    rules: [bool; 3],
}

/// A generated corpus, as genloss and as the rules see it.
struct Corpus {
    profile: Profile,
    counted: Counted,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut numbers = [100u64, 10, 8_000];
    for (slot, said) in numbers.iter_mut().zip(std::env::args().skip(1)) {
        *slot =
            said.parse().ok().filter(|n| *n > 0).ok_or(format!("found {said}, expected a number above 0"))?;
    }
    let [trials, recursions, largest] = numbers;
    let sizes: Vec<u32> = [200, 800, 8_000].into_iter().filter(|n| u64::from(*n) <= largest).collect();
    head(trials, recursions, largest);
    nulls(&sizes, trials);
    for &n in &sizes {
        changes("Planted losses", &LOSSES, n, trials);
    }
    for &n in &sizes {
        changes("Harmless changes", &HARMLESS, n, trials);
    }
    policies(recursions, RECURSION_DOCUMENTS.min(largest as u32));
    Ok(())
}

fn head(trials: u64, recursions: u64, largest: u64) {
    println!(
        "# What rings, and what does not\n\n```text\ncargo run --release --example detection -- {trials} {recursions} {largest}\n```\n\n\
         Generated texts with embeddings (`examples/synth`: bursty, topical, Zipf, 90 words a document, 16 coordinates); both sides of a \
         comparison answer the same prompts unless *unpaired*. {trials} comparisons a cell, a fifth of them at 8,000 documents. *Rings*: a symptom warns or fails. *Called*: a \
         collapse verdict. Brackets are exact 95% intervals. The three columns on the right are rules of thumb on the same texts: plug-in \
         entropy fell by more than 2%, distinct-2 by more than 10%, the Jensen-Shannon divergence of the word counts is above 0.1 bit.\n"
    );
}

/// The number of hits among trials, with its interval.
fn share(hits: usize, trials: usize) -> String {
    match clopper_pearson(hits as u64, trials as u64) {
        Some((low, high)) => format!("{:.3} [{low:.3}, {high:.3}]", hits as f64 / trials as f64),
        None => "none".to_owned(),
    }
}

fn cells(outcomes: &[Outcome]) -> String {
    let of =
        |hit: &dyn Fn(&Outcome) -> bool| share(outcomes.iter().filter(|o| hit(o)).count(), outcomes.len());
    let rules = (0..RULES.len()).map(|rule| of(&|o| o.rules[rule]));
    let all = [of(&|o| o.trial.rings()), of(&|o| o.trial.verdict.is_collapse())];
    all.into_iter().chain(rules).collect::<Vec<_>>().join(" | ")
}

fn nulls(sizes: &[u32], trials: u64) {
    println!("## Nulls: nothing was lost\n");
    let symptoms = SYMPTOMS.map(Symptom::name).join(" | ");
    println!("| documents | pairing | rings | called | {} | {symptoms} |", RULES.join(" | "));
    println!("|{}", "---|".repeat(4 + RULES.len() + SYMPTOMS.len()));
    for &n in sizes {
        for paired in [true, false] {
            let outcomes = compared(n, trials, paired, &Law::default());
            let alarms = SYMPTOMS.map(|symptom| {
                let own = |o: &&Outcome| status(&o.trial, symptom).is_some_and(rings);
                share(outcomes.iter().filter(own).count(), outcomes.len())
            });
            let pairing = if paired { "paired" } else { "unpaired" };
            println!("| {n} | {pairing} | {} | {} |", cells(&outcomes), alarms.join(" | "));
        }
    }
    println!();
}

fn status(trial: &Trial, symptom: Symptom) -> Option<Status> {
    trial.symptoms.iter().find(|s| s.symptom == symptom).map(|s| s.status)
}

fn changes(title: &str, changes: &[Change], n: u32, trials: u64) {
    println!("## {title}, {n} documents, paired\n");
    println!("| change | dose | rings | called | {} | symptoms that ring most |", RULES.join(" | "));
    println!("|{}", "---|".repeat(5 + RULES.len()));
    for change in changes {
        for &dose in change.doses {
            let outcomes = compared(n, trials, true, &(change.law)(dose));
            println!("| {} | {dose} | {} | {} |", change.name, cells(&outcomes), loudest(&outcomes));
        }
    }
    println!();
    for change in changes {
        println!("- {}: {}.", change.name, change.what);
    }
    println!();
}

/// The symptoms that ring in a tenth of the comparisons or more, most often first.
fn loudest(outcomes: &[Outcome]) -> String {
    let count =
        |symptom: Symptom| outcomes.iter().filter(|o| status(&o.trial, symptom).is_some_and(rings)).count();
    let mut counts: Vec<(usize, &str)> = SYMPTOMS.iter().map(|&s| (count(s), s.name())).collect();
    counts.retain(|(n, _)| n * 10 >= outcomes.len());
    counts.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let named = counts.iter().map(|(n, name)| format!("{name} {:.2}", *n as f64 / outcomes.len() as f64));
    let named: Vec<String> = named.collect();
    if named.is_empty() { "none".to_owned() } else { named.join(", ") }
}

/// Comparisons of fresh corpora of the healthy law with ones of `law`.
fn compared(n: u32, trials: u64, paired: bool, law: &Law) -> Vec<Outcome> {
    let trials = if n < MANY_DOCUMENTS { trials } else { trials.div_ceil(5) };
    let one = |trial: u64| {
        let first = trial as u32 * 2 * n;
        let side = |law: &Law, first: u32, seed: u64| of_docs(&corpus(law, &keys(first, n), seed));
        let before = side(&Law::default(), first, 2 * trial);
        let after = side(law, if paired { first } else { first + n }, 2 * trial + 1);
        judged(&before, &after, trial)
    };
    (0..trials).into_par_iter().map(one).collect()
}

fn of_docs(docs: &[Doc]) -> Corpus {
    let rows = docs.iter().map(|doc| (doc.key, doc.text.as_str(), Vector::Values(&doc.embedding)));
    Corpus {
        profile: profiled::profile(rows),
        counted: Counted::of(docs.iter().map(|doc| doc.text.as_str())),
    }
}

fn judged(before: &Corpus, after: &Corpus, seed: u64) -> Outcome {
    let thresholds = Thresholds::from_config(&Config::default());
    let rules = Rules { tokenizer: Tokenizer::default(), columns: Vec::new(), thresholds };
    Outcome {
        trial: rules.trial(&before.profile, &after.profile, seed),
        rules: after.counted.alarms(&before.counted),
    }
}

/// One generation of a recursion: what it was found to be, against generation 0, and whether it truly lost.
struct Generation {
    found: Outcome,
    lost: bool,
}

/// The generations of one recursion, from the first that was written.
type Course = Vec<Generation>;

fn policies(recursions: u64, n: u32) {
    println!("## Simulated policies: the generation that rings first\n");
    println!(
        "{recursions} recursions of {GENERATIONS} generations of {n} documents, each on a corpus of its own, no embeddings. Median of the first \
         generation against generation 0 that rings, or is called (and the earliest and latest); *never* counts those that do not in \
         {GENERATIONS} generations. *Truly lost*: a generation holds fewer than {:.0}% of the tail types that neutral drift would have left \
         in it (types beyond the first 90% of the mass of generation 0; `estimator::neutral`).\n",
        100.0 * (1.0 - TRUE_LOSS)
    );
    println!(
        "| model | policy | temperature | truly lost | rings | called | late-collapse | {} |",
        RULES.join(" | ")
    );
    println!("|{}", "---|".repeat(7 + RULES.len()));
    for (model, temperature) in [("words", 1.0), ("ngram=3", 1.0), ("ngram=3", 0.9)] {
        for policy in [
            Policy::Replace,
            Policy::Accumulate,
            Policy::AccumulateSubsample,
            Policy::Mix(0.3),
            Policy::Fresh(0.1),
        ] {
            let sampling = Sampling { temperature, ..Sampling::default() };
            let courses: Vec<Course> = (0..recursions)
                .into_par_iter()
                .map(|seed| course(model, policy, sampling, n, seed))
                .collect();
            let late = |g: &Generation| g.found.trial.verdict == Verdict::LateCollapse;
            let mut cells = vec![
                first(&courses, |g| g.lost),
                first(&courses, |g| g.found.trial.rings()),
                first(&courses, |g| g.found.trial.verdict.is_collapse()),
                first(&courses, late),
            ];
            cells.extend((0..RULES.len()).map(|rule| first(&courses, |g| g.found.rules[rule])));
            println!("| {model} | {policy} | {temperature} | {} |", cells.join(" | "));
        }
    }
}

/// The median of the first generation for which something holds.
fn first(courses: &[Course], holds: impl Fn(&Generation) -> bool) -> String {
    let mut firsts: Vec<usize> =
        courses.iter().filter_map(|course| course.iter().position(&holds).map(|at| at + 1)).collect();
    firsts.sort_unstable();
    let never = courses.len() - firsts.len();
    let range = match firsts[..] {
        [] => return "never".to_owned(),
        [only] => format!("{only}"),
        [low, .., high] => format!("{low}–{high}"),
    };
    // Those that never do come last.
    let median = firsts.get((courses.len() - 1) / 2).map_or("never".to_owned(), |at| at.to_string());
    let never = if never > 0 { format!(", never {never}") } else { String::new() };
    format!("{median} ({range}{never})")
}

fn course(model: &str, policy: Policy, sampling: Sampling, n: u32, seed: u64) -> Course {
    let docs = corpus(&Law::default(), &keys(seed as u32 * n, n), seed);
    let mut words = Words::default();
    let real: Vec<Document> = docs.iter().map(|doc| words.number(&doc.text)).collect();
    let longest = real.iter().map(|document| document.words.len()).max().unwrap_or(1);
    let generations = match model {
        "words" => recursed(&Unigram { sampling }, policy, real, seed),
        _ => recursed(&KneserNey { order: 3, sampling, longest }, policy, real, seed),
    };
    let corpora: Vec<Corpus> =
        generations.iter().enumerate().map(|(t, rows)| words.corpus(rows, t as u32)).collect();
    let tail = Tail::of(&generations[0]);
    let of = |t: usize| Generation {
        found: judged(&corpora[0], &corpora[t], seed),
        lost: tail.is_lost(&generations[t], t),
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

    /// Whether generation `t` holds too few of these types for chance alone.
    fn is_lost(&self, written: &[Document], t: usize) -> bool {
        let words: HashSet<u32> = written.iter().flat_map(|d| d.words.iter().copied()).collect();
        let alive = self.0.iter().filter(|(word, _)| words.contains(word)).count() as f64;
        let rate = neutral::rates(1.0).nth(t - 1).unwrap_or(0.0);
        let expected = neutral::alive(self.0.iter().map(|&(_, count)| (count as f64, 1)), rate);
        alive < (1.0 - TRUE_LOSS) * expected
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
