//! Classes of words from both sides together, without the block that is measured.
//!
//! Half-splits of the reference throw half of the words away, and at a few hundred documents the tail is among them. Here a word's class
//! in a block comes from all other blocks of *both* sides, so that exchanging a block's sides changes no definition: nothing lost reads 1
//! with copies, without keys and with wrong ones. What it cannot see is which side a word came from: invented words stand in for
//! lost ones, and the classes of [`super::crossfit`] decide where novel mass rises.

use std::collections::BTreeMap;

use super::crossfit::{HEAD_MASS, fold};
use super::side::BlockSums;
use crate::profile::Counts;
use crate::profile::counts::align;

/// Where a token's word stands by the other blocks of both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pooled {
    /// Beyond the words that make up the first 90% of the pool, those that occur nowhere else included.
    Rare,
    /// In no other block, on neither side.
    Unseen,
}

/// Tokens of one side by class and block, each class measured where it was not defined.
#[derive(Debug)]
pub(super) struct PooledTokens([BlockSums; 2]);

impl PooledTokens {
    /// Both sides of a pair. Cost: two passes over the (type, block) cells of both.
    pub(super) fn of(before: &Counts, after: &Counts, blocks: usize) -> [Self; 2] {
        let cut = cut(before, after, blocks);
        let mut tokens = [(); 2].map(|()| Self([(); 2].map(|()| BlockSums::zero(blocks))));
        let mut by_block = vec![[0u64; 2]; blocks];
        let mut touched = Vec::with_capacity(blocks);
        for (_, left, right) in align(before.types(), after.types()) {
            let mut pool = 0;
            for (side, (counts, at)) in [(before, left), (after, right)].into_iter().enumerate() {
                for cell in at.map_or(&[][..], |at| counts.cells(at)) {
                    let block = fold(cell.block.into(), blocks);
                    if by_block[block] == [0, 0] {
                        touched.push(block);
                    }
                    by_block[block][side] += u64::from(cell.count);
                    pool += u64::from(cell.count);
                }
            }
            for block in touched.drain(..) {
                let own = std::mem::take(&mut by_block[block]);
                let elsewhere = pool - own[0] - own[1];
                if (elsewhere as f64) < cut {
                    for (tokens, own) in tokens.iter_mut().zip(own) {
                        tokens.0[Pooled::Rare as usize].add(block, own);
                        tokens.0[Pooled::Unseen as usize].add(block, if elsewhere == 0 { own } else { 0 });
                    }
                }
            }
        }
        tokens
    }

    /// Tokens of a class, whole or without a block.
    pub(super) fn tokens(&self, class: Pooled, without: Option<usize>) -> u64 {
        self.0[class as usize].without(without)
    }
}

/// Words that occur less often than this in all blocks but one are rare: the occurrences at which the head of the pool ends, less a
/// block's share of them.
fn cut(before: &Counts, after: &Counts, blocks: usize) -> f64 {
    let total = |counts: &Counts, at: Option<usize>| at.map_or(0, |at| counts.total(at).0);
    let mut types = BTreeMap::new();
    let mut pool = 0;
    for (_, left, right) in align(before.types(), after.types()) {
        let count = total(before, left) + total(after, right);
        *types.entry(count).or_insert(0u64) += 1;
        pool += count;
    }
    let head = HEAD_MASS * pool as f64;
    let mut covered = 0u64;
    let end = types.iter().rev().find(|&(&count, &types)| {
        covered += count * types;
        covered as f64 >= head
    });
    end.map_or(0.0, |(&count, _)| count as f64 * (1.0 - 1.0 / blocks as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::counter::Counter;

    /// Words by block.
    fn counts(words: &[(u8, &[u64])]) -> Counts {
        let mut counter = Counter::default();
        words.iter().for_each(|&(block, words)| counter.observe(block, words.iter().copied()));
        counter.finish()
    }

    fn tokens(sides: &[PooledTokens; 2], class: Pooled) -> [u64; 2] {
        [0, 1].map(|side: usize| sides[side].tokens(class, None))
    }

    #[test]
    fn a_word_is_rare_by_what_the_other_blocks_of_both_sides_say() {
        // The head is word 1, 32 of 34 tokens: without one of 8 blocks 28 are left, and that is where it ends.
        let ones = |extra: Option<u8>| -> Counts {
            let words = |block: u8| match extra {
                Some(own) if own == block => &[1, 1, 2][..],
                _ => &[1, 1][..],
            };
            counts(&(0..8).map(|block| (block, words(block))).collect::<Vec<_>>())
        };
        // Word 2 comes once in block 0 of either side, so in block 0 it comes nowhere else; without that block no token of it is left.
        let sides = PooledTokens::of(&ones(Some(0)), &ones(Some(0)), 8);
        assert_eq!(tokens(&sides, Pooled::Rare), [1, 1]);
        assert_eq!(tokens(&sides, Pooled::Unseen), [1, 1]);
        assert_eq!(sides[0].tokens(Pooled::Rare, Some(0)), 0);
        // In two blocks it is rare in both, and unseen in neither.
        let sides = PooledTokens::of(&ones(Some(0)), &ones(Some(1)), 8);
        assert_eq!((tokens(&sides, Pooled::Rare), tokens(&sides, Pooled::Unseen)), ([1, 1], [0, 0]));
    }

    #[test]
    fn exchanging_the_sides_of_a_block_moves_its_tokens_and_no_class() {
        let (a, b): (&[u64], &[u64]) = (&[1, 1, 1, 2, 3, 4, 5], &[1, 1, 2, 2, 3, 6, 7]);
        let (c, d): (&[u64], &[u64]) = (&[1, 1, 1, 1, 4, 6, 8], &[1, 1, 1, 3, 5, 9, 9]);
        let as_is = PooledTokens::of(&counts(&[(0, a), (1, c)]), &counts(&[(0, b), (1, d)]), 8);
        let exchanged = PooledTokens::of(&counts(&[(0, b), (1, c)]), &counts(&[(0, a), (1, d)]), 8);
        for class in [Pooled::Rare, Pooled::Unseen] {
            let own =
                |sides: &[PooledTokens; 2], side: usize, without| sides[side].tokens(class, Some(without));
            // Block 0 alone is what is left without block 1.
            assert_eq!(own(&as_is, 0, 1), own(&exchanged, 1, 1));
            assert_eq!(own(&as_is, 1, 1), own(&exchanged, 0, 1));
            assert_eq!(own(&as_is, 0, 0), own(&exchanged, 0, 0));
        }
    }

    #[test]
    fn nothing_has_no_class() {
        let sides = PooledTokens::of(&Counts::default(), &Counts::default(), 32);
        assert_eq!((tokens(&sides, Pooled::Rare), tokens(&sides, Pooled::Unseen)), ([0, 0], [0, 0]));
    }
}
