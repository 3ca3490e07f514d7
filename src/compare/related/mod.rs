//! Which rows of two corpora belong together: by their key, by their number, or by what they say.
//!
//! Blocks are left out of both sides at once, and what is defined on one half of the blocks is measured on the other. If the
//! answers to one prompt fall into different blocks on the two sides, the half that defines shares prompts with the other side's
//! half that is measured, but never with the reference's own: a corpus against itself with its rows shuffled read 1.38 of its
//! effective vocabulary and 1.79 of its rare words alive. A key prevents that. Where there is none, texts that share rare
//! words (or are nearest to each other by their embeddings) are put into one block, on whichever side they stand: exchanging the
//! sides then changes nothing but names, whether the prompts are the same, fresh ones, or half of either.

mod clusters;
mod copies;
mod links;

use std::borrow::Cow;

use ndarray::Array2;

use self::clusters::Clusters;
use self::links::{Alike, Nearest};
use super::missing::{Missing, missing};
use crate::estimator::space::neighbors;
use crate::profile::{Profile, SampleRow, Tokenizer};
use crate::terms::Pairing;

/// Rows of either side in which it is looked whether texts agree with the keys.
const LOOKED_AT: usize = 512;

/// Fewer pairs of texts that are clearly partners say nothing about numbers or keys.
const FEWEST_PARTNERS: usize = 10;

/// Rows that a row names as its neighbors by their embeddings. With eight, whole rare modes fall into one block, so that the half which measures has none of
/// them, and `embedding-tail-recall` is open in 52% of the comparisons of 200 documents; with one in 18%, and hardly fewer partners meet.
const NEAREST_VECTORS: usize = 1;

/// Most vectors of both sides whose nearest ones are looked for: the cost is the square of them.
const MOST_VECTORS: usize = 16_384;

/// Two corpora whose blocks hold what belongs together.
#[derive(Debug, Clone)]
pub struct Sides<'a> {
    /// The earlier one.
    pub reference: Cow<'a, Profile>,
    /// The later one.
    pub current: Cow<'a, Profile>,
    /// What brought rows together.
    pub pairing: Pairing,
    /// Pairs of texts that are clearly partners, and those of them whose key (or row number) is the same; `None` where it was not
    /// looked.
    pub partners: Option<[usize; 2]>,
    /// Rows by block of prompts that the earlier side was asked and the later one has no row for.
    pub missing: Missing,
}

impl<'a> Sides<'a> {
    /// Whether both sides are as they came, in blocks of their own.
    pub fn are_borrowed(&self) -> bool {
        matches!((&self.reference, &self.current), (Cow::Borrowed(_), Cow::Borrowed(_)))
    }

    /// Whether both sides hold the same documents with the same vectors, paired ones each in its place.
    pub fn are_identical(&self) -> bool {
        let [before, after] = [&self.reference, &self.current];
        let sizes = |p: &Profile| (p.n_documents(), p.n_tokens(), p.texts.len());
        if sizes(before) != sizes(after) || before.texts.types() != after.texts.types() {
            return false;
        }
        let in_order = |p: &'_ Profile| {
            let mut rows: Vec<usize> = (0..p.sample.rows().len()).collect();
            if !self.pairing.is_paired() {
                rows.sort_by_key(|&at| p.sample.rows()[at].content);
            }
            rows
        };
        let same = |a: &SampleRow, b: &SampleRow| {
            let in_place = !self.pairing.is_paired() || a.order == b.order;
            in_place && a.content == b.content && a.embedding == b.embedding
        };
        let (first, second) = (in_order(before), in_order(after));
        let mut pairs = first.iter().zip(&second);
        let rows = [before, after].map(|p| p.sample.rows());
        first.len() == second.len() && pairs.all(|(&a, &b)| same(&rows[0][a], &rows[1][b]))
    }

    /// Takes the blocks as they are: rows pair by their keys, or not at all.
    pub fn as_given(reference: &'a Profile, current: &'a Profile) -> Self {
        let has_keys = |profile: &Profile| !profile.keys.is_empty();
        let pairing = match (has_keys(reference) && has_keys(current), reference.pairs_with(current)) {
            (true, true) => Pairing::Key,
            (true, false) => Pairing::None,
            (false, _) => Pairing::Content,
        };
        Self {
            reference: Cow::Borrowed(reference),
            current: Cow::Borrowed(current),
            pairing,
            partners: None,
            missing: missing(reference, current, pairing),
        }
    }

    /// Finds out what belongs together: by keys where both sides share them and the texts do not speak against it; by row numbers
    /// where the texts say so; else by the texts.
    ///
    /// Cost without keys: for each sampled row the rows that share a rare word with it, and both samples are counted anew.
    pub fn of(reference: &'a Profile, current: &'a Profile, tokenizer: Tokenizer) -> Self {
        Self::by_what_pairs(reference, current, tokenizer).with_copies_together(tokenizer)
    }

    fn by_what_pairs(reference: &'a Profile, current: &'a Profile, tokenizer: Tokenizer) -> Self {
        let given = Self::as_given(reference, current);
        match given.pairing {
            Pairing::None => given,
            Pairing::Key => {
                let heads = [reference, current].map(|p| p.sample.first(LOOKED_AT));
                let partners = Rows::of(heads, tokenizer).partners();
                match partners {
                    [all, same] if all >= 2 * FEWEST_PARTNERS && 2 * same < all => {
                        Self { partners: Some(partners), ..Self::by_content(reference, current, tokenizer) }
                    }
                    _ => Self { partners: Some(partners), ..given },
                }
            }
            _ => Self::by_content(reference, current, tokenizer),
        }
    }

    fn by_content(reference: &'a Profile, current: &'a Profile, tokenizer: Tokenizer) -> Self {
        let rows = Rows::of([reference, current].map(|p| p.sample.rows()), tokenizer);
        let partners = rows.partners();
        let [all, same] = partners;
        let keyless = reference.keys.is_empty() && current.keys.is_empty();
        if keyless && all >= FEWEST_PARTNERS && 2 * same >= all {
            let (sides, pairing) = (Self::as_given(reference, current), Pairing::RowNumber);
            let missing = missing(reference, current, pairing);
            return Self { pairing, partners: Some(partners), missing, ..sides };
        }
        let blocks = rows.blocks();
        let (before, after) = blocks.split_at(reference.sample.rows().len());
        Self {
            reference: Cow::Owned(reference.in_blocks(before, false, tokenizer)),
            current: Cow::Owned(current.in_blocks(after, false, tokenizer)),
            pairing: Pairing::Content,
            partners: Some(partners),
            missing: missing(reference, current, Pairing::Content),
        }
    }

    /// Copies of one text in one block: a block that is left out must take all of them along, or what it alone says is said
    /// elsewhere. Blocks stay as they are where hardly any text comes twice, and where the samples are not whole.
    pub(crate) fn with_copies_together(self, tokenizer: Tokenizer) -> Self {
        let samples = [&self.reference, &self.current].map(|p| p.sample.rows());
        let whole =
            [&self.reference, &self.current].iter().all(|p| p.n_documents() == p.sample.rows().len() as u64);
        let dealt = if whole && self.pairing != Pairing::Content { copies::blocks(samples) } else { None };
        let Some([before, after]) = dealt else { return self };
        let keyed = !matches!(self.pairing, Pairing::RowNumber);
        let moved =
            |profile: &Profile, blocks: &[u8]| Cow::Owned(profile.in_blocks(blocks, keyed, tokenizer));
        Self { reference: moved(&self.reference, &before), current: moved(&self.current, &after), ..self }
    }
}

/// The blocks of one corpus's sampled rows in which texts that belong together are together: for corpora without keys that are
/// dealt into sides later.
pub fn blocks_by_content(rows: &[SampleRow], tokenizer: Tokenizer) -> Vec<u8> {
    Rows::of([rows, &[]], tokenizer).blocks()
}

/// The sampled rows of both sides, one list behind the other.
struct Rows<'r> {
    rows: Vec<&'r SampleRow>,
    /// Rows of the earlier side.
    border: usize,
    alike: Alike,
}

impl<'r> Rows<'r> {
    fn of([before, after]: [&'r [SampleRow]; 2], tokenizer: Tokenizer) -> Self {
        let rows: Vec<&SampleRow> = before.iter().chain(after).collect();
        let words = |row: &&SampleRow| row.split(tokenizer).tokens(usize::MAX).to_vec();
        let words: Vec<Vec<u64>> = rows.iter().map(words).collect();
        Self { alike: Alike::of(&words), border: before.len(), rows }
    }

    /// How many rows have a clear partner on the other side, and how many of these have it at the same key or number.
    fn partners(&self) -> [usize; 2] {
        let places: Vec<u64> = self.rows.iter().map(|row| row.order).collect();
        let partners = self.alike.partners(self.border, &places);
        let same = partners.iter().filter(|&&(a, b)| places[a] == places[b]).count();
        [partners.len(), same]
    }

    fn blocks(&self) -> Vec<u8> {
        let mut clusters = Clusters::new(self.rows.len());
        clusters.join(links::by_rank(&[self.alike.nearest(|_, _| true), self.nearest_vectors()]));
        clusters.blocks(self.border, |row| self.rows[row].content)
    }

    /// For each row those that are nearest to it by their embeddings, on whichever side.
    fn nearest_vectors(&self) -> Vec<Nearest> {
        let of = |at: usize| self.rows[at].embedding.as_deref();
        let having: Vec<usize> = (0..self.rows.len()).filter(|&at| of(at).is_some()).collect();
        let mut found = vec![Nearest::new(); self.rows.len()];
        if having.is_empty() || having.len() > MOST_VECTORS {
            return found;
        }
        let coordinates: Vec<f32> = having.iter().filter_map(|&at| of(at)).flatten().copied().collect();
        // Vectors of two dimensions are refused long before; here they would only mean that there are no links.
        let shape = (having.len(), coordinates.len() / having.len());
        let Ok(points) = Array2::from_shape_vec(shape, coordinates) else { return found };
        let Ok(nearest) = neighbors::within(points.view(), NEAREST_VECTORS) else { return found };
        for (at, &row) in having.iter().enumerate() {
            let others = nearest.indices(at).iter().map(|&other| having[other]);
            found[row] = nearest.distances(at).iter().map(|distance| -distance).zip(others).collect();
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Builder, Document, KeyHash};

    /// The answer to a prompt: words of its own, words of the prompt, common ones.
    fn answer(prompt: u32, side: u32) -> String {
        let own = (0..6).map(|i| format!("own{side}x{prompt}x{i}"));
        let shared = (0..6).map(|i| format!("topic{prompt}x{i}"));
        own.chain(shared).chain(["the".to_owned(), "of".to_owned()]).collect::<Vec<_>>().join(" ")
    }

    fn corpus(texts: impl Iterator<Item = String>, key: impl Fn(usize) -> Option<u32>) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for (row, text) in texts.enumerate() {
            let bytes = key(row).map_or_else(|| format!("row {row}"), |key| format!("key {key}"));
            builder.add(&Document {
                keyed: key(row).is_some(),
                ..Document::new(KeyHash::of(bytes.as_bytes()), &text)
            });
        }
        builder.finish()
    }

    const N: u32 = 120;

    #[test]
    fn the_same_order_pairs_by_number() {
        let [a, b] = [0, 1].map(|side| corpus((0..N).map(|p| answer(p, side)), |_| None));
        let sides = Sides::of(&a, &b, Tokenizer::default());
        assert_eq!((sides.pairing, sides.partners), (Pairing::RowNumber, Some([120, 120])));
        assert!(matches!(sides.reference, Cow::Borrowed(_)));
    }

    #[test]
    fn another_order_puts_answers_to_one_prompt_into_one_block() {
        let a = corpus((0..N).map(|p| answer(p, 0)), |_| None);
        let b = corpus((0..N).map(|p| answer((p * 7 + 3) % N, 1)), |_| None);
        let sides = Sides::of(&a, &b, Tokenizer::default());
        assert_eq!(sides.pairing, Pairing::Content);
        let block = |profile: &Profile, text: &str| {
            profile.sample.rows().iter().find(|row| &*row.text == text).unwrap().block
        };
        for prompt in 0..N {
            let [before, after] = [(&sides.reference, 0), (&sides.current, 1)]
                .map(|(profile, side)| block(profile, &answer(prompt, side)));
            assert_eq!(before, after);
        }
        assert_eq!(sides.reference.words.counts.len(), a.words.counts.len());
        assert_eq!(sides.reference.n_tokens(), a.n_tokens());
    }

    #[test]
    fn keys_that_the_texts_contradict_are_not_believed() {
        let a = corpus((0..N).map(|p| answer(p, 0)), |row| Some(row as u32));
        let right = corpus((0..N).map(|p| answer(p, 1)), |row| Some(row as u32));
        let wrong = corpus((0..N).map(|p| answer((p + 5) % N, 1)), |row| Some(row as u32));
        assert_eq!(Sides::of(&a, &right, Tokenizer::default()).pairing, Pairing::Key);
        let sides = Sides::of(&a, &wrong, Tokenizer::default());
        assert_eq!((sides.pairing, sides.partners), (Pairing::Content, Some([120, 0])));
        assert!(sides.current.keys.is_empty());
    }

    #[test]
    fn texts_that_share_nothing_do_not_speak_against_keys() {
        let a = corpus((0..N).map(|p| format!("only{p} here{p}")), |row| Some(row as u32));
        let b = corpus((0..N).map(|p| format!("else{p} there{p}")), |row| Some(row as u32));
        assert_eq!(Sides::of(&a, &b, Tokenizer::default()).pairing, Pairing::Key);
        let same = corpus((0..N).map(|_| "one and the same answer".to_owned()), |row| Some(row as u32));
        assert_eq!(Sides::of(&same, &same, Tokenizer::default()).pairing, Pairing::Key);
    }
}
