//! Which column is the text: the one that was named, the only one that could be it, or the best of several by evidence.

use super::Scene;
use super::candidates::{self, Candidate, Candidates, Unclear};
use super::doubled;
use super::evidence::Evidence;
use super::leaves::{self, Leaf};
use super::role::{TEXT, bad, check, mismatch};
use super::tie::{self, Outcome};
use crate::config::Columns;
use crate::error::{Error, Warning, WarningCode};
use crate::read::meaning::Tier;
use crate::read::names::{KEYS, ROW_NUMBERS};
use crate::read::schema::Kind;

/// Checks the column that the user named; of a nested one the text within it.
pub(super) fn given(scene: &Scene<'_>, name: &str) -> Result<String, Error> {
    let nested = |kind: Kind| !kind.is_text() && kind != Kind::Null;
    let first = scene.schemas.first().and_then(|schema| Some((schema, schema.find(name)?)));
    if let Some((schema, column)) = first
        && nested(column.kind)
    {
        let path = match leaves::output(schema, column) {
            Leaf::One(part) => part.name.clone(),
            Leaf::None => return Err(no_text(scene, name)),
            Leaf::Several(parts) => {
                return Err(bad(schema, &TEXT, &column.name, candidates::which(column, &parts)));
            }
        };
        check(scene, &TEXT, &path)?;
        return Ok(path);
    }
    check(scene, &TEXT, name)?;
    Ok(scene.spelled(name))
}

/// The error about a named column that holds no text.
fn no_text(scene: &Scene<'_>, name: &str) -> Error {
    match check(scene, &TEXT, name) {
        Err(error) => error,
        Ok(_) => nothing(scene, String::new()),
    }
}

/// Finds the text column.
pub(super) fn detect(
    scene: &Scene<'_>,
    wanted: &Columns,
    warnings: &mut Vec<Warning>,
) -> Result<String, Error> {
    doubled::texts(scene)?;
    let free = free(scene, wanted);
    let Candidates { clear, unclear, null } = candidates::find(scene, &free);
    let best = clear.iter().map(|candidate| candidate.tier).max();
    if best.is_none_or(|best| best < Tier::Known) {
        if let Some(name) = null.first() {
            check(scene, &TEXT, name)?;
        }
        if let Some(error) = missing_elsewhere(scene, &free) {
            return Err(error);
        }
    }
    // What is written in several parts could be the output unless a better name is there.
    let could_be =
        |unclear: &&Unclear| best.is_none_or(|best| unclear.tier >= best) || unclear.tier == Tier::Model;
    if let (Some(unclear), Some(schema)) = (unclear.iter().find(could_be), scene.schemas.first()) {
        return Err(bad(schema, &TEXT, &unclear.name, unclear.problem.clone()));
    }
    match clear.as_slice() {
        [] => Err(nothing(scene, String::new())),
        [only] if only.tier >= Tier::Known => Ok(only.name.clone()),
        _ => by_evidence(scene, wanted, &clear, warnings),
    }
}

/// Whether a column has no other role.
pub(super) fn free<'a>(scene: &'a Scene<'_>, wanted: &'a Columns) -> impl Fn(&str) -> bool + 'a {
    let others = [&wanted.key, &wanted.slice, &wanted.generation, &wanted.embedding].into_iter().flatten();
    let data =
        [&wanted.score, &wanted.numeric, &wanted.categorical, &wanted.likelihood].into_iter().flatten();
    let taken: Vec<String> = others.chain(data).map(|name| scene.spelled(name)).collect();
    move |name| !taken.iter().any(|other| other == name)
}

/// Chooses among several, or looks at the only one whose name says nothing.
fn by_evidence(
    scene: &Scene<'_>,
    wanted: &Columns,
    clear: &[Candidate],
    warnings: &mut Vec<Warning>,
) -> Result<String, Error> {
    let evidence = match scene.peek {
        None => None,
        Some(peek) => {
            let key = pairing(scene, wanted);
            let names: Vec<&str> = clear.iter().map(|candidate| candidate.name.as_str()).collect();
            Some(Evidence::new(peek.sample(&names, key.as_deref())?))
        }
    };
    match tie::decide(clear, evidence.as_ref()) {
        Outcome::Taken { name, why } => {
            if let Some(why) = why {
                warnings.push(Warning::new(
                    WarningCode::TextColumn,
                    format!("column `{name}` was taken for the text: {why}"),
                    format!("confirm it with --text-column '{name}', or name another"),
                ));
            }
            Ok(name)
        }
        Outcome::Tied(candidates) => Err(Error::AmbiguousColumn {
            path: scene.schemas.first().map_or_else(|| ".".into(), |schema| schema.path.to_owned()),
            role: "text",
            candidates: candidates.join(", "),
            option: TEXT.option,
        }),
        Outcome::None(why) => Err(nothing(scene, why)),
    }
}

/// What rows of two generations are matched by to see which texts repeat. Numbers of rows are a poor key, but where
/// reference texts agree with them they are a good one.
fn pairing(scene: &Scene<'_>, wanted: &Columns) -> Option<String> {
    let serves = |name: &str| {
        let not_generation = wanted.generation.as_deref() != Some(name);
        not_generation && scene.everywhere(|s| s.find(name).is_some_and(|column| column.kind.is_label()))
    };
    let detected = || KEYS.iter().chain(ROW_NUMBERS).find(|name| serves(name)).map(|name| (*name).to_owned());
    wanted.key.clone().or_else(detected)
}

fn nothing(scene: &Scene<'_>, why: String) -> Error {
    let first = scene.schemas.first();
    Error::NoTextColumn {
        path: first.map_or_else(|| ".".into(), |schema| schema.path.to_owned()),
        wanted: why,
        found: first.map_or_else(|| "none".to_owned(), |schema| schema.listing()),
    }
}

/// Explains a text column that some files have and another lacks.
fn missing_elsewhere(scene: &Scene<'_>, free: &dyn Fn(&str) -> bool) -> Option<Error> {
    let in_file = |with| {
        let found = candidates::of_file(with, free).clear.into_iter();
        found.filter(|candidate| candidate.tier >= Tier::Known).map(move |candidate| (with, candidate))
    };
    let mut found: Vec<_> = scene.schemas.iter().flat_map(in_file).collect();
    found.sort_by(|(_, a), (_, b)| a.rank.cmp(&b.rank).then(b.tier.cmp(&a.tier)));
    found.into_iter().find_map(|(with, candidate)| {
        let has = |column: &crate::read::schema::Column| column.kind.is_text();
        let without = scene.schemas.iter().find(|schema| !schema.find(&candidate.name).is_some_and(has))?;
        let holds = without
            .find(&candidate.name)
            .map_or(String::new(), |column| format!(" and here {}", mismatch(column)));
        Some(Error::NoTextColumn {
            path: without.path.to_owned(),
            wanted: format!("`{}`, which {} has{holds} ", candidate.name, with.path.display()),
            found: without.listing(),
        })
    })
}
