//! Vectors by prompt: how much they vary among the answers to one prompt, and how much between prompts.

use super::crossfit::fold;
use super::{CutRow, View};
use crate::profile::BLOCKS;
use crate::terms::{Measured, Undefined};

/// Sums of both sides by block.
#[derive(Debug)]
pub(super) struct Prompts {
    sides: [Sums; 2],
}

/// What the law of total variance needs, by block; a prompt lies in one block.
#[derive(Debug)]
struct Sums {
    blocks: Vec<Block>,
}

#[derive(Debug, Clone, Default)]
struct Block {
    prompts: u64,
    rows: u64,
    /// Squared distances from the mean of each row's prompt.
    within: f64,
    /// Rows of a prompt times the square of its mean, summed; vectors count from one common origin.
    means: f64,
    /// Squares of the prompts' numbers of rows.
    sizes: u64,
    sum: Vec<f64>,
}

/// The parts of the total variance, each a trace.
#[derive(Debug, Clone, Copy)]
struct Parts {
    within: f64,
    between: f64,
}

type Keyed<'a> = (Option<u64>, u8, &'a [f32]);

impl Prompts {
    /// As many vectors of either side, from the head of the samples.
    pub(super) fn of(sides: [&[CutRow<'_>]; 2]) -> Result<Self, Undefined> {
        let repeats = |rows: &[CutRow<'_>]| {
            rows.windows(2).any(|pair| pair[0].0.keyed && pair[0].0.order == pair[1].0.order)
        };
        if !sides.iter().all(|rows| repeats(rows)) {
            return Err(Undefined::NoRepeats);
        }
        let usable = sides.map(|rows| {
            let keyed = rows.iter().filter_map(|(row, _)| {
                let key = row.keyed.then_some(row.order);
                row.embedding.as_deref().map(|vector| (key, row.block, vector))
            });
            keyed.collect::<Vec<Keyed<'_>>>()
        });
        let n = usable[0].len().min(usable[1].len());
        if n == 0 {
            return Err(Undefined::NoEmbeddings);
        }
        Ok(Self { sides: usable.map(|rows| Sums::of(&rows[..n])) })
    }
}

impl Sums {
    fn of(rows: &[Keyed<'_>]) -> Self {
        let dimension = rows[0].2.len();
        // Squares of numbers far from 0 would cancel; the origin itself drops out of every variance.
        let origin: Vec<f64> = rows[0].2.iter().map(|&x| f64::from(x)).collect();
        let mut blocks = vec![Block { sum: vec![0.0; dimension], ..Block::default() }; BLOCKS];
        for prompt in rows.chunk_by(|a, b| a.0.is_some() && a.0 == b.0) {
            blocks[usize::from(prompt[0].1)].add(prompt, &origin);
        }
        Self { blocks }
    }

    /// Analysis-of-variance estimates of the two parts without a block.
    fn parts(&self, n_blocks: usize, without: Option<usize>) -> Result<Parts, Undefined> {
        let kept = self.blocks.iter().enumerate().filter(|&(b, _)| Some(fold(b, n_blocks)) != without);
        let dimension = self.blocks[0].sum.len();
        let mut all = Block { sum: vec![0.0; dimension], ..Block::default() };
        kept.for_each(|(_, block)| all.merge(block));
        if all.prompts < 2 || all.rows <= all.prompts {
            return Err(Undefined::NoRepeats);
        }
        let (n, others) = (all.rows as f64, (all.prompts - 1) as f64);
        let within = all.within / (all.rows - all.prompts) as f64;
        let square: f64 = all.sum.iter().map(|x| x * x).sum();
        let around_mean = all.means - square / n;
        let size = (n - all.sizes as f64 / n) / others;
        Ok(Parts { within, between: (around_mean / others - within) / size })
    }
}

impl Block {
    fn add(&mut self, prompt: &[Keyed<'_>], origin: &[f64]) {
        let n = prompt.len() as f64;
        self.prompts += 1;
        self.rows += prompt.len() as u64;
        self.sizes += (prompt.len() * prompt.len()) as u64;
        for (at, (&start, total)) in origin.iter().zip(&mut self.sum).enumerate() {
            let first = f64::from(prompt[0].2[at]);
            // Differences from the first row, so that equal rows differ by exactly nothing.
            let (sum, squares) = prompt.iter().fold((0.0, 0.0), |(sum, squares), row| {
                let d = f64::from(row.2[at]) - first;
                (sum + d, squares + d * d)
            });
            self.within += (squares - sum * sum / n).max(0.0);
            let mean = first - start + sum / n;
            self.means += n * mean * mean;
            *total += n * mean;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.prompts += other.prompts;
        self.rows += other.rows;
        self.within += other.within;
        self.means += other.means;
        self.sizes += other.sizes;
        self.sum.iter_mut().zip(&other.sum).for_each(|(a, b)| *a += b);
    }
}

impl View<'_> {
    fn prompt_parts(&self) -> Result<Parts, Undefined> {
        let drawn = self.pair.drawn.as_ref().ok_or(Undefined::NoEmbeddings)?;
        drawn.prompts()?.sides[self.which as usize].parts(self.pair.blocks, self.without)
    }

    /// Variance of vectors among the answers to one prompt, all coordinates together.
    ///
    /// # Errors
    /// [`Undefined::NoRepeats`], [`Undefined::NoEmbeddings`].
    pub fn variance_within_prompts(&self) -> Measured {
        Ok(self.prompt_parts()?.within)
    }

    /// Variance of the prompts' true means, all coordinates together.
    ///
    /// # Errors
    /// As [`View::variance_within_prompts`]; [`Undefined::NothingLeft`] where chance makes the estimate negative.
    pub fn variance_between_prompts(&self) -> Measured {
        let between = self.prompt_parts()?.between;
        if between > 0.0 { Ok(between) } else { Err(Undefined::NothingLeft) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_left_out_is_as_if_its_rows_were_not_there() {
        let groups: [&[f32]; 4] = [&[1.0, 4.0, 2.5], &[7.0], &[3.0, 3.5], &[-2.0, 0.0, 9.0]];
        let mut rows: Vec<Keyed<'_>> = Vec::new();
        for (key, group) in (0u8..).zip(&groups) {
            rows.extend(group.iter().map(|x| (Some(u64::from(key)), key, std::slice::from_ref(x))));
        }
        let left = Sums::of(&rows[..6]).parts(32, None).unwrap();
        let without = Sums::of(&rows).parts(32, Some(3)).unwrap();
        // Squared distances from the means of the prompts: 4.5 of three answers and 0.125 of two.
        assert!((left.within - 4.625 / 3.0).abs() < 1e-6, "{left:?}");
        assert!((left.within - without.within).abs() < 1e-12);
    }

    #[test]
    fn equal_answers_do_not_vary_at_all() {
        let vector = [0.1f32, -0.7];
        let rows: Vec<Keyed<'_>> = (0..9).map(|i| (Some(i / 3), (i / 3) as u8, vector.as_slice())).collect();
        assert_eq!(Sums::of(&rows).parts(32, None).unwrap().within, 0.0);
        let lone: Vec<Keyed<'_>> = (0..9).map(|i| (Some(i), 0, vector.as_slice())).collect();
        assert!(matches!(Sums::of(&lone).parts(32, None), Err(Undefined::NoRepeats)));
    }
}
