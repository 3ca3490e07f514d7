//! A figure laid out once: plain data, which one writer turns into pixels (`bitmap.rs`) and another into SVG
//! (`html/svg.rs`), so that both say the same at the same places.
//!
//! Units are twelfths of the em of a chart's text. A page shows a scene at that size; an image has two pixels a unit.

use super::label::Letters;
use super::scale::Scale;
use crate::render::sign::{self, Shape};
use crate::terms::Status;

/// Em of all text in a scene.
pub(in crate::render) const EM: f64 = 12.0;
/// From the middle of a line of text down to its baseline.
pub(super) const MIDDLE: f64 = 0.36 * EM;
/// Radius of a mark.
pub(in crate::render) const RADIUS: f64 = 5.0;
/// Width and height of what a legend shows of a series.
pub(in crate::render) const SAMPLE: Point = (28.0, 12.0);
/// How much of what lies below a band covers.
pub(in crate::render) const BAND: f64 = 0.13;

/// A position: right, down.
pub(in crate::render) type Point = (f64, f64);

/// What a scene is laid out for.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct Target {
    /// What its texts are written with.
    pub(in crate::render) letters: Letters,
    /// Units, left to right.
    pub(in crate::render) width: f64,
}

/// A laid-out figure.
#[derive(Debug)]
pub(in crate::render) struct Scene {
    pub(in crate::render) width: f64,
    pub(in crate::render) height: f64,
    /// The plot without what is written around it.
    pub(in crate::render) frame: Frame,
    /// What is drawn, from below to above.
    pub(in crate::render) items: Vec<Item>,
    /// What each series looks like, in a box of the size [`SAMPLE`], and its name; they stand outside.
    pub(in crate::render) legend: Vec<(Item, String)>,
    /// What found no room.
    pub(in crate::render) remark: Option<String>,
}

/// A scene, or why there is nothing to show.
pub(in crate::render) type Laid = Result<Scene, &'static str>;

/// The plot area, or any box.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct Frame {
    pub(in crate::render) left: f64,
    pub(in crate::render) top: f64,
    pub(in crate::render) right: f64,
    pub(in crate::render) bottom: f64,
}

/// A color by its purpose; each writer knows what it is in its themes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::render) enum Ink {
    /// Text.
    Text,
    /// Text and lines that matter less.
    Muted,
    /// Axes.
    Axis,
    /// Grid lines.
    Grid,
    /// Where there is nothing to show.
    Hush,
    /// What everything is drawn on.
    Paper,
    /// A gray that recedes: what is there, but not the news.
    Calm,
    /// The series of this number.
    Series(usize),
    /// The reference, where lines are generations.
    First,
    /// A generation between the first and the last, which are 0 and 1.
    Between(f64),
    /// What a status looks like.
    Sign(Status),
    /// What lies behind the values and numbers of a status.
    Zone(Status),
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct Stroke {
    pub(in crate::render) ink: Ink,
    pub(in crate::render) width: f64,
    /// Units on, off, on, off; empty for a solid line.
    pub(in crate::render) dash: &'static [f64],
}

/// Strokes of series; with color they tell series apart in black and white, too.
const DASHES: [&[f64]; 4] = [&[], &[6.0, 4.0], &[2.0, 3.0], &[8.0, 3.0, 2.0, 3.0]];

impl Stroke {
    /// A solid line.
    pub(super) fn solid(ink: Ink, width: f64) -> Self {
        Stroke { ink, width, dash: &[] }
    }

    /// The line of the k-th series.
    pub(super) fn series(k: usize) -> Self {
        Stroke { ink: Ink::Series(k), width: 2.0, dash: DASHES[k % DASHES.len()] }
    }

    /// The line of the i-th of n generations: the reference thick, the last one dashed and in the color of news, those between from
    /// faint to strong.
    pub(super) fn generation(i: usize, n: usize) -> Self {
        match i {
            0 => Stroke::solid(Ink::First, 3.0),
            _ if i + 1 == n => Stroke { ink: Ink::Series(1), width: 2.4, dash: &[10.0, 4.0] },
            _ => {
                let share = if n > 3 { (i - 1) as f64 / (n - 3) as f64 } else { 0.5 };
                let dash: &[f64] = if i % 2 == 1 { &[] } else { &[4.0, 4.0] };
                Stroke { ink: Ink::Between(share), width: 1.8, dash }
            }
        }
    }
}

/// What a shape is made of, for a radius of 1.
#[derive(Debug)]
pub(in crate::render) enum Part {
    Disc,
    Ring,
    /// A filled polygon.
    Fill(&'static [Point]),
    /// Thick lines.
    Lines(&'static [[Point; 2]]),
}

/// The shape of a value: that of its status, or a small square where nobody judged.
pub(super) fn shape(status: Option<Status>) -> Shape {
    status.map_or(Shape::Square, |status| sign::of(status).shape)
}

/// What a shape is made of.
pub(in crate::render) fn part(shape: Shape) -> Part {
    match shape {
        Shape::Disc => Part::Disc,
        Shape::Ring => Part::Ring,
        Shape::Triangle => Part::Fill(&[(0.0, -1.25), (1.18, 0.85), (-1.18, 0.85)]),
        Shape::Square => Part::Fill(&[(-0.62, -0.62), (0.62, -0.62), (0.62, 0.62), (-0.62, 0.62)]),
        Shape::Diamond => Part::Fill(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)]),
        Shape::Cross => Part::Lines(&[[(-0.86, -0.86), (0.86, 0.86)], [(-0.86, 0.86), (0.86, -0.86)]]),
        Shape::Dash => Part::Lines(&[[(-1.0, 0.0), (1.0, 0.0)]]),
    }
}

/// Which part of a text sits at its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Align {
    Left,
    Center,
    Right,
}

/// One thing to draw. `says` is what it tells whoever points at it; empty = nothing.
#[derive(Debug, Clone)]
pub(in crate::render) enum Item {
    /// Lines from point to point, with the pen lifted between pieces.
    Path { pieces: Vec<Vec<Point>>, stroke: Stroke, says: String },
    /// A see-through area between two lines over the same places.
    Band { upper: Vec<Point>, lower: Vec<Point>, ink: Ink },
    /// A filled rectangle by its upper left and its lower right corner.
    Rect { from: Point, to: Point, ink: Ink, says: String },
    /// A mark.
    Mark { shape: Shape, at: Point, ink: Ink, says: String },
    /// A line of text, safe for its target; `at` is on its baseline. An upright one reads upward.
    Text { text: String, at: Point, align: Align, upright: bool, ink: Ink },
}

impl Item {
    /// The color.
    pub(in crate::render) fn ink(&self) -> Ink {
        match self {
            Item::Path { stroke, .. } => stroke.ink,
            Item::Band { ink, .. }
            | Item::Rect { ink, .. }
            | Item::Mark { ink, .. }
            | Item::Text { ink, .. } => *ink,
        }
    }
}

impl Scene {
    /// A scene without anything in it.
    pub(super) fn new(target: Target, frame: Frame, height: f64) -> Self {
        Scene { width: target.width, height, frame, items: Vec::new(), legend: Vec::new(), remark: None }
    }

    /// Names a line in the legend.
    pub(super) fn name_line(&mut self, stroke: Stroke, name: &str) {
        let pieces = vec![vec![(0.0, SAMPLE.1 / 2.0), (SAMPLE.0, SAMPLE.1 / 2.0)]];
        self.legend.push((Item::Path { pieces, stroke, says: String::new() }, name.to_owned()));
    }

    /// Names a color of bars in the legend.
    pub(super) fn name_bar(&mut self, ink: Ink, name: &str) {
        let (from, to) = ((SAMPLE.0 / 4.0, 0.0), (0.75 * SAMPLE.0, SAMPLE.1));
        self.legend.push((Item::Rect { from, to, ink, says: String::new() }, name.to_owned()));
    }

    /// Names marks in the legend.
    pub(super) fn name_mark(&mut self, shape: Shape, ink: Ink, name: &str) {
        let at = (SAMPLE.0 / 2.0, SAMPLE.1 / 2.0);
        self.legend.push((Item::Mark { shape, at, ink, says: String::new() }, name.to_owned()));
    }

    /// Adds a line that says nothing.
    pub(super) fn line(&mut self, points: &[Point], stroke: Stroke) {
        self.items.push(Item::Path { pieces: vec![points.to_vec()], stroke, says: String::new() });
    }

    /// Adds the line of a series; a piece of one point becomes a disc.
    pub(super) fn trace(&mut self, pieces: Vec<Vec<Point>>, stroke: Stroke, says: String) {
        for piece in &pieces {
            if let [at] = piece[..] {
                self.items.push(Item::Mark { shape: Shape::Disc, at, ink: stroke.ink, says: says.clone() });
            }
        }
        self.items.push(Item::Path { pieces, stroke, says });
    }

    /// Adds a filled rectangle that says nothing.
    pub(super) fn rect(&mut self, from: Point, to: Point, ink: Ink) {
        self.items.push(Item::Rect { from, to, ink, says: String::new() });
    }

    /// Adds a line of text, which must be safe already.
    pub(super) fn text(&mut self, text: impl Into<String>, at: Point, align: Align, ink: Ink) {
        self.items.push(Item::Text { text: text.into(), at, align, upright: false, ink });
    }

    /// Adds a text at the left of the plot, in the middle of a height.
    pub(super) fn beside(&mut self, text: &str, y: f64, ink: Ink) {
        self.text(text, (self.frame.left - 6.0, y + MIDDLE), Align::Right, ink);
    }

    /// Adds horizontal grid lines with their numbers.
    pub(super) fn grid_up(&mut self, y: &Scale, ticks: Vec<(f64, String)>) {
        for (value, text) in ticks {
            let at = y.place(value);
            self.line(&[(self.frame.left, at), (self.frame.right, at)], Stroke::solid(Ink::Grid, 0.75));
            self.beside(&text, at, Ink::Text);
        }
    }

    /// Adds vertical grid lines over a frame, their numbers below it and within the scene.
    pub(super) fn grid_across(
        &mut self,
        frame: &Frame,
        x: &Scale,
        ticks: Vec<(f64, String)>,
        letters: Letters,
    ) {
        for (value, text) in ticks {
            let at = x.place(value);
            self.line(&[(at, frame.top), (at, frame.bottom)], Stroke::solid(Ink::Grid, 0.75));
            let half = letters.width(&text, EM) / 2.0;
            let middle = at.min(self.width - half);
            self.text(text, (middle, frame.bottom + 6.0 + EM), Align::Center, Ink::Text);
        }
    }

    /// Adds the axis at the left of a frame.
    pub(super) fn axis_left(&mut self, frame: &Frame) {
        self.line(&[(frame.left, frame.top), (frame.left, frame.bottom)], Stroke::solid(Ink::Axis, 1.0));
    }

    /// Adds the axis below the plot.
    pub(super) fn axis_below(&mut self) {
        let Frame { left, right, bottom, .. } = self.frame;
        self.line(&[(left, bottom), (right, bottom)], Stroke::solid(Ink::Axis, 1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_a_shape_of_its_own() {
        let statuses = Status::ALL.into_iter().map(Some).chain([None]);
        let shapes: Vec<Shape> = statuses.map(shape).collect();
        for (i, shape) in shapes.iter().enumerate() {
            assert!(!shapes[..i].contains(shape) && *shape != Shape::Diamond, "{shape:?}");
        }
    }

    #[test]
    fn generations_go_from_faint_to_strong() {
        let inks = |n: usize| (0..n).map(|i| Stroke::generation(i, n).ink).collect::<Vec<_>>();
        assert_eq!(inks(1), [Ink::First]);
        assert_eq!(inks(3), [Ink::First, Ink::Between(0.5), Ink::Series(1)]);
        let between = [0.0, 0.5, 1.0].map(Ink::Between);
        assert_eq!(inks(5), [[Ink::First].as_slice(), &between, &[Ink::Series(1)]].concat());
    }
}
