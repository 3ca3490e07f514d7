//! n-grams of every length up to the order, counted as Kneser and Ney count.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use rayon::prelude::*;

use super::{BEGIN, END, MAX_ORDER};
use crate::simulate::document::Document;

/// An n-gram in its first places, 0 in the others.
type Gram = [u32; MAX_ORDER];

/// n-grams of one length: contexts in order, and below each the words that follow it, in order.
#[derive(Debug)]
pub(super) struct Level {
    /// The tokens of all contexts, one after the other.
    tokens: Vec<u32>,
    /// Tokens of a context.
    width: usize,
    /// Where the words of each context begin; one more than there are contexts.
    starts: Vec<usize>,
    /// The words.
    pub(super) words: Vec<u32>,
    /// How often each follows: occurrences for n-grams of the full length and for those that open a document, and for all
    /// others how many different tokens stand before them.
    pub(super) counts: Vec<u32>,
    index: HashMap<u128, u32, BuildHasherDefault<Mixed>>,
}

impl Level {
    /// From n-grams of this length, sorted and with their counts.
    fn new(grams: &[(Gram, u32)], length: usize) -> Self {
        let mut level = Self {
            tokens: Vec::new(),
            width: length - 1,
            starts: Vec::new(),
            words: Vec::with_capacity(grams.len()),
            counts: Vec::with_capacity(grams.len()),
            index: HashMap::default(),
        };
        for same in grams.chunk_by(|a, b| a.0[..length - 1] == b.0[..length - 1]) {
            let context = &same[0].0[..length - 1];
            level.index.insert(packed(context), level.starts.len() as u32);
            level.tokens.extend(context);
            level.starts.push(level.words.len());
            level.words.extend(same.iter().map(|(gram, _)| gram[length - 1]));
            level.counts.extend(same.iter().map(|(_, count)| count));
        }
        level.starts.push(level.words.len());
        level
    }

    /// Number of contexts.
    pub(super) fn n_contexts(&self) -> usize {
        self.starts.len() - 1
    }

    /// The tokens of a context.
    pub(super) fn tokens(&self, context: u32) -> &[u32] {
        &self.tokens[context as usize * self.width..][..self.width]
    }

    /// Where the words of a context lie.
    pub(super) fn range(&self, context: u32) -> Range<usize> {
        self.starts[context as usize]..self.starts[context as usize + 1]
    }

    /// Where a word of a context lies.
    pub(super) fn place(&self, context: u32, word: u32) -> Option<usize> {
        let range = self.range(context);
        let found = self.words[range.clone()].binary_search(&word);
        found.ok().map(|at| range.start + at)
    }

    /// The number of a context.
    pub(super) fn find(&self, context: &[u32]) -> Option<u32> {
        self.index.get(&packed(context)).copied()
    }
}

/// The levels of lengths 1 to `order`, which is 2 to [`MAX_ORDER`].
///
/// An n-gram of the full length counts as often as it occurs. A shorter one counts the different tokens before it, the
/// begin of a document among them; nothing stands before the begin itself, so what opens a document counts as it occurs.
pub(super) fn levels(rows: &[&Document], order: usize) -> Vec<Level> {
    let mut levels = Vec::with_capacity(order);
    let mut grams = tally(windows(rows, order));
    for length in (1..order).rev() {
        let mut below: Vec<Gram> = grams.iter().map(|(gram, _)| without_first(gram)).collect();
        if length > 1 {
            below.extend(rows.iter().filter_map(|row| bounded(row).first_chunk(length)));
        }
        levels.push(Level::new(&grams, length + 1));
        grams = tally(below);
    }
    levels.push(Level::new(&grams, 1));
    levels.reverse();
    levels
}

/// A document between its begin and its end.
struct Bounded<'a>(&'a [u32]);

fn bounded(row: &Document) -> Bounded<'_> {
    Bounded(&row.words)
}

impl Bounded<'_> {
    fn len(&self) -> usize {
        self.0.len() + 2
    }

    fn token(&self, at: usize) -> u32 {
        match at {
            0 => BEGIN,
            _ => self.0.get(at - 1).copied().unwrap_or(END),
        }
    }

    /// The n-gram that begins at a token.
    fn gram(&self, at: usize, length: usize) -> Gram {
        let mut gram = [0; MAX_ORDER];
        (0..length).for_each(|i| gram[i] = self.token(at + i));
        gram
    }

    /// The n-gram that opens the document, where it is so long.
    fn first_chunk(&self, length: usize) -> Option<Gram> {
        (length <= self.len()).then(|| self.gram(0, length))
    }
}

/// All n-grams of a length that occur.
fn windows(rows: &[&Document], length: usize) -> Vec<Gram> {
    let mut grams = Vec::new();
    for document in rows.iter().map(|row| bounded(row)) {
        let last = document.len().saturating_sub(length - 1);
        grams.extend((0..last).map(|at| document.gram(at, length)));
    }
    grams
}

fn without_first(gram: &Gram) -> Gram {
    let mut shorter = [0; MAX_ORDER];
    shorter[..MAX_ORDER - 1].copy_from_slice(&gram[1..]);
    shorter
}

/// Different n-grams in order, each with how many there are.
fn tally(mut grams: Vec<Gram>) -> Vec<(Gram, u32)> {
    grams.par_sort_unstable();
    grams.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect()
}

/// The tokens of a context as one number; contexts of one level are equally long.
fn packed(context: &[u32]) -> u128 {
    context.iter().fold(0, |all, token| all << 32 | u128::from(*token))
}

/// Spreads the bits of a packed context.
#[derive(Debug, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }

    fn write_u128(&mut self, packed: u128) {
        let product = |half: u64| u128::from(half ^ 0x9E37_79B9_7F4A_7C15) * 0xD134_2543_DE82_EF95_u128;
        let (high, low) = (product((packed >> 64) as u64), product(packed as u64));
        self.0 = (high >> 32) as u64 ^ ((low >> 32) as u64).rotate_left(23) ^ low as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
