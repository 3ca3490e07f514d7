//! Byte pairs as Llama 2 has them: a text is one word of characters, and adjacent pieces are merged, the most frequent pair
//! of the training text first. Characters that the vocabulary lacks fall apart into bytes.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use crate::hash::BuildPassthrough;

/// A vocabulary with the order of its merges.
#[derive(Debug)]
pub(super) struct BytePairs {
    /// Written before each text.
    prepended: String,
    /// What is replaced in it, and by what.
    replaced: (String, String),
    characters: HashMap<u64, u32, BuildPassthrough>,
    /// The pieces of all bytes, where characters fall apart.
    bytes: Option<Box<[u32; 256]>>,
    unknown: Option<u32>,
    /// Rank and result of the merge of two pieces.
    merges: HashMap<u64, (u32, u32), BuildPassthrough>,
}

/// A piece of the text, in a list from which merged ones are taken out.
#[derive(Debug, Clone, Copy)]
struct Symbol {
    id: u32,
    before: usize,
    after: usize,
    is_merged: bool,
}

/// No neighbor.
const NONE: usize = usize::MAX;

impl BytePairs {
    /// Takes a vocabulary, pairs in the order in which they are merged, and what is done to a text first.
    ///
    /// # Errors
    /// A pair of pieces that the vocabulary lacks, as a sentence.
    pub(super) fn new(
        vocabulary: &HashMap<String, u32>,
        pairs: &[(String, String)],
        unknown: Option<u32>,
        falls_apart: bool,
        prepended: String,
        replaced: (String, String),
    ) -> Result<Self, String> {
        let known = |piece: &str| {
            vocabulary
                .get(piece)
                .copied()
                .ok_or_else(|| format!("a merge makes `{piece}`, which its vocabulary lacks"))
        };
        let mut merges = HashMap::default();
        for (rank, (a, b)) in pairs.iter().enumerate() {
            let (rank, whole) = (rank as u32, known(&format!("{a}{b}"))?);
            merges.insert(pair(known(a)?, known(b)?), (rank, whole));
        }
        let characters = vocabulary.iter().filter_map(|(piece, id)| {
            let mut characters = piece.chars();
            let only = characters.next().filter(|_| characters.next().is_none());
            only.map(|c| (pair(0, c.into()), *id))
        });
        let bytes = falls_apart.then(|| all_bytes(vocabulary)).transpose()?;
        Ok(Self { prepended, replaced, characters: characters.collect(), bytes, unknown, merges })
    }

    /// Hands the number of each piece to `emit`, in order. Cost: O(n log n) in characters.
    pub(super) fn ids(&self, text: &str, emit: impl FnMut(u32)) {
        if text.is_empty() {
            return;
        }
        let (from, to) = &self.replaced;
        let text = format!("{}{text}", self.prepended).replace(from, to);
        let mut symbols = self.characters(&text);
        self.merge(&mut symbols);
        symbols.iter().filter(|symbol| !symbol.is_merged).map(|symbol| symbol.id).for_each(emit);
    }

    /// The pieces of a text before any merge.
    fn characters(&self, text: &str) -> Vec<Symbol> {
        let mut ids = Vec::with_capacity(text.len());
        for c in text.chars() {
            match (self.characters.get(&pair(0, c.into())), &self.bytes) {
                (Some(id), _) => ids.push(*id),
                (None, Some(bytes)) => {
                    let mut encoded = [0; 4];
                    ids.extend(c.encode_utf8(&mut encoded).bytes().map(|byte| bytes[usize::from(byte)]));
                }
                // Without a piece for what is unknown it leaves no trace.
                (None, None) => ids.extend(self.unknown),
            }
        }
        let last = ids.len().wrapping_sub(1);
        let symbol = |(at, id): (usize, u32)| Symbol {
            id,
            before: at.checked_sub(1).unwrap_or(NONE),
            after: if at == last { NONE } else { at + 1 },
            is_merged: false,
        };
        ids.into_iter().enumerate().map(symbol).collect()
    }

    /// Merges until no pair is left that merges: the lowest rank first, of equal ones the leftmost.
    fn merge(&self, symbols: &mut [Symbol]) {
        let merge_of = |a: &Symbol, b: &Symbol| self.merges.get(&pair(a.id, b.id)).copied();
        let whole = symbols.windows(2).enumerate();
        let mut open: BinaryHeap<Reverse<(u32, usize, u32)>> = whole
            .filter_map(|(at, two)| merge_of(&two[0], &two[1]).map(|(rank, id)| Reverse((rank, at, id))))
            .collect();
        while let Some(Reverse((_, at, id))) = open.pop() {
            let next = symbols[at].after;
            // Its neighbors may have become others since it was found.
            let stands = !symbols[at].is_merged
                && next != NONE
                && merge_of(&symbols[at], &symbols[next]).is_some_and(|(_, now)| now == id);
            if !stands {
                continue;
            }
            let after = symbols[next].after;
            symbols[next].is_merged = true;
            (symbols[at].id, symbols[at].after) = (id, after);
            let before = symbols[at].before;
            if after != NONE {
                symbols[after].before = at;
            }
            for (left, right) in [(before, at), (at, after)] {
                if left != NONE
                    && right != NONE
                    && let Some((rank, id)) = merge_of(&symbols[left], &symbols[right])
                {
                    open.push(Reverse((rank, left, id)));
                }
            }
        }
    }
}

/// Two numbers as one, of which no other two make the same; mixed, since maps take its bits for a hash.
fn pair(a: u32, b: u32) -> u64 {
    let mixed = (u64::from(a) << 32 | u64::from(b)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 32)
}

/// The pieces of all 256 bytes.
fn all_bytes(vocabulary: &HashMap<String, u32>) -> Result<Box<[u32; 256]>, String> {
    let mut bytes = Box::new([0; 256]);
    for (byte, slot) in bytes.iter_mut().enumerate() {
        let piece = format!("<0x{byte:02X}>");
        *slot = *vocabulary.get(&piece).ok_or_else(|| format!("its vocabulary lacks the byte `{piece}`"))?;
    }
    Ok(bytes)
}
