//! Prompts that one side has no row for: told by number, and whether they count as unanswered.

use crate::compare::{Compared, asked, lacking, missing};
use crate::config::Config;
use crate::error::{Warning, WarningCode};
use crate::profile::Profile;
use crate::report::Against;
use crate::terms::Pairing;

/// Below this share of the reference's rows somebody should know why.
const FEWER_ROWS: f64 = 0.8;

/// Prompts of one side that the other has no row for, for each comparison with the reference.
pub(super) fn warnings(
    names: &[&str],
    profiles: &[Profile],
    pairs: &[Compared],
    config: &Config,
) -> Vec<Warning> {
    let told = |pair: &Compared| {
        let [before, after] = [pair.reference, pair.current].map(|at| &profiles[at]);
        let names = [pair.reference, pair.current].map(|at| names[at]);
        let missing = match config.limit {
            None => missing(before, after, pair.pairing).iter().sum(),
            Some(_) => 0,
        };
        let fewer = before.n_asked() as f64 * FEWER_ROWS > after.n_asked() as f64;
        match (asked(before, after, pair.pairing), pair.pairing) {
            // Without a key it is no news that others were asked, and where keys are not shared it is told elsewhere.
            (Some(_), Pairing::RowNumber | Pairing::Content | Pairing::None) if missing == 0 => None,
            (Some(prompts), _) => prompts_without_row(names, prompts, missing),
            (None, Pairing::RowNumber) if missing > 0 => {
                Some(rows_beyond_the_end(names, missing, before.n_asked()))
            }
            (None, Pairing::Content) if fewer => {
                Some(fewer_rows(names, [before, after].map(Profile::n_asked)))
            }
            (None, _) => None,
        }
    };
    pairs.iter().filter(|t| t.against == Against::Base).filter_map(told).collect()
}

/// Of prompts by key; `missing` is the number of rows that count as unanswered.
fn prompts_without_row(names: [&str; 2], keys: [Vec<u64>; 2], missing: u64) -> Option<Warning> {
    let (gone, others) = lacking(&keys[0], &keys[1]);
    let mut found = Vec::new();
    if gone > 0 {
        found.push(format!(
            "{gone} of the {} prompts of {} have no row in {}",
            keys[0].len(),
            names[0],
            names[1]
        ));
    }
    if others > 0 {
        found.push(format!(
            "{others} of the {} prompts of {} have no row in {}",
            keys[1].len(),
            names[1],
            names[0]
        ));
    }
    let hint = match missing {
        0 => {
            "the prompts differ, so these count as other prompts and not as unanswered ones; sample all generations on the same prompts"
        }
        _ => {
            found.push(format!("{missing} rows count as prompts without an answer"));
            UNANSWERED
        }
    };
    (!found.is_empty()).then(|| Warning::new(WarningCode::PromptsMissing, found.join("; "), hint))
}

fn fewer_rows(names: [&str; 2], rows: [u64; 2]) -> Warning {
    Warning::new(
        WarningCode::FewerRows,
        format!(
            "{} has {} rows and {} has {}: whether prompts stay without an answer is not known",
            names[1], rows[1], names[0], rows[0]
        ),
        "if a column names the prompt of each row, give it with --key-column",
    )
}

fn rows_beyond_the_end(names: [&str; 2], missing: u64, of: u64) -> Warning {
    let [before, after] = names;
    let message = format!(
        "{after} ends {missing} rows before {before}, which has {of}: these count as prompts without an answer"
    );
    Warning::new(WarningCode::PromptsMissing, message, UNANSWERED)
}

const UNANSWERED: &str = "`empty-answers` judges it; find out why they are gone: lost jobs, refusals, filters. If fewer were asked on \
    purpose, leave the others out of the reference";

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: std::ops::Range<u64>, after: std::ops::Range<u64>, missing: u64) -> Option<Warning> {
        prompts_without_row(["base", "new"], [before, after].map(Iterator::collect), missing)
    }

    #[test]
    fn prompts_without_a_row_are_told_on_both_sides() {
        assert!(told(0..400, 0..400, 0).is_none());
        let shrunk = told(0..400, 0..240, 160).unwrap();
        assert_eq!(
            shrunk.message,
            "160 of the 400 prompts of base have no row in new; 160 rows count as prompts without an answer"
        );
        assert!(shrunk.hint.contains("empty-answers"), "{shrunk:?}");
        let others = told(0..400, 100..500, 0).unwrap();
        assert!(others.message.ends_with("100 of the 400 prompts of new have no row in base"), "{others:?}");
        assert!(others.hint.contains("as other prompts"), "{others:?}");
    }
}
