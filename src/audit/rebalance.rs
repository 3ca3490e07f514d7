//! Which rows of a mix to keep so that its sources have the shares that were asked for.
//!
//! Rows are only left out, never repeated: the mix becomes as large as its scarcest source allows. Within a source each slice keeps its share,
//! and which rows of it stay is drawn by a seed.

use std::collections::BTreeMap;

use super::clean::{Going, Reason};
use super::rows::Rows;
use crate::chance::Chance;
use crate::error::Error;
use crate::hash;
use crate::progress::Observer;

/// What was asked for: shares of sources, by name; what they leave goes to the others in proportion to their rows.
pub type Shares = BTreeMap<String, f64>;

/// By how much shares may miss their sum through rounding.
const ROUNDING: f64 = 1e-9;

/// The texts of a mix that go, so that its sources have these shares; the settings that it was read with name the column of the sources among
/// the labels. Rows without a source, or a slice, are those of an empty name.
///
/// # Errors
/// [`Error::BadSetting`] with what is wrong with the shares, or the column; [`Error::Read`], [`Error::Stopped`].
pub fn going(
    mix: &Rows,
    source_column: &str,
    shares: &Shares,
    seed: u64,
    observer: &dyn Observer,
) -> Result<Vec<Going>, Error> {
    let labels = mix.labels(source_column, observer)?;
    // A row with a list of texts stays or goes as one.
    let is_first = |text: &usize| *text == 0 || mix.addresses[text - 1] != mix.addresses[*text];
    let firsts: Vec<usize> = (0..mix.addresses.len()).filter(is_first).collect();
    let rows: Vec<(&str, &str)> =
        firsts.iter().map(|&text| (labels[text].0.as_str(), labels[text].1.as_str())).collect();
    let stays = stay(&rows, shares, seed)
        .map_err(|problem| Error::BadSetting { setting: "--write-mix".to_owned(), problem })?;
    let mut row = 0;
    let of_text = |text: usize| {
        row += usize::from(text > 0 && is_first(&text));
        (!stays[row]).then_some(Going { text, reason: Reason::Rebalanced, of: None, leak: None })
    };
    Ok((0..labels.len()).filter_map(of_text).collect())
}

/// Whether each row stays; rows are given by (source, slice). *Cost*: one draw a row.
///
/// # Errors
/// What is wrong with the shares, in words: a share outside [0, 1], a sum above 1, or below it where every source is named; a source that no row has.
pub fn stay(rows: &[(&str, &str)], shares: &Shares, seed: u64) -> Result<Vec<bool>, String> {
    let mut strata: BTreeMap<&str, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
    for (row, &(source, slice)) in rows.iter().enumerate() {
        strata.entry(source).or_default().entry(slice).or_default().push(row);
    }
    let sizes: BTreeMap<&str, usize> =
        strata.iter().map(|(source, slices)| (*source, slices.values().map(Vec::len).sum())).collect();
    let shares = complete(&sizes, shares)?;
    let wanted = wanted(&sizes, &shares);
    let mut stays = vec![false; rows.len()];
    for (source, slices) in &strata {
        let sizes: Vec<usize> = slices.values().map(Vec::len).collect();
        let quotas = divide(wanted[source], &sizes.iter().map(|&n| n as f64).collect::<Vec<_>>(), &sizes);
        for ((slice, members), quota) in slices.iter().zip(quotas) {
            let mut chance = Chance::at([seed, hash::of_text(source), hash::of_text(slice)]);
            chance.order(members.len()).into_iter().take(quota).for_each(|at| stays[members[at]] = true);
        }
    }
    Ok(stays)
}

/// The share of every source.
fn complete<'a>(sizes: &BTreeMap<&'a str, usize>, asked: &Shares) -> Result<BTreeMap<&'a str, f64>, String> {
    let known = || sizes.keys().copied().collect::<Vec<_>>().join(", ");
    for (source, share) in asked {
        if !(0.0..=1.0).contains(share) {
            return Err(format!("found {source}={share}, expected a share from 0 to 1"));
        }
        if !sizes.contains_key(source.as_str()) {
            return Err(format!(
                "found the source `{source}`, which no row has; expected one of: {}",
                known()
            ));
        }
    }
    // Of nothing the sum is -0.
    let sum = asked.values().sum::<f64>() + 0.0;
    if sum > 1.0 + ROUNDING {
        return Err(format!("found shares that add up to {sum}, expected 1 at most"));
    }
    let is_other = |source: &&str| !asked.contains_key(*source);
    let others: usize = sizes.iter().filter(|(source, _)| is_other(source)).map(|(_, n)| n).sum();
    if others == 0 && sum < 1.0 - ROUNDING {
        return Err(format!("found shares that add up to {sum}, expected 1, since every source is named"));
    }
    let left = if sum > 1.0 - ROUNDING { 0.0 } else { 1.0 - sum };
    let share = |(source, n): (&&'a str, &usize)| {
        let share = asked.get(*source).copied().unwrap_or_else(|| left * *n as f64 / others as f64);
        (*source, share)
    };
    Ok(sizes.iter().map(share).collect())
}

/// How many rows of each source stay: as many as the one with the fewest rows for its share allows.
fn wanted<'a>(sizes: &BTreeMap<&'a str, usize>, shares: &BTreeMap<&'a str, f64>) -> BTreeMap<&'a str, usize> {
    let room = |(source, share): (&&str, &f64)| sizes[*source] as f64 / share;
    let total = shares.iter().filter(|(_, share)| **share > 0.0).map(room).fold(f64::INFINITY, f64::min);
    // A share that is a quotient may miss its whole number by its last bit.
    let total = (total + ROUNDING * total).floor() as usize;
    let weights: Vec<f64> = shares.values().copied().collect();
    let most: Vec<usize> = sizes.values().copied().collect();
    sizes.keys().copied().zip(divide(total, &weights, &most)).collect()
}

/// A whole number in parts that are in proportion to weights, none above its most: what is left over goes to the largest remainders, of
/// equal ones to the first.
fn divide(total: usize, weights: &[f64], most: &[usize]) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|weight| total as f64 * weight / sum).collect();
    let mut parts: Vec<usize> =
        exact.iter().zip(most).map(|(part, &most)| (part.floor() as usize).min(most)).collect();
    let mut order: Vec<usize> = (0..parts.len()).filter(|&at| weights[at] > 0.0).collect();
    order.sort_by(|&a, &b| {
        (exact[b] - exact[b].floor()).total_cmp(&(exact[a] - exact[a].floor())).then(a.cmp(&b))
    });
    let mut left = total.saturating_sub(parts.iter().sum());
    for at in order {
        if left > 0 && parts[at] < most[at] {
            parts[at] += 1;
            left -= 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<(&'static str, &'static str)> {
        let several = |source, slice, n| std::iter::repeat_n((source, slice), n);
        several("real", "code", 30)
            .chain(several("real", "chat", 90))
            .chain(several("ours", "chat", 400))
            .chain(several("theirs", "", 200))
            .collect()
    }

    fn counts(stays: &[bool]) -> BTreeMap<(&'static str, &'static str), usize> {
        let mut counts = BTreeMap::new();
        rows()
            .into_iter()
            .zip(stays)
            .filter(|(_, stays)| **stays)
            .for_each(|(at, _)| *counts.entry(at).or_default() += 1);
        counts
    }

    fn shares(asked: &[(&str, f64)]) -> Shares {
        asked.iter().map(|(source, share)| ((*source).to_owned(), *share)).collect()
    }

    #[test]
    fn the_scarcest_source_says_how_large_and_slices_keep_their_shares() {
        let stays = stay(&rows(), &shares(&[("real", 0.3)]), 1).unwrap();
        // 120 real rows are 30% of 400; 280 are left for 600 others, two to one.
        let expected =
            [(("real", "code"), 30), (("real", "chat"), 90), (("ours", "chat"), 187), (("theirs", ""), 93)];
        assert_eq!(counts(&stays), expected.into());
        let stays = stay(&rows(), &shares(&[("real", 0.1), ("ours", 0.9)]), 1).unwrap();
        // 400 of ours are 90% of 444, of which 44 are real: 11 of code, 33 of chat.
        assert_eq!(
            counts(&stays),
            [(("real", "code"), 11), (("real", "chat"), 33), (("ours", "chat"), 400)].into()
        );
    }

    #[test]
    fn a_seed_is_a_mix() {
        let drawn = |seed| stay(&rows(), &shares(&[("ours", 0.2)]), seed).unwrap();
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
        assert_eq!(counts(&drawn(1)), counts(&drawn(2)));
    }

    #[test]
    fn shares_that_cannot_be_met_say_why() {
        for (asked, said) in [
            (&[("real", 1.5)][..], "from 0 to 1"),
            (&[("real", f64::NAN)], "from 0 to 1"),
            (&[("real", 0.8), ("ours", 0.3)], "1 at most"),
            (&[("reel", 0.5)], "expected one of: ours, real, theirs"),
            (&[("real", 0.5), ("ours", 0.2), ("theirs", 0.1)], "every source is named"),
        ] {
            let problem = stay(&rows(), &shares(asked), 1).unwrap_err();
            assert!(problem.contains(said), "{problem}");
        }
    }

    #[test]
    fn all_of_one_source_is_that_source() {
        let stays = stay(&rows(), &shares(&[("theirs", 1.0)]), 1).unwrap();
        assert_eq!(counts(&stays), [(("theirs", ""), 200)].into());
        assert_eq!(
            stay(&[], &shares(&[]), 1),
            Err("found shares that add up to 0, expected 1, since every source is named".to_owned())
        );
    }
}
