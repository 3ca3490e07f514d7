//! How much of the root of its lineage a release keeps, by what was measured on the way.

use serde::Serialize;

use super::record::{Measured, Record};
use crate::terms::Kind;

/// How a share of the root was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// It was compared with the root.
    Direct,
    /// Steps on the way were multiplied; their errors are taken as independent. Neighboring steps share a release, whose error cancels, so
    /// the interval is too wide rather than too narrow.
    Chained,
}

/// A share of the root, with its 95% interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kept {
    /// The share.
    pub value: f64,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// How it was found.
    pub way: Way,
}

/// Why nothing can be said of the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unkept {
    /// It is the root.
    IsRoot,
    /// A step on the way was not compared, or its comparison names no release of the lineage.
    NotCompared,
    /// A step on the way has no value.
    NoValue,
    /// The metric is no share that could be multiplied.
    NoShare,
}

/// The share of the first of a path that its last keeps, where paths go from a root to a release.
///
/// # Errors
/// Why there is none.
pub fn kept(path: &[&Record], metric: &str) -> Result<Kept, Unkept> {
    let [root, .., last] = path else { return Err(Unkept::IsRoot) };
    if let Some(direct) = step(last, root, metric) {
        share(direct)?;
        let value = direct.value.ok_or(Unkept::NoValue)?;
        return Ok(Kept { value, low: direct.low, high: direct.high, way: Way::Direct });
    }
    let mut chain = Chain { log: 0.0, low: Some(0.0), high: Some(0.0) };
    let mut end = path.len() - 1;
    while end > 0 {
        // The longest step that was measured has the smallest error.
        let (from, measured) = (0..end)
            .find_map(|from| Some((from, step(path[end], path[from], metric)?)))
            .ok_or(Unkept::NotCompared)?;
        chain.add(share(measured)?)?;
        end = from;
    }
    let end = |end: Option<f64>, sign: f64| end.map(|squares| (chain.log + sign * squares.sqrt()).exp());
    Ok(Kept {
        value: chain.log.exp(),
        low: end(chain.low, -1.0),
        high: end(chain.high, 1.0),
        way: Way::Chained,
    })
}

/// Steps on the log scale: their sum, and the sums of the squares of both halves of their intervals.
struct Chain {
    log: f64,
    low: Option<f64>,
    high: Option<f64>,
}

impl Chain {
    fn add(&mut self, m: &Measured) -> Result<(), Unkept> {
        let log = |value: Option<f64>| value.filter(|v| *v > 0.0).map(f64::ln);
        let value = log(m.value).ok_or(Unkept::NoValue)?;
        let more = |sum: Option<f64>, end: Option<f64>| Some(sum? + (log(end)? - value).powi(2));
        self.log += value;
        self.low = more(self.low, m.low);
        self.high = more(self.high, m.high);
        Ok(())
    }
}

fn share(m: &Measured) -> Result<&Measured, Unkept> {
    match m.kind {
        Some(Kind::Retention | Kind::Ratio) => Ok(m),
        _ => Err(Unkept::NoShare),
    }
}

/// What was measured of one release against another, which its report calls by the name of the record or by the one it had there.
pub(super) fn step<'a>(of: &'a Record, against: &Record, metric: &str) -> Option<&'a Measured> {
    let is_other =
        |m: &Measured| m.reference.as_ref().is_some_and(|r| *r == against.name || *r == against.generation);
    of.metrics.iter().find(|m| m.metric == metric && is_other(m))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::testing::{measured, record};

    #[test]
    fn steps_are_multiplied_and_a_direct_comparison_wins() {
        let a = record("a", None, vec![]);
        let b = record("b", Some("a"), vec![measured("m", "a", 0.8, (0.7, 0.9))]);
        let c = record("c", Some("b"), vec![measured("m", "b", 0.5, (0.4, 0.6))]);
        let found = kept(&[&a, &b, &c], "m").unwrap();
        assert!((found.value - 0.4).abs() < 1e-12 && found.way == Way::Chained);
        let half = ((0.7_f64 / 0.8).ln().powi(2) + (0.4_f64 / 0.5).ln().powi(2)).sqrt();
        assert!((found.low.unwrap() - 0.4 * (-half).exp()).abs() < 1e-12);
        assert!(found.high.unwrap() > 0.4 * 1.2);
        let d = record(
            "d",
            Some("c"),
            vec![measured("m", "a", 0.9, (0.8, 1.0)), measured("m", "c", 0.1, (0.05, 0.2))],
        );
        let found = kept(&[&a, &b, &c, &d], "m").unwrap();
        assert_eq!((found.value, found.way), (0.9, Way::Direct));
    }

    #[test]
    fn a_gap_in_the_way_is_said() {
        let a = record("a", None, vec![]);
        let b = record("b", Some("a"), vec![]);
        let c = record("c", Some("b"), vec![measured("m", "b", 0.0, (0.0, 0.1))]);
        assert_eq!(kept(&[&a], "m"), Err(Unkept::IsRoot));
        assert_eq!(kept(&[&a, &b], "m"), Err(Unkept::NotCompared));
        assert_eq!(kept(&[&a, &b, &c], "m"), Err(Unkept::NoValue), "nothing left has no logarithm");
        let mut d = record("d", Some("a"), vec![measured("m", "a", 0.5, (0.4, 0.6))]);
        d.metrics[0].kind = Some(Kind::Drift);
        assert_eq!(kept(&[&a, &d], "m"), Err(Unkept::NoShare));
    }
}
