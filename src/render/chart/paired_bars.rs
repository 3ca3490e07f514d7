//! Words before and after: two lying bars a row, the counts at their ends.

use super::canvas::{Align, Canvas, Drawn, Image, paint};
use super::font;
use super::label;
use super::panel::{self, Frame, Legend, Swatch};
use super::scale::{self, Scale};
use super::stack;
use super::theme::{self, Ink};
use crate::render::Theme;
use crate::report::Figure;

/// Rows drawn in one panel.
const MAX_ROWS: usize = 30;
const COLORS: [Ink; 2] = [theme::BLUE, theme::VERMILION];
const BAR: f64 = 30.0;
const ROW: f64 = 2.0 * BAR + 20.0;

/// Draws all figures of this kind on a sheet, two side by side where there are several.
pub(super) fn draw(figures: &[&Figure], theme: Theme) -> Drawn<Image> {
    let columns: u32 = if figures.len() == 1 { 1 } else { 2 };
    let width = theme::SHEET_WIDTH / columns;
    let panels: Vec<Image> = figures
        .iter()
        .map(|figure| match panel::emptiness(figure) {
            Some(reason) => panel::empty(figure, reason, width, 500, theme),
            None => draw_figure(figure, width, theme),
        })
        .collect::<Drawn<_>>()?;
    Ok(panel::grid(&panels, columns as usize, theme))
}

fn draw_figure(figure: &Figure, width: u32, theme: Theme) -> Drawn<Image> {
    let rows = stack::rows(figure, MAX_ROWS, 2);
    let title = panel::title_lines(figure, width);
    let sides = figure.series.iter().zip(COLORS).zip([" (upper bar)", " (lower bar)"]);
    let entries = sides.map(|((series, color), side)| {
        (Swatch::Box(color), format!("{}{side}", label::fit(&series.name, theme::BODY, 500.0)))
    });
    let more = stack::n_rows(figure).saturating_sub(MAX_ROWS);
    let remark = (more > 0).then(|| (Swatch::None, format!("{more} more rows, not drawn")));
    let legend = Legend::rows(entries.chain(remark), f64::from(width) - 2.0 * theme::MARGIN);

    let names: Vec<String> = (0..rows.len())
        .map(|i| figure.categories.get(i).cloned().unwrap_or_else(|| scale::count(i as f64)))
        .collect();
    let names = label::fit_all(&names, theme::TICK, 0.32 * f64::from(width));
    let widest = names.iter().map(|name| font::width(name, theme::TICK)).fold(0.0, f64::max);
    let counts = rows.iter().flatten().flatten().map(|&v| font::width(&scale::count(v), theme::TICK));
    let room = counts.fold(0.0, f64::max) + 20.0;

    let top = panel::title_height(title.len()) + legend.height + 30.0;
    let frame = Frame {
        left: theme::MARGIN + 2.0 * theme::BODY + widest + 20.0,
        top,
        right: f64::from(width) - theme::MARGIN - room,
        bottom: top + ROW * rows.len() as f64,
    };
    let height = (frame.bottom + 100.0 + theme::MARGIN).ceil() as u32;
    paint(width, height, theme, |canvas| {
        panel::title(canvas, &title)?;
        legend.draw(canvas, (theme::MARGIN, panel::title_height(title.len()) + 6.0))?;
        panel::y_title(canvas, &figure.y, &frame)?;
        panel::x_title(canvas, &figure.x, &frame, frame.bottom + 84.0)?;
        draw_rows(canvas, &frame, &names, &rows)
    })
}

fn draw_rows(canvas: &mut Canvas<'_>, frame: &Frame, names: &[String], rows: &[Vec<Option<f64>>]) -> Drawn {
    let most = rows.iter().flatten().flatten().fold(1.0, |a: f64, &b| a.max(b));
    let x = Scale { lo: 0.0, hi: most, from: frame.left, to: frame.right };
    // Counts are whole: no ticks between them.
    let label = font::width(&scale::count(most), theme::TICK) + 40.0;
    let n_ticks = ((frame.right - frame.left) / label).clamp(1.0, 6.0) as usize;
    let step = scale::step(0.0, most, n_ticks).max(1.0);
    for tick in scale::ticks(0.0, most, step) {
        let at = x.place(tick);
        canvas.line(&[(at, frame.top), (at, frame.bottom)], 1.5, theme::GRID, &[])?;
        let below = (at, frame.bottom + 12.0 + theme::TICK);
        canvas.text(&scale::count(tick), below, Align::Center, theme::TICK, theme::TEXT)?;
    }
    for (i, (name, row)) in names.iter().zip(rows).enumerate() {
        let top = frame.top + ROW * i as f64 + 10.0;
        let name_at = (frame.left - 16.0, top + BAR + 0.36 * theme::TICK);
        canvas.text(name, name_at, Align::Right, theme::TICK, theme::TEXT)?;
        for (k, value) in row.iter().enumerate() {
            let y = top + BAR * k as f64;
            let end = x.place(value.unwrap_or(0.0));
            canvas.rect((frame.left, y + 2.0), (end, y + BAR - 2.0), COLORS[k])?;
            let text = value.map_or("no value".to_owned(), scale::count);
            let at = (end + 10.0, y + BAR / 2.0 + 0.36 * theme::TICK);
            canvas.text(&text, at, Align::Left, theme::TICK, theme::TEXT)?;
        }
    }
    canvas.line(&[(frame.left, frame.top), (frame.left, frame.bottom)], 2.0, theme::AXIS, &[])
}
