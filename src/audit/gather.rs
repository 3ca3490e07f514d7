//! Files to what the checks look at. Every corpus is read once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::LEAST_ROWS;
use super::config::AuditConfig;
use super::rows::Address;
use super::texts::Texts;
use crate::config::{Columns, Config, Source};
use crate::corpus::{Corpus, CorpusBuilder, Row};
use crate::error::{Error, Warning};
use crate::hash::{KeyHash, of_bytes, of_text};
use crate::profile::{Counting, Tokenizer};
use crate::progress::{Observer, Stage};
use crate::read::{self, Chosen, KeyChoice, Opened};
use crate::terms::CellValue;

/// More values than this are no sources: the column is something else.
const MOST_SOURCES: usize = 64;
/// Words of an opening.
const OPENING: usize = 8;
/// Characters kept of an example.
pub(super) const EXAMPLE: usize = 160;

/// Rows of one corpus.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) name: String,
    pub(super) texts: Texts,
    /// Where each row lies.
    pub(super) addresses: Vec<Address>,
    /// The block of each row: that of its key, or of its text.
    pub(super) blocks: Vec<u8>,
    /// The prompt of each row: the text of it, or its key.
    pub(super) prompts: Vec<Option<u64>>,
    /// The first words of each row, where it has so many.
    pub(super) openings: Vec<Option<u64>>,
    /// The place of each row's source in [`Gathered::labels`].
    pub(super) sources: Vec<usize>,
}

/// All that was read.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) mix: Held,
    /// The files of the mix.
    pub(super) opened: Arc<Opened>,
    /// What all texts are divided into.
    pub(super) tokenizer: Tokenizer,
    pub(super) real: Option<Held>,
    /// All synthetic corpora as one; none without rows.
    pub(super) synthetic: Option<Held>,
    /// The values of the source column in the order in which they came.
    pub(super) labels: Vec<Option<String>>,
    /// The real data as comparisons know it.
    pub(super) reference: Option<Corpus>,
    /// The rows of each source, in the order of `labels`; empty without a reference.
    pub(super) parts: Vec<Corpus>,
    /// An excerpt of the first row with each text or opening that comes again.
    pub(super) excerpts: HashMap<u64, String>,
    pub(super) text_column: String,
    pub(super) key_column: Option<String>,
    pub(super) warnings: Vec<Warning>,
}

/// Reads the mix, the real data and the synthetic corpora.
pub(super) fn gather(asked: &AuditConfig, observer: &dyn Observer) -> Result<Gathered, Error> {
    let chosen = columns(asked, observer)?;
    let config = &asked.config;
    let reader = Reader { config, chosen: &chosen, observer };
    let first = reader.open(asked.real.as_ref().unwrap_or(&config.generations[0]), None)?;
    let tokenizer = Counting::of_reference(&first, config, observer)?.tokenizer;
    drop(first);
    let mut real = None;
    let mut reference: Option<Corpus> = None;
    if let Some(source) = &asked.real {
        let mut kept = Kept::new(tokenizer, true);
        reader.rows(&reader.open(source, None)?, None, &mut kept)?;
        require_rows(source, &kept)?;
        let builder = std::mem::take(&mut kept.builders).pop();
        let builder = builder.unwrap_or_else(|| Corpus::builder("real"));
        reference = Some(builder.settings(&plain(config)).finish()?);
        real = Some(kept.held);
    }
    let mut synthetic = Kept::new(tokenizer, false);
    for source in asked.synthetic.iter().filter(|source| !source.paths.is_empty()) {
        reader.rows(&reader.open(source, None)?, None, &mut synthetic)?;
        require_rows(source, &synthetic)?;
    }
    let mut kept = Kept::new(tokenizer, reference.is_some());
    let mix = &config.generations[0];
    let source_column = asked.source_column.as_deref();
    let opened = reader.open(mix, source_column)?;
    reader.rows(&opened, source_column, &mut kept)?;
    let warnings = opened.warnings().to_vec();
    if kept.held.texts.len() < LEAST_ROWS {
        let problem = format!(
            "found {} rows, expected {LEAST_ROWS} at least: shares of so few rows mean nothing",
            kept.held.texts.len()
        );
        return Err(Error::BadSetting { setting: "MIX".to_owned(), problem });
    }
    let parts = match &reference {
        Some(real) => kept.builders.into_iter().map(|b| b.like(real).finish()).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    let has_synthetic = !synthetic.held.texts.is_empty();
    let held = Held { name: mix.name.clone().unwrap_or_else(|| "mix".to_owned()), ..kept.held };
    Ok(Gathered {
        mix: held,
        opened: Arc::new(opened),
        tokenizer,
        real,
        synthetic: has_synthetic.then_some(synthetic.held),
        labels: kept.labels,
        reference,
        parts,
        excerpts: kept.excerpts,
        text_column: chosen.text.clone(),
        key_column: chosen.key.clone(),
        warnings,
    })
}

/// The columns that all corpora have: looked for in all of them together.
fn columns(asked: &AuditConfig, observer: &dyn Observer) -> Result<Chosen, Error> {
    observer.begin(Stage::Plan, 1);
    let all = asked.config.generations.iter().chain(asked.others()).filter(|source| !source.paths.is_empty());
    let named =
        |(at, source): (usize, &Source)| Source { name: Some(format!("{at}")), paths: source.paths.clone() };
    let config = Config { generations: all.enumerate().map(named).collect(), ..plain(&asked.config) };
    Ok(read::open(&config, 1, &KeyChoice::Usual)?.columns().clone())
}

/// The settings of a run without what only comparisons have.
pub(super) fn plain(config: &Config) -> Config {
    Config { reference: None, replicates: false, requirements: Vec::new(), ..config.clone() }
}

fn require_rows(source: &Source, kept: &Kept) -> Result<(), Error> {
    if kept.held.texts.n_words() > 0 {
        return Ok(());
    }
    let name = source.name.clone().unwrap_or_default();
    let problem =
        format!("no row of `{name}` holds a text; check the file, or name the column with --text-column");
    Err(Error::BadSetting { setting: name, problem })
}

/// Opens corpora by the columns that all have.
struct Reader<'a> {
    config: &'a Config,
    chosen: &'a Chosen,
    observer: &'a dyn Observer,
}

impl Reader<'_> {
    fn open(&self, source: &Source, source_column: Option<&str>) -> Result<Opened, Error> {
        let columns = Columns {
            text: Some(self.chosen.text.clone()),
            key: self.chosen.key.clone(),
            slice: self.chosen.slice.clone(),
            categorical: source_column.map(str::to_owned).into_iter().collect(),
            ..Columns::default()
        };
        let config = Config { generations: vec![source.clone()], columns, ..plain(self.config) };
        let key = if self.chosen.key.is_some() { KeyChoice::Usual } else { KeyChoice::Nothing };
        read::open(&config, 1, &key)
    }

    /// Reads all rows behind those that are there.
    fn rows(&self, opened: &Opened, source_column: Option<&str>, kept: &mut Kept) -> Result<(), Error> {
        let place =
            source_column.and_then(|column| opened.columns().data.iter().position(|c| c.name == column));
        self.observer.begin(Stage::Read, opened.n_rows());
        for part in opened.parts() {
            let lies = opened.place(part);
            let mut failed = None;
            opened.rows(part, self.observer, &mut |row| {
                // Turns of other roles are no outputs.
                if row.found.is_left_out() || failed.is_some() {
                    return;
                }
                kept.held.addresses.push(Address { file: lies.file, row: lies.row(row.index) });
                failed = kept
                    .add(&row, place.map(|at| row.cells.get(at).copied().unwrap_or(CellValue::Null)))
                    .err();
            })?;
            failed.map_or(Ok(()), Err)?;
            self.observer.advance(part.n_rows);
        }
        Ok(())
    }
}

/// Rows on their way.
struct Kept {
    held: Held,
    tokenizer: Tokenizer,
    with_corpora: bool,
    labels: Vec<Option<String>>,
    known: HashMap<Option<String>, usize>,
    builders: Vec<CorpusBuilder>,
    /// First rows of texts and openings: an excerpt is kept once the second comes.
    seen: HashSet<u64>,
    excerpts: HashMap<u64, String>,
}

impl Kept {
    fn new(tokenizer: Tokenizer, with_corpora: bool) -> Self {
        Self {
            held: Held::default(),
            tokenizer,
            with_corpora,
            labels: Vec::new(),
            known: HashMap::new(),
            builders: Vec::new(),
            seen: HashSet::new(),
            excerpts: HashMap::new(),
        }
    }

    fn add(&mut self, row: &read::Row<'_>, source: Option<CellValue<'_>>) -> Result<(), Error> {
        let label = match source {
            Some(CellValue::Label(label)) if !label.trim().is_empty() => Some(label),
            _ => None,
        };
        let at = self.label(label)?;
        let held = &mut self.held;
        held.texts.push(row.text, &self.tokenizer);
        let text = row.text.unwrap_or_default();
        held.blocks.push(KeyHash::of(row.key.unwrap_or(text.as_bytes())).block);
        held.prompts.push(row.prompt.map(of_text).or(row.key.map(of_bytes)));
        let place = held.texts.len() - 1;
        let words = held.texts.words(place);
        let opening = (words.len() >= OPENING).then(|| opening(&words[..OPENING]));
        held.openings.push(opening);
        held.sources.push(at);
        let whole = held.texts.whole(place);
        for id in whole.into_iter().chain(opening) {
            if !self.seen.insert(id) {
                self.excerpts.entry(id).or_insert_with(|| text.chars().take(EXAMPLE).collect());
            }
        }
        if self.with_corpora {
            let key = row.key.map(String::from_utf8_lossy);
            self.builders[at].push(Row {
                text: row.text,
                key: key.as_deref(),
                slice: row.slice,
                prompt: row.prompt,
                ..Row::default()
            })?;
        }
        Ok(())
    }

    fn label(&mut self, label: Option<&str>) -> Result<usize, Error> {
        let label = label.map(str::to_owned);
        if let Some(&at) = self.known.get(&label) {
            return Ok(at);
        }
        let at = self.labels.len();
        if at == MOST_SOURCES {
            let problem = format!(
                "found more than {MOST_SOURCES} values, expected the names of sources; name another column"
            );
            return Err(Error::BadSetting { setting: "--source-column".to_owned(), problem });
        }
        if self.with_corpora {
            self.builders.push(Corpus::builder(&format!("source {at}")));
        }
        self.known.insert(label.clone(), at);
        self.labels.push(label);
        Ok(at)
    }
}

/// Identity of the first words.
fn opening(words: &[u32]) -> u64 {
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    // A whole text is hashed from its characters, so that the two do not meet.
    of_bytes(&bytes)
}
