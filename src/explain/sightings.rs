//! What shows symptoms in the texts, beside words: openings and whole texts that come more often than chance alone would have it, and loops.

use super::chance::{self, Surprise};
use super::excerpt;
use crate::hash::{of_gram, of_text};
use crate::profile::counts::align;
use crate::profile::{Counts, Profile, SampleRow, Tokenizer};
use crate::report::{Evidence, Loops, Sighting};

/// Entries of a list.
const ENTRIES: usize = 12;
/// Words of an opening, as profiles count them.
const OPENING_WORDS: usize = 3;
/// Loops that are shown.
const LOOPS: usize = 3;
/// What stands in fewer documents than this is no news, whatever chance says.
const FEWEST: u64 = 4;

/// What shows symptoms in the texts of the current generation, against the reference. Cost: one pass over the sample's texts.
pub fn evidence(reference: &Profile, current: &Profile, tokenizer: Tokenizer) -> Evidence {
    let sides = (reference.n_documents(), current.n_documents());
    let rows = || current.sample.rows();
    let openings = rising(&reference.openings, &current.openings, sides);
    let duplicates = rising(&reference.texts, &current.texts, sides);
    let looping = |profile: &Profile| profile.looping.iter().sum();
    Evidence {
        openings: shown(&openings, rows(), |row| opening(row, tokenizer)),
        duplicates: shown(&duplicates, rows(), |row| Some((row.content, excerpt::beginning(&row.text)))),
        loops: Loops {
            documents_before: looping(reference),
            documents_after: looping(current),
            examples: rows().iter().filter(|row| row.loops).filter_map(end).take(LOOPS).collect(),
        },
    }
}

/// What came to stand in more documents than chance alone would have it, the least likely first.
fn rising(before: &Counts, after: &Counts, sides: (u64, u64)) -> Vec<Surprise> {
    let documents = |counts: &Counts, at: Option<usize>| at.map_or(0, |at| counts.total(at).1);
    let mut n_types = 0;
    let mut candidates = Vec::new();
    for (hash, left, right) in align(before.types(), after.types()) {
        n_types += 1;
        let (b, a) = (documents(before, left), documents(after, right));
        if a >= FEWEST && a * sides.0 > b * sides.1 {
            candidates.push((hash, b, a));
        }
    }
    let mut found = chance::risen(candidates, n_types, sides);
    found.truncate(ENTRIES);
    found
}

/// Those of which the sample has a text, as it shows them.
fn shown(
    found: &[Surprise],
    rows: &[SampleRow],
    name: impl Fn(&SampleRow) -> Option<(u64, String)>,
) -> Vec<Sighting> {
    let mut seen: Vec<Option<(String, &SampleRow)>> = vec![None; found.len()];
    let mut missing = found.len();
    for row in rows {
        if missing == 0 {
            break;
        }
        let Some((hash, text)) = name(row) else { continue };
        if let Some(at) = found.iter().position(|s| s.hash == hash).filter(|at| seen[*at].is_none()) {
            seen[at] = Some((text, row));
            missing -= 1;
        }
    }
    let entry = |(surprise, seen): (&Surprise, Option<(String, &SampleRow)>)| {
        let (text, row) = seen?;
        Some(Sighting {
            text,
            documents_before: surprise.before,
            documents_after: surprise.after,
            expected: surprise.expected,
            example: Some(excerpt::beginning(&row.text)),
        })
    };
    found.iter().zip(seen).filter_map(entry).collect()
}

/// The first words of a document, and their hash as profiles count it.
fn opening(row: &SampleRow, tokenizer: Tokenizer) -> Option<(u64, String)> {
    let mut words: Vec<String> = Vec::with_capacity(OPENING_WORDS);
    // A tokenizer does not stop early, so it is given what holds so few words in any text.
    let text = crate::profile::sample::prefix(&row.text, HEAD_BYTES);
    tokenizer.tokens(text, |word| {
        if words.len() < OPENING_WORDS {
            words.push(word.to_owned());
        }
    });
    let hash = words.iter().fold(0, |acc, word| of_gram([acc, of_text(word)]));
    (!words.is_empty()).then(|| (hash, words.join(" ")))
}

/// Bytes that hold the first words of a text.
const HEAD_BYTES: usize = 400;

/// The end of a text, of which the sample has the end.
fn end(row: &SampleRow) -> Option<String> {
    (row.text.len() < crate::profile::sample::TEXT_BYTES).then(|| excerpt::end(&row.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Builder, Document, KeyHash};

    fn profile(texts: &[String]) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for (i, text) in texts.iter().enumerate() {
            builder.add(&Document::new(KeyHash { order: i as u64, block: (i % 32) as u8 }, text));
        }
        builder.finish()
    }

    fn texts(of: impl Fn(usize) -> String) -> Vec<String> {
        (0..200).map(of).collect()
    }

    #[test]
    fn openings_and_copies_are_told_with_what_chance_would_show() {
        let plain = |i: usize| format!("word{i} begins another text of its own, number {i}");
        let before = profile(&texts(plain));
        let after = profile(&texts(|i| match i % 5 {
            0 => format!("Sure, here is answer {i}"),
            1 => "The very same text.".to_owned(),
            _ => plain(i),
        }));
        let found = evidence(&before, &after, Tokenizer::default());
        let told: Vec<_> =
            found.openings.iter().map(|o| (o.text.as_str(), o.documents_before, o.documents_after)).collect();
        assert!(
            told.contains(&("sure here is", 0, 40)) && told.contains(&("the very same", 0, 40)),
            "{told:?}"
        );
        assert!(found.openings[0].expected < 1e-6);
        let copies: Vec<_> = found.duplicates.iter().map(|d| (d.text.as_str(), d.documents_after)).collect();
        assert_eq!(copies, [("The very same text.", 40)]);
        assert!(found.openings[0].example.as_deref().unwrap().to_lowercase().contains("s"));
    }

    #[test]
    fn two_halves_of_one_corpus_show_nothing() {
        let half = |rest: usize| {
            texts(move |i| format!("{} {} opens it {i}", (2 * i + rest) % 7, (2 * i + rest) % 3))
        };
        let found = evidence(&profile(&half(0)), &profile(&half(1)), Tokenizer::default());
        assert_eq!((found.openings.len(), found.duplicates.len()), (0, 0), "{found:?}");
        let again = evidence(&profile(&half(0)), &profile(&half(0)), Tokenizer::default());
        assert!(again.openings.is_empty());
    }
}
