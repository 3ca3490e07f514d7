//! Rank and frequency: one line a generation on two logarithmic axes, the legend beside the plot.

use super::canvas::{Align, Canvas, Drawn, Image, Point, paint};
use super::font;
use super::label;
use super::panel::{self, Frame};
use super::scale::{self, Scale};
use super::theme::{self, Ink};
use crate::render::Theme;
use crate::report::Figure;

/// Lines drawn in one plot.
const MAX_SERIES: usize = 16;
const LEGEND_ROW: f64 = 44.0;
const SWATCH: f64 = 80.0;

/// Draws all figures of this kind on a sheet.
pub(super) fn draw(figures: &[&Figure], theme: Theme) -> Drawn<Image> {
    let width = theme::SHEET_WIDTH;
    let panels: Vec<Image> = figures
        .iter()
        .map(|figure| {
            let lines: Vec<Vec<Point>> = figure.series.iter().take(MAX_SERIES).map(points).collect();
            match panel::emptiness(figure) {
                Some(reason) => panel::empty(figure, reason, width, 700, theme),
                None if lines.iter().all(Vec::is_empty) => panel::empty(
                    figure,
                    "no value is above 0, so none has a place on a logarithmic axis",
                    width,
                    700,
                    theme,
                ),
                None => paint(width, 1400, theme, |canvas| draw_panel(canvas, figure, &lines)),
            }
        })
        .collect::<Drawn<_>>()?;
    Ok(panel::grid(&panels, 1, theme))
}

/// The logarithms of what can be drawn.
pub(in crate::render) fn points(series: &crate::report::Series) -> Vec<Point> {
    let both = series.x.iter().zip(&series.y).filter_map(|(&x, &y)| Some((x.log10(), y?.log10())));
    both.filter(|(x, y)| x.is_finite() && y.is_finite()).collect()
}

/// How the i-th of n generations is drawn: the reference black and thick, the last one vermilion and dashed, those
/// between from light to dark blue.
fn style(i: usize, n: usize) -> (Ink, f64, &'static [f64]) {
    match i {
        0 => (theme::BLACK, 7.0, &[]),
        _ if i + 1 == n => (theme::VERMILION, 5.0, &[24.0, 10.0]),
        _ if i % 2 == 1 => (theme::sequence(i - 1, n - 2), 3.5, &[]),
        _ => (theme::sequence(i - 1, n - 2), 3.5, &[8.0, 8.0]),
    }
}

fn draw_panel(canvas: &mut Canvas<'_>, figure: &Figure, lines: &[Vec<Point>]) -> Drawn {
    let title = panel::title_lines(figure, theme::SHEET_WIDTH);
    panel::title(canvas, &title)?;
    let names = legend_names(figure);
    let widest = names.iter().map(|name| font::width(name, theme::BODY)).fold(0.0, f64::max);
    let right = f64::from(theme::SHEET_WIDTH) - theme::MARGIN - widest - SWATCH - 60.0;
    let top = panel::title_height(title.len()) + 24.0;
    let frame = Frame { left: theme::MARGIN + 160.0, top, right, bottom: 1400.0 - theme::MARGIN - 100.0 };

    let all = || lines.iter().flatten();
    let x = axis(all().map(|p| p.0), frame.left, frame.right);
    let y = axis(all().map(|p| p.1), frame.bottom, frame.top);
    for (at, text) in log_ticks(&x) {
        let px = x.place(at);
        canvas.line(&[(px, frame.top), (px, frame.bottom)], 1.5, theme::GRID, &[])?;
        let below = (px, frame.bottom + 14.0 + theme::TICK);
        canvas.text(&text, below, Align::Center, theme::TICK, theme::TEXT)?;
    }
    for (at, text) in log_ticks(&y) {
        let py = y.place(at);
        canvas.line(&[(frame.left, py), (frame.right, py)], 1.5, theme::GRID, &[])?;
        let beside = (frame.left - 14.0, py + 0.36 * theme::TICK);
        canvas.text(&text, beside, Align::Right, theme::TICK, theme::TEXT)?;
    }
    panel::y_title(canvas, &figure.y, &frame)?;
    panel::x_title(canvas, &figure.x, &frame, frame.bottom + 88.0)?;
    canvas.line(&[(frame.left, frame.top), (frame.left, frame.bottom)], 2.0, theme::AXIS, &[])?;
    canvas.line(&[(frame.left, frame.bottom), (frame.right, frame.bottom)], 2.0, theme::AXIS, &[])?;

    for (i, points) in lines.iter().enumerate() {
        let (color, width, dash) = style(i, lines.len());
        let path: Vec<Point> = points.iter().map(|p| (x.place(p.0), y.place(p.1))).collect();
        canvas.line(&path, width, color, dash)?;
        if let [only] = path[..] {
            canvas.disc(only, 10.0, color)?;
        }
    }
    draw_legend(canvas, &names, lines.len(), frame.right + 44.0, frame.top)
}

fn legend_names(figure: &Figure) -> Vec<String> {
    let shown: Vec<String> = figure.series.iter().take(MAX_SERIES).map(|s| s.name.clone()).collect();
    let mut names = label::fit_all(&shown, theme::BODY, 460.0);
    let more = figure.series.len() - shown.len();
    if more > 0 {
        names.push(format!("and {more} more, not drawn"));
    }
    names
}

fn draw_legend(canvas: &mut Canvas<'_>, names: &[String], n_lines: usize, left: f64, top: f64) -> Drawn {
    for (i, name) in names.iter().enumerate() {
        let baseline = top + theme::BODY + i as f64 * LEGEND_ROW;
        let middle = baseline - 0.36 * theme::BODY;
        if i < n_lines {
            let (color, width, dash) = style(i, n_lines);
            canvas.line(&[(left, middle), (left + SWATCH, middle)], width, color, dash)?;
        }
        canvas.text(name, (left + SWATCH + 14.0, baseline), Align::Left, theme::BODY, theme::TEXT)?;
    }
    Ok(())
}

/// An axis over the logarithms given, with a little room, and at least half a decade long.
pub(in crate::render) fn axis(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Scale {
    let (lo, hi) = values.fold((f64::MAX, f64::MIN), |(lo, hi), v| (lo.min(v), hi.max(v)));
    let short = (0.5 - (hi - lo)).max(0.0) / 2.0;
    let room = 0.03 * (hi - lo) + short;
    Scale { lo: lo - room, hi: hi + room, from, to }
}

/// Ticks at powers of ten, thinned out over long axes and filled with 2 and 5 on short ones.
pub(in crate::render) fn log_ticks(scale: &Scale) -> Vec<(f64, String)> {
    let decades = scale.lo.floor() as i32..=scale.hi.ceil() as i32;
    let length = scale.hi - scale.lo;
    let every = (length / 10.0).ceil().max(1.0) as i32;
    let mut ticks = Vec::new();
    for n in decades {
        if n.rem_euclid(every) == 0 {
            ticks.push((f64::from(n), scale::power_of_ten(n)));
        }
        // Powers of ten beyond a million are written "10⁷"; there is no short way to write 2 and 5 times them.
        if length < 1.5 && (-3..=5).contains(&n) {
            for factor in [2.0, 5.0] {
                let value = factor * 10f64.powi(n);
                let decimals = usize::try_from(-n).unwrap_or(0);
                let text = if n >= 0 { scale::count(value) } else { format!("{value:.decimals$}") };
                ticks.push((value.log10(), text));
            }
        }
    }
    ticks.retain(|(at, _)| scale.holds(*at));
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lo: f64, hi: f64) -> Vec<String> {
        log_ticks(&Scale { lo, hi, from: 0.0, to: 1.0 }).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_powers_of_ten() {
        assert_eq!(texts(-0.1, 3.1), ["1", "10", "100", "1,000"]);
        assert_eq!(texts(-0.1, 0.8), ["1", "2", "5"]);
        assert_eq!(texts(-1.1, -0.4), ["0.1", "0.2"]);
        assert!(texts(-40.0, 40.0).len() <= 11);
    }

    #[test]
    fn an_axis_of_one_value_has_room() {
        let scale = axis([2.0].into_iter(), 0.0, 100.0);
        assert_eq!(scale.place(2.0), 50.0);
    }
}
