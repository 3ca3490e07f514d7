//! What the mix says more than once: whole texts, prompts, openings.

use std::collections::{HashMap, HashSet};

use super::gather::{EXAMPLE, Gathered};
use super::near::{Cluster, Repeats};
use super::result::{Check, Fact};
use super::rows::Rows;
use super::texts::Texts;
use crate::error::Error;
use crate::progress::Observer;
use crate::terms::Status;

/// Shares of rows that are copies of an earlier one.
const COPIES: [f64; 2] = [0.01, 0.1];
/// Shares of rows whose prompt their own source has answered before.
const PROMPTS: [f64; 2] = [0.1, 0.5];
/// Shares of rows that begin with the same words.
const OPENINGS: [f64; 2] = [0.05, 0.25];
/// Examples of each.
const EXAMPLES: usize = 5;

/// For each row the first one with the same text; itself where it has none.
pub(super) fn firsts(texts: &Texts) -> Vec<usize> {
    let mut firsts: HashMap<u64, usize> = HashMap::new();
    (0..texts.len())
        .map(|row| texts.whole(row).map_or(row, |whole| *firsts.entry(whole).or_insert(row)))
        .collect()
}

/// The three checks.
pub(super) fn checks(gathered: &Gathered) -> [Check; 3] {
    [duplicates(gathered), prompts(gathered), openings(gathered)]
}

fn judged(share: f64, [warn, fail]: [f64; 2]) -> Status {
    match share {
        share if share >= fail => Status::Fail,
        share if share >= warn => Status::Warn,
        _ => Status::Pass,
    }
}

/// What comes more than once, the most common first; of the same number what came first.
fn most_common(ids: impl Iterator<Item = u64>) -> Vec<(u64, u64)> {
    let mut counts: HashMap<u64, (u64, usize)> = HashMap::new();
    ids.enumerate().for_each(|(at, id)| counts.entry(id).or_insert((0, at)).0 += 1);
    let mut all: Vec<(u64, u64, usize)> = counts.into_iter().map(|(id, (n, first))| (id, n, first)).collect();
    all.retain(|&(_, n, _)| n > 1);
    all.sort_by_key(|&(_, n, first)| (std::cmp::Reverse(n), first));
    all.into_iter().map(|(id, n, _)| (id, n)).collect()
}

fn examples(gathered: &Gathered, all: &[(u64, u64)]) -> Vec<String> {
    let said = |(id, n): &(u64, u64)| Some(format!("{n} × {}", gathered.excerpts.get(id)?));
    all.iter().take(EXAMPLES).filter_map(said).collect()
}

fn duplicates(gathered: &Gathered) -> Check {
    let texts = &gathered.mix.texts;
    let firsts = firsts(texts);
    let is_copy = |row: &usize| firsts[*row] != *row;
    let n = (0..texts.len()).filter(is_copy).count();
    let repeated: usize = (0..texts.len()).filter(is_copy).map(|row| texts.words(row).len()).sum();
    let share = n as f64 / texts.len().max(1) as f64;
    let groups = most_common((0..texts.len()).filter_map(|row| texts.whole(row)));
    let status = judged(share, COPIES);
    let reason = match status {
        Status::Pass => "hardly a row repeats an earlier one word for word",
        _ => {
            "rows repeat earlier ones word for word, so that a training run sees them more often than others"
        }
    };
    let mut facts = vec![
        Fact::share("rows that are copies", share),
        Fact::count("copies", n as u64),
        Fact::count("texts that come more than once", groups.len() as u64),
    ];
    if texts.n_words() > 0 {
        let unique = (texts.n_words() - repeated) as f64 / texts.n_words() as f64;
        facts.push(Fact::share("words outside of copies", unique));
    }
    let examples = examples(gathered, &groups);
    Check { examples, ..Check::new("duplicates", status, reason.to_owned()).with(facts) }
}

/// The check of near copies, which shows texts of the largest clusters that have some.
pub(super) fn near_duplicates(
    mix: &Rows,
    repeats: &Repeats,
    observer: &dyn Observer,
) -> Result<Check, Error> {
    let share = repeats.n_near() as f64 / mix.texts.len().max(1) as f64;
    let status = judged(share, COPIES);
    let reason = match status {
        Status::Pass => {
            "hardly a row is a near copy of an earlier one (four fifths of all runs of five words in common)"
        }
        _ => "rows say nearly what earlier ones say (four fifths of all runs of five words in common)",
    };
    let near: Vec<&Cluster> =
        repeats.clusters.iter().filter(|cluster| cluster.exact + 1 < cluster.rows).collect();
    let facts = vec![
        Fact::share("rows that are near copies", share),
        Fact::count("near copies", repeats.n_near() as u64),
        Fact::count("clusters with near copies", near.len() as u64),
        Fact::count("rows of the largest", near.first().map_or(0, |cluster| cluster.rows) as u64),
    ];
    let mut shown: Vec<&Cluster> = near.into_iter().take(EXAMPLES).collect();
    shown.sort_by_key(|cluster| cluster.first);
    let wanted: Vec<usize> = shown.iter().map(|cluster| cluster.first).collect();
    let texts = mix.beginnings(&wanted, EXAMPLE, observer)?;
    let mut said: Vec<_> = shown.into_iter().zip(texts).collect();
    said.sort_by_key(|(cluster, _)| (std::cmp::Reverse(cluster.rows), cluster.first));
    let examples = said.into_iter().map(|(cluster, text)| format!("{} × {text}", cluster.rows)).collect();
    Ok(Check { examples, ..Check::new("near-duplicates", status, reason.to_owned()).with(facts) })
}

fn prompts(gathered: &Gathered) -> Check {
    let mix = &gathered.mix;
    // Several sources that answer one prompt are several answers; one source that does so repeats itself.
    let mut seen: HashSet<(usize, u64)> = HashSet::new();
    let (mut known, mut again) = (0_u64, 0_u64);
    for (prompt, source) in mix.prompts.iter().zip(&mix.sources) {
        let Some(prompt) = prompt else { continue };
        known += 1;
        again += u64::from(!seen.insert((*source, *prompt)));
    }
    if known == 0 {
        let reason = "no column holds or names prompts; name it with --key-column";
        return Check::new("prompts", Status::NotRun, reason.to_owned());
    }
    let different = most_common(mix.prompts.iter().copied().flatten());
    let share = again as f64 / known as f64;
    let status = judged(share, PROMPTS);
    let reason = match status {
        Status::Pass => "hardly a source answers a prompt twice",
        _ => "sources answer the same prompts again and again",
    };
    let facts = vec![
        Fact::share("rows whose prompt their source answered before", share),
        Fact::count("prompts that come more than once", different.len() as u64),
        Fact::count("rows of the most common prompt", different.first().map_or(1, |(_, n)| *n)),
    ];
    Check::new("prompts", status, reason.to_owned()).with(facts)
}

fn openings(gathered: &Gathered) -> Check {
    let mix = &gathered.mix;
    // Copies begin alike because they are copies, which is told elsewhere.
    let firsts = firsts(&mix.texts);
    let own: Vec<u64> =
        (0..mix.texts.len()).filter(|&row| firsts[row] == row).filter_map(|row| mix.openings[row]).collect();
    if own.is_empty() {
        let reason = "no row has as many words as an opening";
        return Check::new("openings", Status::NotRun, reason.to_owned());
    }
    let all = most_common(own.iter().copied());
    let most = all.first().map_or(0, |(_, n)| *n);
    let share = most as f64 / own.len() as f64;
    let status = judged(share, OPENINGS);
    let reason = match status {
        Status::Pass => "no opening of eight words stands out",
        _ => "many rows begin with the same eight words",
    };
    let common: u64 = all.iter().map(|(_, n)| n).sum();
    let facts = vec![
        Fact::share("rows of the most common opening", share),
        Fact::share("rows whose opening another row has", common as f64 / own.len() as f64),
    ];
    let examples = examples(gathered, &all);
    Check { examples, ..Check::new("openings", status, reason.to_owned()).with(facts) }
}
