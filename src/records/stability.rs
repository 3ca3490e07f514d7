//! How far a metric strays from release to release, beside what sampling alone would show.

use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::record::{Measured, Record};

/// Releases below which a variation says nothing.
const LEAST: usize = 3;
/// How much the documents behind levels may differ, as a ratio: levels grow with size.
const ALIKE: f64 = 1.05;
/// Half of a 95% interval, in standard errors.
const HALF: f64 = 1.96;

/// The variation of one level between the releases of a line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stability {
    /// The metric whose level it is.
    pub metric: String,
    /// Releases with a value.
    pub releases: usize,
    /// Mean of their levels.
    pub mean: Option<f64>,
    /// Standard deviation between them.
    pub deviation: Option<f64>,
    /// Lower end of its 95% interval, for levels that scatter normally.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// The part of the standard deviation that sampling of documents explains; `null` where no level has an interval.
    pub sampling: Option<f64>,
    /// Why there is no deviation.
    pub undefined: Option<Unsteady>,
}

/// Why a variation is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unsteady {
    /// Fewer than three releases have a value.
    TooFewReleases,
    /// The levels are of different numbers of documents.
    OtherSize,
}

/// The variation of a metric's level along a line of releases. Levels whose metric counts something that grows with size are compared at
/// one size only; means do not grow.
pub fn stability(line: &[&Record], metric: &str) -> Stability {
    let levels: Vec<&Measured> = line
        .iter()
        .filter_map(|record| record.metrics.iter().find(|m| m.metric == metric && m.reference.is_none()))
        .filter(|m| m.value.is_some())
        .collect();
    let values: Vec<f64> = levels.iter().filter_map(|m| m.value).collect();
    let n = values.len();
    let (metric, mut found) = (metric.to_owned(), None);
    let nothing = |why| Stability {
        metric: metric.clone(),
        releases: n,
        mean: None,
        deviation: None,
        low: None,
        high: None,
        sampling: None,
        undefined: why,
    };
    if n < LEAST {
        return nothing(Some(Unsteady::TooFewReleases));
    }
    let sizes = levels.iter().map(|m| m.documents as f64);
    let (least, most) = (sizes.clone().fold(f64::INFINITY, f64::min), sizes.fold(0.0, f64::max));
    if most > ALIKE * least && !metric.starts_with("score") {
        found = Some(Unsteady::OtherSize);
    }
    if found.is_some() {
        return nothing(found);
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    let freedom = (n - 1) as f64;
    // The law fails for no freedom at all, which `LEAST` excludes.
    let end = |p: f64| ChiSquared::new(freedom).ok().map(|law| (squares / law.inverse_cdf(p)).sqrt());
    let errors: Vec<f64> =
        levels.iter().filter_map(|m| Some(((m.high? - m.low?) / (2.0 * HALF)).powi(2))).collect();
    let sampling = (!errors.is_empty()).then(|| (errors.iter().sum::<f64>() / errors.len() as f64).sqrt());
    Stability {
        mean: Some(mean),
        deviation: Some((squares / freedom).sqrt()),
        low: end(0.975),
        high: end(0.025),
        sampling,
        ..nothing(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::testing::{level, record};

    fn line(levels: &[f64]) -> Vec<Record> {
        let one = |(at, v): (usize, &f64)| {
            record(&at.to_string(), None, vec![level("m", *v, (v - 0.98, v + 0.98))])
        };
        levels.iter().enumerate().map(one).collect()
    }

    #[test]
    fn variation_has_an_interval_and_what_sampling_explains() {
        let records = line(&[10.0, 12.0, 14.0]);
        let found = stability(&records.iter().collect::<Vec<_>>(), "m");
        assert_eq!((found.mean, found.deviation, found.undefined), (Some(12.0), Some(2.0), None));
        // Chi-square quantiles of 2 degrees of freedom: 7.3778 and 0.05064.
        assert!((found.low.unwrap() - (8.0_f64 / 7.3778).sqrt()).abs() < 1e-3);
        assert!((found.high.unwrap() - (8.0_f64 / 0.050_636).sqrt()).abs() < 1e-3);
        assert!((found.sampling.unwrap() - 0.5).abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_said_has_a_reason() {
        let mut records = line(&[10.0, 12.0]);
        let of = |records: &[Record]| stability(&records.iter().collect::<Vec<_>>(), "m").undefined;
        assert_eq!(of(&records), Some(Unsteady::TooFewReleases));
        records = line(&[10.0, 12.0, 14.0]);
        records[1].metrics[0].documents = 400;
        assert_eq!(of(&records), Some(Unsteady::OtherSize));
    }
}
