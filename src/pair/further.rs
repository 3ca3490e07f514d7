//! What only figures shown beside the judged ones ask for.

use super::{View, Which};
use crate::estimator::{coverage, heaps, power_law, rarefaction};
use crate::terms::{Measured, Undefined};

/// Steps of a growth curve, each half of the one before, from all documents down to a 32nd.
const HALVINGS: u32 = 5;

impl<'p> View<'p> {
    /// Pairs of adjacent words by occurrences.
    pub fn bigrams(&self) -> impl Iterator<Item = (u64, u64)> + Clone + 'p {
        self.corpus().bigram_counts(self.pair.blocks).without(self.without)
    }

    /// The coverage at which the sides are compared: the smaller of those that twice the tokens of either would reach.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] when a side has no words.
    pub fn common_coverage(&self) -> Measured {
        let twice = |view: View<'_>| coverage::at_size(view.words(), 2.0 * view.tokens() as f64);
        let both = twice(self.reference())?.min(twice(self.current())?);
        // The side that reaches it with twice its tokens must not be asked for more by a rounding.
        Ok(both * (1.0 - 1e-12))
    }

    /// The frequency from which the reference's words follow a power law, fitted once on all of them.
    ///
    /// # Errors
    /// Those of [`power_law::fit`].
    pub fn power_law_from(&self) -> Result<u64, Undefined> {
        let fit = || power_law::fit(self.pair.view(Which::Reference, None).words()).map(|fit| fit.xmin);
        *self.pair.power_law_from.get_or_init(fit)
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
            let types = rarefaction::types(self.word_documents(), n, m);
            (tokens as f64 * m as f64 / n as f64, types)
        };
        Ok(heaps::fit((0..=HALVINGS).map(point))?.beta)
    }
}
