//! What is done to a corpus, at several doses.

use crate::log::{Cell, Pairing};
use crate::synth::Law;

/// A change of the healthy law.
pub(crate) struct Change {
    pub name: &'static str,
    /// What a dose is.
    pub what: &'static str,
    pub doses: &'static [f64],
    pub law: fn(f64) -> Law,
}

/// Changes that lose something.
pub(crate) const LOSSES: [Change; 7] = [
    Change {
        name: "tail mass",
        what: "share of the mass of the rare words that is gone",
        doses: &[0.05, 0.10, 0.15, 0.25, 0.50],
        law: |dose| Law { tail_mass_scale: 1.0 - dose, ..Law::default() },
    },
    Change {
        name: "temperature",
        what: "one minus the temperature of the words",
        doses: &[0.01, 0.02, 0.05, 0.10],
        law: |dose| Law { temperature: 1.0 - dose, ..Law::default() },
    },
    Change {
        name: "top-p",
        what: "share of the mass that is cut off",
        doses: &[0.01, 0.02, 0.05, 0.10],
        law: |dose| Law { top_p: 1.0 - dose, ..Law::default() },
    },
    Change {
        name: "duplicates",
        what: "share of documents that are one of 12 texts",
        doses: &[0.01, 0.02, 0.05, 0.10, 0.20],
        law: |dose| Law { duplicate_share: dose, ..Law::default() },
    },
    Change {
        name: "openings",
        what: "added to the exponent of the law of openings, 1.3",
        doses: &[0.05, 0.1, 0.2, 0.4],
        law: |dose| Law { opening_exponent: 1.3 + dose, ..Law::default() },
    },
    Change {
        name: "rare topics",
        what: "share of embeddings of rare topics that come out ordinary",
        doses: &[0.25, 0.5, 0.75, 1.0],
        law: |dose| Law { rare_topics_lost: dose, ..Law::default() },
    },
    Change {
        name: "spread",
        what: "share by which every embedding moves to the center",
        doses: &[0.01, 0.025, 0.05, 0.10],
        law: |dose| Law { embedding_scale: 1.0 - dose, ..Law::default() },
    },
];

/// Changes that lose nothing.
pub(crate) const HARMLESS: [Change; 5] = [
    Change {
        name: "topic swap",
        what: "share of the pairs of topics, one frequent and one not, that trade places in the texts",
        doses: &[0.5, 1.0],
        law: |dose| Law { topic_swap: dose, ..Law::default() },
    },
    Change {
        name: "topic swap and embeddings",
        what: "the same in the embeddings too; their centers lie at unequal distances, so that at 1 the total variance of this \
               law is 0.93 of the healthy one, and `spread-loss` is right to warn",
        doses: &[0.5, 1.0],
        law: |dose| Law { topic_swap: dose, center_swap: dose, ..Law::default() },
    },
    Change {
        name: "synonym swap",
        what: "share of the pairs of frequent words that trade places",
        doses: &[0.1, 0.5],
        law: |dose| Law { rotation: dose, ..Law::default() },
    },
    Change {
        name: "length",
        what: "mean length of a document, relative",
        doses: &[0.67, 1.5],
        law: |dose| Law::default().longer(dose),
    },
    Change {
        name: "more diversity",
        what: "temperature of the words",
        doses: &[1.05, 1.2],
        law: |dose| Law { temperature: dose, ..Law::default() },
    },
];

/// The cells of a section, each with the law of its later side.
pub(crate) fn cells(section: &str, documents: u32) -> Vec<(Cell, Law)> {
    let cell = |change: &str, dose: &str, pairing| Cell {
        section: section.to_owned(),
        change: change.to_owned(),
        dose: dose.to_owned(),
        documents,
        pairing,
    };
    let changed = |change: &Change| -> Vec<(Cell, Law)> {
        let one = |&dose: &f64| (cell(change.name, &dose.to_string(), Pairing::Paired), (change.law)(dose));
        change.doses.iter().map(one).collect()
    };
    match section {
        "losses" => LOSSES.iter().flat_map(changed).collect(),
        "harmless" => HARMLESS.iter().flat_map(changed).collect(),
        _ => [Pairing::Paired, Pairing::Unpaired]
            .map(|pairing| (cell("nothing", "0", pairing), Law::default()))
            .into(),
    }
}
