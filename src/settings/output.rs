//! Where results go, in which formats, and how much is said beside them.

use std::path::PathBuf;

use serde::Deserialize;

/// Where the results go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    /// The folder of `-o`; `None` = standard output only.
    pub dir: Option<PathBuf>,
    /// What to produce. Without a folder this is exactly one, of those that a stream can carry.
    pub formats: Vec<Format>,
    /// The file to which the report is appended as Markdown.
    pub summary: Option<PathBuf>,
    /// Whether standard output is colored.
    pub color: Color,
    /// Whether standard output tells everything, instead of the answer at a glance.
    pub full: bool,
    /// Whether the page is shown in the browser when it is written.
    pub open: bool,
    /// The colors of the PNG charts.
    pub theme: Theme,
    /// How much is said on standard error.
    pub talk: Talk,
    /// What is worth saying about the settings themselves before the run.
    pub notes: Vec<String>,
}

/// How much is said on standard error beside errors and failed gates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Talk {
    /// Nothing.
    Quiet,
    /// Warnings, what was chosen, and on a terminal how far the work is.
    #[default]
    Normal,
    /// Also where settings came from and how long each stage took.
    Verbose,
}

/// When the page is colored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Color {
    /// On a terminal, or where CLICOLOR_FORCE is set, unless NO_COLOR is.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The colors of charts that are images.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on black.
    Dark,
}

/// What a report can be turned into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// The page for a terminal, without colors: `report.txt`.
    Text,
    /// The contract: `report.json`.
    Json,
    /// The page for people, one file: `report.html`.
    #[cfg(feature = "charts")]
    Html,
    /// A comment on a pull request: `report.md`.
    Markdown,
    /// Test cases for a CI system: `junit.xml`.
    Junit,
    /// Every level and every number of a comparison, one a row, for spreadsheets: `metrics.csv`.
    Csv,
    /// The same table with types: `metrics.parquet`.
    Parquet,
    /// The poster, `report.png` and `report-2x.png`, and one image for each sheet of charts, `<sheet>.png`.
    #[cfg(feature = "charts")]
    Png,
    /// Annotations of a run on GitHub, on standard output, whatever else stands there.
    GitHub,
}

impl Format {
    /// All formats; those with files in the order in which they are written, and then what is only printed.
    pub const ALL: &'static [Format] = &[
        Format::Text,
        Format::Json,
        #[cfg(feature = "charts")]
        Format::Html,
        Format::Markdown,
        Format::Junit,
        Format::Csv,
        Format::Parquet,
        #[cfg(feature = "charts")]
        Format::Png,
        Format::GitHub,
    ];

    /// The formats with files: what a folder gets unless told otherwise.
    pub fn written() -> Vec<Format> {
        Format::ALL.iter().copied().filter(|format| *format != Format::GitHub).collect()
    }

    /// The format's name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Json => "json",
            #[cfg(feature = "charts")]
            Format::Html => "html",
            Format::Markdown => "markdown",
            Format::Junit => "junit",
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            #[cfg(feature = "charts")]
            Format::Png => "png",
            Format::GitHub => "github",
        }
    }

    /// Whether the format is one stream of text, so that standard output can carry it.
    pub fn is_streamable(self) -> bool {
        #[cfg(feature = "charts")]
        if self == Format::Png {
            return false;
        }
        self != Format::Parquet
    }
}
