//! Which rows of a mix reproduce rows of another corpus: earlier output of a model, items of a benchmark.
//!
//! Three rules, in this order. *Verbatim*: the same words, or at least [`COPIED`] of the row's runs of [`GRAM`] words occur in the other corpus
//! (a row of fewer words is compared whole). *Passage*: [`PASSAGE`] words in a row that stand there in a row. *Reworded*: at least [`KEPT`] of the
//! row's different runs of five words stand in one row of the other corpus, as after every tenth word was changed. A run of 13 words is what common
//! practice counts (Brown et al. 2020, arXiv 2005.14165, appendix C), 50 words in a row what is called memorized (Lee et al. 2022, arXiv 2107.06499); the shares are chosen by measurement
//! (`reports/validation/duplicates.md`).

mod index;
mod matched;
mod table;

use std::ops::Range;

use self::index::Index;
pub use self::matched::{Kind, Match};
use self::matched::{Seen, verdict};
use super::texts::Texts;
use crate::threads::parts;

/// Words of a run.
pub const GRAM: usize = 13;
/// Share of a row's runs of 13 words that make it verbatim.
pub const COPIED: f64 = 0.8;
/// Words in a row that make a passage.
pub const PASSAGE: usize = 50;
/// Share of a row's runs of five words, all found in one other row, that make it reworded.
pub const KEPT: f64 = 0.4;

/// Words of the other corpus that are looked up at a time.
const AT_A_TIME: usize = 1 << 24;

/// For each row of the mix what it reproduces of the other corpus.
///
/// *Cost*: a sort of the other corpus' words, and some look-ups a word of the mix for each 16 million of them. *Memory*: 16 bytes a word for at most 16 million words of the other
/// corpus, however large it is, beside the texts; 4 bytes for each run of the mix that is found.
pub fn find(mix: &Texts, other: &Texts) -> Vec<Option<Match>> {
    by_pieces(mix, other, AT_A_TIME)
}

fn by_pieces(mix: &Texts, other: &Texts, most_words: usize) -> Vec<Option<Match>> {
    let mut seen: Vec<Seen> = vec![Seen::default(); mix.len()];
    for rows in pieces(other, most_words) {
        let index = Index::of(other, rows);
        let rows: Vec<(usize, &mut Seen)> = seen.iter_mut().enumerate().collect();
        parts(rows, || (), |(), (row, seen)| index.look_up(mix, row, seen));
    }
    seen.into_iter().enumerate().map(|(row, seen)| verdict(mix.words(row).len(), seen)).collect()
}

/// Rows in stretches of at most so many words, one row at least each.
fn pieces(texts: &Texts, most_words: usize) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut words = 0;
    for row in 0..texts.len() {
        let own = texts.words(row).len();
        match pieces.last_mut() {
            Some(piece) if words + own <= most_words => piece.end = row + 1,
            _ => {
                pieces.push(row..row + 1);
                words = 0;
            }
        }
        words += own;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::profile::Tokenizer;
    use crate::threads::with_threads;

    fn words(chance: &mut Chance, n: usize) -> Vec<String> {
        (0..n).map(|_| format!("w{}", chance.below(5_000))).collect()
    }

    fn texts(rows: &[String]) -> Texts {
        let mut texts = Texts::default();
        rows.iter().for_each(|row| texts.push(Some(row), &Tokenizer::default()));
        texts
    }

    #[test]
    fn each_rule_finds_what_it_is_for() {
        let mut chance = Chance::of(5);
        let mut other: Vec<Vec<String>> = (0..40).map(|_| words(&mut chance, 120)).collect();
        other.push(words(&mut chance, 6));
        let fresh = words(&mut chance, 200);
        let mut reworded = other[7].clone();
        (0..120).step_by(10).for_each(|at| reworded[at] = format!("new{at}"));
        let mut bordered = fresh[..5].to_vec();
        bordered.extend_from_slice(&other[3]);
        let mut passage = fresh.clone();
        passage.splice(60..60, other[9][20..75].iter().cloned());
        let mut quote = fresh.clone();
        quote.splice(60..60, other[9][20..60].iter().cloned());
        let rows = [&other[2], &bordered, &passage, &quote, &reworded, &fresh, &other[40]];
        let mut rows: Vec<String> = rows.map(|row| row.join(" ")).into();
        rows.push(other[40][..5].join(" "));
        rows.push(other[2].join(", ").to_uppercase());
        let other: Vec<String> = other.iter().map(|row| row.join(" ")).collect();
        let found = find(&texts(&rows), &texts(&other));
        let kinds: Vec<_> = found.iter().map(|m| m.map(|m| (m.kind, m.row))).collect();
        assert_eq!(
            kinds,
            [
                Some((Kind::Verbatim, Some(2))),
                Some((Kind::Verbatim, Some(3))),
                Some((Kind::Passage, None)),
                None,
                Some((Kind::Reworded, Some(7))),
                None,
                Some((Kind::Verbatim, Some(40))),
                None,
                Some((Kind::Verbatim, Some(2))),
            ]
        );
        let passage = found[2].unwrap();
        assert_eq!((passage.longest, passage.share), (55, 43.0 / 243.0));
        assert_eq!(found[0].unwrap().share, 1.0);
        assert_eq!(found[6].unwrap().longest, 6);
    }

    #[test]
    fn pieces_and_threads_change_nothing() {
        let mut chance = Chance::of(6);
        let other: Vec<Vec<String>> = (0..60).map(|_| words(&mut chance, 80)).collect();
        let mut rows: Vec<String> = Vec::new();
        for (at, row) in other.iter().enumerate() {
            // Half of one row and half of the next, so that what is found comes from two pieces.
            let next = &other[(at + 1) % other.len()];
            rows.push([&row[..40], &next[40..]].concat().join(" "));
            rows.push(row.join(" "));
        }
        let other: Vec<String> = other.iter().map(|row| row.join(" ")).collect();
        let (mix, other) = (texts(&rows), texts(&other));
        let whole = with_threads(1, || Ok(by_pieces(&mix, &other, usize::MAX))).unwrap();
        assert!(whole.iter().all(Option::is_some));
        for most in [1, 80, 500] {
            assert_eq!(with_threads(4, || Ok(by_pieces(&mix, &other, most))).unwrap(), whole, "{most}");
        }
        assert_eq!(pieces(&other, 200).len(), 30);
    }

    #[test]
    fn rows_without_words_match_by_their_signs() {
        let empty = texts(&[String::new(), "…".to_owned()]);
        assert_eq!(
            find(&empty, &empty).iter().map(|m| m.map(|m| m.row)).collect::<Vec<_>>(),
            [None, Some(Some(1))]
        );
        assert_eq!(find(&empty, &texts(&["?".to_owned()])), [None, None]);
        assert_eq!(find(&empty, &Texts::default()), [None, None]);
    }
}
