//! What the first rows tell of candidates: which repeat between generations, which hold each other, which are labels.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::peek::Sample;
use crate::read::unspaced::words;

/// Of ten rows, how many must be alike.
const MOST_OF_TEN: usize = 9;

/// Fewer rows that could be compared tell nothing.
const FEWEST_PAIRS: usize = 4;

/// From this many rows on, values that repeat make a label.
const ROWS_OF_A_LABEL: usize = 10;

/// Characters of a document that another one must hold.
const HELD_CHARS: usize = 200;

/// Bytes from which a text may be the beginning of a longer one.
const LONG_BYTES: usize = 2048;

/// Words from which a text that ends another one is more than the result in it.
const WORDS_OF_AN_ANSWER: usize = 5;

/// The samples of all generations.
#[derive(Debug)]
pub(super) struct Evidence {
    samples: Vec<Sample>,
}

/// Whether most of `n` hold.
fn most(n_holds: usize, n: usize) -> bool {
    n > 0 && n_holds * 10 >= n * MOST_OF_TEN
}

impl Evidence {
    /// Takes the samples, one a generation.
    pub(super) fn new(samples: Vec<Sample>) -> Self {
        Self { samples }
    }

    /// The documents of a column, row by row and generation by generation; rows without any are left out.
    fn rows(&self, column: usize) -> impl Iterator<Item = &Vec<String>> {
        self.samples.iter().flat_map(move |sample| &sample.columns[column]).filter(|row| !row.is_empty())
    }

    /// Whether the values of a column are bytes and no text.
    pub(super) fn is_invalid(&self, column: usize) -> bool {
        self.samples.iter().any(|sample| sample.n_invalid[column] > 0)
    }

    /// Whether a column holds no text at all.
    pub(super) fn is_empty(&self, column: usize) -> bool {
        self.rows(column).flatten().all(|text| text.trim().is_empty())
    }

    /// Whether all rows of every generation hold the same few words.
    pub(super) fn is_constant(&self, column: usize) -> bool {
        let distinct = |sample: &Sample| sample.columns[column].iter().collect::<BTreeSet<_>>().len();
        let n = self.rows(column).count();
        n >= ROWS_OF_A_LABEL
            && self.samples.iter().all(|s| distinct(s) <= 1)
            && self.mean_words(column) <= 3.0
    }

    /// Whether a column cannot be an output: every generation repeats few values, or they are single words. One that
    /// was varied once may be an output that collapsed.
    pub(super) fn is_label(&self, column: usize) -> bool {
        let repeats = |sample: &Sample| {
            let rows: Vec<&Vec<String>> =
                sample.columns[column].iter().filter(|row| !row.is_empty()).collect();
            let distinct: BTreeSet<&&Vec<String>> = rows.iter().collect();
            rows.len() >= ROWS_OF_A_LABEL && distinct.len() * 2 < rows.len()
        };
        let with_rows = || self.samples.iter().filter(|sample| !sample.columns[column].is_empty());
        with_rows().count() > 0 && with_rows().all(repeats) || self.mean_words(column) < 1.5
    }

    /// Says how a label was told from a text.
    pub(super) fn of_a_label(&self, column: usize) -> String {
        let distinct: BTreeSet<&Vec<String>> = self.rows(column).collect();
        format!(
            "{} different value(s) of {:.1} words in the first {} rows",
            distinct.len(),
            self.mean_words(column),
            self.rows(column).count()
        )
    }

    fn mean_words(&self, column: usize) -> f64 {
        let texts = || self.rows(column).flatten();
        let n = texts().count().max(1);
        texts().map(|text| words(text)).sum::<usize>() as f64 / n as f64
    }

    /// Whether a column differs between generations; `None` where nothing can be compared.
    pub(super) fn varies(&self, column: usize) -> Option<bool> {
        let (first, rest) = self.samples.split_first()?;
        let varies: Vec<bool> = rest.iter().filter_map(|other| self.differs(first, other, column)).collect();
        if varies.is_empty() { None } else { Some(varies.contains(&true)) }
    }

    /// Whether a column differs between two generations. Rows match by key, else by number; texts that are the same in
    /// another order are the same, too.
    fn differs(&self, a: &Sample, b: &Sample, column: usize) -> Option<bool> {
        let (left, right) = (&a.columns[column], &b.columns[column]);
        let n_rows = left.len().min(right.len());
        let mut pairs = by_key(a, b);
        if pairs.len() < FEWEST_PAIRS || pairs.len() * 4 < n_rows {
            pairs = (0..n_rows).map(|row| (row, row)).collect();
        }
        pairs.retain(|(i, j)| !left[*i].is_empty() || !right[*j].is_empty());
        let n_same = pairs.iter().filter(|(i, j)| left[*i] == right[*j]).count();
        let mut seen = Vec::new();
        seen.extend((pairs.len() >= FEWEST_PAIRS).then(|| !most(n_same, pairs.len())));
        let set = |rows: &[Vec<String>]| {
            rows.iter().filter(|row| !row.is_empty()).cloned().collect::<BTreeSet<_>>()
        };
        let (x, y) = (set(left), set(right));
        let smaller = x.len().min(y.len());
        // Few values that repeat are the same set whoever wrote them.
        if smaller >= FEWEST_PAIRS && smaller * 2 > n_rows {
            seen.push(!most(x.intersection(&y).count(), smaller));
        }
        (!seen.is_empty()).then(|| !seen.contains(&false))
    }

    /// Whether two columns hold the same texts, row by row.
    pub(super) fn same(&self, a: usize, b: usize) -> bool {
        self.hold(a, b, |x, y| x == y)
    }

    /// Whether the texts of `a` are some of those of `b`.
    pub(super) fn is_selection(&self, a: usize, b: usize) -> bool {
        self.hold(a, b, |x, y| x.iter().all(|text| y.contains(text)))
    }

    /// Whether the texts of `a` occur within those of `b`.
    pub(super) fn is_within(&self, a: usize, b: usize) -> bool {
        self.hold(a, b, |x, y| {
            x.iter().all(|text| {
                let text = text.trim();
                let end = text.char_indices().nth(HELD_CHARS).map_or(text.len(), |(end, _)| end);
                !text.is_empty()
                    && y.iter().any(|whole| whole.len() >= text.len() && whole.contains(&text[..end]))
            })
        })
    }

    /// Whether `b` is `a` behind something else, where `a` is long enough to be an answer.
    pub(super) fn is_end(&self, a: usize, b: usize) -> bool {
        let ends = |x: &[String], y: &[String]| match (x, y) {
            ([text], [whole]) => {
                let (text, whole) = (text.trim(), whole.trim());
                let head = text.char_indices().nth(HELD_CHARS).map_or(text.len(), |(end, _)| end);
                // The end of a long text may have been cut.
                let is_cut = whole.len() >= LONG_BYTES && whole.contains(&text[..head]);
                whole.len() > text.len() && (whole.ends_with(text) || is_cut)
            }
            _ => false,
        };
        self.mean_words(a) >= WORDS_OF_AN_ANSWER as f64 && self.hold(a, b, ends)
    }

    fn hold(&self, a: usize, b: usize, holds: impl Fn(&[String], &[String]) -> bool) -> bool {
        let (mut n, mut n_hold) = (0, 0);
        for sample in &self.samples {
            for (x, y) in sample.columns[a].iter().zip(&sample.columns[b]) {
                if !x.is_empty() || !y.is_empty() {
                    n += 1;
                    n_hold += usize::from(!x.is_empty() && !y.is_empty() && holds(x, y));
                }
            }
        }
        most(n_hold, n)
    }

    /// The beginning of a text of the column, on one line and harmless.
    pub(super) fn excerpt(&self, column: usize) -> String {
        const SHOWN: usize = 48;
        let text = self.rows(column).flatten().find(|text| !text.trim().is_empty());
        let Some(text) = text else { return "empty".to_owned() };
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut shown: String = line.chars().take(SHOWN).flat_map(char::escape_debug).collect();
        if line.chars().count() > SHOWN {
            shown.push('…');
        }
        format!("\"{shown}\"")
    }
}

/// The rows of two generations that have the same key, where it is unique.
fn by_key(a: &Sample, b: &Sample) -> Vec<(usize, usize)> {
    let unique = |sample: &Sample| {
        let mut rows: BTreeMap<String, Option<usize>> = BTreeMap::new();
        for (row, key) in sample.keys.iter().enumerate() {
            if let Some(key) = key {
                rows.entry(key.clone()).and_modify(|row| *row = None).or_insert(Some(row));
            }
        }
        rows
    };
    let (left, right) = (unique(a), unique(b));
    left.iter().filter_map(|(key, i)| Some(((*i)?, (*right.get(key)?)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Generations of columns of one text a row.
    fn evidence(
        generations: &[&[&dyn Fn(usize) -> String]],
        key: &dyn Fn(usize, usize) -> Option<String>,
    ) -> Evidence {
        let sample = |(g, columns): (usize, &&[&dyn Fn(usize) -> String])| Sample {
            keys: (0..20).map(|row| key(g, row)).collect(),
            columns: columns.iter().map(|text| (0..20).map(|row| vec![text(row)]).collect()).collect(),
            n_invalid: vec![0; columns.len()],
        };
        Evidence::new(generations.iter().enumerate().map(sample).collect())
    }

    #[test]
    fn what_repeats_in_both_is_told_from_what_differs() {
        let gold = |i: usize| format!("gold text {i}");
        let (one, two) = (|i: usize| format!("first answer {i}"), |i: usize| format!("other answer {i}"));
        let found = evidence(&[&[&gold, &one], &[&gold, &two]], &|_, _| None);
        assert_eq!((found.varies(0), found.varies(1)), (Some(false), Some(true)));
        let alone = evidence(&[&[&gold, &one]], &|_, _| None);
        assert_eq!(alone.varies(0), None);
    }

    #[test]
    fn rows_in_another_order_are_matched_by_key_or_as_sets() {
        let (gold, turned) =
            (|i: usize| format!("gold text {i}"), |i: usize| format!("gold text {}", 19 - i));
        // Answers repeat, so that as sets they would be the same.
        let (one, two) = (|i: usize| format!("answer {}", i % 2), |i: usize| format!("answer {}", i % 2));
        let key = |g: usize, row: usize| Some(if g == 0 { row } else { 19 - row }.to_string());
        let found = evidence(&[&[&gold, &one], &[&turned, &two]], &key);
        assert_eq!((found.varies(0), found.varies(1)), (Some(false), Some(true)));
        let found = evidence(&[&[&gold], &[&turned]], &|_, _| None);
        assert_eq!(found.varies(0), Some(false));
    }

    #[test]
    fn labels_are_few_values_or_single_words() {
        let (label, word) = (|i: usize| format!("a kind of {}", i % 4), |i: usize| format!("x{i}"));
        let (text, constant) = (|i: usize| format!("text number {i}"), |_: usize| "stop".to_owned());
        let found = evidence(&[&[&label, &word, &text, &constant]], &|_, _| None);
        assert_eq!([0, 1, 2, 3].map(|c| found.is_label(c)), [true, true, false, true]);
        assert!(found.is_constant(3) && !found.is_constant(0));
        assert!(found.of_a_label(3).starts_with("1 different value(s) of 1.0 words"));
        // Varied in one generation: an output that collapsed.
        let found = evidence(&[&[&text], &[&label]], &|_, _| None);
        assert!(!found.is_label(0));
    }

    #[test]
    fn an_answer_is_found_behind_its_prompt() {
        let answer = |i: usize| format!("this is a longer answer {i}");
        let whole = |i: usize| format!("Question {i}? this is a longer answer {i}");
        let number = |i: usize| i.to_string();
        let found = evidence(&[&[&answer, &whole, &number]], &|_, _| None);
        assert!(found.is_end(0, 1) && !found.is_end(1, 0) && !found.is_end(2, 0));
        assert!(found.is_within(2, 0) && found.is_within(0, 1) && !found.same(0, 1));
    }

    #[test]
    fn an_excerpt_is_one_harmless_line() {
        let hostile = |_: usize| format!("a\u{1b}[31m\n{}", "b".repeat(100));
        let shown = evidence(&[&[&hostile]], &|_, _| None).excerpt(0);
        assert!(
            shown.starts_with("\"a\\u{1b}[31m bbb") && shown.ends_with("…\"") && shown.chars().count() < 70
        );
    }
}
