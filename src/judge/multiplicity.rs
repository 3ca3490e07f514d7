//! Adjusted p within a family of tests.

use crate::config::Correction;

/// Adjusted p in the order given; each is at least the raw p and at most 1.
///
/// *Source*: Holm (1979), Benjamini & Hochberg (1995); agrees with R `p.adjust`. *Cost*: O(n log n).
pub fn adjust(p: &[f64], correction: Correction) -> Vec<f64> {
    let n = p.len();
    match correction {
        Correction::None => p.to_vec(),
        Correction::Bonferroni => p.iter().map(|p| (p * n as f64).min(1.0)).collect(),
        // Without contributions max-t is Holm. Step down: the smallest p pays for all tests, the next for one fewer, and no later one gets cheaper.
        Correction::MaxT | Correction::Holm => {
            running(p, ascending(p), |rank| (n - rank) as f64, f64::max, 0.0)
        }
        // Step up: the largest p pays nothing, and no earlier one gets dearer.
        Correction::Bh => {
            let mut order = ascending(p);
            order.reverse();
            running(p, order, |rank| n as f64 / (n - rank) as f64, f64::min, 1.0)
        }
    }
}

fn ascending(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    order
}

fn running(
    p: &[f64],
    order: Vec<usize>,
    factor: impl Fn(usize) -> f64,
    keep: fn(f64, f64) -> f64,
    start: f64,
) -> Vec<f64> {
    let mut adjusted = vec![1.0; p.len()];
    let mut so_far = start;
    for (rank, at) in order.into_iter().enumerate() {
        so_far = keep(so_far, p[at] * factor(rank)).min(1.0);
        adjusted[at] = so_far;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_families_by_hand() {
        let p = [0.01, 0.04, 0.03];
        let close = |a: Vec<f64>, b: [f64; 3]| {
            a.iter().zip(b).for_each(|(a, b)| assert!((a - b).abs() < 1e-12, "{a} {b}"))
        };
        close(adjust(&p, Correction::Holm), [0.03, 0.06, 0.06]);
        close(adjust(&p, Correction::Bonferroni), [0.03, 0.12, 0.09]);
        close(adjust(&p, Correction::Bh), [0.03, 0.04, 0.04]);
        close(adjust(&p, Correction::None), p);
        assert!(adjust(&[], Correction::Holm).is_empty());
    }
}
