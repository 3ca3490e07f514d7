//! Prompts that the earlier side was asked and the later one has no row for: they have no answer, though nothing stands there to say
//! so.

use crate::profile::{BLOCKS, Profile, counts};
use crate::terms::Pairing;

/// Above this share of prompts that the reference does not know, others were asked, and nothing is missing.
const OTHERS: f64 = 0.2;

/// Where each side was asked some that the other was not, a difference of so many standard deviations is no chance.
const BEYOND_CHANCE: f64 = 3.0;

/// Fewer prompts, or more rows of each, are groups of prompts.
const FEWEST: usize = 16;
const MOST_ROWS: u64 = 8;

/// Rows by block that the later side lacks.
pub type Missing = [u64; BLOCKS];

/// Prompts of both sides by which missing ones are told.
pub(crate) type Asked = [Vec<u64>; 2];

/// The prompts of both sides: their keys where these pair rows, else what a column of prompts holds, if it tells rows apart.
pub(crate) fn asked(reference: &Profile, current: &Profile, pairing: Pairing) -> Option<Asked> {
    let sides = [reference, current];
    if pairing == Pairing::Key {
        return Some(sides.map(Profile::asked_keys));
    }
    let prompts = |profile: &Profile| {
        let all = profile.prompts.all()?;
        let tell_apart = all.len() >= FEWEST && profile.n_asked() <= MOST_ROWS * all.len() as u64;
        tell_apart.then(|| all.to_vec())
    };
    Some([prompts(reference)?, prompts(current)?])
}

/// What the later side lacks. A prompt that another stands for was exchanged and is not missing, so that only a set of prompts that
/// shrank lost any; and where some were exchanged, it shrank only if that is more than chance makes of two samples of prompts.
pub(crate) fn missing(reference: &Profile, current: &Profile, pairing: Pairing) -> Missing {
    match asked(reference, current, pairing) {
        Some([before, after]) => by_key(&before, &after, current.n_asked()),
        None if pairing == Pairing::RowNumber => beyond_the_end(reference.n_asked(), current.n_asked()),
        None => [0; BLOCKS],
    }
}

/// As many rows a prompt as the later side has on average; `asked` is its number of rows.
fn by_key(before: &[u64], after: &[u64], asked: u64) -> Missing {
    let mut missing = [0; BLOCKS];
    let (gone, others) = lacking(before, after);
    if after.is_empty() || others as f64 > OTHERS * after.len() as f64 || is_chance(gone, others) {
        return missing;
    }
    let mut rows = 0;
    let keys = before.iter().filter(|key| after.binary_search(key).is_err());
    for (key, n) in keys.take(gone.saturating_sub(others)).zip(1u128..) {
        // The sum is rounded and not each of its parts, and is no more than rows times keys.
        let so_far = u64::try_from(n * u128::from(asked) / after.len() as u128).unwrap_or(u64::MAX);
        // Which block a prompt without a row would be in is chance, whatever tells.
        missing[(key % BLOCKS as u64) as usize] += so_far - rows;
        rows = so_far;
    }
    missing
}

/// Whether as many of two samples of prompts would be on one side only, more of them on the earlier one, by chance (McNemar 1947).
fn is_chance(gone: usize, others: usize) -> bool {
    let (gone, others) = (gone as f64, others as f64);
    others > 0.0 && gone - others <= BEYOND_CHANCE * (gone + others).sqrt()
}

/// Keys that only the earlier side has, and keys that only the later one has.
pub(crate) fn lacking(before: &[u64], after: &[u64]) -> (usize, usize) {
    counts::align(before, after).fold((0, 0), |(gone, others), (_, left, right)| {
        (gone + usize::from(right.is_none()), others + usize::from(left.is_none()))
    })
}

/// Rows that pair by their number and that one side does not reach.
fn beyond_the_end(before: u64, after: u64) -> Missing {
    let gone = before.saturating_sub(after);
    std::array::from_fn(|block| gone / BLOCKS as u64 + u64::from((block as u64) < gone % BLOCKS as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(before: std::ops::Range<u64>, after: std::ops::Range<u64>, rows_a_prompt: u64) -> u64 {
        let keys = |range: std::ops::Range<u64>| range.collect::<Vec<u64>>();
        let asked = rows_a_prompt * (after.end - after.start);
        by_key(&keys(before), &keys(after), asked).iter().sum()
    }

    #[test]
    fn a_set_of_prompts_that_shrank_misses_what_it_lost() {
        assert_eq!(rows(0..400, 0..240, 1), 160);
        assert_eq!(rows(0..400, 0..240, 3), 480, "as many rows a prompt as the others have");
        assert_eq!(rows(0..400, 0..400, 1), 0);
        assert_eq!(rows(0..240, 0..400, 1), 0, "more prompts are no loss");
    }

    #[test]
    fn other_prompts_miss_nothing() {
        assert_eq!(rows(0..400, 40..440, 1), 0, "as many were exchanged");
        assert_eq!(rows(0..400, 200..440, 1), 160 - 40 + 40, "forty of them");
        assert_eq!(rows(0..400, 300..430, 1), 0, "a sample of its own");
        assert_eq!(rows(0..400, 0..0, 1), 0);
        assert_eq!(rows(0..400, 10..405, 1), 0, "ten against five are chance");
        assert_eq!(rows(0..400, 20..401, 1), 19, "twenty against one are not");
        assert_eq!(rows(0..400, 1..400, 1), 1, "none was exchanged");
    }

    #[test]
    fn rows_a_prompt_need_not_be_whole() {
        let keys: Vec<u64> = (0..300).collect();
        assert_eq!(by_key(&keys, &keys[..200], 300).iter().sum::<u64>(), 150);
    }

    #[test]
    fn what_pairs_by_number_ends_where_it_ends() {
        assert_eq!(beyond_the_end(400, 240).iter().sum::<u64>(), 160);
        assert_eq!(beyond_the_end(240, 400), [0; BLOCKS]);
    }
}
