//! Runs of words as hashes.

use twox_hash::XxHash3_64;

/// The longest run that is hashed.
const LONGEST: usize = 13;

/// The hashes of a row's runs of so many words, in order; none of a shorter row. *Cost*: one hash a run.
pub(super) fn grams(words: &[u32], n: usize) -> impl Iterator<Item = u64> {
    words.windows(n.clamp(1, LONGEST)).map(hash)
}

/// The hash of up to 13 words, or of a whole row.
pub(super) fn hash(words: &[u32]) -> u64 {
    let mut bytes = [[0u8; 4]; LONGEST];
    match bytes.get_mut(..words.len()) {
        Some(slots) => {
            slots.iter_mut().zip(words).for_each(|(slot, word)| *slot = word.to_le_bytes());
            XxHash3_64::oneshot(slots.as_flattened())
        }
        None => XxHash3_64::oneshot(&words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>()),
    }
}

/// The different runs of so many words, or the whole of a shorter row, ascending.
pub(super) fn set(words: &[u32], n: usize) -> Vec<u64> {
    let mut grams: Vec<u64> = grams(words, n.min(words.len())).collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// The longest run of words that two rows share. *Cost*: one step a pair of words.
pub(super) fn longest_common_run(a: &[u32], b: &[u32]) -> usize {
    let mut ending = vec![0usize; b.len() + 1];
    let mut longest = 0;
    for word in a {
        // From the back, so that what stands before is still that of the word before.
        for at in (0..b.len()).rev() {
            ending[at + 1] = if b[at] == *word { ending[at] + 1 } else { 0 };
            longest = longest.max(ending[at + 1]);
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_one_hash_wherever_it_stands() {
        let long: Vec<u32> = (0..20).collect();
        assert_eq!(grams(&long, 13).count(), 8);
        assert_eq!(grams(&long, 13).nth(3), Some(hash(&long[3..16])));
        assert_eq!(
            hash(&long),
            XxHash3_64::oneshot(&long.iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<_>>())
        );
        assert_eq!(grams(&long[..12], 13).count(), 0);
        assert_eq!(set(&[1, 2, 1, 2], 2), {
            let mut two = vec![hash(&[1, 2]), hash(&[2, 1])];
            two.sort_unstable();
            two
        });
        assert_eq!(set(&[1, 2], 3), [hash(&[1, 2])]);
    }

    #[test]
    fn the_longest_run_is_counted_in_words() {
        assert_eq!(longest_common_run(&[1, 2, 3, 4, 9, 5], &[7, 2, 3, 4, 5, 9]), 3);
        assert_eq!(longest_common_run(&[1, 1, 1], &[1, 1]), 2);
        assert_eq!(longest_common_run(&[1], &[]), 0);
    }
}
