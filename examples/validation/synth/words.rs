//! Pseudo-words that can be pronounced: short ones for the first ranks, as in real languages.

use std::collections::BTreeSet;

use super::rng::Rng;

const ONSETS: [&str; 20] = [
    "b", "d", "g", "l", "m", "n", "p", "r", "s", "t", "v", "br", "dr", "gr", "pl", "st", "tr", "ch", "h", "w",
];
const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "ai", "ea", "ou"];
const CODAS: [&str; 8] = ["", "", "", "n", "r", "l", "m", "nd"];

/// Ranks that behave like function words: short, and in no topic.
pub(crate) const FUNCTION_WORDS: usize = 60;

/// Makes `size` distinct lower-case words, by rank.
pub(crate) fn vocabulary(size: usize) -> Vec<String> {
    let mut rng = Rng::stream(&[0x574F_5244]);
    let mut seen = BTreeSet::new();
    let mut words = Vec::with_capacity(size);
    while words.len() < size {
        let word = word(&mut rng, words.len());
        if seen.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

/// One candidate for the word of this rank.
fn word(rng: &mut Rng, rank: usize) -> String {
    if rank < FUNCTION_WORDS {
        let (onset, vowel) = (ONSETS[rng.below(11)], VOWELS[rng.below(5)]);
        return match rng.below(3) {
            0 => format!("{vowel}{onset}"),
            1 => format!("{onset}{vowel}"),
            _ => format!("{onset}{vowel}{}", rng.choose(&["n", "l", "r"])),
        };
    }
    let syllables = if rank < 500 { 1 } else { 2 };
    let mut word = String::new();
    for _ in 0..syllables {
        word.push_str(rng.choose(&ONSETS));
        word.push_str(rng.choose(&VOWELS));
    }
    word.push_str(rng.choose(&CODAS));
    // Chance also spells slurs; a different first letter makes them nonsense again.
    if ["dag", "neg", "nig", "wog", "wop"].iter().any(|start| word.starts_with(start)) {
        word.replace_range(..1, "l");
    }
    word
}
