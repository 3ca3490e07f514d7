//! The words and phrases behind a loss: what vanished and what is overused.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::chance::{self, Vanishing};
use super::excerpt::{self, Sighting};
use crate::estimator::log_odds;
use crate::hash::of_text;
use crate::pair::tail_of;
use crate::profile::counts::align;
use crate::profile::sample::prefix;
use crate::profile::{Counts, NAME_BYTES, Profile, Sample, Tokenizer};
use crate::report::{Gram, Lost, Overused};

/// Entries a list holds.
const ENTRIES: usize = 20;
/// Phrases among them.
const PHRASES: usize = 8;
/// Candidates looked up in the sample: more than entries, since some are not in it or only repeat a listed word.
const CANDIDATES: usize = 80;
/// Prior weight of the log-odds, as a share of all (word, document) pairs of both corpora.
const PRIOR: f64 = 0.1;
/// Standardized log-odds below this are not worth a line.
const LEAST_Z: f64 = 2.0;

/// A type's occurrences and documents on both sides.
#[derive(Debug, Clone, Copy)]
struct Use {
    hash: u64,
    before: (u64, u64),
    after: (u64, u64),
}

fn uses<'a>(before: &'a Counts, after: &'a Counts) -> impl Iterator<Item = Use> + 'a {
    align(before.types(), after.types()).map(move |(hash, left, right)| Use {
        hash,
        before: left.map_or((0, 0), |at| before.total(at)),
        after: right.map_or((0, 0), |at| after.total(at)),
    })
}

/// Words and phrases of the reference that vanished, those in most documents first.
///
/// Not only tail words: a head word that vanished is worse news, and 20 words of two documents each are none at all.
/// A phrase is listed when its words live on but it does not.
///
/// Counts come from `reference` and `current`, examples from `sample`, the reference's own.
pub fn lost(reference: &Profile, current: &Profile, sample: &Sample, tokenizer: Tokenizer) -> Vec<Lost> {
    let tail: BTreeSet<u64> = reference
        .words
        .counts
        .types()
        .iter()
        .zip(tail_of(reference))
        .filter_map(|(&hash, in_tail)| in_tail.then_some(hash))
        .collect();
    let gone = |before: &Counts, after: &Counts| {
        let gone = uses(before, after).filter(|u| u.before.0 > 0 && u.after.0 == 0);
        ranked(gone, |u| (Reverse(u.before.1), Reverse(u.before.0), u.hash))
    };
    let sides = (reference.n_documents(), current.n_documents());
    let chance = |before: &Counts, after: &Counts| {
        Vanishing::of(uses(before, after).map(|u| (u.before.1, u.after.1)), sides)
    };
    let of_words = chance(&reference.words.counts, &current.words.counts);
    let of_phrases = chance(&reference.bigrams, &current.bigrams);
    let words = gone(&reference.words.counts, &current.words.counts);
    let phrases = gone(&reference.bigrams, &current.bigrams);
    let sightings = sightings(sample, tokenizer, &words, &phrases);
    let alive = |s: &Sighting| s.words.iter().all(|w| current.words.counts.find(of_text(w)).is_some());
    let entry = |kind, text: String, u: &Use, sighting: Option<&Sighting>| {
        let chance = if kind == Gram::Word { &of_words } else { &of_phrases };
        Lost {
            text,
            kind,
            in_tail: (kind == Gram::Word).then(|| tail.contains(&u.hash)),
            count_before: u.before.0,
            count_after: u.after.0,
            documents_before: u.before.1,
            documents_after: u.after.1,
            expected: Some(chance.expected(u.before.1)),
            beyond_chance: chance.least.is_some_and(|least| u.before.1 >= least),
            example: sighting.map(|s| s.excerpt.clone()),
        }
    };
    let words = words.iter().filter_map(|u| {
        let sighting = sightings.get(&u.hash);
        Some(entry(Gram::Word, spelling(reference, u.hash, sighting)?, u, sighting))
    });
    let phrases = phrases.iter().filter_map(|u| {
        let sighting = sightings.get(&u.hash).filter(|s| alive(s))?;
        Some(entry(Gram::Phrase, sighting.words.join(" "), u, Some(sighting)))
    });
    let mut list = mixed(words, phrases);
    list.sort_by(|a, b| (Reverse(a.documents_before), &a.text).cmp(&(Reverse(b.documents_before), &b.text)));
    list
}

/// Words and phrases the current generation overuses, strongest log-odds first.
///
/// A phrase is listed unless both of its words are.
///
/// The odds are of a document holding it: one document that repeats a word a hundred times is one document. Counts
/// come from `reference` and `current`, examples from `sample`, the current generation's own.
pub fn overused(
    reference: &Profile,
    current: &Profile,
    sample: &Sample,
    tokenizer: Tokenizer,
) -> Vec<Overused> {
    let words = rising(&reference.words.counts, &current.words.counts);
    let phrases = rising(&reference.bigrams, &current.bigrams);
    let plain = |list: &[(Use, f64)]| list.iter().map(|(u, _)| *u).collect::<Vec<_>>();
    let sightings = sightings(sample, tokenizer, &plain(&words), &plain(&phrases));
    let sides = (reference.n_documents(), current.n_documents());
    let risen = |before: &Counts, after: &Counts, found: &[(Use, f64)]| {
        let n_types = uses(before, after).count();
        let candidates = found.iter().map(|(u, _)| (u.hash, u.before.1, u.after.1)).collect();
        chance::risen(candidates, n_types, sides)
    };
    let by_chance = [
        risen(&reference.words.counts, &current.words.counts, &words),
        risen(&reference.bigrams, &current.bigrams, &phrases),
    ];
    let expected = |kind: Gram, u: &Use| {
        by_chance[usize::from(kind == Gram::Phrase)].iter().find(|s| s.hash == u.hash).map(|s| s.expected)
    };
    let entry = |kind, text: String, u: &Use, z: f64| Overused {
        text,
        kind,
        count_before: u.before.0,
        count_after: u.after.0,
        documents_before: u.before.1,
        documents_after: u.after.1,
        z,
        expected: expected(kind, u),
        beyond_chance: expected(kind, u).is_some(),
        example: sightings.get(&u.hash).map(|s| s.excerpt.clone()),
    };
    let words: Vec<Overused> = words
        .iter()
        .filter_map(|(u, z)| {
            let text = spelling(current, u.hash, sightings.get(&u.hash))?;
            Some(entry(Gram::Word, text, u, *z))
        })
        .take(ENTRIES)
        .collect();
    let listed: BTreeSet<&str> = words.iter().map(|w| w.text.as_str()).collect();
    let phrases: Vec<Overused> = phrases
        .iter()
        .filter_map(|(u, z)| {
            let sighting = sightings.get(&u.hash)?;
            let news = sighting.words.iter().any(|w| !listed.contains(w.as_str()));
            news.then(|| entry(Gram::Phrase, sighting.words.join(" "), u, *z))
        })
        .collect();
    let mut list = mixed(words.into_iter(), phrases.into_iter());
    list.sort_by(|a, b| b.z.total_cmp(&a.z).then_with(|| a.text.cmp(&b.text)));
    list
}

fn rising(before: &Counts, after: &Counts) -> Vec<(Use, f64)> {
    let total = |side: fn(&Use) -> u64| uses(before, after).map(|u| side(&u)).sum::<u64>() as f64;
    let (n_before, n_after) = (total(|u| u.before.1), total(|u| u.after.1));
    let both = n_before + n_after;
    let scored = uses(before, after).filter_map(|u| {
        let (b, a) = (u.before.1 as f64, u.after.1 as f64);
        let z = log_odds::z(a, n_after, b, n_before, PRIOR * (a + b), PRIOR * both);
        (z > LEAST_Z).then_some((u, z))
    });
    let mut list: Vec<_> = scored.collect();
    list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.hash.cmp(&b.0.hash)));
    list.truncate(CANDIDATES);
    list
}

fn ranked<K: Ord>(list: impl Iterator<Item = Use>, key: impl Fn(&Use) -> K) -> Vec<Use> {
    let mut list: Vec<Use> = list.collect();
    list.sort_by_key(key);
    list.truncate(CANDIDATES);
    list
}

fn sightings(
    sample: &Sample,
    tokenizer: Tokenizer,
    words: &[Use],
    phrases: &[Use],
) -> std::collections::BTreeMap<u64, Sighting> {
    let wanted: Vec<u64> = words.iter().chain(phrases).map(|u| u.hash).collect();
    excerpt::find(sample, tokenizer, &wanted)
}

/// As the profile spells a word, or, where it was made of sampled rows, as these show it.
fn spelling(profile: &Profile, hash: u64, sighting: Option<&Sighting>) -> Option<String> {
    let name = profile.words.spelling(hash);
    match name.is_empty() {
        true => Some(prefix(sighting?.words.first()?, NAME_BYTES).to_owned()),
        false => Some(name.into()),
    }
}

/// Up to [`PHRASES`] phrases, the rest words.
fn mixed<T>(words: impl Iterator<Item = T>, phrases: impl Iterator<Item = T>) -> Vec<T> {
    let mut list: Vec<T> = phrases.take(PHRASES).collect();
    list.extend(words.take(ENTRIES - list.len()));
    list
}
