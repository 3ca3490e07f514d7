//! What differs between two records.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::record::{DataSource, Measured, Record};
use crate::terms::Verdict;

/// Two records side by side. Only what differs is listed, but for metrics, which are never alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// Layout of this JSON; a change that breaks readers raises it.
    pub schema_version: u32,
    /// The first.
    pub a: String,
    /// The second.
    pub b: String,
    /// Verdicts of both.
    pub verdict: [Option<Verdict>; 2],
    /// Parameters that differ, by name; `null` = not there.
    pub params: Vec<Change<String>>,
    /// How many parameters both have alike.
    pub params_alike: usize,
    /// Data sources that differ, by name.
    pub sources: Vec<Change<DataSource>>,
    /// How many data sources both have alike.
    pub sources_alike: usize,
    /// Tags that only one has.
    pub tags: Vec<Change<String>>,
    /// Metrics that either has, by key and by what they compare with.
    pub metrics: Vec<Pair>,
}

/// Something that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change<T> {
    /// Its name.
    pub name: String,
    /// In the first record; `null` = not there.
    pub a: Option<T>,
    /// In the second.
    pub b: Option<T>,
}

/// A metric in both records.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// Its key.
    pub metric: String,
    /// Whether it is a level of one release; else it compares with a reference.
    pub is_level: bool,
    /// In the first record; `null` = not measured.
    pub a: Option<Measured>,
    /// In the second.
    pub b: Option<Measured>,
}

/// Lays two records side by side.
pub fn diff(a: &Record, b: &Record) -> Diff {
    let (params, params_alike) = changes(&a.params, &b.params);
    let by_name = |r: &Record| -> BTreeMap<String, DataSource> {
        r.sources.iter().map(|source| (source.name.clone(), source.clone())).collect()
    };
    let (sources, sources_alike) = changes(&by_name(a), &by_name(b));
    let by_tag = |r: &Record| r.tags.iter().map(|tag| (tag.clone(), tag.clone())).collect();
    let verdict = [a, b].map(|r| r.judged.as_ref().map(|judged| judged.verdict));
    Diff {
        schema_version: 1,
        a: a.name.clone(),
        b: b.name.clone(),
        verdict,
        params,
        params_alike,
        sources,
        sources_alike,
        tags: changes(&by_tag(a), &by_tag(b)).0,
        metrics: metrics(a, b),
    }
}

fn changes<T: Clone + PartialEq>(
    a: &BTreeMap<String, T>,
    b: &BTreeMap<String, T>,
) -> (Vec<Change<T>>, usize) {
    let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let n = names.len();
    let change =
        |name: &String| Change { name: name.clone(), a: a.get(name).cloned(), b: b.get(name).cloned() };
    let changes: Vec<Change<T>> = names.into_iter().map(change).filter(|c| c.a != c.b).collect();
    let alike = n - changes.len();
    (changes, alike)
}

/// All metrics of the first in their order, then those that only the second has.
fn metrics(a: &Record, b: &Record) -> Vec<Pair> {
    let (mut pairs, mut at): (Vec<Pair>, BTreeMap<(String, bool), usize>) = (Vec::new(), BTreeMap::new());
    for (is_second, record) in [(false, a), (true, b)] {
        for m in &record.metrics {
            let key = (m.metric.clone(), m.reference.is_none());
            let place = *at.entry(key).or_insert_with(|| {
                pairs.push(Pair {
                    metric: m.metric.clone(),
                    is_level: m.reference.is_none(),
                    a: None,
                    b: None,
                });
                pairs.len() - 1
            });
            let side = if is_second { &mut pairs[place].b } else { &mut pairs[place].a };
            // The first of a key is the comparison with the reference of the run.
            if side.is_none() {
                *side = Some(m.clone());
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::testing::{measured, record};

    #[test]
    fn what_differs_is_told_from_what_is_alike() {
        let mut a = record("a", None, vec![measured("m", "x", 0.9, (0.8, 1.0))]);
        let mut b =
            record("b", None, vec![measured("n", "x", 0.9, (0.8, 1.0)), measured("m", "a", 0.5, (0.4, 0.6))]);
        a.params = [("lr".to_owned(), "1".to_owned()), ("seed".to_owned(), "7".to_owned())].into();
        b.params = [("lr".to_owned(), "2".to_owned()), ("seed".to_owned(), "7".to_owned())].into();
        b.tags = ["new".to_owned()].into();
        let diff = diff(&a, &b);
        assert_eq!((diff.params.len(), diff.params_alike, diff.tags.len()), (1, 1, 1));
        assert_eq!((diff.params[0].a.as_deref(), diff.params[0].b.as_deref()), (Some("1"), Some("2")));
        let sides = |at: usize| (diff.metrics[at].a.is_some(), diff.metrics[at].b.is_some());
        assert_eq!((sides(0), sides(1)), ((true, true), (false, true)));
    }
}
