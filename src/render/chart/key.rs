//! The strip below trend charts that says what bars mean, and marks where there is a status to tell.

use super::bitmap::mark;
use super::canvas::{Drawn, Image, paint};
use super::scene::{Align, Ink, shape};
use super::{font, theme};
use crate::render::Theme;
use crate::render::sign::Shape;
use crate::report::Figure;
use crate::terms::Status;

const MARKS: &str = "Marker = status:";
const BARS: &str = "Bar and shaded band = 95% interval. Values that the scale does not reach are written as numbers above it.";
/// Radius of marks in pixels.
const RADIUS: f64 = 11.0;
const ROW: f64 = 46.0;

/// Draws the strip for the trends of a sheet.
pub(super) fn draw(figures: &[&Figure], theme: Theme) -> Drawn<Image> {
    let mut marks: Vec<(Shape, &str)> = Vec::new();
    if figures.iter().flat_map(|f| &f.series).flat_map(|s| &s.status).any(Option::is_some) {
        let named = |status: Status| match status {
            Status::NotRun => (shape(Some(status)), "not run, no value"),
            _ => (shape(Some(status)), status.name()),
        };
        marks.extend(Status::ALL.map(named));
        marks.push((shape(None), "not judged"));
    }
    if figures.iter().any(|figure| super::trend::is_base_apart(figure)) {
        marks.push((Shape::Diamond, "the base, by definition at 1"));
    }
    let first = 14.0 + theme::BODY;
    let last = if marks.is_empty() { first } else { first + ROW };
    paint(theme::SHEET_WIDTH, (last + 64.0) as u32, theme, |canvas| {
        let mut x = theme::MARGIN;
        if !marks.is_empty() {
            canvas.text(MARKS, (x, first), Align::Left, theme::BODY, Ink::Text)?;
            x += font::width(MARKS, theme::BODY) + 40.0;
        }
        for (shape, name) in marks {
            mark(canvas, shape, (x, first - 0.36 * theme::BODY), RADIUS, Ink::Text)?;
            canvas.text(name, (x + 24.0, first), Align::Left, theme::BODY, Ink::Text)?;
            x += 24.0 + font::width(name, theme::BODY) + 54.0;
        }
        canvas.text(BARS, (theme::MARGIN, last), Align::Left, theme::BODY, Ink::Text)
    })
}
