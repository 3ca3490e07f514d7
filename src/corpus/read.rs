//! Files, or a table in memory, to corpora: read, and read again until what pairs their rows names the prompt.

use std::sync::Arc;

use super::{Corpus, Header, RowRange, cache};
use crate::config::{Config, Source};
use crate::error::{Error, Warning, WarningCode};
use crate::keys::{self, Fault};
use crate::profile::{Counting, Profile};
use crate::progress::{Observer, Stage};
use crate::read::{self, Described, KeyChoice, Opened, RecordBatch};

/// Reads at least so many generations (one or two), and further runs of them behind.
pub(crate) fn all(config: &Config, least: usize, observer: &dyn Observer) -> Result<Vec<Corpus>, Error> {
    let steps = config.generations.len() as u64;
    by_prompts(config, None, 0, steps, observer, |key| read::open(config, least, key))
}

/// Reads one corpus whose first row has this number, counted as another one is where there is one.
pub(crate) fn one(
    config: Config,
    source: Source,
    first_row: u64,
    like: Option<&Corpus>,
    observer: &dyn Observer,
) -> Result<Corpus, Error> {
    require_one(&config)?;
    let config = Config { generations: vec![source], reference: None, replicates: false, ..config };
    let like = like.map(|corpus| (corpus.header.counting, corpus.header.name.as_str()));
    let open = |key: &KeyChoice| read::open(&config, 1, key);
    let read = by_prompts(&config, like, first_row, 1, observer, open)?;
    Ok(first(read))
}

/// Reads a table in memory, whose first row has this number.
pub(super) fn table(
    name: &str,
    batches: &[RecordBatch],
    first_row: u64,
    config: &Config,
    like: Option<(Counting, &str)>,
    observer: &dyn Observer,
) -> Result<Corpus, Error> {
    require_one(config)?;
    let open = |key: &KeyChoice| read::open_table(name, batches, config, key);
    Ok(first(by_prompts(config, like, first_row, 1, observer, open)?))
}

/// Refuses a column that splits one corpus into several.
fn require_one(config: &Config) -> Result<(), Error> {
    match &config.columns.generation {
        None => Ok(()),
        Some(column) => Err(Error::BadSetting {
            setting: "columns.generation".to_owned(),
            problem: format!(
                "found `{column}`, expected none where one corpus is read; `Corpus::read_all` reads several"
            ),
        }),
    }
}

fn first(mut read: Vec<Corpus>) -> Corpus {
    // Opening refuses less than one.
    read.swap_remove(0)
}

/// Reads what `open` opens. Where the key turns out to name no prompt, it is read again by the prompt, and where that does not either,
/// without a key.
fn by_prompts(
    config: &Config,
    like: Option<(Counting, &str)>,
    first_row: u64,
    steps: u64,
    observer: &dyn Observer,
    open: impl Fn(&KeyChoice) -> Result<Opened, Error>,
) -> Result<Vec<Corpus>, Error> {
    let mut choice = KeyChoice::Usual;
    let mut told = Vec::new();
    loop {
        observer.begin(Stage::Plan, steps);
        let opened = open(&choice)?.behind(first_row);
        let counting = match like {
            Some((counting, _)) => counting,
            None => Counting::of_reference(&opened, config, observer)?,
        };
        let profiles = cache::profiles(&opened, counting, config, observer)?;
        require_dimension(&opened, &profiles, counting, like.map(|(_, name)| name))?;
        let names: Vec<&str> = opened.corpora().map(|corpus| corpus.name.as_str()).collect();
        let chosen = opened.columns();
        let Some((fault, key)) = keys::fault(&profiles).zip(chosen.key.as_deref()) else {
            return Ok(corpora(&opened, profiles, first_row, counting, told, config));
        };
        let by_prompt = chosen.prompt.clone().filter(|prompt| prompt != key);
        let by_prompt = by_prompt.filter(|_| choice == KeyChoice::Usual);
        if config.columns.key.is_some() && !matches!(fault, Fault::FewValues { .. }) {
            if matches!(fault, Fault::OtherPrompts { .. }) {
                return Err(refusal(&names, fault, key, by_prompt.as_deref()));
            }
            // Whoever names a key may mean groups of prompts.
            told.push(warning(&names, fault, key, Instead::Nothing));
            return Ok(corpora(&opened, profiles, first_row, counting, told, config));
        }
        let instead = by_prompt.as_deref().map_or(Instead::NoKey, Instead::Prompt);
        told.push(warning(&names, fault, key, instead));
        choice = by_prompt.map_or(KeyChoice::Nothing, KeyChoice::Column);
    }
}

/// Puts headers to profiles. The first corpus has the warnings of all that were read together.
fn corpora(
    opened: &Opened,
    profiles: Vec<Profile>,
    first_row: u64,
    counting: Counting,
    told: Vec<Warning>,
    config: &Config,
) -> Vec<Corpus> {
    let config = Arc::new(config.clone());
    let mut warnings = [told, opened.warnings().to_vec()].concat();
    let corpus = |(described, profile): (&Described, Profile)| {
        let Described { name, paths, sampling, origin } = described.clone();
        let (columns, warnings) = (opened.columns().clone(), std::mem::take(&mut warnings));
        // A generation column deals numbers to rows of several corpora.
        let rows = columns.generation.is_none().then_some(RowRange { first: first_row, n: profile.rows });
        let rows = rows.into_iter().collect();
        let header = Header { name, paths, columns, sampling, origin, warnings, rows, counting };
        Corpus { header, profile, config: Arc::clone(&config) }
    };
    opened.corpora().zip(profiles).map(corpus).collect()
}

/// Refuses a corpus most of whose vectors have another dimension than the reference's: another model made them.
fn require_dimension(
    opened: &Opened,
    profiles: &[Profile],
    counting: Counting,
    reference: Option<&str>,
) -> Result<(), Error> {
    let Some(expected) = counting.vectors.dimension else { return Ok(()) };
    for (corpus, profile) in opened.corpora().zip(profiles) {
        if let Some(found) = profile.embeddings.other_majority() {
            let first = || opened.corpora().next().map_or("", |corpus| corpus.name.as_str());
            return Err(Error::EmbeddingDimension {
                generation: corpus.name.clone(),
                found,
                reference: reference.unwrap_or_else(first).to_owned(),
                expected,
            });
        }
    }
    Ok(())
}

/// What is done about a key at fault.
enum Instead<'a> {
    /// Rows pair by this column.
    Prompt(&'a str),
    /// There is no key then.
    NoKey,
    /// It was asked for, and is kept.
    Nothing,
}

fn warning(names: &[&str], fault: Fault, key: &str, instead: Instead<'_>) -> Warning {
    let (code, _) = named(fault);
    let instead = match instead {
        Instead::Prompt(prompt) => format!("; rows pair by `{prompt}` instead"),
        Instead::NoKey => "; it is not used as a key".to_owned(),
        Instead::Nothing => "; it was named with --key-column and is used all the same".to_owned(),
    };
    Warning::new(
        code,
        format!("key `{key}` {}{instead}", said(names, fault)),
        "name the column that identifies the prompt of each row with --key-column",
    )
}

pub(super) fn refusal(names: &[&str], fault: Fault, key: &str, prompt: Option<&str>) -> Error {
    let (_, corpus) = named(fault);
    Error::WrongKey {
        generation: name(names, corpus).to_owned(),
        key: key.to_owned(),
        problem: said(names, fault),
        instead: prompt.unwrap_or("the column that identifies the prompt").to_owned(),
    }
}

fn named(fault: Fault) -> (WarningCode, usize) {
    match fault {
        Fault::FewValues { corpus, .. } => (WarningCode::KeyOfFewValues, corpus),
        Fault::SeveralPrompts { corpus, .. } => (WarningCode::KeyOfSeveralPrompts, corpus),
        Fault::OtherPrompts { corpus, .. } => (WarningCode::KeyOfOtherPrompts, corpus),
    }
}

fn said(names: &[&str], fault: Fault) -> String {
    match fault {
        Fault::FewValues { corpus, values, rows } => {
            format!(
                "has only {values} value(s) in {rows} rows of {}, so it names no prompt",
                name(names, corpus)
            )
        }
        Fault::SeveralPrompts { corpus, several, of } => {
            format!("stands for several prompts in {several} of {of} cases in {}", name(names, corpus))
        }
        Fault::OtherPrompts { corpus, differ, of } => format!(
            "stands for other prompts in {} than in {}: in {differ} of {of} shared keys the prompt is there under another key",
            name(names, corpus),
            name(names, 0),
        ),
    }
}

fn name<'a>(names: &[&'a str], corpus: usize) -> &'a str {
    names.get(corpus).copied().unwrap_or_default()
}
