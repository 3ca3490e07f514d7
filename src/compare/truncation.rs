//! Outputs cut off at a length limit: found, and left out of a second look.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::Rows;
use crate::pair::{CutRow, Drawn, blocks_for};
use crate::profile::{Profile, SampleRow};

/// Above this share of truncated documents on a side, the gating metrics are also shown without them.
const SHARE: f64 = 0.02;

/// Shortest length at which a pile-up means a limit rather than a habit of short answers.
const LIMIT_TOKENS: u32 = 16;

/// Rows of both sides without truncated documents, where there are enough of them and enough others.
pub(super) fn complete<'a>(rows: &Rows<'a>) -> Option<Drawn<'a>> {
    let limits = [&rows.reference, &rows.current].map(|r| limit(r));
    let share = |rows: &[&SampleRow], limit: Option<u32>| {
        rows.iter().filter(|r| is_truncated(r, limit)).count() as f64 / rows.len().max(1) as f64
    };
    if share(&rows.reference, limits[0]).max(share(&rows.current, limits[1])) <= SHARE {
        return None;
    }
    let rest = |rows: &[&'a SampleRow], limit: Option<u32>| -> Vec<CutRow<'a>> {
        rows.iter().filter(|r| !is_truncated(r, limit)).map(|r| (*r, usize::MAX)).collect()
    };
    let (before, after) = (rest(&rows.reference, limits[0]), rest(&rows.current, limits[1]));
    blocks_for(before.len().min(after.len()) as u64).map(|_| Drawn::new(before, after, rows.tokenizer))
}

/// Share of sampled documents that look truncated.
pub(crate) fn share(profile: &Profile) -> f64 {
    let rows: Vec<_> = profile.sample.rows().iter().collect();
    let limit = limit(&rows);
    rows.iter().filter(|r| is_truncated(r, limit)).count() as f64 / rows.len().max(1) as f64
}

fn is_truncated(row: &SampleRow, limit: Option<u32>) -> bool {
    row.truncated.unwrap_or(limit == Some(row.tokens))
}

/// Fewest different texts at the longest length that are a pile-up: one text is always the longest, and in a handful of rows a
/// few of them are a share.
const FEWEST: usize = 5;

/// Next shorter lengths that a pile-up must outweigh together: without a limit, the longer a length, the rarer.
const BELOW: usize = 3;

/// The length limit that a pile-up of *different* texts at the maximum length betrays.
fn limit(rows: &[&SampleRow]) -> Option<u32> {
    let mut texts: BTreeMap<u32, BTreeSet<u64>> = BTreeMap::new();
    for row in rows {
        texts.entry(row.tokens).or_default().insert(row.content);
    }
    let (&longest, piled) = texts.last_key_value()?;
    let below: usize = texts.values().rev().skip(1).take(BELOW).map(BTreeSet::len).sum();
    let is_pile =
        piled.len() >= FEWEST && piled.len() > below && piled.len() as f64 > SHARE * rows.len() as f64;
    (longest >= LIMIT_TOKENS && is_pile && texts.len() > 1).then_some(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(content: u64, tokens: u32, truncated: Option<bool>) -> SampleRow {
        SampleRow { order: content, content, tokens, text: "x".into(), truncated, ..SampleRow::default() }
    }

    #[test]
    fn a_pile_up_of_different_texts_is_a_limit_and_copies_are_not() {
        let mut rows: Vec<_> = (0..90).map(|k| row(k, 20 + k as u32, None)).collect();
        rows.extend((200..210).map(|k| row(k, 500, None)));
        assert_eq!(limit(&rows.iter().collect::<Vec<_>>()), Some(500));
        let mut copies: Vec<_> = (0..90).map(|k| row(k, 20 + k as u32, None)).collect();
        copies.extend((200..210).map(|_| row(7, 500, None)));
        assert_eq!(limit(&copies.iter().collect::<Vec<_>>()), None);
        assert_eq!(limit(&[]), None);
    }

    #[test]
    fn a_handful_of_rows_has_no_limit() {
        for n in [2, 10, 30, 50, 200] {
            let rows: Vec<_> = (0..n).map(|k| row(k, 20 + 3 * k as u32, None)).collect();
            assert_eq!(limit(&rows.iter().collect::<Vec<_>>()), None, "{n}");
        }
        // Short answers of a few lengths: many share the longest, and as many the ones below.
        let rows: Vec<_> = (0..200).map(|k| row(k, 16 + k as u32 % 8, None)).collect();
        assert_eq!(limit(&rows.iter().collect::<Vec<_>>()), None);
    }

    #[test]
    fn finish_reason_decides_where_it_is_known() {
        assert!(is_truncated(&row(1, 5, Some(true)), None));
        assert!(!is_truncated(&row(1, 5, Some(false)), Some(5)));
        assert!(is_truncated(&row(1, 5, None), Some(5)));
    }
}
