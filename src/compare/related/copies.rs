//! Copies of one text under several keys, which belong in one block.

use super::clusters::Clusters;
use crate::profile::SampleRow;

/// Share of a side's rows that copy another below which blocks stay as they are. Copies of one side only are a loss, and blocks that
/// gather them would let it speak with fewer voices.
const FEW: f64 = 0.01;

/// Groups of this share of all rows at most: half a block.
const LARGEST_GROUP: usize = 64;

/// The blocks of both sides' rows, in which rows of one key and copies of one text are together; `None` where on either side
/// few texts come twice. A text that half a block could not hold says nothing of who belongs together: it stays where its keys are.
///
/// A group takes the block of its first key, by chance as every other row. Dealt so that blocks are equal, every block would have as many copies as
/// any other, and how many there are would seem sure: unique documents held 1 in 63% of the trials.
pub(super) fn blocks([before, after]: [&[SampleRow]; 2]) -> Option<[Vec<u8>; 2]> {
    let rows: Vec<&SampleRow> = before.iter().chain(after).collect();
    let largest = (rows.len() / LARGEST_GROUP).max(2);
    let copies = copies(&rows, largest);
    let n_before = |group: &Vec<usize>| group.iter().filter(|at| **at < before.len()).count();
    let copied_before: usize = copies.iter().map(|group| n_before(group).saturating_sub(1)).sum();
    let copied_after: usize =
        copies.iter().map(|group| (group.len() - n_before(group)).saturating_sub(1)).sum();
    let is_few = |copied: usize, rows: usize| copied == 0 || (copied as f64) < FEW * rows as f64;
    if is_few(copied_before, before.len()) || is_few(copied_after, after.len()) {
        return None;
    }
    let mut by_key: Vec<usize> = (0..rows.len()).collect();
    by_key.sort_by_key(|&at| (rows[at].order, at));
    // Answers to one prompt stay together however many they are; copies join them while half a block can hold them.
    let mut clusters = Clusters::of_at_most(rows.len(), rows.len());
    clusters.join(by_key.windows(2).map(|w| (w[0], w[1])).filter(|&(a, b)| rows[a].order == rows[b].order));
    clusters.limit(largest.max(8));
    clusters.join(copies.iter().flat_map(|group| group.windows(2).map(|w| (w[0], w[1]))));
    let groups = clusters.groups();
    let mut first: Vec<usize> = groups.clone();
    for (at, &group) in groups.iter().enumerate() {
        if rows[at].order < rows[first[group]].order {
            first[group] = at;
        }
    }
    let blocks: Vec<u8> = groups.iter().map(|&group| rows[first[group]].block).collect();
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
        SampleRow { order, content, block: (order % 32) as u8, ..SampleRow::default() }
    }

    /// Two hundred keys a side; the first `copied` texts come under two keys each.
    fn side(offset: u64, copied: u64) -> Vec<SampleRow> {
        (0..200).map(|key| row(key, offset + if key < 2 * copied { key / 2 } else { key })).collect()
    }

    #[test]
    fn copies_and_keys_are_in_one_block_on_both_sides() {
        let (a, b) = (side(1000, 30), side(5000, 10));
        let [before, after] = blocks([&a, &b]).unwrap();
        assert_eq!(before, after, "keys pair");
        assert!((0..30).all(|i| before[2 * i] == before[2 * i + 1]));
        assert!((60..200).all(|i| before[i] == a[i].block), "what comes once stays where it is");
    }

    #[test]
    fn few_copies_and_one_text_for_all_move_nothing() {
        assert_eq!(blocks([&side(1000, 1), &side(5000, 30)]), None);
        assert_eq!(blocks([&side(1000, 0), &side(5000, 30)]), None, "copies of one side only are a loss");
        let same: Vec<SampleRow> = (0..200).map(|key| row(key, 7)).collect();
        assert_eq!(blocks([&same, &same]), None);
        assert_eq!(blocks([&[], &[]]), None);
    }
}
