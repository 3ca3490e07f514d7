//! `genloss check`: its flags and what they become.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::compare::given;
use super::shared::{CorpusArgs, DataArgs};
use crate::config::{Config, Source};
use crate::config_file;
use crate::environment::Environment;
use crate::error::Error;
use crate::settings::{Settings, named_source};

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
    /// Check these corpora, one or several, as `genloss compare` would read them
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,

    /// Add a corpus under a name; repeat in order, the first is the reference
    #[arg(long, value_name = "NAME=PATH", value_parser = named_source)]
    generation: Vec<Source>,

    #[command(flatten)]
    corpus: CorpusArgs,

    #[command(flatten)]
    data: DataArgs,

    /// Use N threads; 0 is one per core [default: 0]
    #[arg(long, value_name = "N", help_heading = "Run")]
    threads: Option<usize>,

    /// Print text or json [default: text]
    #[arg(
        long,
        value_name = "FORMAT",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(["text", "json"]),
        help_heading = "Output"
    )]
    format: Option<String>,

    /// Exit with status 1 when there is a warning or an error
    #[arg(long, help_heading = "Output")]
    strict: bool,
}

impl CheckArgs {
    pub(super) fn resolve(self, environment: &Environment) -> Result<Check, Error> {
        let file = match self.corpus.config.as_ref().or(environment.config.as_ref()) {
            Some(path) => config_file::load(path)?,
            None => Settings::default(),
        };
        let (json, strict) = (self.format.as_deref() == Some("json"), self.strict);
        let settings = self.settings().or(environment.settings.clone()).or(file);
        // Where the results of a comparison go, and what stops a pipeline then, is none of a check's business.
        let settings = Settings {
            output: None,
            format: None,
            summary_file: None,
            fail_on: None,
            fail_on_slices: None,
            ..settings
        };
        let (config, _) = settings.resolve()?;
        config.validate()?;
        Ok(Check { config, json, strict })
    }

    fn settings(self) -> Settings {
        let own = Settings {
            paths: given(self.paths),
            generation: given(self.generation),
            threads: self.threads,
            ..self.data.settings()
        };
        own.or(self.corpus.settings())
    }
}
