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
    /// None yet, with room for so many types and (type, block) pairs.
    pub(super) fn with_capacity(n_types: usize, n_cells: usize) -> Self {
        let mut starts = Vec::with_capacity(n_types + 1);
        starts.push(0);
        Self { types: Vec::with_capacity(n_types), starts, cells: Vec::with_capacity(n_cells) }
    }

    /// Adds a type in a block, which come in ascending order.
    pub(super) fn append(&mut self, hash: u64, cell: Cell) {
        if self.types.last() == Some(&hash) {
            self.starts.pop();
        } else {
            self.types.push(hash);
        }
        self.cells.push(cell);
        self.starts.push(self.cells.len());
    }

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
        let mut merged = Self::with_capacity(self.len() + other.len(), self.cells.len() + other.cells.len());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alignment_visits_every_type_once_in_order() {
        let seen: Vec<_> = align(&[1, 3, 4], &[0, 3]).collect();
        assert_eq!(seen, [(0, None, Some(0)), (1, Some(0), None), (3, Some(1), Some(1)), (4, Some(2), None)]);
    }
}
