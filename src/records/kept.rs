//! How much of the root of its lineage a release keeps, by what was measured on the way.

use serde::Serialize;

use super::lineage::Lineages;
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

/// What every release keeps of the root of its lineage, by its place.
pub fn kept(lineages: &Lineages<'_>, metric: &str) -> Vec<Result<Kept, Unkept>> {
    let mut chains: Vec<Result<Chain, Unkept>> = vec![Err(Unkept::IsRoot); lineages.all().len()];
    let mut all = vec![Err(Unkept::IsRoot); chains.len()];
    for (at, _) in lineages.tree() {
        let root = lineages.root(at);
        if at == root {
            chains[at] = Ok(Chain::default());
            continue;
        }
        let Some((from, m)) = longest_step(lineages, at, metric) else {
            (chains[at], all[at]) = (Err(Unkept::NotCompared), Err(Unkept::NotCompared));
            continue;
        };
        chains[at] = share(m).and_then(|m| chains[from].clone()?.and(m));
        all[at] = match share(m) {
            // What was compared with the root is told as it was found.
            Ok(m) if from == root => m.value.ok_or(Unkept::NoValue).map(|value| Kept {
                value,
                low: m.low,
                high: m.high,
                way: Way::Direct,
            }),
            Ok(_) => chains[at].clone().map(|chain| chain.kept()),
            Err(why) => Err(why),
        };
    }
    all
}

/// Steps on the log scale: their sum, and the sums of the squares of both halves of their intervals.
#[derive(Debug, Clone)]
struct Chain {
    log: f64,
    low: Option<f64>,
    high: Option<f64>,
}

impl Default for Chain {
    fn default() -> Self {
        Chain { log: 0.0, low: Some(0.0), high: Some(0.0) }
    }
}

impl Chain {
    fn and(self, m: &Measured) -> Result<Self, Unkept> {
        let log = |value: Option<f64>| value.filter(|v| *v > 0.0).map(f64::ln);
        let value = log(m.value).ok_or(Unkept::NoValue)?;
        let more = |sum: Option<f64>, end: Option<f64>| Some(sum? + (log(end)? - value).powi(2));
        Ok(Chain { log: self.log + value, low: more(self.low, m.low), high: more(self.high, m.high) })
    }

    fn kept(&self) -> Kept {
        let end =
            |squares: Option<f64>, sign: f64| squares.map(|squares| (self.log + sign * squares.sqrt()).exp());
        Kept { value: self.log.exp(), low: end(self.low, -1.0), high: end(self.high, 1.0), way: Way::Chained }
    }
}

fn share(m: &Measured) -> Result<&Measured, Unkept> {
    match m.kind {
        Some(Kind::Retention | Kind::Ratio) => Ok(m),
        _ => Err(Unkept::NoShare),
    }
}

/// The comparison with the ancestor that is nearest to the root, whose error is that of one step. A report calls an ancestor by the name of
/// its record; the root and the parent also by the name that they have in their own report.
fn longest_step<'a>(lineages: &Lineages<'a>, at: usize, metric: &str) -> Option<(usize, &'a Measured)> {
    let (all, root) = (lineages.all(), lineages.root(at));
    let ancestor = |reference: &str| {
        let near = [Some(root), lineages.parent(at)].into_iter().flatten();
        let named = lineages.find(reference).filter(|other| lineages.is_above(*other, at));
        let is_called =
            |other: &usize| all[*other].name == *reference || all[*other].generation == *reference;
        near.filter(is_called).chain(named).min_by_key(|other| lineages.depth(*other))
    };
    let record: &'a Record = all[at];
    let steps = record.metrics.iter().filter(|m| m.metric == metric);
    let steps = steps.filter_map(|m| Some((ancestor(m.reference.as_deref()?)?, m)));
    steps.min_by_key(|(from, _)| lineages.depth(*from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::testing::{measured, record};

    /// What the last of a line keeps of the first.
    fn last(line: &[Record]) -> Result<Kept, Unkept> {
        kept(&Lineages::of(line), "m").pop().unwrap()
    }

    #[test]
    fn steps_are_multiplied_and_a_direct_comparison_wins() {
        let a = record("a", None, vec![]);
        let b = record("b", Some("a"), vec![measured("m", "a", 0.8, (0.7, 0.9))]);
        let c = record("c", Some("b"), vec![measured("m", "b", 0.5, (0.4, 0.6))]);
        let mut line = vec![a, b, c];
        let found = last(&line).unwrap();
        assert!((found.value - 0.4).abs() < 1e-12 && found.way == Way::Chained);
        let half = ((0.7_f64 / 0.8).ln().powi(2) + (0.4_f64 / 0.5).ln().powi(2)).sqrt();
        assert!((found.low.unwrap() - 0.4 * (-half).exp()).abs() < 1e-12);
        assert!(found.high.unwrap() > 0.4 * 1.2);
        let both = vec![measured("m", "c", 0.1, (0.05, 0.2)), measured("m", "a", 0.9, (0.8, 1.0))];
        line.push(record("d", Some("c"), both));
        let found = last(&line).unwrap();
        assert_eq!((found.value, found.way), (0.9, Way::Direct));
        // The longest step that was measured leads on.
        line.push(record(
            "e",
            Some("d"),
            vec![measured("m", "d", 0.5, (0.4, 0.6)), measured("m", "b", 0.5, (0.4, 0.6))],
        ));
        assert!((last(&line).unwrap().value - 0.4).abs() < 1e-12);
    }

    #[test]
    fn a_gap_in_the_way_is_said() {
        let a = record("a", None, vec![]);
        let b = record("b", Some("a"), vec![]);
        let c = record("c", Some("b"), vec![measured("m", "b", 0.5, (0.4, 0.6))]);
        assert_eq!(last(std::slice::from_ref(&a)), Err(Unkept::IsRoot));
        assert_eq!(last(&[a.clone(), b.clone()]), Err(Unkept::NotCompared));
        assert_eq!(last(&[a.clone(), b, c]), Err(Unkept::NotCompared), "the step before is missing");
        let none = record("b", Some("a"), vec![measured("m", "a", 0.0, (0.0, 0.1))]);
        let after = record("c", Some("b"), vec![measured("m", "b", 0.5, (0.4, 0.6))]);
        assert_eq!(last(&[a.clone(), none, after]), Err(Unkept::NoValue), "nothing left has no logarithm");
        let mut d = record("d", Some("a"), vec![measured("m", "a", 0.5, (0.4, 0.6))]);
        d.metrics[0].kind = Some(Kind::Drift);
        assert_eq!(last(&[a, d]), Err(Unkept::NoShare));
    }
}
