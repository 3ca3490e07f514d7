//! Words before and after: two lying bars a row, the counts at their ends.

use super::rows;
use super::scale::Scale;
use super::scene::{Align, EM, Frame, Ink, Item, Laid, MIDDLE, Scene, Target};
use crate::render::format;
use crate::report::Figure;

/// Rows drawn in one plot.
const MAX_ROWS: usize = 30;
const BAR: f64 = 14.0;
/// Space between rows.
const GAP: f64 = 8.0;

/// Lays a figure out.
pub(super) fn scene(figure: &Figure, target: Target) -> Laid {
    let Target { letters, width } = target;
    let n_series = figure.series.len().min(2);
    let rows = rows::values(figure, MAX_ROWS, n_series);
    let raw = rows::names(figure, rows.len());
    // Names stand before their bars, or above them where they are long.
    let is_long = letters.widest(raw.iter().map(|name| letters.clean(name)), EM) > 0.3 * width;
    let (names, widest) = rows::fitted(letters, &raw, if is_long { width } else { 0.3 * width });
    let (left, above) = if is_long { (1.0, 1.3 * EM) } else { (widest + 8.0, 0.0) };
    let count = |value: &Option<f64>| value.map_or("no value".to_owned(), format::whole);
    let room = letters.widest(rows.iter().flatten().map(count), EM) + 6.0;
    let height = above + BAR * n_series as f64 + GAP;
    let frame = Frame { left, top: 0.0, right: width - room, bottom: height * rows.len() as f64 };
    let most = rows.iter().flatten().flatten().fold(1.0, |a: f64, &b| a.max(b));
    let x = Scale { lo: 0.0, hi: most, from: frame.left, to: frame.right };

    let mut scene = Scene::new(target, frame, frame.bottom + 2.0);
    for (i, (name, row)) in names.iter().zip(&rows).enumerate() {
        let top = height * i as f64 + GAP / 2.0;
        if is_long {
            scene.text(name, (0.0, top + EM), Align::Left, Ink::Text);
        } else {
            scene.beside(name, top + BAR * n_series as f64 / 2.0, Ink::Text);
        }
        for (k, value) in row.iter().enumerate() {
            let y = top + above + BAR * k as f64;
            let end = x.place(value.unwrap_or(0.0));
            let says = format!(
                "{}, {}: {}",
                letters.clean(&raw[i]),
                letters.clean(&figure.series[k].name),
                count(value)
            );
            let (from, to) = ((frame.left, y + 1.0), (end, y + BAR - 1.0));
            scene.items.push(Item::Rect { from, to, ink: Ink::Series(k), says });
            scene.text(count(value), (end + 4.0, y + BAR / 2.0 + MIDDLE), Align::Left, Ink::Text);
        }
    }
    scene.axis_left(&frame);
    let sides = figure.series.iter().zip([" (upper bar)", " (lower bar)"]).enumerate();
    for (k, (series, side)) in sides {
        let name = letters.fit(&series.name, EM, 0.5 * width);
        scene.name_bar(Ink::Series(k), &format!("{name}{side}"));
    }
    let more = rows::n_categories(figure) - rows.len();
    scene.remark = (more > 0).then(|| format!("{more} more rows, not drawn"));
    Ok(scene)
}
