//! Counts of types, and how words are spelled: list after list, so that what is alike stands together.

use super::misfit;
use crate::codec::{Damage, Reader, Stored, Writer};
use crate::hash::BLOCKS;
use crate::profile::{Cell, Counts};

/// Bytes that a cell takes at least: block, occurrences, and how many more they are than documents.
const CELL: usize = 3;

impl Stored for Counts {
    fn write(&self, to: &mut Writer) {
        to.ascending(self.types());
        (0..self.len()).for_each(|at| to.length(self.cells(at).len()));
        self.all_cells().iter().for_each(|cell| to.byte(cell.block));
        self.all_cells().iter().for_each(|cell| to.number(cell.count.into()));
        self.all_cells().iter().for_each(|cell| to.number((cell.count - cell.docs).into()));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        let types = from.ascending()?;
        let lengths = from.items(types.len(), |from| from.length(CELL))?;
        let n = lengths.iter().try_fold(0usize, |n, length| n.checked_add(*length));
        let n = n.filter(|&n| n <= from.left() / CELL).ok_or_else(|| misfit("cells of its types"))?;
        let blocks = from.bytes(n)?;
        let mut rest = blocks;
        for &length in &lengths {
            let (cells, after) = rest.split_at(length);
            let ascend = cells.is_sorted_by(|a, b| a < b);
            if !ascend || cells.last().is_none_or(|&block| usize::from(block) >= BLOCKS) {
                return Err(misfit("blocks of a type"));
            }
            rest = after;
        }
        let counts = from.items(n, Reader::small)?;
        let mut cells = Vec::with_capacity(n);
        for (&block, count) in blocks.iter().zip(counts) {
            let docs = count.checked_sub(from.small()?).filter(|&docs| docs > 0);
            cells.push(Cell { block, count, docs: docs.ok_or_else(|| misfit("documents of a type"))? });
        }
        Self::of_parts(types, &lengths, cells).ok_or_else(|| misfit("cells of its types"))
    }
}

/// Spellings, in the order of their words.
impl Stored for Vec<Box<str>> {
    fn write(&self, to: &mut Writer) {
        to.length(self.len());
        self.iter().for_each(|name| to.text(name));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        let n = from.length(1)?;
        from.items(n, |from| from.text().map(Into::into))
    }
}

/// Hashes, ascending, each once.
impl Stored for Vec<u64> {
    fn write(&self, to: &mut Writer) {
        to.ascending(self);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        from.ascending()
    }
}
