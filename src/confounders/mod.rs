//! What else could explain a difference: stated, never hidden.

mod content;
mod copies;
mod heavy;
mod missing;

use std::collections::BTreeSet;

use crate::compare::{Compared, FEWEST_LATER, truncated_share};
use crate::config::{Config, EmbeddingRows};
use crate::corpus::{Corpus, Generations, Header};
use crate::error::{Error, Warning, WarningCode};
use crate::nearest::nearest;
use crate::profile::{BLOCKS, Profile, Unit, VectorMoments, sample};
use crate::report::Against;
use crate::terms::{ColumnRole, Pairing};

/// Refuses generations without text.
///
/// # Errors
/// [`Error::NoDocuments`] naming the first of them.
pub(crate) fn require_documents(corpora: &[Corpus]) -> Result<(), Error> {
    for (header, profile) in corpora.iter().map(|corpus| (corpus.header(), corpus.profile())) {
        if profile.n_documents() == 0 {
            return Err(Error::NoDocuments {
                generation: header.name.clone(),
                rows: profile.rows,
                why: content::why_no_text(&header.columns, profile),
            });
        }
    }
    Ok(())
}

/// Refuses requirements on slices that no generation has.
///
/// # Errors
/// [`Error::BadRequirement`] with the slice that was probably meant.
pub(crate) fn require_slices(config: &Config, profiles: &[Profile]) -> Result<(), Error> {
    let known: BTreeSet<&str> = profiles.iter().flat_map(|p| p.slices.keys()).map(String::as_str).collect();
    let known: Vec<&str> = known.into_iter().collect();
    for (at, rule) in config.requirements.iter().enumerate() {
        let Some(slice) = rule.slice.as_deref().filter(|slice| !known.contains(slice)) else { continue };
        let near = nearest(slice, &known).map_or(String::new(), |near| format!(", did you mean `{near}`?"));
        let listed = known.iter().take(LISTED_SLICES).copied().collect::<Vec<_>>().join(", ");
        return Err(Error::BadRequirement {
            number: at + 1,
            problem: format!("no generation has a slice `{slice}`{near} (slices: {listed})"),
        });
    }
    Ok(())
}

/// Slices named in an error.
const LISTED_SLICES: usize = 30;

/// All findings that a reader must know before believing a number.
pub(crate) fn warnings(generations: &Generations<'_>, pairs: &[Compared], config: &Config) -> Vec<Warning> {
    let (names, profiles) = (generations.names(), &generations.profiles);
    let mut found = generations.warnings().to_vec();
    if generations.tokenizer().unit == Unit::CharacterBigrams {
        found.push(Warning::new(
            WarningCode::CharacterBigrams,
            "over 30% of the reference's letters belong to scripts without spaces, so runs of them are counted as character bigrams",
            "read \"word\" as \"character bigram\" for these scripts",
        ));
    }
    for (name, profile) in names.iter().zip(profiles) {
        found.extend(of_generation(name, profile));
        found.extend(clipped(name, profile, config.sample_bytes));
    }
    if config.embedding_rows == EmbeddingRows::All {
        found.extend(moments_of_all(profiles));
    }
    found.extend(model_unused(profiles, config));
    found.extend(missing::warnings(&names, profiles, pairs, config));
    found.extend(of_pairs(&generations.headers, profiles, pairs));
    found
        .extend(pairs.iter().filter(|p| p.against == Against::Base).filter_map(|pair| cut_off(&names, pair)));
    found.extend(no_line(pairs));
    if let Some(limit) = config.limit {
        found.push(Warning::new(
            WarningCode::Limit,
            format!("only the first {limit} rows of each generation were read"),
            "a beginning is not a random sample; drop --limit for a verdict you act on",
        ));
    }
    found
}

fn model_unused(profiles: &[Profile], config: &Config) -> Option<Warning> {
    let has_embeddings = profiles.iter().any(|p| p.embeddings.usable > 0);
    (config.embedding_model.is_some() && has_embeddings).then(|| {
        Warning::new(
            WarningCode::EmbeddingModelUnused,
            "generations come with embeddings, which decide, so no text was embedded by the model of `embedding-model`",
            "leave `embedding-model` out; to see its figures, compare files without the embedding column",
        )
    })
}

fn of_generation(name: &str, profile: &Profile) -> Vec<Warning> {
    let mut found = Vec::new();
    let without_text = profile.null_texts + profile.empty_texts;
    if without_text > 0 {
        found.push(Warning::new(
            WarningCode::NoText,
            format!(
                "{name}: {} null and {} empty texts were left out",
                profile.null_texts, profile.empty_texts
            ),
            "`empty-answers` says whether more prompts stay without an answer than before; no other figure sees these rows",
        ));
    }
    found.extend(unusable_embeddings(name, profile));
    found.extend(heavy::warning(name, profile));
    found.extend(copies::apart(name, profile));
    found.extend(columns(name, profile));
    found.extend(finishes(name, profile));
    found.extend(content::warnings(name, profile));
    let truncated = truncated_share(profile);
    if truncated > 0.02 {
        found.push(Warning::new(
            WarningCode::Truncated,
            format!("{name}: {:.0}% of the documents look cut off at a length limit", 100.0 * truncated),
            "compare with the metrics that end in -without-truncated, or sample with a higher limit",
        ));
    }
    if profile.n_documents() > profile.keys.len() as u64 && !profile.keys.is_empty() {
        found.push(Warning::new(
            WarningCode::RepeatedKeys,
            format!("{name}: {} documents share {} keys", profile.n_documents(), profile.keys.len()),
            "several samples per prompt are fine; the same prompt twice by accident is not",
        ));
    }
    found
}

/// Share of the documents (or of the words) above which what is cut off is told.
const CUT_OFF: f64 = 0.02;

/// Documents of which the sample keeps only the beginning.
fn clipped(name: &str, profile: &Profile, sample_bytes: usize) -> Option<Warning> {
    let (n, all) = (profile.clipped.documents, profile.n_documents());
    (n as f64 > CUT_OFF * all as f64).then(|| {
        let lost = profile.clipped.bytes as f64 / profile.clipped.of_bytes.max(1) as f64;
        Warning::new(
            WarningCode::TextCut,
            format!(
                "{name}: {n} of {all} documents are longer than the {sample_bytes} bytes that the sample keeps of a text, which leaves out \
                 {:.1}% of all text",
                100.0 * lost
            ),
            "slices and figures at equal length see the beginnings; --sample-bytes keeps more of each text. Loops are looked for in \
             whole texts",
        )
    })
}

/// What matching lengths takes off the texts of a pair.
fn cut_off(names: &[&str], pair: &Compared) -> Option<Warning> {
    let [before, after] = pair.cut_off?;
    let [reference, current] = [pair.reference, pair.current].map(|at| names[at]);
    (before.max(after) > CUT_OFF).then(|| {
        Warning::new(
            WarningCode::TextCut,
            format!(
                "{current} against {reference}: matching lengths leaves out {:.0}% of the words of {current} and {:.0}% of those of \
                 {reference}",
                100.0 * after,
                100.0 * before
            ),
            "loops are looked for in whole texts, and where more of them loop the vocabulary is judged uncut, too",
        )
    })
}

/// Where generations are enough for a line through them, and there is none that could show a slow loss.
fn no_line(pairs: &[Compared]) -> Option<Warning> {
    let bases: Vec<&Compared> = pairs.iter().filter(|pair| pair.against == Against::Base).collect();
    let why = if bases.len() < FEWEST_LATER {
        return None;
    } else if bases.iter().any(|pair| pair.pairing == Pairing::Content) {
        "no line is drawn through the generations, since rows were brought together by what they say"
    } else if bases.iter().any(|pair| pair.length_matched) {
        "no line is drawn through the figures that follow lengths, since lengths were matched"
    } else {
        return None;
    };
    Some(Warning::new(
        WarningCode::NoLine,
        why,
        "a loss that is too small for every single comparison stays unseen there; see how the figures of the generations fall",
    ))
}

/// Finish reasons that say something else than "complete" or "cut off".
fn finishes(name: &str, profile: &Profile) -> Vec<Warning> {
    let mut found = Vec::new();
    if profile.filtered > 0 {
        found.push(Warning::new(
            WarningCode::Filtered,
            format!("{name}: finish_reason says of {} rows that a filter or a refusal ended them", profile.filtered),
            "what a filter leaves is no sample of what the model says; compare with the filter off, or leave these rows out",
        ));
    }
    let unknown = &profile.unknown_finishes;
    if unknown.total > 0 {
        let words: Vec<String> = unknown.names.iter().map(|(word, n)| format!("{word:?} ({n})")).collect();
        found.push(Warning::new(
            WarningCode::UnknownFinishReasons,
            format!("{name}: {} rows have a finish_reason that is not known: {}", unknown.total, words.join(", ")),
            "they count neither as complete nor as cut off; there a pile-up of texts at the longest length tells of a limit",
        ));
    }
    found
}

/// Where the moments of all vectors were asked for and are not, or not in all blocks.
fn moments_of_all(profiles: &[Profile]) -> Option<Warning> {
    let dimension = profiles.iter().find_map(Profile::embedding_dimension)?;
    let (found, hint) = match VectorMoments::blocks_for(dimension) {
        Some(BLOCKS) => return None,
        Some(blocks) => (
            format!("are gathered in {blocks} blocks instead of {BLOCKS}"),
            "intervals of spread are a little wider; no value changes",
        ),
        None => (
            "would take more than 160 MB a generation even in 8 blocks, so spread is that of the sample"
                .to_owned(),
            "project the vectors to fewer coordinates, or leave --embedding-rows out",
        ),
    };
    let message = format!("the moments of all vectors of {dimension} coordinates {found}");
    Some(Warning::new(WarningCode::EmbeddingRows, message, hint))
}

/// Vectors that were left out, and why.
fn unusable_embeddings(name: &str, profile: &Profile) -> Option<Warning> {
    let e = &profile.embeddings;
    let other: u64 = e.other_dimensions.values().sum();
    (e.null + e.not_finite + other > 0).then(|| {
        Warning::new(
            WarningCode::UnusableEmbeddings,
            format!(
                "{name}: {} embeddings are used; {} null ones, {} with a NaN, an infinity, a value beyond 1e35 or no \
                 direction and {other} of another length were left out",
                e.usable, e.null, e.not_finite
            ),
            "embed all documents with one model; missing vectors shrink what can be seen in embedding space",
        )
    })
}

/// Values of columns that were left out, and log-probabilities that are none.
fn columns(name: &str, profile: &Profile) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for c in &profile.columns {
        let column = &c.column.name;
        if c.null + c.not_finite > 0 && told.insert(column) {
            found.push(Warning::new(
                WarningCode::UnusableValues,
                format!(
                    "{name}: of column `{column}` {} values are used; {} null ones and {} that are NaN or infinite were left out",
                    c.usable, c.null, c.not_finite
                ),
                "numbers of this column speak of the rest; if values are missing for a reason, that is a finding of its own",
            ));
        }
        let sum: f64 = c.moments.blocks().iter().map(|m| m.sum).sum();
        if c.column.role == ColumnRole::Likelihood && sum < 0.0 {
            found.push(Warning::new(
                WarningCode::NotLogProbabilities,
                format!("{name}: the values of column `{column}` are positive on average, which no log-probability is"),
                "give natural logarithms of probabilities, not probabilities, losses or perplexities",
            ));
        }
    }
    found
}

/// What was taken off the texts of one generation, or found about them.
pub(crate) fn of_texts(name: &str, profile: &Profile) -> Vec<Warning> {
    content::warnings(name, profile)
}

/// Findings about further runs.
pub(crate) fn of_runs(generations: &Generations<'_>) -> Vec<Warning> {
    let Generations { headers, profiles, runs, .. } = generations;
    let same = runs.iter().filter(|(generation, run)| run.texts == profiles[*generation].texts);
    let names: BTreeSet<&str> = same.map(|(of, _)| headers[*of].name.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let warning = || {
        Warning::new(
            WarningCode::IdenticalRuns,
            format!("a further run holds exactly the documents of the first: {}", names.join(", ")),
            "the same file twice, or the same seed twice, says nothing about run-to-run variation",
        )
    };
    (!names.is_empty()).then(warning).into_iter().collect()
}

/// Findings about pairs, each told once with the pairs it holds for.
fn of_pairs(headers: &[&Header], profiles: &[Profile], pairs: &[Compared]) -> Vec<Warning> {
    let sampling = |at: usize| &headers[at].sampling;
    let profile = |at: usize| &profiles[at];
    let keyed = |at: usize| !profile(at).keys.is_empty();
    let told = |code: WarningCode, holds: &dyn Fn(&Compared) -> bool, what: &str, hint: &str| {
        let told: Vec<String> = pairs
            .iter()
            .filter(|t| holds(t))
            .map(|t| format!("{} against {}", headers[t.current].name, headers[t.reference].name))
            .collect();
        (!told.is_empty()).then(|| Warning::new(code, format!("{what}: {}", told.join(", ")), hint))
    };
    let differing = |t: &Compared| sampling(t.reference) != sampling(t.current);
    let recorded: Vec<String> =
        headers.iter().map(|h| format!("{} {}", h.name, settings(&h.sampling))).collect();
    [
        told(
            WarningCode::NotAttributable,
            &differing,
            &format!("sampling settings differ ({})", recorded.join("; ")),
            "a changed temperature or top-p is itself a loss of tail; sample all generations the same way",
        ),
        told(
            WarningCode::LengthMatched,
            &|t| t.length_matched,
            "mean lengths differ by more than 10%, so documents were cut to equal length",
            "metrics that end in -unmatched show the uncut documents",
        ),
        told(
            WarningCode::UnevenSamples,
            &|t| t.uneven,
            "prompts have more answers on one side, so as many of either are compared, the first in sample order",
            "figures of single answers leave the others out; those within a prompt keep all",
        ),
        told(
            WarningCode::RowsByNumber,
            &|t| t.pairing == Pairing::RowNumber,
            "no key: rows are paired by their number, which the texts bear out",
            "if a column names the prompt of each row, give it with --key-column",
        ),
        told(
            WarningCode::RowsByContent,
            &|t| t.pairing == Pairing::Content && !(keyed(t.reference) && keyed(t.current)),
            "no key, and files of different order: rows are not paired; answers that are alike are resampled together, and \
             the vocabulary is that of all words, invented ones included",
            "if a column names the prompt of each row, give it with --key-column: intervals become narrower",
        ),
        told(
            WarningCode::TextsCut,
            &|t| t.pairing == Pairing::Content && [t.reference, t.current].iter().any(|&at| is_cut(profile(at))),
            "without a key figures are of a sample, the first 4,096 bytes of at most 32,768 documents, and there is more than that",
            "if a column names the prompt of each row, give it with --key-column: whole documents are counted then",
        ),
        told(
            WarningCode::KeyContradicted,
            &|t| t.pairing == Pairing::Content && keyed(t.reference) && keyed(t.current),
            "the texts contradict the key: most answers that are clearly about the same have different keys, so the key is not used",
            "check that the key names the same prompt in every file, or name another with --key-column",
        ),
        told(
            WarningCode::Unpaired,
            &|t| t.pairing == Pairing::None && keyed(t.reference) && keyed(t.current),
            "less than half of the keys are shared, so rows are not paired",
            "sample all generations on the same prompts",
        ),
        told(
            WarningCode::Identical,
            &|t| t.identical,
            "both sides hold exactly the same documents",
            "the same file twice says nothing about a model; check the paths",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether a sample holds less than the corpus.
fn is_cut(profile: &Profile) -> bool {
    const _: () = assert!(sample::TEXT_BYTES == 4096 && sample::CAPACITY == 32_768, "the message says so");
    let rows = profile.sample.rows();
    // Texts are cut between characters, which take at most four bytes.
    profile.n_documents() > rows.len() as u64
        || rows.iter().any(|row| row.text.len() + 3 >= sample::TEXT_BYTES)
}

fn settings(sampling: &[(String, Vec<String>)]) -> String {
    let one = |(name, values): &(String, Vec<String>)| format!("{name} {}", values.join(", "));
    let all: Vec<_> = sampling.iter().map(one).collect();
    if all.is_empty() { "none recorded".to_owned() } else { all.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(change: impl Fn(&mut Compared)) -> Vec<Compared> {
        let pair = |current| {
            let mut pair = Compared {
                reference: 0,
                current,
                against: Against::Base,
                pairing: Pairing::Key,
                identical: false,
                length_matched: false,
                cut_off: None,
                uneven: false,
            };
            change(&mut pair);
            pair
        };
        (1..=3).map(pair).collect()
    }

    #[test]
    fn a_chain_without_a_line_says_so() {
        assert_eq!(no_line(&chain(|_| {})), None, "each has its line");
        let by_content = chain(|pair| pair.pairing = Pairing::Content);
        let found = no_line(&by_content).unwrap();
        assert_eq!(found.code, WarningCode::NoLine);
        assert!(found.message.contains("what they say"), "{found:?}");
        assert_eq!(no_line(&by_content[..2]), None, "too short for a line anyway");
        let matched = no_line(&chain(|pair| pair.length_matched = pair.current == 2)).unwrap();
        assert!(matched.message.contains("lengths were matched"), "{matched:?}");
        assert_eq!(no_line(&chain(|pair| pair.against = Against::Previous)), None);
    }
}
