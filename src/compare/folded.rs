//! The levels of a pair, each worked out once: whole, and without each block.
//!
//! The table, what blocks say of a loss, the trend and the levels of generations all read the same numbers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::pair::{Pair, View, Which};
use crate::terms::{Measured, Undefined};

/// The computation of a level.
pub(super) type Level = fn(&View<'_>) -> Measured;

/// Block counts, from many small to few large.
pub(super) const FOLDS: [usize; 3] = [32, 16, 8];

/// What `evaluate` finds with the most blocks of at most so many, folding them while leave-one-out values are undefined.
pub(super) fn folding<T>(
    most: usize,
    evaluate: impl Fn(usize) -> Result<T, Undefined>,
) -> Result<T, Undefined> {
    let mut found = Err(Undefined::Unstable);
    for blocks in FOLDS.into_iter().filter(|blocks| *blocks <= most) {
        found = evaluate(blocks);
        if !matches!(found, Err(Undefined::Unstable)) {
            break;
        }
    }
    found
}

/// A pair with the levels that were asked of it.
#[derive(Debug)]
pub(super) struct Folded<'a> {
    pair: Pair<'a>,
    known: Mutex<HashMap<Key, Arc<Replicates>>>,
}

/// The address of a computation, the column it is about, and the side. One computation under two addresses is only worked out twice.
type Key = (usize, Option<usize>, usize);

/// A level of one side, whole and without each block.
#[derive(Debug, Default)]
struct Replicates {
    whole: OnceLock<Measured>,
    without: OnceLock<Vec<Measured>>,
}

impl<'a> Folded<'a> {
    pub(super) fn new(pair: Pair<'a>) -> Self {
        Self { pair, known: Mutex::default() }
    }

    /// The pair itself.
    pub(super) fn pair(&self) -> &Pair<'a> {
        &self.pair
    }

    /// A level of one side, or of a column of it, whole or without a block.
    pub(super) fn level(
        &self,
        level: Level,
        column: Option<usize>,
        which: Which,
        without: Option<usize>,
    ) -> Measured {
        let own = |without| level(&self.pair.view(which, without).of(column));
        let replicates = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry((level as usize, column, which as usize)).or_default())
        };
        match without {
            None => *replicates.whole.get_or_init(|| own(None)),
            Some(block) => {
                let all = || (0..self.pair.blocks()).map(|block| own(Some(block))).collect();
                replicates.without.get_or_init(all)[block]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::basis::owned;
    use super::*;
    use crate::pair::Purpose;
    use crate::profile::{Builder, Document, KeyHash, Tokenizer};

    #[test]
    fn blocks_are_folded_until_a_value_is_stable() {
        let found = |most| {
            folding(most, |blocks| match blocks {
                32 => Err(Undefined::Unstable),
                blocks => Ok(blocks),
            })
        };
        assert_eq!((found(32), found(8)), (Ok(16), Ok(8)));
        assert_eq!(folding(32, |_| Err::<(), _>(Undefined::NothingCounted)), Err(Undefined::NothingCounted));
        assert_eq!(folding(4, Ok), Err(Undefined::Unstable), "too few for any");
    }

    #[test]
    fn a_level_is_worked_out_once() {
        static TIMES: AtomicUsize = AtomicUsize::new(0);
        fn documents(view: &View<'_>) -> Measured {
            TIMES.fetch_add(1, Ordering::Relaxed);
            Ok(view.documents() as f64)
        }
        let profile = |n: u32| {
            let mut builder = Builder::new(Tokenizer::default(), true);
            for key in 0..n {
                builder.add(&Document::new(KeyHash::of(&key.to_le_bytes()), "one two"));
            }
            owned(builder.finish())
        };
        let folded = Folded::new(Pair::new([profile(40), profile(50)], 8, &Purpose::default()));
        let level = |which, without| folded.level(documents, None, which, without).unwrap();
        for _ in 0..3 {
            assert_eq!([Which::Reference, Which::Current].map(|side| level(side, None)), [40.0, 50.0]);
            let without: f64 = (0..8).map(|block| level(Which::Current, Some(block))).sum();
            assert_eq!(without, 7.0 * 50.0, "each document is left out once");
        }
        assert_eq!(TIMES.load(Ordering::Relaxed), 2 + 8);
    }
}
