//! A sorted list of numbers in which one look costs a step or two: numbers that are hashes lie where their first bits say.

use std::ops::Range;

use rayon::prelude::*;

/// Numbers in ascending order, and where those of the same first bits begin.
#[derive(Debug)]
pub(super) struct Table {
    sorted: Vec<u64>,
    begins: Vec<usize>,
    shift: u32,
}

impl Table {
    pub(super) fn of(mut numbers: Vec<u64>) -> Self {
        numbers.par_sort_unstable();
        let bits = (numbers.len() + 2).ilog2();
        let shift = 64 - bits;
        let mut begins = vec![0; (1 << bits) + 1];
        numbers.iter().for_each(|number| begins[(number >> shift) as usize + 1] += 1);
        for at in 1..begins.len() {
            begins[at] += begins[at - 1];
        }
        Self { sorted: numbers, begins, shift }
    }

    pub(super) fn contains(&self, number: u64) -> bool {
        self.near(number).binary_search(&number).is_ok()
    }

    /// The numbers in a range of which both ends share their first 32 bits.
    pub(super) fn within(&self, range: Range<u64>) -> &[u64] {
        let near = self.near(range.start);
        let begin = near.partition_point(|&number| number < range.start);
        let end = near.partition_point(|&number| number < range.end);
        &near[begin..end]
    }

    fn near(&self, number: u64) -> &[u64] {
        let at = (number >> self.shift) as usize;
        &self.sorted[self.begins[at]..self.begins[at + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    #[test]
    fn what_is_in_it_is_found_and_nothing_else() {
        for n in [0, 1, 2, 3, 1000] {
            let mut chance = Chance::of(n);
            let numbers: Vec<u64> = (0..n).map(|_| chance.bits()).collect();
            let table = Table::of(numbers.clone());
            assert!(numbers.iter().all(|&number| table.contains(number)), "{n}");
            assert!(numbers.iter().all(|&number| !table.contains(number ^ 1)), "{n}");
            assert!(!table.contains(0) && !table.contains(u64::MAX));
        }
        let of = |high: u64, low: u64| high << 32 | low;
        let table = Table::of(vec![of(7, 9), of(7, 2), of(8, 1), of(6, 5)]);
        assert_eq!(table.within(of(7, 0)..of(7, u64::from(u32::MAX))), [of(7, 2), of(7, 9)]);
    }
}
