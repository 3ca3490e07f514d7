//! Shorter answers, nothing else lost.

use super::Side;
use crate::chance::Chance;

/// Keeps the beginning of each document, this share of its words, rounded up.
pub(super) fn cut(side: &mut Side<'_>, dose: f64, _chance: &mut Chance) {
    for words in &mut side.documents {
        words.truncate((dose * words.len() as f64).ceil() as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::texts;
    use super::super::tests::{planted, wording};
    use super::*;

    #[test]
    fn the_dose_is_what_is_kept_of_each_document() {
        let wording = wording(&texts(30));
        let side = planted(&wording, 0.5, cut);
        for (now, before) in side.documents.iter().zip(&wording.documents) {
            assert_eq!(now.len(), before.len().div_ceil(2));
            assert_eq!(now[..], before[..now.len()]);
        }
    }
}
