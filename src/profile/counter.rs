//! Counts types by block while documents arrive.
//!
//! Most n-grams of a corpus occur once, so that a table of them is as large as the text and each look-up leaves the cache. Here an
//! occurrence is eight bytes in a list, and lists are sorted and added up while they are small: hashes are spread evenly, so that
//! their first bits deal occurrences out to shelves, each of which stays in the cache.

use super::counts::{Cell, Counts};
use crate::hash::BLOCKS;

/// First bits of a hash: they choose its shelf, and are not stored there.
const SHELF_BITS: u32 = 8;

/// Bits of a block.
const BLOCK_BITS: u32 = BLOCKS.ilog2();

/// Occurrences that wait before they are dealt out.
const ROOM: usize = 1 << 15;

/// Occurrences that wait on a shelf at least before they are added up.
const SHELF_ROOM: usize = 1 << 10;

/// Entries that are sorted by comparing.
const TOGETHER: usize = 8;

/// Most bits by which entries are told apart first.
const MOST_BITS: u32 = 13;

/// Counts while documents arrive; [`Counter::finish`] gives them in order.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    /// Hashes that wait, and of each its block and whether its document had it before.
    hashes: Vec<u64>,
    marks: Vec<u8>,
    seen: Seen,
    /// By the first bits of hashes; none until something is dealt out.
    shelves: Vec<Shelf>,
    scratch: Scratch,
}

/// Working space of all shelves.
#[derive(Debug, Default)]
struct Scratch {
    placed: Vec<u64>,
    ends: Vec<u32>,
    run: Run,
}

impl Counter {
    /// Adds the types of one document, in any order.
    pub(crate) fn observe(&mut self, block: u8, hashes: impl ExactSizeIterator<Item = u64>) {
        if self.hashes.len() + hashes.len() > ROOM {
            self.deal();
        }
        self.marks.reserve(hashes.len());
        self.seen.begin(hashes.len());
        let (seen, marks) = (&mut self.seen, &mut self.marks);
        self.hashes.extend(hashes.inspect(|&hash| marks.push(block << 1 | u8::from(seen.again(hash)))));
    }

    /// Deals out what waits, and adds up the shelves on which as much waits as lies there.
    fn deal(&mut self) {
        let shelf = |hash: u64| (hash >> (u64::BITS - SHELF_BITS)) as usize;
        let mut arriving = [0; 1 << SHELF_BITS];
        self.hashes.iter().for_each(|&hash| arriving[shelf(hash)] += 1);
        self.shelves.resize_with(arriving.len(), Shelf::default);
        for (shelf, n) in self.shelves.iter_mut().zip(arriving) {
            shelf.waiting.reserve(n);
        }
        for (&hash, &mark) in self.hashes.iter().zip(&self.marks) {
            let rest = hash << SHELF_BITS >> SHELF_BITS;
            self.shelves[shelf(hash)].waiting.push(rest << (BLOCK_BITS + 1) | u64::from(mark));
        }
        self.hashes.clear();
        self.marks.clear();
        for shelf in &mut self.shelves {
            if shelf.waiting.len() >= SHELF_ROOM.max(shelf.counted.keys.len()) {
                shelf.add_up(&mut self.scratch);
            }
        }
    }

    /// The counts in canonical order. Cost: O(n log n) in occurrences.
    pub(crate) fn finish(mut self) -> Counts {
        self.deal();
        self.shelves.iter_mut().for_each(|shelf| shelf.add_up(&mut self.scratch));
        let n_cells = self.shelves.iter().map(|shelf| shelf.counted.keys.len()).sum();
        let n_types = self.shelves.iter().map(|shelf| shelf.counted.n_types()).sum();
        let mut counts = Counts::with_capacity(n_types, n_cells);
        for (first, shelf) in (0u64..).zip(self.shelves) {
            for entry in shelf.counted.entries() {
                let hash = first << (u64::BITS - SHELF_BITS) | entry.key >> BLOCK_BITS;
                let block = (entry.key % BLOCKS as u64) as u8;
                counts.append(hash, Cell { block, count: entry.count, docs: entry.docs });
            }
        }
        counts
    }
}

/// The types of one document so far: an open table, as large as the document asks for.
#[derive(Debug, Default)]
struct Seen {
    /// 0 is a free slot.
    slots: Vec<u64>,
    zero: bool,
}

impl Seen {
    /// Forgets the last document; the next one has at most `n` types.
    fn begin(&mut self, n: usize) {
        self.zero = false;
        self.slots.clear();
        self.slots.resize((2 * n).next_power_of_two(), 0);
    }

    /// Whether this type was there, which it is from now on.
    fn again(&mut self, hash: u64) -> bool {
        if hash == 0 {
            return std::mem::replace(&mut self.zero, true);
        }
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at] != 0 {
            if self.slots[at] == hash {
                return true;
            }
            at = (at + 1) & mask;
        }
        self.slots[at] = hash;
        false
    }
}

/// The hashes that begin with the same bits.
#[derive(Debug, Default)]
struct Shelf {
    /// Occurrences in no order: the other bits, the block, whether the document had it before.
    waiting: Vec<u64>,
    counted: Run,
}

impl Shelf {
    /// Sorts what waits and adds it to what was counted.
    fn add_up(&mut self, scratch: &mut Scratch) {
        if self.waiting.is_empty() {
            return;
        }
        sort(&mut self.waiting, scratch);
        let run = &mut scratch.run;
        run.keys.clear();
        run.many.clear();
        let mut before = self.counted.entries().peekable();
        for same in self.waiting.chunk_by(|a, b| a >> 1 == b >> 1) {
            let again = same.iter().rev().take_while(|&&occurrence| occurrence & 1 == 1).count();
            let of = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let entry = Entry { key: same[0] >> 1, count: of(same.len()), docs: of(same.len() - again) };
            while let Some(other) = before.next_if(|other| other.key < entry.key) {
                run.push(other);
            }
            run.push(before.next_if(|other| other.key == entry.key).map_or(entry, |other| other.plus(entry)));
        }
        before.for_each(|entry| run.push(entry));
        self.counted = run.clone();
        self.waiting.clear();
    }
}

/// How often a type, told by the bits that its shelf does not say, occurs in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    /// The type and, in the last bits, the block.
    key: u64,
    count: u32,
    docs: u32,
}

impl Entry {
    fn plus(self, other: Self) -> Self {
        Self {
            key: self.key,
            count: self.count.saturating_add(other.count),
            docs: self.docs.saturating_add(other.docs),
        }
    }
}

/// Entries by key, of which most are one occurrence in one document.
#[derive(Debug, Clone, Default)]
struct Run {
    /// Each key, and in the last bit whether it has more.
    keys: Vec<u64>,
    /// Count and documents of those that have more, in order.
    many: Vec<(u32, u32)>,
}

impl Run {
    fn push(&mut self, entry: Entry) {
        let counted = (entry.count, entry.docs);
        self.keys.push(entry.key << 1 | u64::from(counted != (1, 1)));
        if counted != (1, 1) {
            self.many.push(counted);
        }
    }

    fn entries(&self) -> impl Iterator<Item = Entry> {
        let mut many = self.many.iter();
        self.keys.iter().map(move |key| {
            let (count, docs) = if key & 1 == 0 { (1, 1) } else { many.next().copied().unwrap_or((1, 1)) };
            Entry { key: key >> 1, count, docs }
        })
    }

    fn n_types(&self) -> usize {
        self.keys.chunk_by(|a, b| a >> (BLOCK_BITS + 1) == b >> (BLOCK_BITS + 1)).count()
    }
}

/// Sorts occurrences on a shelf. Hashes are spread evenly, so that their next bits put each almost at its place; any others cost what
/// sorting by comparing costs.
fn sort(waiting: &mut Vec<u64>, scratch: &mut Scratch) {
    let bits = (waiting.len() / TOGETHER).max(2).ilog2().min(MOST_BITS);
    let shift = u64::BITS - SHELF_BITS + BLOCK_BITS + 1 - bits;
    let Scratch { placed, ends, .. } = scratch;
    ends.clear();
    ends.resize((1 << bits) + 1, 0);
    waiting.iter().for_each(|entry| ends[(entry >> shift) as usize + 1] += 1);
    for at in 1..ends.len() {
        ends[at] += ends[at - 1];
    }
    placed.clear();
    placed.resize(waiting.len(), 0);
    for entry in waiting.iter() {
        let place = &mut ends[(entry >> shift) as usize];
        placed[*place as usize] = *entry;
        *place += 1;
    }
    let (mut rest, mut start) = (placed.as_mut_slice(), 0);
    for &end in ends.iter() {
        let (together, after) = rest.split_at_mut((end - start) as usize);
        together.sort_unstable();
        (rest, start) = (after, end);
    }
    std::mem::swap(waiting, placed);
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn counts(documents: &[(u8, &[u64])]) -> Counts {
        let mut counter = Counter::default();
        for (block, hashes) in documents {
            counter.observe(*block, hashes.iter().copied());
        }
        counter.finish()
    }

    #[test]
    fn occurrences_and_documents_are_told_apart() {
        let c = counts(&[(3, &[7, 5, 7]), (3, &[7]), (1, &[7])]);
        assert_eq!(c.types(), [5, 7]);
        assert_eq!(c.cells(0), [Cell { block: 3, count: 1, docs: 1 }]);
        assert_eq!(c.cells(1), [Cell { block: 1, count: 1, docs: 1 }, Cell { block: 3, count: 3, docs: 2 }]);
        assert_eq!(c.total(1), (4, 3));
        assert_eq!(c.find(7), Some(1));
        assert_eq!(c.find(6), None);
    }

    #[test]
    fn every_bit_of_a_hash_is_kept() {
        let ends = [0, 1, u64::MAX >> SHELF_BITS, 1 << (u64::BITS - SHELF_BITS), u64::MAX];
        let c = counts(&[(0, &ends), (31, &ends), (31, &[0, 0])]);
        assert_eq!(c.types(), ends);
        for at in 1..ends.len() {
            let cell = |block| Cell { block, count: 1, docs: 1 };
            assert_eq!(c.cells(at), [cell(0), cell(31)]);
        }
        assert_eq!(c.cells(0)[1], Cell { block: 31, count: 3, docs: 2 });
        assert_eq!(counts(&[]), Counts::default());
    }

    /// Against a map, with hashes that are spread as those of words are, and with small numbers.
    #[test]
    fn adding_up_on_the_way_changes_nothing() {
        for spread in [1, 0x9E37_79B9_7F4A_7C15_u64] {
            let (mut counter, mut expected) = (Counter::default(), BTreeMap::new());
            for document in 0..1600u64 {
                let block = (document % 32) as u8;
                let words: Vec<u64> =
                    (0..700).map(|w| ((w * w + document) % 40_000).wrapping_mul(spread)).collect();
                let distinct: BTreeSet<u64> = words.iter().copied().collect();
                words.iter().for_each(|&w| expected.entry((w, block)).or_insert((0, 0)).0 += 1);
                distinct.into_iter().for_each(|w| expected.entry((w, block)).or_insert((0, 0)).1 += 1);
                counter.observe(block, words.into_iter());
            }
            let added_up = counter.shelves.iter().filter(|shelf| !shelf.counted.keys.is_empty()).count();
            assert_eq!(added_up, if spread == 1 { 1 } else { counter.shelves.len() }, "added up on the way");
            let counts = counter.finish();
            let cells = counts.iter().flat_map(|(t, cells)| cells.iter().map(move |c| (t, c)));
            assert!(cells.map(|(t, c)| ((t, c.block), (c.count, c.docs))).eq(expected));
        }
    }

    #[test]
    fn merging_any_split_equals_counting_once() {
        let documents: &[(u8, &[u64])] = &[(0, &[1, 2, 2]), (5, &[2, 3]), (0, &[9]), (31, &[1, 1, 1, 2])];
        let whole = counts(documents);
        for at in 0..=documents.len() {
            let mut left = counts(&documents[..at]);
            left.merge(counts(&documents[at..]));
            assert_eq!(left, whole, "split at {at}");
        }
    }
}
