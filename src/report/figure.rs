//! Charts as data.

use serde::{Deserialize, Serialize};

use crate::terms::Status;

/// How a figure is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureKind {
    /// Points with interval bands over the generations; several with the same `sheet` form small multiples.
    Trend,
    /// Lines on two logarithmic axes.
    LogLog,
    /// One stacked bar per category, shares adding to 1.
    Stack,
    /// Horizontal bars, paired before / after, one row per category.
    PairedBars,
    /// A plane: lines that break where `y` is `null`, and marks where a series has statuses.
    Map,
    /// A named point a series, on two axes: its first place, with `low` and `high` as vertical interval, and in the second and third `x` the
    /// ends of the horizontal one. A line leads through those whose status is `pass`.
    Scatter,
}

/// One chart as data (at most 500 points a series). Text in it is raw model output: escape it when rendering.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Stable id.
    pub id: String,
    /// Figures with the same sheet share one image; the sheet names the file.
    pub sheet: String,
    /// How to draw it.
    pub kind: FigureKind,
    /// Title: what the reader should see.
    pub title: String,
    /// X-axis title with unit.
    pub x: String,
    /// Y-axis title with unit.
    pub y: String,
    /// Names of the positions 0, 1, 2, ... on the category axis; empty for numeric axes.
    pub categories: Vec<String>,
    /// The series.
    pub series: Vec<Series>,
    /// Horizontal reference lines (margins, "all kept").
    pub marks: Vec<Mark>,
}

/// One series of a figure. All vectors have the same length; `low` and `high` may be empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Legend entry.
    pub name: String,
    /// Positions.
    pub x: Vec<f64>,
    /// Values; `null` = no value at this position.
    pub y: Vec<Option<f64>>,
    /// Lower ends of the intervals.
    pub low: Vec<Option<f64>>,
    /// Upper ends of the intervals.
    pub high: Vec<Option<f64>>,
    /// Status at each position, where one was judged; drawn as the marker's shape.
    pub status: Vec<Option<Status>>,
}

/// A labelled horizontal line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Where.
    pub y: f64,
    /// What it is.
    pub label: String,
}
