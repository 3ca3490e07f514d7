//! The values of a trend: lines, bands, intervals, markers; and what has no place on the scale.

use super::super::canvas::{Align, Canvas, Drawn, Point};
use super::super::font;
use super::super::marker;
use super::super::panel::Frame;
use super::super::scale::{self, Scale};
use super::super::theme::{self, Ink};
use super::MAX_SERIES;
use super::names::n_categories;
use crate::report::{Figure, Series};
use crate::terms::Status;

/// One value as it will be drawn.
struct Dot {
    x: f64,
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
    status: Option<Status>,
}

/// Draws all series of a figure; values that do not exist become a dash at height `foot`.
pub(super) fn draw(canvas: &mut Canvas<'_>, figure: &Figure, frame: &Frame, y: &Scale, foot: f64) -> Drawn {
    let shown = &figure.series[..figure.series.len().min(MAX_SERIES)];
    let n = n_categories(figure);
    let slot = (frame.right - frame.left) / n as f64;
    // Series stand a little apart, so that their bars do not cover each other.
    let apart = (0.62 * slot / shown.len() as f64).min(30.0);
    let x_of = |k: usize, position: usize| {
        frame.left + (position as f64 + 0.5) * slot + (k as f64 - (shown.len() - 1) as f64 / 2.0) * apart
    };
    let all: Vec<Vec<Option<Dot>>> =
        shown.iter().enumerate().map(|(k, s)| dots(s, n, |p| x_of(k, p))).collect();
    if is_base_apart(figure) {
        marker::base(canvas, (frame.left + 0.5 * slot, y.place(1.0)))?;
    }
    for (k, dots) in all.iter().enumerate() {
        draw_band(canvas, dots, y, theme::color(k))?;
    }
    for (k, dots) in all.iter().enumerate() {
        draw_line(canvas, dots, y, k)?;
    }
    for (k, dots) in all.iter().enumerate() {
        let color = theme::color(k);
        for dot in dots.iter().flatten() {
            draw_interval(canvas, dot, y, color)?;
            if y.holds(dot.value) {
                marker::draw(canvas, dot.status, (dot.x, y.place(dot.value)), color)?;
            }
        }
        for position in missing(figure, k, n) {
            marker::draw(canvas, Some(Status::NotRun), (x_of(k, position), foot), color)?;
        }
    }
    Ok(())
}

/// Whether the first generation is what the others are compared with: a ratio without any entry there.
pub(super) fn is_base_apart(figure: &Figure) -> bool {
    let is_ratio = figure.marks.iter().any(|mark| (mark.y - 1.0).abs() < 1e-9);
    is_ratio && n_categories(figure) > 1 && is_vacant(figure, 0)
}

/// Whether no series has a value at a position.
fn is_vacant(figure: &Figure, position: usize) -> bool {
    let n = n_categories(figure);
    let has = |s: &Series| (0..s.x.len()).any(|i| value_at(s, i, n).is_some_and(|(p, _)| p == position));
    !figure.series.iter().any(has)
}

/// Positions where a series has an entry without a value. The base, which nobody judges, is no loss.
pub(super) fn missing(figure: &Figure, k: usize, n: usize) -> Vec<usize> {
    let series = &figure.series[k];
    (0..series.x.len())
        .filter(|&i| finite(&series.y, i).is_none())
        .filter_map(|i| {
            let judged = series.status.get(i).copied().flatten().is_some();
            position(series, i, n).filter(|&p| p > 0 || judged || !is_vacant(figure, 0))
        })
        .collect()
}

/// Where the i-th value of a series stands on the category axis.
fn position(series: &Series, i: usize, n: usize) -> Option<usize> {
    let x = series.x.get(i)?.round();
    (x >= 0.0 && x < n as f64).then_some(x as usize)
}

fn finite(values: &[Option<f64>], i: usize) -> Option<f64> {
    values.get(i).copied().flatten().filter(|v| v.is_finite())
}

fn value_at(series: &Series, i: usize, n: usize) -> Option<(usize, f64)> {
    Some((position(series, i, n)?, finite(&series.y, i)?))
}

/// The values of a series in order; `None` where there is none, which breaks the line.
fn dots(series: &Series, n: usize, x_of: impl Fn(usize) -> f64) -> Vec<Option<Dot>> {
    let dot = |i: usize| {
        let (position, value) = value_at(series, i, n)?;
        Some(Dot {
            x: x_of(position),
            value,
            low: finite(&series.low, i),
            high: finite(&series.high, i),
            status: series.status.get(i).copied().flatten(),
        })
    };
    (0..series.x.len()).map(dot).collect()
}

fn draw_line(canvas: &mut Canvas<'_>, dots: &[Option<Dot>], y: &Scale, k: usize) -> Drawn {
    let mut path: Vec<Point> = Vec::new();
    for pair in dots.windows(2) {
        let piece = match pair {
            [Some(a), Some(b)] => within((a.x, a.value), (b.x, b.value), y),
            _ => None,
        };
        let Some((from, to)) = piece else { continue };
        if path.last() != Some(&from) {
            canvas.line(&path, 4.0, theme::color(k), theme::dash(k))?;
            path = vec![from];
        }
        path.push(to);
    }
    canvas.line(&path, 4.0, theme::color(k), theme::dash(k))
}

/// The part of a line that lies on the scale, in pixels.
fn within(a: Point, b: Point, y: &Scale) -> Option<(Point, Point)> {
    let share = |limit: f64| (limit - a.1) / (b.1 - a.1);
    let (mut from, mut to) = (0.0, 1.0);
    if a.1 == b.1 {
        y.holds(a.1).then_some(())?;
    } else {
        let (enter, leave) = (share(y.lo).min(share(y.hi)), share(y.lo).max(share(y.hi)));
        (from, to) = (enter.max(0.0), leave.min(1.0));
    }
    let at = |t: f64| (a.0 + t * (b.0 - a.0), y.place(a.1 + t * (b.1 - a.1)));
    (from < to).then(|| (at(from), at(to)))
}

fn draw_band(canvas: &mut Canvas<'_>, dots: &[Option<Dot>], y: &Scale, color: Ink) -> Drawn {
    for pair in dots.windows(2) {
        let [Some(a), Some(b)] = pair else { continue };
        if let (Some(low_a), Some(high_a), Some(low_b), Some(high_b)) = (a.low, a.high, b.low, b.high) {
            let (top, foot) = ((a.x, y.place(high_a)), (a.x, y.place(low_a)));
            let corners = [top, (b.x, y.place(high_b)), (b.x, y.place(low_b)), foot];
            canvas.polygon(&corners, theme::faint(color, 0.13))?;
        }
    }
    Ok(())
}

fn draw_interval(canvas: &mut Canvas<'_>, dot: &Dot, y: &Scale, color: Ink) -> Drawn {
    let (Some(low), Some(high)) = (dot.low, dot.high) else {
        return Ok(());
    };
    let x = dot.x;
    canvas.line(&[(x, y.place(low)), (x, y.place(high))], 3.0, color, &[])?;
    for end in [low, high].into_iter().filter(|end| y.holds(*end)) {
        let at = y.place(end);
        canvas.line(&[(x - 8.0, at), (x + 8.0, at)], 3.0, color, &[])?;
    }
    Ok(())
}

/// A value off the scale: it gets a place in the strip above the plot instead.
#[derive(Debug, PartialEq)]
pub(super) struct OffScale {
    k: usize,
    status: Option<Status>,
    text: String,
    x: f64,
    /// Row in the strip, from below.
    pub(super) row: usize,
}

/// Height of one row of the strip: a marker above a number.
pub(super) const STRIP_ROW: f64 = 62.0;

/// The values of a figure that lie off the range, in rows in which no two meet.
pub(super) fn off_scale(figure: &Figure, (lo, hi): (f64, f64), left: f64, right: f64) -> Vec<OffScale> {
    let n = n_categories(figure);
    let slot = (right - left) / n as f64;
    let mut placed: Vec<(OffScale, f64)> = Vec::new();
    for (k, series) in figure.series.iter().take(MAX_SERIES).enumerate() {
        for i in 0..series.x.len() {
            let Some((position, value)) = value_at(series, i, n) else {
                continue;
            };
            if (lo..=hi).contains(&value) {
                continue;
            }
            let text = format!("{}{}", if value > hi { '↑' } else { '↓' }, scale::short(value));
            let half = font::width(&text, theme::TICK) / 2.0;
            let x = (left + (position as f64 + 0.5) * slot).clamp(left + half, right - half);
            let meets = |row: usize| {
                let mut others = placed.iter().filter(|(other, _)| other.row == row);
                others.any(|(other, other_half)| (other.x - x).abs() < half + other_half + 6.0)
            };
            let row = (0..).find(|&row| !meets(row)).unwrap_or(0);
            let status = series.status.get(i).copied().flatten();
            placed.push((OffScale { k, status, text, x, row }, half));
        }
    }
    placed.into_iter().map(|(value, _)| value).collect()
}

/// Draws the strip's values; `floor` is its lower edge.
pub(super) fn draw_strip(canvas: &mut Canvas<'_>, values: &[OffScale], floor: f64) -> Drawn {
    for value in values {
        let foot = floor - value.row as f64 * STRIP_ROW;
        let marker_at = (value.x, foot - STRIP_ROW + 18.0);
        marker::draw(canvas, value.status, marker_at, theme::color(value.k))?;
        let at = (value.x, foot - 8.0);
        canvas.text(&value.text, at, Align::Center, theme::TICK, theme::TEXT)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::testing;
    use super::*;
    use crate::report::FigureKind;

    const SCALE: Scale = Scale { lo: 0.0, hi: 2.0, from: 200.0, to: 0.0 };

    #[test]
    fn lines_are_cut_at_the_edges_of_the_scale() {
        assert_eq!(within((0.0, 0.0), (10.0, 2.0), &SCALE), Some(((0.0, 200.0), (10.0, 0.0))));
        assert_eq!(within((0.0, 1.0), (10.0, 3.0), &SCALE), Some(((0.0, 100.0), (5.0, 0.0))));
        assert_eq!(within((0.0, 4.0), (10.0, -4.0), &SCALE), Some(((2.5, 0.0), (5.0, 200.0))));
        assert_eq!(within((0.0, 3.0), (10.0, 3.0), &SCALE), None);
        assert_eq!(within((0.0, 3.0), (10.0, 4.0), &SCALE), None);
        assert_eq!(within((0.0, 1.0), (10.0, 1.0), &SCALE), Some(((0.0, 100.0), (10.0, 100.0))));
    }

    #[test]
    fn values_off_the_scale_find_places_apart() {
        let mut figure = testing::figure(FigureKind::Trend, 3);
        figure.series[0].y = vec![Some(1.0), Some(17.0), Some(-3.0)];
        figure.series[1].y = vec![Some(1.0), Some(9.0), None];
        let placed = off_scale(&figure, (0.0, 2.0), 0.0, 900.0);
        let seen: Vec<_> = placed.iter().map(|v| (v.k, v.text.as_str(), v.x, v.row)).collect();
        assert_eq!(seen, [(0, "↑17.0", 450.0, 0), (0, "↓−3.00", 750.0, 0), (1, "↑9.00", 450.0, 1)]);
    }

    #[test]
    fn values_that_do_not_exist_are_shown_but_the_base_is_not_missed() {
        let mut figure = testing::figure(FigureKind::Trend, 4);
        assert!(!is_base_apart(&figure));
        figure.series[0].y = vec![None, Some(1.0), None, Some(f64::NAN)];
        assert_eq!(missing(&figure, 0, 4), [0, 2, 3]);
        figure.series[1] = figure.series[0].clone();
        figure.series.iter_mut().for_each(|s| s.status.clear());
        assert_eq!(missing(&figure, 0, 4), [2, 3]);
        assert!(is_base_apart(&figure));
    }
}
