//! A status as a shape, so that it is never told by color alone, and the strip that explains the shapes.

use plotters::style::RGBColor;

use super::canvas::{Align, Canvas, Drawn, Image, Point, paint};
use super::font;
use super::theme;
use crate::terms::Status;

/// Radius of a marker.
pub(super) const RADIUS: f64 = 11.0;

/// Draws the marker of a status: pass = disc, warn = triangle, fail = cross, inconclusive = ring, not run = dash; a
/// value that nobody judged = small square.
pub(super) fn draw(canvas: &mut Canvas<'_>, status: Option<Status>, (x, y): Point, color: RGBColor) -> Drawn {
    const R: f64 = RADIUS;
    match status {
        Some(Status::Pass) => {
            canvas.disc((x, y), R + 2.5, theme::PAPER)?;
            canvas.disc((x, y), R, color)
        }
        Some(Status::Warn) => {
            let triangle =
                |r: f64| [(x, y - 1.25 * r), (x + 1.18 * r, y + 0.85 * r), (x - 1.18 * r, y + 0.85 * r)];
            canvas.polygon(&triangle(R + 4.0), theme::PAPER)?;
            canvas.polygon(&triangle(R + 0.5), color)
        }
        Some(Status::Fail) => {
            let a = R * 0.95;
            for (width, ink, a) in [(10.0, theme::PAPER, a + 2.0), (5.5, color, a)] {
                canvas.line(&[(x - a, y - a), (x + a, y + a)], width, ink, &[])?;
                canvas.line(&[(x - a, y + a), (x + a, y - a)], width, ink, &[])?;
            }
            Ok(())
        }
        Some(Status::Inconclusive) => {
            canvas.disc((x, y), R + 2.5, theme::PAPER)?;
            canvas.disc((x, y), R, color)?;
            canvas.disc((x, y), R - 4.0, theme::PAPER)
        }
        Some(Status::NotRun) => canvas.rect((x - R, y - 3.0), (x + R, y + 3.0), color),
        None => {
            canvas.rect((x - 8.5, y - 8.5), (x + 8.5, y + 8.5), theme::PAPER)?;
            canvas.rect((x - 6.5, y - 6.5), (x + 6.5, y + 6.5), color)
        }
    }
}

/// Draws the marker of the base: what the others are compared with.
pub(super) fn base(canvas: &mut Canvas<'_>, (x, y): Point) -> Drawn {
    for (r, ink) in [(16.0, theme::PAPER), (13.0, theme::MUTED), (8.0, theme::PAPER)] {
        canvas.polygon(&[(x, y - r), (x + r, y), (x, y + r), (x - r, y)], ink)?;
    }
    Ok(())
}

/// The strip below trend charts that says what bars mean, and shapes where there is a status to tell.
pub(super) fn legend(width: u32, is_judged: bool, has_base: bool) -> Drawn<Image> {
    const BARS: &str = "Bar and shaded band = 95% interval. Values that the scale does not reach are written as numbers above it.";
    if !is_judged && !has_base {
        return paint(width, 104, |canvas| {
            let at = (theme::MARGIN, 14.0 + theme::BODY);
            canvas.text(BARS, at, Align::Left, theme::BODY, theme::TEXT)
        });
    }
    const ROW: f64 = 46.0;
    let shapes = [
        (Some(Status::Pass), "pass"),
        (Some(Status::Warn), "warn"),
        (Some(Status::Fail), "fail"),
        (Some(Status::Inconclusive), "inconclusive"),
        (Some(Status::NotRun), "not run, no value"),
        (None, "not judged"),
    ];
    paint(width, 150, |canvas| {
        let mut x = theme::MARGIN;
        let y = 14.0 + theme::BODY;
        let middle = y - 0.36 * theme::BODY;
        canvas.text("Marker = status:", (x, y), Align::Left, theme::BODY, theme::TEXT)?;
        x += font::width("Marker = status:", theme::BODY) + 40.0;
        for (status, name) in shapes {
            draw(canvas, status, (x, middle), theme::TEXT)?;
            canvas.text(name, (x + 24.0, y), Align::Left, theme::BODY, theme::TEXT)?;
            x += 24.0 + font::width(name, theme::BODY) + 54.0;
        }
        if has_base {
            base(canvas, (x, middle))?;
            let name = "the base, by definition at 1";
            canvas.text(name, (x + 24.0, y), Align::Left, theme::BODY, theme::TEXT)?;
        }
        let y = y + ROW;
        canvas.text(BARS, (theme::MARGIN, y), Align::Left, theme::BODY, theme::TEXT)
    })
}
