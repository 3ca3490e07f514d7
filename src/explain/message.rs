//! What a status means, in plain words, without a number: numbers stand beside it.

use crate::judge::{Judged, SymptomFinding};
use crate::terms::{Status, Symptom};

/// What a tail loss points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TailCause {
    /// Mass falls, types live: sharpening.
    Mass,
    /// Types die at constant mass: finite samples.
    Types,
    /// Both fall.
    Both,
    /// Types die at constant mass, and so does the vocabulary: a few survivors take all of the mass.
    Fixation,
}

/// One sentence for a symptom.
pub fn symptom_message(judged: &Judged<'_>, finding: &SymptomFinding) -> String {
    let sentence = match finding.status {
        Status::NotRun => return not_run(finding),
        Status::Inconclusive => "too little data to tell; see the minimum detectable effect",
        Status::Pass => healthy(finding.symptom),
        Status::Warn | Status::Fail => match finding.symptom {
            Symptom::TailLoss => match tail_cause(judged) {
                TailCause::Mass => {
                    "rare words lose mass while their types live on: points to sharpening (temperature below 1, top-p, \
                     beam search, reward selection); sample at temperature 1 without truncation, weaken selection"
                }
                TailCause::Types => {
                    "rare words die while their mass stays: points to too few samples between generations; sample more, \
                     accumulate, keep real data in the mix"
                }
                TailCause::Fixation => {
                    "most rare words are gone and a few are used over and over: the model gives few answers; look at \
                     repeated documents first"
                }
                TailCause::Both => {
                    "rare words lose mass and die: points to sharpening on top of finite sampling; sample at temperature 1 \
                     without truncation, and keep real data in the mix"
                }
            },
            Symptom::EmbeddingTailLoss => {
                "rare meanings are produced less: points to sharpening or selection toward common answers; sample at \
                 temperature 1 without truncation, and keep real data in the mix"
            }
            Symptom::VocabularyLoss => "fewer words of the reference carry the text",
            Symptom::SpreadLoss => {
                "meanings moved closer together: the embeddings vary less or in fewer directions"
            }
            Symptom::Repetition => "the same phrases or documents come again and again",
            Symptom::TemplateOveruse => {
                "documents share their openings (the first three words) more: templates take over"
            }
            Symptom::PerPromptNarrowing => "the answers to one prompt resemble each other more than before",
            Symptom::LengthCollapse => {
                "documents became shorter; the other symptoms are length-matched where it matters"
            }
            Symptom::EmptyAnswers => {
                "fewer prompts get an answer (the text is empty, white space or null, or there is no row for the prompt): points to serving errors, a token limit \
                 spent on reasoning, refusals, filters or lost jobs; look at these prompts, which are not in the other figures"
            }
            Symptom::QualityLoss => "the task score fell",
        },
    };
    sentence.to_owned()
}

fn healthy(symptom: Symptom) -> &'static str {
    match symptom {
        Symptom::TailLoss => "rare words keep their mass and stay alive",
        Symptom::EmbeddingTailLoss => "rare meanings are still produced",
        Symptom::SpreadLoss => "meanings vary as much and in as many directions as before",
        Symptom::PerPromptNarrowing => "the answers to one prompt vary as much as before",
        Symptom::VocabularyLoss => "as many words carry the text as before",
        Symptom::Repetition => "phrases and documents repeat no more than before",
        Symptom::TemplateOveruse => "openings (the first three words) are as varied as before",
        Symptom::LengthCollapse => "documents are not much shorter",
        Symptom::EmptyAnswers => "as many prompts get an answer as before",
        Symptom::QualityLoss => "the task score holds",
    }
}

fn not_run(finding: &SymptomFinding) -> String {
    match finding.undefined {
        Some(reason) => format!("not run: {reason}"),
        None => "not run".to_owned(),
    }
}

fn tail_cause(judged: &Judged<'_>) -> TailCause {
    let lost = |name: &str| {
        let status = judged.whole.rows.iter().find(|r| r.row.name == name).and_then(|r| r.status);
        matches!(status, Some(Status::Warn | Status::Fail))
    };
    match (lost("reference-tail-retention"), lost("tail-types-survival")) {
        (true, true) => TailCause::Both,
        (false, true) if lost("effective-vocabulary-retention") => TailCause::Fixation,
        (false, true) => TailCause::Types,
        _ => TailCause::Mass,
    }
}

/// Why the verdict is what it is, most important first.
pub fn reasons(judged: &Judged<'_>, slow_loss: bool) -> Vec<String> {
    let symptoms = &judged.whole.symptoms;
    let with = |status| symptoms.iter().filter(move |s| s.status == status);
    let bad = with(Status::Fail).chain(with(Status::Warn));
    let mut reasons: Vec<String> = bad
        .map(|s| format!("{} {}s: {}", s.symptom.name(), s.status.name(), symptom_message(judged, s)))
        .collect();
    if slow_loss {
        reasons.push("slow loss: no single step shows it, but together they lost too much".to_owned());
    }
    let open: Vec<_> = with(Status::Inconclusive).map(|s| s.symptom.name()).collect();
    if !open.is_empty() {
        reasons.push(format!("too little data for {}", open.join(", ")));
    }
    let corroborated = &judged.whole.ruling.corroborated_by;
    if !corroborated.is_empty() {
        reasons.push(format!("corroborated by {}", corroborated.join(", ")));
    }
    if judged.moved && corroborated.is_empty() {
        reasons.push("the distribution moved beyond its margin; moved is not lost".to_owned());
    }
    reasons
}
