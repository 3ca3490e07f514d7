//! Trend: small multiples over the generations, one plot a figure, points with intervals and the margins as lines.

mod dots;
mod names;
mod off_scale;
mod range;

use super::emptiness;
use super::scale::{self, Scale};
use super::scene::{Align, EM, Frame, Ink, Laid, MIDDLE, Scene, Stroke, Target};
use crate::render::format;
use crate::report::Figure;
pub(super) use dots::is_base_apart;
use range::Range;

/// Series drawn in one plot; more would be a tangle.
const MAX_SERIES: usize = 8;
/// What the strip of values that do not exist is called on the axis.
const MISSING: &str = "none";
/// What the strip of values that the scale does not reach is called on the axis.
const OFF_SCALE: &str = "off scale";
/// From the plot to the labels of its marks.
const LEADER: f64 = 17.0;

/// Lays out all figures of a sheet, so many in a row. They share margins and, where their axis title is the same, the range; those
/// of a row share heights, so that their plots line up.
pub(super) fn scenes(sheet: &[&Figure], columns: usize, target: Target) -> Vec<Laid> {
    let sides = sides(sheet, target);
    let row = |row: &[&Figure]| -> Vec<Laid> {
        let layout = Layout::of(row, sheet, sides, target);
        row.iter()
            .map(|figure| match emptiness(figure) {
                Some(reason) => Err(reason),
                None => Ok(scene(figure, &layout, Range::shared(figure, sheet))),
            })
            .collect()
    };
    sheet.chunks(columns).flat_map(row).collect()
}

/// Room left and right of the plots, for what stands beside them.
fn sides(sheet: &[&Figure], target: Target) -> (f64, f64) {
    let widest = |texts: Vec<String>| target.letters.widest(texts, EM);
    let left = |figure: &&Figure| {
        let range = Range::shared(figure, sheet);
        let mut texts: Vec<String> = range.ticks().into_iter().map(|(_, text)| text).collect();
        texts.extend(is_missing(figure).then(|| MISSING.to_owned()));
        texts.extend(off_scale::is_any(figure, &range).then(|| OFF_SCALE.to_owned()));
        widest(texts)
    };
    let right = |figure: &&Figure| {
        let labels = mark_labels(figure, target);
        let leader = if labels.is_empty() { 0.0 } else { LEADER };
        leader + widest(labels.into_iter().map(|(_, text)| text).collect())
    };
    let left = sheet.iter().map(left).fold(0.0, f64::max);
    let right = sheet.iter().map(right).fold(8.0, f64::max);
    (left + 7.0, right)
}

/// Sizes that the plots of a row share.
struct Layout {
    target: Target,
    left: f64,
    right: f64,
    plot: f64,
    /// Height of the names below.
    names: f64,
    /// Height of the strip below the scale for values that do not exist; 0 = all exist.
    missing: f64,
    /// Height of the strip above the scale for values that it does not reach; 0 = it reaches all.
    off_scale: f64,
}

impl Layout {
    fn of(row: &[&Figure], sheet: &[&Figure], (left, right): (f64, f64), target: Target) -> Self {
        let right = target.width - right;
        let n_rows = |figure: &&Figure| {
            let values = off_scale::place(figure, &Range::shared(figure, sheet), (left, right), target);
            values.iter().map(|value| value.row + 1).max().unwrap_or(0)
        };
        let n_rows = row.iter().map(n_rows).max().unwrap_or(0);
        let names = |figure: &&Figure| names::names(figure, right - left, target.letters).height;
        Layout {
            target,
            left,
            right,
            plot: 100.0 + 0.22 * target.width,
            names: row.iter().map(names).fold(0.0, f64::max),
            missing: if row.iter().any(|figure| is_missing(figure)) { 26.0 } else { 0.0 },
            off_scale: if n_rows > 0 { n_rows as f64 * off_scale::ROW + 5.0 } else { 0.0 },
        }
    }

    /// The plot with its strips. Above it is room for half a letter.
    fn frame(&self) -> Frame {
        let bottom = EM / 2.0 + self.off_scale + self.plot + self.missing;
        Frame { left: self.left, top: EM / 2.0, right: self.right, bottom }
    }
}

fn scene(figure: &Figure, layout: &Layout, range: Range) -> Scene {
    let (frame, target) = (layout.frame(), layout.target);
    let (roof, floor) = (frame.top + layout.off_scale, frame.bottom - layout.missing);
    let y = Scale { lo: range.lo, hi: range.hi, from: floor, to: roof };
    let mut scene = Scene::new(target, frame, frame.bottom + layout.names);
    let foot = frame.bottom - layout.missing / 2.0;
    if layout.missing > 0.0 {
        scene.rect((frame.left, floor), (frame.right, frame.bottom), Ink::Hush);
        scene.beside(MISSING, foot, Ink::Muted);
    }
    let strip = off_scale::place(figure, &range, (frame.left, frame.right), target);
    let top = if strip.is_empty() { roof } else { frame.top };
    if !strip.is_empty() {
        scene.rect((frame.left, frame.top), (frame.right, roof), Ink::Hush);
        scene.beside(OFF_SCALE, f64::midpoint(frame.top, roof), Ink::Muted);
    }
    let plot = Frame { top: roof, bottom: floor, ..frame };
    scene.grid_up(&y, range.ticks());
    off_scale::draw(&mut scene, figure, strip, roof, target.letters);
    names::draw(&mut scene, figure, target.letters);
    marks(&mut scene, figure, &plot, &y, target);
    scene.axis_left(&Frame { top, ..frame });
    scene.axis_below();
    dots::draw(&mut scene, figure, &y, foot, target.letters);
    for (k, series) in figure.series.iter().take(MAX_SERIES).enumerate() {
        scene.name_line(Stroke::series(k), &series.name);
    }
    let more = figure.series.len().saturating_sub(MAX_SERIES);
    scene.remark = (more > 0).then(|| format!("and {more} more, not drawn"));
    scene
}

/// Whether a plot needs a strip for values that do not exist.
fn is_missing(figure: &Figure) -> bool {
    let n = names::n_categories(figure);
    let n_series = figure.series.len().min(MAX_SERIES);
    emptiness(figure).is_none() && (0..n_series).any(|k| !dots::missing(figure, k, n).is_empty())
}

/// Whether a mark is where nothing is lost.
fn is_whole(y: f64) -> bool {
    (y - 1.0).abs() < 1e-9
}

/// The marks' labels, those of equal height joined. A label without a number gets one, but not where all is kept.
fn mark_labels(figure: &Figure, target: Target) -> Vec<(f64, String)> {
    let mut labels: Vec<(f64, String)> = Vec::new();
    for mark in figure.marks.iter().filter(|mark| mark.y.is_finite()).take(12) {
        let name = mark.label.as_str();
        let is_told = is_whole(mark.y) || name.chars().any(|c| c.is_ascii_digit());
        let text = if is_told { name.to_owned() } else { format!("{name} {}", format::bare(mark.y)) };
        match labels.iter_mut().find(|(y, _)| *y == mark.y) {
            Some((_, joined)) if *joined == text => {}
            Some((_, joined)) => *joined = format!("{joined}, {text}"),
            None => labels.push((mark.y, text)),
        }
    }
    let most = (0.22 * target.width).min(130.0);
    labels.into_iter().map(|(y, text)| (y, target.letters.fit(&text, EM, most))).collect()
}

fn marks(scene: &mut Scene, figure: &Figure, plot: &Frame, y: &Scale, target: Target) {
    let marks: Vec<(f64, String)> =
        mark_labels(figure, target).into_iter().filter(|(at, _)| y.holds(*at)).collect();
    let lines: Vec<f64> = marks.iter().map(|(at, _)| y.place(*at)).collect();
    let texts = scale::spread(&lines, 1.15 * EM, plot.top, plot.bottom);
    for ((line, text_y), (at, text)) in lines.into_iter().zip(texts).zip(marks) {
        let dash: &[f64] = if is_whole(at) { &[] } else { &[6.0, 4.0] };
        let stroke = Stroke { ink: Ink::Muted, width: 1.2, dash };
        scene.line(&[(plot.left, line), (plot.right, line)], stroke);
        let end = plot.right + LEADER - 3.0;
        scene.line(&[(plot.right, line), (end, text_y)], Stroke::solid(Ink::Muted, 0.8));
        scene.text(text, (plot.right + LEADER, text_y + MIDDLE), Align::Left, Ink::Text);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;
    use crate::report::{FigureKind, Mark};

    #[test]
    fn marks_of_equal_height_share_a_label() {
        let mut figure = testing::figure(FigureKind::Trend, 2);
        let mark = |y: f64, label: &str| Mark { y, label: label.to_owned() };
        figure.marks =
            vec![mark(0.9, "fail margin"), mark(1.0, "all kept"), mark(0.9, "fail margin"), mark(0.9, "x 1")];
        let labels: Vec<String> =
            mark_labels(&figure, testing::IMAGE).into_iter().map(|(_, text)| text).collect();
        assert_eq!(labels, ["fail margin 0.90, x 1", "all kept"]);
    }
}
