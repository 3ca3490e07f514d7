//! The flags that say where results go; every command that writes a report has them.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::compare::given;
use crate::render::Theme;
use crate::settings::{Color, Settings, named_color, named_theme};

/// Where the results go.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// Write the report and its charts to this folder; create it if missing
    ///
    /// Files appear only when all of them are complete; after an error the folder is as it was before.
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Produce these formats: text, json, html, markdown, junit, csv, parquet, png [default: text; with -o all]
    ///
    /// Text goes to standard output (with -o also to report.txt); json, html, markdown, junit and csv to report.json,
    /// report.html, report.md, junit.xml and metrics.csv in the folder (without -o the one asked for to standard
    /// output); parquet to metrics.parquet; png to report.png and one image a chart sheet in the folder.
    #[arg(
        long,
        value_name = "FORMATS",
        value_delimiter = ',',
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(["text", "json", "html", "markdown", "junit", "csv", "parquet", "png"]),
        help_heading = "Output"
    )]
    format: Vec<String>,

    /// Append the report as Markdown to this file, for example $GITHUB_STEP_SUMMARY
    #[arg(long, value_name = "PATH", help_heading = "Output")]
    summary_file: Option<PathBuf>,

    /// Color the page: auto, always or never [default: auto]
    ///
    /// Auto colors a terminal, unless the environment variable NO_COLOR is set.
    #[arg(
        long,
        value_name = "WHEN",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(["auto", "always", "never"]).try_map(|name| named_color(&name)),
        help_heading = "Output"
    )]
    color: Option<Color>,

    /// Draw PNG charts for a light or a dark page: light or dark [default: light]
    ///
    /// The HTML page follows the reader's own setting.
    #[arg(
        long,
        value_name = "THEME",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(["light", "dark"]).try_map(|name| named_theme(&name)),
        help_heading = "Output"
    )]
    theme: Option<Theme>,

    /// Say nothing on standard error but errors and failed gates
    #[arg(
        short,
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        help_heading = "Output"
    )]
    quiet: Option<bool>,

    /// Say on standard error where settings came from and how long each stage took
    #[arg(
        short,
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        help_heading = "Output"
    )]
    verbose: Option<bool>,
}

impl OutputArgs {
    /// As settings that say nothing else.
    pub(super) fn settings(self) -> Settings {
        Settings {
            output: self.output,
            format: given(self.format),
            summary_file: self.summary_file,
            color: self.color,
            theme: self.theme,
            quiet: self.quiet,
            verbose: self.verbose,
            ..Settings::default()
        }
    }
}
