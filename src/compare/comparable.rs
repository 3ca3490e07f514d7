//! Whether two corpora can be compared at all, by what they have in common; said before any verdict, and never in its place.
//!
//! Shared keys or prompts make corpora comparable, whatever became of the words: a collapse into other words is a finding.

use std::collections::BTreeMap;

use crate::error::{Warning, WarningCode};
use crate::estimator::rarefaction;
use crate::profile::{Profile, Tokenizer, counts};
use crate::report::{Against, Doubt};
use crate::terms::Pairing;

use super::language::{self, Letters};
use super::rows::Rows;
use super::{Sides, Table, uncut};

/// Mean lengths that differ by more than this share are matched.
const EQUAL_LENGTH: f64 = 0.10;

/// Corpora with fewer tokens share few words by chance.
pub(super) const ENOUGH_TOKENS: u64 = 2_000;

/// Share of the words that occur on the other side, by tokens, below which corpora have nothing in common, on whichever side it
/// is larger. English answers of unlike models share 0.86 and more, texts of unlike sources 0.69 and more, and what a recursion
/// has wrecked still shares 0.77 with its origin; languages of one script share less than 0.2.
pub(super) const HARDLY_A_WORD: f64 = 0.20;
/// The same where keys or prompts are known on both sides and none is shared.
const FEW_WORDS: f64 = 0.40;

/// So many times the effective number of words is wider by far: of eleven models that answer the same prompts, the widest has
/// 1.65 times that of the narrowest.
const WIDER: f64 = 2.0;
/// Tokens at which effective numbers are taken: they grow with size.
const TOKENS: u64 = 20_000;

/// Below this share of different documents a corpus repeats itself throughout.
const FEW_DIFFERENT: f64 = 0.10;

/// Two generations that are compared, and what makes them alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Compared {
    /// Position of the earlier generation.
    pub(crate) reference: usize,
    /// Position of the later generation.
    pub(crate) current: usize,
    /// Base or previous.
    pub(crate) against: Against,
    /// What brings rows together.
    pub(crate) pairing: Pairing,
    /// Whether both sides hold the same documents.
    pub(crate) identical: bool,
    /// Whether lengths are matched.
    pub(crate) length_matched: bool,
    /// Share of the words of either side that this takes off, where it was done.
    pub(crate) cut_off: Option<[f64; 2]>,
    /// Whether prompts have more answers on one side, where that was looked at.
    pub(crate) uneven: bool,
}

impl From<&Table> for Compared {
    fn from(table: &Table) -> Self {
        let Table { reference, current, against, pairing, identical, .. } = *table;
        let Table { length_matched, cut_off, uneven, .. } = *table;
        Self { reference, current, against, pairing, identical, length_matched, cut_off, uneven }
    }
}

impl Compared {
    /// All pairs that a run would compare.
    pub(crate) fn all(profiles: &[Profile], tokenizer: Tokenizer) -> Vec<Self> {
        let of = |(reference, current, against): (usize, usize, Against)| {
            let (before, after) = (&profiles[reference], &profiles[current]);
            let sides = Sides::of(before, after, tokenizer);
            let (pairing, identical) = (sides.pairing, sides.are_identical());
            let length_matched = lengths_differ(before, after);
            let rows = Rows::of(&sides, tokenizer);
            let (uneven, matched) = (rows.are_uneven(), length_matched.then(|| rows.length_matched()));
            let cut_off = matched.as_ref().map(uncut::cut_off);
            Self { reference, current, against, pairing, identical, length_matched, cut_off, uneven }
        };
        pairs(profiles.len()).map(of).collect()
    }
}

/// The comparisons of so many generations: every later one with the base, and with its predecessor.
pub(super) fn pairs(n: usize) -> impl Iterator<Item = (usize, usize, Against)> {
    let against_base = (1..n).map(|k| (0, k, Against::Base));
    against_base.chain((2..n).map(|k| (k - 1, k, Against::Previous)))
}

/// Whether lengths must be matched.
pub(super) fn lengths_differ(reference: &Profile, current: &Profile) -> bool {
    match (reference.mean_tokens(), current.mean_tokens()) {
        (Some(a), Some(b)) if a > 0.0 && b > 0.0 => (a / b).ln().abs() > EQUAL_LENGTH.ln_1p(),
        _ => false,
    }
}

/// What makes comparisons doubtful, by pair.
#[derive(Debug, Default)]
pub(crate) struct Doubts {
    /// Of the reference as such; they hold for every comparison with it.
    of_reference: Option<Doubt>,
    of_pairs: BTreeMap<(usize, usize), Doubt>,
}

impl Doubts {
    /// Of generations with these names, the reference first.
    pub(crate) fn of(profiles: &[Profile], names: &[&str]) -> Self {
        let letters: Vec<Letters> = profiles.iter().map(Letters::of).collect();
        let of_reference = names.first().and_then(|name| narrow_reference(profiles, name));
        let doubtful = |(reference, current, _): (usize, usize, Against)| {
            let at = (reference, current);
            let (before, after) = (&profiles[at.0], &profiles[at.1]);
            let nothing =
                in_common(before, after).map(|found| nothing_in_common(names[at.0], names[at.1], found));
            // A reference that says one thing has other words than the rest, and that is no matter of language.
            let is_narrow = of_reference.is_some() && reference == 0;
            let other = || {
                if is_narrow {
                    return None;
                }
                let names = [names[at.0], names[at.1]];
                language::another([before, after], [&letters[at.0], &letters[at.1]], names)
            };
            Some((at, nothing.or_else(other)?))
        };
        Self { of_pairs: pairs(profiles.len()).filter_map(doubtful).collect(), of_reference }
    }

    /// Those of one comparison.
    pub(crate) fn about(&self, reference: usize, current: usize) -> Vec<Doubt> {
        let general = self.of_reference.iter().filter(|_| reference == 0);
        self.of_pairs.get(&(reference, current)).into_iter().chain(general).cloned().collect()
    }

    /// All of them, the gravest first.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        let hint = |doubt: &Doubt| match doubt.code {
            NARROW => {
                "is it the right one? What the others have beyond it is not asked for; choose another with --reference NAME"
            }
            language::CODE => {
                "words are told apart by their spelling: where hardly one is shared only how varied they are is judged, and where some are, a loss of \
                 words says nothing of what was said in the other language: compare texts of one language, or by embeddings"
            }
            _ => {
                "check the paths and --text-column; where both answer the same prompts, name these with --key-column"
            }
        };
        let all = self.of_pairs.values().chain(&self.of_reference);
        all.map(|doubt| {
            Warning::new(doubt.code, format!("may not be comparable: {}", doubt.message), hint(doubt))
        })
        .collect()
    }
}

const NARROW: WarningCode = WarningCode::NarrowReference;

/// How much two corpora share, where that is so little that nothing can be compared: the share of words, and whether keys or
/// prompts say so, too.
fn in_common(reference: &Profile, current: &Profile) -> Option<(f64, bool)> {
    let keys = reference.key_overlap(current);
    let prompts = reference.prompts.shared(&current.prompts);
    if keys.is_some_and(|share| share > 0.0) || prompts.is_some_and(|share| share > 0.0) {
        return None;
    }
    let words = shared_words(reference, current)?;
    let told = keys.is_some() || prompts.is_some();
    (words < if told { FEW_WORDS } else { HARDLY_A_WORD }).then_some((words, told))
}

/// Share of the tokens of one side whose word occurs on the other, on the side where it is larger.
pub(super) fn shared_words(a: &Profile, b: &Profile) -> Option<f64> {
    if a.n_tokens().min(b.n_tokens()) < ENOUGH_TOKENS {
        return None;
    }
    let (a, b) = (&a.words.counts, &b.words.counts);
    let (mut shared, mut all) = ([0, 0], [0, 0]);
    for (_, left, right) in counts::align(a.types(), b.types()) {
        let n = [left.map_or(0, |at| a.total(at).0), right.map_or(0, |at| b.total(at).0)];
        for side in 0..2 {
            all[side] += n[side];
            shared[side] += if left.is_some() && right.is_some() { n[side] } else { 0 };
        }
    }
    let share = |side: usize| shared[side] as f64 / all[side].max(1) as f64;
    Some(share(0).max(share(1)))
}

fn nothing_in_common(reference: &str, current: &str, (words, told): (f64, bool)) -> Doubt {
    let first = if told { "no key or prompt and hardly a word" } else { "hardly a word" };
    Doubt {
        code: WarningCode::NothingInCommon,
        message: format!(
            "{reference} and {current} have {first} in common (at most {:.0}% of the words of one occur in the other)",
            (100.0 * words).ceil()
        ),
    }
}

/// How wide a corpus is.
pub(super) struct Width {
    /// Effective number of words at equal tokens; `None` = too few tokens.
    pub(super) words: Option<f64>,
    /// Share of the documents that are different.
    different: f64,
}

impl Width {
    pub(super) fn of(profile: &Profile, tokens: u64) -> Self {
        let enough = tokens >= ENOUGH_TOKENS && profile.n_tokens() >= tokens;
        let words = || {
            let mut spectrum: BTreeMap<u64, u64> = BTreeMap::new();
            let counts = &profile.words.counts;
            (0..counts.len()).for_each(|at| *spectrum.entry(counts.total(at).0).or_default() += 1);
            let n = spectrum.iter().map(|(count, types)| count * types).sum();
            rarefaction::entropy(spectrum.into_iter(), n, tokens).map(f64::exp).ok()
        };
        Self {
            words: if enough { words() } else { None },
            different: profile.texts.len() as f64 / profile.n_documents().max(1) as f64,
        }
    }

    fn is_repetitive(&self) -> bool {
        self.different < FEW_DIFFERENT
    }

    /// Whether this is wider by far than the reference.
    fn is_beyond(&self, reference: &Self) -> bool {
        let words = self.words.zip(reference.words).is_some_and(|(own, theirs)| own > WIDER * theirs);
        words || (reference.is_repetitive() && self.different > 5.0 * reference.different)
    }
}

/// The reference where most others are wider by far: then the wrong one may have come first.
fn narrow_reference(profiles: &[Profile], name: &str) -> Option<Doubt> {
    let tokens = profiles.iter().map(Profile::n_tokens).filter(|&n| n >= ENOUGH_TOKENS).min().unwrap_or(0);
    let widths: Vec<Width> = profiles.iter().map(|profile| Width::of(profile, tokens.min(TOKENS))).collect();
    let (reference, others) = widths.split_first()?;
    let wider = others.iter().filter(|other| other.is_beyond(reference)).count();
    // One other that is wider may be the one that is wrong, unless the reference says the same again and again.
    if 2 * wider <= others.len() || (others.len() < 2 && !reference.is_repetitive()) {
        return None;
    }
    let all = others.len();
    let than = match all {
        1 => "the other generation".to_owned(),
        _ => format!("{wider} of {all} other generations"),
    };
    Some(Doubt { code: NARROW, message: format!("the reference {name} is far narrower than {than}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::KeyHash;
    use crate::profile::{Builder, Document, Tokenizer};

    /// Documents of ten words out of `size`, which begin with `letter`; with keys from `first_key` on where there is one.
    fn corpus(letter: char, size: usize, first_key: Option<usize>) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for i in 0..300 {
            let words: Vec<String> =
                (0..10).map(|j| format!("{letter}x{}", (i * 7919 + j * j * 31 + i * j) % size)).collect();
            let key = format!("{}", i + first_key.unwrap_or(0));
            builder.add_rows(1);
            builder.add(&Document {
                keyed: first_key.is_some(),
                ..Document::new(KeyHash::of(key.as_bytes()), &words.join(" "))
            });
        }
        builder.finish()
    }

    fn with_prompts(mut profile: Profile, first: u64) -> Profile {
        profile.prompts = crate::profile::Prompts::from_hashes((first..first + 300).collect());
        profile
    }

    fn codes(profiles: &[Profile], reference: usize, current: usize) -> Vec<&'static str> {
        let names: Vec<&str> = ["a", "b", "c", "d"][..profiles.len()].to_vec();
        Doubts::of(profiles, &names).about(reference, current).into_iter().map(|d| d.code.name()).collect()
    }

    #[test]
    fn other_words_are_no_doubt_where_keys_or_prompts_are_shared() {
        let of = |a: Profile, b: Profile| codes(&[a, b], 0, 1);
        let no_doubt: Vec<&str> = Vec::new();
        assert_eq!(of(corpus('a', 900, Some(0)), corpus('b', 500, Some(299))), no_doubt, "less varied too");
        assert_eq!(of(corpus('a', 900, Some(0)), corpus('b', 900, Some(299))), ["another-language"]);
        let prompts = |letter, first| with_prompts(corpus(letter, 900, None), first);
        let fewer = with_prompts(corpus('b', 500, None), 299);
        assert_eq!(of(prompts('a', 0), fewer), no_doubt);
        assert_eq!(of(prompts('a', 0), prompts('b', 300)), ["nothing-in-common"]);
        assert_eq!(of(corpus('a', 900, Some(0)), corpus('b', 900, Some(300))), ["nothing-in-common"]);
        assert_eq!(of(corpus('a', 900, None), corpus('b', 900, None)), ["nothing-in-common"]);
        assert_eq!(of(corpus('a', 900, Some(0)), corpus('a', 900, Some(300))), no_doubt, "fresh prompts");
    }

    #[test]
    fn a_reference_is_narrow_beside_most_others_or_when_it_repeats_itself() {
        let no_doubt: Vec<&str> = Vec::new();
        let (narrow, wide) = (|| corpus('a', 100, Some(0)), || corpus('a', 900, Some(0)));
        assert_eq!(codes(&[narrow(), wide(), wide()], 0, 2), ["narrow-reference"]);
        assert_eq!(codes(&[narrow(), wide(), wide()], 1, 2), no_doubt, "a step");
        assert_eq!(codes(&[narrow(), wide(), narrow()], 0, 1), no_doubt, "half of the others");
        assert_eq!(codes(&[narrow(), wide()], 0, 1), no_doubt, "one other");
        assert_eq!(codes(&[wide(), narrow(), narrow()], 0, 1), no_doubt);
        let constant = || corpus('a', 1, Some(0));
        assert_eq!(codes(&[constant(), wide()], 0, 1), ["narrow-reference"]);
        assert_eq!(codes(&[wide(), constant()], 0, 1), no_doubt);
        assert_eq!(codes(&[constant(), constant()], 0, 1), no_doubt);
        assert_eq!(codes(&[wide()], 0, 0), no_doubt);
    }

    #[test]
    fn doubts_become_warnings_that_say_what_to_do() {
        let profiles = [corpus('a', 1, None), corpus('b', 900, None), corpus('b', 900, None)];
        let warnings = Doubts::of(&profiles, &["null", "x", "y"]).warnings();
        let said: Vec<&str> = warnings.iter().map(|w| w.message.as_str()).collect();
        assert_eq!(warnings.len(), 3, "{said:?}");
        assert!(
            said[0].starts_with("may not be comparable: null and x have hardly a word in common"),
            "{said:?}"
        );
        assert!(
            said[2].contains("the reference null is far narrower than 2 of 2 other generations"),
            "{said:?}"
        );
        assert!(warnings[2].hint.contains("--reference"));
    }
}
