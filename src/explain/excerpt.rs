//! Finds words and phrases in the sample: their spelling and a document that shows them.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation;

use crate::hash::{of_gram, of_text};
use crate::profile::{Sample, SampleRow, Tokenizer};

/// Characters shown on either side of the word.
const CONTEXT: usize = 70;

/// A word or phrase as the sample shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sighting {
    /// Its words, as counted.
    pub(super) words: Vec<String>,
    /// A piece of the first sampled document that holds it.
    pub(super) excerpt: String,
}

/// The first sighting of each of these words and bigrams. Cost: one pass over the sample's text.
pub(super) fn find(sample: &Sample, tokenizer: Tokenizer, wanted: &[u64]) -> BTreeMap<u64, Sighting> {
    let mut missing: std::collections::BTreeSet<u64> = wanted.iter().copied().collect();
    let mut found = BTreeMap::new();
    for row in sample.rows() {
        if missing.is_empty() {
            break;
        }
        for (hash, words) in hits(row, tokenizer, &missing) {
            missing.remove(&hash);
            let excerpt = around(&row.text, &words, tokenizer);
            found.entry(hash).or_insert(Sighting { words, excerpt });
        }
    }
    found
}

fn hits(
    row: &SampleRow,
    tokenizer: Tokenizer,
    wanted: &std::collections::BTreeSet<u64>,
) -> Vec<(u64, Vec<String>)> {
    let mut hits = Vec::new();
    let mut before: Option<(u64, String)> = None;
    tokenizer.tokens(&row.text, |word| {
        let hash = of_text(word);
        if wanted.contains(&hash) {
            hits.push((hash, vec![word.to_owned()]));
        }
        let spelling = match before.take() {
            Some((first, mut spelling)) => {
                let gram = of_gram([first, hash]);
                if wanted.contains(&gram) {
                    hits.push((gram, vec![spelling.clone(), word.to_owned()]));
                }
                spelling.clear();
                spelling.push_str(word);
                spelling
            }
            None => word.to_owned(),
        };
        before = Some((hash, spelling));
    });
    hits
}

/// The text around the first place where these words follow each other, on one line; around the first of them where no place is found.
pub(super) fn around(text: &str, words: &[String], tokenizer: Tokenizer) -> String {
    let Some(first) = words.first() else { return beginning(text) };
    let is_word = |segment: &str, word: &str| {
        let mut same = false;
        tokenizer.tokens(segment, |t| same |= t == word);
        same
    };
    let segments: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let follow = |window: &&[(usize, &str)]| window.iter().zip(words).all(|((_, s), word)| is_word(s, word));
    let at = segments.windows(words.len()).find(follow).and_then(|window| window.first());
    let at = at.or_else(|| segments.iter().find(|(_, segment)| is_word(segment, first)));
    let at = at.map(|(at, _)| *at).or_else(|| text.find(first.as_str())).unwrap_or(0);
    let start = text[..at].char_indices().rev().take(CONTEXT).last().map_or(at, |(i, _)| i);
    let end = text[at..]
        .char_indices()
        .nth(2 * CONTEXT - text[start..at].chars().count())
        .map_or(text.len(), |(i, _)| at + i);
    one_line(text, start, end)
}

/// The beginning of a text, on one line.
pub(super) fn beginning(text: &str) -> String {
    let end = text.char_indices().nth(2 * CONTEXT).map_or(text.len(), |(i, _)| i);
    one_line(text, 0, end)
}

/// The end of a text, on one line.
pub(super) fn end(text: &str) -> String {
    let start = text.char_indices().rev().nth(2 * CONTEXT - 1).map_or(0, |(i, _)| i);
    one_line(text, start, text.len())
}

/// A part of a text, with a sign where it was cut.
fn one_line(text: &str, start: usize, end: usize) -> String {
    let mut line: String = text[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
    if start > 0 {
        line.insert(0, '…');
    }
    if end < text.len() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_line_around_the_word() {
        let long = format!("{} Needle,\nhere {}", "a ".repeat(200), "ü ".repeat(200));
        let around = |text: &str, words: &[&str]| {
            let words: Vec<String> = words.iter().map(|&w| w.to_owned()).collect();
            super::around(text, &words, Tokenizer::default())
        };
        let line = around(&long, &["needle"]);
        assert!(line.contains("Needle, here"), "{line}");
        assert!(line.starts_with('…') && line.ends_with('…'));
        assert!(line.chars().count() <= 2 * CONTEXT + 2);
        assert_eq!(around("short", &["short"]), "short");
        assert_eq!(around("日本語", &["本語"]), "日本語");
        let apart = format!("The {} the, end {}", "a ".repeat(200), "b ".repeat(200));
        assert!(around(&apart, &["the", "end"]).contains("the, end"), "where the words follow each other");
        assert_eq!(end(&apart).chars().count(), 2 * CONTEXT);
        assert!(beginning(&apart).starts_with("The a") && beginning("x") == "x");
    }
}
