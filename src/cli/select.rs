//! `genloss select`: its flags and what they become.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::flags::Flags;
use super::{formats, gather, own, with_notes};
use crate::environment::Environment;
use crate::error::Error;
use crate::render::selected::FORMATS;
use crate::select::{BoardAsked, DIVERSITY, SelectConfig, Weights};
use crate::settings::{Output, Taker};

pub(super) const HELP: &str = "\
Examples:
  Which of these answers best without having lost what real answers cover?
    genloss select a.parquet b.parquet c.parquet --reference real.parquet
  By domain, beside a public leaderboard:
    genloss select runs/*.parquet --reference base --slice-column domain \\
        --leaderboard leaderboard.csv --leaderboard-score win_rate -o out

Quality is the mean of the first --score-column, paired on prompts. Diversity is what a candidate
keeps of the reference. Of the candidates whose quality is not shown to be below the best, the one
that keeps most is taken; with --weights the largest weighted sum, each side from 0 (the least of
all that are in) to 1. Candidates are out that collapsed against the reference (--require nothing
lets them in), that are shown to miss a [[requirement]] of the config file, or have no score.

Exit status:
  0  done
  1  done, and no candidate is in
  2  wrong usage, or an input or output error; nothing was written";

pub(super) const EXIT_STATUS: &str = "\
Exit status:
  0  done
  1  done, and no candidate is in
  2  wrong usage, or an input or output error; nothing was written";

/// The words of `--require`: what puts collapsed candidates out, and what lets them in.
const NO_COLLAPSE: &str = "no-collapse";
const NOTHING: &str = "nothing";

/// The flags of `select`.
#[derive(Debug, Args)]
pub(super) struct SelectArgs {
    #[command(flatten)]
    flags: Flags<{ Taker::Select as usize }>,

    #[arg(
        long,
        help = format!("Diversity is this retention of the reference [default: {DIVERSITY}]"),
        value_name = "METRIC",
        help_heading = "Selection"
    )]
    diversity: Option<String>,

    /// Show the scores of this table beside one's own: CSV or TSV, with a column of names
    #[arg(long, value_name = "FILE", requires = "leaderboard_score", help_heading = "Selection")]
    leaderboard: Option<PathBuf>,

    /// The column of scores in it; more is better
    #[arg(long, value_name = "COLUMN", requires = "leaderboard", help_heading = "Selection")]
    leaderboard_score: Option<String>,

    /// Weigh both sides, together 1: quality=0.7,diversity=0.3
    #[arg(long, value_name = "WEIGHTS", value_parser = Weights::parse, help_heading = "Selection")]
    weights: Option<Weights>,

    /// Put candidates out that collapsed against the reference, or none: no-collapse or nothing [default: no-collapse]
    #[arg(
        long,
        value_name = "WHAT",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new([NO_COLLAPSE, NOTHING]),
        help_heading = "Selection"
    )]
    require: Option<String>,

    /// Write the selection to this folder; create it if missing
    ///
    /// Files appear only when all of them are complete; after an error the folder is as it was before.
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    output: Option<PathBuf>,

    #[arg(
        long,
        help = format!("Produce these formats: {} [default: text; with -o all]", formats(FORMATS).join(", ")),
        value_name = "FORMATS",
        value_delimiter = ',',
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(formats(FORMATS)),
        help_heading = "Output"
    )]
    format: Vec<String>,
}

/// What `genloss select` does.
#[derive(Debug)]
pub struct Select {
    /// What is chosen from.
    pub config: SelectConfig,
    /// Where the result goes.
    pub output: Output,
}

impl SelectArgs {
    pub(super) fn resolve(self, environment: &Environment) -> Result<Select, Error> {
        let (settings, file) = gather(self.flags, environment)?;
        let formats: Vec<&str> = self.format.iter().map(String::as_str).collect();
        let (config, output) = own(Vec::new(), self.output, &formats).or(settings).resolve()?;
        config.validate()?;
        let board = self.leaderboard.zip(self.leaderboard_score);
        let config = SelectConfig {
            config,
            diversity: self.diversity.unwrap_or_else(|| DIVERSITY.to_owned()),
            board: board.map(|(path, score)| BoardAsked { path, score }),
            weights: self.weights,
            no_collapse: self.require.as_deref() != Some(NOTHING),
        };
        Ok(Select { config, output: with_notes(output, environment, file.as_deref()) })
    }
}
