//! A plane: lines around where most documents lie, and marks where some are gone.

use super::canvas::{Align, Canvas, Drawn, Image, Point, paint};
use super::marker;
use super::panel::{self, Frame, Legend, Swatch};
use super::scale::{self, Scale};
use super::theme::{self, Ink};
use crate::render::Theme;
use crate::report::{Figure, Series};

/// Lines that can be told apart.
const LINES: [(Ink, f64, &[f64]); 2] = [(theme::BLACK, 6.0, &[]), (theme::VERMILION, 5.0, &[24.0, 10.0])];

/// Draws all figures of this kind on a sheet.
pub(super) fn draw(figures: &[&Figure], theme: Theme) -> Drawn<Image> {
    let width = theme::SHEET_WIDTH;
    let panels: Vec<Image> = figures
        .iter()
        .map(|figure| match (panel::emptiness(figure), extent(figure)) {
            (Some(reason), _) => panel::empty(figure, reason, width, 700, theme),
            (None, None) => panel::empty(figure, "no place on the plane is finite", width, 700, theme),
            (None, Some(extent)) => paint(width, 1600, theme, |canvas| draw_panel(canvas, figure, extent)),
        })
        .collect::<Drawn<_>>()?;
    Ok(panel::grid(&panels, 1, theme))
}

/// Whether a series is marks; else it is lines.
pub(in crate::render) fn is_marks(series: &Series) -> bool {
    !series.status.is_empty()
}

/// The pieces of a series: a place without a value lifts the pen.
pub(in crate::render) fn pieces(series: &Series) -> Vec<Vec<Point>> {
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
pub(in crate::render) fn extent(figure: &Figure) -> Option<[(f64, f64); 2]> {
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

fn draw_panel(canvas: &mut Canvas<'_>, figure: &Figure, [along, up]: [(f64, f64); 2]) -> Drawn {
    let title = panel::title_lines(figure, theme::SHEET_WIDTH);
    panel::title(canvas, &title)?;
    let legend = Legend::rows(entries(figure), f64::from(theme::SHEET_WIDTH) - 2.0 * theme::MARGIN);
    legend.draw(canvas, (theme::MARGIN, panel::title_height(title.len()) + 6.0))?;
    let frame = Frame {
        left: theme::MARGIN + 160.0,
        top: panel::title_height(title.len()) + legend.height + 36.0,
        right: f64::from(theme::SHEET_WIDTH) - theme::MARGIN,
        bottom: 1600.0 - theme::MARGIN - 100.0,
    };
    let x = Scale { lo: along.0, hi: along.1, from: frame.left, to: frame.right };
    let y = Scale { lo: up.0, hi: up.1, from: frame.bottom, to: frame.top };
    let step = scale::step(x.lo, x.hi, 8);
    for at in scale::ticks(x.lo, x.hi, step) {
        let px = x.place(at);
        canvas.line(&[(px, frame.top), (px, frame.bottom)], 1.5, theme::GRID, &[])?;
        let below = (px, frame.bottom + 14.0 + theme::TICK);
        canvas.text(&scale::tick_label(at, step), below, Align::Center, theme::TICK, theme::TEXT)?;
    }
    let step = scale::step(y.lo, y.hi, 6);
    for at in scale::ticks(y.lo, y.hi, step) {
        let py = y.place(at);
        canvas.line(&[(frame.left, py), (frame.right, py)], 1.5, theme::GRID, &[])?;
        let beside = (frame.left - 14.0, py + 0.36 * theme::TICK);
        canvas.text(&scale::tick_label(at, step), beside, Align::Right, theme::TICK, theme::TEXT)?;
    }
    panel::y_title(canvas, &figure.y, &frame)?;
    panel::x_title(canvas, &figure.x, &frame, frame.bottom + 88.0)?;
    let place = |p: &Point| (x.place(p.0), y.place(p.1));
    // Marks below lines: there may be many.
    for series in figure.series.iter().filter(|s| is_marks(s)) {
        let statuses = series.status.iter().copied().chain(std::iter::repeat(None));
        for (point, status) in pieces(series).iter().flatten().zip(statuses) {
            marker::draw(canvas, status, place(point), theme::BLUE)?;
        }
    }
    for (series, (ink, width, dash)) in figure.series.iter().filter(|s| !is_marks(s)).zip(LINES) {
        for piece in pieces(series) {
            let path: Vec<Point> = piece.iter().map(place).collect();
            canvas.line(&path, width, ink, dash)?;
            if let [only] = path[..] {
                canvas.disc(only, 10.0, ink)?;
            }
        }
    }
    Ok(())
}

fn entries(figure: &Figure) -> Vec<(Swatch, String)> {
    let lines = figure.series.iter().filter(|s| !is_marks(s)).zip(LINES);
    let lines = lines.map(|(series, (ink, _, dash))| (Swatch::Line(ink, dash), series.name.clone()));
    let marks = figure.series.iter().filter(|s| is_marks(s));
    let marks = marks.map(|series| {
        let status = series.status.first().copied().flatten();
        (Swatch::Mark(status, theme::BLUE), series.name.clone())
    });
    lines.chain(marks).collect()
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
