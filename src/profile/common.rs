//! Types that occur everywhere: counted where they are, by block.

use super::counts::{Cell, Counts};
use crate::hash::BLOCKS;

/// Types that have a place of their own. Two thousand words make three quarters of a text, and come so early that they find one free.
const SLOTS: usize = 1 << 11;

/// Occurrences and documents of a type in each block.
type Cells = [(u32, u32); BLOCKS];

/// Counts the types that were first to have a slot, which is chosen by the last bits of a hash.
#[derive(Debug, Default)]
pub(super) struct Common {
    slots: Vec<Slot>,
    cells: Vec<Cells>,
    /// The number of the document, from 1.
    document: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u64,
    /// Where its cells are, from 1; 0 is a free slot.
    place: u32,
    /// The last document that had it.
    last: u32,
}

impl Common {
    /// Goes on to the next document.
    pub(super) fn begin(&mut self) {
        self.slots.resize(SLOTS, Slot::default());
        self.document = self.document.wrapping_add(1).max(1);
    }

    /// Counts a type, unless another has its slot.
    pub(super) fn counts(&mut self, block: u8, hash: u64) -> bool {
        let slot = &mut self.slots[hash as usize % SLOTS];
        if slot.place == 0 {
            self.cells.push([(0, 0); BLOCKS]);
            *slot = Slot { hash, place: self.cells.len() as u32, last: 0 };
        } else if slot.hash != hash {
            return false;
        }
        let (count, documents) = &mut self.cells[slot.place as usize - 1][usize::from(block)];
        *count = count.saturating_add(1);
        *documents = documents.saturating_add(u32::from(slot.last != self.document));
        slot.last = self.document;
        true
    }

    /// The counts in canonical order.
    pub(super) fn finish(mut self) -> Counts {
        self.slots.retain(|slot| slot.place > 0);
        self.slots.sort_unstable_by_key(|slot| slot.hash);
        let mut counts = Counts::with_capacity(self.slots.len(), BLOCKS * self.slots.len());
        for slot in self.slots {
            for (block, &(count, docs)) in (0..).zip(&self.cells[slot.place as usize - 1]) {
                if count > 0 {
                    counts.append(slot.hash, Cell { block, count, docs });
                }
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_type_of_a_slot_is_counted() {
        let mut common = Common::default();
        let (first, second, last) = (7, 7 + SLOTS as u64, u64::MAX);
        common.begin();
        assert!(common.counts(3, first) && !common.counts(3, second) && common.counts(3, last));
        assert!(common.counts(3, first));
        common.begin();
        assert!(common.counts(0, first) && !common.counts(0, second));
        common.begin();
        assert!(common.counts(3, first));
        let counts = common.finish();
        assert_eq!(counts.types(), [first, last]);
        assert_eq!(
            counts.cells(0),
            [Cell { block: 0, count: 1, docs: 1 }, Cell { block: 3, count: 3, docs: 2 }]
        );
        assert_eq!(counts.cells(1), [Cell { block: 3, count: 1, docs: 1 }]);
        assert_eq!(Common::default().finish(), Counts::default());
    }
}
