//! `genloss init`: a config file from what the files hold, to be read and changed by hand.

use std::path::PathBuf;

use clap::Args;

use super::flags::Flags;
use super::gather;
use crate::check::Checkup;
use crate::config::{Config, Source};
use crate::config_file::written;
use crate::environment::Environment;
use crate::error::Error;
use crate::settings::{Asked, Taker};

pub(super) const HELP: &str = "\
Examples:
  Look at two generations, and write genloss.toml:
    genloss init runs/base runs/new
  Then, here and in CI:
    genloss compare -c genloss.toml

Exit status:
  0  done
  2  wrong usage, or an input or output error; nothing was written";

pub(super) const EXIT_STATUS: &str = "\
Exit status:
  0  done
  2  wrong usage, or an input or output error; nothing was written";

/// What is looked at, and where it is written down.
#[derive(Debug)]
pub struct Init {
    /// How corpora are read.
    pub config: Config,
    /// The file.
    pub path: PathBuf,
    /// Whether a file that is there is replaced.
    pub force: bool,
}

/// The flags of `init`.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    #[command(flatten)]
    flags: Flags<{ Taker::Check as usize }>,

    /// Write to this file
    #[arg(short, long, value_name = "FILE", default_value = "genloss.toml", help_heading = "Output")]
    output: PathBuf,

    /// Replace the file if it is there
    #[arg(long, help_heading = "Output")]
    force: bool,
}

impl InitArgs {
    pub(super) fn resolve(self, environment: &Environment) -> Result<Init, Error> {
        let (settings, _) = gather(self.flags, environment)?;
        let (config, _) = settings.resolve()?;
        config.validate()?;
        Ok(Init { config, path: self.output, force: self.force })
    }
}

impl Init {
    /// Refuses to replace a file that somebody may have written.
    ///
    /// # Errors
    /// [`Error::BadSetting`] where it is there and nothing says that it may go.
    pub fn check(&self) -> Result<(), Error> {
        if self.force || !self.path.exists() {
            return Ok(());
        }
        let problem =
            "it is there already, and was left as it is; name another with -o, or replace it with --force";
        Err(Error::BadSetting { setting: self.path.display().to_string(), problem: problem.to_owned() })
    }
}

/// The text of the file.
///
/// # Errors
/// [`Error::BadSetting`] where TOML cannot say a value.
pub fn page(found: &Checkup) -> Result<String, Error> {
    let asked = asked(found);
    let line = |key: &str| written(key, &asked);
    let mut text = String::from(
        "# Settings of genloss, from what `genloss init` found. Flags and environment win over them; every key is a flag\n\
         # of `genloss compare --help`. Relative paths count from the folder in which genloss runs.\n\n",
    );
    let mut part = |about: &str, line: &str| text += &format!("# {about}\n{line}\n");
    let split = found.input.generation_column.is_some();
    if split {
        part("The corpus, and the column whose values are its generations.", &line("paths")?);
        part(
            "In the order of its values; `reference` names another one to begin with.",
            &line("generation-column")?,
        );
    } else {
        part(
            "The first is the reference; every later one is compared with it, and with the one before.",
            &line("generation")?,
        );
    }
    if asked.config.columns.text.is_some() {
        part("What the model wrote.", &line("text-column")?);
    }
    match found.input.key_column {
        Some(_) => {
            part(&format!("What names the prompt, and pairs rows{}.", shared(found)), &line("key-column")?)
        }
        None => part(
            "Nothing was found that names the prompt: rows are not paired by key.",
            "# key-column = \"prompt\"\n",
        ),
    }
    match found.input.embedding_column {
        Some(_) => part("Embeddings of the texts, all by one model.", &line("embedding-column")?),
        None => part(
            "There are no embeddings; a static model on disk would stand in for them.",
            "# embedding-model = \"models/potion-base-8M\"\n",
        ),
    }
    match found.input.score_column {
        Some(_) => part("Task scores, higher is better.", &line("score-column")?),
        None => part("A task score, higher is better.", "# score-column = [\"score\"]\n"),
    }
    match found.input.slice_column {
        Some(_) => part("Each value of it is judged separately, too.", &line("slice-column")?),
        None => part("Judge each value of a column separately, too.", "# slice-column = \"domain\"\n"),
    }
    part(
        "The share kept below which a metric warns, and fails; the defaults are in `genloss metrics NAME`.",
        "# margins = { pooled-tail-retention = [0.95, 0.90] }\n",
    );
    part(
        "What ends with exit status 1: none, collapse, a list of verdicts, requirement.",
        "fail-on = \"collapse\"\n",
    );
    part("Where report and charts go.", "# output = \"genloss-report\"\n");
    part(
        "A mean that every generation after the reference must reach (at the end of the file).",
        "# [[requirement]]\n# column = \"score\"\n# min = 0.7\n",
    );
    Ok(text)
}

/// How many keys the generations share with the reference, where that is known.
fn shared(found: &Checkup) -> String {
    let keys = found.generations.iter().filter_map(|g| g.keys).min();
    keys.map_or(String::new(), |n| format!(" ({n} of them in the generation with fewest)"))
}

/// The settings by which the same would be read, with everything named that was found.
fn asked(found: &Checkup) -> Asked {
    let (input, mut config) = (&found.input, found.settings.clone());
    let columns = &mut config.columns;
    // Where paths name the columns of the outputs, their common name stands in no file.
    let named = found.generations.iter().flat_map(|g| &g.paths).any(|path| path.contains('#'));
    columns.text = columns.text.clone().or_else(|| (!named).then(|| input.text_column.clone()));
    columns.key = input.key_column.clone();
    columns.embedding = input.embedding_column.clone();
    columns.slice = input.slice_column.clone();
    columns.generation = input.generation_column.clone();
    if columns.score.is_empty() {
        columns.score = input.score_column.iter().cloned().collect();
    }
    if input.generation_column.is_none() {
        let source = |g: &crate::check::CheckedGeneration| Source {
            name: Some(g.name.clone()),
            paths: g.paths.iter().map(PathBuf::from).collect(),
        };
        config.generations = found.generations.iter().map(source).collect();
    }
    Asked { config, ..Asked::default() }
}
