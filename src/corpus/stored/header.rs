//! What a file says of a corpus beside its counts, as JSON.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UNICODE_VERSION;

use crate::config::{Columns, Config, EmbeddingRows, Reasoning, RequirementRule, Source, TokenizerChoice};
use crate::corpus::{Corpus, Header, RowRange};
use crate::error::Warning;
use crate::hash::{self, BLOCKS};
use crate::profile::{Counting, Tokenizer, Unit, VectorRule};
use crate::read::Chosen;

/// The header of a profile, which stands in its first section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct StoredHeader {
    /// What wrote the file.
    pub(crate) made_by: MadeBy,
    /// How rows become blocks, and words hashes.
    pub(crate) hashing: Hashing,
    /// Name of the corpus.
    pub(crate) name: String,
    /// Its paths, as they were given.
    pub(crate) paths: Vec<String>,
    /// How a run names it, where it came from files.
    pub(crate) source: Option<Source>,
    /// The columns that were read.
    pub(crate) columns: Chosen,
    /// How the outputs were sampled.
    pub(crate) sampling: Vec<(String, Vec<String>)>,
    /// Where the rows come from.
    pub(crate) origin: Option<String>,
    /// What was found while it was read.
    pub(crate) warnings: Vec<Warning>,
    /// Which rows it holds, where their numbers are known.
    pub(crate) rows: Vec<RowRange>,
    /// How its documents were counted.
    pub(crate) counting: StoredCounting,
    /// The settings that reading depends on, as they were given.
    pub(crate) settings: ReadSettings,
}

/// What wrote a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MadeBy {
    pub(crate) name: String,
    pub(crate) version: String,
    /// The version of Unicode that says where words end.
    pub(crate) unicode: String,
}

impl MadeBy {
    fn this() -> Self {
        let (major, minor, patch) = UNICODE_VERSION;
        Self {
            name: "genloss".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            unicode: format!("{major}.{minor}.{patch}"),
        }
    }
}

/// The hash function, its seeds and the number of blocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Hashing {
    pub(crate) function: String,
    pub(crate) seeds: [u64; 3],
    pub(crate) blocks: usize,
}

impl fmt::Display for Hashing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [blocks, sample, words] = self.seeds;
        write!(f, "{} with seeds {blocks:x}, {sample:x} and {words:x}, {} blocks", self.function, self.blocks)
    }
}

impl Hashing {
    /// That of this program.
    pub(super) fn this() -> Self {
        Self { function: "xxh3-64".to_owned(), seeds: hash::SEEDS, blocks: BLOCKS }
    }
}

/// How documents were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct StoredCounting {
    /// "words", "subwords-0123456789abcdef", …
    pub(crate) unit: String,
    pub(crate) case_sensitive: bool,
    pub(crate) sample_bytes: usize,
    /// Coordinates of an embedding, as far as the first rows tell.
    pub(crate) dimension: Option<usize>,
    pub(crate) normalize: bool,
    pub(crate) all_vectors: bool,
}

/// The settings of [`Config`] that reading depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ReadSettings {
    pub(crate) columns: Columns,
    pub(crate) tokenizer: TokenizerChoice,
    pub(crate) case_sensitive: bool,
    pub(crate) reasoning: Reasoning,
    pub(crate) normalize: bool,
    pub(crate) embedding_rows: EmbeddingRows,
    pub(crate) sample_bytes: usize,
    pub(crate) limit: Option<u64>,
    /// Their columns are read.
    pub(crate) requirements: Vec<RequirementRule>,
}

impl ReadSettings {
    pub(crate) fn of(config: &Config) -> Self {
        let Config { columns, tokenizer, case_sensitive, reasoning, normalize, requirements, .. } =
            config.clone();
        let Config { embedding_rows, sample_bytes, limit, .. } = *config;
        Self {
            columns,
            tokenizer,
            case_sensitive,
            reasoning,
            normalize,
            embedding_rows,
            sample_bytes,
            limit,
            requirements,
        }
    }

    /// The settings of a run, which from now on reads so.
    pub(crate) fn onto(self, run: Config) -> Config {
        let Self { columns, tokenizer, case_sensitive, reasoning, normalize, .. } = self;
        let Self { embedding_rows, sample_bytes, limit, requirements, .. } = self;
        Config {
            columns,
            tokenizer,
            case_sensitive,
            reasoning,
            normalize,
            embedding_rows,
            sample_bytes,
            limit,
            requirements,
            ..run
        }
    }
}

impl StoredHeader {
    /// Of a corpus.
    pub(super) fn of(corpus: &Corpus) -> Self {
        let Header { name, paths, columns, sampling, origin, warnings, counting, rows } =
            corpus.header.clone();
        let Counting { tokenizer, vectors, sample_bytes } = counting;
        Self {
            made_by: MadeBy::this(),
            hashing: Hashing::this(),
            source: source(corpus),
            name,
            paths,
            columns,
            sampling,
            origin,
            warnings,
            rows,
            counting: StoredCounting {
                unit: tokenizer.unit.name(),
                case_sensitive: tokenizer.case_sensitive,
                sample_bytes,
                dimension: vectors.dimension,
                normalize: vectors.normalize,
                all_vectors: vectors.moments,
            },
            settings: ReadSettings::of(&corpus.config),
        }
    }

    /// The header of the corpus, whose unit is this, and the settings it was read with.
    pub(super) fn open(self, unit: Unit) -> (Header, Config) {
        let StoredCounting { case_sensitive, sample_bytes, dimension, normalize, all_vectors, .. } =
            self.counting;
        let header = Header {
            name: self.name,
            paths: self.paths,
            columns: self.columns,
            sampling: self.sampling,
            origin: self.origin,
            warnings: self.warnings,
            rows: self.rows,
            counting: Counting {
                tokenizer: Tokenizer { unit, case_sensitive },
                vectors: VectorRule { dimension, normalize, moments: all_vectors },
                sample_bytes,
            },
        };
        (
            header,
            Config {
                generations: self.source.into_iter().collect(),
                ..self.settings.onto(Config::default())
            },
        )
    }
}

/// How the run that read this corpus named it; `None` where its paths alone do not say which rows it has.
fn source(corpus: &Corpus) -> Option<Source> {
    let Header { name, paths, columns, .. } = &corpus.header;
    let is_it = |source: &&Source| {
        let given: Vec<String> = source.paths.iter().map(|path| path.display().to_string()).collect();
        given == *paths && source.name.as_ref().is_none_or(|given| given == name)
    };
    let found = corpus.config.generations.iter().filter(|_| columns.generation.is_none()).find(is_it)?;
    // Text in JSON; a path that is none is shown as everywhere else.
    let paths = paths.iter().map(PathBuf::from).collect();
    Some(Source { name: found.name.clone(), paths })
}
