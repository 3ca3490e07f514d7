//! Repeats within a corpus: exact copies first, near copies among what is left.
//!
//! *Exact*: the same text with white space collapsed. *Near*: a [`jaccard`] of the sets of five-word runs of at least
//! [`SIMILAR`]. Candidates share a band of 4 of their 64 MinHash values; whether they are near copies is then said by the sets themselves,
//! so that no pair is reported that is none. At a Jaccard of s a pair becomes a candidate with probability 1 - (1 - s^4)^16: 0.9998 at
//! 0.8, more above. *Source*: Broder (1997); Leskovec et al. (2014), ch. 3; Lee et al. (2022), arXiv 2107.06499.

mod bands;
mod clusters;
mod union;

use std::collections::HashMap;

pub use self::clusters::Cluster;
use self::union::Union;
use super::texts::Texts;
use crate::estimator::near_duplicate::{SIMILAR, jaccard, shingles};

/// What repeats what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repeats {
    /// For each row the first row with the same text: itself where none comes before, or where it has no text.
    pub exact: Vec<usize>,
    /// For each row the earlier row that it is a near copy of and that would stay; itself where it would stay. An exact copy has what its
    /// first has.
    pub near: Vec<usize>,
    /// For each row the first row of its cluster; itself where it is in none.
    pub cluster: Vec<usize>,
    /// Rows that belong together by chains of near copies, two rows at least, the largest first.
    pub clusters: Vec<Cluster>,
}

impl Repeats {
    /// Rows that say what an earlier row says, word for word.
    pub fn n_exact(&self) -> usize {
        self.exact.iter().enumerate().filter(|(row, first)| row != *first).count()
    }

    /// Further rows that are near copies of an earlier row which stays.
    pub fn n_near(&self) -> usize {
        let own = |row: &usize| self.exact[*row] == *row && self.near[*row] != *row;
        (0..self.near.len()).filter(own).count()
    }
}

/// Finds what repeats what.
///
/// A row goes where an earlier row that stays is alike by itself, never because of a chain alone. *Cost*: 64 steps a word, one sort of the rows a band, and a
/// comparison for each two rows that share a band (each with the 64 before it in a band at most, so that a phrase which a million rows share costs no million squared). *Memory*: 160 bytes a row beside the
/// texts.
pub fn find(texts: &Texts) -> Repeats {
    let exact = exact(texts);
    let firsts: Vec<usize> =
        (0..texts.len()).filter(|&row| exact[row] == row && !texts.words(row).is_empty()).collect();
    let mut union = Union::new(texts.len());
    bands::join(texts, &firsts, &mut union);
    let mut near: Vec<usize> = (0..texts.len()).collect();
    clusters::leave(texts, &firsts, &mut union, &mut near);
    for row in 0..near.len() {
        near[row] = if exact[row] == row { near[row] } else { near[exact[row]] };
    }
    let cluster: Vec<usize> = exact.iter().map(|&first| union.first(first)).collect();
    let clusters = clusters::list(&exact, &cluster);
    Repeats { exact, near, cluster, clusters }
}

/// Share of the runs of five words that two rows have in common, 0 to 1. *Cost*: a sort of each row's words.
pub fn likeness(texts: &Texts, a: usize, b: usize) -> f64 {
    jaccard(&shingles(&texts.ids(a)), &shingles(&texts.ids(b)))
}

fn is_alike(a: &[u64], b: &[u64]) -> bool {
    // Sets so different in size cannot be alike, and counting is dearer than this.
    let (less, more) = (a.len().min(b.len()), a.len().max(b.len()));
    less as f64 >= SIMILAR * more as f64 && jaccard(a, b) >= SIMILAR
}

fn exact(texts: &Texts) -> Vec<usize> {
    let mut firsts: HashMap<u64, usize> = HashMap::new();
    (0..texts.len())
        .map(|row| texts.whole(row).map_or(row, |whole| *firsts.entry(whole).or_insert(row)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::profile::Tokenizer;
    use crate::threads::with_threads;

    fn words(chance: &mut Chance, n: usize) -> Vec<String> {
        (0..n).map(|_| format!("w{}", chance.below(50_000))).collect()
    }

    fn texts(rows: &[String]) -> Texts {
        let mut texts = Texts::default();
        rows.iter().for_each(|row| texts.push(Some(row), &Tokenizer::default()));
        texts
    }

    #[test]
    fn copies_and_near_copies_are_told_apart() {
        let mut chance = Chance::of(1);
        let base = words(&mut chance, 100);
        let mut changed = base.clone();
        changed[50] = "other".to_owned();
        let mut half = base.clone();
        half.splice(50.., words(&mut chance, 50));
        let rows = [
            base.join(" "),
            changed.join(" "),
            half.join(" "),
            base.join("  "),
            String::new(),
            String::new(),
        ];
        let found = find(&texts(&rows));
        assert_eq!(found.exact, [0, 1, 2, 0, 4, 5]);
        assert_eq!(found.near, [0, 0, 2, 0, 4, 5]);
        assert_eq!(found.clusters, [Cluster { first: 0, rows: 3, exact: 1 }]);
        assert_eq!((found.n_exact(), found.n_near()), (1, 1));
        let likeness = likeness(&texts(&rows), 0, 1);
        assert!((likeness - 91.0 / 101.0).abs() < 1e-12, "{likeness}");
    }

    /// 100 runs of five words, of which each step takes one at the end and adds one: next to each other they are alike, ends are not.
    #[test]
    fn a_chain_is_one_cluster_of_which_more_than_one_row_stays() {
        let all = words(&mut Chance::of(2), 400);
        let rows: Vec<String> = (0..30).map(|step| all[step * 5..step * 5 + 104].join(" ")).collect();
        let texts = texts(&rows);
        let found = find(&texts);
        assert_eq!(found.clusters, [Cluster { first: 0, rows: 30, exact: 0 }]);
        assert!(likeness(&texts, 0, 29) < SIMILAR);
        for row in 0..30 {
            let of = found.near[row];
            assert_eq!(found.near[of], of, "what a row repeats stays");
            assert!(likeness(&texts, row, of) >= SIMILAR, "{row} {of}");
        }
        assert!(found.near.iter().enumerate().filter(|(row, of)| row == *of).count() > 5);
    }

    #[test]
    fn it_is_what_all_pairs_say_at_any_number_of_threads() {
        let mut chance = Chance::of(3);
        let mut rows: Vec<String> = Vec::new();
        for _ in 0..150 {
            let length = 40 + chance.position(60);
            let mut base = words(&mut chance, length);
            for _ in 0..3 {
                rows.push(base.join(" "));
                for _ in 0..chance.position(4) {
                    let at = chance.position(base.len());
                    base[at] = words(&mut chance, 1).remove(0);
                }
            }
        }
        let texts = texts(&rows);
        let found = with_threads(1, || Ok(find(&texts))).unwrap();
        assert_eq!(found, with_threads(4, || Ok(find(&texts))).unwrap());
        let mut union = Union::new(rows.len());
        let first: Vec<usize> = (0..rows.len()).filter(|&row| found.exact[row] == row).collect();
        for (at, &a) in first.iter().enumerate() {
            for &b in &first[at + 1..] {
                if likeness(&texts, a, b) >= SIMILAR {
                    union.join(a, b);
                }
            }
        }
        let cluster: Vec<usize> = found.exact.iter().map(|&first| union.first(first)).collect();
        assert_eq!(found.cluster, cluster);
        assert!(found.clusters.len() > 50);
    }
}
