//! Words before and after: two lying bars a row, the counts at their ends.

use super::{WIDTH, canvas, clean, fit, legend, rect, series, text, width};
use crate::render::chart::stack::{n_rows, rows};
use crate::render::format;
use crate::render::html::markup::Html;
use crate::report::Figure;

/// Rows drawn in one chart; the list of examples has the rest.
const MAX_ROWS: usize = 16;
const ROW: f64 = 44.0;
const BAR: f64 = 11.0;

pub(super) fn draw(h: &mut Html, figure: &Figure) {
    let rows = rows(figure, MAX_ROWS, figure.series.len().min(2));
    legend(h, "box", figure.series.iter().take(2).enumerate().map(|(k, s)| (series(k), s.name.clone())));
    let most = rows.iter().flatten().flatten().fold(1.0, |a: f64, &b| a.max(b));
    // Counts are whole numbers below 2^53.
    let count = |v: &Option<f64>| v.map_or("no value".to_owned(), |v| format::count(v as u64));
    let room = rows.iter().flatten().map(|v| width(&count(v))).fold(0.0, f64::max) + 6.0;
    canvas(h, figure, ROW * rows.len() as f64, |h| {
        for (i, row) in rows.iter().enumerate() {
            let top = ROW * i as f64;
            let name = figure.categories.get(i).map_or(String::new(), |c| clean(c));
            text(h, "t strong", (0.0, top + 13.0), &fit(&name, 0.85 * WIDTH));
            for (k, value) in row.iter().enumerate() {
                let y = top + 18.0 + (BAR + 1.0) * k as f64;
                let wide = value.unwrap_or(0.0) / most * (WIDTH - room);
                let title = format!("{name}, {}: {}", clean(&figure.series[k].name), count(value));
                h.el("g", &[("class", &series(k))], |h| {
                    rect(h, "bar pt", (0.0, y), (wide.max(1.0), BAR), &title);
                });
                text(h, "t", (wide.max(1.0) + 4.0, y + 9.5), &count(value));
            }
        }
    });
    let more = n_rows(figure).saturating_sub(rows.len()) as u64;
    let note =
        if more > 0 { format!(" {} more in the list below.", format::count(more)) } else { String::new() };
    h.leaf("p", &[("class", "axis-note")], &format!("Numbers: {}.{note}", clean(&figure.x)));
}
