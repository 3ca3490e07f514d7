//! `genloss calibrate`: its flags and what they become.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::flags::Flags;
use super::{formats, gather, own};
use crate::calibrate::CalibrateConfig;
use crate::environment::Environment;
use crate::error::Error;
use crate::render::calibration;
use crate::settings::{Output, Taker};

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
    corpora: Vec<PathBuf>,

    /// Compare so often without a loss [default: 200]
    #[arg(long, value_name = "N", help_heading = "Trials")]
    trials: Option<u64>,

    /// Compare so often at each dose of each planted change; 0 switches the drill off [default: 100]
    #[arg(long, value_name = "N", help_heading = "Trials")]
    drill_trials: Option<u64>,

    #[command(flatten)]
    flags: Flags<{ Taker::Calibrate as usize }>,

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
        value_parser = PossibleValuesParser::new(formats(calibration::FORMATS)),
        help_heading = "Output"
    )]
    format: Vec<String>,
}

impl CalibrateArgs {
    pub(super) fn resolve(self, environment: &Environment) -> Result<(CalibrateConfig, Output), Error> {
        // Of the formats of a report, a folder gets those that a calibration has.
        let formats = match &self.output {
            Some(_) if self.format.is_empty() => formats(calibration::FORMATS),
            _ => self.format.iter().map(String::as_str).collect(),
        };
        let (settings, _) = gather(self.flags, environment)?;
        let (config, output) = own(self.corpora, self.output, &formats).or(settings).resolve()?;
        let default = CalibrateConfig::default();
        let trials = self.trials.unwrap_or(default.trials);
        let drill_trials = self.drill_trials.unwrap_or(default.drill_trials);
        let asked = CalibrateConfig { config, trials, drill_trials };
        asked.validate()?;
        Ok((asked, output))
    }
}
