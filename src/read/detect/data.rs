//! Which columns of scores, other numbers and labels are read.

use super::{Role, check, missing};
use crate::config::{Columns, RequirementRule};
use crate::error::Error;
use crate::read::schema::{Kind, Schema};
use crate::terms::{ColumnRole, DataColumn};

pub(super) const SCORE: Role = Role {
    option: "score-column",
    expected: "numbers or booleans",
    serves: Kind::is_number,
    may_be_null: true,
};
const NUMERIC: Role = Role { option: "numeric-column", ..SCORE };
const CATEGORICAL: Role = Role {
    option: "categorical-column",
    expected: "text, numbers or booleans",
    serves: Kind::is_label,
    may_be_null: true,
};
const LIKELIHOOD: Role = Role {
    option: "likelihood-column",
    expected: "log-probabilities, or lists of them",
    serves: |kind| kind.is_number() || kind == Kind::Vector,
    may_be_null: true,
};

/// Checks the columns that were named, takes the detected score where none was, and adds what only requirements ask for.
pub(super) fn choose(
    schemas: &[Schema<'_>],
    wanted: &Columns,
    requirements: &[RequirementRule],
    detected: Option<String>,
) -> Result<Vec<DataColumn>, Error> {
    let roles = [
        (&SCORE, ColumnRole::Score, &wanted.score),
        (&NUMERIC, ColumnRole::Numeric, &wanted.numeric),
        (&CATEGORICAL, ColumnRole::Categorical, &wanted.categorical),
        (&LIKELIHOOD, ColumnRole::Likelihood, &wanted.likelihood),
    ];
    let mut chosen: Vec<DataColumn> = Vec::new();
    for (role, purpose, names) in roles {
        for name in names {
            check(schemas, role, Some(name))?;
        }
        let detected = detected.iter().filter(|_| purpose == ColumnRole::Score && names.is_empty());
        for name in names.iter().chain(detected) {
            let column = DataColumn { name: name.clone(), role: purpose };
            if !chosen.contains(&column) {
                chosen.push(column);
            }
        }
    }
    for (number, rule) in requirements.iter().enumerate() {
        require(schemas, number + 1, &rule.column)?;
        let is_read = |c: &DataColumn| {
            c.name == rule.column && !matches!(c.role, ColumnRole::Categorical | ColumnRole::Likelihood)
        };
        if !chosen.iter().any(is_read) {
            chosen.push(DataColumn { name: rule.column.clone(), role: ColumnRole::Required });
        }
    }
    Ok(chosen)
}

/// Checks a column that a requirement names.
fn require(schemas: &[Schema<'_>], number: usize, name: &str) -> Result<(), Error> {
    let problem = schemas.iter().find_map(|schema| match schema.find(name) {
        None => Some((schema, missing(schema, name))),
        Some(column) if (SCORE.serves)(column.kind) || column.kind == Kind::Null => None,
        Some(column) => Some((schema, super::mismatch(column, &SCORE))),
    });
    match problem {
        None => Ok(()),
        Some((schema, problem)) => Err(Error::BadRequirement {
            number,
            problem: format!(
                "column `{name}` of {} {problem} (columns: {})",
                schema.path.display(),
                schema.listing()
            ),
        }),
    }
}
