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
            let excerpt = around(&row.text, &words[0], tokenizer);
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

/// The text around the first place where this word stands, on one line.
pub(super) fn around(text: &str, word: &str, tokenizer: Tokenizer) -> String {
    let is_word = |segment: &str| {
        let mut same = false;
        tokenizer.tokens(segment, |t| same |= t == word);
        same
    };
    let at = text
        .unicode_word_indices()
        .find(|(_, segment)| is_word(segment))
        .map(|(at, _)| at)
        .or_else(|| text.find(word))
        .unwrap_or(0);
    let start = text[..at].char_indices().rev().take(CONTEXT).last().map_or(at, |(i, _)| i);
    let end = text[at..]
        .char_indices()
        .nth(2 * CONTEXT - text[start..at].chars().count())
        .map_or(text.len(), |(i, _)| at + i);
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
        let line = around(&long, "needle", Tokenizer::default());
        assert!(line.contains("Needle, here"), "{line}");
        assert!(line.starts_with('…') && line.ends_with('…'));
        assert!(line.chars().count() <= 2 * CONTEXT + 2);
        assert_eq!(around("short", "short", Tokenizer::default()), "short");
        assert_eq!(around("日本語", "本語", Tokenizer::default()), "日本語");
    }
}
