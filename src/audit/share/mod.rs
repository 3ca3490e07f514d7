//! The share of synthetic documents in a mix whose rows nobody labeled: the maximum-likelihood mixture of word occurrence, without a verdict on
//! any row (Liang et al., arXiv 2403.07183).
//!
//! P and Q say of every word how many real and synthetic documents hold it; a document's evidence is log Q(x) - log P(x) over words that are there
//! and words that are not. Words of a document depend on each other, so that P(x) and Q(x) as products are far too sure of themselves; therefore the
//! two laws of that evidence are measured, on documents that P and Q were not learned from (eight folds of blocks), and the mixture is one of
//! these laws: argmax over a of the sum of log[(1 - a) f(x) + a g(x)]. *Interval*: delete-one-block jackknife, the block left out of all
//! three corpora. The mix's own documents may be among the real or synthetic ones, where keys or texts put them in the same block.

mod laws;
mod words;

use statrs::distribution::{ContinuousCDF, StudentsT};

use self::laws::Laws;
use self::words::Evidence;
use super::gather::{Gathered, Held};
use super::texts::Texts;
use crate::hash::BLOCKS;

/// Documents of real and of synthetic data, at least.
const LEAST: usize = 64;
/// Largest distance of the two cumulative laws below which real and synthetic cannot be told apart: below, intervals are 40 points wide and do not hold
/// what was planted (`reports/validation/audit.md`).
const APART: f64 = 0.35;

/// Documents, each with its block.
#[derive(Debug, Clone, Copy)]
pub struct Documents<'a> {
    /// Their texts.
    pub texts: &'a Texts,
    /// The block of each, below [`BLOCKS`].
    pub blocks: &'a [u8],
}

impl<'a> Documents<'a> {
    fn of(held: &'a Held) -> Self {
        Self { texts: &held.texts, blocks: &held.blocks }
    }

    /// The rows with words in them.
    fn rows(self) -> impl Iterator<Item = usize> + 'a {
        (0..self.texts.len()).filter(move |&row| !self.texts.words(row).is_empty())
    }
}

/// An estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimated {
    /// Share of the mix's documents that are synthetic, 0 to 1.
    pub share: f64,
    /// Its 95% interval; `None` where blocks make no difference.
    pub interval: Option<(f64, f64)>,
    /// How far the laws of evidence of real and synthetic documents lie apart: the largest distance of their cumulative shares, 0 to 1.
    pub apart: f64,
}

/// Why there is no estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no real corpus.
    NoReal,
    /// There is no synthetic corpus.
    NoSynthetic,
    /// One of the corpora is too small.
    TooFew,
    /// Their words do not tell real from synthetic.
    Alike,
}

impl Refused {
    /// The reason.
    pub fn words(self) -> &'static str {
        match self {
            Refused::NoReal => "there is no real data to learn from; give it with --real PATH",
            Refused::NoSynthetic => {
                "there is no synthetic corpus to learn from; give it with --synthetic NAME=PATH"
            }
            Refused::TooFew => {
                "fewer than 64 documents of real data, of synthetic data or of the mix: words cannot be learned from so few"
            }
            Refused::Alike => {
                "real and synthetic documents cannot be told apart by their words, so that no share of them can be told either"
            }
        }
    }
}

/// The estimate for what was read.
pub(super) fn of(gathered: &Gathered) -> Result<Estimated, Refused> {
    let real = gathered.real.as_ref().ok_or(Refused::NoReal)?;
    let synthetic = gathered.synthetic.as_ref().ok_or(Refused::NoSynthetic)?;
    estimate(Documents::of(&gathered.mix), Documents::of(real), Documents::of(synthetic))
}

/// The share of synthetic documents in `mix`. *Cost*: three passes over real and synthetic words, one over those of the mix. *Memory*: 64 bytes
/// for each different word that three documents hold.
///
/// # Errors
/// [`Refused`], where no share can be told.
pub fn estimate(
    mix: Documents<'_>,
    real: Documents<'_>,
    synthetic: Documents<'_>,
) -> Result<Estimated, Refused> {
    if [mix, real, synthetic].iter().any(|corpus| corpus.rows().count() < LEAST) {
        return Err(Refused::TooFew);
    }
    let evidence = Evidence::learn(real, synthetic);
    let laws = Laws::of([real, synthetic, mix].map(|corpus| evidence.of(corpus)));
    let apart = laws.apart();
    if apart < APART {
        return Err(Refused::Alike);
    }
    let whole = laws.share(None).ok_or(Refused::TooFew)?;
    let without: Vec<f64> = (0..BLOCKS).filter_map(|block| laws.share(Some(block))).collect();
    let interval = interval(whole, &without).map(|(low, high)| (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0)));
    Ok(Estimated { share: whole.clamp(0.0, 1.0), interval, apart })
}

fn interval(whole: f64, without: &[f64]) -> Option<(f64, f64)> {
    let n = without.len() as f64;
    let mean = without.iter().sum::<f64>() / n;
    let squares: f64 = without.iter().map(|value| (value - mean).powi(2)).sum();
    let error = ((n - 1.0) / n * squares).sqrt();
    let law = StudentsT::new(0.0, 1.0, n - 1.0).ok().filter(|_| error > 1e-12 && error.is_finite())?;
    let half = law.inverse_cdf(0.975) * error;
    Some((whole - half, whole + half))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::profile::Tokenizer;

    struct Rows {
        texts: Texts,
        blocks: Vec<u8>,
    }

    impl Rows {
        fn documents(&self) -> Documents<'_> {
            Documents { texts: &self.texts, blocks: &self.blocks }
        }
    }

    /// Words 0..1000; a synthetic document takes half of them from the first `narrow`.
    fn rows(chance: &mut Chance, synthetic: impl Fn(usize) -> bool, n: usize, narrow: u64) -> Rows {
        let mut rows = Rows { texts: Texts::default(), blocks: Vec::new() };
        for row in 0..n {
            let word = |chance: &mut Chance| match synthetic(row) && chance.hits(0.5) {
                true => chance.below(narrow),
                false => chance.below(1000),
            };
            let text: Vec<String> = (0..40).map(|_| format!("w{}", word(chance))).collect();
            rows.texts.push(Some(&text.join(" ")), &Tokenizer::default());
            rows.blocks.push((row % BLOCKS) as u8);
        }
        rows
    }

    /// Mixes of each share.
    const MIXES: u32 = 10;

    #[test]
    fn planted_shares_are_found_and_lie_in_their_intervals() {
        let mut chance = Chance::of(11);
        let real = rows(&mut chance, |_| false, 640, 100);
        let synthetic = rows(&mut chance, |_| true, 640, 100);
        for (share, of) in [(0.0, 0), (0.25, 1), (0.5, 2), (1.0, 4)] {
            let (mut held, mut off) = (0, 0.0);
            for _ in 0..MIXES {
                let mix = rows(&mut chance, |row| (row / BLOCKS) % 4 < of, 640, 100);
                let found = estimate(mix.documents(), real.documents(), synthetic.documents()).unwrap();
                let (low, high) = found.interval.unwrap();
                assert!((found.share - share).abs() < 0.06 && high - low < 0.2, "{share} {found:?}");
                assert!(found.apart > 0.7, "{found:?}");
                held += u32::from(low <= share && share <= high);
                off += (found.share - share) / f64::from(MIXES);
            }
            // A 95% interval misses once in twenty; four of ten would say that it is none.
            assert!(held >= 7 && off.abs() < 0.03, "{share}: {held} of {MIXES}, {off} off on average");
        }
    }

    #[test]
    fn what_cannot_be_told_apart_or_is_too_small_is_refused() {
        let mut chance = Chance::of(12);
        let some: Vec<Rows> = (0..3).map(|_| rows(&mut chance, |_| false, 320, 100)).collect();
        let found = estimate(some[0].documents(), some[1].documents(), some[2].documents());
        assert_eq!(found, Err(Refused::Alike));
        let few = rows(&mut chance, |_| true, 40, 100);
        let found = estimate(some[0].documents(), some[1].documents(), few.documents());
        assert_eq!(found, Err(Refused::TooFew));
    }
}
