//! Shares: one stacked bar a generation, lying, so that names have room; beside it the small segments again on an
//! axis of their own, because a tail of a tenth is what the reader came for.

use super::canvas::{Align, Canvas, Drawn, Image, paint};
use super::font;
use super::label;
use super::panel::{self, Frame, Legend, Swatch};
use super::scale::{self, Scale};
use super::theme::{self, Ink};
use crate::render::Theme;
use crate::report::Figure;

/// Bars drawn in one panel.
const MAX_ROWS: usize = 60;
/// Segments of one bar.
const MAX_SERIES: usize = 6;
const COLORS: [Ink; MAX_SERIES] =
    [theme::CALM, theme::BLUE, theme::ORANGE, theme::GREEN, theme::VERMILION, theme::BLACK];

/// Draws all figures of this kind on a sheet.
pub(super) fn draw(figures: &[&Figure], theme: Theme) -> Drawn<Image> {
    let panels: Vec<Image> = figures
        .iter()
        .map(|figure| match panel::emptiness(figure) {
            Some(reason) => panel::empty(figure, reason, theme::SHEET_WIDTH, 700, theme),
            None => Bars::of(figure).draw(theme),
        })
        .collect::<Drawn<_>>()?;
    Ok(panel::grid(&panels, 1, theme))
}

/// A figure, sorted into rows.
struct Bars<'a> {
    figure: &'a Figure,
    title: Vec<String>,
    legend: Legend,
    names: Vec<String>,
    /// One row a generation, one share a series; `None` = unknown.
    rows: Vec<Vec<Option<f64>>>,
    /// Bars of the enlarged panel in one row; 0 = there is none.
    n_small: usize,
}

impl<'a> Bars<'a> {
    fn of(figure: &'a Figure) -> Self {
        let width = theme::SHEET_WIDTH;
        let n_series = figure.series.len().min(MAX_SERIES);
        let rows = rows(figure, MAX_ROWS, n_series);
        let raw: Vec<String> = (0..rows.len())
            .map(|i| figure.categories.get(i).cloned().unwrap_or_else(|| scale::count(i as f64)))
            .collect();
        let boxes = figure
            .series
            .iter()
            .take(n_series)
            .zip(COLORS)
            .map(|(s, color)| (Swatch::Box(color), s.name.clone()));
        let (more_series, more_rows) =
            (figure.series.len() - n_series, n_rows(figure).saturating_sub(MAX_ROWS));
        let remark = (more_series + more_rows > 0).then(|| {
            (Swatch::None, format!("({more_rows} more bars and {more_series} more parts are not drawn)"))
        });
        Bars {
            figure,
            title: panel::title_lines(figure, width),
            legend: Legend::rows(boxes.chain(remark), f64::from(width) - 2.0 * theme::MARGIN),
            names: label::fit_all(&raw, theme::TICK, 420.0),
            rows,
            n_small: n_series - 1,
        }
    }

    fn row_height(&self) -> f64 {
        let few = if self.rows.len() <= 3 { 96.0 } else { 72.0 };
        f64::max(few, 22.0 + 36.0 * self.n_small as f64)
    }

    fn draw(&self, theme: Theme) -> Drawn<Image> {
        let head = panel::title_height(self.title.len()) + self.legend.height + 40.0;
        let sub_title = if self.n_small > 0 { 56.0 } else { 0.0 };
        let top = head + sub_title;
        let bottom = top + self.row_height() * self.rows.len() as f64;
        let height = (bottom + 110.0 + theme::MARGIN).ceil() as u32;
        let names = self.names.iter().map(|name| font::width(name, theme::TICK)).fold(0.0, f64::max);
        let left = theme::MARGIN + names + 24.0;
        let end = f64::from(theme::SHEET_WIDTH) - theme::MARGIN;
        let middle = if self.n_small > 0 { left + 0.52 * (end - left) } else { end - 40.0 };
        let whole = Frame { left, top, right: middle - 40.0, bottom };
        let small = Frame { left: middle + 60.0, top, right: end - 110.0, bottom };
        paint(theme::SHEET_WIDTH, height, theme, |canvas| {
            panel::title(canvas, &self.title)?;
            self.legend.draw(canvas, (theme::MARGIN, panel::title_height(self.title.len()) + 6.0))?;
            for (i, name) in self.names.iter().enumerate() {
                let at = (left - 18.0, self.middle(top, i) + 0.36 * theme::TICK);
                canvas.text(name, at, Align::Right, theme::TICK, theme::TEXT)?;
            }
            self.draw_whole(canvas, &whole)?;
            if self.n_small > 0 {
                let above = top - 22.0;
                canvas.text("All", (whole.left, above), Align::Left, theme::BODY, theme::MUTED)?;
                let first = self.figure.series.first().map_or("", |series| &series.name);
                let text = label::fit(
                    &format!("Enlarged: all but “{first}”"),
                    theme::BODY,
                    small.right - small.left,
                );
                canvas.text(&text, (small.left, above), Align::Left, theme::BODY, theme::MUTED)?;
                self.draw_small(canvas, &small)?;
            }
            Ok(())
        })
    }

    fn middle(&self, top: f64, row: usize) -> f64 {
        top + self.row_height() * (row as f64 + 0.5)
    }

    fn draw_whole(&self, canvas: &mut Canvas<'_>, frame: &Frame) -> Drawn {
        let sums = self.rows.iter().map(|row| row.iter().flatten().sum::<f64>());
        let x = Scale { lo: 0.0, hi: sums.fold(1.0, f64::max), from: frame.left, to: frame.right };
        axis(canvas, frame, &x, &self.figure.y)?;
        let half = (self.row_height() / 2.0 - 9.0).min(34.0);
        for (i, row) in self.rows.iter().enumerate() {
            let y = self.middle(frame.top, i);
            if row.contains(&None) {
                // A bar with a part left out would show wrong shares.
                let at = (frame.left + 14.0, y + 0.36 * theme::TICK);
                canvas.text("a part has no value", at, Align::Left, theme::TICK, theme::MUTED)?;
                continue;
            }
            let mut sum = 0.0;
            for (k, share) in row.iter().enumerate() {
                let from = x.place(sum);
                let share = share.unwrap_or(0.0);
                sum += share;
                let to = x.place(sum);
                canvas.rect((from, y - half), (to, y + half), COLORS[k])?;
                if k > 0 && to - from > 4.0 {
                    canvas.rect((from - 1.0, y - half), (from + 1.0, y + half), theme::PAPER)?;
                }
                let text = scale::percent(share);
                if font::width(&text, theme::TICK) + 16.0 <= to - from {
                    let at = (f64::midpoint(from, to), y + 0.36 * theme::TICK);
                    canvas.text(&text, at, Align::Center, theme::TICK, canvas.legible_on(COLORS[k]))?;
                }
            }
        }
        Ok(())
    }

    fn draw_small(&self, canvas: &mut Canvas<'_>, frame: &Frame) -> Drawn {
        let shares = self.rows.iter().flat_map(|row| row.iter().skip(1)).flatten();
        let most = shares.fold(0.0, |a: f64, &b| a.max(b)).max(0.001);
        let x = Scale { lo: 0.0, hi: most, from: frame.left, to: frame.right };
        axis(canvas, frame, &x, &self.figure.y)?;
        let bar = (self.row_height() - 18.0) / self.n_small as f64;
        for (i, row) in self.rows.iter().enumerate() {
            let top = frame.top + self.row_height() * i as f64 + 9.0;
            for (k, share) in row.iter().enumerate().skip(1) {
                let y = top + bar * (k - 1) as f64;
                let end = x.place(share.unwrap_or(0.0));
                canvas.rect((frame.left, y + 2.0), (end, y + bar - 2.0), COLORS[k])?;
                let text = share.map_or("no value".to_owned(), scale::percent);
                let at = (end + 10.0, y + bar / 2.0 + 0.36 * theme::TICK);
                canvas.text(&text, at, Align::Left, theme::TICK, theme::TEXT)?;
            }
        }
        Ok(())
    }
}

/// Rows of a figure whose series stand on categories: one row a category, one value a series, negative and
/// non-finite values as unknown.
pub(in crate::render) fn rows(figure: &Figure, max_rows: usize, n_series: usize) -> Vec<Vec<Option<f64>>> {
    let n = n_rows(figure).min(max_rows);
    let mut rows = vec![vec![None; n_series]; n];
    for (k, series) in figure.series.iter().take(n_series).enumerate() {
        for (x, y) in series.x.iter().zip(&series.y) {
            let row = if *x >= -0.5 { rows.get_mut(x.round() as usize) } else { None };
            if let Some(row) = row {
                row[k] = y.filter(|v| v.is_finite() && *v >= 0.0);
            }
        }
    }
    rows
}

/// Categories of a figure; without names, as many as the series reach.
pub(in crate::render) fn n_rows(figure: &Figure) -> usize {
    let last =
        figure.series.iter().flat_map(|s| &s.x).filter(|x| x.is_finite()).fold(0.0, |a: f64, &b| a.max(b));
    if figure.categories.is_empty() { last.min(499.0) as usize + 1 } else { figure.categories.len() }
}

/// Vertical grid lines and the percent axis below.
fn axis(canvas: &mut Canvas<'_>, frame: &Frame, x: &Scale, title: &str) -> Drawn {
    let step = scale::step(x.lo, x.hi, 5);
    for tick in scale::ticks(x.lo, x.hi, step) {
        let at = x.place(tick);
        canvas.line(&[(at, frame.top), (at, frame.bottom)], 1.5, theme::GRID, &[])?;
        let text = format!("{}%", scale::tick_label(tick * 100.0, step * 100.0));
        canvas.text(
            &text,
            (at, frame.bottom + 12.0 + theme::TICK),
            Align::Center,
            theme::TICK,
            theme::TEXT,
        )?;
    }
    canvas.line(&[(frame.left, frame.top), (frame.left, frame.bottom)], 2.0, theme::AXIS, &[])?;
    panel::x_title(canvas, title, frame, frame.bottom + 84.0)
}
