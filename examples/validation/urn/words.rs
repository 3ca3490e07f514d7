//! Words by number: every number has a spelling of its own, so that words can be invented without end.

use std::fmt::Write;

/// Without a `g` and a `q`, chance spells no slur and nothing needs a `u`.
const CONSONANTS: [char; 16] =
    ['b', 'c', 'd', 'f', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z'];
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];

/// The same letters one to one in another script.
const CYRILLIC: [(char, char); 21] = [
    ('a', 'а'),
    ('b', 'б'),
    ('c', 'ц'),
    ('d', 'д'),
    ('e', 'е'),
    ('f', 'ф'),
    ('h', 'х'),
    ('i', 'и'),
    ('j', 'й'),
    ('k', 'к'),
    ('l', 'л'),
    ('m', 'м'),
    ('n', 'н'),
    ('o', 'о'),
    ('p', 'п'),
    ('r', 'р'),
    ('s', 'с'),
    ('t', 'т'),
    ('u', 'у'),
    ('v', 'в'),
    ('z', 'з'),
];

/// Words in a sentence.
const SENTENCE: usize = 12;

/// Appends the word of this number: syllables of a consonant and a vowel, few for small numbers.
fn spell(mut number: u32, text: &mut String) {
    loop {
        let syllable = number as usize % (CONSONANTS.len() * VOWELS.len());
        text.push(CONSONANTS[syllable / VOWELS.len()]);
        text.push(VOWELS[syllable % VOWELS.len()]);
        number /= (CONSONANTS.len() * VOWELS.len()) as u32;
        if number == 0 {
            return;
        }
        // Without it 0 would be a digit like any other and "ba" and "baba" one number.
        number -= 1;
    }
}

/// Words as text, a stop after every twelve.
pub(crate) fn written(words: &[u32]) -> String {
    let mut text = String::with_capacity(words.len() * 6);
    for (at, &word) in words.iter().enumerate() {
        if at > 0 {
            let _ = text.write_str(if at % SENTENCE == 0 { ". " } else { " " });
        }
        spell(word, &mut text);
    }
    text.push('.');
    text
}

/// A text of these words, letter by letter in another script.
pub(crate) fn transcribed(text: &str) -> String {
    let other =
        |letter: char| CYRILLIC.iter().find(|(latin, _)| *latin == letter).map_or(letter, |(_, c)| *c);
    text.chars().map(other).collect()
}
