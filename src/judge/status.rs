//! The status table: what one judged metric says.

use crate::compare::{one_sided, power_point, quantile};
use crate::config::Margins;
use crate::terms::{Estimate, Kind, Status};

/// The first row that holds decides.
///
/// | # | condition | status |
/// |---|---|---|
/// | 0 | undefined, or not measured | `not-run` |
/// | 1 | p < alpha and U < F | `fail`: a loss beyond the margin is shown |
/// | 2 | p < alpha, and r < W or L1 <= F | `warn`: a loss is shown that matters, or whose size is open |
/// | 3 | L1 > F | `pass`: a loss beyond the margin is excluded; where p < alpha a small loss is shown |
/// | 4 | otherwise | `inconclusive`: too little data |
///
/// U is the upper end of the two-sided 95% interval, L1 the lower end of the one-sided one ([`Estimate::least`]): to exclude a loss is a
/// test of non-inferiority at 5%, as to show one is a test of loss at 5% (Schuirmann 1987, J. Pharmacokinet. Biopharm. 15:657).
pub fn status(estimate: Option<&Estimate>, p_adjusted: f64, margins: Margins, alpha: f64) -> Status {
    let Some(e) = estimate else { return Status::NotRun };
    let shown = p_adjusted < alpha;
    if shown && e.high < margins.fail {
        Status::Fail
    } else if shown && (e.value < margins.warn || e.least() <= margins.fail) {
        Status::Warn
    } else if e.least() > margins.fail {
        Status::Pass
    } else {
        Status::Inconclusive
    }
}

/// The smallest effect that a comparison this precise would have found: two-sided 5%, power 80%.
///
/// *Formula*: (t.975 + t.80) se; for retentions and ratios the lost share 1 - exp(-that). `None` without a standard
/// error.
pub fn minimum_detectable_effect(kind: Kind, estimate: &Estimate) -> Option<f64> {
    let effect = detection_factor(estimate.blocks) * estimate.se?;
    Some(match kind {
        Kind::Retention | Kind::Ratio => -(-effect).exp_m1(),
        Kind::Difference | Kind::Drift => effect,
    })
}

/// t.975 + t.80: standard errors that an effect must measure to be found. Without blocks the normal law's.
fn detection_factor(blocks: usize) -> f64 {
    match blocks {
        0 => 1.959_963_984_540_054 + 0.841_621_233_572_914,
        _ => quantile(blocks) + power_point(blocks),
    }
}

/// Documents per side at which the interval would leave the fail margin, if the value stays where it is.
///
/// The standard error falls with the square root of the documents. `None` without a standard error, or when the value
/// sits on the margin so that no size settles it (beyond a billion documents).
pub fn documents_to_settle(kind: Kind, estimate: &Estimate, margins: Margins, documents: u64) -> Option<u64> {
    let distance = match kind {
        Kind::Retention | Kind::Ratio => (estimate.value / margins.fail).ln().abs(),
        Kind::Difference | Kind::Drift => (estimate.value - margins.fail).abs(),
    };
    // Above the line the one-sided interval settles it, below it the upper end of the two-sided one.
    let point = if estimate.value > margins.fail { one_sided } else { quantile };
    let half = point(estimate.blocks) * estimate.se?;
    let needed = documents as f64 * (half / distance).powi(2);
    (needed < 1e9).then_some(needed.ceil() as u64)
}

/// Documents per side at which the minimum detectable effect would be half as large, on the scale of the interval.
///
/// Four times as many by the square-root law; fewer where more blocks, and so smaller quantiles, come with them. `None`
/// of no documents.
pub fn documents_to_halve(blocks: usize, documents: u64) -> Option<u64> {
    let needed = |more: usize| {
        let n = documents as f64 * (2.0 * detection_factor(more) / detection_factor(blocks)).powi(2);
        // So many blocks come only with so many documents.
        (n.ceil() as u64).max(8 * more as u64)
    };
    let possible: &[usize] = if blocks == 0 { &[0] } else { &[8, 16, 32] };
    let needed = possible.iter().filter(|&&more| more >= blocks).map(|&more| needed(more)).min();
    needed.filter(|_| documents > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const M: Margins = Margins { warn: 0.95, fail: 0.90 };

    fn estimate(value: f64, low: f64, high: f64) -> Estimate {
        Estimate {
            value,
            low,
            high,
            at_least: None,
            se: Some(0.01),
            p: 0.5,
            blocks: 32,
            method: crate::terms::Method::Jackknife,
        }
    }

    fn judge(value: f64, low: f64, high: f64, p: f64) -> Status {
        status(Some(&estimate(value, low, high)), p, M, 0.05)
    }

    #[test]
    fn a_loss_is_excluded_by_the_one_sided_interval() {
        let e = Estimate { at_least: Some(0.905), ..estimate(0.96, 0.895, 1.03) };
        assert_eq!(status(Some(&e), 0.2, M, 0.05), Status::Pass, "L is below the margin, L1 above it");
        assert_eq!(status(Some(&Estimate { at_least: None, ..e }), 0.2, M, 0.05), Status::Inconclusive);
        assert_eq!(status(Some(&Estimate { at_least: Some(0.90), ..e }), 0.2, M, 0.05), Status::Inconclusive);
        assert_eq!(status(Some(&e), 0.01, M, 0.05), Status::Pass, "shown, small, and not beyond the margin");
        assert_eq!(status(Some(&Estimate { at_least: Some(0.90), ..e }), 0.01, M, 0.05), Status::Warn);
    }

    #[test]
    fn row_0_undefined_is_not_run() {
        assert_eq!(status(None, 1.0, M, 0.05), Status::NotRun);
    }

    #[test]
    fn row_1_a_loss_beyond_the_margin_fails() {
        assert_eq!(judge(0.80, 0.75, 0.85, 0.001), Status::Fail);
        assert_eq!(judge(0.80, 0.75, 0.90, 0.001), Status::Warn, "U on the margin is not below it");
    }

    #[test]
    fn row_2_a_shown_loss_that_matters_warns() {
        assert_eq!(judge(0.93, 0.91, 0.96, 0.001), Status::Warn, "even where row 3 would hold");
        assert_eq!(judge(0.96, 0.89, 0.99, 0.001), Status::Warn, "a certain loss whose size is open");
        assert_eq!(judge(0.80, 0.60, 1.02, 0.06), Status::Inconclusive, "not shown");
    }

    #[test]
    fn row_3_an_excluded_loss_passes() {
        assert_eq!(judge(0.97, 0.95, 0.99, 0.001), Status::Pass, "a small loss shown is still a pass");
        assert_eq!(judge(1.20, 1.10, 1.30, 0.999), Status::Pass);
        assert_eq!(judge(0.95, 0.90, 1.00, 0.06), Status::Inconclusive, "L on the margin is not above it");
    }

    #[test]
    fn row_4_everything_else_is_inconclusive() {
        assert_eq!(judge(0.99, 0.85, 1.15, 0.4), Status::Inconclusive);
    }

    #[test]
    fn more_documents_settle_by_the_square_root_law() {
        // ln(0.95/0.90) = 0.0541 is half of 1.6955 se = 0.1081: four times the documents.
        let e = Estimate { se: Some(0.0637_8), ..estimate(0.95, 0.85, 1.06) };
        let n = documents_to_settle(Kind::Retention, &e, M, 100).unwrap();
        assert!((398..=402).contains(&n), "{n}");
        // Below the line it is the upper end of the two-sided interval that must fall below: ln(0.90/0.85) = 0.0572, t se = 0.1143.
        let below = Estimate { value: 0.85, se: Some(0.0560_6), ..e };
        let n = documents_to_settle(Kind::Retention, &below, M, 100).unwrap();
        assert!((398..=402).contains(&n), "{n}");
        let on = Estimate { value: 0.90, ..e };
        assert_eq!(documents_to_settle(Kind::Retention, &on, M, 100), None);
    }

    #[test]
    fn half_the_effect_costs_four_times_the_documents_or_fewer_with_more_blocks() {
        assert_eq!(documents_to_halve(32, 402), Some(1608));
        assert_eq!(documents_to_halve(0, 100), Some(400));
        assert_eq!(documents_to_halve(32, 0), None);
        // 8 blocks of 100 documents: 400 would have 32 blocks, whose quantiles are 2.893 instead of 3.261.
        let n = documents_to_halve(8, 100).unwrap();
        assert_eq!(n, (400.0 * (2.892_884f64 / 3.260_655).powi(2)).ceil() as u64);
    }
}
