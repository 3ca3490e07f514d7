//! A plane: lines around where most documents lie, and marks where some are gone.

use super::{WIDTH, canvas, clean, fit, legend, line, marker, px, text};
use crate::render::chart::plane::{extent, is_marks, pieces};
use crate::render::chart::scale::{Scale, step, tick_label, ticks};
use crate::render::html::markup::Html;
use crate::report::Figure;

const LEFT: f64 = 44.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 268.0;

/// Classes of the lines, in the order of the series.
const LINES: [&str; 2] = ["g-first", "g-last"];

pub(super) fn draw(h: &mut Html, figure: &Figure) {
    let Some([along, up]) = extent(figure) else {
        h.leaf("p", &[("class", "empty")], "Nothing to show: no place on the plane is finite.");
        return;
    };
    let lines = || figure.series.iter().filter(|s| !is_marks(s)).zip(LINES);
    let marks = || figure.series.iter().filter(|s| is_marks(s));
    legend(h, "line", lines().map(|(s, class)| (class.to_owned(), s.name.clone())));
    for series in marks() {
        h.leaf("p", &[("class", "axis-note")], &format!("Crosses: {}.", clean(&series.name)));
    }
    let x = Scale { lo: along.0, hi: along.1, from: LEFT, to: WIDTH - 8.0 };
    let y = Scale { lo: up.0, hi: up.1, from: BOTTOM, to: TOP };
    canvas(h, figure, BOTTOM + 40.0, |h| {
        let by = step(x.lo, x.hi, 5);
        for at in ticks(x.lo, x.hi, by) {
            line(h, "grid", (x.place(at), TOP), (x.place(at), BOTTOM));
            text(h, "t mid", (x.place(at).min(WIDTH - 22.0), BOTTOM + 15.0), &tick_label(at, by));
        }
        let by = step(y.lo, y.hi, 5);
        for at in ticks(y.lo, y.hi, by) {
            line(h, "grid", (LEFT, y.place(at)), (WIDTH - 8.0, y.place(at)));
            text(h, "t end", (LEFT - 5.0, y.place(at) + 4.0), &tick_label(at, by));
        }
        text(h, "t mid", (f64::midpoint(LEFT, WIDTH), BOTTOM + 33.0), &fit(&figure.x, 280.0));
        for series in marks() {
            let statuses = series.status.iter().copied().chain(std::iter::repeat(None));
            h.el("g", &[("class", "s0")], |h| {
                for ((px, py), status) in pieces(series).into_iter().flatten().zip(statuses) {
                    marker(h, status, x.place(px), y.place(py), None);
                }
            });
        }
        for (series, class) in lines() {
            let path: Vec<String> = pieces(series).iter().map(|piece| trace(piece, &x, &y)).collect();
            h.el("g", &[("class", class)], |h| {
                h.el("path", &[("class", "ln"), ("d", &path.concat())], |h| {
                    h.leaf("title", &[], &clean(&series.name));
                });
            });
        }
    });
    h.leaf("p", &[("class", "axis-note")], &format!("Vertical: {}.", clean(&figure.y)));
}

fn trace(piece: &[(f64, f64)], x: &Scale, y: &Scale) -> String {
    let to = |(k, p): (usize, &(f64, f64))| {
        format!("{}{} {}", if k == 0 { "M" } else { "L" }, px(x.place(p.0)), px(y.place(p.1)))
    };
    piece.iter().enumerate().map(to).collect::<Vec<_>>().concat()
}
