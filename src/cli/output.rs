//! The flags that say where results go; every command that writes a report has them.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::compare::given;
use crate::settings::{Color, Settings, named_color};

/// Where the results go.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// Write the report and its charts to this folder; create it if missing
    ///
    /// Files appear only when all of them are complete; after an error the folder is as it was before.
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Produce these formats: text, json, html, markdown, junit, png [default: text; with -o all]
    ///
    /// Text goes to standard output (with -o also to report.txt); json, html, markdown and junit to report.json,
    /// report.html, report.md and junit.xml in the folder (without -o the one asked for to standard output); png to
    /// report.png and one image a chart sheet in the folder.
    #[arg(
        long,
        value_name = "FORMATS",
        value_delimiter = ',',
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(["text", "json", "html", "markdown", "junit", "png"]),
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
}

impl OutputArgs {
    /// As settings that say nothing else.
    pub(super) fn settings(self) -> Settings {
        Settings {
            output: self.output,
            format: given(self.format),
            summary_file: self.summary_file,
            color: self.color,
            quiet: self.quiet,
            ..Settings::default()
        }
    }
}
