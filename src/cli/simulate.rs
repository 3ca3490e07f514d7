//! `genloss simulate`: its flags and what they become.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::flags::Flags;
use super::{formats, gather, own};
use crate::environment::Environment;
use crate::error::Error;
use crate::render::simulation::REPORT;
use crate::settings::{Format, Output, Taker, Talk};
use crate::simulate::{ModelChoice, Policy, Sampling, SimulateConfig};

pub(super) const HELP: &str = "\
Policies (what the model of each generation learns from; the first one learns all of CORPUS):
  replace              the generation before, and nothing else
  accumulate           all generations before, CORPUS included
  accumulate-subsample as many rows as a generation has, drawn from all generations before
  mix=SHARE            this share of CORPUS, the same rows every time; the rest the generation before
  fresh=SHARE          the same, but drawn from CORPUS anew for each generation

Models:
  words                words drawn independently; lengths of documents are those of what it learned
  ngram=N              Kneser-Ney n-grams of N = 2 to 5 words, interpolated and modified; a document
                       ends where its end is drawn, at the longest length in CORPUS at the latest
  gaussian             one Gaussian by maximum likelihood (gaussian-unbiased divides by n - 1)
  mixture=K            K Gaussians with diagonal covariances, by EM from k-means++ seeds
  Text models write the words that `genloss compare` counts, without punctuation; the corpus is
  stored the same way as gen0. Vector models write embeddings, and no text.

Examples:
  What would ten rounds of training on one's own outputs do to this corpus?
    genloss simulate corpus.parquet -o out
  And with a tenth of real data in every round, sampled at temperature 0.8?
    genloss simulate corpus.parquet --policy mix=0.1 --temperature 0.8 -o mixed
  Embeddings only, files only:
    genloss simulate corpus.parquet --model mixture=20 --no-compare -o vectors

The report in DIR/report compares every generation with gen0. The band that its chart of rare words
calls theory is that of `replace` with as many documents as gen0 has.

Exit status:
  0  done
  2  wrong usage, or an input or output error; generations that were written before it stay";

/// The end of the short help.
pub(super) const EXIT_STATUS: &str = "\
Exit status:
  0  done
  2  wrong usage, or an input or output error; generations that were written before it stay";

/// The flags of `simulate`.
#[derive(Debug, Args)]
pub(super) struct SimulateArgs {
    /// The real corpus, generation 0: a file of rows, a folder, or a quoted glob
    #[arg(value_name = "CORPUS")]
    path: PathBuf,

    /// Train each generation on: replace, accumulate, accumulate-subsample, mix=SHARE or fresh=SHARE [default: replace]
    #[arg(long, value_name = "POLICY", help_heading = "Recursion")]
    policy: Option<Policy>,

    /// Write so many generations after the real one [default: 10]
    #[arg(long, value_name = "N", help_heading = "Recursion")]
    generations: Option<usize>,

    /// Rows of each generation [default: as many as the corpus has]
    #[arg(long, value_name = "N", help_heading = "Recursion")]
    samples: Option<usize>,

    /// Generate with: words, ngram=N, gaussian, gaussian-unbiased or mixture=K [default: ngram=3]
    #[arg(long, value_name = "MODEL", help_heading = "Recursion")]
    model: Option<ModelChoice>,

    /// Raise the probabilities of words to the power 1/T; below 1 sharpens [default: 1]
    #[arg(long, value_name = "T", allow_negative_numbers = true, help_heading = "Recursion")]
    temperature: Option<f64>,

    /// Draw from the most probable words that together have this share; after temperature and top-k [default: 1]
    #[arg(long, value_name = "P", allow_negative_numbers = true, help_heading = "Recursion")]
    top_p: Option<f64>,

    /// Draw from the K most probable words [default: all]
    #[arg(long, value_name = "K", help_heading = "Recursion")]
    top_k: Option<usize>,

    #[command(flatten)]
    flags: Flags<{ Taker::Simulate as usize }>,

    /// Write gen0.parquet, gen1.parquet, … and the report to this folder; create it if missing
    ///
    /// Files appear only when all generations are complete; after an error the folder is as it was before.
    #[arg(short, long, value_name = "DIR", required = true, help_heading = "Output")]
    output: PathBuf,

    /// Write into a folder that holds files already; those of the same name are replaced
    #[arg(long, help_heading = "Output")]
    overwrite: bool,

    /// Write the generations only, without comparing them
    #[arg(long, help_heading = "Output")]
    no_compare: bool,

    #[arg(
        long,
        help = format!("Produce these formats of the report: {} [default: all]", formats(Format::ALL).join(", ")),
        value_name = "FORMATS",
        value_delimiter = ',',
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(formats(Format::ALL)),
        help_heading = "Output"
    )]
    format: Vec<String>,
}

/// What `genloss simulate` does.
#[derive(Debug)]
pub struct Simulate {
    /// What is simulated.
    pub config: SimulateConfig,
    /// The folder of the generations.
    pub dir: PathBuf,
    /// Whether files may be replaced there.
    pub overwrite: bool,
    /// Where the report goes; `None` = nothing is compared.
    pub report: Option<Output>,
    /// How much is said on standard error.
    pub talk: Talk,
}

impl SimulateArgs {
    pub(super) fn resolve(self, environment: &Environment) -> Result<Simulate, Error> {
        let (settings, _) = gather(self.flags, environment)?;
        let default = SimulateConfig::default();
        let sampling = Sampling {
            temperature: self.temperature.unwrap_or(default.sampling.temperature),
            top_k: self.top_k,
            top_p: self.top_p.unwrap_or(default.sampling.top_p),
        };
        let (policy, model) = (self.policy.unwrap_or(default.policy), self.model.unwrap_or(default.model));
        let generations = self.generations.unwrap_or(default.generations);
        let formats: Vec<&str> = self.format.iter().map(String::as_str).collect();
        let here = own(vec![self.path], Some(self.output.clone()), &formats);
        let (config, output) = here.or(settings).resolve()?;
        let config = SimulateConfig { config, policy, generations, samples: self.samples, model, sampling };
        config.validate()?;
        let (dir, talk) = (self.output, output.talk);
        let report = (!self.no_compare).then(|| Output { dir: Some(dir.join(REPORT)), ..output });
        Ok(Simulate { config, dir, overwrite: self.overwrite, report, talk })
    }
}
