//! The command line: flags in, [`Settings`] out. The only file that knows clap; it analyzes nothing.
//!
//! A subcommand is one variant of `Command` with its own argument struct, and one variant of [`Invocation`].

use std::error::Error as _;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

use crate::config::{Config, Correction, Margins, Source};
use crate::config_file;
use crate::error::Error;
use crate::metric::METRICS;
use crate::render::{escape, glossary};
use crate::settings::{Output, Settings, named_correction, named_margins, named_source};

/// What the user asked for, checked as far as flags and config file can tell.
#[derive(Debug)]
pub enum Invocation {
    /// `genloss compare`.
    Compare {
        /// The settings of the analysis.
        config: Box<Config>,
        /// Where the results go.
        output: Output,
    },
    /// `genloss metrics`: the text to print.
    Metrics(String),
}

/// Why the command line stops before any work: help was asked for, or something is wrong with it.
#[derive(Debug)]
pub enum Stop {
    /// Help, version, or a mistake in the flags.
    Flags(clap::Error),
    /// A mistake in the settings.
    Settings(Error),
}

impl Stop {
    /// Prints the reason where it belongs and returns the exit status: 0 for help, 2 for mistakes.
    pub fn print(&self) -> u8 {
        match self {
            Stop::Flags(error) => {
                // A closed pipe (`genloss --help | head -1`) is not worth a message.
                let _ = error.print();
                if error.use_stderr() { 2 } else { 0 }
            }
            Stop::Settings(error) => fail(error),
        }
    }
}

/// Prints an error with its causes on standard error and returns the exit status 2.
pub fn fail(error: &Error) -> u8 {
    note(&format!("error: {error}"));
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        // Messages that already contain their cause, and wrappers that repeat it, are not worth a second line.
        let message = source.to_string();
        if !said.contains(&message) {
            note(&format!("  caused by: {message}"));
            said = message;
        }
        cause = source.source();
    }
    2
}

/// Prints one line on standard error. Text in it may come from file names, so it is escaped; a closed standard error
/// is no reason to stop.
pub fn note(line: &str) {
    let _ = writeln!(std::io::stderr(), "{}", escape::terminal(line, escape::MESSAGE));
}

/// Parses the command line and the config file it names.
///
/// # Errors
/// [`Stop`], to be printed by the caller.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Invocation, Stop> {
    let cli = Cli::try_parse_from(args).map_err(Stop::Flags)?;
    match cli.command {
        Command::Compare(args) => {
            let (config, output) = args.resolve().map_err(Stop::Settings)?;
            Ok(Invocation::Compare { config: Box::new(config), output })
        }
        Command::Metrics { name } => {
            let name = name.as_deref();
            glossary::page(name).map(Invocation::Metrics).ok_or_else(|| Stop::Settings(unknown_metric(name)))
        }
    }
}

#[derive(Debug, Parser)]
#[command(
    name = "genloss",
    version,
    about = "Tell whether generation N+1 of a model still covers what generation N, or the real data, covered",
    after_help = EXIT_STATUS,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compare generations of outputs and say whether the model is collapsing
    ///
    /// The first generation is the reference. Every later one is compared with it, and with its predecessor.
    /// Corpora are Parquet files, folders of them, or quoted globs; each row is one output.
    #[command(after_help = EXIT_STATUS, after_long_help = COMPARE_HELP)]
    Compare(Box<CompareArgs>),
    /// Explain the metrics: what each tells, its formula, range, cost and source
    Metrics {
        /// Explain only this metric
        name: Option<String>,
    },
}

fn unknown_metric(name: Option<&str>) -> Error {
    let known: Vec<_> = METRICS.iter().map(|m| m.name).collect();
    Error::BadSetting {
        setting: format!("metrics {}", name.unwrap_or_default()),
        problem: format!("no metric has this name; there are: {}", known.join(", ")),
    }
}

/// The end of every help text. A macro, because `concat!` takes no constants.
macro_rules! exit_status {
    () => {
        "\
Exit status:
  0  done, and no gate failed
  1  done, and a verdict named by --fail-on was reached
  2  wrong usage, or an input or output error; nothing was written"
    };
}

const EXIT_STATUS: &str = exit_status!();

const COMPARE_HELP: &str = concat!(
    "\
Examples:
  Is the new model losing what the old one had?
    genloss compare old.parquet new.parquet
  Name the generations; put report and charts into a folder:
    genloss compare --generation base=runs/0 --generation sft='runs/1/*.parquet' -o out
  In CI, stop when collapse is shown, and keep the report:
    genloss compare -c genloss.toml -o out --fail-on collapse
  JSON into a pipe:
    genloss compare old.parquet new.parquet --format json | jq .generations

Config file:
  Every flag has its key of the same name; PATHS are `paths`, margins are a table.
  Flags win over the file, the file over the defaults. Relative paths count from
  the current directory, not from the file.
    generation = { gen0 = \"runs/0\", gen1 = \"runs/1\" }   # in this order
    text-column = \"output\"
    fail-on = \"collapse\"
    [margins]
    tail-types-survival = [0.95, 0.90]   # warn, fail

",
    exit_status!()
);

/// The flags of `compare`. All are optional, because each may stand in the config file instead.
#[derive(Debug, Args)]
struct CompareArgs {
    /// Compare these corpora, in this order, each named from its file
    ///
    /// Each path is one generation: a Parquet file, a folder, or a quoted glob. Give names with --generation
    /// instead; the two cannot be combined. A single path needs --generation-column.
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,

    /// Add a corpus under a name; repeat in order, the first is the reference
    #[arg(long, value_name = "NAME=PATH", value_parser = named_source)]
    generation: Vec<Source>,

    /// Take this generation as the reference instead of the first
    #[arg(long, value_name = "NAME")]
    reference: Option<String>,

    /// Read all settings from a TOML file; flags win over it
    ///
    /// Keys are the names of the flags. Relative paths in the file count from the current directory.
    #[arg(short, long, value_name = "FILE", help_heading = "Input")]
    config: Option<PathBuf>,

    /// Read the outputs from this column [default: detected]
    ///
    /// The column holds text, lists of texts (several samples of one prompt), or chat messages.
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    text_column: Option<String>,

    /// Pair rows across generations by this column, usually the prompt [default: detected]
    ///
    /// Pairing narrows the intervals. Without a key, or when generations share less than half of the keys, the
    /// report says "unpaired".
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    key_column: Option<String>,

    /// Judge each value of this column separately too, for example a domain or language
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    slice_column: Option<String>,

    /// Read a task score from this column, higher is better [default: detected]
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    score_column: Option<String>,

    /// Split one corpus into generations by the values of this column
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    generation_column: Option<String>,

    /// Count `The` and `the` as two words
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        help_heading = "Input"
    )]
    case_sensitive: Option<bool>,

    /// Read at most N rows of each generation, in file order
    #[arg(long, value_name = "N", help_heading = "Input")]
    limit: Option<u64>,

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

    /// Exit with status 1 on these verdicts of a generation against the reference [default: none]
    ///
    /// A list of stable, drift, inconclusive, warning, early-collapse, late-collapse; `collapse` means the last
    /// two; `none` means never.
    #[arg(
        long,
        value_name = "VERDICTS",
        value_delimiter = ',',
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new([
            "none", "collapse", "stable", "drift", "inconclusive", "warning", "early-collapse", "late-collapse",
        ]),
        help_heading = "Output"
    )]
    fail_on: Vec<String>,

    /// Call a loss shown when its corrected p is below this [default: 0.05]
    ///
    /// Intervals are always 95%.
    #[arg(long, value_name = "P", help_heading = "Judgment")]
    alpha: Option<f64>,

    /// Correct for many tests: none, bonferroni, holm or bh [default: holm]
    #[arg(
        long,
        value_name = "METHOD",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(["none", "bonferroni", "holm", "bh"])
            .try_map(|name| named_correction(&name)),
        help_heading = "Judgment"
    )]
    correction: Option<Correction>,

    /// Warn and fail below other retentions than a metric's own; repeat for several metrics
    ///
    /// For example --margin tail-types-survival=0.95,0.90: a shown loss below 0.95 warns, an interval wholly below
    /// 0.90 fails.
    #[arg(long, value_name = "METRIC=WARN,FAIL", value_parser = named_margins, help_heading = "Judgment")]
    margin: Vec<(String, Margins)>,

    /// Seed the permutations of blocks [default: 0]
    ///
    /// The same input, settings and seed give the same bytes on any machine.
    #[arg(long, value_name = "N", help_heading = "Run")]
    seed: Option<u64>,

    /// Use N threads; 0 is one per core [default: 0]
    ///
    /// The number never changes a result.
    #[arg(long, value_name = "N", help_heading = "Run")]
    threads: Option<usize>,
}

/// A repeatable flag that was not given says nothing.
fn given<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

impl CompareArgs {
    fn resolve(self) -> Result<(Config, Output), Error> {
        let file = match &self.config {
            Some(path) => config_file::load(path)?,
            None => Settings::default(),
        };
        let (config, output) = self.settings().or(file).resolve()?;
        config.validate()?;
        Ok((config, output))
    }

    fn settings(self) -> Settings {
        Settings {
            paths: given(self.paths),
            generation: given(self.generation),
            reference: self.reference,
            text_column: self.text_column,
            key_column: self.key_column,
            slice_column: self.slice_column,
            score_column: self.score_column,
            generation_column: self.generation_column,
            case_sensitive: self.case_sensitive,
            output: self.output,
            format: given(self.format),
            fail_on: given(self.fail_on),
            alpha: self.alpha,
            correction: self.correction,
            margins: given(self.margin).map(|list| list.into_iter().collect()),
            seed: self.seed,
            threads: self.threads,
            limit: self.limit,
        }
    }
}

#[cfg(test)]
#[path = "cli_tests.rs"]
mod tests;
