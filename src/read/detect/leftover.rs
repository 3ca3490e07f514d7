//! Names the columns that could have served and do not, with the reason: what is passed over in silence is missed.

use super::fit::{Fit, fit};
use super::role::{EMBEDDING, KEY, Role, mismatch};
use super::{Scene, candidates, data};
use crate::config::Columns;
use crate::error::{Error, Warning, WarningCode};
use crate::read::Chosen;
use crate::read::meaning::Tier;
use crate::read::names;
use crate::read::schema::Kind;
use crate::terms::ColumnRole;

/// Columns told of one role; more say no more.
const SHOWN: usize = 4;

const IN_PART: &str = "is not in every file";

/// Tells what was left over of all roles.
pub(super) fn warn(scene: &Scene<'_>, chosen: &Chosen, wanted: &Columns) -> Result<Vec<Warning>, Error> {
    let mut warnings = Vec::new();
    let score = chosen.names(ColumnRole::Score).next();
    if wanted.key.is_none() {
        warnings.extend(passed_over(scene, &KEY, names::KEYS, chosen, chosen.key.as_deref())?);
    }
    if wanted.score.is_empty() {
        warnings.extend(passed_over(scene, &data::SCORE, names::SCORES, chosen, score)?);
    }
    if wanted.embedding.is_none() {
        warnings.extend(passed_over(
            scene,
            &EMBEDDING,
            names::EMBEDDINGS,
            chosen,
            chosen.embedding.as_deref(),
        )?);
    }
    if wanted.text.is_none() {
        warnings.extend(texts_in_part(scene, chosen));
    }
    Ok(warnings)
}

/// Columns with a known name of a role that do not serve it.
fn passed_over(
    scene: &Scene<'_>,
    role: &Role,
    names: &[&str],
    chosen: &Chosen,
    taken: Option<&str>,
) -> Result<Option<Warning>, Error> {
    let mut told = Vec::new();
    let mut only_in_part = true;
    for name in names {
        let name = scene.spelled(name);
        let used = [
            Some(chosen.text.as_str()),
            chosen.generation.as_deref(),
            taken,
            chosen.finish_reason.as_deref(),
        ];
        if used.contains(&Some(name.as_str())) || !scene.schemas.iter().any(|s| s.find(&name).is_some()) {
            continue;
        }
        // What holds nothing can serve nothing; a prompt beside the key that was taken is no loss.
        let is_null = scene.everywhere(|s| s.find(&name).is_none_or(|c| c.kind == Kind::Null));
        let Some(why) = reason(scene, role, &name, taken)?.filter(|_| !is_null) else { continue };
        only_in_part &= why.starts_with(IN_PART);
        told.push(format!("`{name}` {why}"));
    }
    if told.is_empty() {
        return Ok(None);
    }
    told.truncate(SHOWN);
    let what = role.option;
    let instead = taken.map_or(String::new(), |name| format!("; `{name}` is"));
    Ok(Some(if what == "embedding" && taken.is_none() && only_in_part {
        Warning::new(
            WarningCode::EmbeddingsInPart,
            format!("embeddings are not used: {}", told.join("; ")),
            "embed every generation with one model, or take what is common with --embedding-column",
        )
    } else {
        Warning::new(
            WarningCode::ColumnNotUsed,
            format!("not read as the {what}: {}{instead}", told.join("; ")),
            format!(
                "if it is meant, convert it to {} in every file and name it with --{}-column",
                role.expected, role.option
            ),
        )
    }))
}

/// Why a column does not serve; `None` where that is as it should be.
fn reason(scene: &Scene<'_>, role: &Role, name: &str, taken: Option<&str>) -> Result<Option<String>, Error> {
    Ok(match fit(scene, role, name)? {
        Fit::Missing(at) => {
            // A key or score that some files lack matters where nothing better was found, or where it would be better.
            let place = scene.schemas[at].path.display();
            Some(format!("{IN_PART}, {place} has not"))
        }
        Fit::Not { why, detail, .. } => Some(format!("{why}{detail}")),
        // Prompts tell the same as the key; other scores and vectors are others.
        Fit::Serves { .. } | Fit::Read { .. } if role.option == KEY.option => None,
        Fit::Serves { .. } | Fit::Read { .. } => {
            taken.map(|_| format!("could be read, too (--{}-column)", role.option))
        }
    })
}

/// Texts with a name of outputs that some files lack or hold in another type.
fn texts_in_part(scene: &Scene<'_>, chosen: &Chosen) -> Option<Warning> {
    let free = |_: &str| true;
    let mut told: Vec<String> = Vec::new();
    for schema in scene.schemas {
        for candidate in candidates::of_file(schema, &free).clear {
            let without =
                scene.schemas.iter().find(|s| !s.find(&candidate.name).is_some_and(|c| c.kind.is_text()));
            let Some(without) =
                without.filter(|_| candidate.tier == Tier::Model && candidate.name != chosen.text)
            else {
                continue;
            };
            let holds = without.find(&candidate.name).map_or("has none".to_owned(), mismatch);
            let said =
                format!("`{}` is not text in every file: {} {holds}", candidate.name, without.path.display());
            if !told.iter().any(|other| other.starts_with(&format!("`{}`", candidate.name))) {
                told.push(said);
            }
        }
    }
    told.truncate(SHOWN);
    (!told.is_empty()).then(|| {
        Warning::new(
            WarningCode::ColumnNotUsed,
            format!("not read as the text: {}; `{}` is", told.join("; "), chosen.text),
            "check that all files are of one layout, or name the column that all share with --text-column",
        )
    })
}
