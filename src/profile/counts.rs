//! Block-resolved counts of types: how often, and in how many documents, each type occurs in each block.

/// One type in one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The block.
    pub block: u8,
    /// Occurrences.
    pub count: u32,
    /// Documents with at least one occurrence.
    pub docs: u32,
}

/// Counts of types by block: types in ascending order of hash, each with its cells in ascending order of block.
///
/// Adding all blocks gives the corpus; leaving one out is subtraction. Memory: 8 + 8 bytes a type and 12 bytes a
/// (type, block) pair that occurs; most types occur in one block only. A count saturates at 2^32 - 1 a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    types: Vec<u64>,
    starts: Vec<usize>,
    cells: Vec<Cell>,
}

impl Default for Counts {
    fn default() -> Self {
        Self { types: Vec::new(), starts: vec![0], cells: Vec::new() }
    }
}

impl Counts {
    /// These types, ascending, each with so many cells, ascending by block; `None` where the lists do not fit together.
    pub(super) fn of_parts(types: Vec<u64>, lengths: &[usize], cells: Vec<Cell>) -> Option<Self> {
        let mut starts = Vec::with_capacity(types.len() + 1);
        starts.push(0);
        for length in lengths {
            starts.push(starts.last()? + length);
        }
        (lengths.len() == types.len() && starts.last() == Some(&cells.len())).then_some(Self {
            types,
            starts,
            cells,
        })
    }

    /// The type hashes, ascending.
    pub fn types(&self) -> &[u64] {
        &self.types
    }

    /// Number of different types.
    pub fn len(&self) -> usize {
        self.types.len()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// The cells of the type at this position.
    pub fn cells(&self, at: usize) -> &[Cell] {
        &self.cells[self.starts[at]..self.starts[at + 1]]
    }

    /// The cells of all types, type after type.
    pub fn all_cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Every type with its cells, in ascending order of hash.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &[Cell])> {
        self.types.iter().enumerate().map(|(at, &t)| (t, self.cells(at)))
    }

    /// Position of a type.
    pub fn find(&self, hash: u64) -> Option<usize> {
        self.types.binary_search(&hash).ok()
    }

    /// Occurrences and documents of the type at this position, over all blocks.
    pub fn total(&self, at: usize) -> (u64, u64) {
        self.cells(at)
            .iter()
            .fold((0, 0), |(c, d), cell| (c + u64::from(cell.count), d + u64::from(cell.docs)))
    }

    /// Adds the counts of another part of the corpus. Cost: one pass over both.
    pub fn merge(&mut self, other: Self) {
        if other.is_empty() {
            return;
        }
        if self.is_empty() {
            *self = other;
            return;
        }
        let mut merged = Self {
            types: Vec::with_capacity(self.len() + other.len()),
            starts: Vec::with_capacity(self.len() + other.len() + 1),
            cells: Vec::with_capacity(self.cells.len() + other.cells.len()),
        };
        merged.starts.push(0);
        for (t, left, right) in align(&self.types, &other.types) {
            let a = left.map_or(&[][..], |at| self.cells(at));
            let b = right.map_or(&[][..], |at| other.cells(at));
            merged.push(t, a, b);
        }
        *self = merged;
    }

    /// Bytes that the lists take.
    pub(super) fn size(&self) -> usize {
        size_of_val(&self.types[..]) + size_of_val(&self.starts[..]) + size_of_val(&self.cells[..])
    }

    /// Appends a type whose cells are the sum of two sorted lists.
    fn push(&mut self, hash: u64, mut a: &[Cell], mut b: &[Cell]) {
        while let (Some(x), Some(y)) = (a.first(), b.first()) {
            if x.block < y.block {
                self.cells.push(*x);
                a = &a[1..];
            } else if y.block < x.block {
                self.cells.push(*y);
                b = &b[1..];
            } else {
                self.cells.push(Cell {
                    block: x.block,
                    count: x.count.saturating_add(y.count),
                    docs: x.docs.saturating_add(y.docs),
                });
                a = &a[1..];
                b = &b[1..];
            }
        }
        self.cells.extend_from_slice(a);
        self.cells.extend_from_slice(b);
        self.types.push(hash);
        self.starts.push(self.cells.len());
    }
}

/// Walks two ascending lists at once: each hash with its position on either side.
pub fn align<'a>(
    left: &'a [u64],
    right: &'a [u64],
) -> impl Iterator<Item = (u64, Option<usize>, Option<usize>)> + 'a {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        let (x, y) = (left.get(i).copied(), right.get(j).copied());
        let hash = match (x, y) {
            (None, None) => return None,
            (Some(x), None) => x,
            (None, Some(y)) => y,
            (Some(x), Some(y)) => x.min(y),
        };
        let in_left = (x == Some(hash)).then_some(i);
        let in_right = (y == Some(hash)).then_some(j);
        i += usize::from(in_left.is_some());
        j += usize::from(in_right.is_some());
        Some((hash, in_left, in_right))
    })
}

/// One type in one block, as it is gathered: `((hash, block), (occurrences, documents))`.
type Gathered = ((u64, u8), (u32, u32));

/// Entries that wait before they are first added up.
const ROOM: usize = 1 << 17;

/// Counts while documents arrive; [`Counter::finish`] gives them in order.
///
/// Entries are appended and added up when there are twice as many as there were types in blocks: n-grams are nearly all
/// different, so that a table would grow as far and be read in no order.
#[derive(Debug)]
pub(crate) struct Counter {
    gathered: Vec<Gathered>,
    room: usize,
}

impl Default for Counter {
    fn default() -> Self {
        Self { gathered: Vec::new(), room: ROOM }
    }
}

impl Counter {
    /// Adds one document. `hashes` is scratch space: it is sorted in place.
    pub(crate) fn observe(&mut self, block: u8, hashes: &mut [u64]) {
        hashes.sort_unstable();
        for same in hashes.chunk_by(|a, b| a == b) {
            let count = u32::try_from(same.len()).unwrap_or(u32::MAX);
            self.gathered.push(((same[0], block), (count, 1)));
        }
        if self.gathered.len() >= self.room {
            self.add_up();
            self.room = ROOM.max(2 * self.gathered.len());
        }
    }

    /// Sorts the entries and adds up those of one type and block.
    fn add_up(&mut self) {
        self.gathered = sorted(&self.gathered);
        self.gathered.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1.0 = kept.1.0.saturating_add(next.1.0);
                kept.1.1 = kept.1.1.saturating_add(next.1.1);
            }
            same
        });
    }

    /// The counts in canonical order. Cost: O(n log n) in (type, block) pairs.
    pub(crate) fn finish(mut self) -> Counts {
        self.add_up();
        let mut counts = Counts { cells: Vec::with_capacity(self.gathered.len()), ..Counts::default() };
        for ((hash, block), (count, docs)) in self.gathered {
            if counts.types.last() != Some(&hash) {
                counts.types.push(hash);
                counts.starts.push(counts.cells.len());
            }
            counts.cells.push(Cell { block, count, docs });
            if let Some(end) = counts.starts.last_mut() {
                *end = counts.cells.len();
            }
        }
        counts
    }
}

/// Entries that are sorted by comparing: few enough that they stay in the cache.
const TOGETHER: usize = 32;

/// Most bits by which entries are told apart first.
const MOST_BITS: u32 = 12;

/// Entries by type and block. Hashes are spread evenly, so that their first bits put each entry almost at its place; entries of one
/// type and block come in no order.
fn sorted(entries: &[Gathered]) -> Vec<Gathered> {
    let bits = (entries.len() / TOGETHER).max(2).ilog2().min(MOST_BITS);
    let bucket = |entry: &Gathered| (entry.0.0 >> (u64::BITS - bits)) as usize;
    let mut ends = vec![0; (1 << bits) + 1];
    entries.iter().for_each(|entry| ends[bucket(entry) + 1] += 1);
    for at in 1..ends.len() {
        ends[at] += ends[at - 1];
    }
    let mut placed = vec![Gathered::default(); entries.len()];
    for entry in entries {
        let place = &mut ends[bucket(entry)];
        placed[*place] = *entry;
        *place += 1;
    }
    let mut rest = placed.as_mut_slice();
    let mut start = 0;
    for end in ends {
        let (together, after) = rest.split_at_mut(end - start);
        together.sort_unstable_by_key(|&(key, _)| key);
        (rest, start) = (after, end);
    }
    placed
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn counts(documents: &[(u8, &[u64])]) -> Counts {
        let mut counter = Counter::default();
        for (block, hashes) in documents {
            counter.observe(*block, &mut hashes.to_vec());
        }
        counter.finish()
    }

    #[test]
    fn occurrences_and_documents_are_told_apart() {
        let c = counts(&[(3, &[7, 7, 5]), (3, &[7]), (1, &[7])]);
        assert_eq!(c.types(), [5, 7]);
        assert_eq!(c.cells(0), [Cell { block: 3, count: 1, docs: 1 }]);
        assert_eq!(c.cells(1), [Cell { block: 1, count: 1, docs: 1 }, Cell { block: 3, count: 3, docs: 2 }]);
        assert_eq!(c.total(1), (4, 3));
        assert_eq!(c.find(7), Some(1));
        assert_eq!(c.find(6), None);
    }

    #[test]
    fn adding_up_on_the_way_changes_nothing() {
        let (mut counter, mut expected) = (Counter::default(), BTreeMap::new());
        for document in 0..400u64 {
            let (block, mut words) =
                ((document % 32) as u8, (0..700).map(|w| (w * w + document) % 40_000).collect::<Vec<_>>());
            let distinct: BTreeSet<u64> = words.iter().copied().collect();
            words.iter().for_each(|&w| expected.entry((w, block)).or_insert((0, 0)).0 += 1);
            distinct.into_iter().for_each(|w| expected.entry((w, block)).or_insert((0, 0)).1 += 1);
            counter.observe(block, &mut words);
        }
        assert!(expected.len() > 2 * ROOM / 3 && counter.gathered.len() < 2 * ROOM, "added up on the way");
        let counts = counter.finish();
        let found =
            counts.iter().flat_map(|(t, cells)| cells.iter().map(move |c| ((t, c.block), (c.count, c.docs))));
        assert!(found.eq(expected));
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

    #[test]
    fn alignment_visits_every_type_once_in_order() {
        let seen: Vec<_> = align(&[1, 3, 4], &[0, 3]).collect();
        assert_eq!(seen, [(0, None, Some(0)), (1, Some(0), None), (3, Some(1), Some(1)), (4, Some(2), None)]);
    }
}
