//! Moments of every vector of a corpus, by block: what `--embedding-rows all` looks at instead of the sample.

use std::borrow::Cow;

use ndarray::ArrayView2;

use crate::estimator::space::moments::CoMoments;
use crate::hash::BLOCKS;

/// Most bytes that the moments of one corpus may take: 32 blocks up to 1,144 coordinates, 16 up to 1,618, 8 up to 2,289.
const BYTES: usize = 160 << 20;

/// Fewest blocks that leave-one-out values can be made of.
const FEWEST_BLOCKS: usize = 8;

/// Vectors of one block that wait to be multiplied together.
const TOGETHER: usize = 512;

/// Co-moments of all usable vectors by block: 32 blocks, or fewer where 32 would take more than 160 MB.
///
/// Merged in the order of the row groups, so that any number of threads gives the same bits; another cut into row groups
/// or files gives the same numbers to about 1e-7, because products are in the precision of the vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorMoments {
    blocks: Vec<CoMoments>,
}

impl VectorMoments {
    /// Blocks for vectors of so many coordinates; `None` where even eight would take too much memory.
    pub fn blocks_for(dimension: usize) -> Option<usize> {
        let bytes = |blocks: &usize| blocks * (dimension * (dimension + 1) / 2) * size_of::<f64>();
        [BLOCKS, BLOCKS / 2, FEWEST_BLOCKS].into_iter().find(|blocks| bytes(blocks) <= BYTES)
    }

    /// The moments of these blocks; `None` where they are too few, too many, or not of one dimension.
    pub(super) fn of_blocks(blocks: Vec<CoMoments>) -> Option<Self> {
        let dimension = blocks.first()?.dimension();
        let fit = [BLOCKS, BLOCKS / 2, FEWEST_BLOCKS].contains(&blocks.len());
        (fit && blocks.iter().all(|block| block.dimension() == dimension)).then_some(Self { blocks })
    }

    /// The moments by block.
    pub(super) fn blocks(&self) -> &[CoMoments] {
        &self.blocks
    }

    /// Number of blocks.
    pub fn n_blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Bytes that the moments take.
    pub(super) fn size(&self) -> usize {
        let d = self.dimension();
        self.blocks.len() * (size_of::<CoMoments>() + size_of::<f64>() * (d + d * (d + 1) / 2))
    }

    /// Number of vectors.
    pub fn n(&self) -> u64 {
        self.blocks.iter().map(CoMoments::n).sum()
    }

    /// Number of coordinates.
    pub fn dimension(&self) -> usize {
        self.blocks[0].dimension()
    }

    /// The moments by block, of as many blocks or fewer (32, 16 or 8).
    pub fn folded(&self, blocks: usize) -> Cow<'_, [CoMoments]> {
        if blocks >= self.blocks.len() {
            return Cow::Borrowed(&self.blocks);
        }
        let mut folded = self.blocks[..blocks].to_vec();
        for (at, block) in self.blocks.iter().enumerate().skip(blocks) {
            folded[at % blocks].merge(block);
        }
        Cow::Owned(folded)
    }

    /// The moments of all vectors.
    pub fn whole(&self) -> CoMoments {
        let mut whole = CoMoments::new(self.dimension());
        self.blocks.iter().for_each(|block| whole.merge(block));
        whole
    }

    /// Whether figures that lean with the number of vectors can be compared: as many on either side, within 5%, or so many
    /// (100 a coordinate) that none leans by more than about half a percent.
    pub fn compares_with(&self, other: &Self) -> bool {
        let (a, b) = (self.n() as f64, other.n() as f64);
        let plenty = 100.0 * self.dimension() as f64;
        let alike = a > 1.0 && b > 1.0 && (a / b).ln().abs() <= 1.05f64.ln();
        self.dimension() == other.dimension() && (alike || a.min(b) >= plenty)
    }

    /// Adds the moments of another part of the corpus, which follows this one.
    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.blocks.iter_mut().zip(&other.blocks) {
            mine.merge(theirs);
        }
    }
}

/// Gathers vectors block by block and multiplies them a few hundred at a time.
#[derive(Debug)]
pub(super) struct Gatherer {
    dimension: usize,
    moments: Vec<CoMoments>,
    waiting: Vec<Vec<f32>>,
}

impl Gatherer {
    /// For vectors of this dimension; `None` where their moments would take too much memory.
    pub(super) fn new(dimension: usize) -> Option<Self> {
        let blocks = VectorMoments::blocks_for(dimension).filter(|_| dimension > 0)?;
        Some(Self { dimension, moments: Vec::new(), waiting: vec![Vec::new(); blocks] })
    }

    pub(super) fn observe(&mut self, block: u8, vector: &[f32]) {
        let block = usize::from(block) % self.waiting.len();
        self.waiting[block].extend_from_slice(vector);
        if self.waiting[block].len() >= TOGETHER * self.dimension {
            self.multiply(block);
        }
    }

    fn multiply(&mut self, block: usize) {
        // Nothing is allocated for a part of the corpus without vectors.
        if self.moments.is_empty() {
            self.moments = vec![CoMoments::new(self.dimension); self.waiting.len()];
        }
        let waiting = &self.waiting[block];
        if let Ok(rows) = ArrayView2::from_shape((waiting.len() / self.dimension, self.dimension), waiting) {
            self.moments[block].observe_chunk(rows);
        }
        self.waiting[block].clear();
    }

    /// `None` where no vector came.
    pub(super) fn finish(mut self) -> Option<VectorMoments> {
        for block in 0..self.waiting.len() {
            if !self.waiting[block].is_empty() {
                self.multiply(block);
            }
        }
        (!self.moments.is_empty()).then_some(VectorMoments { blocks: self.moments })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(i: u32) -> [f32; 3] {
        [0.3, 0.7, 1.1].map(|step: f32| (i as f32 * step).sin() + 2.0)
    }

    fn gathered(rows: std::ops::Range<u32>) -> Option<VectorMoments> {
        let mut gatherer = Gatherer::new(3).unwrap();
        for i in rows {
            gatherer.observe((i * 7 % 32) as u8, &vector(i));
        }
        gatherer.finish()
    }

    fn close(a: &CoMoments, b: &CoMoments) {
        assert_eq!(a.n(), b.n());
        for (x, y) in a.co_moments().iter().zip(&b.co_moments()) {
            // Coordinates have a variance near one half, so this is a share of the diagonal.
            assert!((x - y).abs() <= 1e-6 * a.n() as f64, "{x} {y}");
        }
        for (x, y) in a.mean().iter().zip(b.mean()) {
            assert!((x - y).abs() <= 1e-12 * (1.0 + y.abs()), "{x} {y}");
        }
    }

    #[test]
    fn any_cut_of_the_corpus_gives_the_moments_of_all() {
        let whole = gathered(0..20_000).unwrap();
        let points = ndarray::Array2::from_shape_fn((20_000, 3), |(i, j)| vector(i as u32)[j]);
        close(&whole.whole(), &CoMoments::of(points.mapv(f64::from).view()));
        for cut in [1, 31, 9_999] {
            let mut merged = gathered(0..cut).unwrap();
            merged.merge(&gathered(cut..20_000).unwrap());
            assert_eq!(merged.n(), 20_000);
            merged.blocks.iter().zip(&whole.blocks).for_each(|(a, b)| close(a, b));
        }
        assert_eq!(gathered(0..0), None);
    }

    #[test]
    fn fewer_blocks_hold_the_same_vectors() {
        let whole = gathered(0..3_000).unwrap();
        for blocks in [8, 16, 32] {
            let folded = whole.folded(blocks);
            assert_eq!(folded.len(), blocks);
            let rows = (0..3_000).filter(|i| i * 7 % 32 % blocks as u32 == 3).count() as u64;
            assert_eq!(folded[3].n(), rows);
        }
    }

    #[test]
    fn long_vectors_have_fewer_blocks_and_very_long_ones_none() {
        assert_eq!(VectorMoments::blocks_for(384), Some(32));
        assert_eq!(VectorMoments::blocks_for(1536), Some(16));
        assert_eq!(VectorMoments::blocks_for(2048), Some(8));
        assert_eq!(VectorMoments::blocks_for(4096), None);
        assert!(Gatherer::new(4096).is_none() && Gatherer::new(0).is_none());
    }

    #[test]
    fn sizes_compare_where_they_are_alike_or_large() {
        let of = |n| gathered(0..n).unwrap();
        assert!(of(100).compares_with(&of(104)));
        assert!(!of(100).compares_with(&of(200)));
        assert!(of(300).compares_with(&of(3_000)));
    }
}
