//! Which values the vertical axis reaches.

use super::super::scale;
use super::MAX_SERIES;
use crate::render::format;
use crate::report::Figure;

/// Values of ratios outside are written as numbers: one runaway ratio must not flatten everything else.
const RATIO_LIMITS: (f64, f64) = (0.0, 2.0);
/// What a ratio's axis always shows: all kept, and the margins.
const RATIO_CORE: (f64, f64) = (0.8, 1.05);

/// The range of the vertical axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) lo: f64,
    pub(super) hi: f64,
    step: f64,
}

impl Range {
    /// The range of a figure: that of all figures of the sheet with the same axis title that, like it, were judged
    /// or not; what nobody judges must not flatten what decides.
    pub(super) fn shared(figure: &Figure, figures: &[&Figure]) -> Self {
        let is_judged = |f: &Figure| f.series.iter().flat_map(|s| &s.status).any(Option::is_some);
        let is_twin = |f: &&Figure| f.y == figure.y && is_judged(f) == is_judged(figure);
        let twins: Vec<&Figure> = figures.iter().copied().filter(is_twin).collect();
        Range::of(&twins)
    }

    /// Where the axis has numbers, and which.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let ticks = scale::ticks(self.lo, self.hi, self.step).into_iter();
        ticks.map(|tick| (tick, format::tick(tick, self.step))).collect()
    }

    fn of(figures: &[&Figure]) -> Self {
        let marks = || figures.iter().flat_map(|figure| figure.marks.iter().map(|mark| mark.y));
        let series = figures.iter().flat_map(|figure| figure.series.iter().take(MAX_SERIES));
        let is_ratio = marks().any(super::is_whole);
        let (limits, core) =
            if is_ratio { (RATIO_LIMITS, Some(RATIO_CORE)) } else { ((f64::MIN, f64::MAX), None) };
        let core = core.into_iter().flat_map(|(lo, hi)| [lo, hi]);
        let drawn = |v: &f64| v.is_finite() && (limits.0..=limits.1).contains(v);
        // Intervals count only where their value has a place on the scale.
        let values = series.flat_map(|s| {
            let value = |of: &[Option<f64>], i: usize| of.get(i).copied().flatten().filter(drawn);
            (0..s.y.len())
                .filter(move |&i| value(&s.y, i).is_some())
                .flat_map(move |i| [value(&s.y, i), value(&s.low, i), value(&s.high, i)])
        });
        let (lo, hi) = values
            .flatten()
            .chain(marks().filter(drawn))
            .chain(core)
            .fold((f64::MAX, f64::MIN), |(lo, hi), v| (lo.min(v), hi.max(v)));
        let (lo, hi) = match hi - lo {
            room if room.is_finite() && room > 0.0 => (lo, hi),
            // One value, or none: some room around it.
            _ if lo <= hi && lo.abs() < 1e300 => (lo - lo.abs().max(1.0) * 0.1, lo + lo.abs().max(1.0) * 0.1),
            _ => (0.0, 1.0),
        };
        let step = scale::step(lo, hi, 6);
        // End on half steps, a little beyond what is drawn.
        let (half, room) = (step / 2.0, 0.02 * (hi - lo));
        let (lo, hi) = (((lo - room) / half).floor() * half, ((hi + room) / half).ceil() * half);
        Range { lo: lo.max(limits.0), hi: hi.min(limits.1), step }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing;
    use super::*;
    use crate::report::{FigureKind, Mark};

    fn range(values: &[f64], marks: &[f64]) -> (f64, f64) {
        let mut figure = testing::figure(FigureKind::Trend, values.len());
        figure.series.truncate(1);
        figure.series[0].y = values.iter().copied().map(Some).collect();
        figure.series[0].low.clear();
        figure.series[0].high.clear();
        figure.marks = marks.iter().map(|&y| Mark { y, label: String::new() }).collect();
        let range = Range::of(&[&figure]);
        let round = |v: f64| (v * 1e6).round() / 1e6;
        (round(range.lo), round(range.hi))
    }

    #[test]
    fn the_range_of_ratios_shows_the_margins_and_ignores_runaways() {
        assert_eq!(range(&[0.97], &[1.0, 0.95]), (0.775, 1.075));
        assert_eq!(range(&[0.97, 12.7, f64::NAN], &[1.0]), (0.775, 1.075));
        assert_eq!(range(&[0.02], &[1.0]), (0.0, 1.1));
        assert_eq!(range(&[0.0, 2.0], &[1.0]), (0.0, 2.0));
    }

    #[test]
    fn the_range_of_other_values_follows_them() {
        assert_eq!(range(&[-3.0, 5.0], &[0.0]), (-4.0, 6.0));
        assert_eq!(range(&[7.0], &[]), (6.25, 7.75));
        assert_eq!(range(&[f64::INFINITY], &[]), (-0.1, 1.1));
        let (lo, hi) = range(&[f64::MIN, f64::MAX], &[]);
        assert!(lo.is_finite() && hi.is_finite());
    }

    #[test]
    fn panels_with_one_axis_title_share_a_range_unless_only_one_was_judged() {
        let judged = testing::figure(FigureKind::Trend, 5);
        let mut other = judged.clone();
        other.series.iter_mut().for_each(|s| s.y.fill(Some(1.5)));
        let range = |other: &Figure| Range::shared(&judged, &[&judged, other]).hi;
        assert!(range(&other) > 1.5);
        other.series.iter_mut().for_each(|s| s.status.clear());
        assert!(range(&other) < 1.2);
        other.y.push_str(" (other unit)");
        assert!(range(&other) < 1.2);
    }
}
