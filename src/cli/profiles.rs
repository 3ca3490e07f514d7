//! `genloss profile`, `merge` and `inspect`: their flags and what they become.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::flags::Flags;
use super::{formats, gather};
use crate::environment::Environment;
use crate::error::Error;
use crate::settings::{Format, Taker, Talk};
use crate::store::ProfileConfig;

pub(super) const PROFILE_HELP: &str = "\
Examples:
  Count a corpus once; compare it ever after:
    genloss profile runs/0 -o gen0.glp
    genloss compare gen0.glp gen1.parquet
  Several generations, read together as `compare` reads them, each to a file of its name:
    genloss profile gen0.parquet gen1.parquet gen2.parquet -o profiles
  A generation that came later, from the same columns and in the same unit:
    genloss profile gen3.parquet --like profiles/gen0.glp -o profiles/gen3.glp
  A corpus in parts, on as many machines; without a key, each part says where it begins:
    genloss profile part0.parquet -o part0.glp
    genloss profile part1.parquet --like part0.glp --from-row 100000 -o part1.glp
    genloss merge part0.glp part1.glp -o gen0.glp

A profile holds the counts of a corpus and a sample of its rows, texts included. Whatever is read,
is counted then; what a comparison judges by is free. See docs/profiles.md.

Exit status:
  0  done
  2  wrong usage, or an input or output error; nothing was written";

pub(super) const MERGE_HELP: &str = "\
Examples:
    genloss merge part0.glp part1.glp part2.glp -o gen0.glp

The order does not matter: the profile is that of the whole corpus. Parts that were not read and
counted alike are an error that says in what they differ.

Exit status:
  0  done
  2  wrong usage, or an input or output error; nothing was written";

pub(super) const EXIT_STATUS: &str = "\
Exit status:
  0  done
  2  wrong usage, or an input or output error; nothing was written";

/// What becomes profiles, and where they go.
#[derive(Debug)]
pub struct Profile {
    /// What is read.
    pub config: ProfileConfig,
    /// The file or the folder.
    pub place: PathBuf,
    /// How much is said.
    pub talk: Talk,
}

/// What is merged, and where it goes.
#[derive(Debug, Args)]
pub struct Merge {
    /// The parts of one corpus, as `genloss profile` wrote them
    #[arg(value_name = "PROFILES", required = true)]
    pub parts: Vec<PathBuf>,

    /// Name of the whole [default: that of all parts, or else that of the file]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,

    /// Write the profile of the whole to this file
    #[arg(short, long, value_name = "FILE", required = true, help_heading = "Output")]
    pub output: PathBuf,
}

/// The flags of `inspect`.
#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// The profile
    #[arg(value_name = "PROFILE")]
    pub(super) path: PathBuf,

    /// Print text or json [default: text]
    #[arg(
        long,
        value_name = "FORMAT",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(formats(&[Format::Text, Format::Json])),
        help_heading = "Output"
    )]
    pub(super) format: Option<String>,
}

/// The flags of `profile`.
#[derive(Debug, Args)]
pub(super) struct ProfileArgs {
    #[command(flatten)]
    flags: Flags<{ Taker::Profile as usize }>,

    /// Read and count as this profile was: its columns by name, its unit and its settings
    #[arg(long, value_name = "PROFILE", help_heading = "Input")]
    like: Option<PathBuf>,

    /// The corpus is a later part of another, which begins with row N, counted from 0 [default: 0]
    ///
    /// Rows without a key are known by their number, so parts must say where they begin. With a key it changes nothing.
    #[arg(long, value_name = "N", help_heading = "Input")]
    from_row: Option<u64>,

    /// Write to this file, which ends in .glp; or, for several corpora, each to NAME.glp in this folder
    ///
    /// Files appear only when all of them are complete; after an error everything is as it was before.
    #[arg(short, long, value_name = "FILE|DIR", required = true, help_heading = "Output")]
    output: PathBuf,
}

impl ProfileArgs {
    pub(super) fn resolve(self, environment: &Environment) -> Result<Profile, Error> {
        let (settings, _) = gather(self.flags, environment)?;
        let (config, output) = settings.resolve()?;
        config.validate()?;
        let config = ProfileConfig { config, like: self.like, first_row: self.from_row.unwrap_or(0) };
        Ok(Profile { config, place: self.output, talk: output.talk })
    }
}
