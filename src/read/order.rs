//! The order in which people expect names that hold numbers: gen2 before gen10.

use std::cmp::Ordering;

/// Sorts names: by value when all are numbers, else naturally.
pub(super) fn sort(names: &mut [String]) {
    let all_numbers = names.iter().all(|name| number(name).is_some());
    names.sort_by(|a, b| if all_numbers { by_number(a, b) } else { natural(a, b) });
}

/// Puts numbers first, by value, and the rest behind, naturally; text settles ties, so that equal means identical.
pub(super) fn by_number(a: &str, b: &str) -> Ordering {
    match (number(a), number(b)) {
        (Some(x), Some(y)) => x.total_cmp(&y).then_with(|| a.cmp(b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => natural(a, b),
    }
}

fn number(name: &str) -> Option<f64> {
    name.trim().parse().ok().filter(|value: &f64| value.is_finite())
}

/// Compares runs of digits by value and everything else by character.
pub(crate) fn natural(a: &str, b: &str) -> Ordering {
    let (mut rest_a, mut rest_b) = (a, b);
    while !rest_a.is_empty() && !rest_b.is_empty() {
        let (run_a, tail_a) = split_run(rest_a);
        let (run_b, tail_b) = split_run(rest_b);
        let order = compare_runs(run_a, run_b);
        if order.is_ne() {
            return order;
        }
        (rest_a, rest_b) = (tail_a, tail_b);
    }
    // What is left decides (one is a prefix of the other); leading zeros are all that can differ before.
    rest_a.len().cmp(&rest_b.len()).then_with(|| a.cmp(b))
}

/// Splits off the first run of digits, or the first run of anything else.
pub(super) fn split_run(text: &str) -> (&str, &str) {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let end = text.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(text.len());
    text.split_at(end)
}

fn compare_runs(a: &str, b: &str) -> Ordering {
    let is_digits = |run: &str| run.starts_with(|c: char| c.is_ascii_digit());
    if is_digits(a) && is_digits(b) {
        // By length, then by text: equals by value, with no limit on the number of digits.
        let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
        return a.len().cmp(&b.len()).then_with(|| a.cmp(b));
    }
    a.cmp(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(names: &[&str]) -> Vec<String> {
        let mut names: Vec<String> = names.iter().map(ToString::to_string).collect();
        sort(&mut names);
        names
    }

    #[test]
    fn digits_count_by_value() {
        assert_eq!(sorted(&["gen10", "gen2", "gen1"]), ["gen1", "gen2", "gen10"]);
        assert_eq!(sorted(&["v1.10", "v1.9"]), ["v1.9", "v1.10"]);
    }

    #[test]
    fn numbers_sort_as_numbers_only_when_all_are() {
        assert_eq!(sorted(&["10", "9", "-1", "2.5"]), ["-1", "2.5", "9", "10"]);
        assert_eq!(sorted(&["10", "base", "9"]), ["9", "10", "base"]);
        assert_eq!(sorted(&["nan", "10", "9"]), ["9", "10", "nan"]);
    }

    #[test]
    fn order_is_total() {
        assert_eq!(natural("a1", "a01"), "a1".cmp("a01"));
        assert_eq!(natural("a", "a"), Ordering::Equal);
        assert_eq!(natural("a", "a1"), Ordering::Less);
        assert_eq!(natural("99999999999999999999999", "100000000000000000000000"), Ordering::Less);
        assert_eq!(sorted(&["é2", "é10", ""]), ["", "é2", "é10"]);
    }
}
