//! What was found of a row, and what that makes it.

use super::{COPIED, GRAM, KEPT, PASSAGE};

/// How a row reproduces another corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The same words, or nearly all of its runs of 13.
    Verbatim,
    /// A long stretch of it.
    Passage,
    /// A row with words changed here and there.
    Reworded,
}

impl Kind {
    /// Its name in files and on pages.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Verbatim => "verbatim",
            Kind::Passage => "passage",
            Kind::Reworded => "reworded",
        }
    }
}

/// What a row of the mix reproduces.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// How.
    pub kind: Kind,
    /// The row of the other corpus that it has most in common with; `None` where no single row has much of it.
    pub row: Option<usize>,
    /// Share of the row's runs of 13 words that occur in the other corpus, 0 to 1; 1 for a shorter row with the same words.
    pub share: f64,
    /// Most words in a row of which all runs of 13 occur there; all words of a shorter row. 0 = no run of 13 occurs there.
    pub longest: usize,
    /// Share of the row's different runs of five words that stand in `row`; `None` without one.
    pub kept: Option<f64>,
}

/// What was found of a row so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Where the runs of 13 words begin that were found, ascending.
    found: Vec<u32>,
    /// The row with the same few words.
    pub(super) same: Option<usize>,
    /// The row with most of its runs of five words, and their share.
    pub(super) best: Option<(f64, usize)>,
}

impl Seen {
    pub(super) fn add(&mut self, found: Vec<u32>) {
        if self.found.is_empty() {
            self.found = found;
        } else {
            self.found.extend(found);
            self.found.sort_unstable();
            self.found.dedup();
        }
    }

    /// Takes a row that has more in common than the best before.
    pub(super) fn offer(&mut self, share: f64, row: usize) {
        if self.best.is_none_or(|(best, _)| share > best) {
            self.best = Some((share, row));
        }
    }

    /// Words of the longest stretch.
    fn longest(&self) -> usize {
        let stretches = self.found.chunk_by(|a, b| a + 1 == *b);
        stretches.map(|stretch| stretch.len() + GRAM - 1).max().unwrap_or(0)
    }
}

/// What a row of so many words is.
pub(super) fn verdict(n_words: usize, seen: Seen) -> Option<Match> {
    if n_words < GRAM {
        let same = |row| Match {
            kind: Kind::Verbatim,
            row: Some(row),
            share: 1.0,
            longest: n_words,
            kept: Some(1.0),
        };
        return seen.same.map(same);
    }
    let share = seen.found.len() as f64 / (n_words + 1 - GRAM) as f64;
    let longest = seen.longest();
    let best = seen.best.filter(|(kept, _)| *kept >= KEPT);
    let kind = match (share, longest, best) {
        (share, ..) if share >= COPIED => Kind::Verbatim,
        (_, longest, _) if longest >= PASSAGE => Kind::Passage,
        (.., Some(_)) => Kind::Reworded,
        _ => return None,
    };
    Some(Match { kind, row: best.map(|(_, row)| row), share, longest, kept: best.map(|(kept, _)| kept) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_holds_names_the_kind() {
        let seen = |found: std::ops::Range<u32>, best| Seen { found: found.collect(), same: None, best };
        let of = |seen| verdict(112, seen).map(|m| (m.kind, m.row, m.longest));
        assert_eq!(of(seen(0..80, Some((0.9, 4)))), Some((Kind::Verbatim, Some(4), 92)));
        assert_eq!(of(seen(0..79, Some((0.3, 4)))), Some((Kind::Passage, None, 91)));
        assert_eq!(of(seen(0..37, Some((0.4, 4)))), Some((Kind::Reworded, Some(4), 49)));
        assert_eq!(of(seen(0..37, Some((0.39, 4)))), None);
        assert_eq!(of(seen(0..0, None)), None);
    }

    #[test]
    fn stretches_are_put_together() {
        let mut seen = Seen::default();
        seen.add(vec![1, 2, 9]);
        seen.add(vec![3, 2]);
        assert_eq!((seen.longest(), seen.found.len()), (15, 4));
    }
}
