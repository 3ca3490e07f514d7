//! Documents that loop: a good part of their words stand in passages that came before in the same document.
//!
//! It is looked for in whole texts while they are read, because a loop stands at the end: a sample that keeps the beginning
//! of long texts, and the cutting to equal length, would both take it off.

use super::seen::Seen;
use super::tokens::Unit;

/// A document loops when at least one in so many of its tokens is repeated. Of answers of eleven models 1 to 6% do, by the
/// nature of what they were asked: lists, tables, a text to be corrected; of encyclopedic paragraphs 0.03%.
const ONE_IN: usize = 4;

/// Or when it ends in so many passages' worth of repeated tokens: a loop that a limit stopped early. Of the same answers 0.3 to 1% end so.
const AT_THE_END: usize = 4;

/// An odd multiplier, so that no token of a passage is forgotten (Knuth's for 64 bits).
const MULTIPLIER: u64 = 6_364_136_223_846_793_005;

/// Finds loops; keeps its memory from document to document.
#[derive(Debug)]
pub(super) struct Loops {
    passage: usize,
    seen: Seen,
}

impl Loops {
    /// For tokens of this unit. Eight words in a row are hardly ever written twice by chance; of smaller units a passage
    /// takes as many as make about eight words.
    pub(super) fn of(unit: Unit) -> Self {
        let passage = match unit {
            Unit::Words | Unit::Whitespace => 8,
            Unit::Subwords(_) => 12,
            Unit::CharacterBigrams => 16,
            Unit::Characters => 40,
        };
        Self { passage, seen: Seen::default() }
    }

    /// Whether the document of these tokens, in their order, loops. Cost: one pass.
    pub(super) fn has(&mut self, tokens: &[u64]) -> bool {
        let found = self.repeated(tokens);
        let a_good_part = found.all > 0 && ONE_IN * found.all >= tokens.len();
        a_good_part || found.at_the_end >= AT_THE_END * self.passage
    }

    /// Tokens in passages that came before; a passage may overlap with the one that it repeats.
    fn repeated(&mut self, tokens: &[u64]) -> Repeated {
        let n = self.passage;
        if tokens.len() <= n {
            return Repeated::default();
        }
        self.seen.begin(tokens.len());
        let oldest = (1..n).fold(1u64, |power, _| power.wrapping_mul(MULTIPLIER));
        let (mut hash, mut all, mut counted_to, mut run_from) = (0u64, 0, 0, 0);
        for (end, &token) in (1..).zip(tokens) {
            if end > n {
                hash = hash.wrapping_sub(tokens[end - n - 1].wrapping_mul(oldest));
            }
            hash = hash.wrapping_mul(MULTIPLIER).wrapping_add(token);
            if end >= n && self.seen.again(hash) {
                if counted_to < end - n {
                    run_from = end - n;
                }
                all += end - counted_to.max(end - n);
                counted_to = end;
            }
        }
        Repeated { all, at_the_end: if counted_to == tokens.len() { counted_to - run_from } else { 0 } }
    }
}

/// How many tokens stand in passages that came before.
#[derive(Debug, Default)]
struct Repeated {
    all: usize,
    /// Those after which no other comes.
    at_the_end: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::of_text;

    fn tokens(text: &str) -> Vec<u64> {
        text.split(' ').map(of_text).collect()
    }

    fn fresh(n: usize) -> String {
        (0..n).map(|i| format!("w{i}")).collect::<Vec<_>>().join(" ")
    }

    fn repeated(text: &str) -> usize {
        Loops::of(Unit::Words).repeated(&tokens(text)).all
    }

    #[test]
    fn only_what_came_before_is_repeated_and_each_word_counts_once() {
        let passage = fresh(8);
        assert_eq!(repeated(&fresh(200)), 0);
        assert_eq!(repeated(&passage), 0);
        assert_eq!(repeated(&format!("{passage} x {passage}")), 8);
        assert_eq!(repeated(&format!("{0} x {0} y {0}", fresh(10))), 20);
        assert_eq!(repeated(&format!("{0} x {0}", fresh(7))), 0, "seven words may well come again");
        assert_eq!(repeated(&["a"; 20].join(" ")), 19, "a passage overlaps with the one before it");
    }

    /// The same by comparing every passage with every one before it.
    #[test]
    fn rolling_hashes_agree_with_comparing_passages() {
        let words: Vec<u64> =
            (0..600u64).map(|i| of_text(&((i * i / 7) % 23 % (3 + i / 90)).to_string())).collect();
        let mut covered = vec![false; words.len()];
        for at in 0..=words.len() - 8 {
            if (0..at).any(|before| words[before..before + 8] == words[at..at + 8]) {
                covered[at..at + 8].fill(true);
            }
        }
        let expected = covered.iter().filter(|c| **c).count();
        assert!(expected > 50 && expected < 500, "{expected}");
        let at_the_end = covered.iter().rev().take_while(|c| **c).count();
        let found = Loops::of(Unit::Words).repeated(&words);
        assert_eq!((found.all, found.at_the_end), (expected, at_the_end));
    }

    #[test]
    fn a_quarter_makes_a_loop_whatever_came_last() {
        let mut loops = Loops::of(Unit::Words);
        let text = |fresh_words: usize| tokens(&format!("{} {}", fresh(fresh_words), fresh(10)));
        assert!(loops.has(&text(30)) && !loops.has(&text(31)) && loops.has(&text(30)));
        assert!(!loops.has(&[]));
        assert!(!Loops::of(Unit::Characters).has(&text(30)), "ten letters come again in any text");
    }

    #[test]
    fn a_loop_that_was_stopped_early_is_one() {
        let mut loops = Loops::of(Unit::Words);
        let text = |times: usize, after: &str| {
            tokens(&format!("{} {}{after}", fresh(400), "a b c d ".repeat(times).trim()))
        };
        assert!(loops.has(&text(9, "")) && !loops.has(&text(8, "")) && !loops.has(&text(9, " e")));
    }
}
