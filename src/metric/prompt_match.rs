//! Do answers still belong to their prompts?

use super::{Formula, Matching, Metric, Role, Size, WIDE};
use crate::estimator::proportion;
use crate::pair::Pair;
use crate::terms::{Estimate, Family, Kind, Symptom, Unit};

/// Below this many answers that match, or do not, on a side the block jackknife sees too few events.
const FEW: f64 = 10.0;

pub(super) const PROMPT_MATCH_RETENTION: Metric = Metric {
    name: "prompt-match-retention",
    label: "Answers about their own prompt",
    kind: Kind::Retention,
    unit: Unit::Ratio,
    family: Family::Documents,
    symptom: Some(Symptom::PromptMismatch),
    role: Role::Gating,
    moved: None,
    margins: WIDE,
    size: Size::Texts,
    length_sensitive: true,
    about: "How many answers have more rare words in common with their own prompt than with 31 others; falls when answers stand beside \
        the wrong prompts, or are about something else.",
    formula_text: "share of the answers whose own prompt is nearest by the cosine of the words present, weighted with ln(texts / texts with \
        the word) over the prompts and answers of both sides, among 32 prompts (the others follow it by hash; ties share the credit), \
        current / reference; at most 4,096 sampled answers a side and 256 words a prompt; with fewer than 10 answers that match, or do not, \
        on a side the interval is Newcombe's",
    range: "0 and up; 1 = as many as before; 1/32 of the answers would match by chance",
    undefined_when: "no column of prompts, or fewer than 16 different ones; a reference that matches within 5 standard errors of chance; \
        fewer than 64 answers on a side",
    cost: "32 prompts an answer, O(words of a prompt) each; O(blocks) per left-out block",
    source: "genloss; weights after Sparck Jones (1972); Newcombe (1998)",
    formula: Formula::Level {
        level: |v| v.prompt_match_rate(),
        units: Some(|v| v.documents() as f64),
        few_events: Some(few_events),
        where_moved: None,
        where_unmatched: None,
    },
};

/// The score interval where either side has few answers of either kind.
fn few_events(pair: &Pair<'_>, _: &Matching<'_>) -> Option<Estimate> {
    let [before, after] = pair.prompt_matches()?;
    let few = |n: f64, missed: f64| missed < FEW || n - missed < FEW;
    (few(before.n, before.missed) || few(after.n, after.missed)).then(|| {
        let difference = proportion::newcombe(after.missed, after.n, before.missed, before.n);
        difference.as_retention(before.missed / before.n, after.missed / after.n)
    })
}
