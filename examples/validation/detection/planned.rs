//! Comparisons of the second law, cell by cell.

use std::path::Path;
use std::sync::Arc;

use genloss::profile::hash;
use genloss::terms::Vector;
use rayon::prelude::*;

use crate::log::{Cell, Log, Pairing, Row};
use crate::narrowed::Narrowed;
use crate::plans::{self, Plan, Side};
use crate::profiled::{self, Key};
use crate::rivals::Counted;
use crate::urn::document::Prompt;
use crate::urn::law::Base;
use crate::urn::{Doc, Done, Law, Model};
use crate::{Corpus, Outcome, matched};

/// Prompts set aside for one side of one trial.
const PROMPTS: u32 = 20_000;

/// Draws of one side that have a seed of their own.
const SEEDS: u64 = 16;

/// The laws of some plans with their tables.
pub(crate) struct Models(Vec<Model>);

impl Models {
    /// Prepares each law once.
    pub(crate) fn of<'a>(laws: impl Iterator<Item = &'a Law>) -> Self {
        let base = Base::new(Law::default().vocabulary);
        let mut models: Vec<Model> = Vec::new();
        for law in laws {
            if models.iter().all(|model| model.law != *law) {
                models.push(Model::new(law, &base));
            }
        }
        Self(models)
    }

    fn get(&self, law: &Law) -> Outcome<&Model> {
        Ok(self.0.iter().find(|model| model.law == *law).ok_or("a law that was not prepared")?)
    }

    /// One side of a trial: what it is asked begins at `first`.
    pub(crate) fn draw(&self, side: &Side, first: u32, documents: u32, seed: u64) -> Outcome<Vec<Doc>> {
        let model = self.get(&side.law)?;
        let answers = 0..u64::from(side.answers);
        let prompts = first..first + documents;
        let mut docs: Vec<Doc> =
            answers.flat_map(|answer| model.corpus(prompts.clone(), seed * SEEDS + answer)).collect();
        side.done.iter().for_each(|done| done.to(&mut docs, seed));
        Ok(docs)
    }

    /// The reference of a trial.
    pub(crate) fn before(&self, side: &Side, documents: u32, trial: u64) -> Outcome<Vec<Doc>> {
        self.draw(side, first(trial), documents, 2 * trial)
    }

    /// What a plan holds against it.
    pub(crate) fn after(&self, plan: &Plan, documents: u32, trial: u64) -> Outcome<Vec<Doc>> {
        let asked = second(first(trial), documents, plan.pairing);
        let mut docs = self.draw(&plan.after, asked, documents, 2 * trial + 1)?;
        if plan.pairing == Pairing::WrongKeys {
            Done::WrongKeys.to(&mut docs, trial);
        }
        Ok(docs)
    }

    /// A corpus as genloss and the rules of thumb see it.
    fn seen(&self, docs: &[Doc], plan: &Plan, seed: u64) -> Outcome<Corpus> {
        let asking = self.get(&plan.before.law)?;
        let mut docs: Vec<&Doc> = docs.iter().collect();
        if is_keyless(plan.pairing) {
            // An order of its own; how documents come out of the generator is the order of their prompts.
            docs.sort_by_key(|doc| hash::of_gram([seed, doc.key.into(), doc.words.len() as u64]));
        }
        let texts: Vec<String> = docs.iter().map(|doc| doc.text()).collect();
        let prompts: Vec<String> =
            docs.iter().map(|doc| Prompt::new(asking, doc.prompt.into()).text()).collect();
        let rows = docs.iter().zip(&texts).zip(&prompts).enumerate().map(|(row, ((doc, text), prompt))| {
            let key = if is_keyless(plan.pairing) { Key::Row(row as u32) } else { Key::Column(doc.key) };
            let vector = if plan.vectors { Vector::Values(&doc.embedding) } else { Vector::Absent };
            profiled::Row { key, text, vector, prompt: (!is_keyless(plan.pairing)).then_some(prompt) }
        });
        Ok(Corpus {
            profile: profiled::of_rows(rows),
            counted: Counted::of(texts.iter().map(String::as_str)),
        })
    }
}

fn is_keyless(pairing: Pairing) -> bool {
    matches!(pairing, Pairing::KeylessFresh | Pairing::KeylessSame | Pairing::KeylessHalf)
}

/// Where the prompts of a trial begin.
fn first(trial: u64) -> u32 {
    trial as u32 * 2 * PROMPTS
}

/// Where those of the later side do.
fn second(first: u32, documents: u32, pairing: Pairing) -> u32 {
    match pairing {
        Pairing::Paired | Pairing::KeylessSame | Pairing::WrongKeys => first,
        Pairing::Unpaired | Pairing::KeylessFresh => first + PROMPTS,
        Pairing::KeylessHalf => first + documents / 2,
    }
}

/// A reference that several cells of a trial are held against.
type Reference = (Side, Pairing, bool, Arc<Corpus>);

/// Appends the comparisons of a section that the log does not have.
pub(crate) fn run(asked: &Narrowed, documents: u32, trials: u64, path: &Path) -> Outcome {
    let mut log = Log::open(path)?;
    let cells: Vec<(Cell, Plan)> =
        plans::cells(&asked.section, documents).into_iter().filter(|(cell, _)| asked.has(cell)).collect();
    let models = Models::of(cells.iter().flat_map(|(_, plan)| [&plan.before.law, &plan.after.law]));
    let all: Vec<u64> = (0..trials).collect();
    for some in all.chunks(rayon::current_num_threads()) {
        let of_one = |&trial: &u64| {
            let new = cells.iter().filter(|(cell, _)| !log.has(cell, trial));
            compared(&models, &new.collect::<Vec<_>>(), trial).map_err(|error| error.to_string())
        };
        let rows: Vec<Vec<Row>> = some.par_iter().map(of_one).collect::<Result<_, String>>()?;
        log.append(&rows.concat())?;
        eprint!("\r{asked}, {documents} documents: {} of {trials} ", some[some.len() - 1] + 1);
    }
    eprintln!();
    Ok(())
}

/// One trial of every cell.
fn compared(models: &Models, cells: &[&(Cell, Plan)], trial: u64) -> Outcome<Vec<Row>> {
    let mut references: Vec<Reference> = Vec::new();
    let mut rows = Vec::with_capacity(cells.len());
    for (cell, plan) in cells {
        let kept = |(side, pairing, vectors, _): &Reference| {
            *side == plan.before
                && is_keyless(*pairing) == is_keyless(plan.pairing)
                && *vectors == plan.vectors
        };
        let before = match references.iter().find(|reference| kept(reference)) {
            Some((.., corpus)) => Arc::clone(corpus),
            None => {
                let docs = models.before(&plan.before, cell.documents, trial)?;
                let corpus = Arc::new(models.seen(&docs, plan, 2 * trial)?);
                references.push((plan.before.clone(), plan.pairing, plan.vectors, Arc::clone(&corpus)));
                corpus
            }
        };
        let docs = models.after(plan, cell.documents, trial)?;
        let after = models.seen(&docs, plan, 2 * trial + 1)?;
        let found = matched(&before, &after, trial);
        rows.push(Row::new(cell.clone(), trial, &found, after.counted.losses(&before.counted)));
    }
    Ok(rows)
}
