//! `genloss calibrate`: its flags and what they become.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::compare::given;
use crate::calibrate::CalibrateConfig;
use crate::config::{Correction, Margins};
use crate::config_file;
use crate::error::Error;
use crate::render::calibration;
use crate::settings::{Output, Settings, named_correction, named_margins};

pub(super) const HELP: &str = "\
Examples:
  May the alarm be trusted on my data, and what would it miss?
    genloss calibrate base.parquet
  The same for paired comparisons, on two generations of the same prompts:
    genloss calibrate old.parquet new.parquet
  With the columns and margins of a config file; page, JSON and chart into a folder:
    genloss calibrate base.parquet -c genloss.toml -o out
  A narrower interval of the false-alarm rate, without the drill:
    genloss calibrate base.parquet --trials 2000 --drill-trials 0

Exit status:
  0  done
  2  wrong usage, or an input or output error; nothing was written";

/// The flags of `calibrate`.
#[derive(Debug, Args)]
pub(super) struct CalibrateArgs {
    /// One corpus, split into random halves; or two of the same prompts, with their labels swapped key by key
    #[arg(value_name = "CORPUS", required = true, num_args = 1..=2)]
    paths: Vec<PathBuf>,

    /// Compare so often without a loss [default: 200]
    #[arg(long, value_name = "N", help_heading = "Trials")]
    trials: Option<u64>,

    /// Compare so often at each dose of each planted change; 0 switches the drill off [default: 100]
    #[arg(long, value_name = "N", help_heading = "Trials")]
    drill_trials: Option<u64>,

    /// Read columns and judgment from a TOML file; flags win over it
    ///
    /// The keys are those of `genloss compare`. Its corpora, outputs and gates are not used.
    #[arg(short, long, value_name = "FILE", help_heading = "Input")]
    config: Option<PathBuf>,

    /// Read the outputs from this column [default: detected]
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    text_column: Option<String>,

    /// Group rows by this column, usually the prompt [default: detected]
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    key_column: Option<String>,

    /// Read a task score from this column, higher is better [default: detected]
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    score_column: Option<String>,

    /// Read embeddings from this column [default: detected]
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    embedding_column: Option<String>,

    /// Take one generation of a corpus that holds several, told apart by this column
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    generation_column: Option<String>,

    /// Take this generation instead of the first
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    reference: Option<String>,

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

    /// Read at most N rows of each corpus, in file order
    #[arg(long, value_name = "N", help_heading = "Input")]
    limit: Option<u64>,

    /// Write page, JSON and chart to this folder; create it if missing
    ///
    /// Files appear only when all of them are complete; after an error the folder is as it was before.
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Produce these formats: text, json, png [default: text; with -o all]
    ///
    /// Text goes to standard output (with -o also to calibration.txt); json to calibration.json in the folder (without
    /// -o to standard output); png to calibrate.png in the folder.
    #[arg(
        long,
        value_name = "FORMATS",
        value_delimiter = ',',
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(["text", "json", "png"]),
        help_heading = "Output"
    )]
    format: Vec<String>,

    /// Say nothing on standard error but errors
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,

    /// Call a loss shown when its corrected p is below this [default: 0.05]
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
    #[arg(long, value_name = "METRIC=WARN,FAIL", value_parser = named_margins, help_heading = "Judgment")]
    margin: Vec<(String, Margins)>,

    /// Seed what chance decides [default: 0]
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

impl CalibrateArgs {
    pub(super) fn resolve(self) -> Result<(CalibrateConfig, Output), Error> {
        let file = match &self.config {
            Some(path) => how(config_file::load(path)?),
            None => Settings::default(),
        };
        let default = CalibrateConfig::default();
        let trials = self.trials.unwrap_or(default.trials);
        let drill_trials = self.drill_trials.unwrap_or(default.drill_trials);
        let (config, output) = self.settings().or(file).resolve()?;
        let asked = CalibrateConfig { config, trials, drill_trials };
        asked.validate()?;
        Ok((asked, output))
    }

    fn settings(self) -> Settings {
        let all = || calibration::FORMATS.iter().map(|f| f.name().to_owned()).collect();
        Settings {
            paths: Some(self.paths),
            reference: self.reference,
            text_column: self.text_column,
            key_column: self.key_column,
            score_column: self.score_column.map(|name| vec![name]),
            embedding_column: self.embedding_column,
            generation_column: self.generation_column,
            case_sensitive: self.case_sensitive,
            // Of the formats of a report, a folder gets those that a calibration has.
            format: given(self.format).or_else(|| self.output.as_ref().map(|_| all())),
            output: self.output,
            quiet: Some(self.quiet),
            alpha: self.alpha,
            correction: self.correction,
            margins: given(self.margin).map(|list| list.into_iter().collect()),
            seed: self.seed,
            threads: self.threads,
            limit: self.limit,
            ..Settings::default()
        }
    }
}

/// What a config file says about how to read and judge, without what it says about corpora, outputs and gates.
pub(super) fn how(file: Settings) -> Settings {
    Settings {
        paths: None,
        generation: None,
        slice_column: None,
        output: None,
        format: None,
        summary_file: None,
        color: None,
        fail_on: None,
        requirement: None,
        replicates: None,
        numeric_column: None,
        categorical_column: None,
        likelihood_column: None,
        ..file
    }
}
