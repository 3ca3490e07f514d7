//! The order of the generations: as given, except where only a shell gave it.

use std::collections::BTreeMap;

use super::order::{natural, split_run};
use super::paths::Found;
use crate::config::Config;
use crate::error::{Warning, WarningCode};

/// Names shown in a message.
const SHOWN: usize = 6;

/// A shell sorts what a glob matches by character, so that gen10 comes before gen2. Names that differ by one number only and
/// stand in this order are put in the order of their numbers; names that were given one by one stay, and so does everything
/// beside an explicit reference.
pub(super) fn put_in_order(found: &mut [Found], config: &Config) -> Option<Warning> {
    let names: Vec<&str> = found.iter().map(|corpus| corpus.name.as_str()).collect();
    let (order, told) = order_of(&names, config);
    let in_order: Vec<Found> = order.iter().map(|&at| found[at].clone()).collect();
    found.clone_from_slice(&in_order);
    told
}

/// The positions of these names in the order in which they are compared, and what is to be said about it.
pub(crate) fn order_of(names: &[&str], config: &Config) -> (Vec<usize>, Option<Warning>) {
    let as_given = || (0..names.len()).collect();
    let is_named = || config.generations.iter().any(|source| source.name.is_some());
    let Some(order) = by_number(names).filter(|_| !is_named()) else { return (as_given(), None) };
    let given = list(&names.iter().map(ToString::to_string).collect::<Vec<_>>());
    if let Some(reference) = &config.reference {
        let told = Warning::new(
            WarningCode::Order,
            format!(
                "the generations were taken in the order given ({given}), which is not that of their numbers, because a reference is named ({reference})"
            ),
            "steps compare each with the one before it: give them in the order in which they were made",
        );
        return (as_given(), Some(told));
    }
    let sorted: Vec<String> = order.iter().map(|&at| names[at].to_owned()).collect();
    let told = Warning::new(
        WarningCode::Order,
        format!(
            "the generations were given in the order of a shell ({given}) and are compared in the order of their numbers: {}",
            list(&sorted)
        ),
        "for another order give names, --generation NAME=PATH, or the reference, --reference NAME",
    );
    (order, Some(told))
}

fn list(names: &[String]) -> String {
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown}, …") } else { shown }
}

/// The positions in the order of the numbers, where the order given is that of a shell and another one.
fn by_number(names: &[&str]) -> Option<Vec<usize>> {
    let mut families: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        families.entry(skeleton(name)).or_default().push(at);
    }
    let mut order: Vec<usize> = (0..names.len()).collect();
    for (skeleton, places) in families {
        let family: Vec<&str> = places.iter().map(|&at| names[at]).collect();
        if !is_counted(&skeleton, &family) || !is_of_a_shell(&family) {
            continue;
        }
        let mut sorted = places.clone();
        sorted.sort_by(|&a, &b| natural(names[a], names[b]));
        for (&place, at) in places.iter().zip(sorted) {
            order[place] = at;
        }
    }
    (!order.is_sorted()).then_some(order)
}

/// The name with every run of digits as one `0`.
fn skeleton(name: &str) -> String {
    runs(name).map(|run| if is_digits(run) { "0" } else { run }).collect()
}

fn runs(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let (run, tail) = split_run(rest);
        rest = tail;
        (!run.is_empty()).then_some(run)
    })
}

fn is_digits(run: &str) -> bool {
    run.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether names of one skeleton differ by exactly one number, which is no decimal: 0.10 lies below 0.5, though v1.10 comes
/// after v1.9.
fn is_counted(skeleton: &str, family: &[&str]) -> bool {
    let Some((first, others)) = family.split_first() else { return false };
    let differs = |at: usize| others.iter().any(|name| runs(name).nth(at) != runs(first).nth(at));
    let differing: Vec<usize> = (0..runs(first).count()).filter(|&at| differs(at)).collect();
    let [at] = differing[..] else { return false };
    let before = |n: usize| at.checked_sub(n).and_then(|at| runs(first).nth(at));
    let follows_a_point = before(1) == Some(".") && before(2).is_some_and(is_digits);
    let is_version = || before(3).is_some_and(|run| run.ends_with(['v', 'V'])) || skeleton.contains("0.0.0");
    !follows_a_point || is_version()
}

/// Whether names stand in an order that shells give them: by character, with or without what is no letter or digit.
fn is_of_a_shell(family: &[&str]) -> bool {
    let letters = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    // Behind a name comes `.parquet`, `/` or nothing, which some languages leave out when they sort.
    let with_ending = |name: &&str| format!("{}parquet", letters(name));
    family.is_sorted() || family.is_sorted_by_key(with_ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(names: &[&str]) -> Vec<String> {
        let order = by_number(names).unwrap_or_else(|| (0..names.len()).collect());
        order.iter().map(|&at| names[at].to_owned()).collect()
    }

    #[test]
    fn the_order_of_a_shell_gives_way_to_numbers() {
        assert_eq!(sorted(&["gen1", "gen10", "gen2"]), ["gen1", "gen2", "gen10"]);
        assert_eq!(sorted(&["gen10", "gen1", "gen2"]), ["gen1", "gen2", "gen10"], "sorted without the point");
        assert_eq!(sorted(&["checkpoint-1000", "checkpoint-500"]), ["checkpoint-500", "checkpoint-1000"]);
        assert_eq!(sorted(&["base", "gen1", "gen10", "gen2"]), ["base", "gen1", "gen2", "gen10"]);
        assert_eq!(sorted(&["m-v1.10", "m-v1.9"]), ["m-v1.9", "m-v1.10"]);
        assert_eq!(sorted(&["10", "9"]), ["9", "10"]);
    }

    #[test]
    fn an_order_that_somebody_chose_stays() {
        for names in [
            &["gen2", "gen1", "gen10"][..],
            &["gen2", "gen10"],
            &["gen3", "gen2", "gen1"],
            &["a10", "b2"],
            &["t0.10", "t0.5"],
            &["2024-10-1", "2024-9-10"],
            &["x"],
            &[],
        ] {
            assert_eq!(by_number(names), None, "{names:?}");
        }
    }
}
