//! Charts as inline SVG, from the same figures as the PNGs and with the same scales and ticks.
//!
//! A chart is 360 units wide, the width of a phone, so that its text stays legible there; wide screens show several side
//! by side. Titles and legends are HTML around it, which wraps. Colors are classes, so that they follow the theme.

mod log_log;
mod paired_bars;
mod plane;
mod stack;
mod trend;

use super::markup::Html;
use crate::render::chart::{font, panel};
use crate::render::escape::{MESSAGE, terminal};
use crate::report::{Figure, FigureKind};
use crate::terms::Status;

/// Units of every chart, left to right.
const WIDTH: f64 = 360.0;
/// Units of the em of a chart's text.
const EM: f64 = 12.0;
/// Em of a character that the embedded font lacks: no font is wider, but for a few signs that are words by themselves.
const FOREIGN: f64 = 1.5;
/// Readers' fonts are narrower than the embedded one, which is measured; should one be a little wider, there is room.
const ROOM: f64 = 1.03;
/// Bytes of a text that is too long for every line.
const LONGEST: usize = 400;
/// Classes of series colors.
const COLORS: usize = 7;

/// A figure with title, legend, chart and its values as a table. `figures` are those that share its sheet.
pub(super) fn figure(h: &mut Html, figure: &Figure, figures: &[&Figure]) {
    h.el("figure", &[("id", &format!("figure-{}", clean(&figure.id)))], |h| {
        h.leaf("figcaption", &[], &clean(&figure.title));
        match panel::emptiness(figure) {
            Some(reason) => h.leaf("p", &[("class", "empty")], &format!("Nothing to show: {reason}.")),
            None => match figure.kind {
                FigureKind::Trend => trend::draw(h, figure, figures),
                FigureKind::LogLog => log_log::draw(h, figure),
                FigureKind::Stack => stack::draw(h, figure),
                FigureKind::PairedBars => paired_bars::draw(h, figure),
                FigureKind::Map => plane::draw(h, figure),
            },
        }
    });
    h.line();
}

/// The drawing surface; `height` units high.
fn canvas(h: &mut Html, figure: &Figure, height: f64, draw: impl FnOnce(&mut Html)) {
    let view = format!("0 0 {} {}", px(WIDTH), px(height));
    let label = clean(&figure.title);
    h.el("svg", &[("class", "chart"), ("viewBox", &view), ("role", "img"), ("aria-label", &label)], draw);
    h.line();
}

/// A coordinate.
fn px(value: f64) -> String {
    let text = format!("{:.1}", if value.is_finite() { value.clamp(-9999.0, 9999.0) } else { 0.0 });
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

fn line(h: &mut Html, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    h.el(
        "line",
        &[("class", class), ("x1", &px(x1)), ("y1", &px(y1)), ("x2", &px(x2)), ("y2", &px(y2))],
        |_| {},
    );
}

/// A line of text; `class` also says where it is anchored.
fn text(h: &mut Html, class: &str, (x, y): (f64, f64), text: &str) {
    h.leaf("text", &[("class", class), ("x", &px(x)), ("y", &px(y))], text);
}

fn rect(h: &mut Html, class: &str, (x, y): (f64, f64), (width, height): (f64, f64), title: &str) {
    let (width, height) = (px(width.max(0.0)), px(height.max(0.0)));
    let attrs = [("class", class), ("x", &px(x)), ("y", &px(y)), ("width", &width), ("height", &height)];
    h.el("rect", &attrs, |h| {
        if !title.is_empty() {
            h.leaf("title", &[], title);
        }
    });
}

/// A status as a shape: disc, triangle, cross, ring, dash; a small square where nobody judged. The same shapes as in the
/// PNG charts.
pub(super) fn marker(h: &mut Html, status: Option<Status>, x: f64, y: f64, title: Option<&str>) {
    let (class, path) = match status {
        Some(Status::Pass) => ("solid", "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z"),
        Some(Status::Warn) => ("solid", "M0-5.6L5.4 3.8H-5.4z"),
        Some(Status::Fail) => ("cross", "M-4-4L4 4M-4 4L4-4"),
        Some(Status::Inconclusive) => ("ring", "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"),
        Some(Status::NotRun) => ("cross", "M-5 0H5"),
        None => ("solid", "M-3-3H3V3H-3z"),
    };
    h.el("g", &[("class", "pt"), ("transform", &format!("translate({} {})", px(x), px(y)))], |h| {
        if let Some(title) = title {
            h.leaf("title", &[], title);
            h.el("path", &[("class", "hit"), ("d", "M-9-9H9V9H-9z")], |_| {});
        }
        h.el("path", &[("class", class), ("d", path)], |_| {});
    });
}

/// The legend: a swatch and a name for each series.
fn legend(h: &mut Html, kind: &'static str, entries: impl Iterator<Item = (String, String)>) {
    h.el("ul", &[("class", "legend")], |h| {
        for (class, name) in entries {
            h.el("li", &[], |h| {
                h.el("svg", &[("class", &class), ("viewBox", "0 0 26 12"), ("aria-hidden", "true")], |h| {
                    if kind == "line" {
                        line(h, "ln", (0.0, 6.0), (26.0, 6.0));
                    } else {
                        rect(h, "bar", (7.0, 0.0), (14.0, 12.0), "");
                    }
                });
                h.text(&clean(&name));
            });
        }
    });
}

/// The class of the k-th series.
fn series(k: usize) -> String {
    format!("s{}", k % COLORS)
}

/// Text without anything that acts.
fn clean(text: &str) -> String {
    terminal(text, MESSAGE)
}

/// Text in at most so many units: the middle of what is too long is left out.
fn fit(text: &str, units: f64) -> String {
    let text = clean(text);
    // More characters than any line holds need no measuring.
    if text.len() < LONGEST && width(&text) <= units {
        return text;
    }
    let chars: Vec<char> = text.chars().collect();
    let cut = |kept: usize| -> String {
        let head = chars.iter().take(kept.div_ceil(2));
        head.chain(['…'].iter()).chain(chars.iter().skip(chars.len() - kept / 2)).collect()
    };
    // Widths grow with the number of characters kept: bisect.
    let (mut fits, mut too_wide) = (0, chars.len().min(LONGEST));
    while fits + 1 < too_wide {
        let middle = usize::midpoint(fits, too_wide);
        if width(&cut(middle)) <= units { fits = middle } else { too_wide = middle }
    }
    cut(fits)
}

/// Units a text takes at most.
fn width(text: &str) -> f64 {
    let known: String = text.chars().filter(|&c| font::has(c)).collect();
    let foreign = text.chars().filter(|&c| !font::has(c)).map(foreign).sum::<f64>();
    ROOM * (font::width(&known, EM) + foreign * EM)
}

/// Em of a character that the embedded font lacks.
fn foreign(c: char) -> f64 {
    match c {
        // Phrases as one letter, and signs of cuneiform, of which some are as long as a word.
        '\u{fdf0}'..='\u{fdff}' | '\u{12000}'..='\u{1254f}' => 10.0,
        // Marks that stand above or below a letter.
        '\u{300}'..='\u{36f}' => 0.0,
        _ => FOREIGN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short_and_finite() {
        assert_eq!([px(1.0), px(-2.26), px(f64::NAN), px(1e99)], ["1", "-2.3", "0", "9999"]);
    }

    #[test]
    fn long_names_lose_their_middle() {
        assert_eq!(fit("gen10", 100.0), "gen10");
        let short = fit("llama-finetune-epoch-0007", 76.0);
        assert!(short.starts_with("llam") && short.ends_with("0007") && short.contains('…'), "{short}");
        for text in ["日本語日本語日本語", "WWWWWWWWWWWW", "\u{fdfd}\u{fdfd}", &"w".repeat(4000)] {
            assert!(width(&fit(text, 40.0)) <= 40.0, "{text}");
        }
    }
}
