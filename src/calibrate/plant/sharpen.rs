//! The word law sharpens: what sampling below temperature 1 does.

use super::Side;
use crate::chance::{Chance, Urn};

/// Parts into which the probability that changes hands is cut, so that words are drawn by whole numbers.
const PARTS: f64 = (1u64 << 40) as f64;

/// Changes the law p of the whole corpus into q, each word's p to the power 1/T, normalized. A word with less than
/// before keeps its token with probability q/p; the others are drawn from the words that gain, in proportion to what
/// they gain. No exchange of fewer tokens reaches q (maximal coupling).
pub(super) fn sharpen(side: &mut Side<'_>, temperature: f64, chance: &mut Chance) {
    let counts = &side.wording.counts;
    let total = counts.iter().sum::<u64>() as f64;
    let p: Vec<f64> = counts.iter().map(|&c| c as f64 / total).collect();
    let raised: Vec<f64> = p.iter().map(|p| p.powf(1.0 / temperature)).collect();
    let sum: f64 = raised.iter().sum();
    let q: Vec<f64> = raised.iter().map(|r| r / sum).collect();
    let gains = Urn::new(q.iter().zip(&p).map(|(q, p)| ((q - p).max(0.0) * PARTS) as u64));
    side.replace(|word| {
        let (q, p) = (q[word as usize], p[word as usize]);
        if q < p && !chance.hits(q / p) { gains.draw(chance).map(|w| w as u32) } else { None }
    });
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::texts;
    use super::super::tests::{planted, wording};
    use super::*;

    #[test]
    fn the_law_becomes_the_sharpened_one() {
        let wording = wording(&texts(3000));
        let total = wording.counts.iter().sum::<u64>() as f64;
        let temperature = 0.8;
        let counts = planted(&wording, temperature, sharpen).counts();
        let raised: Vec<f64> =
            wording.counts.iter().map(|&c| (c as f64 / total).powf(1.0 / temperature)).collect();
        let sum: f64 = raised.iter().sum();
        // Words in ten groups by frequency: observed against expected, within five standard deviations.
        let mut order: Vec<usize> = (0..counts.len()).collect();
        order.sort_by_key(|&w| wording.counts[w]);
        for group in order.chunks(counts.len().div_ceil(10)) {
            let expected: f64 = group.iter().map(|&w| raised[w] / sum * total).sum();
            let found: u64 = group.iter().map(|&w| counts[w]).sum();
            assert!((found as f64 - expected).abs() < 5.0 * expected.sqrt(), "{found}, expected {expected}");
        }
    }

    #[test]
    fn temperature_one_changes_nothing() {
        let wording = wording(&texts(50));
        assert_eq!(planted(&wording, 1.0, sharpen).documents, wording.documents);
    }
}
