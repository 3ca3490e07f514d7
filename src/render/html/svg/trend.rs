//! Trend: points with intervals over the generations, and the margins as lines.

use super::{WIDTH, canvas, clean, fit, legend, line, marker, px, series, text, width};
use crate::render::chart::scale::{Scale, spread};
use crate::render::chart::trend::range::Range;
use crate::render::format;
use crate::render::html::markup::Html;
use crate::report::{Figure, Series};
use crate::terms::Status;

/// Series drawn in one chart.
const MAX_SERIES: usize = 8;
const LEFT: f64 = 34.0;
const RIGHT: f64 = WIDTH - 70.0;
const PLOT: f64 = 168.0;
/// Units of the longest name.
const MOST: f64 = 96.0;
/// Cosine of the angle by which long names are turned, and a little.
const TURNED: f64 = 0.74;
/// Height of a row of values that the scale does not reach.
const STRIP: f64 = 26.0;

pub(super) fn draw(h: &mut Html, figure: &Figure, figures: &[&Figure]) {
    let shown = &figure.series[..figure.series.len().min(MAX_SERIES)];
    legend(h, "line", shown.iter().enumerate().map(|(k, s)| (series(k), s.name.clone())));
    let range = Range::shared(figure, figures);
    let n = positions(figure);
    let slot = (RIGHT - LEFT) / n as f64;
    let all: Vec<String> = (0..n)
        .map(|i| figure.categories.get(i).map_or(format!("{}", i + 1), |name| fit(name, MOST)))
        .collect();
    let longest = all.iter().map(|name| width(name)).fold(0.0, f64::max);
    let turned = longest + 4.0 > slot;
    // A turned name ends below its generation; the first ones have little room before it.
    let room = |i: usize| (LEFT + (i as f64 + 0.5) * slot) / TURNED;
    let names: Vec<String> = all
        .iter()
        .enumerate()
        .map(|(i, name)| if turned { fit(name, room(i)) } else { name.clone() })
        .collect();
    let off = |s: &Series| s.y.iter().flatten().any(|v| *v > range.hi || *v < range.lo);
    let strips: Vec<usize> = (0..shown.len()).filter(|&k| off(&shown[k])).collect();
    let top = 10.0 + STRIP * strips.len() as f64;
    let bottom = top + PLOT;
    let below = if turned { longest * TURNED + 14.0 } else { 22.0 };
    let y = Scale { lo: range.lo, hi: range.hi, from: bottom, to: top };
    canvas(h, figure, bottom + below + 4.0, |h| {
        for (value, label) in range.ticks() {
            line(h, "grid", (LEFT, y.place(value)), (RIGHT, y.place(value)));
            text(h, "t end", (LEFT - 5.0, y.place(value) + 4.0), &label);
        }
        marks(h, figure, &y, top, bottom);
        line(h, "axis", (LEFT, bottom), (RIGHT, bottom));
        for (i, name) in names.iter().enumerate() {
            let x = LEFT + (i as f64 + 0.5) * slot;
            if turned {
                let turn = format!("translate({} {}) rotate(-45)", px(x + 4.0), px(bottom + 13.0));
                h.leaf("text", &[("class", "t end"), ("transform", &turn)], name);
            } else {
                text(h, "t mid", (x, bottom + 16.0), name);
            }
        }
        let apart = (0.5 * slot / shown.len() as f64).min(11.0);
        for (k, s) in shown.iter().enumerate() {
            let shift = (k as f64 - (shown.len() - 1) as f64 / 2.0) * apart;
            let x_of = |position: f64| LEFT + (position + 0.5) * slot + shift;
            let row = strips.iter().position(|&strip| strip == k);
            let strip = top - STRIP * (row.unwrap_or(0) as f64 + 1.0) + 6.0;
            h.el("g", &[("class", &series(k))], |h| values(h, figure, s, &y, &x_of, strip));
        }
    });
}

/// Generations on the horizontal axis.
fn positions(figure: &Figure) -> usize {
    let last =
        figure.series.iter().flat_map(|s| &s.x).filter(|x| x.is_finite()).fold(0.0, |a: f64, &b| a.max(b));
    figure.categories.len().max(last.min(499.0) as usize + 1)
}

/// The margins, labelled at the right, labels moved apart.
fn marks(h: &mut Html, figure: &Figure, y: &Scale, top: f64, bottom: f64) {
    let shown: Vec<_> = figure.marks.iter().filter(|m| y.holds(m.y)).collect();
    let wanted: Vec<f64> = shown.iter().map(|m| y.place(m.y)).collect();
    let places = spread(&wanted, 13.0, top, bottom);
    for (mark, place) in shown.iter().zip(places) {
        let class = if (mark.y - 1.0).abs() < 1e-9 { "mark whole" } else { "mark" };
        line(h, class, (LEFT, y.place(mark.y)), (RIGHT, y.place(mark.y)));
        text(h, "t", (RIGHT + 5.0, place + 4.0), &fit(&mark.label, WIDTH - RIGHT - 5.0));
    }
}

/// What one value says on hover.
fn says(figure: &Figure, s: &Series, i: usize) -> String {
    let at = s.x[i].round().max(0.0) as usize;
    let name = figure.categories.get(at).map_or(String::new(), |c| clean(c));
    let at = |list: &[Option<f64>]| list.get(i).copied().flatten();
    let value = match (at(&s.y), at(&s.low), at(&s.high)) {
        (Some(value), Some(low), Some(high)) => format::interval(value, low, high),
        (Some(value), _, _) => format::bare(value),
        (None, _, _) => "no value".to_owned(),
    };
    let status = s.status.get(i).copied().flatten().map_or(String::new(), |s| format!(", {}", s.name()));
    format!("{name}: {} {value}{status}", clean(&s.name))
}

fn values(h: &mut Html, figure: &Figure, s: &Series, y: &Scale, x_of: &impl Fn(f64) -> f64, strip: f64) {
    let at = |list: &[Option<f64>], i: usize| list.get(i).copied().flatten().filter(|v| v.is_finite());
    let n = s.x.len().min(s.y.len());
    // Lines break where a value is missing or off the scale.
    let mut path = String::new();
    let mut pen = false;
    for i in 0..n {
        match at(&s.y, i).filter(|v| y.holds(*v)) {
            Some(v) => {
                path += &format!("{}{} {}", if pen { "L" } else { "M" }, px(x_of(s.x[i])), px(y.place(v)));
                pen = true;
            }
            None => pen = false,
        }
    }
    h.el("path", &[("class", "ln"), ("d", &path)], |_| {});
    // Where the last number off the scale ends: one that would touch it shows on hover alone.
    let mut written = f64::NEG_INFINITY;
    for i in 0..n {
        let x = x_of(s.x[i]);
        let status = s.status.get(i).copied().flatten();
        let Some(value) = at(&s.y, i) else {
            marker(h, Some(Status::NotRun), x, y.from - 7.0, Some(&says(figure, s, i)));
            continue;
        };
        if !y.holds(value) {
            let arrow = if value > y.hi { "↑" } else { "↓" };
            marker(h, status, x, strip, Some(&says(figure, s, i)));
            let number = format!("{arrow}{}", format::bare(value));
            let half = width(&number) / 2.0;
            if x - half > written {
                text(h, "t mid", (x, strip + 16.0), &number);
                written = x + half;
            }
            continue;
        }
        if let (Some(low), Some(high)) = (at(&s.low, i), at(&s.high, i)) {
            line(h, "ci", (x, y.place(low)), (x, y.place(high)));
        }
        marker(h, status, x, y.place(value), Some(&says(figure, s, i)));
    }
}
