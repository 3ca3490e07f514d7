//! From values to positions, and ticks.

use crate::render::format;

/// A linear map from values to positions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// Lowest value shown.
    pub(super) lo: f64,
    /// Highest value shown.
    pub(super) hi: f64,
    /// Position of the lowest value.
    pub(super) from: f64,
    /// Position of the highest value.
    pub(super) to: f64,
}

impl Scale {
    /// The position of a value; values outside the scale stick to its end.
    pub(super) fn place(&self, value: f64) -> f64 {
        let share = (value.clamp(self.lo, self.hi) - self.lo) / (self.hi - self.lo);
        self.from + share * (self.to - self.from)
    }

    /// Whether a value lies on the scale.
    pub(super) fn holds(&self, value: f64) -> bool {
        (self.lo..=self.hi).contains(&value)
    }
}

/// The round step (1, 2 or 5 times a power of ten) that cuts a range into about `wanted` parts.
pub(super) fn step(lo: f64, hi: f64, wanted: usize) -> f64 {
    let rough = (hi - lo) / wanted.max(1) as f64;
    if !(rough.is_finite() && rough > 0.0) {
        return 1.0;
    }
    let power = 10f64.powi(rough.log10().floor() as i32);
    let factor = [1.0, 2.0, 5.0].into_iter().find(|f| f * power >= rough * 0.999);
    factor.unwrap_or(10.0) * power
}

/// The multiples of a step within a range, a hair beyond its ends included.
pub(super) fn ticks(lo: f64, hi: f64, step: f64) -> Vec<f64> {
    let first = (lo / step - 1e-6).ceil();
    let last = (hi / step + 1e-6).floor();
    let n = (last - first).clamp(-1.0, 100.0) as i32;
    (0..=n).map(|i| (first + f64::from(i)) * step).collect()
}

/// Moves positions apart until neighbors are at least `gap` from each other and all lie within `lo..=hi`, if there is
/// room; keeps their order. For labels of lines that lie close together.
pub(super) fn spread(wanted: &[f64], gap: f64, lo: f64, hi: f64) -> Vec<f64> {
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

/// The round multiples within a scale, about so many, with their numbers.
pub(super) fn numbered(scale: &Scale, wanted: usize) -> Vec<(f64, String)> {
    let step = step(scale.lo, scale.hi, wanted);
    ticks(scale.lo, scale.hi, step).into_iter().map(|at| (at, format::tick(at, step))).collect()
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
