//! Which columns of scores, other numbers and labels are read.

use super::Scene;
use super::fit::{Fit, fit};
use super::role::{Also, Role, check, missing};
use crate::config::{Columns, RequirementRule};
use crate::error::{Error, Warning};
use crate::read::schema::Kind;
use crate::terms::{ColumnRole, DataColumn};

pub(super) const SCORE: Role = Role {
    option: "score",
    expected: "numbers or booleans",
    serves: Kind::is_number,
    may_be_null: true,
    also: Also::Number,
};
const NUMERIC: Role = Role { option: "numeric", ..SCORE };
const CATEGORICAL: Role = Role {
    option: "categorical",
    expected: "text, numbers or booleans",
    serves: Kind::is_label,
    may_be_null: true,
    also: Also::Nothing,
};
const LIKELIHOOD: Role = Role {
    option: "likelihood",
    expected: "log-probabilities, or lists of them",
    serves: |kind| kind.is_number() || matches!(kind, Kind::Vector),
    may_be_null: true,
    also: Also::Nothing,
};

/// Checks the columns that were named, takes the detected score where none was, and adds what only requirements ask for.
pub(super) fn choose(
    scene: &Scene<'_>,
    wanted: &Columns,
    requirements: &[RequirementRule],
    detected: Option<String>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<DataColumn>, Error> {
    let roles = [
        (&SCORE, ColumnRole::Score, &wanted.score),
        (&NUMERIC, ColumnRole::Numeric, &wanted.numeric),
        (&CATEGORICAL, ColumnRole::Categorical, &wanted.categorical),
        (&LIKELIHOOD, ColumnRole::Likelihood, &wanted.likelihood),
    ];
    let mut chosen: Vec<DataColumn> = Vec::new();
    for (role, purpose, names) in roles {
        let mut named = Vec::new();
        for name in names {
            let fit = check(scene, role, name)?;
            let name = scene.spelled(name);
            warnings.extend(fit.warning(role, &name));
            named.push(name);
        }
        let detected = detected.clone().filter(|_| purpose == ColumnRole::Score && names.is_empty());
        for name in named.into_iter().chain(detected) {
            let column = DataColumn { name, role: purpose };
            if !chosen.contains(&column) {
                chosen.push(column);
            }
        }
    }
    for (number, rule) in requirements.iter().enumerate() {
        require(scene, number + 1, &rule.column)?;
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
fn require(scene: &Scene<'_>, number: usize, name: &str) -> Result<(), Error> {
    let (at, problem) = match fit(scene, &SCORE, name)? {
        Fit::Serves { .. } | Fit::Read { .. } => return Ok(()),
        Fit::Missing(at) => (at, missing(&scene.schemas[at], name)),
        Fit::Not { at, why, detail } => (at, format!("{why}, expected {}{detail}", SCORE.expected)),
    };
    let schema = &scene.schemas[at];
    Err(Error::BadRequirement {
        number,
        problem: format!(
            "column `{name}` of {} {problem} (columns: {})",
            schema.path.display(),
            schema.listing()
        ),
    })
}
