//! The symptoms: one record each, with all that is said of it.

use serde::{Deserialize, Serialize};

use super::{Advice, Cause};

/// One way of losing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Symptom {
    /// The rare words of the reference lose mass or die.
    TailLoss,
    /// The sparse regions of the reference's embedding space are no longer visited.
    EmbeddingTailLoss,
    /// Fewer words carry the text.
    VocabularyLoss,
    /// Embeddings vary less, or in fewer directions.
    SpreadLoss,
    /// The same phrases or whole documents come again and again.
    Repetition,
    /// Documents begin in fewer ways.
    TemplateOveruse,
    /// The answers to one prompt vary less.
    PerPromptNarrowing,
    /// Documents became much shorter.
    LengthCollapse,
    /// Fewer prompts get an answer at all.
    EmptyAnswers,
    /// Answers are about other things than their prompts.
    PromptMismatch,
    /// The task score fell.
    QualityLoss,
}

/// What a symptom is to the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// A tail symptom: the first sign, "early collapse".
    Tail,
    /// The vocabulary or the spread: "late collapse".
    Body,
    /// It warns or corroborates.
    Beside,
    /// It speaks of something else than what the answers cover: that they are not there, or belong to other prompts. It warns by itself; it
    /// neither corroborates a loss among the answers that are there nor leaves their verdict open.
    Alone,
}

/// Everything there is to say of a symptom.
#[derive(Debug, PartialEq)]
pub struct Record {
    /// Its key in JSON and on the command line.
    pub name: &'static str,
    /// What it is to the verdict.
    pub weight: Weight,
    /// What it is about, in the middle of a sentence, as in "rare words 0.42".
    pub subject: &'static str,
    /// The same in two short lines, for the head of a column.
    pub head: [&'static str; 2],
    /// What a generation does that shows it, of one and of several: "GENERATION loses rare words".
    pub shows: [&'static str; 2],
    /// The title of its chart.
    pub title: &'static str,
    /// What a pass says.
    pub kept: &'static str,
    /// The ways in which it is lost; the first where nothing tells them apart.
    pub losses: &'static [Loss],
}

/// A way in which a symptom is lost.
#[derive(Debug, PartialEq)]
pub struct Loss {
    /// What it means.
    pub meaning: &'static str,
    /// What usually brings it about.
    pub cause: Cause,
    /// What to do about it.
    pub advice: Advice,
    /// What stands before the cause in a message that also names cause and advice; `None` = the message says the meaning alone.
    pub told: Option<&'static str>,
}

/// The usual lead to a cause.
const POINTS_TO: Option<&str> = Some("points to ");

const TAIL_LOSS: Record = Record {
    name: "tail-loss",
    weight: Weight::Tail,
    subject: "rare words",
    head: ["rare", "words"],
    shows: ["loses rare words", "lose rare words"],
    title: "Rare words kept",
    kept: "rare words keep their mass and stay alive",
    losses: &[
        Loss {
            meaning: "rare words lose mass while their types live on",
            cause: Cause::Sharpening,
            advice: Advice::SampleWiderSelectLess,
            told: POINTS_TO,
        },
        Loss {
            meaning: "rare words die while their mass stays",
            cause: Cause::FewSamples,
            advice: Advice::SampleMore,
            told: POINTS_TO,
        },
        Loss {
            meaning: "rare words lose mass and die",
            cause: Cause::SharpeningOfFewSamples,
            advice: Advice::SampleWiderKeepReal,
            told: POINTS_TO,
        },
        Loss {
            meaning: "most rare words are gone and a few are used over and over",
            cause: Cause::FewAnswers,
            advice: Advice::LookAtRepeats,
            told: Some(""),
        },
    ],
};

const EMBEDDING_TAIL_LOSS: Record = Record {
    name: "embedding-tail-loss",
    weight: Weight::Tail,
    subject: "rare meanings",
    head: ["rare", "meanings"],
    shows: ["loses rare meanings", "lose rare meanings"],
    title: "Rare meanings kept",
    kept: "rare meanings are still produced",
    losses: &[Loss {
        meaning: "rare meanings are produced less",
        cause: Cause::SharpeningOrSelection,
        advice: Advice::SampleWiderKeepReal,
        told: POINTS_TO,
    }],
};

const VOCABULARY_LOSS: Record = Record {
    name: "vocabulary-loss",
    weight: Weight::Body,
    subject: "vocabulary",
    head: ["", "vocabulary"],
    shows: ["uses a smaller vocabulary", "use a smaller vocabulary"],
    title: "Vocabulary kept",
    kept: "as many words carry the text as before",
    losses: &[Loss {
        meaning: "fewer words of the reference carry the text",
        cause: Cause::OwnOutputOrNarrowData,
        advice: Advice::KeepRealCheckFilters,
        told: None,
    }],
};

const SPREAD_LOSS: Record = Record {
    name: "spread-loss",
    weight: Weight::Body,
    subject: "spread of meaning",
    head: ["spread of", "meaning"],
    shows: ["narrows in meaning", "narrow in meaning"],
    title: "Spread of meaning kept",
    kept: "meanings vary as much and in as many directions as before",
    losses: &[Loss {
        meaning: "meanings moved closer together: the embeddings vary less or in fewer directions",
        cause: Cause::OwnOutputOrTuning,
        advice: Advice::KeepRealCheckSelection,
        told: None,
    }],
};

const REPETITION: Record = Record {
    name: "repetition",
    weight: Weight::Beside,
    subject: "distinct phrases and documents",
    head: ["distinct", "phrases"],
    shows: ["repeats phrases or documents", "repeat phrases or documents"],
    title: "Distinct phrases and documents kept",
    kept: "phrases and documents repeat no more than before",
    losses: &[Loss {
        meaning: "the same phrases or documents come again and again",
        cause: Cause::DuplicatesOrLoops,
        advice: Advice::RemoveDuplicates,
        told: None,
    }],
};

const TEMPLATE_OVERUSE: Record = Record {
    name: "template-overuse",
    weight: Weight::Beside,
    subject: "openings",
    head: ["", "openings"],
    shows: ["opens its texts in fewer ways", "open their texts in fewer ways"],
    title: "Openings kept",
    kept: "openings (the first three words) are as varied as before",
    losses: &[Loss {
        meaning: "documents share their openings (the first three words) more: templates take over",
        cause: Cause::OneFormat,
        advice: Advice::VaryFormats,
        told: None,
    }],
};

const PER_PROMPT_NARROWING: Record = Record {
    name: "per-prompt-narrowing",
    weight: Weight::Beside,
    subject: "variety within a prompt",
    head: ["variety of", "a prompt"],
    shows: ["answers each prompt more alike", "answer each prompt more alike"],
    title: "Variety of answers to one prompt kept",
    kept: "the answers to one prompt vary as much as before",
    losses: &[Loss {
        meaning: "the answers to one prompt resemble each other more than before",
        cause: Cause::SharpeningOrReward,
        advice: Advice::SampleOften,
        told: None,
    }],
};

const LENGTH_COLLAPSE: Record = Record {
    name: "length-collapse",
    weight: Weight::Beside,
    subject: "length",
    head: ["", "length"],
    shows: ["writes shorter texts", "write shorter texts"],
    title: "Length kept",
    kept: "documents are not much shorter",
    losses: &[Loss {
        meaning: "documents became shorter; the other symptoms are length-matched where it matters",
        cause: Cause::LimitsOrReward,
        advice: Advice::CompareLimits,
        told: None,
    }],
};

const EMPTY_ANSWERS: Record = Record {
    name: "empty-answers",
    weight: Weight::Alone,
    subject: "prompts answered",
    head: ["prompts", "answered"],
    shows: ["leaves more prompts without an answer", "leave more prompts without an answer"],
    title: "Prompts answered",
    kept: "as many prompts get an answer as before",
    losses: &[Loss {
        meaning: "fewer prompts get an answer (the text is empty, white space or null, or there is no row for the prompt)",
        cause: Cause::Serving,
        advice: Advice::LookAtUnanswered,
        told: POINTS_TO,
    }],
};

const PROMPT_MISMATCH: Record = Record {
    name: "prompt-mismatch",
    weight: Weight::Alone,
    subject: "answers about their own prompt",
    head: ["on their", "prompt"],
    shows: ["gives answers that do not match their prompts", "give answers that do not match their prompts"],
    title: "Answers about their own prompt",
    kept: "answers are about their own prompts as often as before",
    losses: &[Loss {
        meaning: "answers are about their own prompts less often",
        cause: Cause::OtherRows,
        advice: Advice::ReadBesidePrompts,
        told: POINTS_TO,
    }],
};

const QUALITY_LOSS: Record = Record {
    name: "quality-loss",
    weight: Weight::Beside,
    subject: "score",
    head: ["", "score"],
    shows: ["scores lower", "score lower"],
    title: "Score kept",
    kept: "the task score holds",
    losses: &[Loss {
        meaning: "the task score fell",
        cause: Cause::ForgettingOrGrader,
        advice: Advice::CheckGrader,
        told: None,
    }],
};

impl Symptom {
    /// All symptoms, in the order in which reports show them.
    pub const ALL: [Symptom; 11] = [
        Symptom::TailLoss,
        Symptom::EmbeddingTailLoss,
        Symptom::VocabularyLoss,
        Symptom::SpreadLoss,
        Symptom::Repetition,
        Symptom::TemplateOveruse,
        Symptom::PerPromptNarrowing,
        Symptom::LengthCollapse,
        Symptom::EmptyAnswers,
        Symptom::PromptMismatch,
        Symptom::QualityLoss,
    ];

    /// All that is said of it.
    pub fn record(self) -> &'static Record {
        match self {
            Symptom::TailLoss => &TAIL_LOSS,
            Symptom::EmbeddingTailLoss => &EMBEDDING_TAIL_LOSS,
            Symptom::VocabularyLoss => &VOCABULARY_LOSS,
            Symptom::SpreadLoss => &SPREAD_LOSS,
            Symptom::Repetition => &REPETITION,
            Symptom::TemplateOveruse => &TEMPLATE_OVERUSE,
            Symptom::PerPromptNarrowing => &PER_PROMPT_NARROWING,
            Symptom::LengthCollapse => &LENGTH_COLLAPSE,
            Symptom::EmptyAnswers => &EMPTY_ANSWERS,
            Symptom::PromptMismatch => &PROMPT_MISMATCH,
            Symptom::QualityLoss => &QUALITY_LOSS,
        }
    }

    /// Core symptoms can make a collapse verdict; the others warn or corroborate.
    pub fn is_core(self) -> bool {
        matches!(self.record().weight, Weight::Tail | Weight::Body)
    }

    /// The tail symptoms: the first sign, "early collapse".
    pub fn is_tail(self) -> bool {
        self.record().weight == Weight::Tail
    }

    /// Whether it speaks of something else than what the answers cover ([`Weight::Alone`]).
    pub fn stands_alone(self) -> bool {
        self.record().weight == Weight::Alone
    }

    /// The symptom's key in JSON and on the command line.
    pub fn name(self) -> &'static str {
        self.record().name
    }

    /// The loss that a cause stands for; the first where it stands for none.
    pub fn loss(self, cause: Option<Cause>) -> &'static Loss {
        let losses = self.record().losses;
        losses.iter().find(|loss| Some(loss.cause) == cause).unwrap_or(&losses[0])
    }
}
