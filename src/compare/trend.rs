//! Trends of three and more generations: how fast is it going, and when is a margin reached?

use super::resample::{self, quantile};
use super::{Comparison, Table};
use crate::config::Config;
use crate::estimator::crossing::{Crossing, UncertainLine};
use crate::estimator::trend::{Line, MannKendall, mann_kendall, theil_sen};
use crate::metric::{Formula, Metric, Wanted};
use crate::pair::blocks_for;
use crate::profile::Profile;
use crate::terms::{Kind, Undefined};
use crate::threads::side_by_side;

/// Generations beyond the latest in which a crossing is looked for. A straight line through a handful of points says
/// nothing about what comes later.
pub const HORIZON: f64 = 100.0;

/// Fewest generations, the reference among them, that can have a trend.
const FEWEST: usize = 3;

/// A retention over all generations.
#[derive(Debug)]
pub struct TrendRow {
    /// Which metric.
    pub metric: &'static Metric,
    /// Whether its values follow lengths that differ, so that they are not those which are judged, and cross no margin.
    pub unmatched: bool,
    /// The test of a trend; `None` where a generation has no value.
    pub test: Option<MannKendall>,
    /// The slope and what follows from it.
    pub slope: Result<Slope, Undefined>,
}

/// A straight line through the logarithms of the retentions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// Change of the logarithm a generation.
    pub per_generation: f64,
    /// Lower end of its 95% interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Generations after the latest until the fail margin is reached; `None` without a margin.
    pub crossing: Option<Crossing>,
}

/// Logarithms of one metric's retentions against the base, whole and without each block.
#[derive(Debug, Clone)]
pub(super) struct Trace {
    metric: &'static Metric,
    /// `NEG_INFINITY` where nothing is left.
    whole: Result<f64, Undefined>,
    without: Vec<Option<f64>>,
}

/// Trends of all retentions; none for fewer than three generations.
///
/// Values are those at equal documents, never cut to equal length: each comparison has its own common length, so that
/// matched values are no series. Where lengths differ the trend is that of the unmatched figure, bears its name and has no margin to
/// cross. The reference is the first point, at 1.
///
/// A block is left out of all generations at once, so the interval knows that they share their reference and, where
/// keys match, their prompts.
pub fn trends(tables: &[Table], config: &Config) -> Vec<TrendRow> {
    let with_traces = || tables.iter().filter(|t| !t.traces.is_empty());
    let traces: Vec<&[Trace]> = with_traces().map(|t| t.traces.as_slice()).collect();
    let lengths_differ = with_traces().any(|t| t.length_matched);
    let n_metrics = traces.first().map_or(0, |t| t.len());
    let of = |at: usize| row(&traces.iter().map(|t| &t[at]).collect::<Vec<_>>(), lengths_differ, config);
    (0..n_metrics).map(of).collect()
}

/// Blocks that every generation bears; `None` for fewer than three generations, which have no trend.
pub(super) fn common_blocks(profiles: &[Profile]) -> Option<usize> {
    let smallest = profiles.iter().map(Profile::n_documents).min()?;
    blocks_for(smallest).filter(|_| profiles.len() >= FEWEST)
}

/// The retentions wanted of a comparison with the base.
pub(super) fn traces(comparison: &Comparison<'_>, blocks: usize, wanted: &Wanted) -> Vec<Trace> {
    let trace = |metric: &'static Metric| {
        let basis = comparison.size_basis(metric).0;
        let blocks = blocks.min(basis.most_blocks(metric));
        let pair = basis.pair(blocks);
        let log_retention = |without| resample::log_retention(metric, pair, without);
        let without = (0..blocks).map(|block| log_retention(Some(block)).ok()).collect();
        Trace { metric, whole: log_retention(None), without }
    };
    let has_trend = |m: &&Metric| m.kind == Kind::Retention && !matches!(m.formula, Formula::Column { .. });
    side_by_side(wanted.iter().filter(has_trend).collect(), trace)
}

/// One metric's trend from its traces by generation.
fn row(traces: &[&Trace], lengths_differ: bool, config: &Config) -> TrendRow {
    let metric = traces[0].metric;
    let unmatched = lengths_differ && metric.length_sensitive;
    let margin = if unmatched { None } else { fail_margin(metric, config) };
    let whole: Result<Vec<f64>, Undefined> = traces.iter().map(|t| t.whole).collect();
    let series = whole.map(from_reference);
    TrendRow {
        metric,
        unmatched,
        test: series.as_ref().ok().map(|series| mann_kendall(series)),
        slope: series.and_then(|series| slope(&series, traces, margin)),
    }
}

/// The points of a series: the reference keeps all of itself.
fn from_reference(later: Vec<f64>) -> Vec<f64> {
    std::iter::once(0.0).chain(later).collect()
}

fn fail_margin(metric: &Metric, config: &Config) -> Option<f64> {
    config.margins.get(metric.name).copied().or(metric.margins).map(|m| m.fail)
}

fn slope(series: &[f64], traces: &[&Trace], fail_margin: Option<f64>) -> Result<Slope, Undefined> {
    if series.contains(&f64::NEG_INFINITY) {
        return Err(Undefined::NothingLeft);
    }
    let line = theil_sen(series).ok_or(Undefined::TooFewDocuments)?;
    let without = |block: usize| {
        let later: Option<Vec<f64>> = traces.iter().map(|t| t.without[block]).collect();
        later.filter(|values| values.iter().all(|v| v.is_finite())).map(from_reference)
    };
    let blocks = traces[0].without.len();
    let lines: Vec<Option<Line>> = (0..blocks).map(|b| without(b).and_then(|s| theil_sen(&s))).collect();
    let parameters = lines.into_iter().map(|l| l.map(|l| (l.intercept, l.slope))).collect::<Vec<_>>();
    let errors = resample::joint_errors(&parameters)?;
    let uncertain = UncertainLine {
        line,
        intercept_variance: errors.first,
        covariance: errors.covariance,
        slope_variance: errors.second,
        quantile: quantile(errors.blocks),
    };
    let half = uncertain.quantile * errors.second.sqrt();
    let latest = (series.len() - 1) as f64;
    // What the latest generation has lost already is not still to come, wherever the fitted line passes.
    let has_crossed = |fail: f64| series.last().is_some_and(|&last| last < fail.ln());
    let crossing = |fail: f64| match has_crossed(fail) {
        true => Crossing::NOW,
        // The line may lie below the level already; what was measured does not, so the crossing is not behind for sure.
        false => {
            let found = uncertain.crossing(fail.ln(), latest, HORIZON);
            Crossing { latest: found.latest.filter(|at| *at > 0.0), ..found }
        }
    };
    Ok(Slope {
        per_generation: line.slope,
        low: line.slope - half,
        high: line.slope + half,
        crossing: fail_margin.map(crossing),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::METRICS;

    /// Traces in which every block has its own, noisy retention.
    fn traces(series: &[f64]) -> Vec<Trace> {
        let noisy = |(generation, value): (usize, &f64)| Trace {
            metric: METRICS[0],
            whole: Ok(*value),
            without: (0..32).map(|b| Some(value + 1e-3 * ((7 * b + 13 * generation) as f64).sin())).collect(),
        };
        series.iter().enumerate().map(noisy).collect()
    }

    fn found(series: &[f64]) -> TrendRow {
        of_lengths(series, false)
    }

    fn of_lengths(series: &[f64], differ: bool) -> TrendRow {
        row(&traces(series).iter().collect::<Vec<_>>(), differ, &Config::default())
    }

    #[test]
    fn a_steady_loss_has_its_slope_inside_and_crosses_where_it_must() {
        let trend = found(&[-0.02, -0.04, -0.06]);
        let slope = trend.slope.unwrap();
        assert!((slope.per_generation + 0.02).abs() < 1e-12 && slope.low < -0.02 && -0.02 < slope.high);
        let crossing = slope.crossing.unwrap();
        // ln 0.9 = -0.1054 lies 5.27 generations after the reference, 2.27 after the latest.
        assert!((crossing.at.unwrap() - 2.268).abs() < 1e-3, "{crossing:?}");
        assert!(crossing.earliest.unwrap() < 2.268 && 2.268 < crossing.latest.unwrap());
        assert_eq!(trend.test.unwrap().p_min_attainable, trend.test.unwrap().p, "four points in a row");
    }

    #[test]
    fn where_lengths_differ_no_margin_is_crossed() {
        let (matched, unmatched) = (found(&[-0.1, -0.3]), of_lengths(&[-0.1, -0.3], true));
        assert!(METRICS[0].length_sensitive && unmatched.unmatched && !matched.unmatched);
        let [matched, unmatched] = [matched, unmatched].map(|row| row.slope.unwrap());
        assert_eq!(matched.per_generation, unmatched.per_generation);
        assert_eq!((matched.crossing, unmatched.crossing), (Some(Crossing::NOW), None));
    }

    #[test]
    fn what_the_latest_has_lost_is_not_still_to_come() {
        // Late and steep: the median line of pairs passes above the last point.
        let crossing = found(&[0.0, 0.0, -0.02, -0.2]).slope.unwrap().crossing;
        assert_eq!(crossing, Some(Crossing::NOW));
    }

    #[test]
    fn no_loss_crosses_nothing() {
        let slope = found(&[0.0, 0.0, 0.0]).slope.unwrap();
        assert_eq!(slope.crossing.unwrap().at, None);
    }

    #[test]
    fn nothing_left_has_a_test_but_no_logarithm() {
        let trend = found(&[-0.1, f64::NEG_INFINITY]);
        assert_eq!(trend.slope, Err(Undefined::NothingLeft));
        assert_eq!(trend.test.unwrap().s, -3);
    }
}
