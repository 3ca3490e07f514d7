//! The delete-one-block jackknife: the one place where intervals come from.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::folded::{Folded, Level};
use crate::metric::{ColumnFormula, Formula, Matching, Metric};
use crate::pair::{Chance, Pair, View, Which};
use crate::terms::{Estimate, Kind, Measured, Method, Undefined};

/// Leave-one-out values that may be undefined before the blocks are folded.
const UNDEFINED_ALLOWED: usize = 2;

/// A metric of a pair, with the levels behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Point, interval, p.
    pub estimate: Estimate,
    /// Levels of the reference and of the current generation; `None` for drifts.
    pub levels: Option<(f64, f64)>,
    /// What chance alone would show; `None` except for distances tested by exchanging blocks.
    pub chance: Option<Chance>,
}

/// Evaluates a formula on a pair, or on one of its columns.
///
/// Retentions and ratios get their interval on the log scale, the others on their own. The jackknife's variance is
/// (B-1)/B times the sum of squared deviations of the leave-one-out values, t with B-1 degrees of freedom.
///
/// # Errors
/// The reason why the metric or its interval is undefined; [`Undefined::Unstable`] asks for fewer, larger blocks.
pub(super) fn evaluate(
    kind: Kind,
    formula: &Formula,
    folded: &Folded<'_>,
    column: Option<usize>,
    matching: &Matching<'_>,
) -> Result<Outcome, Undefined> {
    let (pair, blocks) = (folded.pair(), folded.pair().blocks());
    match *formula {
        Formula::Drift { distance, null } => {
            let value = distance(pair, None)?;
            // What is tested is the distance from the null, and the interval is that of the distance.
            let excess = jackknife(kind, blocks, value - null, |b| Ok(distance(pair, Some(b))? - null));
            let estimate = match excess {
                Err(Undefined::NoVariation) if value >= 1.0 => wholly_apart(pair, value),
                excess => excess.map(|e| Estimate {
                    value,
                    low: e.low + null,
                    high: e.high + null,
                    at_least: e.at_least.map(|least| least + null),
                    ..e
                })?,
            };
            Ok(Outcome { estimate, levels: None, chance: None })
        }
        Formula::Permuted { distance, chance, slack } => {
            let value = distance(pair, None)?;
            let chance = chance(pair).ok_or(Undefined::NothingCounted)?;
            let estimate = match jackknife(kind, blocks, value, |b| distance(pair, Some(b))) {
                Err(Undefined::NoVariation) if pair.shares_nothing() => {
                    nothing_shared(pair, value, slack, chance.p)
                }
                estimate => estimate?,
            };
            Ok(Outcome { estimate: Estimate { p: chance.p, ..estimate }, levels: None, chance: Some(chance) })
        }
        Formula::Column { formula: ColumnFormula::Distance { distance, largest }, .. } => {
            let at = column.ok_or(Undefined::NoColumn)?;
            let chance = pair.column_chance(at, distance)?;
            let plain = pair.column_distance(at, distance, None)?;
            let value = plain - chance.floor;
            let without = |b| Ok(pair.column_distance(at, distance, Some(b))? - chance.floor);
            let estimate = match jackknife(kind, blocks, value, without) {
                Err(Undefined::NoVariation) if largest == Some(plain) => {
                    columns_apart(pair.column_rows(at), blocks, value)
                }
                estimate => estimate?,
            };
            Ok(Outcome { estimate: Estimate { p: chance.p, ..estimate }, levels: None, chance: Some(chance) })
        }
        Formula::Column { formula: ColumnFormula::Level { level, units, constants }, .. } => {
            let at = column.ok_or(Undefined::NoColumn)?;
            if let Some(found) = constants.and_then(|constants| constants(pair, at)) {
                return Ok(Outcome { estimate: found.estimate, levels: found.levels, chance: None });
            }
            let n = |reference: &View<'_>| units.map(|units| units(reference));
            of_levels(kind, folded, (level, column), None, n)
        }
        Formula::Level { level, units, few_events, .. } => {
            // Units of one document are not independent, so there are at most as many as documents.
            let n = |reference: &View<'_>| {
                units.map(|units| units(reference).min(reference.common_documents() as f64))
            };
            of_levels(kind, folded, (level, None), few_events.and_then(|f| f(pair, matching)), n)
        }
    }
}

/// What two levels say of each other; of few events their own estimate. `units` counts what the reference shows, for the rule of three
/// where nothing is left.
fn of_levels(
    kind: Kind,
    folded: &Folded<'_>,
    (level, column): (Level, Option<usize>),
    few_events: Option<Estimate>,
    units: impl Fn(&View<'_>) -> Option<f64>,
) -> Result<Outcome, Undefined> {
    let blocks = folded.pair().blocks();
    let both = |without| {
        let side = |which| folded.level(level, column, which, without);
        Ok((side(Which::Reference)?, side(Which::Current)?))
    };
    let (before, after) = both(None)?;
    let estimate = match few_events {
        Some(estimate) => estimate,
        None if kind == Kind::Difference => {
            jackknife(kind, blocks, after - before, |b| both(Some(b)).map(|(x, y)| y - x))?
        }
        None if before <= 0.0 => return Err(Undefined::ReferenceZero),
        None if after <= 0.0 => {
            rule_of_three(blocks, units(&folded.pair().view(Which::Reference, None).of(column)))
        }
        None => {
            let without = |b| both(Some(b)).and_then(|(x, y)| log_ratio(x, y));
            jackknife(kind, blocks, (after / before).ln(), without)?
        }
    };
    Ok(Outcome { estimate, levels: Some((before, after)), chance: None })
}

/// What each block says of a loss, on the scale of the interval: positive = less on the current side. Their mean is the estimate with
/// its sign turned, and exchanging the sides of a block turns the sign of its own number, so that signs can be flipped where nothing was
/// lost. `None` where a level is 0 or undefined, whole or without a block.
///
/// *Formula*: the negative of the pseudo-values of the jackknife, theta - (B - 1)(theta without the block - the mean of these) (Tukey 1958).
pub(super) fn contributions(
    kind: Kind,
    formula: &Formula,
    folded: &Folded<'_>,
    column: Option<usize>,
) -> Option<Vec<f64>> {
    let level = formula.level()?;
    let side = |which, without| folded.level(level, column, which, without);
    signed(kind, folded.pair().blocks(), |b| Ok((side(Which::Reference, b)?, side(Which::Current, b)?)))
}

/// The same of any two levels, whole or without a block.
fn signed(
    kind: Kind,
    blocks: usize,
    levels: impl Fn(Option<usize>) -> Result<(f64, f64), Undefined>,
) -> Option<Vec<f64>> {
    let on_scale = |without| {
        let (before, after) = levels(without).ok()?;
        match kind {
            Kind::Retention | Kind::Ratio => log_ratio(before, after).ok(),
            Kind::Difference | Kind::Drift => Some(after - before),
        }
    };
    let whole = on_scale(None)?;
    let without: Vec<f64> = (0..blocks).map(|b| on_scale(Some(b))).collect::<Option<_>>()?;
    let b = blocks as f64;
    let mean = without.iter().sum::<f64>() / b;
    let signed: Vec<f64> = without.iter().map(|left| (b - 1.0) * (left - mean) - whole).collect();
    // Rounding is no variation.
    let varies = signed.iter().any(|x| (x + whole).abs() > 1e-9 * (1.0 + whole.abs()));
    (varies && signed.iter().all(|x| x.is_finite())).then_some(signed)
}

/// Standard error of the mean of what blocks say.
pub(super) fn se_of_mean(contributions: &[f64]) -> f64 {
    let b = contributions.len() as f64;
    let mean = contributions.iter().sum::<f64>() / b;
    (contributions.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (b - 1.0) / b).sqrt()
}

/// One-sided p of "no loss" of signed numbers by block, by Student's t with one degree of freedom fewer than there are blocks; and
/// that t.
pub fn t_of_loss(contributions: &[f64]) -> Option<(f64, f64)> {
    let b = contributions.len() as f64;
    let mean = contributions.iter().sum::<f64>() / b;
    let t = mean / se_of_mean(contributions);
    let law = student(contributions.len().saturating_sub(1)).ok()?;
    t.is_finite().then(|| (t, law.sf(t)))
}

/// A level of one side alone, with its interval on its own scale.
///
/// # Errors
/// As [`evaluate`].
pub(super) fn evaluate_level(
    level: Level,
    folded: &Folded<'_>,
    column: Option<usize>,
    which: Which,
) -> Result<Estimate, Undefined> {
    let own = |without| folded.level(level, column, which, without);
    jackknife(Kind::Difference, folded.pair().blocks(), own(None)?, |b| own(Some(b)))
}

fn log_ratio(before: f64, after: f64) -> Measured {
    if before > 0.0 && after > 0.0 { Ok((after / before).ln()) } else { Err(Undefined::Unstable) }
}

/// Logarithm of a retention, whole or without a block; `NEG_INFINITY` where nothing is left.
///
/// # Errors
/// The reason why a level is undefined; [`Undefined::NothingCounted`] for a distance.
pub(super) fn log_retention(metric: &Metric, folded: &Folded<'_>, without: Option<usize>) -> Measured {
    let Formula::Level { level, .. } = metric.formula else {
        return Err(Undefined::NothingCounted);
    };
    let before = folded.level(level, None, Which::Reference, without)?;
    let after = folded.level(level, None, Which::Current, without)?;
    if before > 0.0 { Ok((after.max(0.0) / before).ln()) } else { Err(Undefined::ReferenceZero) }
}

/// Variances and covariance of two numbers that come from the same blocks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct JointErrors {
    pub(super) first: f64,
    pub(super) second: f64,
    pub(super) covariance: f64,
    /// Blocks whose leave-one-out values exist.
    pub(super) blocks: usize,
}

/// The jackknife's covariance of two numbers, from their leave-one-out values.
fn covariance(first: &[f64], second: &[f64]) -> f64 {
    let n = first.len() as f64;
    let [a, b] = [first, second].map(|values| values.iter().sum::<f64>() / n);
    (n - 1.0) / n * first.iter().zip(second).map(|(x, y)| (x - a) * (y - b)).sum::<f64>()
}

/// The delete-one-block jackknife of two numbers at once, from their leave-one-out values.
///
/// # Errors
/// As [`evaluate`]: [`Undefined::Unstable`] where too many are missing, [`Undefined::NoVariation`] where none varies.
pub(super) fn joint_errors(without: &[Option<(f64, f64)>]) -> Result<JointErrors, Undefined> {
    let values: Vec<(f64, f64)> = without.iter().copied().flatten().collect();
    if without.len() - values.len() > UNDEFINED_ALLOWED {
        return Err(Undefined::Unstable);
    }
    let (first, second): (Vec<f64>, Vec<f64>) = values.iter().copied().unzip();
    let errors = JointErrors {
        first: covariance(&first, &first),
        second: covariance(&second, &second),
        covariance: covariance(&first, &second),
        blocks: values.len(),
    };
    // Rounding leaves about 1e-16 where nothing varies.
    if errors.second.sqrt() <= 1e-12 { Err(Undefined::NoVariation) } else { Ok(errors) }
}

/// The boundary case: a level of exactly 0 against a positive reference.
///
/// The upper end follows the rule of three: of n units none came, so their rate is at most 3/n; n is the number of units the reference shows.
/// None known = it cannot be more than 0.
fn rule_of_three(blocks: usize, units: Option<f64>) -> Estimate {
    let high = units.map_or(0.0, |n| (3.0 / n.max(3.0)).min(1.0));
    Estimate {
        value: 0.0,
        low: 0.0,
        high,
        at_least: None,
        se: None,
        p: 0.5f64.powi(blocks as i32),
        blocks,
        method: Method::NothingLeft,
    }
}

/// The boundary case of a classifier: no row on the wrong side, whichever block is left out, so it does not vary.
///
/// By the rule of three at most 3/n of the rows overlap.
fn wholly_apart(pair: &Pair<'_>, value: f64) -> Estimate {
    let n = pair.view(Which::Reference, None).space().map_or(0.0, |space| space.rows() as f64);
    let p = 0.5f64.powi(pair.blocks() as i32);
    apart(value, value - 3.0 / n.max(3.0), p, pair.blocks())
}

/// The boundary case of a distance of values: nothing in common, whichever block is left out, so it does not vary. By the rule of
/// three at most 3/n of the values are shared.
fn columns_apart(rows: u64, blocks: usize, value: f64) -> Estimate {
    apart(value, value - 3.0 / (rows as f64).max(3.0), 1.0, blocks)
}

/// The boundary case of a divergence: no word in common, whichever block is left out, so it does not vary.
///
/// By the rule of three at most 3/n of the text is shared, n documents, and `slack` says what that can be worth.
fn nothing_shared(pair: &Pair<'_>, value: f64, slack: fn(f64) -> f64, p: f64) -> Estimate {
    let n = pair.view(Which::Reference, None).common_documents() as f64;
    apart(value, (value - slack(3.0 / n.max(3.0))).max(0.0), p, pair.blocks())
}

/// A distance that is as large as it can be, so that only its lower end is open.
fn apart(value: f64, low: f64, p: f64, blocks: usize) -> Estimate {
    Estimate { value, low, high: value, at_least: None, se: None, p, blocks, method: Method::NothingShared }
}

/// Point `value` on the scale of the interval, leave-one-out values from `without`.
pub(super) fn jackknife(
    kind: Kind,
    blocks: usize,
    value: f64,
    without: impl Fn(usize) -> Measured,
) -> Result<Estimate, Undefined> {
    let values: Vec<f64> = (0..blocks).filter_map(|b| without(b).ok()).collect();
    if blocks - values.len() > UNDEFINED_ALLOWED {
        return Err(Undefined::Unstable);
    }
    let se = covariance(&values, &values).sqrt();
    if !(value.is_finite() && se.is_finite()) {
        return Err(Undefined::OutOfRange);
    }
    // Rounding leaves about 1e-16 where the counts do not vary at all.
    if se <= 1e-12 * (1.0 + value.abs()) {
        return Err(Undefined::NoVariation);
    }
    let law = student(values.len() - 1)?;
    let t = value / se;
    let p = if kind == Kind::Drift { law.sf(t) } else { law.cdf(t) };
    let estimate = Estimate { blocks, ..around(kind, value, se, values.len(), p) };
    if !(estimate.low.is_finite() && estimate.high.is_finite()) {
        return Err(Undefined::OutOfRange);
    }
    Ok(estimate)
}

/// The intervals around a number that `blocks` blocks give this standard error, both on the scale of the interval.
pub(super) fn around(kind: Kind, value: f64, se: f64, blocks: usize, p: f64) -> Estimate {
    let on_scale = |x: f64| match kind {
        Kind::Retention | Kind::Ratio => x.exp(),
        Kind::Difference | Kind::Drift => x,
    };
    let half = quantile(blocks) * se;
    Estimate {
        value: on_scale(value),
        low: on_scale(value - half),
        high: on_scale(value + half),
        at_least: Some(on_scale(value - one_sided(blocks) * se)),
        se: Some(se),
        p,
        blocks,
        method: Method::Jackknife,
    }
}

/// The delete-one-block interval of one of `n` numbers, wide enough that all `n` hold their truths together 19 times in 20
/// (Bonferroni); `None` where it does not vary.
pub(super) fn simultaneous(value: f64, without: &[f64], n: usize) -> Option<(f64, f64)> {
    let se = covariance(without, without).sqrt();
    let law = student(without.len().saturating_sub(1)).ok().filter(|_| se > 1e-12 && se.is_finite())?;
    let half = law.inverse_cdf(1.0 - 0.025 / n.max(1) as f64) * se;
    Some((value - half, value + half))
}

fn student(freedom: usize) -> Result<StudentsT, Undefined> {
    StudentsT::new(0.0, 1.0, freedom as f64).map_err(|_| Undefined::TooFewDocuments)
}

/// 97.5% point of Student's t with one degree of freedom fewer than there are blocks.
pub fn quantile(blocks: usize) -> f64 {
    point(blocks, 0.975, [2.039_513_446_396_408, 2.131_449_545_559_776, 2.364_624_251_592_785])
}

/// 95% point of the same law: what a one-sided interval reaches to.
pub fn one_sided(blocks: usize) -> f64 {
    point(blocks, 0.95, [1.695_518_783_0, 1.753_050_355_7, 1.894_578_605_1])
}

/// 80% point of the same law: the power that a minimum detectable effect promises.
pub fn power_point(blocks: usize) -> f64 {
    point(blocks, 0.80, [0.853_370_295_696_943_7, 0.866_244_973_194_951_8, 0.896_029_644_313_765_3])
}

/// Quantiles of the usual block counts are kept, since a numeric inverse per metric would cost more than the metric.
fn point(blocks: usize, level: f64, known: [f64; 3]) -> f64 {
    match blocks {
        32 => known[0],
        16 => known[1],
        8 => known[2],
        _ => student(blocks.saturating_sub(1).max(1)).map_or(f64::INFINITY, |law| law.inverse_cdf(level)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_quantiles_are_those_of_student() {
        for blocks in [8, 16, 32] {
            let law = student(blocks - 1).unwrap();
            assert!((law.cdf(quantile(blocks)) - 0.975).abs() < 1e-9, "{blocks}");
            assert!((law.cdf(one_sided(blocks)) - 0.95).abs() < 1e-9, "{blocks}");
            assert!((law.cdf(power_point(blocks)) - 0.80).abs() < 1e-6, "{blocks}");
        }
    }

    #[test]
    fn the_jackknife_of_a_mean_is_its_standard_error() {
        let data = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
        let sum: f64 = data.iter().sum();
        let e = jackknife(Kind::Difference, 8, sum / 8.0, |b| Ok((sum - data[b]) / 7.0)).unwrap();
        let mean = sum / 8.0;
        let s2 = data.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 7.0;
        assert!((e.se.unwrap() - (s2 / 8.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn numbers_beyond_their_range_have_a_reason() {
        let found =
            |value: f64| jackknife(Kind::Difference, 8, value, |b| Ok(value * (1.0 + b as f64 / 100.0)));
        assert_eq!(found(f64::MAX), Err(Undefined::OutOfRange));
        assert_eq!(found(1e300), Err(Undefined::OutOfRange), "squares");
        assert_eq!(found(f64::NAN), Err(Undefined::OutOfRange));
        assert!(found(1e100).is_ok());
        let wide = jackknife(Kind::Retention, 8, 1.0, |b| Ok(300.0 * b as f64));
        assert_eq!(wide, Err(Undefined::OutOfRange), "the upper end of a quotient");
    }

    #[test]
    fn a_constant_has_no_interval_and_gaps_ask_for_folding() {
        assert_eq!(jackknife(Kind::Difference, 8, 2.0, |_| Ok(2.0)), Err(Undefined::NoVariation));
        let gaps = |b: usize| {
            if b < 3 { Err(Undefined::NothingCounted) } else { Ok(b as f64) }
        };
        assert_eq!(jackknife(Kind::Difference, 8, 2.0, gaps), Err(Undefined::Unstable));
        let two = |b: usize| {
            if b < 2 { Err(Undefined::NothingCounted) } else { Ok(b as f64) }
        };
        assert!(jackknife(Kind::Difference, 8, 2.0, two).is_ok());
    }
}
