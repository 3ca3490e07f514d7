//! Rank and frequency: one line a generation on two logarithmic axes.

use super::{WIDTH, canvas, clean, fit, legend, line, px, text};
use crate::render::chart::loglog::{axis, log_ticks, points};
use crate::render::html::markup::Html;
use crate::report::Figure;

/// Lines drawn in one chart.
const MAX_SERIES: usize = 16;
const LEFT: f64 = 60.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 208.0;

/// How a generation is drawn: the reference thick, the last one dashed and in the color of news, the rest between.
fn class(i: usize, n: usize) -> &'static str {
    match i {
        0 => "g-first",
        _ if i + 1 == n => "g-last",
        _ => ["g-a", "g-b", "g-c"][(3 * (i - 1) / n.saturating_sub(2).max(1)).min(2)],
    }
}

pub(super) fn draw(h: &mut Html, figure: &Figure) {
    let lines: Vec<Vec<(f64, f64)>> = figure.series.iter().take(MAX_SERIES).map(points).collect();
    let n = lines.len();
    let all = || lines.iter().flatten();
    if all().next().is_none() {
        h.leaf("p", &[("class", "empty")], "Nothing to show: no value is above 0.");
        return;
    }
    legend(h, "line", (0..n).map(|i| (class(i, n).to_owned(), figure.series[i].name.clone())));
    let x = axis(all().map(|p| p.0), LEFT, WIDTH - 8.0);
    let y = axis(all().map(|p| p.1), BOTTOM, TOP);
    canvas(h, figure, BOTTOM + 40.0, |h| {
        for (at, label) in log_ticks(&x) {
            line(h, "grid", (x.place(at), TOP), (x.place(at), BOTTOM));
            text(h, "t mid", (x.place(at).min(WIDTH - 22.0), BOTTOM + 15.0), &label);
        }
        for (at, label) in log_ticks(&y) {
            line(h, "grid", (LEFT, y.place(at)), (WIDTH - 8.0, y.place(at)));
            text(h, "t end", (LEFT - 5.0, y.place(at) + 4.0), &label);
        }
        text(h, "t mid", (f64::midpoint(LEFT, WIDTH), BOTTOM + 33.0), &fit(&figure.x, 280.0));
        for (i, points) in lines.iter().enumerate() {
            let path: Vec<String> = points
                .iter()
                .enumerate()
                .map(|(k, p)| {
                    format!("{}{} {}", if k == 0 { "M" } else { "L" }, px(x.place(p.0)), px(y.place(p.1)))
                })
                .collect();
            h.el("g", &[("class", class(i, n))], |h| {
                h.el("path", &[("class", "ln"), ("d", &path.concat())], |h| {
                    h.leaf("title", &[], &clean(&figure.series[i].name));
                });
            });
        }
    });
    h.leaf("p", &[("class", "axis-note")], &format!("Vertical: {}.", clean(&figure.y)));
}
