//! Without a key: nothing is read as a gain or a loss that only the order of the rows made, and what is lost is found.

use genloss::compare::{Sides, deciding_of};
use genloss::profile::{Profile, Tokenizer};
use genloss::terms::{Estimate, Pairing, Vector};

use crate::make_fixtures::synth::{Doc, Law, Model, keys};
use crate::profiled::{Key, profile};

const DOCUMENTS: u32 = 600;

/// The metrics whose definitions come from the reference, which is what can leak.
const CROSS_FITTED: [&str; 3] =
    ["reference-tail-retention", "tail-types-survival", "effective-vocabulary-retention"];

fn law() -> Law {
    Law { vocabulary: 30_000, mean_length: 100.0, ..Law::default() }
}

/// Answers to these prompts in an order of their own, without a key.
fn corpus(first: u32, seed: u64, change: impl Fn(&str) -> String) -> Profile {
    let mut docs: Vec<Doc> = Model::new(&law()).corpus(&keys(first, DOCUMENTS), seed);
    docs.sort_by_key(|doc| (u64::from(doc.key) * 7919 + seed * 104_729) % 1009);
    let texts: Vec<String> = docs.iter().map(|doc| change(&doc.text)).collect();
    let rows = texts.iter().zip(0..);
    profile(rows.map(|(text, row)| (Key::Row(row), text.as_str(), Vector::Absent)))
}

fn as_it_is(text: &str) -> String {
    text.to_owned()
}

fn estimates(before: &Profile, after: &Profile) -> Vec<(&'static str, Estimate)> {
    let sides = Sides::of(before, after, Tokenizer::default());
    assert_eq!(sides.pairing, Pairing::Content);
    let table = deciding_of(&sides, Tokenizer::default(), 1, |m| CROSS_FITTED.contains(&m.name));
    table.rows.iter().map(|row| (row.metric.name, row.outcome.as_ref().unwrap().estimate)).collect()
}

#[test]
fn nothing_lost_reads_1_whichever_prompts_are_shared() {
    for shared in [DOCUMENTS, DOCUMENTS / 2, 0] {
        // Both ways round, so that what one pair has by chance does not count.
        let mut logs = [0.0; 3];
        for seed in 0..3 {
            let (a, b) = (corpus(0, 2 * seed, as_it_is), corpus(DOCUMENTS - shared, 2 * seed + 1, as_it_is));
            for (before, after) in [(&a, &b), (&b, &a)] {
                for (log, (_, estimate)) in logs.iter_mut().zip(estimates(before, after)) {
                    *log += estimate.value.ln() / 6.0;
                }
            }
        }
        for (name, log) in CROSS_FITTED.iter().zip(logs) {
            assert!(log.abs() < 0.03, "{name} with {shared} shared prompts: {log:+.4}");
        }
    }
}

#[test]
fn words_that_are_replaced_by_new_ones_are_missed() {
    // Half of all longer words by the parity of their letters.
    let invent = |text: &str| -> String {
        let other = |word: &str| match word.len() > 5 && word.bytes().map(usize::from).sum::<usize>() % 2 == 0
        {
            true => format!("{word}zq"),
            false => word.to_owned(),
        };
        text.split(' ').map(other).collect::<Vec<_>>().join(" ")
    };
    let before = corpus(0, 1, as_it_is);
    for first in [0, DOCUMENTS] {
        let after = corpus(first, 2, invent);
        let found = estimates(&before, &after);
        let lost =
            found.iter().filter(|(name, e)| *name != CROSS_FITTED[2] && e.high < 0.95 && e.p < 0.001).count();
        assert_eq!(lost, 2, "{found:?}");
    }
}
