//! The area under the ROC curve with any block left out, by counts of ordered pairs.

use ndarray::Array2;

use crate::terms::{Measured, Undefined};

/// Scores of one side, and the block of each.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'a> {
    /// The scores.
    pub scores: &'a [f64],
    /// One block for each score.
    pub blocks: &'a [u8],
}

/// How often current rows score above reference rows, by pairs of blocks of the same fold.
///
/// Folds have models of their own, whose scores are not on one scale, so only pairs within a fold count.
#[derive(Debug, Clone, PartialEq)]
pub struct Auc {
    folds: usize,
    /// Pairs that are ordered, ties as one half; current block × reference block.
    above: Array2<f64>,
    reference: Vec<f64>,
    current: Vec<f64>,
}

impl Auc {
    /// Counts pairs; the fold of a block is its number modulo `folds`. *Cost*: O(n (log n + blocks / folds)).
    ///
    /// # Panics
    /// Where a block is not below `n_blocks`.
    pub fn new(reference: Scored<'_>, current: Scored<'_>, n_blocks: usize, folds: usize) -> Self {
        let mut this = Self {
            folds,
            above: Array2::zeros((n_blocks, n_blocks)),
            reference: vec![0.0; n_blocks],
            current: vec![0.0; n_blocks],
        };
        for fold in 0..folds {
            this.count_fold(fold, reference, current);
        }
        this
    }

    fn count_fold(&mut self, fold: usize, reference: Scored<'_>, current: Scored<'_>) {
        let rows = |side: Scored<'_>, is_current: bool| {
            let rows =
                side.scores.iter().zip(side.blocks).map(move |(&s, &b)| (s, usize::from(b), is_current));
            rows.filter(|row| row.1 % self.folds == fold).collect::<Vec<_>>()
        };
        let mut rows = [rows(reference, false), rows(current, true)].concat();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        for tied in rows.chunk_by(|a, b| a.0 == b.0) {
            // Half of the tied reference rows count as below.
            for &(_, block, _) in tied.iter().filter(|row| !row.2) {
                self.reference[block] += 0.5;
            }
            for &(_, block, _) in tied.iter().filter(|row| row.2) {
                self.current[block] += 1.0;
                for other in (fold..self.reference.len()).step_by(self.folds) {
                    self.above[[block, other]] += self.reference[other];
                }
            }
            for &(_, block, _) in tied.iter().filter(|row| !row.2) {
                self.reference[block] += 0.5;
            }
        }
    }

    /// Chance that a current row scores above a reference row of its fold, of all blocks or without one.
    ///
    /// *Range*: 0 to 1; 0.5 where scores tell nothing. *Cost*: O(blocks² / folds).
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] where no fold has rows of both sides.
    pub fn value(&self, without: Option<usize>) -> Measured {
        let (mut above, mut pairs) = (0.0, 0.0);
        for ((i, j), &ordered) in self.above.indexed_iter() {
            if i % self.folds == j % self.folds && Some(i) != without && Some(j) != without {
                above += ordered;
                pairs += self.current[i] * self.reference[j];
            }
        }
        if pairs == 0.0 { Err(Undefined::TooFewPoints) } else { Ok(above / pairs) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::random::Draws;

    /// All pairs one by one.
    fn by_pairs(r: Scored<'_>, c: Scored<'_>, folds: u8, without: Option<u8>) -> f64 {
        let (mut above, mut pairs) = (0.0, 0.0);
        for (x, bx) in c.scores.iter().zip(c.blocks) {
            for (y, by) in r.scores.iter().zip(r.blocks) {
                if bx % folds == by % folds && Some(*bx) != without && Some(*by) != without {
                    pairs += 1.0;
                    above += if x > y {
                        1.0
                    } else if x == y {
                        0.5
                    } else {
                        0.0
                    };
                }
            }
        }
        above / pairs
    }

    #[test]
    fn counts_are_those_of_all_pairs_without_any_block() {
        let mut draws = Draws::new(3);
        let mut side = |n: usize| -> (Vec<f64>, Vec<u8>) {
            (0..n).map(|_| ((draws.unit() * 20.0).floor(), draws.below(8) as u8)).unzip()
        };
        let (r, c) = (side(90), side(70));
        let (r, c) = (Scored { scores: &r.0, blocks: &r.1 }, Scored { scores: &c.0, blocks: &c.1 });
        for folds in [1, 4, 8] {
            let auc = Auc::new(r, c, 8, folds);
            for without in [None, Some(0), Some(5), Some(7)] {
                let expected = by_pairs(r, c, folds as u8, without);
                assert!((auc.value(without.map(usize::from)).unwrap() - expected).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn no_pairs_no_value() {
        let r = Scored { scores: &[1.0], blocks: &[0] };
        let c = Scored { scores: &[1.0], blocks: &[1] };
        assert_eq!(Auc::new(r, c, 2, 2).value(None), Err(Undefined::TooFewPoints));
        assert_eq!(Auc::new(r, c, 2, 1).value(None), Ok(0.5));
        assert_eq!(Auc::new(r, c, 2, 1).value(Some(1)), Err(Undefined::TooFewPoints));
    }
}
