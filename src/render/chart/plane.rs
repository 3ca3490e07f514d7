//! A plane: lines around where most documents lie, and marks where some are gone.

use super::scale::{self, Scale};
use super::scene::{EM, Frame, Ink, Item, Laid, Point, Scene, Stroke, Target, shape};
use crate::report::{Figure, Series};

/// Lines that can be told apart: the reference and another generation.
const LINES: usize = 2;
/// The color of marks.
const MARKS: Ink = Ink::Series(0);

/// Lays a figure out.
pub(super) fn scene(figure: &Figure, target: Target) -> Laid {
    let Some([along, up]) = extent(figure) else {
        return Err("no place on the plane is finite");
    };
    let bottom = 8.0 + 0.66 * target.width;
    let y = Scale { lo: up.0, hi: up.1, from: bottom, to: 8.0 };
    let ticks = scale::numbered(&y, 6);
    let left = 6.0 + target.letters.widest(ticks.iter().map(|(_, text)| text), EM);
    let frame = Frame { left, top: 8.0, right: target.width - 8.0, bottom };
    let x = Scale { lo: along.0, hi: along.1, from: frame.left, to: frame.right };
    let mut scene = Scene::new(target, frame, bottom + 22.0);
    scene.grid_across(&frame, &x, scale::numbered(&x, 6), target.letters);
    scene.grid_up(&y, ticks);
    let place = |p: Point| (x.place(p.0), y.place(p.1));
    let (marks, lines): (Vec<&Series>, Vec<&Series>) = figure.series.iter().partition(|s| is_marks(s));
    // Marks below lines: there may be many.
    for series in &marks {
        let statuses = series.status.iter().copied().chain(std::iter::repeat(None));
        for (point, status) in pieces(series).into_iter().flatten().zip(statuses) {
            let says = String::new();
            scene.items.push(Item::Mark { shape: shape(status), at: place(point), ink: MARKS, says });
        }
    }
    for (i, series) in lines.iter().take(LINES).enumerate() {
        let stroke = Stroke::generation(i, LINES);
        let pieces = pieces(series).into_iter().map(|piece| piece.into_iter().map(place).collect());
        scene.trace(pieces.collect(), stroke, target.letters.clean(&series.name));
        scene.name_line(stroke, &series.name);
    }
    for series in marks {
        scene.name_mark(shape(series.status.first().copied().flatten()), MARKS, &series.name);
    }
    Ok(scene)
}

/// Whether a series is marks; else it is lines.
fn is_marks(series: &Series) -> bool {
    !series.status.is_empty()
}

/// The pieces of a series: a place without a value lifts the pen.
fn pieces(series: &Series) -> Vec<Vec<Point>> {
    let places: Vec<Option<Point>> = series
        .x
        .iter()
        .zip(&series.y)
        .map(|(&x, &y)| y.map(|y| (x, y)).filter(|(x, y)| x.is_finite() && y.is_finite()))
        .collect();
    let pieces = places.split(Option::is_none).filter(|piece| !piece.is_empty());
    pieces.map(|piece| piece.iter().copied().flatten().collect()).collect()
}

/// Ends of both axes, with a little room; `None` without a finite place.
fn extent(figure: &Figure) -> Option<[(f64, f64); 2]> {
    let all: Vec<Point> = figure.series.iter().flat_map(pieces).flatten().collect();
    let ends = |of: fn(&Point) -> f64| {
        let (lo, hi) = all.iter().map(of).fold((f64::MAX, f64::MIN), |(lo, hi), v| (lo.min(v), hi.max(v)));
        let room = (0.04 * (hi - lo)).max(1e-9);
        // Halves first: the ends of hostile figures may be as far apart as numbers go.
        ((hi / 2.0 - lo / 2.0).is_finite() && room.is_finite()).then_some((lo - room, hi + room))
    };
    if all.is_empty() {
        return None;
    }
    Some([ends(|p| p.0)?, ends(|p| p.1)?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::chart::testing;
    use crate::report::FigureKind;

    #[test]
    fn a_missing_value_lifts_the_pen() {
        let mut figure = testing::figure(FigureKind::Map, 5);
        figure.series[0].status.clear();
        figure.series[0].y[2] = None;
        assert_eq!(pieces(&figure.series[0]).iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
        assert!(!is_marks(&figure.series[0]) && is_marks(&figure.series[1]));
        let [along, up] = extent(&figure).unwrap();
        assert!(along.0 < 0.0 && along.1 > 4.0 && up.0 < 0.9 && up.1 > 0.9);
        figure.series.clear();
        assert_eq!(extent(&figure), None);
    }
}
