//! What there is to say of corpora before anything is compared, the gravest first. Pure.

use super::result::Finding;
use super::scripts;
use crate::error::{Warning, WarningCode};
use crate::profile::Profile;

/// Below so many documents there are no intervals.
const FEW: u64 = 64;
/// From this share of copies on they are told.
const COPIES: f64 = 0.10;
/// Documents that differ by more than this factor are told.
const SIZES: f64 = 2.0;
/// Shares of letters that differ by more than this are told.
const SCRIPTS: f64 = 0.30;
/// Below this share of shared prompts rows answer other questions.
const PROMPTS: f64 = 0.50;

/// What `compare` would warn of, and what only matters before.
pub(super) fn findings(warnings: Vec<Warning>, names: &[&str], profiles: &[Profile]) -> Vec<Finding> {
    let mut all: Vec<Warning> = warnings;
    for (name, profile) in names.iter().zip(profiles) {
        all.extend(few_documents(name, profile));
        all.extend(copies(name, profile));
    }
    all.extend(sizes(names, profiles));
    if let Some((reference, others)) = profiles.split_first() {
        for (name, current) in names.iter().skip(1).zip(others) {
            all.extend(other_prompts((names[0], reference), (name, current)));
            all.extend(other_script((names[0], reference), (name, current)));
        }
    }
    let mut found: Vec<Finding> = all.into_iter().map(finding).collect();
    // Stable: within a severity the order is that in which things were found.
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    found
}

fn finding(warning: Warning) -> Finding {
    let Warning { code, message, hint } = warning;
    Finding { severity: code.severity(), code, message, hint }
}

fn few_documents(name: &str, profile: &Profile) -> Option<Warning> {
    let n = profile.n_documents();
    (n < FEW).then(|| {
        Warning::new(
            WarningCode::FewDocuments,
            format!("{name}: {n} documents are too few for intervals, so every verdict will be inconclusive"),
            format!("sample more prompts: {FEW} at the least, 800 to see a loss of a few percent"),
        )
    })
}

fn copies(name: &str, profile: &Profile) -> Option<Warning> {
    let (all, different) = (profile.n_documents(), profile.texts.len() as u64);
    let copies = all.saturating_sub(different);
    (copies > 0 && copies as f64 >= COPIES * all as f64).then(|| {
        Warning::new(
            WarningCode::Copies,
            format!("{name}: {copies} of {all} documents repeat another one word for word"),
            "if rows were written twice, drop the copies; if the model repeats itself, that is what `genloss compare` judges",
        )
    })
}

fn sizes(names: &[&str], profiles: &[Profile]) -> Option<Warning> {
    let sized = || names.iter().zip(profiles).map(|(name, profile)| (profile.n_documents(), *name));
    let (least, most) = (sized().min()?, sized().max()?);
    (most.0 as f64 > SIZES * least.0 as f64).then(|| {
        Warning::new(
            WarningCode::SizesDiffer,
            format!("{} has {} documents and {} has {}", least.1, least.0, most.1, most.0),
            "they are compared at equal size; the smaller decides how small a loss can be seen",
        )
    })
}

fn other_prompts((name, reference): (&str, &Profile), (other, current): (&str, &Profile)) -> Option<Warning> {
    let shared = current.prompts.shared(&reference.prompts)?;
    (shared < PROMPTS).then(|| {
        Warning::new(
            WarningCode::OtherPrompts,
            format!("{other} shares {:.0}% of its prompts with {name}", 100.0 * shared),
            "sample all generations on the same prompts: then smaller losses can be seen",
        )
    })
}

fn other_script((name, reference): (&str, &Profile), (other, current): (&str, &Profile)) -> Option<Warning> {
    let (before, after) = (scripts::of(reference), scripts::of(current));
    let main = after.first()?;
    let had = before.iter().find(|s| s.script == main.script).map_or(0.0, |s| s.share);
    (main.share - had > SCRIPTS).then(|| {
        Warning::new(
            WarningCode::OtherScript,
            format!(
                "{other} is written in {} ({:.0}% of its letters), {name} has {:.0}% of it",
                main.script,
                100.0 * main.share,
                100.0 * had
            ),
            "compare languages one by one: --slice-column, with a column that names them",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::KeyHash;
    use crate::profile::{Builder, Document, Tokenizer};

    fn corpus<'a>(texts: impl IntoIterator<Item = &'a str>) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for (i, text) in texts.into_iter().enumerate() {
            builder.add_rows(1);
            builder.add_prompt(&format!("about {}", text.len()));
            builder.add(&Document::new(KeyHash::of(&i.to_le_bytes()), text));
        }
        builder.finish()
    }

    fn codes(profiles: &[Profile]) -> Vec<WarningCode> {
        let names: Vec<&str> = ["a", "b"][..profiles.len()].to_vec();
        findings(Vec::new(), &names, profiles).into_iter().map(|f| f.code).collect()
    }

    #[test]
    fn copies_sizes_scripts_and_prompts_are_told() {
        let words: Vec<String> = (0..140).map(|i| format!("word {}", "x".repeat(i))).collect();
        let all = || corpus(words.iter().map(String::as_str));
        assert_eq!(codes(&[all(), all()]), Vec::<WarningCode>::new());
        assert_eq!(
            codes(&[all(), corpus(words[..20].iter().map(String::as_str))]),
            ["few-documents", "sizes-differ"]
        );
        assert_eq!(codes(&[corpus(["the same"; 80])]), ["copies"]);
        let cyrillic: Vec<String> = (0..140).map(|i| format!("слово {}", "ы".repeat(i))).collect();
        let other = || corpus(cyrillic.iter().map(String::as_str));
        assert_eq!(codes(&[all(), other()]), ["other-prompts", "other-script"]);
    }

    #[test]
    fn the_gravest_comes_first() {
        use WarningCode::{Identical, Limit, NoKey, Order};
        let warnings = [Limit, Order, Identical, NoKey].map(|code| Warning::new(code, "m", "h"));
        let found = findings(warnings.to_vec(), &[], &[]);
        let said: Vec<_> = found.iter().map(|f| (f.severity.name(), f.code)).collect();
        assert_eq!(said, [("error", Identical), ("warning", Order), ("warning", NoKey), ("note", Limit)]);
    }
}
