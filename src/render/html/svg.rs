//! The scene as inline SVG.
//!
//! A chart is 360 units wide, the width of a phone, so that its text stays legible there; wide screens show several side
//! by side. Titles and legends are HTML around it, which wraps. Colors are classes, so that they follow the theme.

use std::borrow::Cow;

use super::markup::Html;
use crate::render::chart;
use crate::render::chart::label::Letters;
use crate::render::chart::scene::{
    Align, BAND, Ink, Item, Laid, Part, Point, RADIUS, SAMPLE, Scene, Target, part,
};
use crate::render::sign::{self, Shape};
use crate::report::{Figure, FigureKind};

/// Charts are laid out for readers' fonts, on a phone.
const TARGET: Target = Target { letters: Letters::Readers, width: 360.0 };
/// Width of a line that style.css need not be told.
const USUAL: f64 = 2.0;

/// The figures of a sheet, each with title, legend and chart.
pub(super) fn figures(h: &mut Html, figures: &[&Figure]) {
    for same in figures.chunk_by(|a, b| a.kind == b.kind) {
        for (figure, scene) in same.iter().zip(chart::scenes(same, 1, TARGET)) {
            put(h, figure, &scene);
        }
    }
}

fn put(h: &mut Html, figure: &Figure, scene: &Laid) {
    h.el("figure", &[("id", &format!("figure-{}", clean(&figure.id)))], |h| {
        h.leaf("figcaption", &[], &clean(&figure.title));
        match scene {
            Err(reason) => h.leaf("p", &[("class", "empty")], &format!("Nothing to show: {reason}.")),
            Ok(scene) => {
                legend(h, scene);
                drawing(h, scene, &clean(&figure.title));
                note(h, figure, scene);
            }
        }
    });
    h.line();
}

/// The scene alone.
pub(super) fn drawing(h: &mut Html, scene: &Scene, label: &str) {
    let view = format!("0 0 {} {}", px(scene.width), px(scene.height));
    let attrs = [("class", "chart"), ("viewBox", &*view), ("role", "img"), ("aria-label", label)];
    h.el("svg", &attrs, |h| items(h, &scene.items));
    h.line();
}

/// What the axes are, and what found no room.
fn note(h: &mut Html, figure: &Figure, scene: &Scene) {
    let (x, y) = (clean(&figure.x), clean(&figure.y));
    let axes = match figure.kind {
        // The section says what they show.
        FigureKind::Trend => None,
        FigureKind::LogLog | FigureKind::Map | FigureKind::Scatter => {
            Some(format!("Horizontal: {x}. Vertical: {y}."))
        }
        FigureKind::Stack => Some(format!("Bars: {x}. Lengths: {y}.")),
        FigureKind::PairedBars => Some(format!("Numbers: {x}.")),
    };
    let said: Vec<String> = axes.into_iter().chain(scene.remark.clone()).collect();
    if !said.is_empty() {
        h.leaf("p", &[("class", "axis-note")], &said.join(" "));
    }
}

/// A sample and a name for each series.
fn legend(h: &mut Html, scene: &Scene) {
    let view = format!("0 0 {} {}", px(SAMPLE.0), px(SAMPLE.1));
    h.el("ul", &[("class", "legend")], |h| {
        for (sample, name) in &scene.legend {
            h.el("li", &[], |h| {
                h.el("svg", &[("viewBox", &view), ("aria-hidden", "true")], |h| {
                    items(h, std::slice::from_ref(sample));
                });
                h.text(&clean(name));
            });
        }
    });
}

/// Items of one color after each other share an element that gives it.
fn items(h: &mut Html, items: &[Item]) {
    for same in items.chunk_by(|a, b| a.ink() == b.ink()) {
        h.el("g", &[("class", &class(same[0].ink()))], |h| same.iter().for_each(|item| put_item(h, item)));
    }
}

/// The class that gives a color.
fn class(ink: Ink) -> Cow<'static, str> {
    match ink {
        Ink::Text | Ink::First => "i-text".into(),
        Ink::Muted | Ink::Axis => "i-dim".into(),
        Ink::Grid => "i-grid".into(),
        Ink::Hush => "i-hush".into(),
        Ink::Paper => "i-paper".into(),
        Ink::Calm => "i-calm".into(),
        Ink::Series(k) => format!("s{}", k % 7).into(),
        Ink::Between(share) => ["g1", "g2", "g3"][(3.0 * share).clamp(0.0, 2.0) as usize].into(),
        Ink::Sign(status) => sign::of(status).class.into(),
        Ink::Zone(status) => format!("z-{}", sign::of(status).class).into(),
    }
}

fn put_item(h: &mut Html, item: &Item) {
    match item {
        Item::Path { pieces, stroke, says } => {
            let d: String = pieces.iter().map(|piece| trace(piece)).collect();
            let (width, dash) = (px(stroke.width), stroke.dash.iter().map(|v| px(*v)).collect::<Vec<_>>());
            let mut attrs = vec![("class", "ln"), ("d", d.as_str())];
            if stroke.width != USUAL {
                attrs.push(("stroke-width", &width));
            }
            let dash = dash.join(" ");
            if !dash.is_empty() {
                attrs.push(("stroke-dasharray", &dash));
            }
            h.el("path", &attrs, |h| title(h, says));
        }
        Item::Band { upper, lower, .. } => {
            let around: Vec<Point> = upper.iter().chain(lower.iter().rev()).copied().collect();
            let (d, cover) = (trace(&around), BAND.to_string());
            h.el("path", &[("class", "bar"), ("fill-opacity", &cover), ("d", &d)], |_| {});
        }
        Item::Rect { from, to, says, .. } => {
            let [width, height] = [to.0 - from.0, to.1 - from.1].map(|side| px(side.max(0.0)));
            let (x, y) = (px(from.0), px(from.1));
            let class = if says.is_empty() { "bar" } else { "bar pt" };
            let attrs = [("class", class), ("x", &*x), ("y", &*y), ("width", &*width), ("height", &*height)];
            h.el("rect", &attrs, |h| title(h, says));
        }
        Item::Mark { shape, at, says, .. } => mark(h, *shape, *at, says),
        Item::Text { text, at, align, upright, .. } => {
            let class = match align {
                Align::Left => "t",
                Align::Center => "t mid",
                Align::Right => "t end",
            };
            let (x, y) = (px(at.0), px(at.1));
            if *upright {
                let turn = format!("translate({x} {y}) rotate(-90)");
                h.leaf("text", &[("class", class), ("transform", &turn)], text);
            } else {
                h.leaf("text", &[("class", class), ("x", &x), ("y", &y)], text);
            }
        }
    }
}

/// What shows on hover.
fn title(h: &mut Html, says: &str) {
    if !says.is_empty() {
        h.leaf("title", &[], says);
    }
}

/// A mark; one that says something is easy to hit.
pub(super) fn mark(h: &mut Html, shape: Shape, (x, y): Point, says: &str) {
    let r = px(RADIUS);
    let scaled =
        |points: &[Point]| trace(&points.iter().map(|p| (RADIUS * p.0, RADIUS * p.1)).collect::<Vec<_>>());
    let around = || format!("M-{r} 0a{r} {r} 0 1 0 {0} 0a{r} {r} 0 1 0-{0} 0z", px(2.0 * RADIUS));
    let (class, d) = match part(shape) {
        Part::Disc => ("solid", around()),
        Part::Ring => ("ring", around()),
        Part::Fill(corners) => ("solid", scaled(corners) + "z"),
        Part::Lines(lines) => ("cross", lines.iter().map(|line| scaled(line)).collect()),
    };
    let place = format!("translate({} {})", px(x), px(y));
    let attrs = [("transform", &*place), ("class", "pt")];
    h.el("g", &attrs[..if says.is_empty() { 1 } else { 2 }], |h| {
        if !says.is_empty() {
            title(h, says);
            h.el("path", &[("class", "hit"), ("d", "M-9-9H9V9H-9z")], |_| {});
        }
        h.el("path", &[("class", class), ("d", &d)], |_| {});
    });
}

/// A line from point to point.
fn trace(points: &[Point]) -> String {
    let to = |(k, p): (usize, &Point)| format!("{}{} {}", if k == 0 { "M" } else { "L" }, px(p.0), px(p.1));
    points.iter().enumerate().map(to).collect()
}

/// A coordinate.
fn px(value: f64) -> String {
    let text = format!("{:.1}", if value.is_finite() { value.clamp(-9999.0, 9999.0) } else { 0.0 });
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// Text without anything that acts.
fn clean(text: &str) -> String {
    TARGET.letters.clean(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short_and_finite() {
        assert_eq!([px(1.0), px(-2.26), px(f64::NAN), px(1e99)], ["1", "-2.3", "0", "9999"]);
    }
}
