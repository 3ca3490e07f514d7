//! What is done to finished documents.

use std::collections::BTreeMap;

use super::Doc;
use crate::synth::rng::Rng;

/// Words of the phrase that a loop repeats.
const PHRASE: usize = 6;

/// How much longer an answer gets that ends in a loop.
const LOOPED: usize = 3;

/// How much longer the vector is that is too long.
const TOO_LONG: f32 = 100.0;

/// Keys of rows that come a second time begin here where they are no copies of a key.
const OTHER_KEYS: u32 = 1 << 30;

/// One thing that is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Done {
    /// This share of the rows stands there twice, key and all.
    Twice(f64),
    /// This share of the rows stands there twice, the second time under a key of its own.
    TwiceElsewhere(f64),
    /// This share of the answers ends in a loop, and gets three times as long by it.
    Loops(f64),
    /// The second half of this share of the documents is one phrase again and again.
    HalfLoops(f64),
    /// Every document goes on for as long again, in a loop.
    LoopsOn,
    /// This share of the answers is that of the first row of the same prompt once more.
    Narrowed(f64),
    /// Every answer stands at the next prompt.
    Permuted,
    /// Every key stands at the answer to the next one: a key that lies.
    WrongKeys,
    /// All words of all documents dealt anew: lengths and counts stay.
    Salad,
    /// Letter by letter in another script.
    Transcribed,
    /// The first vector is a hundred times as long.
    LongVector,
}

impl Done {
    /// Does it; the stream of chance is that of the side.
    pub(crate) fn to(self, docs: &mut Vec<Doc>, seed: u64) {
        let mut rng = Rng::stream(&[0x444F_4E45, seed]);
        match self {
            Done::Twice(share) => {
                let again: Vec<Doc> = docs.iter().filter(|_| rng.chance(share)).cloned().collect();
                docs.extend(again);
            }
            Done::TwiceElsewhere(share) => {
                let again = docs.iter().filter(|_| rng.chance(share)).cloned();
                let again: Vec<Doc> = again.map(|doc| Doc { key: doc.key + OTHER_KEYS, ..doc }).collect();
                docs.extend(again);
            }
            Done::Loops(share) => docs.iter_mut().filter(|_| rng.chance(share)).for_each(looped),
            Done::HalfLoops(share) => docs.iter_mut().filter(|_| rng.chance(share)).for_each(half_looped),
            Done::LoopsOn => docs.iter_mut().for_each(|doc| {
                let n = doc.words.len();
                looped_to(doc, 2 * n);
            }),
            Done::Narrowed(share) => {
                let mut first: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
                for doc in docs {
                    let first = first.entry(doc.prompt).or_insert_with(|| doc.words.clone());
                    if rng.chance(share) {
                        doc.words.clone_from(first);
                    }
                }
            }
            Done::Permuted => {
                let first = docs[0].clone();
                for at in 0..docs.len() {
                    let next = docs.get(at + 1).unwrap_or(&first).clone();
                    docs[at] = Doc { key: docs[at].key, prompt: docs[at].prompt, ..next };
                }
            }
            Done::WrongKeys => {
                let keys: Vec<u32> = docs.iter().map(|doc| doc.key).collect();
                let next = keys.iter().cycle().skip(1);
                docs.iter_mut().zip(next).for_each(|(doc, &key)| doc.key = key);
            }
            Done::Salad => {
                let mut words: Vec<u32> = docs.iter().flat_map(|doc| &doc.words).copied().collect();
                for at in (1..words.len()).rev() {
                    words.swap(at, rng.below(at + 1));
                }
                let mut words = words.into_iter();
                docs.iter_mut()
                    .flat_map(|doc| &mut doc.words)
                    .for_each(|word| *word = words.next().unwrap_or(0));
            }
            Done::Transcribed => docs.iter_mut().for_each(|doc| doc.transcribed = true),
            Done::LongVector => docs[0].embedding.iter_mut().for_each(|x| *x *= TOO_LONG),
        }
    }
}

/// Repeats the last words until there are so many.
fn looped_to(doc: &mut Doc, length: usize) {
    let n = doc.words.len();
    let phrase = doc.words[n.saturating_sub(PHRASE)..].to_vec();
    doc.words.extend(phrase.iter().cycle().take(length.saturating_sub(n)));
}

fn looped(doc: &mut Doc) {
    let length = LOOPED * doc.words.len();
    looped_to(doc, length);
}

fn half_looped(doc: &mut Doc) {
    let length = doc.words.len();
    doc.words.truncate(length.div_ceil(2));
    looped_to(doc, length);
}
