//! Trend: small multiples over the generations, one panel a figure, points with intervals and the margins as lines.

mod dots;
mod names;
pub(in crate::render) mod range;

use super::canvas::{Align, Canvas, Drawn, Image, paint};
use super::font;
use super::label;
use super::marker;
use super::panel::{self, Frame, Legend, Swatch};
use super::scale::{self, Scale};
use super::theme;
use crate::render::Theme;
use crate::report::Figure;
use range::Range;

/// Series drawn in one panel; more would be a tangle.
const MAX_SERIES: usize = 8;
/// What the strip of values that do not exist is called on the axis.
const MISSING: &str = "none";
/// What the strip of values that the scale does not reach is called on the axis.
const OFF_SCALE: &str = "off scale";

/// Draws all trend figures of a sheet; they share sizes and, where their axis title is the same, the range.
pub(super) fn draw(figures: &[&Figure], theme: Theme) -> Drawn<Image> {
    let columns: u32 = if figures.len() == 1 { 1 } else { 2 };
    let mut panels: Vec<Image> = Vec::new();
    for row in figures.chunks(columns as usize) {
        let layout = Layout::of(row, figures, theme::SHEET_WIDTH / columns);
        for figure in row {
            panels.push(match panel::emptiness(figure) {
                Some(reason) => panel::empty(figure, reason, layout.width, layout.height(), theme)?,
                None => paint(layout.width, layout.height(), theme, |canvas| {
                    draw_panel(canvas, figure, &layout, Range::shared(figure, figures))
                })?,
            });
        }
    }
    let mut parts = vec![panel::grid(&panels, columns as usize, theme)];
    if figures.iter().any(|figure| panel::emptiness(figure).is_none()) {
        let has_base = figures.iter().any(|figure| dots::is_base_apart(figure));
        let is_judged = figures.iter().flat_map(|f| &f.series).flat_map(|s| &s.status).any(Option::is_some);
        parts.push(marker::legend(theme::SHEET_WIDTH, is_judged, has_base, theme)?);
    }
    Ok(panel::grid(&parts, 1, theme))
}

/// Sizes shared by the panels of a sheet, so that their plots line up.
struct Layout {
    width: u32,
    title: f64,
    legend: f64,
    plot: f64,
    left: f64,
    right: f64,
    names: f64,
    /// Height of the strip below the scale for values that do not exist; 0 = all exist.
    missing: f64,
    /// Height of the strip above the scale for values that it does not reach; 0 = it reaches all.
    off_scale: f64,
}

impl Layout {
    /// Lays out a row of panels: their heights follow from the row, their margins from the whole sheet.
    fn of(row: &[&Figure], sheet: &[&Figure], width: u32) -> Self {
        fn most(figures: &[&Figure], of: impl Fn(&Figure) -> f64) -> f64 {
            figures.iter().map(|figure| of(figure)).fold(0.0, f64::max)
        }
        let widest = |texts: &mut dyn Iterator<Item = String>| {
            texts.map(|text| font::width(&text, theme::TICK)).fold(0.0, f64::max)
        };
        let off_scale = |figure: &Figure, left: f64, right: f64| {
            let range = Range::shared(figure, sheet);
            let values = dots::off_scale(figure, (range.lo, range.hi), left, right);
            values.iter().map(|value| value.row + 1).max().unwrap_or(0) as f64
        };
        let left = most(sheet, |figure| {
            let ticks = Range::shared(figure, sheet).ticks().into_iter().map(|(_, text)| text);
            let strips = [
                is_missing(figure).then(|| MISSING.to_owned()),
                (off_scale(figure, 0.0, 1000.0) > 0.0).then(|| OFF_SCALE.to_owned()),
            ];
            widest(&mut ticks.chain(strips.into_iter().flatten()))
        });
        let right = most(sheet, |figure| widest(&mut mark_labels(figure).into_iter().map(|(_, text)| text)));
        let title_lines = most(row, |figure| panel::title_lines(figure, width).len() as f64);
        let mut layout = Layout {
            width,
            title: panel::title_height(title_lines as usize),
            legend: most(row, |figure| legend(figure, width).height),
            plot: if sheet.len() == 1 { 720.0 } else { 470.0 },
            left: theme::MARGIN + 2.3 * theme::BODY + left,
            right: theme::MARGIN + 44.0 + right,
            names: 0.0,
            missing: if row.iter().any(|figure| is_missing(figure)) { 52.0 } else { 0.0 },
            off_scale: 0.0,
        };
        let frame = layout.frame();
        let n_rows = most(row, |figure| off_scale(figure, frame.left, frame.right));
        if n_rows > 0.0 {
            layout.off_scale = n_rows * dots::STRIP_ROW + 10.0;
        }
        layout.names = most(row, |figure| names::names(figure, layout.plot_width()).1);
        layout
    }

    fn plot_width(&self) -> f64 {
        f64::from(self.width) - self.left - self.right
    }

    fn frame(&self) -> Frame {
        let top = self.title + self.legend + 24.0;
        Frame {
            left: self.left,
            top,
            right: f64::from(self.width) - self.right,
            bottom: top + self.off_scale + self.plot + self.missing,
        }
    }

    fn height(&self) -> u32 {
        (self.frame().bottom + self.names + 2.2 * theme::BODY + theme::MARGIN).ceil() as u32
    }
}

fn draw_panel(canvas: &mut Canvas<'_>, figure: &Figure, layout: &Layout, range: Range) -> Drawn {
    let frame = layout.frame();
    let (roof, floor) = (frame.top + layout.off_scale, frame.bottom - layout.missing);
    let y = Scale { lo: range.lo, hi: range.hi, from: floor, to: roof };
    panel::title(canvas, &panel::title_lines(figure, layout.width))?;
    legend(figure, layout.width).draw(canvas, (theme::MARGIN, layout.title))?;
    let label = |canvas: &mut Canvas<'_>, text: &str, at: f64, ink| {
        let beside = (frame.left - 14.0, at + 0.36 * theme::TICK);
        canvas.text(text, beside, Align::Right, theme::TICK, ink)
    };
    for (tick, text) in range.ticks() {
        let at = y.place(tick);
        canvas.line(&[(frame.left, at), (frame.right, at)], 1.5, theme::GRID, &[])?;
        label(canvas, &text, at, theme::TEXT)?;
    }
    let foot = frame.bottom - layout.missing / 2.0;
    if layout.missing > 0.0 {
        canvas.rect((frame.left, floor), (frame.right, frame.bottom), theme::HUSH)?;
        label(canvas, MISSING, foot, theme::MUTED)?;
    }
    let strip = dots::off_scale(figure, (range.lo, range.hi), frame.left, frame.right);
    let top = if strip.is_empty() { roof } else { frame.top };
    if !strip.is_empty() {
        canvas.rect((frame.left, frame.top), (frame.right, roof), theme::HUSH)?;
        label(canvas, OFF_SCALE, f64::midpoint(frame.top, roof), theme::MUTED)?;
        dots::draw_strip(canvas, &strip, roof)?;
    }
    let plot = Frame { top: roof, bottom: floor, ..frame };
    panel::y_title(canvas, &figure.y, &plot)?;
    names::draw(canvas, figure, &frame)?;
    panel::x_title(canvas, &figure.x, &frame, frame.bottom + layout.names + 1.35 * theme::BODY)?;
    draw_marks(canvas, figure, &plot, &y)?;
    canvas.line(&[(frame.left, top), (frame.left, frame.bottom)], 2.0, theme::AXIS, &[])?;
    canvas.line(&[(frame.left, frame.bottom), (frame.right, frame.bottom)], 2.0, theme::AXIS, &[])?;
    dots::draw(canvas, figure, &frame, &y, foot)
}

/// Whether a panel needs a strip for values that do not exist.
fn is_missing(figure: &Figure) -> bool {
    let n = names::n_categories(figure);
    let n_series = figure.series.len().min(MAX_SERIES);
    panel::emptiness(figure).is_none() && (0..n_series).any(|k| !dots::missing(figure, k, n).is_empty())
}

/// The marks' labels, those of equal height joined.
fn mark_labels(figure: &Figure) -> Vec<(f64, String)> {
    let mut labels: Vec<(f64, String)> = Vec::new();
    for mark in figure.marks.iter().filter(|mark| mark.y.is_finite()).take(12) {
        let name = mark.label.as_str();
        let has_number = name.chars().any(|c| c.is_ascii_digit());
        let text = if has_number { name.to_owned() } else { format!("{name} {}", scale::short(mark.y)) };
        match labels.iter_mut().find(|(y, _)| *y == mark.y) {
            Some((_, joined)) if *joined == text => {}
            Some((_, joined)) => *joined = format!("{joined}, {text}"),
            None => labels.push((mark.y, text)),
        }
    }
    labels.into_iter().map(|(y, text)| (y, label::fit(&text, theme::TICK, 260.0))).collect()
}

fn draw_marks(canvas: &mut Canvas<'_>, figure: &Figure, frame: &Frame, y: &Scale) -> Drawn {
    let marks: Vec<(f64, String)> = mark_labels(figure).into_iter().filter(|(at, _)| y.holds(*at)).collect();
    let lines: Vec<f64> = marks.iter().map(|(at, _)| y.place(*at)).collect();
    let texts = scale::spread(&lines, 1.2 * theme::TICK, frame.top, frame.bottom);
    for ((line, text_y), (_, text)) in lines.into_iter().zip(texts).zip(marks) {
        canvas.line(&[(frame.left, line), (frame.right, line)], 3.0, theme::MUTED, &[16.0, 10.0])?;
        canvas.line(&[(frame.right, line), (frame.right + 30.0, text_y)], 2.0, theme::MUTED, &[])?;
        let at = (frame.right + 36.0, text_y + 0.36 * theme::TICK);
        canvas.text(&text, at, Align::Left, theme::TICK, theme::TEXT)?;
    }
    Ok(())
}

fn legend(figure: &Figure, width: u32) -> Legend {
    let shown = figure.series.iter().take(MAX_SERIES).enumerate();
    let entries = shown.map(|(i, s)| (Swatch::Line(theme::color(i), theme::dash(i)), s.name.clone()));
    let more = figure.series.len().saturating_sub(MAX_SERIES);
    let remark = (more > 0).then(|| (Swatch::None, format!("and {more} more, not drawn")));
    Legend::rows(entries.chain(remark), f64::from(width) - 2.0 * theme::MARGIN)
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;
    use crate::report::{FigureKind, Mark};

    #[test]
    fn marks_of_equal_height_share_a_label() {
        let mut figure = testing::figure(FigureKind::Trend, 2);
        let mark = |y: f64, label: &str| Mark { y, label: label.to_owned() };
        figure.marks =
            vec![mark(0.9, "fail margin"), mark(1.0, "all kept"), mark(0.9, "fail margin"), mark(0.9, "x 1")];
        let labels: Vec<String> = mark_labels(&figure).into_iter().map(|(_, text)| text).collect();
        assert_eq!(labels, ["fail margin 0.90, x 1", "all kept 1.00"]);
    }
}
