//! `genloss check`: its flags and what they become.

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::flags::Flags;
use super::{formats, gather};
use crate::config::Config;
use crate::environment::Environment;
use crate::error::Error;
use crate::settings::{Format, Taker};

pub(super) const HELP: &str = "\
Examples:
  What would be read from these files, and what is to be mended first?
    genloss check old.parquet new.parquet
  One file, before anything else exists:
    genloss check runs/0
  In CI, before the comparison:
    genloss check -c genloss.toml --strict

Findings are errors (a verdict would mean nothing), warnings (it may mislead) and notes.
Those of `genloss compare` are among them, under the same codes.

Exit status:
  0  done
  1  done, and with --strict there is a warning or an error
  2  wrong usage, or an input error";

pub(super) const EXIT_STATUS: &str = "\
Exit status:
  0  done
  1  done, and with --strict there is a warning or an error
  2  wrong usage, or an input error";

/// What is to be checked.
#[derive(Debug)]
pub struct Check {
    /// How corpora are read.
    pub config: Config,
    /// Whether JSON is wanted instead of the page.
    pub json: bool,
    /// Whether warnings fail.
    pub strict: bool,
}

/// The flags of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    flags: Flags<{ Taker::Check as usize }>,

    /// Print text or json [default: text]
    #[arg(
        long,
        value_name = "FORMAT",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(formats(&[Format::Text, Format::Json])),
        help_heading = "Output"
    )]
    format: Option<String>,

    /// Exit with status 1 when there is a warning or an error
    #[arg(long, help_heading = "Output")]
    strict: bool,
}

impl CheckArgs {
    pub(super) fn resolve(self, environment: &Environment) -> Result<Check, Error> {
        let (settings, _) = gather(self.flags, environment)?;
        let (config, _) = settings.resolve()?;
        config.validate()?;
        Ok(Check { config, json: self.format.as_deref() == Some("json"), strict: self.strict })
    }
}
