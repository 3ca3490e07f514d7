//! Other topics, nothing lost: words trade places with words about as frequent.

use super::Side;
use crate::calibrate::wording::Word;
use crate::chance::Chance;

/// Pairs the words of each octave of frequency (1, 2 to 3, 4 to 7, … occurrences in the whole corpus) at random and lets
/// this share of the pairs trade places.
///
/// A bijection of words: entropy, repetition and every count of types stay as they are.
pub(super) fn topics(side: &mut Side<'_>, dose: f64, chance: &mut Chance) {
    let counts = &side.wording.counts;
    let mut words: Vec<(u32, u64, Word)> = (0..counts.len())
        .map(|word| (counts[word].checked_ilog2().unwrap_or(0), chance.bits(), word as Word))
        .collect();
    words.sort_unstable();
    let mut partner: Vec<Word> = (0..counts.len() as Word).collect();
    for octave in words.chunk_by(|a, b| a.0 == b.0) {
        for pair in octave.chunks_exact(2) {
            if chance.hits(dose) {
                partner.swap(pair[0].2 as usize, pair[1].2 as usize);
            }
        }
    }
    side.replace(|word| Some(partner[word as usize]));
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::texts;
    use super::super::tests::{planted, wording};
    use super::*;

    #[test]
    fn it_is_a_bijection_between_words_about_as_frequent() {
        let wording = wording(&texts(300));
        let side = planted(&wording, 1.0, topics);
        let (mut before, mut after) = (wording.counts.clone(), side.counts());
        let moved = before.iter().zip(&after).filter(|(b, a)| b != a).count();
        assert!(moved * 3 > before.len(), "{moved} words with another frequency");
        for (now, then) in side.documents.iter().flatten().zip(wording.documents.iter().flatten()) {
            let [now, then] = [now, then].map(|w| wording.counts[*w as usize] as f64);
            assert!((now / then).log2().abs() < 1.0, "{then} became {now}");
        }
        before.sort_unstable();
        after.sort_unstable();
        assert_eq!(before, after);
    }

    #[test]
    fn the_dose_is_the_share_of_the_words() {
        let wording = wording(&texts(300));
        let side = planted(&wording, 0.3, topics);
        let mut now = vec![0; wording.n_words()];
        for (a, b) in side.documents.iter().flatten().zip(wording.documents.iter().flatten()) {
            now[*b as usize] = *a;
        }
        let traded = (0..now.len()).filter(|&w| now[w] != w as Word).count();
        // 390 words or so, in pairs: 30% within five standard deviations of 3.3%.
        let share = traded as f64 / now.len() as f64;
        assert!((share - 0.3).abs() < 0.165, "{share}");
    }
}
