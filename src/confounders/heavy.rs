//! Embeddings that hold a large part of all variance by themselves: named, since they hide what the others do.

use crate::error::Warning;
use crate::estimator::space::heavy::heavy;
use crate::profile::{Profile, SampleRow};

/// Characters that name an answer.
const BEGINNING: usize = 40;

/// Answers that are named.
const NAMED: usize = 3;

pub(super) fn warning(name: &str, profile: &Profile) -> Option<Warning> {
    let rows: Vec<&SampleRow> = profile.sample.rows().iter().filter(|row| row.embedding.is_some()).collect();
    let found = heavy(rows.iter().filter_map(|row| row.embedding.as_deref()));
    if found.is_empty() {
        return None;
    }
    let said = |&(at, share): &(usize, f64)| {
        let beginning: String = rows[at].text.chars().take(BEGINNING).collect();
        format!("{:.0}% by that of the answer that begins {beginning:?}", 100.0 * share)
    };
    let named: Vec<String> = found.iter().take(NAMED).map(said).collect();
    let more = match found.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let hold = if found.len() == 1 { "holds" } else { "hold" };
    Some(Warning::new(
        "heavy-embeddings",
        format!(
            "{name}: {} of {} embeddings {hold} more than 5% of all variance by itself: {}{more}",
            found.len(),
            rows.len(),
            named.join(", ")
        ),
        "spread is measured without the farthest tenth of both sides where they are compared; look at how these rows were embedded, or \
         normalize with --normalize",
    ))
}
