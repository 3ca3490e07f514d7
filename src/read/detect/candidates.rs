//! The columns that could be the text, each with how much its name speaks for it.

use super::Scene;
use super::leaves::{self, Leaf};
use super::role::mismatch;
use crate::read::meaning::{self, Tier};
use crate::read::names::CHATS;
use crate::read::schema::{Column, Kind, Schema};

/// A column that could be the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Its name or path, as the first file spells it.
    pub(super) name: String,
    /// What its name speaks for.
    pub(super) tier: Tier,
    /// Its place among the known names; those without one come last.
    pub(super) rank: (usize, usize),
    /// Whether it holds bytes.
    pub(super) has_bytes: bool,
}

/// A column that may hold the text where no rule says in which part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unclear {
    /// Its name.
    pub(super) name: String,
    /// What its name speaks for.
    pub(super) tier: Tier,
    /// What it holds, with the paths that can be named.
    pub(super) problem: String,
}

/// Everything that could be the text in one file.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// In columns and in parts of columns.
    pub(super) clear: Vec<Candidate>,
    /// In columns of several texts.
    pub(super) unclear: Vec<Unclear>,
    /// Columns of a known name that hold nothing but nulls, by type.
    pub(super) null: Vec<String>,
}

/// Finds what every file has. `free` says whether a column has no other role.
pub(super) fn find(scene: &Scene<'_>, free: &dyn Fn(&str) -> bool) -> Candidates {
    let Some(first) = scene.schemas.first() else { return Candidates::default() };
    let mut found = of_file(first, free);
    let in_all = |name: &str, holds: &dyn Fn(&Column) -> bool| {
        scene.everywhere(|schema| schema.find(name).is_some_and(holds))
    };
    let (kept, lost): (Vec<_>, Vec<_>) =
        found.clear.into_iter().partition(|c| in_all(&c.name, &|column| column.kind.is_text()));
    found.clear = kept;
    if found.clear.iter().any(|c| c.tier >= Tier::Known) {
        // Pictures and the like are not worth a look where a text is there.
        found.clear.retain(|c| c.tier >= Tier::Known || !c.has_bytes);
    }
    let null = |column: &Column| column.kind.is_text() || column.kind == Kind::Null;
    found.null.extend(lost.into_iter().filter(|c| c.tier >= Tier::Known).map(|c| c.name));
    found.null.retain(|name| in_all(name, &null));
    found
}

/// Finds what one file has.
pub(super) fn of_file(schema: &Schema<'_>, free: &dyn Fn(&str) -> bool) -> Candidates {
    let mut found = Candidates::default();
    for column in schema.columns {
        let Some(tier) = meaning::tier(&column.name).filter(|_| free(&column.name)) else { continue };
        match column.kind {
            Kind::Null if tier >= Tier::Known => found.null.push(column.name.clone()),
            Kind::TextList if meaning::is_one_of(&column.name, CHATS) => found.unclear.push(Unclear {
                name: column.name.clone(),
                tier,
                problem: format!(
                    "{}, which do not say who wrote them; if all are the model's, name it",
                    mismatch(column)
                ),
            }),
            Kind::Mixed => found.unclear.push(Unclear {
                name: column.name.clone(),
                tier,
                problem: format!("{}; write all of it as one type", mismatch(column)),
            }),
            kind if kind.is_text() => found.clear.push(candidate(column, tier, column)),
            Kind::Other => match leaves::output(schema, column) {
                Leaf::One(part) => {
                    let own = meaning::tier(part.name.rsplit('.').next().unwrap_or_default());
                    found.clear.push(candidate(part, own.unwrap_or(tier).max(tier), column));
                }
                Leaf::Several(parts) => found.unclear.push(unclear(column, tier, &parts)),
                Leaf::None => {
                    let mixed = schema.parts(column).find(|part| part.kind == Kind::Mixed);
                    found.unclear.extend(mixed.filter(|_| tier >= Tier::Known).map(|part| Unclear {
                        name: column.name.clone(),
                        tier,
                        problem: format!(
                            "{} in `{}`; write all of it as one type",
                            mismatch(part),
                            part.name
                        ),
                    }));
                }
            },
            _ => {}
        }
    }
    found
}

fn candidate(column: &Column, tier: Tier, whole: &Column) -> Candidate {
    let last = (usize::MAX, usize::MAX);
    Candidate {
        name: column.name.clone(),
        tier,
        rank: meaning::rank(&whole.name).unwrap_or(last),
        has_bytes: column.shape.has_bytes(),
    }
}

fn unclear(column: &Column, tier: Tier, parts: &[&Column]) -> Unclear {
    Unclear { name: column.name.clone(), tier, problem: which(column, parts) }
}

/// Asks which of the parts is meant.
pub(super) fn which(column: &Column, parts: &[&Column]) -> String {
    const SHOWN: usize = 8;
    let paths: Vec<String> = parts.iter().take(SHOWN).map(|part| format!("`{}`", part.name)).collect();
    let more = if parts.len() > SHOWN { ", …" } else { "" };
    format!(
        "{}; which text in it is the output is not clear: give its path in `columns.text` ({}{more})",
        mismatch(column),
        paths.join(", ")
    )
}
