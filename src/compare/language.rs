//! Another language, or another script: words are told apart by their spelling, so that a text that says the same in another language
//! has lost every word. Where the words of one side are those of another language and as varied as before, that is said before any
//! verdict; where hardly a word is shared, what looks from the reference's words alone decides nothing then, and how varied the words are does.
//! Where they are less varied too, something is lost and it is neither said nor left out.

use std::collections::BTreeMap;

use unicode_script::{Script, UnicodeScript};

use super::comparable::{ENOUGH_TOKENS, HARDLY_A_WORD, Width, shared_words};
use crate::profile::Profile;
use crate::report::Doubt;
use crate::terms::WarningCode;

/// Sampled documents whose letters are looked at.
const DOCUMENTS: usize = 2048;

/// Share of the letters that must change their script. Answers of unlike models to the same prompts differ by at most 0.02.
const OTHER_SCRIPT: f64 = 0.10;

/// The least part of the reference's effective number of words that is as varied as before: the line at which the vocabulary fails.
const AS_VARIED: f64 = 0.90;

/// The most: of the languages of one text the widest has about this many times the effective number of words of the narrowest.
const MORE_VARIED: f64 = 2.0;

/// Its code.
pub(super) const CODE: WarningCode = WarningCode::AnotherLanguage;

/// Letters of the sampled documents by script.
#[derive(Debug, Clone, Default)]
pub(crate) struct Letters {
    by_script: BTreeMap<&'static str, u64>,
    all: u64,
}

impl Letters {
    pub(crate) fn of(profile: &Profile) -> Self {
        let mut letters = Self::default();
        let mut latin = 0;
        for c in profile.sample.first(DOCUMENTS).iter().flat_map(|row| row.text.chars()) {
            // Most letters of most corpora, without a search in tables.
            if c.is_ascii() {
                latin += u64::from(c.is_ascii_alphabetic());
            } else if c.is_alphabetic() {
                let script = c.script();
                if !matches!(script, Script::Common | Script::Inherited | Script::Unknown) {
                    *letters.by_script.entry(script.full_name()).or_default() += 1;
                }
            }
        }
        if latin > 0 {
            *letters.by_script.entry(Script::Latin.full_name()).or_default() += latin;
        }
        letters.all = letters.by_script.values().sum();
        letters
    }

    /// Shares of the letters, by script.
    pub(crate) fn shares(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.by_script.keys().map(|script| (*script, self.share(script)))
    }

    fn share(&self, script: &str) -> f64 {
        let n = self.by_script.get(script).copied().unwrap_or_default();
        n as f64 / self.all.max(1) as f64
    }

    /// The script that gained most from another corpus to this one, and its shares before and now, where so many letters changed
    /// their script.
    fn gained(&self, before: &Self) -> Option<(&'static str, f64, f64)> {
        if self.all.min(before.all) < ENOUGH_TOKENS {
            return None;
        }
        let gain = |script: &&'static str| self.share(script) - before.share(script);
        let gained = self.by_script.keys().copied().filter(|script| gain(script) > 0.0);
        let moved: f64 = gained.clone().map(|script| gain(&script)).sum();
        let most = gained.max_by(|a, b| gain(a).total_cmp(&gain(b)))?;
        (moved > OTHER_SCRIPT).then(|| (most, before.share(most), self.share(most)))
    }
}

/// Whether the current corpus is in another script or language than the reference, and as varied.
pub(super) fn another(profiles: [&Profile; 2], letters: [&Letters; 2], names: [&str; 2]) -> Option<Doubt> {
    let [reference, current] = profiles;
    let [before, after] = names;
    let script = letters[1].gained(letters[0]).map(|(script, had, has)| {
        format!(
            "{after} is written in another script than {before}, or partly so ({script}: {:.0}% of the letters, {:.0}% in {before})",
            100.0 * has,
            100.0 * had
        )
    });
    let found = script.or_else(|| {
        let words = shared_words(reference, current).filter(|words| *words < HARDLY_A_WORD)?;
        Some(format!(
            "{after} is in other words than {before} throughout, as another language would be (at most {:.0}% of the words of one occur in \
             the other)",
            (100.0 * words).ceil()
        ))
    })?;
    let as_varied = width_kept(profiles).is_some_and(|kept| kept >= AS_VARIED);
    as_varied.then(|| Doubt { code: CODE, message: format!("{found}, and as varied as before") })
}

/// Whether hardly a word is shared and the words are as varied, no less and no more: letters that spell nothing are more.
pub(super) fn is_wholly_another(profiles: [&Profile; 2]) -> bool {
    let [reference, current] = profiles;
    shared_words(reference, current).is_some_and(|words| words < HARDLY_A_WORD)
        && width_kept(profiles).is_some_and(|kept| (AS_VARIED..=MORE_VARIED).contains(&kept))
}

/// The effective number of words of the later side over that of the earlier one, at equal tokens.
fn width_kept(profiles: [&Profile; 2]) -> Option<f64> {
    let tokens = profiles[0].n_tokens().min(profiles[1].n_tokens());
    let [had, has] = profiles.map(|profile| Width::of(profile, tokens).words);
    Some(has? / had?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::KeyHash;
    use crate::profile::{Builder, Document, Tokenizer};

    /// Documents of ten words of `size`; of each the text is what `say` makes of its number and that of the document.
    fn corpus(size: usize, say: impl Fn(usize, usize) -> String) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for i in 0..300 {
            let words: Vec<String> =
                (0..10).map(|j| say((i * 7919 + j * j * 31 + i * j) % size, i)).collect();
            builder.add_rows(1);
            builder.add(&Document::new(KeyHash::of(i.to_string().as_bytes()), &words.join(" ")));
        }
        builder.finish()
    }

    fn found(before: &Profile, after: &Profile) -> Option<String> {
        let letters = [before, after].map(Letters::of);
        another([before, after], [&letters[0], &letters[1]], ["a", "b"]).map(|doubt| doubt.message)
    }

    fn english(word: usize, _: usize) -> String {
        format!("word{word}")
    }

    #[test]
    fn one_to_one_changes_of_script_and_language_are_told() {
        let base = corpus(900, english);
        let said = found(&base, &corpus(900, |word, _| format!("слово{word}"))).unwrap();
        assert!(
            said.contains("another script") && said.contains("Cyrillic: 100% of the letters, 0% in a"),
            "{said}"
        );
        let half =
            |word, document| if document % 4 == 0 { format!("слово{word}") } else { english(word, 0) };
        let said = found(&base, &corpus(900, half)).unwrap();
        assert!(said.contains("partly so (Cyrillic: 29%"), "{said}");
        let said = found(&base, &corpus(900, |word, _| format!("wort{word}"))).unwrap();
        assert!(said.contains("as another language would be (at most 0%"), "{said}");
        assert_eq!(
            found(&base, &corpus(900, |word, _| english(word + 300, 0))),
            None,
            "two words in three are shared"
        );
        assert_eq!(found(&base, &base), None);
    }

    #[test]
    fn a_loss_is_never_hidden_behind_another_language() {
        let base = corpus(900, english);
        assert_eq!(found(&base, &corpus(300, |word, _| format!("wort{word}"))), None);
        assert_eq!(found(&base, &corpus(300, |word, _| format!("слово{word}"))), None);
        assert_eq!(found(&base, &corpus(1, |word, _| format!("слово{word}"))), None);
    }

    #[test]
    fn only_a_whole_change_that_is_as_varied_takes_its_say_from_the_reference() {
        let base = corpus(900, english);
        let wholly = |after: &Profile| is_wholly_another([&base, after]);
        assert!(wholly(&corpus(900, |word, _| format!("слово{word}"))));
        assert!(wholly(&corpus(900, |word, _| format!("wort{word}"))));
        assert!(!wholly(&corpus(300, |word, _| format!("wort{word}"))), "less varied");
        assert!(
            !wholly(&corpus(900, |word, document| format!("x{word}y{document}"))),
            "letters that spell nothing"
        );
        let in_part =
            |word, document| if document % 4 == 0 { format!("слово{word}") } else { english(word, 0) };
        assert!(!wholly(&corpus(900, in_part)));
        assert!(!wholly(&base));
    }
}
