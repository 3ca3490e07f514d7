//! From values to pixels, ticks, and how numbers are written on charts.

/// A linear map from values to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::render) struct Scale {
    /// Lowest value shown.
    pub(in crate::render) lo: f64,
    /// Highest value shown.
    pub(in crate::render) hi: f64,
    /// Pixel of the lowest value.
    pub(in crate::render) from: f64,
    /// Pixel of the highest value.
    pub(in crate::render) to: f64,
}

impl Scale {
    /// The pixel of a value; values outside the scale stick to its end.
    pub(in crate::render) fn place(&self, value: f64) -> f64 {
        let share = (value.clamp(self.lo, self.hi) - self.lo) / (self.hi - self.lo);
        self.from + share * (self.to - self.from)
    }

    /// Whether a value lies on the scale.
    pub(in crate::render) fn holds(&self, value: f64) -> bool {
        (self.lo..=self.hi).contains(&value)
    }
}

/// The round step (1, 2 or 5 times a power of ten) that cuts a range into about `wanted` parts.
pub(in crate::render) fn step(lo: f64, hi: f64, wanted: usize) -> f64 {
    let rough = (hi - lo) / wanted.max(1) as f64;
    if !(rough.is_finite() && rough > 0.0) {
        return 1.0;
    }
    let power = 10f64.powi(rough.log10().floor() as i32);
    let factor = [1.0, 2.0, 5.0].into_iter().find(|f| f * power >= rough * 0.999);
    factor.unwrap_or(10.0) * power
}

/// The multiples of a step within a range, a hair beyond its ends included.
pub(in crate::render) fn ticks(lo: f64, hi: f64, step: f64) -> Vec<f64> {
    let first = (lo / step - 1e-6).ceil();
    let last = (hi / step + 1e-6).floor();
    let n = (last - first).clamp(-1.0, 100.0) as i32;
    (0..=n).map(|i| (first + f64::from(i)) * step).collect()
}

/// The label of a tick, with as many decimals as its step needs.
pub(in crate::render) fn tick_label(value: f64, step: f64) -> String {
    if step >= 1.0 {
        return count(value);
    }
    let decimals = (-step.log10() - 1e-9).ceil().clamp(0.0, 9.0) as usize;
    // No "-0.0".
    let value = if value.abs() < step / 2.0 { 0.0 } else { value };
    format!("{value:.decimals$}").replace('-', "−")
}

/// A number with three significant digits, enough beside a mark.
pub(in crate::render) fn short(value: f64) -> String {
    let size = value.abs();
    if size >= 100.0 {
        return count(value);
    }
    if size > 0.0 && size < 0.001 {
        return format!("{value:.0e}").replace('-', "−");
    }
    let decimals = if size >= 10.0 { 1 } else { 2 };
    format!("{value:.decimals$}").replace('-', "−")
}

/// A share as percent: one decimal, and never "0.0%" for what is there.
pub(in crate::render) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.0005 { "<0.1%".to_owned() } else { format!("{:.1}%", share * 100.0) }
}

/// A whole number with thousands marked; huge ones as a power of ten.
pub(in crate::render) fn count(value: f64) -> String {
    if value.abs() >= 1e15 {
        return format!("{value:.1e}");
    }
    let digits = format!("{:.0}", value.abs());
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if value <= -0.5 { format!("−{out}") } else { out }
}

/// 10 to the n, written out where that is short.
pub(in crate::render) fn power_of_ten(n: i32) -> String {
    match n {
        0..=5 => count(10f64.powi(n)),
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

/// Moves positions apart until neighbors are at least `gap` from each other and all lie within `lo..=hi`, if there is
/// room; keeps their order. For labels of lines that lie close together.
pub(in crate::render) fn spread(wanted: &[f64], gap: f64, lo: f64, hi: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut placed = wanted.to_vec();
    let mut floor = lo;
    for &i in &order {
        placed[i] = placed[i].max(floor);
        floor = placed[i] + gap;
    }
    let mut ceiling = hi;
    for &i in order.iter().rev() {
        placed[i] = placed[i].min(ceiling);
        ceiling = placed[i] - gap;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        assert_eq!(step(0.0, 1.0, 5), 0.2);
        assert_eq!(step(0.0, 900.0, 6), 200.0);
        assert_eq!(step(1.0, 1.0, 5), 1.0);
        assert_eq!(ticks(0.8, 1.05, 0.05).len(), 6);
        assert_eq!(ticks(-1.0, 1.0, 1.0), [-1.0, 0.0, 1.0]);
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(tick_label(0.30000000000000004, 0.1), "0.3");
        assert_eq!(tick_label(-1e-17, 0.05), "0.00");
        assert_eq!(tick_label(-0.5, 0.5), "−0.5");
        assert_eq!(count(1234567.0), "1,234,567");
        assert_eq!(count(-1234.0), "−1,234");
        assert_eq!(short(12.71), "12.7");
        assert_eq!(short(0.0), "0.00");
        assert_eq!(short(-0.456), "−0.46");
        assert_eq!(percent(0.1021), "10.2%");
        assert_eq!(percent(0.00001), "<0.1%");
        assert_eq!(percent(0.0), "0.0%");
        assert_eq!(power_of_ten(3), "1,000");
        assert_eq!(power_of_ten(-2), "0.01");
        assert_eq!(power_of_ten(-12), "10⁻¹²");
    }

    #[test]
    fn spreading_keeps_order_and_distance() {
        assert_eq!(spread(&[10.0, 12.0, 100.0], 20.0, 0.0, 110.0), [10.0, 30.0, 100.0]);
        assert_eq!(spread(&[99.0, 100.0], 20.0, 0.0, 100.0), [80.0, 100.0]);
    }

    #[test]
    fn a_scale_holds_on_to_its_ends() {
        let scale = Scale { lo: 0.0, hi: 2.0, from: 100.0, to: 0.0 };
        assert_eq!(scale.place(1.0), 50.0);
        assert_eq!(scale.place(9.0), 0.0);
        assert!(!scale.holds(9.0) && !scale.holds(f64::NAN));
    }
}
