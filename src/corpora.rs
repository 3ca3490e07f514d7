//! Reads corpora and makes sure that what pairs their rows names the prompt: paths to plan, profiles and unit of counting.

use crate::config::Config;
use crate::error::{Error, Warning, WarningCode};
use crate::keys::{self, Fault};
use crate::profile::{self, Profile, Tokenizer};
use crate::progress::{Observer, Stage};
use crate::read::{self, KeyChoice, Plan};

/// Corpora as they were read.
#[derive(Debug)]
pub(crate) struct Corpora {
    /// What was read, and how.
    pub(crate) plan: Plan,
    /// The profile of each generation, then of each further run.
    pub(crate) profiles: Vec<Profile>,
    /// How text becomes words.
    pub(crate) tokenizer: Tokenizer,
}

/// Reads at least so many generations (one or two). Where the key turns out to name no prompt, they are read again by the prompt,
/// and where that does not either, without a key.
pub(crate) fn read(config: &Config, least: usize, observer: &dyn Observer) -> Result<Corpora, Error> {
    let mut choice = KeyChoice::Usual;
    let mut told = Vec::new();
    loop {
        observer.begin(Stage::Plan, config.generations.len() as u64);
        let mut plan = read::plan_by(config, least, &choice)?;
        let (profiles, tokenizer) = profile::generations(&plan, config, observer)?;
        let Some((fault, key)) = keys::fault(&profiles).zip(plan.columns.key.clone()) else {
            plan.warnings.splice(0..0, told);
            return Ok(Corpora { plan, profiles, tokenizer });
        };
        let by_prompt = plan.columns.prompt.clone().filter(|prompt| *prompt != key);
        let by_prompt = by_prompt.filter(|_| choice == KeyChoice::Usual);
        if config.columns.key.is_some() && !matches!(fault, Fault::FewValues { .. }) {
            if matches!(fault, Fault::OtherPrompts { .. }) {
                return Err(refusal(&plan, fault, &key, by_prompt.as_deref()));
            }
            // Whoever names a key may mean groups of prompts.
            plan.warnings.splice(0..0, [told, vec![warning(&plan, fault, &key, Instead::Nothing)]].concat());
            return Ok(Corpora { plan, profiles, tokenizer });
        }
        let instead = by_prompt.as_deref().map_or(Instead::NoKey, Instead::Prompt);
        told.push(warning(&plan, fault, &key, instead));
        choice = by_prompt.map_or(KeyChoice::Nothing, KeyChoice::Column);
    }
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

fn warning(plan: &Plan, fault: Fault, key: &str, instead: Instead<'_>) -> Warning {
    let (code, _) = named(fault);
    let instead = match instead {
        Instead::Prompt(prompt) => format!("; rows pair by `{prompt}` instead"),
        Instead::NoKey => "; it is not used as a key".to_owned(),
        Instead::Nothing => "; it was named with --key-column and is used all the same".to_owned(),
    };
    Warning::new(
        code,
        format!("key `{key}` {}{instead}", said(plan, fault)),
        "name the column that identifies the prompt of each row with --key-column",
    )
}

fn refusal(plan: &Plan, fault: Fault, key: &str, prompt: Option<&str>) -> Error {
    let (_, corpus) = named(fault);
    Error::WrongKey {
        generation: name(plan, corpus).to_owned(),
        key: key.to_owned(),
        problem: said(plan, fault),
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

fn said(plan: &Plan, fault: Fault) -> String {
    match fault {
        Fault::FewValues { corpus, values, rows } => {
            format!(
                "has only {values} value(s) in {rows} rows of {}, so it names no prompt",
                name(plan, corpus)
            )
        }
        Fault::SeveralPrompts { corpus, several, of } => {
            format!("stands for several prompts in {several} of {of} cases in {}", name(plan, corpus))
        }
        Fault::OtherPrompts { corpus, differ, of } => format!(
            "stands for other prompts in {} than in {}: in {differ} of {of} shared keys the prompt is there under another key",
            name(plan, corpus),
            name(plan, 0),
        ),
    }
}

fn name(plan: &Plan, corpus: usize) -> &str {
    plan.corpora().nth(corpus).unwrap_or_default()
}
