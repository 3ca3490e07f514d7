//! Evidence that only figures shown beside the judged ones ask for; a drill of a thousand comparisons does without.

use super::View;
use super::side::{Side, spectrum};
use super::spectrum::Spectrum;
use crate::estimator::{coverage, heaps, power_law, rarefaction};
use crate::profile::Profile;
use crate::profile::counts::align;
use crate::terms::{Measured, Undefined};

/// Counts of n-grams by occurrences, where judged metrics need documents only, and the words of both sides together.
#[derive(Debug)]
pub(super) struct Further {
    bigrams: [Spectrum; 2],
    trigrams: [Spectrum; 2],
    vocabulary: u64,
}

impl Further {
    pub(super) fn new(sides: [&Profile; 2], blocks: usize) -> Self {
        let types = sides.map(|side| side.words.counts.types());
        Self {
            bigrams: sides.map(|side| spectrum(&side.bigrams, blocks, |c| c.count)),
            trigrams: sides.map(|side| spectrum(&side.trigrams, blocks, |c| c.count)),
            vocabulary: align(types[0], types[1]).count() as u64,
        }
    }
}

/// Steps of a growth curve, each half of the one before, from all documents down to a 32nd.
const HALVINGS: u32 = 5;

impl<'p> View<'p> {
    fn further(&self) -> Result<&'p Further, Undefined> {
        self.pair.further.as_ref().ok_or(Undefined::NothingCounted)
    }

    /// Pairs of adjacent words by occurrences.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] where the pair was prepared for judged figures only.
    pub fn bigrams(&self) -> Result<impl Iterator<Item = (u64, u64)> + Clone + 'p, Undefined> {
        Ok(self.further()?.bigrams[self.which as usize].without(self.without))
    }

    /// Three adjacent words by occurrences.
    ///
    /// # Errors
    /// As [`View::bigrams`].
    pub fn trigrams(&self) -> Result<impl Iterator<Item = (u64, u64)> + Clone + 'p, Undefined> {
        Ok(self.further()?.trigrams[self.which as usize].without(self.without))
    }

    /// Words that either side has, left-out blocks included: the support that both sides share.
    ///
    /// # Errors
    /// As [`View::bigrams`].
    pub fn vocabulary_of_both(&self) -> Result<u64, Undefined> {
        Ok(self.further()?.vocabulary)
    }

    /// Tokens of the side that has fewer.
    pub fn common_tokens(&self) -> u64 {
        let pair = self.pair;
        pair.reference.tokens.without(self.without).min(pair.current.tokens.without(self.without))
    }

    /// The coverage at which the sides are compared: the smaller of those that twice the tokens of either would reach.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] when a side has no words.
    pub fn common_coverage(&self) -> Measured {
        let twice = |side: &Side| {
            let n = side.tokens.without(self.without);
            coverage::at_size(side.words.without(self.without), 2.0 * n as f64)
        };
        let both = twice(&self.pair.reference)?.min(twice(&self.pair.current)?);
        // The side that reaches it with twice its tokens must not be asked for more by a rounding.
        Ok(both * (1.0 - 1e-12))
    }

    /// The frequency from which the reference's words follow a power law, fitted once on all of them.
    ///
    /// # Errors
    /// Those of [`power_law::fit`].
    pub fn power_law_from(&self) -> Result<u64, Undefined> {
        let fit = || power_law::fit(self.pair.reference.words.without(None)).map(|fit| fit.xmin);
        *self.pair.power_law_from.get_or_init(fit)
    }

    /// A tenth of the types of the side that has fewer, left-out blocks included: how many words make a tail index.
    pub fn tail_size(&self) -> usize {
        let types = |words: &Spectrum| words.without(None).map(|(_, types)| types).sum::<u64>();
        let fewer = types(&self.pair.reference.words).min(types(&self.pair.current.words));
        usize::try_from(fewer / 10).unwrap_or(usize::MAX)
    }

    /// Heaps' exponent of the expected growth curve: types against tokens in all documents common to both sides, in
    /// half of them, a quarter, ... down to a 32nd.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] without tokens.
    pub fn heaps_exponent(&self) -> Measured {
        let (n, m, tokens) = (self.documents(), self.common_documents(), self.tokens());
        let point = |halvings: u32| {
            let m = m >> halvings;
            let types = rarefaction::types(self.side().word_docs.without(self.without), n, m);
            (tokens as f64 * m as f64 / n as f64, types)
        };
        Ok(heaps::fit((0..=HALVINGS).map(point))?.beta)
    }
}
