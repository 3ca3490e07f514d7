//! A number of each document, added up by block.

use super::super::crossfit::fold;
use crate::terms::{Measured, Undefined};

/// Sums and counts by block; leaving a block out is leaving out its sum.
#[derive(Debug, Clone)]
pub(super) struct Means {
    sums: Vec<f64>,
    counts: Vec<u64>,
}

impl Means {
    /// Nothing yet, of so many blocks.
    pub(super) fn new(blocks: usize) -> Self {
        Self { sums: vec![0.0; blocks], counts: vec![0; blocks] }
    }

    /// Adds a document's number; a document that has none does not count.
    pub(super) fn add(&mut self, block: usize, value: Measured) {
        if let Ok(value) = value {
            self.sums[block] += value;
            self.counts[block] += 1;
        }
    }

    /// The mean without a block of `blocks`, which are at most as many as were added to.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] where no document is left that has the number.
    pub(super) fn mean(&self, blocks: usize, without: Option<usize>) -> Measured {
        let kept = (0..self.sums.len()).filter(|&b| Some(fold(b, blocks)) != without);
        let (sum, n) = kept.fold((0.0, 0), |(sum, n), b| (sum + self.sums[b], n + self.counts[b]));
        if n == 0 { Err(Undefined::NothingCounted) } else { Ok(sum / n as f64) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_left_out_and_folded() {
        let mut means = Means::new(4);
        for (block, value) in [(0, 1.0), (1, 2.0), (2, 5.0), (2, 8.0)] {
            means.add(block, Ok(value));
        }
        means.add(3, Err(Undefined::NothingCounted));
        assert_eq!(means.mean(4, None), Ok(4.0));
        assert_eq!(means.mean(4, Some(2)), Ok(1.5));
        // Block 2 of four is block 0 of two.
        assert_eq!(means.mean(2, Some(0)), Ok(2.0));
        assert_eq!(means.mean(2, Some(1)), Ok(14.0 / 3.0));
        assert_eq!(Means::new(2).mean(2, None), Err(Undefined::NothingCounted));
    }
}
