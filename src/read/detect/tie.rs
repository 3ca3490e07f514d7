//! Decides between columns that could all be the text: by what the first rows show, then by what the names say, else not
//! at all.
//!
//! A text that is the same in every generation while another differs is a prompt or a reference. A text behind a prompt
//! is the same text as without it. Of two names, one that only outputs have is better than one that anything may have.

use std::cmp::Reverse;

use super::candidates::Candidate;
use super::evidence::Evidence;
use crate::read::meaning::{Tier, is_processed};

/// What came out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// One column, with the reason where it should be said.
    Taken {
        /// Its name.
        name: String,
        /// Why it and not the others.
        why: Option<String>,
    },
    /// Several, each with the beginning of a text.
    Tied(Vec<String>),
    /// None of them can be an output.
    None(String),
}

/// The candidates that are left, and what was said of those that are not.
struct Tie<'a> {
    candidates: &'a [Candidate],
    left: Vec<usize>,
    said: Vec<String>,
}

impl Tie<'_> {
    fn name(&self, candidate: usize) -> String {
        format!("`{}`", self.candidates[candidate].name)
    }

    fn names(&self, of: &[usize]) -> String {
        of.iter().map(|candidate| self.name(*candidate)).collect::<Vec<_>>().join(", ")
    }

    fn tier(&self, candidate: usize) -> Tier {
        self.candidates[candidate].tier
    }

    /// Drops those that do not hold, unless none would be left; returns the dropped.
    fn keep(&mut self, holds: impl Fn(usize) -> bool) -> Vec<usize> {
        let (kept, dropped): (Vec<usize>, Vec<usize>) = self.left.iter().partition(|c| holds(**c));
        if kept.is_empty() {
            return Vec::new();
        }
        self.left = kept;
        dropped
    }

    /// Says why candidates were dropped, those at least whose names speak for an output.
    fn say(&mut self, dropped: &[usize], what: &str) {
        let named: Vec<usize> = dropped.iter().copied().filter(|c| self.tier(*c) >= Tier::Known).collect();
        if !named.is_empty() {
            let verb = if named.len() == 1 { "" } else { "each " };
            self.said.push(format!("{} {verb}{what}", self.names(&named)));
        }
    }
}

/// Decides.
pub(super) fn decide(candidates: &[Candidate], evidence: Option<&Evidence>) -> Outcome {
    let mut tie = Tie { candidates, left: (0..candidates.len()).collect(), said: Vec::new() };
    if let Some(evidence) = evidence {
        let labels = drop_labels(&mut tie, evidence);
        if tie.left.is_empty() {
            return Outcome::None(no_output(&tie, &labels, evidence));
        }
        drop_repeated(&mut tie, evidence);
        drop_doubles(&mut tie, evidence);
    }
    drop_processed(&mut tie);
    by_name(&mut tie);
    match tie.left.as_slice() {
        [one] => Outcome::Taken {
            name: candidates[*one].name.clone(),
            why: (!tie.said.is_empty()).then(|| tie.said.join("; ")),
        },
        several => {
            let mut several = several.to_vec();
            several.sort_by_key(|c| (Reverse(candidates[*c].tier), candidates[*c].rank));
            Outcome::Tied(several.iter().map(|c| tied(&candidates[*c], *c, evidence)).collect())
        }
    }
}

fn tied(candidate: &Candidate, number: usize, evidence: Option<&Evidence>) -> String {
    match evidence {
        None => candidate.name.clone(),
        Some(evidence) => format!("`{}` ({})", candidate.name, evidence.excerpt(number)),
    }
}

/// Drops what cannot be an output, and returns it.
fn drop_labels(tie: &mut Tie<'_>, evidence: &Evidence) -> Vec<usize> {
    let is_label = |c: usize| {
        let candidate = &tie.candidates[c];
        match candidate.tier {
            Tier::Odd | Tier::About => evidence.is_invalid(c) || evidence.is_empty(c) || evidence.is_label(c),
            // Its name speaks for it, unless it is a label without any doubt.
            _ => {
                let holds_none = evidence.is_empty(c) || evidence.is_invalid(c) || evidence.is_constant(c);
                tie.candidates.len() > 1 && holds_none
            }
        }
    };
    let (labels, left): (Vec<usize>, Vec<usize>) = tie.left.iter().partition(|c| is_label(**c));
    tie.left = left;
    let named: Vec<usize> = labels.iter().copied().filter(|c| tie.tier(*c) >= Tier::Known).collect();
    tie.say(&named, "holds no texts, or one value only");
    labels
}

fn no_output(tie: &Tie<'_>, labels: &[usize], evidence: &Evidence) -> String {
    const SHOWN: usize = 3;
    let told = labels.iter().take(SHOWN).map(|&c| match evidence.is_invalid(c) {
        true => format!("{} holds bytes that are not UTF-8 text", tie.name(c)),
        false => format!("{} holds {}", tie.name(c), evidence.of_a_label(c)),
    });
    format!("that could be an output: {} ", told.collect::<Vec<_>>().join(", "))
}

/// Drops what is the same in every generation while something else differs.
fn drop_repeated(tie: &mut Tie<'_>, evidence: &Evidence) {
    let differs: Vec<usize> =
        tie.left.iter().copied().filter(|c| evidence.varies(*c) == Some(true)).collect();
    if differs.is_empty() {
        return;
    }
    let repeated = tie.keep(|c| evidence.varies(c) != Some(false));
    tie.say(&repeated, "holds the same texts in every generation, as references and prompts do");
}

/// Drops what holds another candidate's texts again, whole or in part.
fn drop_doubles(tie: &mut Tie<'_>, evidence: &Evidence) {
    let left = tie.left.clone();
    let better = |a: usize, b: usize| {
        let place = |c: usize| (Reverse(tie.candidates[c].tier), tie.candidates[c].rank, c);
        place(a) < place(b)
    };
    let mut dropped: Vec<(usize, String)> = Vec::new();
    for &a in &left {
        let why = left.iter().filter(|b| **b != a).find_map(|&b| {
            let tiers = (tie.tier(a), tie.tier(b));
            if evidence.same(a, b) {
                return better(b, a).then(|| format!("{} holds the same texts", tie.name(a)));
            }
            if evidence.is_selection(a, b) && tiers.0 <= tiers.1 && !evidence.is_selection(b, a) {
                return Some(format!("{} holds some of the same texts", tie.name(a)));
            }
            if evidence.is_end(b, a) && tiers.0 <= tiers.1 {
                return Some(format!(
                    "{} holds the same texts behind others, probably the prompts",
                    tie.name(a)
                ));
            }
            if evidence.is_within(a, b) && tiers.0 < tiers.1 && !evidence.is_end(a, b) {
                return Some(format!("{} holds parts of the same texts", tie.name(a)));
            }
            None
        });
        dropped.extend(why.map(|why| (a, why)));
    }
    let gone: Vec<usize> = dropped.iter().map(|(c, _)| *c).collect();
    if gone.len() < left.len() {
        tie.keep(|c| !gone.contains(&c));
        tie.said.extend(dropped.into_iter().map(|(_, why)| why));
    }
}

/// Of a text and what was made of it, the text is what the model wrote.
fn drop_processed(tie: &mut Tie<'_>) {
    if tie.left.iter().any(|c| tie.tier(*c) == Tier::Model && !is_processed(&tie.candidates[*c].name)) {
        let candidates = tie.candidates;
        let dropped = tie.keep(|c| !is_processed(&candidates[c].name));
        tie.say(&dropped, "is called what was made of the output, which is judged as the model wrote it");
    }
}

/// Lets the names decide where one alone is clearly better.
fn by_name(tie: &mut Tie<'_>) {
    let candidates = tie.candidates;
    let at_least = |tier: Tier, tie: &Tie<'_>| tie.left.iter().filter(|c| tie.tier(**c) >= tier).count();
    for tier in [Tier::Model, Tier::Known, Tier::Odd] {
        match at_least(tier, tie) {
            0 => continue,
            1 => {
                let mut dropped = tie.keep(|c| candidates[c].tier >= tier);
                // What is written about outputs is told apart by its name.
                dropped.retain(|c| candidates[*c].tier >= Tier::Odd);
                if !dropped.is_empty() {
                    let others = tie.names(&dropped);
                    tie.said.push(format!("by its name; {others} could be it, too"));
                }
                return;
            }
            _ => {
                tie.keep(|c| candidates[c].tier >= tier);
                return;
            }
        }
    }
}
