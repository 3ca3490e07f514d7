//! Rare words die: what a finite sample does to a vocabulary from one generation to the next.

use super::Side;
use crate::chance::{Chance, Urn};

/// Takes away this share of the side's vocabulary from its rare end, ties by lot, and replaces each token by a draw from
/// the words that are left, in proportion to their frequency.
pub(super) fn replace(side: &mut Side<'_>, dose: f64, chance: &mut Chance) {
    let mut counts = side.counts();
    let mut present: Vec<(u64, u64, usize)> = (0..counts.len())
        .filter(|&word| counts[word] > 0)
        .map(|word| (counts[word], chance.bits(), word))
        .collect();
    present.sort_unstable();
    let n_lost = (dose * present.len() as f64) as usize;
    let mut is_lost = vec![false; counts.len()];
    for &(_, _, word) in &present[..n_lost] {
        is_lost[word] = true;
        counts[word] = 0;
    }
    let urn = Urn::new(counts.into_iter());
    side.replace(|word| if is_lost[word as usize] { urn.draw(chance).map(|w| w as u32) } else { None });
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::texts;
    use super::super::tests::{planted, wording};
    use super::*;

    #[test]
    fn the_dose_is_the_share_of_the_vocabulary_and_comes_from_the_rare_end() {
        let wording = wording(&texts(200));
        for dose in [0.1, 0.5, 0.75] {
            let side = planted(&wording, dose, replace);
            let counts = side.counts();
            let (lost, kept): (Vec<usize>, Vec<usize>) =
                (0..wording.n_words()).partition(|&word| counts[word] == 0);
            assert_eq!(lost.len(), (dose * wording.n_words() as f64) as usize);
            let rarest_kept = kept.iter().map(|&word| wording.counts[word]).min();
            let commonest_lost = lost.iter().map(|&word| wording.counts[word]).max();
            assert!(commonest_lost <= rarest_kept, "{commonest_lost:?} lost, {rarest_kept:?} kept");
            // Tokens are exchanged one for one, and only those of the words that are gone.
            assert_eq!(counts.iter().sum::<u64>(), wording.counts.iter().sum::<u64>());
            let changed = side.documents.iter().flatten().zip(wording.documents.iter().flatten());
            let changed = changed.filter(|(now, before)| now != before).count() as u64;
            assert_eq!(changed, lost.iter().map(|&word| wording.counts[word]).sum::<u64>());
        }
    }

    #[test]
    fn the_last_word_stays() {
        let wording = wording(&["one one one".to_owned(), "one".to_owned()]);
        assert_eq!(planted(&wording, 0.75, replace).documents, wording.documents);
    }
}
