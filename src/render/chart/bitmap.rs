//! The scene as pixels.

use super::canvas::{Canvas, Drawn};
use super::scene::{BAND, EM, Ink, Item, Part, Point, RADIUS, part};
use super::theme;
use crate::render::sign::Shape;

/// Pixels of a unit.
pub(super) const PIXELS: f64 = theme::TICK / EM;
/// Pixels around a mark that separate it from what lies below.
const HALO: f64 = 2.5;
/// Width of the lines of a mark, for a radius of 1.
const THICK: f64 = 0.52;

/// Draws items, with the upper left corner of what they belong to here.
pub(super) fn draw(canvas: &mut Canvas<'_>, items: &[Item], corner: Point) -> Drawn {
    draw_at(canvas, items, corner, PIXELS)
}

/// The same with so many pixels a unit.
pub(super) fn draw_at(canvas: &mut Canvas<'_>, items: &[Item], corner: Point, pixels: f64) -> Drawn {
    items.iter().try_for_each(|item| draw_item(canvas, item, corner, pixels))
}

fn draw_item(canvas: &mut Canvas<'_>, item: &Item, (left, top): Point, pixels: f64) -> Drawn {
    let at = |&(x, y): &Point| (left + pixels * x, top + pixels * y);
    match item {
        Item::Path { pieces, stroke, .. } => {
            let dash: Vec<f64> = stroke.dash.iter().map(|units| pixels * units).collect();
            pieces.iter().try_for_each(|piece| {
                let points: Vec<Point> = piece.iter().map(at).collect();
                canvas.line(&points, pixels * stroke.width, stroke.ink, &dash)
            })
        }
        Item::Band { upper, lower, ink } => {
            let mut pairs = upper.windows(2).zip(lower.windows(2));
            pairs.try_for_each(|(upper, lower)| {
                let corners = [at(&upper[0]), at(&upper[1]), at(&lower[1]), at(&lower[0])];
                canvas.polygon(&corners, *ink, BAND)
            })
        }
        Item::Rect { from, to, ink, .. } => canvas.rect(at(from), at(to), *ink),
        Item::Mark { shape, at: place, ink, .. } => mark(canvas, *shape, at(place), pixels * RADIUS, *ink),
        Item::Text { text, at: place, align, upright: true, ink } => {
            canvas.text_up(text, at(place), *align, pixels * EM, *ink)
        }
        Item::Text { text, at: place, align, ink, .. } => {
            canvas.text(text, at(place), *align, pixels * EM, *ink)
        }
    }
}

/// Draws a mark of this radius.
pub(super) fn mark(canvas: &mut Canvas<'_>, shape: Shape, at: Point, radius: f64, ink: Ink) -> Drawn {
    let place = |&(x, y): &Point, r: f64| (at.0 + r * x, at.1 + r * y);
    let layers = [(radius + HALO, Ink::Paper), (radius, ink)];
    for (r, ink) in layers {
        match part(shape) {
            Part::Disc | Part::Ring => canvas.disc(at, r, ink)?,
            Part::Fill(corners) => {
                let corners: Vec<Point> = corners.iter().map(|corner| place(corner, r)).collect();
                canvas.polygon(&corners, ink, 1.0)?;
            }
            Part::Lines(lines) => {
                for [from, to] in lines {
                    let width = THICK * radius + 2.0 * (r - radius);
                    canvas.line(&[place(from, r), place(to, r)], width, ink, &[])?;
                }
            }
        }
    }
    if let Part::Ring = part(shape) {
        canvas.disc(at, 0.62 * radius, Ink::Paper)?;
    }
    Ok(())
}
