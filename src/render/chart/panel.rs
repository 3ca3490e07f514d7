//! What every panel has: a title, a legend outside the plot, a calm way to be empty; and how panels share a sheet.

use super::canvas::{Align, Canvas, Drawn, Image, Point, paint};
use super::font;
use super::label;
use super::marker;
use super::theme::{self, Ink};
use crate::render::Theme;
use crate::report::Figure;
use crate::terms::Status;

/// The plot area, or any box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Frame {
    /// The box's middle, left to right.
    pub(super) fn center_x(&self) -> f64 {
        f64::midpoint(self.left, self.right)
    }

    /// The box's middle, top to bottom.
    pub(super) fn center_y(&self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }
}

/// The title of a figure, broken into lines.
pub(super) fn title_lines(figure: &Figure, width: u32) -> Vec<String> {
    label::wrap(&figure.title, theme::TITLE, f64::from(width) - 2.0 * theme::MARGIN, 2)
}

/// Pixels that so many lines of title take, from the panel's upper edge.
pub(super) fn title_height(n_lines: usize) -> f64 {
    theme::MARGIN + n_lines as f64 * theme::TITLE * theme::LEADING + 8.0
}

/// Writes the title.
pub(super) fn title(canvas: &mut Canvas<'_>, lines: &[String]) -> Drawn {
    let start = (theme::MARGIN, theme::MARGIN + theme::TITLE);
    canvas.lines(lines, start, Align::Left, theme::TITLE, theme::TEXT)?;
    Ok(())
}

/// How a legend shows a series.
#[derive(Debug, Clone, Copy)]
pub(super) enum Swatch {
    /// A piece of its line.
    Line(Ink, &'static [f64]),
    /// A filled box.
    Box(Ink),
    /// A marker.
    Mark(Option<Status>, Ink),
    /// Nothing: a remark.
    None,
}

/// A legend in rows: the names of the series beside their swatches.
#[derive(Debug, Default)]
pub(super) struct Legend {
    entries: Vec<(Swatch, String, Point)>,
    /// Pixels from the legend's upper edge to its lower one.
    pub(super) height: f64,
}

const SWATCH: f64 = 64.0;
const ROW: f64 = theme::BODY * 1.55;

impl Legend {
    /// Lays names out in rows of this width.
    pub(super) fn rows(entries: impl IntoIterator<Item = (Swatch, String)>, width: f64) -> Self {
        let mut legend = Legend::default();
        let (mut x, mut row) = (0.0, 0.0);
        for (swatch, name) in entries {
            let before = if matches!(swatch, Swatch::None) { 0.0 } else { SWATCH + 12.0 };
            let name = label::fit(&name, theme::BODY, (width - before).min(900.0));
            let wide = before + font::width(&name, theme::BODY);
            if x > 0.0 && x + wide > width {
                (x, row) = (0.0, row + ROW);
            }
            legend.entries.push((swatch, name, (x, row)));
            legend.height = row + ROW;
            x += wide + 44.0;
        }
        legend
    }

    /// Draws it with its upper left corner here.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, (left, top): Point) -> Drawn {
        for (swatch, name, (x, y)) in &self.entries {
            let (x, baseline) = (left + x, top + y + theme::BODY);
            let middle = baseline - 0.36 * theme::BODY;
            let mut text_x = x + SWATCH + 12.0;
            match *swatch {
                Swatch::Line(color, dash) => {
                    canvas.line(&[(x, middle), (x + SWATCH, middle)], 5.0, color, dash)?
                }
                Swatch::Box(color) => {
                    canvas.rect((x + 20.0, middle - 13.0), (x + SWATCH, middle + 13.0), color)?;
                }
                Swatch::Mark(status, color) => marker::draw(canvas, status, (x + 42.0, middle), color)?,
                Swatch::None => text_x = x,
            }
            canvas.text(name, (text_x, baseline), Align::Left, theme::BODY, theme::TEXT)?;
        }
        Ok(())
    }
}

/// Writes the title of the vertical axis, in the left margin.
pub(super) fn y_title(canvas: &mut Canvas<'_>, text: &str, frame: &Frame) -> Drawn {
    let text = label::fit(text, theme::BODY, frame.bottom - frame.top + 60.0);
    let at = (theme::MARGIN + theme::BODY * 0.8, frame.center_y());
    canvas.text_up(&text, at, Align::Center, theme::BODY, theme::TEXT)
}

/// Writes the title of the horizontal axis; `y` is its baseline.
pub(super) fn x_title(canvas: &mut Canvas<'_>, text: &str, frame: &Frame, y: f64) -> Drawn {
    let text = label::fit(text, theme::BODY, frame.right - frame.left + 80.0);
    canvas.text(&text, (frame.center_x(), y), Align::Center, theme::BODY, theme::TEXT)
}

/// Why a figure has nothing to show; `None` = it has something.
pub(in crate::render) fn emptiness(figure: &Figure) -> Option<&'static str> {
    if figure.series.is_empty() {
        Some("no series was measured")
    } else if figure.series.iter().all(|series| series.x.is_empty() || series.y.is_empty()) {
        Some("no value was measured")
    } else if figure.series.iter().flat_map(|s| &s.y).all(|y| !y.is_some_and(f64::is_finite)) {
        Some("every value is undefined; report.json has the reasons")
    } else {
        None
    }
}

/// A panel that says that there is nothing to show, and why.
pub(super) fn empty(figure: &Figure, reason: &str, width: u32, height: u32, theme: Theme) -> Drawn<Image> {
    paint(width, height, theme, |canvas| {
        let lines = title_lines(figure, width);
        title(canvas, &lines)?;
        let corner = (theme::MARGIN, title_height(lines.len()) + 16.0);
        let far = (f64::from(width) - theme::MARGIN, f64::from(height) - theme::MARGIN);
        canvas.rect(corner, far, theme::HUSH)?;
        let center = (f64::from(width) / 2.0, f64::from(height) / 2.0 + 30.0);
        let text = label::fit(
            &format!("Nothing to show: {reason}."),
            theme::BODY,
            f64::from(width) - 2.0 * theme::MARGIN,
        );
        canvas.text(&text, center, Align::Center, theme::BODY, theme::MUTED)
    })
}

/// A strip of the sheet's width with one line of text.
pub(super) fn remark(text: &str, theme: Theme) -> Drawn<Image> {
    paint(theme::SHEET_WIDTH, 160, theme, |canvas| {
        let center = (f64::from(theme::SHEET_WIDTH) / 2.0, 90.0);
        canvas.text(text, center, Align::Center, theme::BODY, theme::MUTED)
    })
}

/// Puts panels side by side in so many columns, row by row; each row is as high as its highest panel.
pub(super) fn grid(panels: &[Image], columns: usize, theme: Theme) -> Image {
    let rows: Vec<&[Image]> = panels.chunks(columns.max(1)).collect();
    let width = rows.iter().map(|row| row.iter().map(|panel| panel.width).sum()).max();
    let height = |row: &&[Image]| row.iter().map(|panel| panel.height).max().unwrap_or(0);
    let mut sheet = Image::blank(width.unwrap_or(1), rows.iter().map(height).sum(), theme);
    let mut top = 0;
    for row in &rows {
        let mut left = 0;
        for panel in *row {
            sheet.paste(panel, left, top);
            left += panel.width;
        }
        top += height(row);
    }
    sheet
}
