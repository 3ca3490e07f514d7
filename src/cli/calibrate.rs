//! `genloss calibrate`: its flags and what they become.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::compare::given;
use super::shared::{CorpusArgs, JudgmentArgs, RunArgs};
use crate::calibrate::CalibrateConfig;
use crate::environment::Environment;
use crate::error::Error;
use crate::render::calibration;
use crate::settings::{Output, Settings};

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

    /// Read a task score from this column, higher is better [default: detected]
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    score_column: Option<String>,

    #[command(flatten)]
    corpus: CorpusArgs,

    #[command(flatten)]
    judgment: JudgmentArgs,

    #[command(flatten)]
    run: RunArgs,

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
}

impl CalibrateArgs {
    pub(super) fn resolve(self, environment: &Environment) -> Result<(CalibrateConfig, Output), Error> {
        let lower = self.corpus.read_and_judge(environment)?;
        let default = CalibrateConfig::default();
        let trials = self.trials.unwrap_or(default.trials);
        let drill_trials = self.drill_trials.unwrap_or(default.drill_trials);
        let (config, output) = self.settings().or(lower).resolve()?;
        let asked = CalibrateConfig { config, trials, drill_trials };
        asked.validate()?;
        Ok((asked, output))
    }

    fn settings(self) -> Settings {
        let all = || calibration::FORMATS.iter().map(|f| f.name().to_owned()).collect();
        let own = Settings {
            paths: Some(self.paths),
            score_column: self.score_column.map(|name| vec![name]),
            // Of the formats of a report, a folder gets those that a calibration has.
            format: given(self.format).or_else(|| self.output.as_ref().map(|_| all())),
            output: self.output,
            quiet: self.quiet.then_some(true),
            ..Settings::default()
        };
        own.or(self.corpus.settings()).or(self.judgment.settings()).or(self.run.settings())
    }
}
