//! Means of the columns that requirements name, generation by generation.

use super::folded::folding;
use super::resample::jackknife;
use super::slices::rows_in;
use crate::config::RequirementRule;
use crate::pair::blocks_for;
use crate::profile::{BLOCKS, BlockMoments, ColumnProfile, Kept, Moments, Profile};
use crate::terms::{ColumnRole, Estimate, Kind, Undefined};

/// The mean that a requirement is about, in one generation.
#[derive(Debug)]
pub struct RequiredMean<'c> {
    /// Position of the generation.
    pub generation: usize,
    /// The requirement.
    pub rule: &'c RequirementRule,
    /// The mean; `None` without a single number, and where the sum leaves the range of numbers.
    pub mean: Option<f64>,
    /// The mean with its interval.
    pub estimate: Result<Estimate, Undefined>,
}

/// The means of all generations after the reference, requirement by requirement.
///
/// Of all rows the mean is over all documents; of a slice, over the sampled ones, as all that concerns slices.
pub fn required_means<'c>(profiles: &[Profile], rules: &'c [RequirementRule]) -> Vec<RequiredMean<'c>> {
    let mut means = Vec::new();
    for rule in rules {
        for (generation, profile) in profiles.iter().enumerate().skip(1) {
            let moments = moments(profile, rule);
            let total = sum(&moments.blocks(), None);
            means.push(RequiredMean {
                generation,
                rule,
                mean: mean(total).filter(|mean| mean.is_finite()),
                estimate: estimate(&moments, total),
            });
        }
    }
    means
}

/// The sums behind a requirement, by block.
fn moments(profile: &Profile, rule: &RequirementRule) -> BlockMoments {
    let is_it = |c: &ColumnProfile| {
        let of_numbers = !matches!(c.column.role, ColumnRole::Categorical | ColumnRole::Likelihood);
        of_numbers && c.column.name == rule.column
    };
    let Some(at) = profile.columns.iter().position(is_it) else { return BlockMoments::default() };
    let Some(slice) = &rule.slice else { return profile.columns[at].moments.clone() };
    let mut sums = BlockMoments::default();
    for row in rows_in(profile, slice) {
        if let Some(Some(Kept::Number(value))) = row.cells.get(at) {
            sums.observe(row.block, *value);
        }
    }
    sums
}

fn sum(blocks: &[Moments; BLOCKS], without: Option<(usize, usize)>) -> (u64, f64) {
    let is_left = |b: usize| without.is_none_or(|(block, of)| b % of != block);
    let kept = blocks.iter().enumerate().filter(|(b, _)| is_left(*b));
    kept.fold((0, 0.0), |(n, sum), (_, m)| (n + m.n, sum + m.sum))
}

fn mean((n, sum): (u64, f64)) -> Option<f64> {
    (n > 0).then(|| sum / n as f64)
}

/// The block jackknife of a mean, with fewer blocks while too many of them hold no number.
fn estimate(moments: &BlockMoments, total: (u64, f64)) -> Result<Estimate, Undefined> {
    let whole = mean(total).filter(|_| total.0 > 1).ok_or(Undefined::TooFewNumbers)?;
    if !whole.is_finite() {
        return Err(Undefined::OutOfRange);
    }
    let most = blocks_for(total.0).ok_or(Undefined::TooFewDocuments)?;
    let sums = moments.blocks();
    folding(most, |blocks| {
        jackknife(Kind::Difference, blocks, whole, |b| {
            mean(sum(&sums, Some((b, blocks)))).ok_or(Undefined::NothingCounted)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Builder, Document, KeyHash, Tokenizer};
    use crate::terms::{CellValue, DataColumn};

    fn rule(slice: Option<&str>) -> RequirementRule {
        RequirementRule {
            column: "score".to_owned(),
            slice: slice.map(str::to_owned),
            min: 0.5,
            direction: crate::terms::Direction::Higher,
        }
    }

    /// Documents whose score is their number, in slice a or b by turns.
    fn profile(n: u32) -> Profile {
        let column = DataColumn { name: "score".to_owned(), role: ColumnRole::Required };
        let mut builder = Builder::new(Tokenizer::default(), true).with_columns(&[column]);
        for key in 0..n {
            builder.add(&Document {
                slice: Some(Some(if key % 2 == 0 { "a" } else { "b" })),
                cells: &[CellValue::Number(f64::from(key))],
                ..Document::new(KeyHash::of(&key.to_le_bytes()), "x")
            });
        }
        builder.finish()
    }

    #[test]
    fn means_are_those_of_all_rows_or_of_a_slice() {
        let profiles = [profile(0), profile(400)];
        let rules = [rule(None), rule(Some("b"))];
        let means = required_means(&profiles, &rules);
        assert_eq!(means.iter().map(|m| m.mean).collect::<Vec<_>>(), [Some(199.5), Some(200.0)]);
        assert!(means.iter().all(|m| m.generation == 1 && m.estimate.is_ok()));
        let e = means[0].estimate.unwrap();
        assert!(
            (e.high - e.low) / 2.0 > 8.0 && (e.high - e.low) / 2.0 < 18.0,
            "sd 115.5 / 20 times t: {e:?}"
        );
    }

    #[test]
    fn sums_beyond_the_range_of_numbers_have_a_reason() {
        let column = DataColumn { name: "score".to_owned(), role: ColumnRole::Required };
        let mut builder = Builder::new(Tokenizer::default(), true).with_columns(&[column]);
        for key in 0..100u32 {
            builder.add(&Document {
                cells: &[CellValue::Number(1.7e308)],
                ..Document::new(KeyHash::of(&key.to_le_bytes()), "x")
            });
        }
        let rules = [rule(None)];
        let means = required_means(&[profile(0), builder.finish()], &rules);
        assert_eq!((means[0].mean, means[0].estimate), (None, Err(Undefined::OutOfRange)));
    }

    #[test]
    fn too_few_rows_have_a_mean_and_no_interval() {
        let rules = [rule(None), rule(Some("c"))];
        let means = required_means(&[profile(0), profile(10)], &rules);
        assert_eq!((means[0].mean, means[0].estimate), (Some(4.5), Err(Undefined::TooFewDocuments)));
        assert_eq!((means[1].mean, means[1].estimate), (None, Err(Undefined::TooFewNumbers)));
    }
}
