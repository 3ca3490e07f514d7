//! How types are spelled.

use std::collections::HashMap;

use super::sample::prefix;
use crate::hash::BuildPassthrough;

/// Longest spelling kept of a word, in bytes: enough to name it in a report.
pub(super) const NAME_BYTES: usize = 128;

/// Types that are remembered as known. Words come again so soon that a few slots, which stay in the cache, know nearly all.
const RECENT: usize = 1 << 12;

/// The spelling of each type that was met.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    names: HashMap<u64, Box<str>, BuildPassthrough>,
    /// Types by their last bits; none until the first is met.
    recent: Vec<u64>,
}

impl Spellings {
    /// Notes a word.
    pub(super) fn note(&mut self, hash: u64, word: &str) {
        if self.recent.is_empty() {
            // What no slot can hold.
            self.recent.extend(1..=RECENT as u64);
        }
        let recent = &mut self.recent[hash as usize % RECENT];
        if *recent != hash {
            *recent = hash;
            self.names.entry(hash).or_insert_with(|| prefix(word, NAME_BYTES).into());
        }
    }

    /// The spellings of types, in their order.
    pub(super) fn of(mut self, types: &[u64]) -> Vec<Box<str>> {
        types.iter().map(|hash| self.names.remove(hash).unwrap_or_default()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_its_first_spelling() {
        let mut spellings = Spellings::default();
        let spread = (1..3 * RECENT as u64).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let hashes: Vec<u64> = (0..=RECENT as u64).chain(spread).chain([u64::MAX]).collect();
        for &hash in &hashes {
            spellings.note(hash, &format!("{hash}"));
            spellings.note(hash, "another");
        }
        let of: Vec<String> = hashes.iter().map(u64::to_string).collect();
        assert!(spellings.of(&hashes).iter().map(|name| &**name).eq(of.iter().map(String::as_str)));
        let mut long = Spellings::default();
        long.note(7, &"é".repeat(100));
        assert_eq!(*long.of(&[7, 8]), ["é".repeat(64).into_boxed_str(), Box::default()]);
    }
}
