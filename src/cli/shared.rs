//! Flags that several commands share, so that they read, judge and run alike.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::compare::given;
use crate::config::{Correction, Margins, Reasoning};
use crate::config_file;
use crate::environment::Environment;
use crate::error::Error;
use crate::settings::{Settings, named_correction, named_margins};

/// How corpora are read.
#[derive(Debug, Args)]
pub(super) struct CorpusArgs {
    /// Take this generation as the reference instead of the first
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    reference: Option<String>,

    /// Read settings from a TOML file; flags win over it
    ///
    /// Keys are the names of the flags of `genloss compare`. Relative paths in the file count from the current directory.
    /// `calibrate` and `simulate` leave aside which corpora, outputs and gates it names.
    #[arg(short, long, value_name = "FILE", help_heading = "Input")]
    pub(super) config: Option<PathBuf>,

    /// Read the outputs from this column [default: detected]
    ///
    /// The column holds text, lists of texts (several samples of one prompt), or chat messages. Of a nested column give
    /// the path of the text: 'choices[].message.content', 'resps[][]'; every item of a list is a document of its row. A
    /// column that has this very name comes first; case, spaces, hyphens and underscores make no other name.
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    text_column: Option<String>,

    /// Group rows by this column, usually the prompt, and pair generations by it [default: detected]
    ///
    /// Pairing narrows the intervals. Without a key, or when generations share less than half of the keys, the
    /// report says "unpaired".
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    key_column: Option<String>,

    /// Read embeddings from this column, a list of numbers of one length [default: detected]
    ///
    /// The list may be written as text, packed into bytes, stand in a list by itself, or be a dense Spark vector.
    /// All generations must be embedded by the same model. Vectors of another length, null ones, and those that hold
    /// NaN or an infinity are counted and left out.
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    embedding_column: Option<String>,

    /// Split one corpus into generations by the values of this column
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    generation_column: Option<String>,

    /// Count words, chars, whitespace (what stands between spaces), or the subwords of a FILE [default: words]
    ///
    /// FILE is a Hugging Face tokenizer.json; reading it needs a genloss that was built with `--features tokenizers`.
    /// Words become character bigrams where the reference is written without spaces. A subword tokenizer decides about
    /// case by itself. All generations are counted in the same way.
    #[arg(long, value_name = "NAME|FILE", help_heading = "Input")]
    tokenizer: Option<String>,

    /// Count `The` and `the` as two words
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        help_heading = "Input"
    )]
    case_sensitive: Option<bool>,

    /// What becomes of reasoning beside the answer: drop, keep or only [default: drop]
    ///
    /// Reasoning is what stands between marks such as <think> and </think>. `drop` judges the answer, `keep` counts both as one text,
    /// `only` judges the reasoning. The share of texts that reason, and of those whose answer never comes, is told in any case.
    #[arg(
        long,
        value_name = "WHAT",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(["drop", "keep", "only"]).map(|what| match what.as_str() {
            "keep" => Reasoning::Keep,
            "only" => Reasoning::Only,
            _ => Reasoning::Drop,
        }),
        help_heading = "Input"
    )]
    reasoning: Option<Reasoning>,

    /// Keep at most N bytes of each sampled text [default: 4096]
    ///
    /// The sample is what lengths are matched on and slices are made of. Loops, words and phrases of whole generations are counted
    /// from whole texts in any case.
    #[arg(long, value_name = "N", help_heading = "Input")]
    sample_bytes: Option<usize>,

    /// Read at most N rows of each generation, in file order
    #[arg(long, value_name = "N", help_heading = "Input")]
    limit: Option<u64>,
}

/// Which columns are read beside the text, and what a repeated name means.
#[derive(Debug, Args)]
pub(super) struct DataArgs {
    /// Judge each value of this column separately too, for example a domain or language
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    slice_column: Option<String>,

    /// Read a task score from this column, higher is better; repeat for several [default: detected]
    ///
    /// A mean that falls warns, it never fails. A minimum that must be reached is a [[requirement]] of the config file.
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    score_column: Vec<String>,

    /// Compare the distribution of the numbers in this column; repeat for several
    ///
    /// Shown only: they decide nothing. Nulls, NaN and infinities are counted and left out.
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    numeric_column: Vec<String>,

    /// Compare the shares of the labels in this column; repeat for several
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    categorical_column: Vec<String>,

    /// Read log-probabilities of the outputs from this column; repeat for several
    ///
    /// The column holds the mean log-probability of a row's tokens, or a list with one (natural) logarithm a token. Both
    /// tails of the surprisal are compared: later generations of a collapse hold more probable texts, and a long tail of
    /// improbable ones.
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    likelihood_column: Vec<String>,

    /// Take corpora of the same name for runs of one generation, and report how far runs stray
    ///
    /// The first run of each name is judged. Every further one is compared with the reference as well, and the report
    /// gives the spread of each gating metric between runs. Without this flag a name may occur once.
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        help_heading = "Input"
    )]
    replicates: Option<bool>,
}

/// How a loss is judged.
#[derive(Debug, Args)]
pub(super) struct JudgmentArgs {
    /// Call a loss shown when its corrected p is below this [default: 0.05]
    ///
    /// Intervals are always 95%.
    #[arg(long, value_name = "P", help_heading = "Judgment")]
    alpha: Option<f64>,

    /// Correct for many tests: max-t (all at once, by sign flips), none, bonferroni, holm or bh [default: max-t]
    #[arg(
        long,
        value_name = "METHOD",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(["max-t", "none", "bonferroni", "holm", "bh"])
            .try_map(|name| named_correction(&name)),
        help_heading = "Judgment"
    )]
    correction: Option<Correction>,

    /// Warn and fail below other retentions than a metric's own; repeat for several metrics
    ///
    /// For example --margin tail-types-survival=0.95,0.90: a shown loss below 0.95 warns, an interval wholly below
    /// 0.90 fails.
    #[arg(long, value_name = "METRIC=WARN,FAIL", value_parser = named_margins, help_heading = "Judgment")]
    margin: Vec<(String, Margins)>,
}

/// How a run goes.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// Seed the permutations of blocks [default: 0]
    ///
    /// The same input, settings and seed give the same bytes on any machine.
    #[arg(long, value_name = "N", help_heading = "Run")]
    seed: Option<u64>,

    /// Use N threads; 0 is one per core [default: 0]
    ///
    /// The number never changes a result.
    #[arg(long, value_name = "N", help_heading = "Run")]
    threads: Option<usize>,
}

impl CorpusArgs {
    /// What environment and config file say about how to read and judge.
    pub(super) fn read_and_judge(&self, environment: &Environment) -> Result<Settings, Error> {
        let path = self.config.as_ref().or(environment.config.as_ref());
        let file = path.map_or_else(|| Ok(Settings::default()), |path| config_file::load(path))?;
        Ok(how(environment.settings.clone()).or(how(file)))
    }

    /// As settings that say nothing else.
    pub(super) fn settings(self) -> Settings {
        Settings {
            reference: self.reference,
            text_column: self.text_column,
            key_column: self.key_column,
            embedding_column: self.embedding_column,
            generation_column: self.generation_column,
            tokenizer: self.tokenizer,
            case_sensitive: self.case_sensitive,
            reasoning: self.reasoning,
            sample_bytes: self.sample_bytes,
            limit: self.limit,
            ..Settings::default()
        }
    }
}

impl DataArgs {
    /// As settings that say nothing else.
    pub(super) fn settings(self) -> Settings {
        Settings {
            slice_column: self.slice_column,
            score_column: given(self.score_column),
            numeric_column: given(self.numeric_column),
            categorical_column: given(self.categorical_column),
            likelihood_column: given(self.likelihood_column),
            replicates: self.replicates,
            ..Settings::default()
        }
    }
}

impl JudgmentArgs {
    /// As settings that say nothing else.
    pub(super) fn settings(self) -> Settings {
        Settings {
            alpha: self.alpha,
            correction: self.correction,
            margins: given(self.margin).map(|list| list.into_iter().collect()),
            ..Settings::default()
        }
    }
}

impl RunArgs {
    /// As settings that say nothing else.
    pub(super) fn settings(self) -> Settings {
        Settings { seed: self.seed, threads: self.threads, ..Settings::default() }
    }
}

/// What a config file says about how to read and judge, without what it says about corpora, outputs and gates.
fn how(file: Settings) -> Settings {
    Settings {
        paths: None,
        generation: None,
        slice_column: None,
        output: None,
        format: None,
        summary_file: None,
        color: None,
        fail_on: None,
        fail_on_slices: None,
        requirement: None,
        replicates: None,
        numeric_column: None,
        categorical_column: None,
        likelihood_column: None,
        ..file
    }
}
