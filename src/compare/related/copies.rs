//! Copies of one text under several keys, which belong in one block.

use super::clusters::Clusters;
use crate::profile::SampleRow;

/// Share of the rows that are copies below which blocks stay as they are.
const FEW: f64 = 0.02;

/// Groups of this share of all rows at most: half a block.
const LARGEST_GROUP: usize = 64;

/// The blocks of both sides' rows, in which rows of one key and copies of one text are together; `None` where few texts come twice. A text
/// that half a block could not hold says nothing of who belongs together: it stays where its keys are.
pub(super) fn blocks([before, after]: [&[SampleRow]; 2]) -> Option<[Vec<u8>; 2]> {
    let rows: Vec<&SampleRow> = before.iter().chain(after).collect();
    let largest = (rows.len() / LARGEST_GROUP).max(2);
    let copies = copies(&rows, largest);
    if (copies.iter().map(Vec::len).sum::<usize>() as f64) < FEW * rows.len() as f64 || copies.is_empty() {
        return None;
    }
    let mut by_key: Vec<usize> = (0..rows.len()).collect();
    by_key.sort_by_key(|&at| (rows[at].order, at));
    // Answers to one prompt stay together however many they are; copies join them while half a block can hold them.
    let mut clusters = Clusters::of_at_most(rows.len(), rows.len());
    clusters.join(by_key.windows(2).map(|w| (w[0], w[1])).filter(|&(a, b)| rows[a].order == rows[b].order));
    clusters.limit(largest.max(8));
    clusters.join(copies.iter().flat_map(|group| group.windows(2).map(|w| (w[0], w[1]))));
    let blocks = clusters.blocks(before.len(), |row| rows[row].order);
    let (before, after) = blocks.split_at(before.len());
    Some([before.to_vec(), after.to_vec()])
}

/// Rows of one text under several keys, text by text in order of their hash.
fn copies(rows: &[&SampleRow], largest: usize) -> Vec<Vec<usize>> {
    let mut by_text: Vec<usize> = (0..rows.len()).collect();
    by_text.sort_by_key(|&at| (rows[at].content, rows[at].order, at));
    let groups = by_text.chunk_by(|&a, &b| rows[a].content == rows[b].content);
    let several = groups.filter(|group| {
        let keys = [group[0], group[group.len() - 1]].map(|at| rows[at].order);
        keys[0] != keys[1] && group.len() <= largest.max(8)
    });
    several.map(<[usize]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(order: u64, content: u64) -> SampleRow {
        SampleRow { order, content, ..SampleRow::default() }
    }

    /// Two hundred keys a side; the first `copied` texts come under two keys each.
    fn side(offset: u64, copied: u64) -> Vec<SampleRow> {
        (0..200).map(|key| row(key, offset + if key < 2 * copied { key / 2 } else { key })).collect()
    }

    #[test]
    fn copies_and_keys_are_in_one_block_on_both_sides() {
        let (a, b) = (side(1000, 30), side(5000, 0));
        let [before, after] = blocks([&a, &b]).unwrap();
        assert_eq!(before, after, "keys pair");
        assert!((0..30).all(|i| before[2 * i] == before[2 * i + 1]));
        let mut sizes = [0; 32];
        before.iter().for_each(|&block| sizes[usize::from(block)] += 1);
        assert!(sizes.iter().all(|n| (6..=7).contains(n)), "{sizes:?}");
    }

    #[test]
    fn few_copies_and_one_text_for_all_move_nothing() {
        assert_eq!(blocks([&side(1000, 1), &side(5000, 0)]), None);
        let same: Vec<SampleRow> = (0..200).map(|key| row(key, 7)).collect();
        assert_eq!(blocks([&same, &same]), None);
        assert_eq!(blocks([&[], &[]]), None);
    }
}
