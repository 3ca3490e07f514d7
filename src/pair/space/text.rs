//! Vectors of texts, for corpora that bring none: hashed n-grams, the rarer the heavier, projected to 256 coordinates.
//!
//! They say which texts share words and spellings, not which mean the same. A document is the sum of its words and of
//! its pairs of adjacent words, a word the sum of itself and of the n-grams of its letters; then it has length 1, so that
//! more text is no more spread.
//!
//! How much a feature weighs is fitted on the documents of *both* sides, as many of either: what is fitted on one side
//! alone weighs that side's own accidents, and two halves of one corpus would differ. It is the same for every
//! document, so that identical texts have identical vectors.

use std::collections::HashMap;

use ndarray::Array2;

use super::super::CutRow;
use super::Cloud;
use super::cloud::key_of;
use crate::estimator::space::hashed::{self, DIMENSION};
use crate::hash::{BuildPassthrough, of_bytes, of_gram, of_text};
use crate::profile::{BLOCKS, Tokenizer};
use crate::threads::parts;

/// Documents of a side that get a vector: the first ones of the sample. What is shown and decides nothing must not cost
/// more than what decides.
pub(super) const ROWS: usize = 1024;

/// Letters of an n-gram. Words get a boundary at either end first, so that a short one has an n-gram too.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=5;

/// Weight of a pair of words beside a word's 1. Most pairs are seen once, so that at full weight they drown what
/// documents share.
const PAIR: f32 = 0.3;

/// Counters of documents by feature; features share one where their hashes end alike.
const BUCKETS: usize = 1 << 18;

/// Tells an n-gram of letters from the word that is spelled like it.
const LETTERS_TAG: u64 = 0x67_6c_6c_65_74_74_65_72; // "glletter"

/// The vectors of both sides, of the first `rows` documents of either.
///
/// *Cost*: one pass over the text and some 300 additions a different word and document; features are made once for each
/// word of a block.
pub(super) fn clouds(sides: [&[CutRow<'_>]; 2], rows: usize, tokenizer: Tokenizer) -> [Cloud; 2] {
    let documents = || {
        sides.iter().enumerate().flat_map(|(side, all)| {
            all.iter().take(rows).enumerate().map(move |(row, cut)| (side, row, *cut))
        })
    };
    let of_block = |b| documents().filter(move |(.., (row, _))| usize::from(row.block) == b);
    let read = |_: &mut (), b: usize| Block::read(of_block(b), tokenizer);
    let blocks: Vec<Block> = parts((0..BLOCKS).collect(), || (), read);
    let weights = Weights::of(&blocks);
    let vectors = parts(blocks.iter().collect(), || (), |_, block: &Block| block.vectors(&weights));
    let mut points = [(); 2].map(|()| Array2::zeros((rows, DIMENSION)));
    for (bag, vector) in blocks.iter().flat_map(|b| &b.bags).zip(vectors.iter().flatten()) {
        points[bag.side].row_mut(bag.row).iter_mut().zip(vector).for_each(|(slot, x)| *slot = *x);
    }
    let labels = sides.map(|side| side.iter().take(rows).map(|(row, _)| (row.block, key_of(row))).unzip());
    let [before, after] = points;
    let [first, second] = labels;
    [Cloud::of_points(before, first.0, first.1), Cloud::of_points(after, second.0, second.1)]
}

/// The documents of one block.
#[derive(Debug, Default)]
struct Block {
    words: Words,
    bags: Vec<Bag>,
}

/// One document: how often each feature occurs.
#[derive(Debug)]
struct Bag {
    side: usize,
    row: usize,
    /// Words, in the order of their hashes, so that equal documents add up in the same order in any block.
    words: Vec<(usize, u32)>,
    pairs: Vec<(u64, u32)>,
}

/// The different words of a block, each with its features: itself first, then the n-grams of its letters.
#[derive(Debug, Default)]
struct Words {
    known: HashMap<u64, usize, BuildPassthrough>,
    features: Vec<u64>,
    /// Where the features of each word begin, and where the last ones end.
    starts: Vec<usize>,
}

impl Words {
    fn intern(&mut self, word: &str) -> usize {
        let hash = of_text(word);
        let next = self.known.len();
        *self.known.entry(hash).or_insert_with(|| {
            self.starts.push(self.features.len());
            self.features.push(hash);
            letters(word, &mut self.features);
            next
        })
    }

    fn features(&self, word: usize) -> &[u64] {
        let end = self.starts.get(word + 1).copied().unwrap_or(self.features.len());
        &self.features[self.starts[word]..end]
    }

    fn hash(&self, word: usize) -> u64 {
        self.features[self.starts[word]]
    }

    /// Counts what a document holds; leaves its words sorted.
    fn bag(&self, side: usize, row: usize, words: &mut [usize]) -> Bag {
        let mut pairs: Vec<u64> =
            words.windows(2).map(|w| of_gram([self.hash(w[0]), self.hash(w[1])])).collect();
        pairs.sort_unstable();
        words.sort_unstable_by_key(|&word| self.hash(word));
        let counted = |run: &[usize]| (run[0], run.len() as u32);
        Bag {
            side,
            row,
            words: words.chunk_by(|a, b| a == b).map(counted).collect(),
            pairs: pairs.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect(),
        }
    }
}

/// The n-grams of a word's letters, boundaries included.
fn letters(word: &str, features: &mut Vec<u64>) {
    let bounded = format!("<{word}>");
    let starts: Vec<usize> = bounded.char_indices().map(|(at, _)| at).chain([bounded.len()]).collect();
    for n in LETTERS {
        let ngrams = starts.iter().zip(starts.iter().skip(n));
        features.extend(ngrams.map(|(&from, &to)| of_bytes(&bounded.as_bytes()[from..to]) ^ LETTERS_TAG));
    }
}

impl Block {
    fn read<'a>(documents: impl Iterator<Item = (usize, usize, CutRow<'a>)>, tokenizer: Tokenizer) -> Self {
        let mut block = Self::default();
        let mut words = Vec::new();
        for (side, row, (document, most)) in documents {
            words.clear();
            tokenizer.tokens(&document.text, |word| {
                if words.len() < most {
                    words.push(block.words.intern(word));
                }
            });
            if words.is_empty() {
                // Only signs: they are all there is to tell it by.
                words.push(block.words.intern(&document.text));
            }
            block.bags.push(block.words.bag(side, row, &mut words));
        }
        block
    }

    fn vectors(&self, weights: &Weights) -> Vec<[f32; DIMENSION]> {
        let words: Vec<[f32; DIMENSION]> =
            (0..self.words.starts.len()).map(|word| weights.word(self.words.features(word))).collect();
        self.bags.iter().map(|bag| bag.vector(&words, weights)).collect()
    }
}

impl Bag {
    /// The document on the unit sphere; the sum is the same in any block and on any number of threads.
    fn vector(&self, words: &[[f32; DIMENSION]], weights: &Weights) -> [f32; DIMENSION] {
        let mut sum = [0.0f32; DIMENSION];
        for &(word, times) in &self.words {
            let often = dampened(times);
            for (slot, x) in sum.iter_mut().zip(&words[word]) {
                *slot += often * x;
            }
        }
        for &(pair, times) in &self.pairs {
            hashed::add(pair, PAIR * dampened(times) * weights.of_feature(pair), &mut sum);
        }
        let length = sum.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
        if length > 0.0 { sum.map(|x| (f64::from(x) / length) as f32) } else { sum }
    }
}

/// The tenth occurrence says less than the first.
fn dampened(times: u32) -> f32 {
    1.0 + (times as f32).ln()
}

/// What each feature weighs: ln(1 + (1 + n) / (1 + df)) for n documents, df of which hold it; never 0, so that a
/// document of common words has a direction too.
#[derive(Debug)]
struct Weights(Vec<f32>);

impl Weights {
    fn of(blocks: &[Block]) -> Self {
        let mut holding = vec![0u32; BUCKETS];
        let mut last = vec![0u32; BUCKETS];
        let mut document = 0;
        for block in blocks {
            for bag in &block.bags {
                document += 1;
                let words = bag.words.iter().flat_map(|&(word, _)| block.words.features(word));
                for feature in words.chain(bag.pairs.iter().map(|(pair, _)| pair)) {
                    let bucket = bucket(*feature);
                    holding[bucket] += u32::from(last[bucket] != document);
                    last[bucket] = document;
                }
            }
        }
        let n = f64::from(document);
        Self(holding.into_iter().map(|df| ((1.0 + n) / (1.0 + f64::from(df))).ln_1p() as f32).collect())
    }

    fn of_feature(&self, feature: u64) -> f32 {
        self.0[bucket(feature)]
    }

    /// A word with the n-grams of its letters, which together weigh about as much as itself, however long it is.
    fn word(&self, features: &[u64]) -> [f32; DIMENSION] {
        let mut sum = [0.0; DIMENSION];
        let each = 1.0 / ((features.len() - 1).max(1) as f32).sqrt();
        for (at, &feature) in features.iter().enumerate() {
            let share = if at == 0 { 1.0 } else { each };
            hashed::add(feature, share * self.of_feature(feature), &mut sum);
        }
        sum
    }
}

fn bucket(feature: u64) -> usize {
    feature as usize % BUCKETS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{SampleRow, Unit};

    fn row(block: u8, text: &str) -> SampleRow {
        SampleRow { block, text: text.into(), ..SampleRow::default() }
    }

    /// Vectors of the texts, all on one side and once more on the other.
    fn vectors(rows: &[SampleRow], tokenizer: Tokenizer) -> Array2<f32> {
        let cut: Vec<CutRow<'_>> = rows.iter().map(|row| (row, usize::MAX)).collect();
        let [before, after] = clouds([&cut, &cut], rows.len(), tokenizer);
        assert_eq!(before.points, after.points, "both sides are treated alike");
        assert_eq!(before.blocks, rows.iter().map(|r| r.block).collect::<Vec<_>>());
        before.points
    }

    fn cosines(texts: [&str; 3], unit: Unit) -> (f32, f32) {
        let rows: Vec<SampleRow> = texts.iter().map(|text| row(1, text)).collect();
        let found = vectors(&rows, Tokenizer { unit, case_sensitive: false });
        (found.row(0).dot(&found.row(1)), found.row(0).dot(&found.row(2)))
    }

    #[test]
    fn equal_texts_have_equal_vectors_of_length_one_in_any_block() {
        let text = "the cat sat on the mat, and the cat slept";
        let other = "a dog ran through the park, and slept";
        let rows = [row(0, other), row(3, text), row(3, other), row(31, other), row(31, text)];
        let found = vectors(&rows, Tokenizer::default());
        assert_eq!(found.row(1), found.row(4));
        assert_eq!(found.row(0), found.row(2));
        assert_ne!(found.row(0), found.row(1));
        for vector in found.rows() {
            assert!((vector.dot(&vector) - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn shared_words_and_shared_spellings_bring_texts_close() {
        let unrelated = "quarterly revenue exceeded expectations";
        let (near, far) =
            cosines(["the cat sat on the mat", "the cat sat under the mat", unrelated], Unit::Words);
        assert!(near > far + 0.3, "{near} {far}");
        let (near, far) = cosines(["internationalizations", "internationalization", unrelated], Unit::Words);
        assert!(near > far + 0.1, "{near} {far}");
    }

    #[test]
    fn scripts_without_spaces_need_no_words() {
        let texts = ["今天天气很好我们去公园", "今天天气不好我们在家", "经济增长超过预期水平"];
        let (near, far) = cosines(texts, Unit::CharacterBigrams);
        assert!(near > far + 0.2, "{near} {far}");
    }

    #[test]
    fn a_text_of_signs_has_a_direction_and_only_counted_words_count() {
        let rows = [row(0, "!!!"), row(1, "one two"), row(2, "one two three four")];
        let found = vectors(&rows, Tokenizer::default());
        assert!((found.row(0).dot(&found.row(0)) - 1.0).abs() < 1e-5);
        let cut: Vec<CutRow<'_>> = rows.iter().map(|row| (row, 2)).collect();
        let [before, _] = clouds([&cut, &cut], 3, Tokenizer::default());
        assert_eq!(before.points.row(1), before.points.row(2));
    }
}
