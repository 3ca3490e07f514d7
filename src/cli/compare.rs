//! `genloss compare`: its flags and what they become.

use clap::Args;

use super::flags::Flags;
use super::record::About;
use super::{Invocation, can_open, exit_status, gather, with_notes};
use crate::config_file;
use crate::environment::Environment;
use crate::error::Error;
use crate::records::Moment;
use crate::settings::Taker;

pub(super) const HELP: &str = concat!(
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
  Flags win over the environment, that over the file, the file over the defaults.
  Relative paths count from the current directory, not from the file.
    generation = { gen0 = \"runs/0\", gen1 = \"runs/1\" }   # in this order
    text-column = \"output\"
    fail-on = \"collapse\"
    [margins]
    tail-types-survival = [0.95, 0.90]   # warn, fail
    [[requirement]]                      # the mean must be at least 0.7
    column = \"helpfulness\"
    min = 0.7
    slice = \"code\"                     # only there; needs slice-column
    direction = \"higher\"               # or lower: at most
  Write one with the settings of a run: genloss compare ... --print-config > genloss.toml

Environment:
  Every key has its variable: GENLOSS_TEXT_COLUMN for text-column. Values are those of
  the file, text without quotes; an empty variable says nothing. GENLOSS_CONFIG names
  the file.
    GENLOSS_FAIL_ON=collapse GENLOSS_OUTPUT=out genloss compare old.parquet new.parquet

",
    exit_status!()
);

/// The flags of `compare`. All are optional, because each may stand in the config file instead.
#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    #[command(flatten)]
    flags: Flags<{ Taker::Compare as usize }>,

    /// Print the settings that hold, as a config file, and stop
    ///
    /// Flags, environment, file and defaults together; the file loads again and repeats the run.
    #[arg(long, help_heading = "Run")]
    print_config: bool,

    /// Record the last generation under this name, or the generation that is called so, as `genloss record` does
    #[arg(long, value_name = "NAME", help_heading = "Record")]
    record: Option<String>,

    #[command(flatten)]
    about: About,
}

impl CompareArgs {
    pub(super) fn resolve(
        self,
        environment: &Environment,
        date: Result<Option<Moment>, Error>,
    ) -> Result<Invocation, Error> {
        let (settings, file) = gather(self.flags, environment)?;
        if self.print_config {
            let asked = settings.asked()?;
            asked.config.validate()?;
            return config_file::page(&asked).map(Invocation::Print);
        }
        let (config, output) = settings.resolve()?;
        config.validate()?;
        can_open(&output)?;
        let output = with_notes(output, environment, file.as_deref());
        if let (None, Some(flag)) = (&self.record, self.about.said()) {
            let problem = "says something of a record; name it with --record".to_owned();
            return Err(Error::BadSetting { setting: flag.to_owned(), problem });
        }
        let record = self.record.map(|name| self.about.resolve(name, date?)).transpose()?;
        Ok(Invocation::Compare { config: Box::new(config), output, record: record.map(Box::new) })
    }
}
