//! `embed`: every text of a corpus with its vector by a static embedding model.

use std::path::PathBuf;

use crate::config::Config;
use crate::confounders;
use crate::error::{Error, Warning};
use crate::profile::Profile;
use crate::progress::{Observer, Stage};
use crate::read::{self, KeyChoice, Opened, Part};
use crate::static_model::StaticModel;
use crate::threads::{parts, with_threads};

/// What is embedded, and by what.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EmbedConfig {
    /// How the corpus is read. It names one.
    pub config: Config,
    /// The folder of the model.
    pub model: PathBuf,
}

/// What is known before the first row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The column of the texts.
    pub text_column: String,
    /// The column of the keys; `None` = rows have none.
    pub key_column: Option<String>,
    /// The model's folder, as given.
    pub model: PathBuf,
    /// Coordinates of a vector.
    pub dimension: usize,
    /// Hash of the model's files.
    pub hash: String,
}

/// A document with its vector.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EmbeddedRow {
    /// Its key, as text.
    pub key: Option<String>,
    /// What the model wrote: the text that is compared.
    pub text: Option<String>,
    /// Of length 1; `None` without a text, and where the model knows no piece of it.
    pub vector: Option<Vec<f32>>,
}

/// Takes what was embedded, part by part, in the order of the rows.
pub trait Sink: Send {
    /// Hears what comes, before anything else.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn begin(&mut self, source: &Source) -> Result<(), Error>;

    /// Takes further rows.
    ///
    /// # Errors
    /// Where they cannot be written.
    fn add(&mut self, rows: &[EmbeddedRow]) -> Result<(), Error>;
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    /// Where the rows came from, and what embedded them.
    pub source: Source,
    /// Rows written.
    pub rows: u64,
    /// Rows of them without a vector.
    pub without_vector: u64,
    /// What was found while the corpus was read.
    pub warnings: Vec<Warning>,
}

/// Documents that are embedded by one thread at a time.
const AT_A_TIME: usize = 64;

/// Documents that are held at a time.
const HELD: usize = 8_192;

/// Embeds all texts of a corpus, in the order of the rows, and hands them to `sink`. Cost: reading, and embedding on all threads; some
/// thousand rows are held at a time.
///
/// # Errors
/// A corpus or a model that cannot be read, and what `sink` says.
pub fn run(asked: &EmbedConfig, observer: &dyn Observer, sink: &mut dyn Sink) -> Result<Embedded, Error> {
    let config = &asked.config;
    config.validate()?;
    if config.generations.len() != 1 {
        let problem = format!("found {}, expected one", config.generations.len());
        return Err(Error::BadSetting { setting: "CORPUS".to_owned(), problem });
    }
    with_threads(config.threads, || {
        let model = StaticModel::open(&asked.model)?;
        observer.begin(Stage::Plan, 1);
        let opened = read::open(config, 1, &KeyChoice::Usual)?;
        let source = Source {
            text_column: opened.columns().text.clone(),
            key_column: opened.columns().key.clone(),
            model: asked.model.clone(),
            dimension: model.dimension(),
            hash: model.hash(),
        };
        sink.begin(&source)?;
        observer.begin(Stage::Read, opened.n_rows());
        let mut writing = Writing { model, sink, held: Vec::new(), rows: 0, without_vector: 0 };
        let mut told = Profile::default();
        for part in opened.parts() {
            writing.part(&opened, part, &mut told, observer)?;
            observer.advance(part.n_rows);
        }
        writing.flush()?;
        let (rows, without_vector) = (writing.rows, writing.without_vector);
        Ok(Embedded { source, rows, without_vector, warnings: warnings(&opened, &told) })
    })
}

/// Rows on their way.
struct Writing<'a> {
    model: StaticModel,
    sink: &'a mut dyn Sink,
    held: Vec<EmbeddedRow>,
    rows: u64,
    without_vector: u64,
}

impl Writing<'_> {
    fn part(
        &mut self,
        opened: &Opened,
        part: Part,
        told: &mut Profile,
        observer: &dyn Observer,
    ) -> Result<(), Error> {
        let mut failed = None;
        opened.rows(part, observer, &mut |row| {
            told.rows += u64::from(row.item == 0);
            row.found.iter().for_each(|at| told.found[at] += 1);
            row.unknown_role.into_iter().for_each(|role| told.unknown_roles.add(role, 1));
            // Turns of other roles are no outputs; nothing else is left out.
            if row.found.is_left_out() || failed.is_some() {
                return;
            }
            match row.text {
                Some(_) => told.documents[0] += 1,
                None => told.null_texts += 1,
            }
            let key = row.key.map(|key| String::from_utf8_lossy(key).into_owned());
            self.held.push(EmbeddedRow { key, text: row.text.map(str::to_owned), vector: None });
            if self.held.len() >= HELD {
                failed = self.flush().err();
            }
        })?;
        failed.map_or(Ok(()), Err)
    }

    fn flush(&mut self) -> Result<(), Error> {
        let model = self.model;
        let embed = |_: &mut (), some: &mut [EmbeddedRow]| {
            some.iter_mut()
                .for_each(|row| row.vector = row.text.as_deref().and_then(|text| model.embed(text)));
        };
        parts(self.held.chunks_mut(AT_A_TIME).collect(), || (), embed);
        self.rows += self.held.len() as u64;
        self.without_vector += self.held.iter().filter(|row| row.vector.is_none()).count() as u64;
        self.sink.add(&self.held)?;
        self.held.clear();
        Ok(())
    }
}

fn warnings(opened: &Opened, told: &Profile) -> Vec<Warning> {
    let name = opened.corpora().next().map_or("", |corpus| &corpus.name);
    opened.warnings().iter().cloned().chain(confounders::of_texts(name, told)).collect()
}
