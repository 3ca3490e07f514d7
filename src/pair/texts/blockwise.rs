//! Numbers of groups of documents that cannot be split into sums: worked out within each block, so that leaving a block
//! out is leaving out its number and the jackknife is that of a mean.

use super::documents::Documents;
use super::means::Means;
use crate::estimator::bleu::References;
use crate::estimator::compression;
use crate::terms::Undefined;

/// Documents of a block that the others of the block are held against.
const REFERENCES: usize = 4;
/// Documents of a block that are held against them.
const HELD: usize = 4;
/// Longest n-gram of BLEU.
const ORDER: usize = 4;

/// Most bytes of a block that are compressed.
const MOST_BYTES: usize = 64 << 10;
/// Orders of a block's documents that compression ratios are averaged over.
const ORDERS: u64 = 2;

/// BLEU of up to four documents of a block against its first four.
pub(super) fn self_bleu(documents: &Documents, blocks: usize) -> Means {
    let mut means = Means::new(blocks);
    for (block, members) in documents.by_block(blocks).into_iter().enumerate() {
        let tokens = |at: &usize| documents.tokens[*at].as_slice();
        let Some((first, rest)) = members.split_at_checked(REFERENCES) else { continue };
        let references = References::new(first.iter().map(tokens), ORDER);
        for held in rest.iter().take(HELD) {
            means.add(block, references.bleu(tokens(held)));
        }
    }
    means
}

/// Bytes of a block that are compressed on all sides: half of what a block of the side with less text has on average.
pub(super) fn budget(words: [&[String]; 2], blocks: usize) -> usize {
    let [before, after] = words.map(|side| side.iter().map(String::len).sum::<usize>());
    (before.min(after) / blocks / 2).min(MOST_BYTES)
}

/// Bytes per compressed byte of each block's words, joined by spaces, one document a line, cut to the budget.
pub(super) fn compression(documents: &Documents, words: &[String], blocks: usize, budget: usize) -> Means {
    let mut means = Means::new(blocks);
    for (block, members) in documents.by_block(blocks).into_iter().enumerate() {
        let texts: Vec<&str> = members.iter().map(|&at| words[at].as_str()).collect();
        let ratio = match budget {
            0 => Err(Undefined::NothingCounted),
            budget => compression::ratio(&texts, budget, block as u64, ORDERS),
        };
        means.add(block, ratio);
    }
    means
}
