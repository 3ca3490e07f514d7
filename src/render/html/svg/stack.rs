//! Shares: one lying bar a generation; the small parts, which are the news, also in numbers.

use super::{WIDTH, canvas, clean, fit, legend, rect, text, width};
use crate::render::chart::stack::{n_rows, rows};
use crate::render::format;
use crate::render::html::markup::Html;
use crate::report::Figure;

/// Bars drawn in one chart.
const MAX_ROWS: usize = 60;
/// Parts of one bar.
const MAX_SERIES: usize = 6;
const ROW: f64 = 38.0;

fn class(k: usize) -> String {
    format!("p{k}")
}

pub(super) fn draw(h: &mut Html, figure: &Figure) {
    let n = figure.series.len().min(MAX_SERIES);
    let rows = rows(figure, MAX_ROWS, n);
    legend(h, "box", (0..n).map(|k| (class(k), figure.series[k].name.clone())));
    canvas(h, figure, ROW * rows.len() as f64, |h| {
        for (i, row) in rows.iter().enumerate() {
            let top = ROW * i as f64;
            let name = figure.categories.get(i).map_or(String::new(), |c| clean(c));
            let mut right = WIDTH;
            // From the right: the last part first.
            for (k, share) in row.iter().enumerate().skip(1).rev() {
                let label = share.map_or("no value".to_owned(), format::percent);
                text(h, "t end", (right, top + 13.0), &label);
                right -= width(&label) + 15.0;
                h.el("g", &[("class", &class(k))], |h| rect(h, "bar", (right, top + 4.0), (10.0, 10.0), ""));
                right -= 12.0;
            }
            text(h, "t", (0.0, top + 13.0), &fit(&name, right - 6.0));
            let mut x = 0.0;
            for (k, share) in row.iter().enumerate() {
                let Some(share) = share else { continue };
                let wide = share.clamp(0.0, 1.0) * WIDTH;
                let title = format!("{name}: {} {}", clean(&figure.series[k].name), format::percent(*share));
                h.el("g", &[("class", &class(k))], |h| {
                    rect(h, "bar pt", (x, top + 19.0), (wide.min(WIDTH - x), 13.0), &title);
                });
                x += wide;
            }
        }
    });
    let more = n_rows(figure).saturating_sub(MAX_ROWS) as u64;
    let note =
        if more > 0 { format!(" {} not drawn.", format::plural(more, "bar", "bars")) } else { String::new() };
    h.leaf("p", &[("class", "axis-note")], &format!("Bars: {}.{note}", clean(&figure.x)));
}
