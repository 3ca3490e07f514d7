//! Numbers beside axes and bars.

use super::{grouped, rounded};

/// The number at a tick, with as many decimals as the step between ticks needs.
pub fn tick(value: f64, step: f64) -> String {
    if step >= 1.0 {
        return whole(value);
    }
    let decimals = (-step.log10() - 1e-9).ceil().clamp(0.0, 9.0) as usize;
    // No "-0.0".
    let value = if value.abs() < step / 2.0 { 0.0 } else { value };
    format!("{value:.decimals$}").replace('-', "−")
}

/// A whole number that is stored as any number: `1,234`.
pub fn whole(value: f64) -> String {
    rounded(value, 0).replace('-', "−")
}

/// A share of a bar: one decimal, and never `0.0%` for what is there.
pub fn part(share: f64) -> String {
    match share * 100.0 {
        p if !p.is_finite() => "undefined".to_owned(),
        p if p > 0.0 && p < 0.05 => "< 0.1%".to_owned(),
        p => format!("{}%", rounded(p, -1)),
    }
}

/// 10 to the n, written out where that is short.
pub fn power_of_ten(n: i32) -> String {
    match n {
        0..=5 => grouped(&format!("{:.0}", 10f64.powi(n))),
        -3..=-1 => format!("{:.*}", n.unsigned_abs() as usize, 10f64.powi(n)),
        _ => {
            let raised = |c: char| match c {
                '-' => '⁻',
                '1' => '¹',
                '2' => '²',
                '3' => '³',
                '0' | '4'..='9' => char::from_u32(0x2070 + u32::from(c) - u32::from('0')).unwrap_or(c),
                other => other,
            };
            format!("10{}", n.to_string().chars().map(raised).collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_on_charts_read_well() {
        assert_eq!(tick(0.30000000000000004, 0.1), "0.3");
        assert_eq!(tick(-1e-17, 0.05), "0.00");
        assert_eq!(tick(-0.5, 0.5), "−0.5");
        assert_eq!(whole(1234567.0), "1,234,567");
        assert_eq!(whole(-1234.0), "−1,234");
        assert_eq!(whole(2.5e20), "2.5e20");
        assert_eq!(part(0.1021), "10.2%");
        assert_eq!(part(0.00001), "< 0.1%");
        assert_eq!(part(0.0), "0.0%");
        assert_eq!(power_of_ten(3), "1,000");
        assert_eq!(power_of_ten(-2), "0.01");
        assert_eq!(power_of_ten(-12), "10⁻¹²");
    }
}
