//! Cells of real text. They need the corpora in the folder that `GENLOSS_REAL_DATA` names, and are skipped without it.
//!
//! Sides are random halves of one corpus, which share no prompt; or two models' answers to the same prompts, whose labels are
//! swapped by a coin for each prompt. What is then done to the later side is known.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use genloss::calibrate::{Corpora, Null};
use genloss::chance::Chance;
use genloss::config::{Config, Source};
use genloss::profile::{KeyHash, SampleRow};
use genloss::terms::Vector;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rayon::prelude::*;

use crate::chains::Generation;
use crate::cut::{Cut, Given};
use crate::log::{Cell, Log, Pairing, Row};
use crate::narrowed::Narrowed;
use crate::profiled::{self, Key};
use crate::rivals::Counted;
use crate::urn::document::DIMENSIONS;
use crate::urn::{Doc, Done};
use crate::{Corpus, Outcome, matched};

/// Where the corpora lie.
const VARIABLE: &str = "GENLOSS_REAL_DATA";

/// The recursion whose collapse is known by its perplexity.
pub(crate) const CHAIN: &str = "wikitext-recursion";

/// Single corpora, and pairs of models.
const CORPORA: [&[&str]; 5] = [
    &["alpaca-eval/gpt-3.5-turbo-0301"],
    &["alpaca-eval/vicuna-7b-v1.5"],
    &["wikitext-recursion/nucleus_gen0"],
    &["alpaca-eval/gpt-3.5-turbo-0301", "alpaca-eval/gpt-3.5-turbo-1106"],
    &["alpaca-eval/vicuna-7b-v1.3", "alpaca-eval/vicuna-7b-v1.5"],
];

/// What is done.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// To the later side alone.
    After(Done),
    /// To both sides, so that nothing is lost.
    Both(Done),
    /// The later side is drawn anew where a word is not among the most likely that hold this mass.
    TopP(f64, Given),
    /// The later side has this share of its documents replaced by one of 12 others.
    Duplicates(f64),
    Nothing,
}

/// What is done, by section, name and dose.
const CHANGES: [(&str, &str, f64, Change); 15] = [
    ("real-nulls", "", 0.0, Change::Nothing),
    ("real-nulls", " / copies", 0.3, Change::Both(Done::Twice(0.3))),
    ("real-nulls", " / copies", 1.0, Change::Both(Done::Twice(1.0))),
    ("real-nulls", " / copies elsewhere", 0.3, Change::Both(Done::TwiceElsewhere(0.3))),
    ("real-losses", " / top-p", 0.02, Change::TopP(0.98, Given::Predecessor)),
    ("real-losses", " / top-p", 0.05, Change::TopP(0.95, Given::Predecessor)),
    ("real-losses", " / top-p", 0.1, Change::TopP(0.90, Given::Predecessor)),
    ("real-losses", " / top-p of words", 0.05, Change::TopP(0.95, Given::Nothing)),
    ("real-losses", " / top-p of words", 0.1, Change::TopP(0.90, Given::Nothing)),
    ("real-losses", " / duplicates", 0.05, Change::Duplicates(0.05)),
    ("real-losses", " / duplicates", 0.1, Change::Duplicates(0.10)),
    ("real-losses", " / loops", 0.2, Change::After(Done::Loops(0.2))),
    ("real-losses", " / half loops", 1.0, Change::After(Done::HalfLoops(1.0))),
    ("real-losses", " / salad", 1.0, Change::After(Done::Salad)),
    ("real-losses", " / permuted", 1.0, Change::After(Done::Permuted)),
];

/// The folder of real corpora; a message where there is none.
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os(VARIABLE).map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: {VARIABLE} names no folder of real corpora");
    }
    folder
}

/// The name of a corpus or of two models in a cell.
fn name(corpora: &[&str]) -> String {
    let names: Vec<&str> = corpora.iter().map(|path| path.rsplit('/').next().unwrap_or(path)).collect();
    names.join(" ~ ")
}

/// The cells of a section for one corpus.
fn cells(section: &str, corpora: &[&str], documents: u32) -> Vec<(Cell, Change)> {
    let pairing = if corpora.len() > 1 { Pairing::Paired } else { Pairing::Unpaired };
    let own = CHANGES.into_iter().filter(|(of, ..)| *of == section);
    own.map(|(section, what, dose, change)| {
        let change_of = format!("{}{what}", name(corpora));
        let cell = Cell {
            section: section.to_owned(),
            change: change_of,
            dose: dose.to_string(),
            documents,
            pairing,
        };
        (cell, change)
    })
    .collect()
}

/// All cells of a section, in the order of the page.
pub(crate) fn all_cells(section: &str, documents: u32) -> Vec<Cell> {
    let of =
        |corpora: &[&str]| cells(section, corpora, documents).into_iter().map(|(cell, _)| cell).collect();
    CORPORA.into_iter().flat_map(|corpora| -> Vec<Cell> { of(corpora) }).collect()
}

/// Appends the comparisons that the log does not have.
pub(crate) fn run(asked: &Narrowed, documents: u32, trials: u64, path: &Path) -> Outcome {
    let Some(folder) = folder() else { return Ok(()) };
    let mut log = Log::open(path)?;
    for corpora in CORPORA {
        let cells: Vec<(Cell, Change)> = cells(&asked.section, corpora, documents)
            .into_iter()
            .filter(|(cell, _)| asked.has(cell))
            .collect();
        if cells.is_empty() {
            continue;
        }
        let pool = Pool::read(&folder, corpora)?;
        if pool.null.documents_a_side() < documents.into() {
            eprintln!("skipped: {} has {} documents a side", name(corpora), pool.null.documents_a_side());
            continue;
        }
        let all: Vec<u64> = (0..trials).collect();
        for some in all.chunks(rayon::current_num_threads()) {
            let of_one = |&trial: &u64| -> Vec<Row> {
                let new = cells.iter().filter(|(cell, _)| !log.has(cell, trial));
                new.map(|(cell, change)| pool.compared(cell, *change, trial)).collect()
            };
            let rows: Vec<Vec<Row>> = some.par_iter().map(of_one).collect();
            log.append(&rows.concat())?;
            eprint!(
                "\r{asked} {}, {documents} documents: {} of {trials} ",
                name(corpora),
                some[some.len() - 1] + 1
            );
        }
        eprintln!();
    }
    Ok(())
}

/// The rows of one corpus or of two models, as lists of words.
struct Pool {
    null: Null,
    docs: Vec<Doc>,
    words: Words,
    /// What each key asks, where the files say so.
    prompts: HashMap<u32, String>,
    cut: Cut,
}

/// Words by number, as they stand between blanks.
#[derive(Default)]
struct Words {
    numbers: HashMap<String, u32>,
    spelled: Vec<String>,
}

impl Words {
    fn numbered(&mut self, text: &str) -> Vec<u32> {
        let number = |word: &str| {
            let next = self.spelled.len() as u32;
            let number = *self.numbers.entry(word.to_owned()).or_insert(next);
            if number == next {
                self.spelled.push(word.to_owned());
            }
            number
        };
        text.split_whitespace().map(number).collect()
    }

    fn text(&self, doc: &Doc) -> String {
        let words: Vec<&str> = doc.words.iter().map(|&word| self.spelled[word as usize].as_str()).collect();
        words.join(" ")
    }
}

impl Pool {
    fn read(folder: &Path, corpora: &[&str]) -> Outcome<Self> {
        let source = |path: &&str| Source { name: None, paths: vec![folder.join(format!("{path}.parquet"))] };
        let config = Config { generations: corpora.iter().map(source).collect(), ..Config::default() };
        let null = Corpora::read(&config)?.null()?;
        let mut words = Words::default();
        let mut keys: HashMap<u64, u32> = HashMap::new();
        let mut doc = |row: &SampleRow| {
            let next = keys.len() as u32;
            let key = *keys.entry(row.order).or_insert(next);
            let words = words.numbered(&row.text);
            Doc { key, prompt: key, words, transcribed: false, embedding: [0.0; DIMENSIONS] }
        };
        let docs: Vec<Doc> = null.rows().iter().map(&mut doc).collect();
        let cut = Cut::of(docs.iter().map(|doc| doc.words.as_slice()));
        let mut prompts = HashMap::new();
        for path in corpora {
            for (order, prompt) in asked(&folder.join(format!("{path}.parquet")))? {
                keys.get(&order).map(|key| prompts.insert(*key, prompt));
            }
        }
        Ok(Self { null, docs, words, prompts, cut })
    }

    /// Two sides of so many documents.
    fn dealt(&self, documents: u32, trial: u64) -> [Vec<Doc>; 2] {
        // By a fixed order of keys, so that paired sides keep the same prompts.
        let mut order: Vec<u32> = (0..self.docs.len() as u32).collect();
        let mut chance = Chance::of(trial ^ 0x0D0C);
        let shuffled = chance.order(order.len());
        order.iter_mut().zip(shuffled).for_each(|(place, at)| *place = at as u32);
        self.null.deal(trial).map(|side| {
            let mut docs: Vec<Doc> = side.iter().map(|&at| self.docs[at].clone()).collect();
            docs.sort_by_key(|doc| order[doc.key as usize]);
            docs.truncate(documents as usize);
            docs
        })
    }

    fn compared(&self, cell: &Cell, change: Change, trial: u64) -> Row {
        let [mut before, mut after] = self.dealt(cell.documents, trial);
        match change {
            Change::After(done) => done.to(&mut after, trial),
            Change::Both(done) => {
                done.to(&mut before, 2 * trial);
                done.to(&mut after, 2 * trial + 1);
            }
            Change::TopP(mass, given) => self.cut.to(&mut after, mass, given, trial),
            Change::Duplicates(share) => duplicated(&mut after, share, trial),
            Change::Nothing => {}
        }
        let [before, after] = [before, after].map(|docs| self.seen(&docs));
        let found = matched(&before, &after, trial);
        Row::new(cell.clone(), trial, &found, after.counted.losses(&before.counted))
    }

    fn seen(&self, docs: &[Doc]) -> Corpus {
        let texts: Vec<String> = docs.iter().map(|doc| self.words.text(doc)).collect();
        let rows = docs.iter().zip(&texts).map(|(doc, text)| profiled::Row {
            key: Key::Column(doc.key),
            text,
            vector: Vector::Absent,
            prompt: self.prompts.get(&doc.prompt).map(String::as_str),
        });
        Corpus { profile: profiled::of_rows(rows), counted: Counted::of(texts.iter().map(String::as_str)) }
    }
}

/// The prompts of a file by the hash of their key; none where it has no such columns.
fn asked(path: &Path) -> Outcome<Vec<(u64, String)>> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?.build()?;
    let mut found = Vec::new();
    for batch in reader {
        let batch = batch?;
        let keys =
            batch.column_by_name("prompt_id").and_then(|column| column.as_primitive_opt::<Int32Type>());
        let prompts = batch.column_by_name("prompt").and_then(|column| column.as_string_opt::<i32>());
        let (Some(keys), Some(prompts)) = (keys, prompts) else { return Ok(Vec::new()) };
        let rows = keys.iter().zip(prompts.iter());
        found.extend(rows.filter_map(|(key, prompt)| {
            Some((KeyHash::of(key?.to_string().as_bytes()).order, prompt?.to_owned()))
        }));
    }
    Ok(found)
}

/// Documents that a share of the others becomes copies of.
const TEMPLATES: usize = 12;

fn duplicated(docs: &mut [Doc], share: f64, trial: u64) {
    let mut chance = Chance::of(trial ^ 0x000D_0B1E);
    let templates: Vec<Vec<u32>> = docs.iter().take(TEMPLATES).map(|doc| doc.words.clone()).collect();
    for (at, doc) in docs.iter_mut().enumerate() {
        if chance.hits(share) {
            doc.words.clone_from(&templates[at % templates.len()]);
        }
    }
}

/// The generations of the recursion.
pub(crate) fn recursion() -> Outcome<Vec<Generation>> {
    let Some(folder) = folder() else { return Ok(Vec::new()) };
    let of = |at: usize| -> Outcome<Generation> {
        let pool = Pool::read(&folder, &[&format!("{CHAIN}/nucleus_gen{at}")])?;
        Ok(pool.docs.iter().map(|doc| (doc.key, pool.words.text(doc))).collect())
    };
    (0..6).map(of).collect()
}

/// The texts of the first generation of the recursion.
pub(crate) fn texts() -> Outcome<Option<Vec<String>>> {
    let Some(folder) = folder() else { return Ok(None) };
    let pool = Pool::read(&folder, &[&format!("{CHAIN}/nucleus_gen0")])?;
    Ok(Some(pool.docs.iter().map(|doc| pool.words.text(doc)).collect()))
}

/// Some documents of each, with keys of their own: nothing pairs them.
pub(crate) fn drawn(generations: &[Generation], documents: u32, chain: u64) -> Vec<Generation> {
    let of = |(at, generation): (usize, &Generation)| {
        let order = Chance::of(chain * 100 + at as u64).order(generation.len());
        let some = order.into_iter().take(documents as usize);
        let first = at as u32 * documents;
        some.zip(first..).map(|(row, key)| (key, generation[row].1.clone())).collect()
    };
    generations.iter().enumerate().map(of).collect()
}
