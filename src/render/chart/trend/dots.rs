//! The values of a trend: lines, bands, intervals, marks.

use super::MAX_SERIES;
use super::names::n_categories;
use crate::render::chart::label::Letters;
use crate::render::chart::scale::Scale;
use crate::render::chart::scene::{Ink, Item, Point, Scene, Stroke, shape};
use crate::render::format;
use crate::render::sign::Shape;
use crate::report::{Figure, Series};
use crate::terms::Status;

/// Half of the stroke at the end of an interval.
const END: f64 = 4.0;

/// One value as it will be drawn.
struct Dot {
    x: f64,
    value: f64,
    interval: Option<(f64, f64)>,
    /// Which value of the series it is.
    i: usize,
}

/// Draws all series of a figure; values that do not exist become a dash at height `foot`.
pub(super) fn draw(scene: &mut Scene, figure: &Figure, y: &Scale, foot: f64, letters: Letters) {
    let frame = scene.frame;
    let shown = &figure.series[..figure.series.len().min(MAX_SERIES)];
    let n = n_categories(figure);
    let slot = (frame.right - frame.left) / n as f64;
    // Series stand a little apart, so that their bars do not cover each other.
    let apart = (0.6 * slot / shown.len() as f64).min(14.0);
    let x_of = |k: usize, position: usize| {
        frame.left + (position as f64 + 0.5) * slot + (k as f64 - (shown.len() - 1) as f64 / 2.0) * apart
    };
    let all: Vec<Vec<Option<Dot>>> =
        shown.iter().enumerate().map(|(k, s)| dots(s, n, |p| x_of(k, p))).collect();
    if is_base_apart(figure) {
        let at = (frame.left + 0.5 * slot, y.place(1.0));
        scene.items.push(Item::Mark { shape: Shape::Diamond, at, ink: Ink::Muted, says: String::new() });
    }
    for (k, dots) in all.iter().enumerate() {
        bands(scene, dots, y, Ink::Series(k));
    }
    for (k, dots) in all.iter().enumerate() {
        let pieces = lines(dots, y);
        scene.items.push(Item::Path { pieces, stroke: Stroke::series(k), says: String::new() });
    }
    for (k, dots) in all.iter().enumerate() {
        let ink = Ink::Series(k);
        for dot in dots.iter().flatten() {
            interval(scene, dot, y, ink);
            if y.holds(dot.value) {
                let shape = shape(status_at(&shown[k], dot.i));
                let (at, says) = ((dot.x, y.place(dot.value)), says(figure, k, dot.i, letters));
                scene.items.push(Item::Mark { shape, at, ink, says });
            }
        }
        for (i, position) in missing(figure, k, n) {
            let (at, says) = ((x_of(k, position), foot), says(figure, k, i, letters));
            scene.items.push(Item::Mark { shape: shape(Some(Status::NotRun)), at, ink, says });
        }
    }
}

/// What one value says.
pub(super) fn says(figure: &Figure, k: usize, i: usize, letters: Letters) -> String {
    let series = &figure.series[k];
    let name = position(series, i, n_categories(figure)).and_then(|at| figure.categories.get(at));
    let name = name.map_or(String::new(), |name| letters.clean(name));
    let value = match (finite(&series.y, i), finite(&series.low, i), finite(&series.high, i)) {
        (Some(value), Some(low), Some(high)) => format::interval(value, low, high),
        (Some(value), _, _) => format::bare(value),
        (None, _, _) => "no value".to_owned(),
    };
    let status = status_at(series, i).map_or(String::new(), |status| format!(", {}", status.name()));
    format!("{name}: {} {value}{status}", letters.clean(&series.name))
}

/// Whether the first generation is what the others are compared with: a ratio without any entry there.
pub(in crate::render::chart) fn is_base_apart(figure: &Figure) -> bool {
    let is_ratio = figure.marks.iter().any(|mark| super::is_whole(mark.y));
    is_ratio && n_categories(figure) > 1 && is_vacant(figure, 0)
}

/// Whether no series has a value at a position.
fn is_vacant(figure: &Figure, position: usize) -> bool {
    let n = n_categories(figure);
    let has = |s: &Series| (0..s.x.len()).any(|i| value_at(s, i, n).is_some_and(|(p, _)| p == position));
    !figure.series.iter().any(has)
}

/// Index and position where a series has an entry without a value. The base, which nobody judges, is no loss.
pub(super) fn missing(figure: &Figure, k: usize, n: usize) -> Vec<(usize, usize)> {
    let series = &figure.series[k];
    (0..series.x.len())
        .filter(|&i| finite(&series.y, i).is_none())
        .filter_map(|i| {
            let is_judged = status_at(series, i).is_some();
            let position = position(series, i, n).filter(|&p| p > 0 || is_judged || !is_vacant(figure, 0));
            position.map(|position| (i, position))
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

pub(super) fn value_at(series: &Series, i: usize, n: usize) -> Option<(usize, f64)> {
    Some((position(series, i, n)?, finite(&series.y, i)?))
}

fn status_at(series: &Series, i: usize) -> Option<Status> {
    series.status.get(i).copied().flatten()
}

/// The values of a series in order; `None` where there is none, which breaks the line.
fn dots(series: &Series, n: usize, x_of: impl Fn(usize) -> f64) -> Vec<Option<Dot>> {
    let dot = |i: usize| {
        let (position, value) = value_at(series, i, n)?;
        let interval = finite(&series.low, i).zip(finite(&series.high, i));
        Some(Dot { x: x_of(position), value, interval, i })
    };
    (0..series.x.len()).map(dot).collect()
}

/// The line of a series, in pieces that lie on the scale.
fn lines(dots: &[Option<Dot>], y: &Scale) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    for pair in dots.windows(2) {
        let [Some(a), Some(b)] = pair else { continue };
        let Some((from, to)) = within((a.x, a.value), (b.x, b.value), y) else { continue };
        match pieces.last_mut().filter(|piece| piece.last() == Some(&from)) {
            Some(piece) => piece.push(to),
            None => pieces.push(vec![from, to]),
        }
    }
    pieces
}

/// The part of a line that lies on the scale.
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

/// The bands between intervals: one where they follow each other.
fn bands(scene: &mut Scene, dots: &[Option<Dot>], y: &Scale, ink: Ink) {
    let ends = |dot: &Dot| dot.interval.map(|(low, high)| ((dot.x, y.place(high)), (dot.x, y.place(low))));
    let ends: Vec<Option<(Point, Point)>> = dots.iter().map(|dot| dot.as_ref().and_then(ends)).collect();
    for run in ends.split(Option::is_none).filter(|run| run.len() > 1) {
        let (upper, lower) = run.iter().copied().flatten().unzip();
        scene.items.push(Item::Band { upper, lower, ink });
    }
}

fn interval(scene: &mut Scene, dot: &Dot, y: &Scale, ink: Ink) {
    let Some((low, high)) = dot.interval else { return };
    let x = dot.x;
    let end = |end: f64| vec![(x - END, y.place(end)), (x + END, y.place(end))];
    let ends = [low, high].into_iter().filter(|end| y.holds(*end)).map(end);
    let pieces = std::iter::once(vec![(x, y.place(low)), (x, y.place(high))]).chain(ends).collect();
    scene.items.push(Item::Path { pieces, stroke: Stroke::solid(ink, 1.5), says: String::new() });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::chart::testing;
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
    fn values_that_do_not_exist_are_shown_but_the_base_is_not_missed() {
        let places = |figure: &Figure| missing(figure, 0, 4).iter().map(|(_, p)| *p).collect::<Vec<_>>();
        let mut figure = testing::figure(FigureKind::Trend, 4);
        assert!(!is_base_apart(&figure));
        figure.series[0].y = vec![None, Some(1.0), None, Some(f64::NAN)];
        assert_eq!(places(&figure), [0, 2, 3]);
        figure.series[1] = figure.series[0].clone();
        figure.series.iter_mut().for_each(|s| s.status.clear());
        assert_eq!(places(&figure), [2, 3]);
        assert!(is_base_apart(&figure));
    }
}
