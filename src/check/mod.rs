//! `check`: what is in these corpora, how it would be read and paired, and what to mend before anything is compared.
//!
//! The findings are those of `compare`, made by the same functions, and some that no verdict needs.
//!
//! | file | what |
//! |---|---|
//! | `findings.rs` | plan and profiles to findings, the gravest first |
//! | `scripts.rs` | what the texts are written in |
//! | `result.rs` | what is reported |

mod findings;
mod result;
mod scripts;

pub use result::{CheckedGeneration, CheckedPair, Checkup, Finding, ScriptShare, Setting};

use crate::assemble;
use crate::compare::{Compared, Doubts};
use crate::config::Config;
use crate::confounders;
use crate::corpus::{self, Generations};
use crate::error::Error;
use crate::profile::Profile;
use crate::progress::Observer;
use crate::report::Tool;
use crate::static_model::StaticModel;
use crate::threads::with_threads;

/// Reads one corpus or several, as `compare` would, and says what it finds.
///
/// # Errors
/// Anything that makes the input or a setting unusable; see [`Error`].
pub fn run(config: &Config, observer: &dyn Observer) -> Result<Checkup, Error> {
    config.validate()?;
    with_threads(config.threads, || {
        // What would stop the comparison is found here.
        config.embedding_model.as_deref().map(StaticModel::open).transpose()?;
        let (corpora, config) = &corpus::generations(config, 1, observer)?;
        confounders::require_documents(corpora)?;
        let generations = Generations::of(corpora, config, 1)?;
        let (names, columns) = (generations.names(), generations.columns());
        let (profiles, tokenizer) = (&generations.profiles, generations.tokenizer());
        confounders::require_slices(config, profiles)?;
        let doubts = Doubts::of(profiles, &names);
        let pairs = Compared::all(profiles, tokenizer);
        let mut warnings = doubts.warnings();
        warnings.extend(confounders::warnings(&generations, &pairs, config));
        warnings.extend(confounders::of_runs(&generations));
        Ok(Checkup {
            schema_version: 1,
            tool: Tool { name: "genloss".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            settings: config.clone(),
            input: assemble::input(columns, tokenizer.unit.name()),
            prompt_column: columns.prompt.clone(),
            role_column: columns.role.clone(),
            generations: (0..names.len()).map(|at| generation(&generations, at)).collect(),
            pairs: pairs.iter().map(|pair| compared(profiles, &names, *pair, &doubts)).collect(),
            findings: findings::findings(warnings, &names, profiles),
        })
    })
}

fn generation(generations: &Generations<'_>, at: usize) -> CheckedGeneration {
    let (header, profile) = (generations.headers[at], &generations.profiles[at]);
    let setting =
        |(name, values): &(String, Vec<String>)| Setting { name: name.clone(), values: values.clone() };
    CheckedGeneration {
        name: header.name.clone(),
        paths: header.paths.clone(),
        rows: profile.rows,
        documents: profile.n_documents(),
        null_texts: profile.null_texts,
        empty_texts: profile.empty_texts,
        tokens: profile.n_tokens(),
        mean_tokens: profile.mean_tokens(),
        different_texts: profile.texts.len() as u64,
        keys: header.columns.key.as_ref().map(|_| profile.keys.len() as u64),
        prompts: profile.prompts.distinct().filter(|_| !profile.prompts.is_empty()),
        truncated: (profile.finish_known > 0).then_some(profile.truncated),
        embedding_dim: profile.embedding_dimension().and_then(|d| u32::try_from(d).ok()),
        scripts: scripts::of(profile),
        sampling: header.sampling.iter().map(setting).collect(),
        origin: header.origin.clone(),
    }
}

fn compared(profiles: &[Profile], names: &[&str], pair: Compared, doubts: &Doubts) -> CheckedPair {
    let (before, after) = (&profiles[pair.reference], &profiles[pair.current]);
    CheckedPair {
        reference: names[pair.reference].to_owned(),
        current: names[pair.current].to_owned(),
        paired: pair.pairing.is_paired(),
        pairing: pair.pairing,
        shared_keys: after.key_overlap(before),
        shared_prompts: after.prompts.shared(&before.prompts),
        comparability: doubts.about(pair.reference, pair.current),
    }
}
