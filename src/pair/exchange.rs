//! The divergence of a pair under many exchanges of blocks at once.

use super::joint::{Cells, JointCell, SMALL};
use super::laws::{Sums, Term};

/// Both sides, laid out so that one pass over a type serves many exchanges.
#[derive(Debug)]
pub(super) struct Exchanges {
    blocks: usize,
    tokens: (u64, u64),
    /// What the earlier side gains when a block changes sides, in tokens.
    gains: Vec<i64>,
    /// Types by the sum of their occurrences. Exchanges change how occurrences are shared, never their sum.
    small: Vec<Small>,
    large: Vec<Large>,
}

/// All types with one sum of occurrences.
#[derive(Debug, Default)]
struct Small {
    /// Types that live in one block and either move or stay: how many, by block and by occurrences on the earlier side.
    alone: Vec<u32>,
    /// For the others: occurrences on the earlier side, and where the type's shares end.
    spread: Vec<(u8, u32)>,
    /// Blocks of a type with what the earlier side gains by each.
    shares: Vec<(u8, i8)>,
}

/// A type with many occurrences.
#[derive(Debug)]
struct Large {
    before: u64,
    after: u64,
    shares: Vec<(u8, i64)>,
}

impl Exchanges {
    /// Lays out the types of a pair, each cell counted on either side as `counts` says.
    pub(super) fn new(cells: &Cells, counts: impl Fn(&JointCell) -> (u64, u64)) -> Self {
        let mut all = Self {
            blocks: cells.blocks,
            tokens: (0, 0),
            gains: vec![0; cells.blocks],
            small: (0..SMALL as usize).map(|sum| Small::new(sum, cells.blocks)).collect(),
            large: Vec::new(),
        };
        for own in cells.types() {
            let (mut before, mut after) = (0, 0);
            let mut shares = Vec::with_capacity(own.len());
            for cell in own {
                let (b, a) = counts(cell);
                (before, after) = (before + b, after + a);
                let gain = a as i64 - b as i64;
                all.gains[cell.block] += gain;
                shares.push((cell.block as u8, gain));
            }
            all.tokens = (all.tokens.0 + before, all.tokens.1 + after);
            match all.small.get_mut((before + after) as usize) {
                Some(small) => small.add(before + after, before, &shares),
                None => all.large.push(Large { before, after, shares }),
            }
        }
        all
    }

    /// The divergence when the blocks of each set change sides; 0 where a side is then empty. `N` sets are worked out
    /// together.
    pub(super) fn divergences<const N: usize>(&self, sets: &[u32]) -> Vec<f64> {
        sets.chunks(N).flat_map(|sets| self.together::<N>(sets)).collect()
    }

    fn together<const N: usize>(&self, sets: &[u32]) -> Vec<f64> {
        // A mask of ones where the block moves: what moves is then a sum of maskings, many sets at a time. Sets that are
        // missing in the last round are empty, and nobody asks for their outcome.
        let mask = |block: usize| {
            let moves = |at: usize| sets.get(at).is_some_and(|set| set >> block & 1 == 1);
            std::array::from_fn(|at| -i8::from(moves(at)))
        };
        let masks: Vec<[i8; N]> = (0..self.blocks).map(mask).collect();
        let mut moved = [0i64; N];
        add_masked(&mut moved, self.gains.iter().copied().enumerate(), &masks);
        let exchanged = |(before, after): (u64, u64), moved: i64| {
            [before.wrapping_add_signed(moved), after.wrapping_add_signed(-moved)]
        };
        let tokens = moved.map(|m| exchanged(self.tokens, m));
        let mut sums = tokens.map(Sums::new);
        for (sum, small) in self.small.iter().enumerate().skip(1) {
            let tallied = small.tally(sum, &masks);
            for (before, types) in tallied.iter().enumerate() {
                let term = Term::new(before as u64, (sum - before) as u64);
                for (sums, &types) in sums.iter_mut().zip(types).filter(|(_, types)| **types > 0) {
                    sums.add(&term, f64::from(types));
                }
            }
        }
        for large in &self.large {
            moved.fill(0);
            add_masked(&mut moved, large.shares.iter().map(|&(b, gain)| (b.into(), gain)), &masks);
            for (sums, &m) in sums.iter_mut().zip(&moved) {
                let [before, after] = exchanged((large.before, large.after), m);
                sums.add(&Term::new(before, after), 1.0);
            }
        }
        let laws = sums.into_iter().zip(tokens).take(sets.len());
        laws.map(|(sums, tokens)| if tokens.contains(&0) { 0.0 } else { sums.finish() }).collect()
    }
}

fn add_masked<const N: usize>(
    moved: &mut [i64; N],
    gains: impl Iterator<Item = (usize, i64)>,
    masks: &[[i8; N]],
) {
    for (block, gain) in gains {
        moved.iter_mut().zip(&masks[block]).for_each(|(m, &mask)| *m += gain & i64::from(mask));
    }
}

impl Small {
    fn new(sum: usize, blocks: usize) -> Self {
        Self { alone: vec![0; blocks * (sum + 1)], ..Self::default() }
    }

    fn add(&mut self, sum: u64, before: u64, shares: &[(u8, i64)]) {
        if let [(block, _)] = shares {
            self.alone[usize::from(*block) * (sum as usize + 1) + before as usize] += 1;
            return;
        }
        self.shares.extend(shares.iter().map(|&(block, gain)| (block, gain as i8)));
        self.spread.push((before as u8, self.shares.len() as u32));
    }

    /// Types by their occurrences on the earlier side (rows) after each exchange (columns).
    fn tally<const N: usize>(&self, sum: usize, masks: &[[i8; N]]) -> Vec<[i32; N]> {
        let mut table = vec![[0; N]; sum + 1];
        for (alone, mask) in self.alone.chunks_exact(sum + 1).zip(masks) {
            for (before, &types) in alone.iter().enumerate().filter(|(_, types)| **types > 0) {
                for (at, &mask) in mask.iter().enumerate() {
                    table[if mask == 0 { before } else { sum - before }][at] += types as i32;
                }
            }
        }
        let mut start = 0;
        for &(before, end) in &self.spread {
            let mut moved = [before as i8; N];
            for &(block, gain) in &self.shares[start..end as usize] {
                moved.iter_mut().zip(&masks[usize::from(block)]).for_each(|(m, mask)| *m += gain & mask);
            }
            start = end as usize;
            for (at, &before) in moved.iter().enumerate() {
                table[before as usize][at] += 1;
            }
        }
        table
    }
}
