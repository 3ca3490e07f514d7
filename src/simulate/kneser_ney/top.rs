//! The most probable words after a context.

use std::collections::HashSet;

use super::table::{Place, Table};
use crate::simulate::sampling::{Truncated, heaviest_first, nucleus};

/// The k heaviest words, and of them the heaviest that together have this share.
pub(super) fn list(table: &Table, place: Place, k: usize, share: f64) -> Truncated {
    // One more than asked, in case that one of them is barred.
    let mut list = heaviest(table, place, k.saturating_add(1));
    list.retain(|(word, _)| !table.is_barred(place, *word));
    list.truncate(k);
    list.truncate(nucleus(&list, share));
    Truncated::of_weights(&list)
}

/// The k heaviest words in order. Words that were not seen after a context keep the order of the context below, so they can
/// only be among its k heaviest.
fn heaviest(table: &Table, place: Place, k: usize) -> Vec<(u32, f64)> {
    let mut list: Vec<(u32, f64)> = table.seen(place).collect();
    if let Some(below) = table.below(place) {
        let seen: HashSet<u32> = list.iter().map(|(word, _)| *word).collect();
        let factor = table.factor(place);
        let unseen = heaviest(table, below, k).into_iter().filter(|(word, _)| !seen.contains(word));
        list.extend(unseen.map(|(word, weight)| (word, factor * weight)));
    }
    list.sort_unstable_by(heaviest_first);
    list.truncate(k);
    list
}
