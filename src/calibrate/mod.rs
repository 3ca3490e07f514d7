//! `calibrate`: may the alarm be trusted on these data, and what would it miss?
//!
//! Three measurements on the user's own corpus: comparisons without a loss (every alarm in them is false), the smallest
//! loss that their precision would show, and a drill with planted losses and harmless changes.
//!
//! | file | what |
//! |---|---|
//! | `null.rs` | two sides without a loss between them: random halves, or labels swapped key by key |
//! | `trial.rs` | two sides compared and judged, as `genloss compare` would |
//! | `tally.rs` | trials to rates with exact intervals, and the precision of each metric |
//! | `wording.rs`, `plant/` | a corpus as words, and what is done to them |
//! | `drill.rs` | every plant at every dose |
//! | `result.rs`, `figures.rs` | what is reported, and what the chart draws |

mod drill;
mod figures;
mod null;
mod plant;
mod result;
mod tally;
#[cfg(test)]
mod testing;
mod trial;
mod wording;

use rayon::prelude::*;

pub use drill::POWER;
pub use null::Null;
pub use result::{
    Calibration, Cell, Corpus, FalseAlarms, MetricCalibration, NullKind, PlantReport, Promise, Rate,
    SymptomRate, VerdictRate,
};
pub use trial::{MetricTrial, Rules, SymptomTrial, Trial, judged, rings};

use crate::assemble;
use crate::config::{Config, EmbeddingRows};
use crate::confounders;
use crate::corpus::{self, Generations};
use crate::error::{Error, Warning, WarningCode};
use crate::judge::Thresholds;
use crate::pair::blocks_for;
use crate::profile::Tokenizer;
use crate::progress::{Observer, Silent, Stage};
use crate::report::Tool;
use crate::threads::with_threads;

/// Most trials that can be asked for: beyond it the intervals are narrower than any use.
const MAX_TRIALS: u64 = 1_000_000;

/// What is to be measured.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrateConfig {
    /// How corpora are read and judged. One generation is split into halves; two have their labels swapped key by key;
    /// with a generation column the reference is split.
    pub config: Config,
    /// Comparisons without a loss.
    pub trials: u64,
    /// Comparisons of each plant at each dose; 0 = no drill.
    pub drill_trials: u64,
}

impl Default for CalibrateConfig {
    fn default() -> Self {
        Self { config: Config::default(), trials: 200, drill_trials: 100 }
    }
}

impl CalibrateConfig {
    /// Checks every range once.
    ///
    /// # Errors
    /// [`Error::BadSetting`] naming the setting, what was found and what is expected.
    pub fn validate(&self) -> Result<(), Error> {
        self.config.validate()?;
        let bad = |setting: &str, found: u64, least: u64| {
            let problem = format!("found {found}, expected {least} to {MAX_TRIALS}");
            Err(Error::BadSetting { setting: setting.to_owned(), problem })
        };
        if !(1..=MAX_TRIALS).contains(&self.trials) {
            return bad("trials", self.trials, 1);
        }
        if self.drill_trials > MAX_TRIALS {
            return bad("drill-trials", self.drill_trials, 0);
        }
        if self.config.columns.generation.is_none() && self.config.generations.len() > 2 {
            return Err(Error::BadSetting {
                setting: "CORPUS".to_owned(),
                problem: format!("found {}, expected one or two", self.config.generations.len()),
            });
        }
        Ok(())
    }

    /// The stream of chance behind a trial. Without a seed, trial k is stream k.
    fn stream(&self, trial: u64) -> u64 {
        self.config.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(trial)
    }
}

/// Measures false alarms, precision, and which planted losses ring.
///
/// # Errors
/// Anything that makes the input or a setting unusable; corpora of one document, and two corpora without a shared key;
/// [`Error::Stopped`].
pub fn run(asked: &CalibrateConfig, observer: &dyn Observer) -> Result<Calibration, Error> {
    asked.validate()?;
    with_threads(asked.config.threads, || {
        let corpora = Corpora::read_watched(&asked.config, observer)?;
        let null = corpora.null()?.split(corpora.tokenizer);
        let rules = corpora.rules(&asked.config);
        observer.begin(Stage::Try, asked.trials + asked.drill_trials);
        let trials = tried(asked.trials, observer, |k| null.trial(&rules, asked.stream(k)))?;
        let drill = match asked.drill_trials {
            0 => Vec::new(),
            n => drill::run(&null, &rules, n, observer, |k| asked.stream(k))?,
        };
        corpora.report(asked, &null, &rules, &trials, drill)
    })
}

/// All trials in order, told and stopped one by one.
fn tried<T: Send>(
    trials: u64,
    observer: &dyn Observer,
    one: impl Fn(u64) -> T + Sync,
) -> Result<Vec<T>, Error> {
    let one = |k| {
        if observer.wants_to_stop() {
            return Err(Error::Stopped);
        }
        let tried = one(k);
        observer.advance(1);
        Ok(tried)
    };
    (0..trials).into_par_iter().map(one).collect()
}

impl Null {
    /// Deals, compares and judges once; the stream fixes the deal.
    pub fn trial(&self, rules: &Rules, stream: u64) -> Trial {
        let [before, after] =
            self.deal(stream).map(|side| rules.profile(side.iter().map(|&i| &self.rows()[i])));
        rules.trial(&before, &after, stream)
    }
}

/// The corpora as they were read.
#[derive(Debug)]
pub struct Corpora {
    corpora: Vec<corpus::Corpus>,
    /// How text becomes words.
    pub tokenizer: Tokenizer,
}

impl Corpora {
    /// Reads one corpus or two.
    ///
    /// # Errors
    /// Anything that makes the input unusable.
    pub fn read(config: &Config) -> Result<Self, Error> {
        Self::read_watched(config, &Silent)
    }

    /// The same, while somebody watches.
    fn read_watched(config: &Config, observer: &dyn Observer) -> Result<Self, Error> {
        // Sides are dealt from the sample, so nothing else is needed of the vectors.
        let config = &Config { embedding_rows: EmbeddingRows::Sample, ..config.clone() };
        let (mut corpora, config) = corpus::generations(config, 1, observer)?;
        if config.columns.generation.is_some() {
            // One generation of a corpus that holds several; the others are no second opinion on the same prompts.
            corpora.truncate(1);
        }
        confounders::require_documents(&corpora)?;
        let tokenizer = Generations::of(&corpora, &config, 1)?.tokenizer();
        Ok(Self { corpora, tokenizer })
    }

    /// How sides of these corpora are counted and judged.
    pub fn rules(&self, config: &Config) -> Rules {
        Rules {
            tokenizer: self.tokenizer,
            columns: self.corpora[0].header().columns.data.clone(),
            thresholds: Thresholds::from_config(config),
        }
    }

    /// Two sides without a loss between them.
    ///
    /// # Errors
    /// [`Error::TooFewToSplit`] of a single document, [`Error::NoSharedKeys`] where labels cannot be swapped.
    pub fn null(&self) -> Result<Null, Error> {
        let name = |at: usize| self.corpora[at].header().name.clone();
        match self.corpora.iter().map(corpus::Corpus::profile).collect::<Vec<_>>()[..] {
            [before, after] => {
                let null = Null::label_swaps(before, after);
                if null.rows().is_empty() {
                    return Err(Error::NoSharedKeys { first: name(0), second: name(1) });
                }
                Ok(null)
            }
            [corpus, ..] if corpus.n_documents() > 1 => {
                let null = Null::halves(corpus);
                // Without a key the halves of a comparison would be grouped by what they say, which is the same in every deal.
                Ok(if corpus.keys.is_empty() { null.in_blocks_by_content(self.tokenizer) } else { null })
            }
            _ => Err(Error::TooFewToSplit { generation: name(0) }),
        }
    }

    fn report(
        &self,
        asked: &CalibrateConfig,
        null: &Null,
        rules: &Rules,
        trials: &[Trial],
        drill: Vec<PlantReport>,
    ) -> Result<Calibration, Error> {
        let documents = null.documents_a_side();
        let kind = null.kind();
        let used = null.rows().len() as u64;
        let sizes = tally::Sizes { trial: documents, whole: (kind == NullKind::Halves).then_some(used) };
        let false_alarms = tally::false_alarms(trials, &rules.thresholds);
        let figures = figures::all(&false_alarms, &drill);
        Ok(Calibration {
            schema_version: 1,
            tool: Tool { name: "genloss".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            settings: asked.config.clone(),
            input: assemble::input(&self.corpora[0].header().columns, self.tokenizer.unit.name()),
            warnings: self.warnings(&asked.config, null)?,
            corpora: (0..self.corpora.len()).map(|at| self.corpus(at, null)).collect(),
            null: kind,
            documents,
            paired: trials.iter().filter(|t| t.paired).count() * 2 > trials.len(),
            false_alarms,
            metrics: tally::metrics(trials, &rules.thresholds, sizes),
            drill,
            figures,
        })
    }

    fn corpus(&self, at: usize, null: &Null) -> Corpus {
        let (header, profile) = (self.corpora[at].header(), self.corpora[at].profile());
        Corpus {
            name: header.name.clone(),
            paths: header.paths.clone(),
            rows: profile.rows,
            documents: profile.n_documents(),
            documents_used: null.n_rows_of(at),
            tokens: profile.n_tokens(),
        }
    }

    /// What a reader must know before believing a rate.
    fn warnings(&self, config: &Config, null: &Null) -> Result<Vec<Warning>, Error> {
        let mut found = confounders::warnings(&Generations::of(&self.corpora, config, 1)?, &[], config);
        for (at, corpus) in self.corpora.iter().enumerate() {
            let (name, profile, used) = (&corpus.header().name, corpus.profile(), null.n_rows_of(at));
            let sampled = profile.sample.rows().len() as u64;
            if sampled < profile.n_documents() {
                found.push(Warning::new(
                    WarningCode::Sampled,
                    format!("{name}: {sampled} of {} documents were sampled", profile.n_documents()),
                    "the rates hold for corpora of that size",
                ));
            }
            if used < sampled {
                found.push(Warning::new(
                    WarningCode::UnsharedKeys,
                    format!("{name}: {used} of {sampled} documents have a key that both corpora have"),
                    "the others were left out; sample both corpora on the same prompts",
                ));
            }
        }
        let documents = null.documents_a_side();
        if blocks_for(documents).is_none() {
            found.push(Warning::new(
                WarningCode::TooFewDocuments,
                format!("{documents} documents a side are too few for an interval, so no alarm can ring"),
                "64 a side are the least, some hundreds show losses of 10%",
            ));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{corpus, texts};
    use super::*;
    use crate::config::Source;

    fn rules() -> Rules {
        let thresholds = Thresholds::from_config(&Config::default());
        Rules { tokenizer: Tokenizer::default(), columns: Vec::new(), thresholds }
    }

    #[test]
    fn a_trial_of_halves_is_what_compare_says() {
        let null = Null::halves(&corpus(&texts(160)));
        let trial = null.trial(&rules(), 1);
        assert!(!trial.paired && !trial.rings());
        let always = trial.metrics.iter().filter(|m| !m.metric.decides.waits_for_novelty());
        assert_eq!(always.count(), judged().count());
        let tail = &trial.metrics[0];
        assert_eq!(tail.metric.name, "pooled-tail-retention");
        assert_eq!((tail.estimate.unwrap().blocks, tail.covers()), (8, Some(true)));
        assert!(Null::label_swaps(&corpus(&texts(80)), &corpus(&texts(80))).trial(&rules(), 1).paired);
    }

    #[test]
    fn settings_out_of_range_are_named() {
        let said = |config: CalibrateConfig| config.validate().unwrap_err().to_string();
        assert!(said(CalibrateConfig { trials: 0, ..Default::default() }).starts_with("trials: found 0"));
        let many = CalibrateConfig { drill_trials: MAX_TRIALS + 1, ..Default::default() };
        assert!(said(many).starts_with("drill-trials: found 1000001"));
        let mut three = CalibrateConfig::default();
        three.config.generations = vec![Source { name: None, paths: vec!["x".into()] }; 3];
        assert_eq!(said(three), "CORPUS: found 3, expected one or two");
    }

    #[test]
    fn another_seed_is_another_deal() {
        let stream = |seed, trial| {
            let config = Config { seed, ..Config::default() };
            CalibrateConfig { config, ..Default::default() }.stream(trial)
        };
        assert_eq!(stream(0, 7), 7);
        assert_ne!(stream(1, 7), stream(0, 7));
        assert_ne!(stream(1, 7), stream(1, 8));
    }
}
