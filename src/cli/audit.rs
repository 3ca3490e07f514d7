//! `genloss audit`: its flags and what they become.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::flags::Flags;
use super::{formats, gather, own};
use crate::audit::{AuditConfig, FailOn};
use crate::config::Source;
use crate::environment::Environment;
use crate::error::Error;
use crate::render::audit::FORMATS;
use crate::settings::{Output, Taker};

pub(super) const HELP: &str = "\
Examples:
  Which part of the real data does this mix no longer cover, and which source is to blame?
    genloss audit mix.parquet --real human=real.parquet --source-column source \\
      --synthetic llama --synthetic vicuna -o out
  How synthetic is a mix whose rows nobody labeled?
    genloss audit mix.parquet --real real.parquet --synthetic ours=outputs.parquet
  In CI, before the fine-tune:
    genloss audit mix.parquet --real real.parquet --fail-on fail,duplicates

  The mix without what a model wrote before and what a benchmark asks:
    genloss audit mix.parquet --model-output v1=v1.parquet --benchmark mmlu=mmlu.parquet \
      --write-clean cleaned

Rows whose source has the name given with --real are real, those with one of --synthetic synthetic;
the names `real` and `synthetic` say it themselves. A check that lacks what it needs is `not-run`
and says why. The inputs are never touched. With -o and a corpus to look for, leaks.parquet lists
the rows that reproduce it: file, row, key, corpus, kind, share.

Exit status:
  0  done, and no gate failed
  1  done, and a check named by --fail-on was reached
  2  wrong usage, or an input or output error; nothing was written";

pub(super) const EXIT_STATUS: &str = "\
Exit status:
  0  done, and no gate failed
  1  done, and a check named by --fail-on was reached
  2  wrong usage, or an input or output error; nothing was written";

/// The flags of `audit`.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    /// The mix: a file of rows, a folder, or a quoted glob
    #[arg(value_name = "MIX")]
    mix: PathBuf,

    /// Hold the mix against this real data; its name is that of a source of the mix [default: real]
    #[arg(long, value_name = "[NAME=]PATH", help_heading = "Sources")]
    real: Option<String>,

    /// Take this source of the mix for synthetic, and learn from its corpus where a path is given; repeat for several
    #[arg(long, value_name = "NAME[=PATH]", help_heading = "Sources")]
    synthetic: Vec<String>,

    /// Look in the mix for rows of this earlier output of a model; repeat for several
    #[arg(long, value_name = "NAME=PATH", help_heading = "Sources")]
    model_output: Vec<String>,

    /// Look in the mix for items of this benchmark; repeat for several
    #[arg(long, value_name = "NAME=PATH", help_heading = "Sources")]
    benchmark: Vec<String>,

    /// Read from this column of the mix where each row comes from
    #[arg(long, value_name = "COLUMN", help_heading = "Sources")]
    source_column: Option<String>,

    #[command(flatten)]
    flags: Flags<{ Taker::Audit as usize }>,

    /// Exit with status 1 where a check warns (warn), fails (fail), or where this one does either
    ///
    /// Words between commas: warn, fail, or names of checks as the page has them.
    #[arg(long, value_name = "WORDS", value_delimiter = ',', help_heading = "Output")]
    fail_on: Vec<String>,

    /// Write the audit to this folder; create it if missing
    ///
    /// Files appear only when all of them are complete; after an error the folder is as it was before.
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Write the mix without copies, near copies and leaked rows to this folder, which is new or empty
    ///
    /// Parquet files keep all columns, their types and the order of their rows; manifest.parquet says of each row
    /// that went where it was and why. The mix is not touched.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    write_clean: Option<PathBuf>,

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

/// What is audited, where the results go, and where a cleaned copy does.
type Asked = (AuditConfig, Output, Option<PathBuf>);

impl AuditArgs {
    pub(super) fn resolve(self, environment: &Environment) -> Result<Asked, Error> {
        // Of the formats of a report, a folder gets those that an audit has.
        let formats = match &self.output {
            Some(_) if self.format.is_empty() => formats(FORMATS),
            _ => self.format.iter().map(String::as_str).collect(),
        };
        let (settings, _) = gather(self.flags, environment)?;
        let (config, output) = own(vec![self.mix], self.output, &formats).or(settings).resolve()?;
        let fail_on = self.fail_on.iter().map(|word| FailOn::parse(word.trim())).collect::<Result<_, _>>()?;
        let asked = AuditConfig {
            config,
            real: self.real.as_deref().map(real),
            synthetic: self.synthetic.iter().map(|said| synthetic(said)).collect(),
            model_output: self.model_output.iter().map(|said| synthetic(said)).collect(),
            benchmark: self.benchmark.iter().map(|said| synthetic(said)).collect(),
            source_column: self.source_column,
            fail_on,
        };
        asked.validate()?;
        Ok((asked, output, self.write_clean))
    }
}

/// `NAME=PATH`, or a path of data that is called `real`.
fn real(said: &str) -> Source {
    match said.split_once('=') {
        Some((name, path)) => named(name, path),
        None => named("real", said),
    }
}

/// `NAME=PATH`, or a name alone.
fn synthetic(said: &str) -> Source {
    match said.split_once('=') {
        Some((name, path)) => named(name, path),
        None => named(said, ""),
    }
}

fn named(name: &str, path: &str) -> Source {
    let paths = if path.is_empty() { Vec::new() } else { vec![PathBuf::from(path)] };
    Source { name: Some(name.trim().to_owned()), paths }
}
