//! Shares of trials.

use super::{bare, percent, two};
use crate::calibrate::Rate;
use crate::report::MetricReport;
use crate::terms::Kind;

/// How many to expect by chance: `< 0.01`, `0.3`, `12`.
pub fn expected(n: f64) -> String {
    match n {
        n if n < 0.01 => "< 0.01".to_owned(),
        n if n < 9.95 => format!("about {}", bare(n)),
        n => format!("about {n:.0}"),
    }
}

/// A number at a glance, without its interval: a retention as percent kept, `97%`; a quotient `×2.6`; a difference `+0.14`; a dash where there
/// is none.
pub fn glance(m: &MetricReport) -> String {
    match (m.kind, m.value) {
        (_, None) => "–".to_owned(),
        (Kind::Retention, Some(value)) => percent(value),
        (Kind::Ratio, Some(value)) if (0.005..10.0).contains(&value) => format!("×{}", two(value)),
        (Kind::Ratio, Some(value)) => format!("×{}", bare(value)),
        (Kind::Difference, Some(value)) if value > 0.0 => format!("+{}", two(value)),
        (Kind::Difference | Kind::Drift, Some(value)) => two(value),
    }
}

/// A share as percent with the digits that hundreds of trials give: `0%`, `4.2%`, `60%`.
pub fn share(share: f64) -> String {
    format!("{}%", in_percent(share))
}

/// A share of trials with its interval: `4.2% (1.9–8.1%)`.
pub fn rate(rate: &Rate) -> String {
    match (rate.share, rate.ci_low, rate.ci_high) {
        (Some(value), Some(low), Some(high)) => {
            format!("{} ({}–{})", share(value), in_percent(low), share(high))
        }
        _ => "no trial".to_owned(),
    }
}

fn in_percent(share: f64) -> String {
    let percent = share * 100.0;
    let text = if percent < 9.95 { format!("{percent:.1}") } else { format!("{percent:.0}") };
    // 99.7% must not read as "always".
    match text.as_str() {
        "100" if share < 1.0 => "> 99".to_owned(),
        _ => text.strip_suffix(".0").unwrap_or(&text).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_of_trials_keep_a_digit_where_it_tells() {
        let values = [(0.0, "0%"), (0.042, "4.2%"), (0.05, "5%"), (0.0996, "10%"), (0.604, "60%")];
        for (value, expected) in values.into_iter().chain([(0.997, "> 99%"), (1.0, "100%")]) {
            assert_eq!(share(value), expected);
        }
        let some =
            Rate { count: 8, trials: 200, share: Some(0.04), ci_low: Some(0.0174), ci_high: Some(0.0773) };
        assert_eq!(rate(&some), "4% (1.7–7.7%)");
        let none = Rate { count: 0, trials: 0, share: None, ci_low: None, ci_high: None };
        assert_eq!(rate(&none), "no trial");
    }
}
