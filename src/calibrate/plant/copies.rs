//! Whole documents come again: what a sampler that loops, or training on duplicates, does.

use super::Side;
use crate::chance::Chance;

/// Makes this share of the documents copies of others that stay as they are.
pub(super) fn duplicate(side: &mut Side<'_>, dose: f64, chance: &mut Chance) {
    let order = chance.order(side.documents.len());
    let n_copies = (dose * order.len() as f64) as usize;
    let (copies, originals) = order.split_at(n_copies);
    for &copy in copies {
        if !originals.is_empty() {
            let original = originals[chance.position(originals.len())];
            side.documents[copy] = side.documents[original].clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::texts;
    use super::super::tests::{planted, wording};
    use super::*;

    #[test]
    fn the_dose_is_the_share_of_copies() {
        let wording = wording(&texts(100));
        let mut documents = planted(&wording, 0.2, duplicate).documents;
        let changed = documents.iter().zip(&wording.documents).filter(|(now, before)| now != before).count();
        assert_eq!(changed, 20);
        documents.sort_unstable();
        documents.dedup();
        assert_eq!(documents.len(), 80, "what was not overwritten is still there");
    }
}
