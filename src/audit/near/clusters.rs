//! Rows that belong together: how many, and which of them would stay.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::union::Union;
use super::{Texts, is_alike};
use crate::estimator::near_duplicate::shingles;
use crate::threads::parts;

/// Rows of a cluster that stay and that a further row is compared with, the last ones; with more of them a row rather stays.
const STAYING: usize = 64;

/// Rows that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cluster {
    /// Its first row.
    pub first: usize,
    /// How many rows it has, two at least.
    pub rows: usize,
    /// How many of them are exact copies of an earlier one.
    pub exact: usize,
}

/// All clusters of two rows and more, by size, then by their first row.
pub(super) fn list(exact: &[usize], cluster: &[usize]) -> Vec<Cluster> {
    let mut clusters: BTreeMap<usize, Cluster> = BTreeMap::new();
    for (row, &first) in exact.iter().enumerate() {
        let of = cluster[row];
        let cluster = clusters.entry(of).or_insert(Cluster { first: of, rows: 0, exact: 0 });
        cluster.rows += 1;
        cluster.exact += usize::from(first != row);
    }
    let mut clusters: Vec<Cluster> = clusters.into_values().filter(|cluster| cluster.rows > 1).collect();
    clusters.sort_by_key(|cluster| (Reverse(cluster.rows), cluster.first));
    clusters
}

/// Says of each of these rows which earlier row that stays is a near copy of it.
pub(super) fn leave(texts: &Texts, rows: &[usize], union: &mut Union, near: &mut [usize]) {
    let mut together: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &row in rows {
        let first = union.first(row);
        if first != row {
            together.entry(first).or_insert_with(|| vec![first]).push(row);
        }
    }
    let groups: Vec<Vec<usize>> = together.into_values().collect();
    for (row, of) in parts(groups, || (), |(), group| leaving(texts, &group)).into_iter().flatten() {
        near[row] = of;
    }
}

/// The rows of one cluster that would go, each with the row that it repeats.
fn leaving(texts: &Texts, group: &[usize]) -> Vec<(usize, usize)> {
    let mut staying: Vec<(usize, Vec<u64>)> = Vec::new();
    let mut leaving = Vec::new();
    for &row in group {
        let own = shingles(&texts.ids(row));
        let last = staying.len().saturating_sub(STAYING);
        match staying[last..].iter().find(|(_, other)| is_alike(&own, other)) {
            Some((of, _)) => leaving.push((row, *of)),
            None => staying.push((row, own)),
        }
    }
    leaving
}
