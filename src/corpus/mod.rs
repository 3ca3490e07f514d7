//! A corpus as comparisons know it: a header, and the profile of its rows, wherever they came from.
//!
//! | file | what |
//! |---|---|
//! | `read.rs` | files to corpora, read until what pairs their rows names the prompt |
//! | `builder.rs`, `rows.rs` | rows and record batches in memory to a corpus |
//! | `sources.rs` | the generations that a run names, profiles among them |
//! | `cache.rs` | profiles that an earlier run left |
//! | `parts.rs` | parts of a corpus to the whole |
//! | `stored/` | corpora on disk, and back |
//! | `generations.rs` | corpora side by side, and whether they can be compared |

mod builder;
mod cache;
mod generations;
mod parts;
mod read;
mod rows;
mod sources;
pub(crate) mod stored;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use builder::CorpusBuilder;
pub(crate) use generations::Generations;
pub(crate) use parts::RowRange;
use read::all;
pub(crate) use read::one;
pub use rows::Row;
pub(crate) use sources::{generations, like};
use stored::ReadSettings;

use crate::config::{Config, Source};
use crate::error::{Error, Warning};
use crate::profile::{Counting, Profile, Tokenizer};
use crate::progress::{Observer, Silent};
use crate::read::Chosen;
use crate::terms::ColumnRole;

/// What is known of a corpus beside its counts.
///
/// ```
/// use genloss::{Config, Corpus};
///
/// let corpus = Corpus::read("gen0", ["fixtures/demo/gen0.parquet"], &Config::default())?;
/// assert_eq!(corpus.header().columns.key.as_deref(), Some("prompt_id"));
/// assert_eq!(corpus.header().unit(), "words");
/// # Ok::<(), genloss::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Header {
    /// Its name. Corpora of one name are runs of one generation.
    pub name: String,
    /// Its paths as given; empty where its rows came from memory.
    pub paths: Vec<String>,
    /// The columns that were read, by name.
    pub columns: Chosen,
    /// How the outputs were sampled, as far as somebody says: (setting, values).
    pub sampling: Vec<(String, Vec<String>)>,
    /// Where its rows come from, in the words of whoever made them.
    pub origin: Option<String>,
    /// What was found while it was read, and the corpora that were read with it.
    pub warnings: Vec<Warning>,
    /// Which rows it holds, where their numbers are known.
    pub(crate) rows: Vec<RowRange>,
    /// How its documents are counted.
    pub(crate) counting: Counting,
}

impl Header {
    /// What is counted: "words", "character-bigrams", …
    pub fn unit(&self) -> String {
        self.counting.tokenizer.unit.name()
    }
}

/// One corpus: its header, and the mergeable profile of its rows. Clones share the profile.
///
/// ```
/// use genloss::{Config, Corpus, Row};
///
/// let from_files = Corpus::read("gen0", ["fixtures/demo/gen0.parquet"], &Config::default())?;
/// let mut rows = Corpus::builder("gen1");
/// rows.push(Row { key: Some("17"), ..Row::new("The answer to prompt 17.") })?;
/// let from_memory = rows.finish()?;
/// assert_eq!(from_memory.n_documents(), 1);
/// assert!(from_memory.size() < from_files.size());
/// # Ok::<(), genloss::Error>(())
/// ```
#[derive(Clone)]
pub struct Corpus {
    header: Header,
    profile: Profile,
    /// The settings it was read with.
    config: Arc<Config>,
}

impl fmt::Debug for Corpus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What was counted fills pages.
        let documents = &self.n_documents();
        f.debug_struct("Corpus")
            .field("header", &self.header)
            .field("documents", documents)
            .finish_non_exhaustive()
    }
}

impl Corpus {
    /// Reads files, folders or globs as one corpus. The settings say which columns are read and how; their generations do not matter.
    ///
    /// What is counted follows from the corpus itself. To compare it with another, read that one by [`Corpus::read_like`], so that both
    /// are counted alike.
    ///
    /// # Errors
    /// Anything that makes the input or a setting unusable; see [`Error`].
    pub fn read<P: AsRef<Path>>(
        name: &str,
        paths: impl IntoIterator<Item = P>,
        config: &Config,
    ) -> Result<Self, Error> {
        config.validate()?;
        read::one(config.clone(), source(name, paths), 0, None, &Silent)
    }

    /// Reads files, folders or globs as one corpus that is counted as `reference` is, from columns of the same names.
    ///
    /// # Errors
    /// As [`Corpus::read`]; [`Error::EmbeddingDimension`] where vectors have another length.
    pub fn read_like<P: AsRef<Path>>(
        reference: &Self,
        name: &str,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<Self, Error> {
        read::one(reference.settings(), source(name, paths), 0, Some(reference), &Silent)
    }

    /// Reads all generations that the settings name, the reference first, with further runs of them behind; all are counted as the
    /// reference is. They are files of rows.
    ///
    /// # Errors
    /// As [`Corpus::read`].
    pub fn read_all(config: &Config, observer: &dyn Observer) -> Result<Vec<Self>, Error> {
        config.validate()?;
        // Which figures will be asked for is not known yet.
        all(config, 1, true, observer)
    }

    /// Starts a corpus from rows, or from record batches, in memory.
    pub fn builder(name: &str) -> CorpusBuilder {
        CorpusBuilder::new(name)
    }

    /// What is known of it beside its counts.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Its documents: texts that are neither null nor empty.
    pub fn n_documents(&self) -> u64 {
        self.profile.n_documents()
    }

    /// Bytes that its profile holds, up to what allocators add. They do not grow with the number of rows beyond the words and phrases
    /// that are new.
    pub fn size(&self) -> usize {
        self.profile.size()
    }

    /// The same under another name.
    pub(crate) fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.header.name);
        self
    }

    /// The profile; a handle.
    #[doc(hidden)]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// How its texts become tokens.
    #[doc(hidden)]
    pub fn tokenizer(&self) -> Tokenizer {
        self.header.counting.tokenizer
    }

    /// These settings, with those by which this corpus was read.
    pub(crate) fn settings_for(&self, judging: &Config) -> Config {
        // Which of its numbers have to reach something is the run's affair.
        let requirements = judging.requirements.clone();
        Config { requirements, ..ReadSettings::of(&self.config).onto(judging.clone()) }
    }

    /// The settings by which another corpus is read as this one is, with the columns by name.
    fn settings(&self) -> Config {
        let (chosen, mut config) = (&self.header.columns, Config::clone(&self.config));
        let names = |role| chosen.names(role).map(str::to_owned).collect();
        config.generations.clear();
        config.reference = None;
        config.columns.text = Some(chosen.text.clone());
        config.columns.key = chosen.key.clone();
        config.columns.slice = chosen.slice.clone();
        config.columns.embedding = chosen.embedding.clone();
        config.columns.generation = None;
        config.columns.score = names(ColumnRole::Score);
        config.columns.numeric = names(ColumnRole::Numeric);
        config.columns.categorical = names(ColumnRole::Categorical);
        config.columns.likelihood = names(ColumnRole::Likelihood);
        config
    }
}

fn source<P: AsRef<Path>>(name: &str, paths: impl IntoIterator<Item = P>) -> Source {
    let paths = paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
    Source { name: Some(name.to_owned()), paths }
}

/// Adds the warnings that are not there yet.
fn add_new(all: &mut Vec<Warning>, more: Vec<Warning>) {
    for warning in more {
        if !all.contains(&warning) {
            all.push(warning);
        }
    }
}
