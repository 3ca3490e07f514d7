//! Trials to rates: counting, and the precision of each metric.

use super::result::{FalseAlarms, MetricCalibration, Promise, Rate, SymptomRate, VerdictRate};
use super::trial::{MetricTrial, Trial, judged, rings};
use crate::estimator::binomial::clopper_pearson;
use crate::judge::{Thresholds, documents_to_halve, minimum_detectable_effect};
use crate::metric::{Metric, Role};
use crate::terms::{Estimate, Kind, Method, Status, Symptom, Verdict};

/// 97.5% point of the normal law, on which score intervals rest.
const Z: f64 = 1.959_963_984_540_054;

impl Rate {
    /// `count` of `trials`, with its exact interval.
    pub(super) fn of(count: usize, trials: usize) -> Self {
        let (count, trials) = (count as u64, trials as u64);
        let interval = clopper_pearson(count, trials);
        Self {
            count,
            trials,
            share: interval.map(|_| count as f64 / trials as f64),
            ci_low: interval.map(|i| i.0),
            ci_high: interval.map(|i| i.1),
        }
    }

    /// How many trials fit.
    pub(super) fn among(trials: &[Trial], event: impl Fn(&Trial) -> bool) -> Self {
        Self::of(trials.iter().filter(|t| event(t)).count(), trials.len())
    }
}

/// What comparisons without a loss said.
pub(super) fn false_alarms(trials: &[Trial], thresholds: &Thresholds) -> FalseAlarms {
    let any = Rate::among(trials, Trial::rings);
    FalseAlarms {
        promised: thresholds.alpha,
        promise: promise(trials, &any, thresholds.alpha),
        any,
        gating: Rate::among(trials, Trial::rings_gating),
        collapse: Rate::among(trials, |t| t.verdict.is_collapse()),
        verdicts: verdicts(trials),
        symptoms: symptoms(trials),
    }
}

fn promise(trials: &[Trial], any: &Rate, alpha: f64) -> Promise {
    // So few trials that not even without an alarm would the interval stay within the promise say nothing of it.
    let enough = clopper_pearson(0, any.trials).is_some_and(|(_, high)| high <= alpha);
    let speaks = |m: &MetricTrial| m.metric.role == Role::Gating && m.estimate.is_ok();
    match (any.share, any.ci_low) {
        (Some(share), Some(low)) if trials.iter().flat_map(|t| &t.metrics).any(speaks) => match share {
            _ if share <= alpha && enough => Promise::Kept,
            _ if low <= alpha => Promise::Open,
            _ => Promise::Broken,
        },
        _ => Promise::Untested,
    }
}

/// How often each verdict was called.
pub(super) fn verdicts(trials: &[Trial]) -> Vec<VerdictRate> {
    let rate =
        |verdict: Verdict| VerdictRate { verdict, rate: Rate::among(trials, |t| t.verdict == verdict) };
    Verdict::ALL.into_iter().map(rate).collect()
}

/// What each symptom said; those without a metric are absent.
pub(super) fn symptoms(trials: &[Trial]) -> Vec<SymptomRate> {
    let of = |symptom: Symptom| {
        let own = || trials.iter().flat_map(|t| &t.symptoms).filter(move |s| s.symptom == symptom);
        let gating = own().next()?.gating;
        let n = |status: Status| own().filter(|s| s.status == status).count() as u64;
        Some(SymptomRate {
            symptom,
            gating,
            pass: n(Status::Pass),
            warn: n(Status::Warn),
            fail: n(Status::Fail),
            inconclusive: n(Status::Inconclusive),
            not_run: n(Status::NotRun),
            rings: Rate::of(own().filter(|s| rings(s.status)).count(), trials.len()),
        })
    };
    Symptom::ALL.into_iter().filter_map(of).collect()
}

/// Sizes at which precision is stated.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    /// Documents a side in the trials.
    pub(super) trial: u64,
    /// Documents of the smallest corpus, where trials had halves of it.
    pub(super) whole: Option<u64>,
}

/// Precision of each judged metric.
pub(super) fn metrics(trials: &[Trial], thresholds: &Thresholds, sizes: Sizes) -> Vec<MetricCalibration> {
    judged().map(|metric| of_metric(metric, trials, thresholds, sizes)).collect()
}

fn of_metric(
    metric: &'static Metric,
    trials: &[Trial],
    thresholds: &Thresholds,
    sizes: Sizes,
) -> MetricCalibration {
    let own = || trials.iter().flat_map(|t| &t.metrics).filter(|m| m.metric.name == metric.name);
    let estimates: Vec<Estimate> = own().filter_map(|m| m.estimate.ok()).collect();
    let covered = own().filter_map(MetricTrial::covers).filter(|held| *held).count();
    let values: Vec<f64> =
        estimates.iter().map(|e| on_scale(metric.kind, e.value)).filter(|v| v.is_finite()).collect();
    let se = root_mean_square(estimates.iter().filter_map(|e| standard_error(metric.kind, e)));
    // The blocks that most trials used, for the quantiles behind the effect.
    let blocks = usual(estimates.iter().map(|e| e.blocks)).unwrap_or(0);
    let effect = |se: f64| {
        let estimate = Estimate {
            value: 1.0,
            low: 1.0,
            high: 1.0,
            at_least: None,
            se: Some(se),
            p: 1.0,
            blocks,
            method: Method::Jackknife,
        };
        minimum_detectable_effect(metric.kind, &estimate)
    };
    let shrunk = |se: f64, whole: u64| se * (sizes.trial as f64 / whole as f64).sqrt();
    let is_undefined = 2 * estimates.len() < trials.len();
    MetricCalibration {
        metric: metric.name.to_owned(),
        symptom: metric.symptom,
        gating: metric.role == Role::Gating,
        lost_share: matches!(metric.kind, Kind::Retention | Kind::Ratio),
        defined: estimates.len() as u64,
        coverage: Rate::of(covered, estimates.len()),
        sd: deviation(&values),
        se,
        mde: se.and_then(effect),
        mde_whole: se.zip(sizes.whole).and_then(|(se, whole)| effect(shrunk(se, whole))),
        documents_to_halve: se.and_then(|_| documents_to_halve(blocks, sizes.trial)),
        margins: thresholds.margins_of(metric).map(|m| (m.warn, m.fail)),
        undefined: if is_undefined { usual(own().filter_map(|m| m.estimate.err())) } else { None },
    }
}

/// A value on the scale of its interval.
fn on_scale(kind: Kind, value: f64) -> f64 {
    match kind {
        Kind::Retention | Kind::Ratio => value.ln(),
        Kind::Difference | Kind::Drift => value,
    }
}

/// The standard error of an estimate on the scale of its interval: its own, or what a score interval amounts to on
/// the side where losses lie.
fn standard_error(kind: Kind, e: &Estimate) -> Option<f64> {
    let own = e.se.or_else(|| {
        let distance = on_scale(kind, e.value) - on_scale(kind, e.low);
        (e.blocks == 0).then_some(distance / Z)
    });
    own.filter(|se| se.is_finite())
}

fn root_mean_square(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (n, sum) = values.fold((0u64, 0.0), |(n, sum), v| (n + 1, sum + v * v));
    (n > 0).then(|| (sum / n as f64).sqrt())
}

fn deviation(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (values.len() > 1).then(|| (squares / (n - 1.0)).sqrt())
}

/// The most frequent item; of equals the first.
fn usual<T: PartialEq + Copy>(items: impl Iterator<Item = T>) -> Option<T> {
    let mut tally: Vec<(T, u64)> = Vec::new();
    for item in items {
        match tally.iter_mut().find(|(known, _)| *known == item) {
            Some((_, n)) => *n += 1,
            None => tally.push((item, 1)),
        }
    }
    let most = tally.iter().map(|(_, n)| *n).max()?;
    tally.into_iter().find(|(_, n)| *n == most).map(|(item, _)| item)
}

#[cfg(test)]
mod tests {
    use super::super::trial::SymptomTrial;
    use super::*;
    use crate::config::Config;
    use crate::terms::Undefined;

    fn trial(value: f64, se: f64, status: Status) -> Trial {
        let metric = judged().find(|m| m.name == "types-retention").unwrap();
        let estimate = Estimate {
            value,
            low: (value.ln() - 2.04 * se).exp(),
            high: (value.ln() + 2.04 * se).exp(),
            at_least: None,
            se: Some(se),
            p: 0.5,
            blocks: 32,
            method: Method::Jackknife,
        };
        Trial {
            metrics: vec![MetricTrial { metric, estimate: Ok(estimate), status, loss_shown: false }],
            symptoms: vec![SymptomTrial { symptom: Symptom::TailLoss, status, gating: true }],
            verdict: if rings(status) { Verdict::Warning } else { Verdict::Stable },
            drift: false,
            paired: false,
        }
    }

    fn thresholds() -> Thresholds {
        Thresholds::from_config(&Config::default())
    }

    #[test]
    fn rates_count_what_rang() {
        let trials: Vec<Trial> = [Status::Pass, Status::Warn, Status::Fail, Status::Inconclusive]
            .map(|s| trial(1.0, 0.01, s))
            .into();
        let found = false_alarms(&trials, &thresholds());
        assert_eq!((found.any.count, found.any.trials, found.any.share), (2, 4, Some(0.5)));
        assert!(found.any.ci_low.unwrap() < 0.5 && found.any.ci_high.unwrap() > 0.5);
        assert_eq!(found.collapse.count, 0);
        let tail = found.symptoms[0];
        assert_eq!((tail.pass, tail.warn, tail.fail, tail.inconclusive, tail.not_run), (1, 1, 1, 1, 0));
        assert_eq!(found.verdicts.iter().map(|v| v.rate.count).sum::<u64>(), 4);
        assert_eq!(found.symptoms.len(), 1, "symptoms without a metric are absent");
    }

    #[test]
    fn a_promise_is_kept_open_or_broken() {
        let mut trials: Vec<Trial> = (0..100).map(|_| trial(1.0, 0.01, Status::Pass)).collect();
        let mut ring = |n: usize| {
            trials.iter_mut().take(n).for_each(|t| t.symptoms[0].status = Status::Warn);
            false_alarms(&trials, &thresholds()).promise
        };
        assert_eq!((ring(5), ring(8), ring(30)), (Promise::Kept, Promise::Open, Promise::Broken));
        let few: Vec<Trial> = (0..40).map(|_| trial(1.0, 0.01, Status::Pass)).collect();
        assert_eq!(
            false_alarms(&few, &thresholds()).promise,
            Promise::Open,
            "0% (0-9%) of 40 tells too little"
        );
        let mut silent = vec![trial(1.0, 0.01, Status::NotRun)];
        silent[0].metrics[0].estimate = Err(Undefined::TooFewDocuments);
        assert_eq!(false_alarms(&silent, &thresholds()).promise, Promise::Untested);
        assert_eq!(false_alarms(&[], &thresholds()).promise, Promise::Untested);
    }

    #[test]
    fn precision_comes_from_the_stated_errors_and_the_spread() {
        let trials: Vec<Trial> =
            [(0.98, 0.03), (1.0, 0.04), (1.02, 0.05)].map(|(v, se)| trial(v, se, Status::Pass)).into();
        let all = metrics(&trials, &thresholds(), Sizes { trial: 400, whole: Some(800) });
        let m = all.iter().find(|m| m.metric == "types-retention").unwrap();
        let se = ((0.03f64.powi(2) + 0.04f64.powi(2) + 0.05f64.powi(2)) / 3.0).sqrt();
        assert!((m.se.unwrap() - se).abs() < 1e-12);
        assert!((m.sd.unwrap() - 0.02).abs() < 1e-3);
        // (t.975 + t.80) with 31 degrees of freedom is 2.892884.
        assert!((m.mde.unwrap() - (1.0 - (-2.892_884 * se).exp())).abs() < 1e-6);
        assert!((m.mde_whole.unwrap() - (1.0 - (-2.892_884 * se / 2f64.sqrt()).exp())).abs() < 1e-6);
        assert_eq!((m.defined, m.coverage.count, m.undefined), (3, 3, None));
        let other = all.iter().find(|m| m.metric == "distinct-2-retention").unwrap();
        assert_eq!((other.defined, other.se, other.mde, other.coverage.share), (0, None, None, None));
    }

    #[test]
    fn reasons_are_told_where_most_trials_have_none() {
        let mut trials: Vec<Trial> = (0..3).map(|_| trial(1.0, 0.1, Status::Pass)).collect();
        trials[0].metrics[0].estimate = Err(Undefined::Unstable);
        trials[1].metrics[0].estimate = Err(Undefined::NoVariation);
        trials.push(trial(1.0, 0.1, Status::NotRun));
        trials[3].metrics[0].estimate = Err(Undefined::NoVariation);
        let all = metrics(&trials, &thresholds(), Sizes { trial: 10, whole: None });
        let m = all.iter().find(|m| m.metric == "types-retention").unwrap();
        assert_eq!(
            (m.undefined, m.defined, m.sd, m.mde_whole),
            (Some(Undefined::NoVariation), 1, None, None)
        );
    }

    #[test]
    fn no_trials_give_no_number() {
        let found = false_alarms(&[], &thresholds());
        assert_eq!((found.any.share, found.any.ci_low), (None, None));
        assert!(found.symptoms.is_empty());
    }
}
