//! How often chance alone puts the documents that hold a word on one side: all documents of two corpora are dealt out anew, so many to either.

use statrs::function::factorial::ln_binomial;

/// Terms of a tail below this share of the first add nothing.
const LEAST: f64 = 1e-17;

/// The probability that none of `n` documents lies on a side of `own` documents out of `all`.
///
/// *Formula*: C(all − n, own) / C(all, own). *Range*: 0 to 1. *Cost*: constant. *Reference*: the hypergeometric law, for example Fisher (1934).
///
/// ```text
/// none(1, 50, 100) = 0.5
/// ```
pub fn none(n: u64, own: u64, all: u64) -> f64 {
    match all.checked_sub(n) {
        Some(others) if others >= own => (ln_binomial(others, own) - ln_binomial(all, own)).exp().min(1.0),
        _ => 0.0,
    }
}

/// The probability that at least `least` of `n` documents lie on a side of `own` documents out of `all`.
///
/// *Formula*: Σ C(n, k) C(all − n, own − k) / C(all, own) over k from `least`. *Range*: 0 to 1. *Cost*: at most n terms; they end where they add
/// nothing. *Reference*: as above.
pub fn at_least(least: u64, n: u64, own: u64, all: u64) -> f64 {
    let most = n.min(own);
    let fewest = (own + n).saturating_sub(all);
    if least > most {
        return 0.0;
    }
    if least <= fewest {
        return 1.0;
    }
    let whole = ln_binomial(all, own);
    let term = |k: u64| (ln_binomial(n, k) + ln_binomial(all - n, own - k) - whole).exp();
    let mut sum = 0.0;
    for k in least..=most {
        let next = term(k);
        sum += next;
        if next <= LEAST * sum {
            break;
        }
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_cases_by_hand() {
        assert!((none(1, 50, 100) - 0.5).abs() < 1e-12);
        // Both of two documents on the other side: 50/100 · 49/99.
        assert!((none(2, 50, 100) - 0.5 * 49.0 / 99.0).abs() < 1e-12);
        assert_eq!((none(0, 5, 10), none(6, 5, 10), none(11, 5, 10)), (1.0, 0.0, 0.0));
        // Three of three, of four on a side of eight: 4/8 · 3/7 · 2/6.
        assert!((at_least(3, 3, 4, 8) - 4.0 / 8.0 * 3.0 / 7.0 * 2.0 / 6.0).abs() < 1e-12);
        assert_eq!((at_least(0, 3, 4, 8), at_least(4, 3, 4, 8), at_least(1, 3, 7, 8)), (1.0, 0.0, 1.0));
    }

    #[test]
    fn the_two_tails_add_up() {
        for (n, own, all) in [(7, 30, 70), (40, 100, 250), (3, 2, 5)] {
            assert!((at_least(1, n, own, all) + none(n, own, all) - 1.0).abs() < 1e-9, "{n} {own} {all}");
        }
    }
}
