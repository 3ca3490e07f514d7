//! Values that the scale does not reach: each gets a mark and a number in the strip above the plot instead.

use super::MAX_SERIES;
use super::dots::{says, value_at};
use super::names::n_categories;
use super::range::Range;
use crate::render::chart::label::Letters;
use crate::render::chart::scene::{Align, EM, Ink, Item, Scene, Target, shape};
use crate::render::format;
use crate::report::Figure;

/// Height of one row of the strip: a mark above a number.
pub(super) const ROW: f64 = 30.0;

/// A value and its place in the strip.
#[derive(Debug, PartialEq)]
pub(super) struct OffScale {
    /// Which series, and which of its values.
    k: usize,
    i: usize,
    text: String,
    x: f64,
    /// Row in the strip, from below.
    pub(super) row: usize,
}

/// Whether there is any.
pub(super) fn is_any(figure: &Figure, range: &Range) -> bool {
    of(figure, range).next().is_some()
}

/// Series, index, position and value of each.
fn of(figure: &Figure, range: &Range) -> impl Iterator<Item = (usize, usize, usize, f64)> {
    let n = n_categories(figure);
    let (lo, hi) = (range.lo, range.hi);
    figure.series.iter().take(MAX_SERIES).enumerate().flat_map(move |(k, series)| {
        let values = (0..series.x.len()).filter_map(move |i| value_at(series, i, n).map(|at| (i, at)));
        values
            .filter(move |(_, (_, value))| !(lo..=hi).contains(value))
            .map(move |(i, (position, value))| (k, i, position, value))
    })
}

/// Their places between left and right, in rows in which no two meet.
pub(super) fn place(
    figure: &Figure,
    range: &Range,
    (left, right): (f64, f64),
    target: Target,
) -> Vec<OffScale> {
    let slot = (right - left) / n_categories(figure) as f64;
    let mut placed: Vec<(OffScale, f64)> = Vec::new();
    for (k, i, position, value) in of(figure, range) {
        let text = format!("{}{}", if value > range.hi { '↑' } else { '↓' }, format::bare(value));
        let half = target.letters.width(&text, EM) / 2.0;
        let x = (left + (position as f64 + 0.5) * slot).min(right - half).max(left + half);
        let meets = |row: usize| {
            let mut others = placed.iter().filter(|(other, _)| other.row == row);
            others.any(|(other, other_half)| (other.x - x).abs() < half + other_half + 3.0)
        };
        let row = (0..).find(|&row| !meets(row)).unwrap_or(0);
        placed.push((OffScale { k, i, text, x, row }, half));
    }
    placed.into_iter().map(|(value, _)| value).collect()
}

/// Draws them; `floor` is the lower edge of the strip.
pub(super) fn draw(scene: &mut Scene, figure: &Figure, values: Vec<OffScale>, floor: f64, letters: Letters) {
    for OffScale { k, i, text, x, row } in values {
        let foot = floor - row as f64 * ROW;
        let series = &figure.series[k];
        let shape = shape(series.status.get(i).copied().flatten());
        let (at, says) = ((x, foot - ROW + 9.0), says(figure, k, i, letters));
        scene.items.push(Item::Mark { shape, at, ink: Ink::Series(k), says });
        scene.text(text, (x, foot - 3.5), Align::Center, Ink::Text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::chart::testing;
    use crate::report::FigureKind;

    #[test]
    fn values_off_the_scale_find_places_apart() {
        let mut figure = testing::figure(FigureKind::Trend, 3);
        figure.series[0].y = vec![Some(1.0), Some(17.0), Some(-3.0)];
        figure.series[1].y = vec![Some(1.0), Some(9.0), None];
        let range = Range::shared(&figure, &[&figure]);
        assert_eq!((range.lo, range.hi >= 1.0 && range.hi < 2.0), (0.775, true));
        let placed = place(&figure, &range, (0.0, 900.0), testing::IMAGE);
        let seen: Vec<_> = placed.iter().map(|v| (v.k, v.text.as_str(), v.x, v.row)).collect();
        assert_eq!(seen, [(0, "↑17.0", 450.0, 0), (0, "↓-3.00", 750.0, 0), (1, "↑9.00", 450.0, 1)]);
        assert!(is_any(&figure, &range));
    }
}
