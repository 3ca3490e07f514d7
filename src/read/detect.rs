//! Decides which column serves as what. Names and types decide where they can; the first rows where they cannot.
//!
//! A choice holds for all files of all generations: a column serves only where every file has it with a usable type.

use super::Chosen;
use super::content;
use super::meaning;
use super::names;
use super::peek::Peek;
use super::schema::{Column, Kind, Schema};
use super::shape::{Shape, Step};
use super::slot::{FloatBytes, Reading};
use crate::config::{Columns, RequirementRule};
use crate::error::{Error, Warning, WarningCode};

mod bytes;
mod candidates;
mod data;
mod doubled;
mod evidence;
mod fit;
mod known;
mod leaves;
mod leftover;
mod role;
mod text;
mod tie;

use self::fit::{Fit, fit};
use self::role::{EMBEDDING, GENERATION, KEY, Role, SLICE, check};

/// What is known of the files.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    /// Their columns.
    pub(super) schemas: &'a [Schema<'a>],
    /// Their first rows; `None` where names and types must do.
    pub(super) peek: Option<&'a Peek<'a>>,
}

impl<'a> Scene<'a> {
    fn everywhere(&self, holds: impl Fn(&Schema<'a>) -> bool) -> bool {
        self.schemas.iter().all(holds)
    }

    /// The name as the first file that has it spells it.
    fn spelled(&self, name: &str) -> String {
        let found = self.schemas.iter().find_map(|schema| schema.find(name));
        found.map_or(name, |column| column.name.as_str()).to_owned()
    }
}

/// What was decided.
#[derive(Debug)]
pub(super) struct Decision {
    /// The columns.
    pub(super) chosen: Chosen,
    /// How bytes hold the numbers of embeddings.
    pub(super) floats: FloatBytes,
    /// What is worth knowing of the choice.
    pub(super) warnings: Vec<Warning>,
}

/// Chooses all columns, given or detected.
pub(super) fn choose(
    scene: Scene<'_>,
    wanted: &Columns,
    requirements: &[RequirementRule],
) -> Result<Decision, Error> {
    let mut warnings = Vec::new();
    let mut given = |role: &Role, name: Option<&str>| -> Result<Option<(String, Fit)>, Error> {
        let Some(name) = name else { return Ok(None) };
        let fit = check(&scene, role, name)?;
        let name = scene.spelled(name);
        warnings.extend(fit.warning(role, &name));
        Ok(Some((name, fit)))
    };
    let given_key = given(&KEY, wanted.key.as_deref())?;
    let slice = given(&SLICE, wanted.slice.as_deref())?.map(|(name, _)| name);
    let given_embedding = given(&EMBEDDING, wanted.embedding.as_deref())?;
    let generation = given(&GENERATION, wanted.generation.as_deref())?.map(|(name, _)| name);
    let known = known::find(&scene, wanted)?;
    let text = match (&wanted.text, known) {
        (Some(name), _) => text::given(&scene, name)?,
        (None, Some(known)) => known.text.to_owned(),
        (None, None) => text::detect(&scene, wanted, &mut warnings)?,
    };
    let taken = [Some(text.as_str()), generation.as_deref()];
    let mut detected = |role: &Role, names: &[&str]| -> Result<Option<(String, Fit)>, Error> {
        let found = detect(&scene, role, names, &taken)?;
        if let Some((name, fit)) = &found {
            warnings.extend(fit.warning(role, name));
        }
        Ok(found)
    };
    let key = match given_key {
        Some(found) => Some(found),
        None => {
            let of_layout = known.map_or(&[][..], |known| known.keys);
            let mut found = None;
            // Behind the names of keys, a column that holds the question serves, whatever else it may be called.
            for names in [of_layout, names::KEYS, names::PROMPTS] {
                if found.is_none() {
                    found = detected(&KEY, names)?;
                }
            }
            found
        }
    };
    let key = key.map(|(name, _)| name);
    let told = known.map(|known| known.told(&scene, &text, key.as_deref())).transpose()?;
    let score = if wanted.score.is_empty() { detected(&data::SCORE, names::SCORES)? } else { None };
    let embedding = match given_embedding {
        Some(found) => Some(found),
        None => detected(&EMBEDDING, names::EMBEDDINGS)?,
    };
    warnings.extend(told.into_iter().flatten());
    let data = data::choose(&scene, wanted, requirements, score.map(|(name, _)| name), &mut warnings)?;
    let floats = embedding.as_ref().and_then(|(_, fit)| fit.floats()).unwrap_or(FloatBytes::Single);
    let role = role(&scene, &text)?;
    let chosen = Chosen {
        prompt: prompt(&scene, &text),
        conversation: role.as_ref().and_then(|_| conversation(&scene, &text, key.as_deref())),
        role,
        reasoning: reasoning(&scene, &text),
        finish_reason: finish_reason(&scene, &text),
        text,
        key,
        slice,
        data,
        embedding: embedding.map(|(name, _)| name),
        generation,
    };
    doubled::check(&scene, &chosen, &mut warnings)?;
    if chosen.key.is_none() {
        warnings.push(no_key(&scene));
    }
    warnings.extend(leftover::warn(&scene, &chosen, wanted)?);
    for name in nullable(&chosen) {
        warnings.extend(null_column(&scene, name));
    }
    Ok(Decision { chosen, floats, warnings })
}

/// The columns that may be null in some files, sorted.
fn nullable(chosen: &Chosen) -> std::collections::BTreeSet<&String> {
    let named = [&chosen.key, &chosen.slice, &chosen.embedding].into_iter().flatten();
    named.chain(chosen.data.iter().map(|column| &column.name)).collect()
}

/// Finds the first of some names that serves in all files and holds something in at least one of them; behind them, the
/// first that can be read as what is wanted.
fn detect(
    scene: &Scene<'_>,
    role: &Role,
    names: &[&str],
    taken: &[Option<&str>],
) -> Result<Option<(String, Fit)>, Error> {
    let mut named: Vec<String> = Vec::new();
    for name in names {
        doubled::twins(scene, role.option, name)?;
        let spelled = scene.spelled(name);
        if !taken.contains(&Some(spelled.as_str())) {
            named.push(spelled);
        }
    }
    let serves = |s: &Schema<'_>, name: &str| s.find(name).is_some_and(|c| (role.serves)(c.kind));
    let is_null = |s: &Schema<'_>, name: &str| s.find(name).is_some_and(|c| c.kind == Kind::Null);
    let complete = named.iter().find(|name| scene.everywhere(|s| serves(s, name)));
    let partial = || {
        named.iter().find(|name| {
            scene.everywhere(|s| serves(s, name) || is_null(s, name))
                && scene.schemas.iter().any(|s| serves(s, name))
        })
    };
    if let Some(name) = complete.or_else(partial) {
        return Ok(Some((name.clone(), fit(scene, role, name)?)));
    }
    for name in named {
        let fit = fit(scene, role, &name)?;
        if matches!(fit, Fit::Read { .. }) {
            return Ok(Some((name, fit)));
        }
    }
    Ok(None)
}

/// Finds the prompts: in a column of their own, else in the turns before the model's first.
fn prompt(scene: &Scene<'_>, text: &str) -> Option<String> {
    let is_chat = |name: &str| scene.everywhere(|s| s.find(name).is_some_and(|c| c.kind == Kind::Chat));
    let column = beside(scene, names::PROMPTS, text);
    let chat = || names::PROMPTS.iter().find(|name| is_chat(name)).map(|name| scene.spelled(name));
    column.or_else(chat).or_else(|| is_chat(text).then(|| text.to_owned()))
}

/// Finds a column of texts that stands beside the documents and says something of them, in every file.
fn beside(scene: &Scene<'_>, names: &[&str], text: &str) -> Option<String> {
    let serves = |name: &str| {
        scene.everywhere(|s| s.find(name).is_some_and(|c| matches!(c.kind, Kind::Text | Kind::Binary)))
    };
    let spelled = names.iter().filter(|name| serves(name)).map(|name| scene.spelled(name));
    spelled.into_iter().find(|name| name != text)
}

/// Finds the finish reasons: in a column of their own, else beside a text within a nested column. A file that lacks them
/// only leaves its own unknown.
fn finish_reason(scene: &Scene<'_>, text: &str) -> Option<String> {
    let name = names::FINISH_REASON;
    let found = |s: &Schema<'_>| {
        let column = s.find(name).filter(|c| matches!(c.kind, Kind::Text | Kind::Binary))?;
        Some(column.name.clone())
    };
    let within = |s: &Schema<'_>| {
        let text = s.find(text).filter(|column| !column.steps.is_empty())?;
        let is_reason = |part: &&Column| {
            let last = part.name.rsplit('.').next().unwrap_or_default();
            matches!(part.kind, Kind::Text | Kind::TextList) && meaning::is_one_of(last, &[name])
        };
        Some(s.parts(text).find(is_reason)?.name.clone())
    };
    scene.schemas.iter().find_map(found).or_else(|| scene.schemas.iter().find_map(within))
}

/// Finds who wrote each row: by the name of a column alone, or by its name and what it holds.
fn role(scene: &Scene<'_>, text: &str) -> Result<Option<String>, Error> {
    if let Some(name) = beside(scene, names::ROLES, text) {
        return Ok(Some(name));
    }
    let (Some(name), Some(peek)) = (beside(scene, names::VOICES, text), scene.peek) else { return Ok(None) };
    let (mut model, mut others, mut unknown) = (false, false, false);
    peek.values(&name, Reading::Plain, &mut |values, row| match values.text(row).map(content::role) {
        Some(content::Role::Model) => model = true,
        Some(content::Role::Other | content::Role::Thought) => others = true,
        Some(content::Role::Unknown) => unknown = true,
        None => {}
    })?;
    Ok(Some(name).filter(|_| model && others && !unknown))
}

/// Finds what brings the messages of one conversation together.
fn conversation(scene: &Scene<'_>, text: &str, key: Option<&str>) -> Option<String> {
    let serves = |name: &&str| scene.everywhere(|s| s.find(name).is_some_and(|c| c.kind.is_label()));
    let find = |names: &[&'static str]| names.iter().copied().find(|name| serves(name) && *name != text);
    let found = find(names::CONVERSATIONS).or(key).or_else(|| find(names::SAMPLES));
    found.map(|name| scene.spelled(name))
}

/// Finds the reasoning that stands beside the documents: within the same record, among the parts of one message, in a column of its own.
/// A file that lacks it has none.
fn reasoning(scene: &Scene<'_>, text: &str) -> Option<String> {
    let is_text = |column: &&Column| matches!(column.shape, Shape::Text | Shape::Bytes);
    let within = |s: &Schema<'_>| {
        let column = s.find(text).filter(|column| !column.steps.is_empty())?;
        let record = column.name.trim_end_matches("[].text").rsplit_once('.').map(|(record, _)| record);
        let fields = names::THOUGHT_FIELDS.iter().filter_map(|name| s.find(&format!("{}.{name}", record?)));
        let beside = fields.filter(is_text).map(|field| field.name.clone()).next();
        let tells = column.steps.last() == Some(&Step::Parts) && column.leaves.len() > 1;
        beside.or_else(|| tells.then(|| column.name.clone()))
    };
    let of_its_own = |s: &Schema<'_>| {
        let found = names::THOUGHT_FIELDS.iter().filter_map(|name| s.find(name)).filter(is_text);
        found.map(|column| column.name.clone()).find(|name| name != text)
    };
    scene.schemas.iter().find_map(within).or_else(|| scene.schemas.iter().find_map(of_its_own))
}

fn no_key(scene: &Scene<'_>) -> Warning {
    let is_row_number = |name: &&&str| scene.everywhere(|s| s.find(name).is_some_and(|c| c.kind.is_label()));
    let numbered = match names::ROW_NUMBERS.iter().find(is_row_number) {
        Some(name) => {
            format!(" (`{}` was not taken for one: it may only number the rows)", scene.spelled(name))
        }
        None => String::new(),
    };
    Warning::new(
        WarningCode::NoKey,
        format!("no key column found: nothing names the prompt that a row answers{numbered}"),
        "if a column names the prompt of each row, give it with --key-column: paired comparisons see smaller losses",
    )
}

/// Notes files in which a column can hold nothing.
fn null_column(scene: &Scene<'_>, name: &str) -> Option<Warning> {
    let is_null = |s: &&Schema<'_>| s.find(name).is_some_and(|c| c.kind == Kind::Null);
    let first = scene.schemas.iter().find(is_null)?.path.display();
    let n_files = scene.schemas.iter().filter(is_null).count();
    Some(Warning::new(
        WarningCode::NullColumn,
        format!("column `{name}` holds nothing but nulls in {n_files} file(s), the first is {first}"),
        "its values count as missing there",
    ))
}
