//! Names of the generations along the horizontal axis.

use super::super::canvas::{Align, Canvas, Drawn};
use super::super::font;
use super::super::label;
use super::super::panel::Frame;
use super::super::scale;
use super::super::theme;
use crate::report::Figure;

/// Length that upright names may take.
const MAX_UPRIGHT: f64 = 250.0;

/// Names of the generations, cut to fit, the height they take, and whether they stand upright.
pub(super) fn names(figure: &Figure, plot_width: f64) -> (Vec<String>, f64, bool) {
    let n = n_categories(figure);
    let raw: Vec<String> =
        (0..n).map(|i| figure.categories.get(i).cloned().unwrap_or_else(|| scale::count(i as f64))).collect();
    let slot = plot_width / n as f64 - 18.0;
    // Lying names may be cut a little, but not so much that their ends no longer tell them apart.
    let lying = label::fit_all(&raw, theme::TICK, slot);
    let whole = |name: &&String| font::width(&label::clean(name), theme::TICK) <= slot;
    if slot >= 330.0 || raw.iter().filter(whole).count() == n {
        return (lying, theme::TICK * 1.5, false);
    }
    let upright = label::fit_all(&raw, theme::TICK, MAX_UPRIGHT);
    let length = upright.iter().map(|name| font::width(name, theme::TICK)).fold(0.0, f64::max);
    (upright, length + 22.0, true)
}

pub(super) fn draw(canvas: &mut Canvas<'_>, figure: &Figure, frame: &Frame) -> Drawn {
    let (names, _, upright) = names(figure, frame.right - frame.left);
    let slot = (frame.right - frame.left) / names.len() as f64;
    // Upright names need a line's height each; leave out what does not fit, but never the last generation.
    let every = if upright { (theme::TICK * 1.3 / slot).ceil().max(1.0) as usize } else { 1 };
    for (i, name) in names.iter().enumerate() {
        let x = frame.left + (i as f64 + 0.5) * slot;
        let last = names.len() - 1;
        if i != last && (i % every != 0 || last - i < every) {
            continue;
        }
        canvas.line(&[(x, frame.bottom), (x, frame.bottom + 8.0)], 2.0, theme::AXIS, &[])?;
        if upright {
            let at = (x + 0.36 * theme::TICK, frame.bottom + 16.0);
            canvas.text_up(name, at, Align::Right, theme::TICK, theme::TEXT)?;
        } else {
            canvas.text(
                name,
                (x, frame.bottom + 12.0 + theme::TICK),
                Align::Center,
                theme::TICK,
                theme::TEXT,
            )?;
        }
    }
    Ok(())
}

/// Positions on the category axis; without names, as many as the series have.
pub(super) fn n_categories(figure: &Figure) -> usize {
    let last =
        figure.series.iter().flat_map(|s| &s.x).filter(|x| x.is_finite()).fold(0.0, |a: f64, &b| a.max(b));
    figure.categories.len().max(if figure.categories.is_empty() { last.min(499.0) as usize + 1 } else { 1 })
}
