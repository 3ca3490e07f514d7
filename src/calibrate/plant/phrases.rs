//! A few phrases come again and again: what tuning towards one style does.

use super::Side;
use crate::chance::Chance;

/// Overwrites three words at a time, this share of them, by one of the most widespread phrases of the corpus.
pub(super) fn overuse(side: &mut Side<'_>, dose: f64, chance: &mut Chance) {
    let phrases = &side.wording.phrases;
    if phrases.is_empty() {
        return;
    }
    for words in &mut side.documents {
        for place in words.chunks_exact_mut(3) {
            if chance.hits(dose) {
                place.copy_from_slice(&phrases[chance.position(phrases.len())]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::texts;
    use super::super::tests::{planted, wording};
    use super::*;

    #[test]
    fn the_dose_is_the_share_of_the_text() {
        let wording = wording(&texts(600));
        let places = |documents: &[Vec<u32>]| -> Vec<_> {
            documents.iter().flat_map(|d| d.chunks_exact(3)).map(<[u32]>::to_vec).collect()
        };
        let before = places(&wording.documents);
        let after = places(&planted(&wording, 0.2, overuse).documents);
        let changed = before.iter().zip(&after).filter(|(b, a)| b != a);
        let mut n_changed = 0usize;
        for (_, now) in changed {
            assert!(wording.phrases.iter().any(|phrase| phrase[..] == now[..]));
            n_changed += 1;
        }
        // About 2,900 places: 20% within five standard deviations of 0.74%.
        let share = n_changed as f64 / before.len() as f64;
        assert!((share - 0.2).abs() < 0.037, "{share}");
    }
}
