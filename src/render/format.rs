//! The only place where a number becomes text.
//!
//! An interval decides how many digits its value gets: the last digit shown is the first one the interval leaves in
//! doubt. A missing number becomes its reason, never a blank or a zero.

mod axis;
mod rates;

pub use axis::{part, power_of_ten, tick, whole};
pub use rates::{expected, glance, rate, share};

use crate::report::{MetricReport, Replicate, Requirement, Trend};
use crate::terms::{Direction, Kind, Undefined, Unit};

/// `1234567` as `1,234,567`.
pub fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// `1 document`, `1,234 documents`.
pub fn plural(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// `1 row` of `rows`, `2 corpora`: the units of a stage, which are given as plurals.
pub fn plural_of(n: u64, many: &str) -> String {
    let one = match many {
        "corpora" => "corpus",
        regular => regular.trim_end_matches('s'),
    };
    plural(n, one, many)
}

/// How much room something takes: `812 bytes`, `12 kB`, `3.4 MB`.
pub fn bytes(n: u64) -> String {
    match n {
        0..1_000 => plural(n, "byte", "bytes"),
        1_000..1_000_000 => format!("{} kB", n.div_ceil(1_000)),
        _ => format!("{:.1} MB", n as f64 / 1e6),
    }
}

/// How long something took: `0.41 s`, `12 s`, `2 min 5 s`.
pub fn seconds(time: std::time::Duration) -> String {
    let s = time.as_secs();
    match s {
        0..10 => format!("{:.2} s", time.as_secs_f64()),
        10..60 => format!("{s} s"),
        _ => format!("{} min {} s", count(s / 60), s % 60),
    }
}

/// A value in full, as data: the shortest text that reads back as the same number.
pub fn exact(value: f64) -> String {
    format!("{value:?}")
}

/// A large number to two digits, rounded up: `about 2,400`. More digits of a forecast would be invented.
pub fn about(n: u64) -> String {
    let step = 10u64.saturating_pow(n.checked_ilog10().unwrap_or(0).saturating_sub(1));
    format!("about {}", count(n.div_ceil(step).saturating_mul(step)))
}

/// A share as percent: `12%`, `0.4%`, `< 0.1%`.
pub fn percent(share: f64) -> String {
    match share.abs() * 100.0 {
        p if !p.is_finite() => "undefined".to_owned(),
        0.0 => "0%".to_owned(),
        p if p < 0.1 => "< 0.1%".to_owned(),
        p if p < 0.95 => format!("{:.1}%", share * 100.0),
        _ => format!("{:.0}%", share * 100.0),
    }
}

/// A share as percent, rounded away from zero: what an upper bound needs, so that it stays one.
pub fn percent_up(share: f64) -> String {
    let step = if share < 0.0095 { 1000.0 } else { 100.0 };
    // The small term keeps 0.04 from becoming 5% because of its binary representation.
    percent((share * step - 1e-9).ceil().max(0.0) / step)
}

/// `p < 0.001`, `p = 0.03`, `p > 0.99`.
pub fn p_value(p: f64) -> String {
    match p {
        p if !p.is_finite() => "p undefined".to_owned(),
        p if p < 0.001 => "p < 0.001".to_owned(),
        p if p < 0.0095 => format!("p = {p:.3}"),
        p if p > 0.99 => "p > 0.99".to_owned(),
        p => format!("p = {p:.2}"),
    }
}

/// A value with its 95% interval: `0.91 (0.88–0.94)`, `-0.65 (-0.69 to -0.61)`, `12,300 (12,000–12,700)`.
pub fn interval(value: f64, low: f64, high: f64) -> String {
    let last = last_digit((high - low) / 2.0, value);
    let dash = if low < 0.0 { " to " } else { "–" };
    format!("{} ({}{dash}{})", rounded(value, last), rounded(low, last), rounded(high, last))
}

/// A value whose uncertainty is unknown, to three digits at most.
pub fn bare(value: f64) -> String {
    rounded(value, last_digit(value.abs() / 20.0, value))
}

/// A margin: two decimals, as it is set.
pub fn margin(value: f64) -> String {
    two(value)
}

/// What follows a number of this unit; empty for ratios.
pub fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Ratio | Unit::Variance | Unit::Embedding | Unit::EffectiveNumber => "",
        Unit::Types => " types",
        Unit::Bits => " bits",
        Unit::Tokens => " words",
        Unit::Score => " points",
    }
}

/// A metric as `value (low–high) unit`, or why there is none.
pub fn metric(m: &MetricReport) -> String {
    let sign = match m.kind {
        Kind::Difference if m.value.is_some_and(|v| v > 0.0) => "+",
        Kind::Ratio => "×",
        _ => "",
    };
    match (m.value, m.ci_low, m.ci_high) {
        (Some(value), Some(low), Some(high)) => {
            format!("{sign}{}{}", interval(value, low, high), unit(m.unit))
        }
        (Some(value), _, _) => format!("{sign}{}{}, no interval", bare(value), unit(m.unit)),
        (None, _, _) => reason(m.undefined),
    }
}

/// The same side by side: a quotient gets two decimals, as margins have, unless it is so near 0 that they would hide it.
pub fn kept(m: &MetricReport) -> String {
    match (m.kind, m.value, m.ci_low, m.ci_high) {
        (Kind::Retention | Kind::Ratio, Some(value), Some(low), Some(high))
            if (0.005..10.0).contains(&value) || high == 0.0 =>
        {
            let [value, low, high] = [value, low, high].map(two);
            let sign = if m.kind == Kind::Ratio { "×" } else { "" };
            format!("{sign}{value} ({low}–{high})")
        }
        _ => metric(m),
    }
}

/// A number to two decimals.
pub fn two(value: f64) -> String {
    rounded(value, -2)
}

/// Why a number is missing, in words.
pub fn reason(undefined: Option<Undefined>) -> String {
    undefined.map_or_else(|| "not measured".to_owned(), |u| u.to_string())
}

/// The largest loss that the interval of a retention still allows: `at most 4% lost`; where a loss is certain and small, that too.
pub fn possible_loss(m: &MetricReport) -> Option<String> {
    let low = m.at_least.or(m.ci_low).filter(|_| m.kind == Kind::Retention)?;
    Some(if low < 1.0 && m.loss_shown {
        format!("certain, but at most {} lost", percent_up(1.0 - low))
    } else if low < 1.0 {
        format!("at most {} lost", percent_up(1.0 - low))
    } else {
        "nothing lost".to_owned()
    })
}

/// What the data could have shown: `losses below 8% stay unseen; about 2,400 documents a side would settle it`.
pub fn power(m: &MetricReport) -> Option<String> {
    let unseen = m.mde.map(|mde| match m.kind {
        Kind::Retention | Kind::Ratio => format!("losses below {} stay unseen", percent_up(mde)),
        Kind::Difference | Kind::Drift => {
            format!("changes below {}{} stay unseen", bare(mde), unit(m.unit))
        }
    });
    let settle = m.documents_to_settle.map(|n| format!("{} documents a side would settle it", about(n)));
    let parts: Vec<_> = unseen.into_iter().chain(settle).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The slope of a trend: `-10% (-12% to -8%)` on the log scale, else in the metric's unit.
pub fn slope(t: &Trend) -> String {
    let (Some(slope), Some(low), Some(high)) = (t.slope_per_generation, t.ci_low, t.ci_high) else {
        return t
            .slope_per_generation
            .map_or_else(|| reason(t.undefined), |s| format!("{}, no interval", step(t, s)));
    };
    match t.kind {
        Kind::Retention | Kind::Ratio => {
            format!("{} ({} to {})", step(t, slope), step(t, low), step(t, high))
        }
        Kind::Difference | Kind::Drift => format!("{}{}", interval(slope, low, high), unit(t.unit)),
    }
}

/// What one generation changes.
fn step(t: &Trend, slope: f64) -> String {
    match t.kind {
        Kind::Retention | Kind::Ratio => {
            let change = slope.exp_m1();
            // The last digit of a percentage; what rounds to 0 has no sign.
            const LEAST: f64 = 0.001;
            match change {
                c if c.abs() < LEAST / 2.0 => "0%".to_owned(),
                c => format!("{}{}", if c > 0.0 { "+" } else { "-" }, percent(c.abs().max(LEAST))),
            }
        }
        Kind::Difference | Kind::Drift => format!("{}{}", bare(slope), unit(t.unit)),
    }
}

/// When a trend crosses its margin, if it has one: `2.0 generations (1.5–4.0)`.
pub fn until_margin(t: &Trend, has_margin: bool) -> String {
    let digits = |n: f64| if n >= 100.0 { "over 100".to_owned() } else { format!("{n:.1}") };
    let (low, high) = (t.generations_to_margin_low, t.generations_to_margin_high);
    match t.generations_to_margin {
        _ if !has_margin => "no margin".to_owned(),
        None if t.slope_per_generation.is_none() => "–".to_owned(),
        None => "not within 100 generations".to_owned(),
        Some(n) if n <= 0.0 && high == Some(0.0) => "crossed already".to_owned(),
        Some(n) if n <= 0.0 => "about now".to_owned(),
        Some(n) => {
            let range = match (low, high) {
                (None, None) => String::new(),
                (low, Some(high)) => format!(" ({}–{})", digits(low.unwrap_or(0.0)), digits(high)),
                (Some(low), None) => format!(" ({} or more)", digits(low)),
            };
            format!("{} generations{range}", digits(n))
        }
    }
}

/// What a requirement asks for: `at least 0.50`.
pub fn required(r: &Requirement) -> String {
    let word = match r.direction {
        Direction::Higher => "at least",
        Direction::Lower => "at most",
    };
    format!("{word} {}", margin(r.min))
}

/// What a generation reached, or why that is not known.
pub fn reached(r: &Requirement) -> String {
    match (r.value, r.ci_low, r.ci_high) {
        (Some(value), Some(low), Some(high)) => interval(value, low, high),
        (Some(value), _, _) => format!("{}, no interval", bare(value)),
        (None, _, _) => reason(r.undefined),
    }
}

/// How far runs stray: `0.912, sd 0.012 (0.90 to 0.93)`.
pub fn between_runs(r: &Replicate) -> String {
    match (r.mean, r.sd, r.smallest, r.largest) {
        (Some(mean), Some(sd), Some(least), Some(most)) => {
            format!("{}, sd {} ({} to {})", bare(mean), bare(sd), bare(least), bare(most))
        }
        (Some(mean), ..) => format!("{}, one run", bare(mean)),
        (None, ..) => "no run has a value".to_owned(),
    }
}

/// What the first run says, the one that is judged; a dash for the reference, whose first run is the measure.
pub fn first_run(r: &Replicate) -> String {
    match (r.value, r.ci_low, r.ci_high) {
        (Some(value), Some(low), Some(high)) => interval(value, low, high),
        _ => "–".to_owned(),
    }
}

/// Power of ten of the last digit worth showing for this half-width. Below 0.5 at least two decimals are shown, because
/// margins have two; above, a half-width that begins with 1, 2 or 3 gets one digit more, as rounding it to one digit
/// would change it by up to a third.
fn last_digit(half_width: f64, value: f64) -> i32 {
    let scale = if half_width > 0.0 { half_width } else { value.abs() / 1000.0 };
    if !scale.is_finite() || scale == 0.0 {
        return -2;
    }
    // Truncation is meant: the exponent of a finite float fits.
    let power = scale.log10().floor() as i32;
    if scale < 0.5 {
        power.clamp(-4, -2)
    } else {
        let leads_small = scale / 10f64.powi(power) < 3.5;
        (power - i32::from(leads_small)).clamp(-1, 15)
    }
}

fn rounded(value: f64, last: i32) -> String {
    if !value.is_finite() {
        return "undefined".to_owned();
    }
    if value.abs() >= 1e15 {
        return format!("{value:.1e}");
    }
    let text = if last > 0 {
        let step = 10f64.powi(last);
        format!("{:.0}", (value / step).round() * step)
    } else {
        format!("{value:.*}", last.unsigned_abs() as usize)
    };
    // "-0.00" is a zero.
    let is_zero = !text.contains(|c: char| ('1'..='9').contains(&c));
    grouped(if is_zero { text.trim_start_matches('-') } else { &text })
}

/// Thousands separators in the integer part.
fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |d| ("-", d));
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut out = sign.to_owned();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out + fraction
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;
    use crate::terms::Status;

    #[test]
    fn counts_are_grouped_and_agree_in_number() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000), "1,000");
        assert_eq!(count(12_345_678), "12,345,678");
        assert_eq!(plural(1, "row", "rows"), "1 row");
        assert_eq!(plural(0, "row", "rows"), "0 rows");
        assert_eq!(plural(2_000, "row", "rows"), "2,000 rows");
        assert_eq!(about(7), "about 7");
        assert_eq!(about(2_345), "about 2,400");
        assert_eq!(about(u64::MAX), "about 18,446,744,073,709,551,615");
    }

    #[test]
    fn times_and_units_read_well() {
        use std::time::Duration;
        for (ms, expected) in [
            (0, "0.00 s"),
            (1_234, "1.23 s"),
            (12_900, "12 s"),
            (125_000, "2 min 5 s"),
            (60_000, "1 min 0 s"),
        ] {
            assert_eq!(seconds(Duration::from_millis(ms)), expected);
        }
        assert_eq!(
            (plural_of(1, "corpora"), plural_of(3, "rows")),
            ("1 corpus".to_owned(), "3 rows".to_owned())
        );
        assert_eq!((exact(0.1), exact(1e-300), exact(2.0)), ("0.1".into(), "1e-300".into(), "2.0".into()));
    }

    #[test]
    fn the_interval_decides_the_digits() {
        for (value, low, high, expected) in [
            (0.9123, 0.8812, 0.9434, "0.91 (0.88–0.94)"),
            (0.2051, 0.1991, 0.2111, "0.205 (0.199–0.211)"),
            (0.99987, 0.99981, 0.99993, "0.9999 (0.9998–0.9999)"),
            (1.23, 0.5, 2.6, "1.2 (0.5–2.6)"),
            (12_345.0, 11_990.0, 12_702.0, "12,300 (12,000–12,700)"),
            (-0.651, -0.694, -0.608, "-0.65 (-0.69 to -0.61)"),
            (0.01, -0.03, 0.05, "0.01 (-0.03 to 0.05)"),
            (-0.001, -0.03, 0.03, "0.00 (-0.03 to 0.03)"),
            (0.0, 0.0, 0.0, "0.00 (0.00–0.00)"),
            (0.0, 0.0, 0.0037, "0.000 (0.000–0.004)"),
            (152.34, 150.1, 154.6, "152.3 (150.1–154.6)"),
        ] {
            assert_eq!(interval(value, low, high), expected);
        }
    }

    #[test]
    fn small_shares_do_not_become_zero() {
        for (share, expected) in
            [(0.0, "0%"), (0.0004, "< 0.1%"), (0.004, "0.4%"), (0.0099, "1%"), (0.12, "12%"), (1.0, "100%")]
        {
            assert_eq!(percent(share), expected);
        }
        for (share, expected) in
            [(0.034, "4%"), (0.04, "4%"), (1.0 - 0.96, "4%"), (0.0041, "0.5%"), (-0.1, "0%")]
        {
            assert_eq!(percent_up(share), expected);
        }
    }

    #[test]
    fn p_values_are_never_zero_or_one() {
        for (p, expected) in [
            (0.0, "p < 0.001"),
            (0.0012, "p = 0.001"),
            (0.0099, "p = 0.01"),
            (0.034, "p = 0.03"),
            (0.5, "p = 0.50"),
            (1.0, "p > 0.99"),
        ] {
            assert_eq!(p_value(p), expected);
        }
    }

    #[test]
    fn what_is_missing_is_said_in_words() {
        let mut m = testing::retention("tail-types-survival", 0.97, 0.95, 0.99, Status::Pass);
        assert_eq!(metric(&m), "0.97 (0.95–0.99)");
        assert_eq!(possible_loss(&m).unwrap(), "at most 5% lost");
        m.loss_shown = true;
        assert_eq!(possible_loss(&m).unwrap(), "certain, but at most 5% lost");
        (m.ci_low, m.ci_high, m.at_least) = (None, None, None);
        assert_eq!(metric(&m), "0.97, no interval");
        assert_eq!(possible_loss(&m), None);
        (m.value, m.undefined) = (None, Some(Undefined::ReferenceZero));
        assert_eq!(metric(&m), "the reference level is 0, so there is nothing to retain");
        m.undefined = None;
        assert_eq!(metric(&m), "not measured");
    }

    #[test]
    fn numbers_side_by_side_have_the_same_digits() {
        let kept_of = |value, low, high| kept(&testing::retention("x", value, low, high, Status::Fail));
        assert_eq!(kept_of(0.4151, 0.4058, 0.4246), "0.42 (0.41–0.42)");
        assert_eq!(kept_of(0.99987, 0.99981, 0.99993), "1.00 (1.00–1.00)");
        assert_eq!(kept_of(0.0022, 0.0011, 0.0033), "0.002 (0.001–0.003)");
        assert_eq!(kept_of(0.0, 0.0, 0.0), "0.00 (0.00–0.00)");
        assert_eq!(kept_of(0.0, 0.0, 0.0037), "0.000 (0.000–0.004)");
    }

    #[test]
    fn differences_carry_sign_and_unit() {
        let mut m = testing::retention("entropy-difference", 0.53, 0.49, 0.57, Status::Pass);
        (m.kind, m.unit) = (Kind::Difference, Unit::Bits);
        assert_eq!(metric(&m), "+0.53 (0.49–0.57) bits");
        assert_eq!(possible_loss(&m), None);
        m.kind = Kind::Ratio;
        m.unit = Unit::Ratio;
        assert_eq!(metric(&m), "×0.53 (0.49–0.57)");
        (m.kind, m.unit) = (Kind::Difference, Unit::Bits);
        (m.mde, m.documents_to_settle) = (Some(0.061), None);
        assert_eq!(power(&m).unwrap(), "changes below 0.061 bits stay unseen");
    }

    #[test]
    fn trends_say_how_fast_and_until_when() {
        let mut t = testing::trend("reference-tail-retention", -0.105);
        assert_eq!(slope(&t), "-10% (-12% to -8%)");
        assert_eq!(until_margin(&t, true), "2.0 generations (1.5–4.0)");
        t.generations_to_margin_high = None;
        assert_eq!(until_margin(&t, true), "2.0 generations (1.5 or more)");
        t.generations_to_margin = Some(0.0);
        assert_eq!(until_margin(&t, true), "about now");
        t.generations_to_margin_high = Some(0.0);
        assert_eq!(until_margin(&t, true), "crossed already");
        t.generations_to_margin = None;
        assert_eq!(until_margin(&t, true), "not within 100 generations");
        assert_eq!(until_margin(&t, false), "no margin");
        (t.kind, t.unit) = (Kind::Difference, Unit::Bits);
        assert_eq!(slope(&t), "-0.10 (-0.13 to -0.08) bits");
        (t.slope_per_generation, t.ci_low, t.undefined) = (None, None, Some(Undefined::Unstable));
        assert!(slope(&t).contains("undefined when some blocks"));
    }

    #[test]
    fn power_speaks_of_losses_and_documents() {
        let mut m = testing::retention("tail-types-survival", 0.93, 0.85, 1.01, Status::Inconclusive);
        assert_eq!(power(&m), None);
        (m.mde, m.documents_to_settle) = (Some(0.081), Some(2_345));
        assert!(power(&m).unwrap().ends_with("9% stay unseen; about 2,400 documents a side would settle it"));
    }
}
