//! The flags of `genloss diff`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::{Invocation, formats};
use crate::settings::Format;

/// The end of its help.
pub(super) const EXIT_STATUS: &str = "\
Exit status:
  0  no loss is shown that was not shown before
  1  the later report shows a loss, or a larger one, that the earlier did not
  2  wrong usage, or a file that is no report";

/// The flags of `diff`.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The earlier report
    #[arg(value_name = "OLD.JSON")]
    old: PathBuf,

    /// The later report
    #[arg(value_name = "NEW.JSON")]
    new: PathBuf,

    /// Print text or json [default: text]
    #[arg(
        long,
        value_name = "FORMAT",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(formats(&[Format::Text, Format::Json])),
        help_heading = "Output"
    )]
    format: Option<String>,
}

impl DiffArgs {
    pub(super) fn invocation(self) -> Invocation {
        Invocation::Diff { reports: [self.old, self.new], json: self.format.as_deref() == Some("json") }
    }
}
