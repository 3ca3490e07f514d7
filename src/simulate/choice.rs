//! Which generator a user asked for.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::kneser_ney::{MAX_ORDER, MIN_ORDER};

/// Most components of a mixture.
const MAX_COMPONENTS: usize = 1_000;

/// Rows below which no model is trained from the command line: what it would learn is those rows.
const LEAST_ROWS: usize = 10;

/// Rows a component of a mixture needs.
const ROWS_A_COMPONENT: usize = 5;

/// A generator by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelChoice {
    /// Words drawn independently of each other.
    Words,
    /// Interpolated modified Kneser-Ney n-grams of this order.
    Ngram(usize),
    /// A Gaussian, by maximum likelihood.
    Gaussian,
    /// A Gaussian with the unbiased covariance.
    GaussianUnbiased,
    /// A mixture of so many Gaussians with diagonal covariances.
    Mixture(usize),
}

impl ModelChoice {
    /// Whether it writes vectors, and no text.
    pub fn writes_vectors(self) -> bool {
        matches!(self, Self::Gaussian | Self::GaussianUnbiased | Self::Mixture(_))
    }

    /// Fewest documents or vectors worth training on.
    pub fn least_rows(self) -> usize {
        match self {
            Self::Mixture(components) => LEAST_ROWS.max(ROWS_A_COMPONENT * components),
            _ => LEAST_ROWS,
        }
    }
}

impl fmt::Display for ModelChoice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words => out.write_str("words"),
            Self::Ngram(order) => write!(out, "ngram={order}"),
            Self::Gaussian => out.write_str("gaussian"),
            Self::GaussianUnbiased => out.write_str("gaussian-unbiased"),
            Self::Mixture(components) => write!(out, "mixture={components}"),
        }
    }
}

impl Serialize for ModelChoice {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl FromStr for ModelChoice {
    type Err = String;

    fn from_str(said: &str) -> Result<Self, String> {
        let number = |found: &str, least: usize, most: usize| {
            let n = found.parse().ok().filter(|n| (least..=most).contains(n));
            n.ok_or_else(|| format!("found `{found}`, expected a whole number from {least} to {most}"))
        };
        match said.split_once('=') {
            None if said == "words" => Ok(Self::Words),
            None if said == "gaussian" => Ok(Self::Gaussian),
            None if said == "gaussian-unbiased" => Ok(Self::GaussianUnbiased),
            Some(("ngram", order)) => number(order, MIN_ORDER, MAX_ORDER).map(Self::Ngram),
            Some(("mixture", components)) => number(components, 1, MAX_COMPONENTS).map(Self::Mixture),
            _ => Err("expected words, ngram=N, gaussian, gaussian-unbiased or mixture=K".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for name in ["words", "ngram=2", "ngram=5", "gaussian", "gaussian-unbiased", "mixture=1"] {
            assert_eq!(name.parse::<ModelChoice>().unwrap().to_string(), name);
        }
        for name in
            ["", "ngram", "ngram=1", "ngram=6", "ngram=x", "mixture=0", "mixture=-1", "word", "words=1"]
        {
            assert!(name.parse::<ModelChoice>().is_err(), "{name}");
        }
    }

    #[test]
    fn a_mixture_needs_rows_for_each_component() {
        assert_eq!(ModelChoice::Mixture(1).least_rows(), 10);
        assert_eq!(ModelChoice::Mixture(40).least_rows(), 200);
    }
}
