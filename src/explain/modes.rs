//! Clusters of meaning, named by the words that tell their documents from all others.

use std::collections::{BTreeSet, HashMap};

use super::excerpt;
use crate::compare;
use crate::estimator::log_odds;
use crate::hash::{BuildPassthrough, of_text};
use crate::profile::{Profile, SampleRow, Tokenizer};
use crate::report::{Mode, ModeChange};

/// Clusters that a report lists.
const LISTED: usize = 20;
/// Words that name one.
const NAMES: usize = 4;
/// Prior weight of the log-odds, as a share of all (word, document) pairs.
const PRIOR: f64 = 0.1;
/// Standardized log-odds below this name nothing.
const LEAST_Z: f64 = 2.0;

/// The clusters whose share changed most, the largest loss first.
pub fn modes(
    reference: &Profile,
    current: &Profile,
    found: &[compare::Mode],
    tokenizer: Tokenizer,
) -> Vec<Mode> {
    let mut listed: Vec<usize> = (0..found.len()).collect();
    let change = |at: usize| found[at].difference;
    listed.sort_by(|&a, &b| change(b).abs().total_cmp(&change(a).abs()).then(a.cmp(&b)));
    listed.truncate(LISTED);
    listed.sort_by(|&a, &b| change(a).total_cmp(&change(b)).then(a.cmp(&b)));
    if listed.is_empty() {
        return Vec::new();
    }
    // Without embeddings the vectors are those of the text, which every row has.
    let embedded = [reference, current].iter().any(|p| p.embedding_dimension().is_some());
    let has_vector = |row: &&SampleRow| !embedded || row.embedding.is_some();
    let sides = [reference, current].map(|p| p.sample.rows().iter().filter(has_vector).collect());
    let usage = Usage::of(&sides, found, tokenizer);
    listed.into_iter().map(|at| mode(at, &found[at], &sides, &usage, tokenizer)).collect()
}

fn mode(
    at: usize,
    found: &compare::Mode,
    sides: &[Vec<&SampleRow>; 2],
    usage: &Usage<'_>,
    tokenizer: Tokenizer,
) -> Mode {
    let words = usage.typical(at);
    // What a lost cluster said, only the earlier side can show.
    let side = usize::from(found.members[0].is_empty());
    let members = found.members[side].iter().map(|&row| sides[side][row]);
    Mode {
        cluster: at as u64 + 1,
        documents_before: found.before,
        documents_after: found.after,
        difference: found.difference,
        ci_low: found.interval.map(|i| i.0),
        ci_high: found.interval.map(|i| i.1),
        change: change(found),
        example: example(members, &words, tokenizer),
        words,
    }
}

fn change(found: &compare::Mode) -> ModeChange {
    // Where no block makes a difference (from none to all), the change is what it is.
    let (low, high) = found.interval.unwrap_or((found.difference, found.difference));
    match (high < 0.0, low > 0.0) {
        (true, _) if found.after == 0 => ModeChange::Vanished,
        (true, _) => ModeChange::Shrunk,
        (_, true) if found.before == 0 => ModeChange::New,
        (_, true) => ModeChange::Grown,
        _ => ModeChange::Unclear,
    }
}

/// The first document that holds the most of the words, around the first of them.
fn example<'a>(
    members: impl Iterator<Item = &'a SampleRow>,
    words: &[String],
    tokenizer: Tokenizer,
) -> Option<String> {
    let wanted: BTreeSet<u64> = words.iter().map(|w| of_text(w)).collect();
    let score = |row: &SampleRow| {
        let split = row.split(tokenizer);
        let tokens = split.tokens(usize::MAX);
        wanted.iter().filter(|&word| tokens.contains(word)).count()
    };
    // Of equals `max_by_key` takes the last, and the first is wanted.
    let best = members.enumerate().max_by_key(|(at, row)| (score(row), std::cmp::Reverse(*at)))?.1;
    let word = words.iter().find(|w| {
        let mut held = false;
        tokenizer.tokens(&best.text, |t| held |= t == w.as_str());
        held
    });
    Some(excerpt::around(&best.text, word.map_or(&[], std::slice::from_ref), tokenizer))
}

/// In how many documents of each cluster each word stands.
struct Usage<'a> {
    /// By the word's hash: the documents by cluster, and the first row that holds it.
    words: HashMap<u64, (Vec<u32>, &'a SampleRow), BuildPassthrough>,
    /// Pairs of a word and a document that holds it, by cluster.
    pairs: Vec<u64>,
    tokenizer: Tokenizer,
}

impl<'a> Usage<'a> {
    fn of(sides: &[Vec<&'a SampleRow>; 2], found: &[compare::Mode], tokenizer: Tokenizer) -> Self {
        let mut usage = Self { words: HashMap::default(), pairs: vec![0; found.len()], tokenizer };
        let mut words = Vec::new();
        for (cluster, mode) in found.iter().enumerate() {
            for (rows, members) in sides.iter().zip(&mode.members) {
                for row in members.iter().map(|&at| rows[at]) {
                    words.clear();
                    words.extend_from_slice(row.split(tokenizer).tokens(usize::MAX));
                    words.sort_unstable();
                    words.dedup();
                    words.iter().for_each(|&word| usage.add(word, row, cluster));
                }
            }
        }
        usage
    }

    fn add(&mut self, word: u64, row: &'a SampleRow, cluster: usize) {
        let clusters = self.pairs.len();
        let (documents, _) = self.words.entry(word).or_insert_with(|| (vec![0; clusters], row));
        documents[cluster] += 1;
        self.pairs[cluster] += 1;
    }

    /// The words that tell a cluster from all others, the most typical first, of equally typical ones by their letters.
    fn typical(&self, cluster: usize) -> Vec<String> {
        let all = self.pairs.iter().sum::<u64>() as f64;
        let own = self.pairs[cluster] as f64;
        let z = |documents: &[u32]| {
            let here = f64::from(documents[cluster]);
            let total = f64::from(documents.iter().sum::<u32>());
            log_odds::z(here, own, total - here, all - own, PRIOR * total, PRIOR * all)
        };
        let scored = self.words.iter().map(|(word, (documents, row))| (z(documents), *word, *row));
        let mut scored: Vec<(f64, u64, &SampleRow)> = scored.filter(|(z, ..)| *z > LEAST_Z).collect();
        scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        // Only what may be among the first is spelled.
        let last = scored.get(NAMES - 1).map_or(LEAST_Z, |found| found.0);
        let first = scored.into_iter().take_while(|(z, ..)| *z >= last);
        let mut named: Vec<(f64, String)> =
            first.map(|(z, word, row)| (z, self.spelled(word, row))).collect();
        named.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        named.into_iter().take(NAMES).map(|(_, word)| word).collect()
    }

    /// How a row spells a word.
    fn spelled(&self, word: u64, row: &SampleRow) -> String {
        let mut found = String::new();
        self.tokenizer.tokens(&row.text, |token| {
            if found.is_empty() && of_text(token) == word {
                found.push_str(token);
            }
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Builder, Document, KeyHash};
    use crate::terms::Vector;

    fn profile(texts: &[&str]) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for (i, text) in texts.iter().enumerate() {
            builder.add(&Document {
                embedding: Vector::Values(&[1.0, 2.0]),
                ..Document::new(KeyHash { order: i as u64, block: 0 }, text)
            });
        }
        builder.finish()
    }

    fn found(members: [&[usize]; 2], interval: Option<(f64, f64)>) -> compare::Mode {
        let [before, after] = members.map(|m| m.len() as u64);
        let members = members.map(<[usize]>::to_vec);
        compare::Mode { before, after, difference: (after as f64 - before as f64) / 12.0, interval, members }
    }

    #[test]
    fn a_cluster_is_named_by_its_words_and_shown_by_a_document() {
        // Enough documents that the odds tell; the words around the names are the same in both.
        let about =
            |name: &str| (0..30).map(|i| format!("the {name} is number {i}")).collect::<Vec<String>>();
        let (rivers, trains) = (about("river"), about("train"));
        let before: Vec<&str> = rivers.iter().chain(&trains).map(String::as_str).collect();
        let after: Vec<&str> = trains.iter().map(String::as_str).collect();
        let (before, after) = (profile(&before), profile(&after));
        let (first, second): (Vec<usize>, Vec<usize>) = ((0..30).collect(), (30..60).collect());
        let modes = modes(
            &before,
            &after,
            &[found([&second, &first], Some((-0.1, 0.1))), found([&first, &[]], Some((-0.5, -0.1)))],
            Tokenizer::default(),
        );
        assert_eq!([modes[0].cluster, modes[1].cluster], [2, 1], "the largest loss first");
        assert_eq!(modes[0].change, ModeChange::Vanished);
        assert_eq!(modes[0].words, ["river"]);
        assert!(modes[0].example.as_deref().unwrap().contains("river"));
        assert_eq!(modes[1].change, ModeChange::Unclear);
        assert_eq!(modes[1].words, ["train"]);
    }

    #[test]
    fn every_change_has_its_name() {
        let of = |members: [&[usize]; 2], ends| change(&found(members, Some(ends)));
        assert_eq!(of([&[0, 1], &[0]], (-0.2, -0.1)), ModeChange::Shrunk);
        assert_eq!(of([&[0], &[0, 1]], (0.1, 0.2)), ModeChange::Grown);
        assert_eq!(of([&[], &[0, 1]], (0.1, 0.2)), ModeChange::New);
        assert_eq!(of([&[0], &[]], (-0.2, 0.1)), ModeChange::Unclear);
        assert_eq!(change(&found([&[], &[0]], None)), ModeChange::New, "all blocks say the same");
    }
}
