//! `simulate`: what would so many rounds of a data policy do to this corpus?
//!
//! A generator learns generation 0, the real corpus, and writes generation 1; the next one learns what the policy says and
//! writes generation 2, and so on. The generators are small and known exactly, so that what happens to the data is the
//! policy's doing.
//!
//! | file | what |
//! |---|---|
//! | `corpus.rs` | generation 0: words by number, or vectors |
//! | `model.rs` | what a generator is |
//! | `unigram.rs`, `kneser_ney/`, `gaussian.rs`, `mixture.rs` | the generators |
//! | `sampling.rs` | temperature, top-k, top-p |
//! | `policy.rs` | what each model learns from |
//! | `recursion.rs` | learn, write, learn again |
//! | `lineage.rs` | where a generation comes from |

mod choice;
mod corpus;
mod document;
mod gaussian;
mod kneser_ney;
mod lineage;
mod mixture;
mod model;
mod policy;
mod recursion;
mod sampling;
mod unigram;

pub use choice::ModelChoice;
pub use document::Document;
pub use gaussian::{FittedGaussian, Gaussian};
pub use kneser_ney::{FittedKneserNey, KneserNey};
pub use lineage::Lineage;
pub use mixture::{FittedMixture, Mixture};
pub use model::{Generator, Model};
pub use policy::Policy;
pub use recursion::{Real, Recursion, Step};
pub use sampling::Sampling;
pub use unigram::{FittedUnigram, Unigram};

use std::path::PathBuf;

use crate::config::{Columns, Config, Source, TokenizerChoice};
use crate::error::{Error, Warning};
use crate::progress::{Observer, Stage};
use crate::report::Tool;
use crate::threads::with_threads;
use corpus::{Corpus, Texts, Vectors};

/// Most generations that can be asked for.
const MAX_GENERATIONS: usize = 1_000;

/// Most rows a generation can have.
const MAX_SAMPLES: usize = 100_000_000;

/// What is to be simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulateConfig {
    /// How the real corpus is read, and the seed. It names one corpus; with a generation column the reference is taken.
    pub config: Config,
    /// What each model learns from.
    pub policy: Policy,
    /// Generations after generation 0.
    pub generations: usize,
    /// Rows of each of them; `None` = as many as generation 0 has.
    pub samples: Option<usize>,
    /// The generator.
    pub model: ModelChoice,
    /// How words are drawn.
    pub sampling: Sampling,
}

impl Default for SimulateConfig {
    fn default() -> Self {
        Self {
            config: Config::default(),
            policy: Policy::Replace,
            generations: 10,
            samples: None,
            model: ModelChoice::Ngram(3),
            sampling: Sampling::default(),
        }
    }
}

impl SimulateConfig {
    /// Checks every range once, as far as it can be without the corpus.
    ///
    /// # Errors
    /// [`Error::BadSetting`] naming the setting, what was found and what is expected.
    pub fn validate(&self) -> Result<(), Error> {
        self.config.validate()?;
        self.sampling.validate()?;
        let bad = |setting: &str, problem| Err(Error::BadSetting { setting: setting.to_owned(), problem });
        if !(1..=MAX_GENERATIONS).contains(&self.generations) {
            let found = self.generations;
            return bad("generations", format!("found {found}, expected 1 to {MAX_GENERATIONS}"));
        }
        if self.config.columns.generation.is_none() && self.config.generations.len() > 1 {
            return bad("CORPUS", format!("found {}, expected one", self.config.generations.len()));
        }
        let least = self.model.least_rows();
        if let Some(found) = self.samples.filter(|n| !(least..=MAX_SAMPLES).contains(n)) {
            let problem = format!(
                "found {found}, expected {least} to {MAX_SAMPLES}, because the next model learns from them"
            );
            return bad("samples", problem);
        }
        if let TokenizerChoice::File(path) = &self.config.tokenizer {
            let problem = format!(
                "`{}` is none of {}; text is written in what it is divided into, which subwords do not allow",
                path.display(),
                TokenizerChoice::NAMES.join(", ")
            );
            return bad("tokenizer", problem);
        }
        if self.model.writes_vectors() && self.sampling != Sampling::default() {
            let problem =
                format!("{} writes vectors; temperature, top-k and top-p are for words", self.model);
            return bad("model", problem);
        }
        Ok(())
    }

    /// How the written generations are compared with the real one, which is the first of these files.
    pub fn comparison(&self, files: &[PathBuf]) -> Config {
        let vectors = self.model.writes_vectors();
        Config {
            generations: files.iter().map(|path| Source { name: None, paths: vec![path.clone()] }).collect(),
            reference: None,
            columns: Columns {
                text: Some("text".to_owned()),
                key: Some("key".to_owned()),
                embedding: vectors.then(|| "embedding".to_owned()),
                ..Columns::default()
            },
            limit: None,
            ..self.config.clone()
        }
    }

    /// Rows of a written generation, checked against what the real corpus can give.
    fn samples(&self, found: usize, corpus: &Corpus) -> Result<usize, Error> {
        let least = self.model.least_rows();
        if found < least {
            return Err(Error::TooSmallToTrain {
                corpus: corpus.paths().join(", "),
                model: self.model.to_string(),
                what: if self.model.writes_vectors() { "vectors" } else { "documents with a word" },
                place: corpus.place(self.model.writes_vectors()),
                found,
                least,
            });
        }
        let samples = self.samples.unwrap_or(found);
        let wanted = self.policy.n_real(samples);
        if wanted > found {
            let problem = format!(
                "{} takes {wanted} real rows for {samples}, and the corpus has {found}; lower `samples` or the share",
                self.policy
            );
            return Err(Error::BadSetting { setting: "policy".to_owned(), problem });
        }
        Ok(samples)
    }
}

/// What was simulated.
#[derive(Debug)]
pub struct Simulation {
    /// All generations, the real one first.
    pub generations: Vec<Generation>,
    /// What was found while the real one was read.
    pub warnings: Vec<Warning>,
    /// What the numbers of words mean.
    vocabulary: Vec<String>,
}

/// One generation.
#[derive(Debug)]
pub struct Generation {
    /// Where it comes from.
    pub lineage: Lineage,
    /// The key of each row: that of the corpus in generation 0, otherwise generation and row.
    pub keys: Vec<String>,
    /// The rows.
    pub rows: Rows,
}

/// What the rows of a generation are.
#[derive(Debug)]
pub enum Rows {
    /// Documents.
    Texts(Vec<Document>),
    /// Vectors.
    Vectors(Vec<Vec<f64>>),
}

impl Simulation {
    /// A document as text: its words, with a space between them, so that the tokenizer reads the same words again.
    pub fn text(&self, document: &Document) -> String {
        let words: Vec<&str> =
            document.words.iter().map(|&word| self.vocabulary[word as usize].as_str()).collect();
        words.join(" ")
    }
}

/// The key of a row that has none of its own: no two generations share one, because no row answers another.
fn key(generation: usize, row: u64) -> String {
    format!("{generation}-{row}")
}

/// Runs the recursion on a real corpus. The same corpus, settings and seed give the same rows at any number of threads.
///
/// # Errors
/// Anything that makes the corpus or a setting unusable; [`Error::TooSmallToTrain`].
pub fn run(asked: &SimulateConfig, observer: &dyn Observer) -> Result<Simulation, Error> {
    asked.validate()?;
    with_threads(asked.config.threads, || {
        let corpus = Corpus::open(&asked.config, observer)?;
        let simulation = Run { asked, corpus: &corpus, observer };
        if asked.model.writes_vectors() { simulation.vectors() } else { simulation.texts() }
    })
}

/// A run on its way.
struct Run<'a> {
    asked: &'a SimulateConfig,
    corpus: &'a Corpus,
    observer: &'a dyn Observer,
}

impl Run<'_> {
    fn texts(&self) -> Result<Simulation, Error> {
        let Texts { keys, documents, vocabulary, warnings } = self.corpus.texts(self.observer)?;
        let sampling = self.asked.sampling;
        // Beyond the longest real document, one that goes on is taken for one that never ends.
        let longest = documents.iter().map(|document| document.words.len()).max().unwrap_or(1);
        let recursed = match self.asked.model {
            ModelChoice::Ngram(order) => {
                self.recurse(&KneserNey { order, sampling, longest }, documents, keys, Rows::Texts)
            }
            _ => self.recurse(&Unigram { sampling }, documents, keys, Rows::Texts),
        };
        let mut generations = recursed?;
        let cuts = matches!(self.asked.model, ModelChoice::Ngram(_)).then_some(longest);
        generations.iter_mut().for_each(|generation| generation.lineage.longest = cuts);
        Ok(Simulation { generations, vocabulary, warnings })
    }

    fn vectors(&self) -> Result<Simulation, Error> {
        let Vectors { keys, vectors, warnings } = self.corpus.vectors(self.observer)?;
        let generations = match self.asked.model {
            ModelChoice::Mixture(components) => {
                self.recurse(&Mixture { components }, vectors, keys, Rows::Vectors)
            }
            model => {
                let unbiased = model == ModelChoice::GaussianUnbiased;
                self.recurse(&Gaussian { unbiased }, vectors, keys, Rows::Vectors)
            }
        };
        Ok(Simulation { generations: generations?, vocabulary: Vec::new(), warnings })
    }

    fn recurse<M: Model>(
        &self,
        model: &M,
        real: Vec<M::Row>,
        keys: Vec<String>,
        rows: fn(Vec<M::Row>) -> Rows,
    ) -> Result<Vec<Generation>, Error> {
        let (asked, n_real) = (self.asked, real.len());
        let samples = asked.samples(n_real, self.corpus)?;
        let recursion = Recursion {
            model,
            policy: asked.policy,
            real: Real::Corpus,
            generations: asked.generations,
            samples,
            seed: asked.config.seed,
        };
        self.observer.begin(Stage::Simulate, asked.generations as u64);
        let mut training_rows = vec![None];
        let past = recursion.run(real, &mut |step| {
            training_rows.push(Some(step.n_training));
            self.observer.advance(1);
        });
        let past = past.map_err(|reason| Error::CannotTrain { model: asked.model.to_string(), reason })?;
        let of = |(t, (written, training_rows)): (usize, (Vec<M::Row>, Option<usize>))| Generation {
            lineage: self.lineage(t, training_rows, samples),
            keys: if t == 0 {
                keys.clone()
            } else {
                (0..written.len() as u64).map(|row| key(t, row)).collect()
            },
            rows: rows(written),
        };
        Ok(past.into_iter().zip(training_rows).enumerate().map(of).collect())
    }

    fn lineage(&self, generation: usize, training_rows: Option<usize>, samples: usize) -> Lineage {
        let asked = self.asked;
        Lineage {
            tool: Tool { name: "genloss".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            generation,
            parents: asked.policy.parents(generation),
            training_rows,
            policy: asked.policy,
            model: asked.model,
            sampling: (!asked.model.writes_vectors()).then_some(asked.sampling),
            longest: None,
            tokenizer: self.corpus.tokenizer.unit.name(),
            case_sensitive: self.corpus.tokenizer.case_sensitive,
            samples,
            seed: asked.config.seed,
            corpus: self.corpus.paths().to_vec(),
        }
    }
}
