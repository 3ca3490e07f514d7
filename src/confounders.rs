//! What else could explain a difference: stated, never hidden.

use crate::compare::{Table, truncated_share};
use crate::config::Config;
use crate::error::{Error, Warning};
use crate::profile::{Profile, Tokenizer, Unit};
use crate::read::Plan;

/// Refuses generations without text.
///
/// # Errors
/// [`Error::NoDocuments`] naming the first of them.
pub(crate) fn require_documents(plan: &Plan, profiles: &[Profile]) -> Result<(), Error> {
    for (generation, profile) in plan.generations.iter().zip(profiles) {
        if profile.n_documents() == 0 {
            return Err(Error::NoDocuments {
                generation: generation.name.clone(),
                rows: profile.rows,
                column: plan.columns.text.clone(),
            });
        }
    }
    Ok(())
}

/// All findings that a reader must know before believing a number.
pub(crate) fn warnings(
    plan: &Plan,
    profiles: &[Profile],
    tokenizer: Tokenizer,
    tables: &[Table],
    config: &Config,
) -> Vec<Warning> {
    let mut found = plan.warnings.clone();
    if tokenizer.unit == Unit::CharacterBigrams {
        found.push(Warning::new(
            "character-bigrams",
            "over 30% of the reference's letters belong to scripts without spaces, so runs of them are counted as character bigrams",
            "read \"word\" as \"character bigram\" for these scripts",
        ));
    }
    for (generation, profile) in plan.generations.iter().zip(profiles) {
        found.extend(of_generation(&generation.name, profile));
    }
    for table in tables {
        found.extend(of_pair(plan, profiles, table));
    }
    if let Some(limit) = config.limit {
        found.push(Warning::new(
            "limit",
            format!("only the first {limit} rows of each generation were read"),
            "a beginning is not a random sample; drop --limit for a verdict you act on",
        ));
    }
    found
}

fn of_generation(name: &str, profile: &Profile) -> Vec<Warning> {
    let mut found = Vec::new();
    let without_text = profile.null_texts + profile.empty_texts;
    if without_text > 0 {
        found.push(Warning::new(
            "no-text",
            format!(
                "{name}: {} null and {} empty texts were left out",
                profile.null_texts, profile.empty_texts
            ),
            "if the model really answered nothing, that is a finding of its own",
        ));
    }
    let truncated = truncated_share(profile);
    if truncated > 0.02 {
        found.push(Warning::new(
            "truncated",
            format!("{name}: {:.0}% of the documents look cut off at a length limit", 100.0 * truncated),
            "compare with the metrics that end in -without-truncated, or sample with a higher limit",
        ));
    }
    if profile.n_documents() > profile.keys.len() as u64 && !profile.keys.is_empty() {
        found.push(Warning::new(
            "repeated-keys",
            format!("{name}: {} documents share {} keys", profile.n_documents(), profile.keys.len()),
            "several samples per prompt are fine; the same prompt twice by accident is not",
        ));
    }
    found
}

fn of_pair(plan: &Plan, profiles: &[Profile], table: &Table) -> Vec<Warning> {
    let mut found = Vec::new();
    let (before, after) = (&plan.generations[table.reference], &plan.generations[table.current]);
    let pair = format!("{} against {}", after.name, before.name);
    if before.sampling != after.sampling {
        found.push(Warning::new(
            "not-attributable",
            format!(
                "{pair}: sampling settings differ ({} / {})",
                settings(&before.sampling),
                settings(&after.sampling)
            ),
            "a changed temperature or top-p is itself a loss of tail; sample both generations the same way",
        ));
    }
    if table.length_matched {
        found.push(Warning::new(
            "length-matched",
            format!("{pair}: mean lengths differ by more than 10%, so documents were cut to equal length"),
            "metrics that end in -unmatched show the uncut documents",
        ));
    }
    let (p, q) = (&profiles[table.reference], &profiles[table.current]);
    if !table.paired && !p.keys.is_empty() && !q.keys.is_empty() {
        found.push(Warning::new(
            "unpaired",
            format!("{pair}: less than half of the keys are shared, so rows are not paired"),
            "sample both generations on the same prompts",
        ));
    }
    if p.texts == q.texts {
        found.push(Warning::new(
            "identical",
            format!("{pair}: both hold exactly the same documents"),
            "the same file twice says nothing about a model; check the paths",
        ));
    }
    found
}

fn settings(sampling: &[(String, Vec<String>)]) -> String {
    let one = |(name, values): &(String, Vec<String>)| format!("{name} {}", values.join(", "));
    let all: Vec<_> = sampling.iter().map(one).collect();
    if all.is_empty() { "none recorded".to_owned() } else { all.join("; ") }
}
