//! Do answers belong to their prompts? Each answer is held against its own prompt and against some others.
//!
//! An answer *matches* where it shares more rare words with its own prompt than with any of 31 other prompts. Which prompts there are, and
//! how rare a word is, comes from both sides together, so that exchanging the sides changes nothing but names.

use std::collections::{BTreeMap, HashMap};

use super::crossfit::fold;
use super::{CutRow, Pair, View, Which, texts};
use crate::profile::{BLOCKS, SampleRow, Tokenizer, short};
use crate::terms::{Measured, Undefined};

/// Other prompts that an answer is held against: those that follow its own by their hashes, which is chance, and the same chance
/// in every generation.
const OTHERS: usize = 31;

/// Different prompts without which nothing is said.
const FEWEST_PROMPTS: usize = 16;

/// Standard errors by which the reference must match more often than chance. Its rate is a divisor, so the bound is strict.
const BEYOND_CHANCE: f64 = 5.0;

/// How often the answers of both sides match their prompts.
#[derive(Debug)]
pub(super) struct Belonging {
    sides: [Matches; 2],
}

/// Answers with a prompt, and how many of them match, by block.
#[derive(Debug)]
struct Matches {
    answers: [u64; BLOCKS],
    matching: [f64; BLOCKS],
    prompts: u64,
}

/// Matching answers among all, counted in prompts where prompts have several answers, since these are not independent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchCount {
    /// Units looked at.
    pub n: f64,
    /// Those of them that do not match.
    pub missed: f64,
}

impl Belonging {
    /// As many documents of either side, cut as they were drawn.
    pub(super) fn of(sides: [&[CutRow<'_>]; 2], tokenizer: Tokenizer) -> Result<Self, Undefined> {
        let n = texts::common(sides);
        let sides = sides.map(|rows| Answers::of(&rows[..n], tokenizer));
        let pool = Pool::of(&sides);
        if pool.prompts.len() < FEWEST_PROMPTS || sides.iter().any(|side| side.rows.is_empty()) {
            return Err(Undefined::NoPrompts);
        }
        let others = OTHERS.min(pool.prompts.len() - 1);
        let belonging = Self { sides: sides.each_ref().map(|side| pool.matches(side, others)) };
        let chance = 1.0 / (others + 1) as f64;
        let MatchCount { n, missed } = belonging.count(Which::Reference);
        let beyond = (1.0 - missed / n - chance) / (chance * (1.0 - chance) / n).sqrt();
        if beyond > BEYOND_CHANCE { Ok(belonging) } else { Err(Undefined::MatchByChance) }
    }

    fn rate(&self, which: Which, blocks: usize, without: Option<usize>) -> Measured {
        let side = &self.sides[which as usize];
        let kept = (0..BLOCKS).filter(|&b| Some(fold(b, blocks)) != without);
        let (matching, n) = kept.fold((0.0, 0), |(m, n), b| (m + side.matching[b], n + side.answers[b]));
        if n == 0 { Err(Undefined::NoPrompts) } else { Ok(matching / n as f64) }
    }

    fn count(&self, which: Which) -> MatchCount {
        let side = &self.sides[which as usize];
        let all = side.answers.iter().sum::<u64>() as f64;
        let n = all.min(side.prompts as f64);
        let matching: f64 = side.matching.iter().sum();
        MatchCount { n, missed: n * (1.0 - matching / all) }
    }
}

/// The answers of one side with their prompts, in sample order.
struct Answers<'r> {
    rows: Vec<(&'r SampleRow, Vec<u32>)>,
}

impl<'r> Answers<'r> {
    fn of(rows: &[CutRow<'r>], tokenizer: Tokenizer) -> Self {
        let words = |&(row, most): &CutRow<'r>| {
            row.prompt.as_ref()?;
            let split = row.split(tokenizer);
            let mut words: Vec<u32> = split.tokens(most).iter().map(|&word| short(word)).collect();
            words.sort_unstable();
            words.dedup();
            Some((row, words))
        };
        Self { rows: rows.iter().filter_map(words).collect() }
    }
}

/// The prompts of both sides, with what sharing their words is worth.
struct Pool {
    /// Each prompt's words by number, in the order of the prompts' hashes.
    prompts: Vec<Vec<usize>>,
    places: HashMap<u64, usize>,
    words: HashMap<u32, usize>,
    /// Squared inverse document frequency of each word, among all prompts and answers.
    worth: Vec<f64>,
    /// Length of each prompt as a vector of such weights.
    lengths: Vec<f64>,
}

impl Pool {
    fn of(sides: &[Answers<'_>; 2]) -> Self {
        let rows = || sides.iter().flat_map(|side| &side.rows);
        let asked: BTreeMap<u64, &[u32]> =
            rows().filter_map(|(row, _)| row.prompt.as_ref()).map(|a| (a.hash(), a.words())).collect();
        let mut words: HashMap<u32, usize> = HashMap::new();
        let mut number = |&word: &u32| {
            let next = words.len();
            *words.entry(word).or_insert(next)
        };
        let prompts: Vec<Vec<usize>> =
            asked.values().map(|own| own.iter().map(&mut number).collect()).collect();
        let mut texts_with = vec![0u64; words.len()];
        prompts.iter().flatten().for_each(|&word| texts_with[word] += 1);
        let answered = rows().flat_map(|(_, own)| own).filter_map(|word| words.get(word));
        answered.for_each(|&word| texts_with[word] += 1);
        let all = (asked.len() + rows().count() + 1) as f64;
        let worth: Vec<f64> = texts_with.iter().map(|&n| (all / n as f64).ln().powi(2)).collect();
        let length = |own: &Vec<usize>| own.iter().map(|&word| worth[word]).sum::<f64>().sqrt();
        let lengths = prompts.iter().map(length).collect();
        let places = asked.keys().enumerate().map(|(at, &hash)| (hash, at)).collect();
        Self { prompts, places, words, worth, lengths }
    }

    /// Which of a side's answers match. Prompts that share exactly as much share the credit, so that chance is 1 in all of them.
    fn matches(&self, side: &Answers<'_>, others: usize) -> Matches {
        let mut found = Matches { answers: [0; BLOCKS], matching: [0.0; BLOCKS], prompts: 0 };
        let mut is_asked = vec![false; self.prompts.len()];
        // The answer in which each word was last seen, which spares a set for each answer.
        let mut seen_in = vec![usize::MAX; self.words.len()];
        for (at, (row, words)) in side.rows.iter().enumerate() {
            let Some(&own) = row.prompt.as_ref().and_then(|asked| self.places.get(&asked.hash())) else {
                continue;
            };
            words.iter().filter_map(|word| self.words.get(word)).for_each(|&word| seen_in[word] = at);
            let shared = |prompt: usize| self.shared(prompt, |word| seen_in[word] == at);
            let mine = shared(own);
            let theirs = (1..=others).map(|step| shared((own + step) % self.prompts.len()));
            let (better, equal) = theirs.fold((0, 0), |(better, equal), other| {
                (better + u32::from(other > mine), equal + u32::from(other == mine))
            });
            let block = usize::from(row.block);
            found.answers[block] += 1;
            found.matching[block] += if better > 0 { 0.0 } else { 1.0 / f64::from(equal + 1) };
            is_asked[own] = true;
        }
        found.prompts = is_asked.iter().filter(|asked| **asked).count() as u64;
        found
    }

    /// The cosine of a prompt and an answer as vectors of inverse document frequencies, but for the answer's length, which is
    /// the same beside every prompt.
    fn shared(&self, prompt: usize, is_in_answer: impl Fn(usize) -> bool) -> f64 {
        let words = self.prompts[prompt].iter().filter(|&&word| is_in_answer(word));
        let worth: f64 = words.map(|&word| self.worth[word]).sum();
        if worth > 0.0 { worth / self.lengths[prompt] } else { 0.0 }
    }
}

impl View<'_> {
    /// Share of the sampled answers that match their own prompt better than any of some others.
    ///
    /// # Errors
    /// [`Undefined::NoPrompts`], [`Undefined::MatchByChance`].
    pub fn prompt_match_rate(&self) -> Measured {
        let drawn = self.pair.drawn.as_ref().ok_or(Undefined::NoPrompts)?;
        drawn.belonging()?.rate(self.which, self.pair.blocks, self.without)
    }
}

impl Pair<'_> {
    /// Matching answers of both sides in numbers; `None` where the rate is undefined.
    pub fn prompt_matches(&self) -> Option<[MatchCount; 2]> {
        let belonging = self.drawn.as_ref()?.belonging().ok()?;
        Some([Which::Reference, Which::Current].map(|which| belonging.count(which)))
    }
}
