//! What is planted: losses by dose, and changes that lose nothing.
//!
//! A plant is one [`Ladder`] here and one function of a [`Side`], or of the [`Vectors`] of one. It changes one side only, at random but
//! fixed by the seed, and knows nothing of what will be measured.

mod copies;
mod length;
mod phrases;
mod rare;
mod sharpen;
mod swap;
mod vectors;

pub(super) use vectors::{Meanings, Vectors};

use super::chance::Chance;
use super::wording::{Word, Wording};

/// The side that is damaged: its documents as words.
#[derive(Debug)]
pub(super) struct Side<'c> {
    /// The whole corpus, both sides.
    pub(super) wording: &'c Wording,
    /// The words of this side's documents.
    pub(super) documents: Vec<Vec<Word>>,
}

impl<'c> Side<'c> {
    /// The documents at these positions, undamaged.
    pub(super) fn of(wording: &'c Wording, rows: &[usize]) -> Self {
        Self { wording, documents: rows.iter().map(|&i| wording.documents[i].clone()).collect() }
    }

    /// Occurrences of each word on this side.
    pub(super) fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.wording.n_words()];
        self.documents.iter().flatten().for_each(|&word| counts[word as usize] += 1);
        counts
    }

    /// Puts another word in place of every word for which `replace` has one.
    fn replace(&mut self, mut replace: impl FnMut(Word) -> Option<Word>) {
        for word in self.documents.iter_mut().flatten() {
            *word = replace(*word).unwrap_or(*word);
        }
    }
}

/// One way of changing a corpus, at doses from weak to strong.
#[derive(Debug)]
pub(super) struct Ladder {
    /// Stable kebab-case key.
    pub(super) name: &'static str,
    /// Name for people.
    pub(super) label: &'static str,
    /// What is done.
    pub(super) about: &'static str,
    /// What the dose is a share or factor of.
    pub(super) dose: Dose,
    /// Whether nothing is lost, so that no collapse may be called.
    pub(super) harmless: bool,
    /// The doses, from weak to strong.
    pub(super) doses: &'static [f64],
    /// Does it.
    pub(super) plant: Plant,
}

/// What a plant changes, and how.
#[derive(Debug, Clone, Copy)]
pub(super) enum Plant {
    /// Words; vectors stay as they are.
    Words(fn(&mut Side<'_>, f64, &mut Chance)),
    /// Vectors; words stay as they are.
    Vectors(fn(&mut Vectors<'_>, f64, &mut Chance)),
}

/// What a dose means.
#[derive(Debug, Clone, Copy)]
pub(super) enum Dose {
    /// A share: as an axis title, and what follows the number.
    Share(&'static str, &'static str),
    /// This temperature.
    Temperature,
    /// This share of the standard deviation is left.
    Deviation,
}

impl Dose {
    /// The quantity, as an axis title.
    pub(super) fn title(self) -> &'static str {
        match self {
            Dose::Share(title, _) => title,
            Dose::Temperature => "temperature T, p to the power 1/T",
            Dose::Deviation => "standard deviation that is left, as a factor",
        }
    }

    /// What follows a dose in a sentence: 25% *of the vocabulary*.
    pub(super) fn of(self) -> &'static str {
        match self {
            Dose::Share(_, of) => of,
            Dose::Temperature => "",
            Dose::Deviation => "of the standard deviation",
        }
    }

    /// One dose: `25%`, `T 0.9`.
    pub(super) fn text(self, dose: f64) -> String {
        match self {
            Dose::Share(..) => format!("{}%", (dose * 100.0).round()),
            Dose::Temperature => format!("T {dose}"),
            Dose::Deviation => format!("\u{d7}{dose}"),
        }
    }
}

/// All plants, losses first.
pub(super) const LADDERS: &[Ladder] = &[
    Ladder {
        name: "rare-words-replaced",
        label: "Rare words replaced",
        about: "the rarest words of one side are gone; each of their tokens became a random draw from the words that are left",
        dose: Dose::Share("share of the vocabulary that is gone", "of the vocabulary"),
        harmless: false,
        doses: &[0.10, 0.25, 0.50, 0.75],
        plant: Plant::Words(rare::replace),
    },
    Ladder {
        name: "words-sharpened",
        label: "Word law sharpened",
        about: "words are drawn as at a lower temperature: each with its probability to the power 1/T, by exchanging as few as \
            possible",
        dose: Dose::Temperature,
        harmless: false,
        doses: &[0.99, 0.97, 0.95, 0.90],
        plant: Plant::Words(sharpen::sharpen),
    },
    Ladder {
        name: "phrases-overused",
        label: "Top phrases overused",
        about: "three words at a time were overwritten by one of the 20 most widespread phrases of three words",
        dose: Dose::Share("share of the text overwritten", "of the text"),
        harmless: false,
        doses: &[0.01, 0.03, 0.10, 0.20],
        plant: Plant::Words(phrases::overuse),
    },
    Ladder {
        name: "documents-duplicated",
        label: "Documents duplicated",
        about: "documents of one side are copies of others of that side",
        dose: Dose::Share("share of the documents that are copies", "of the documents"),
        harmless: false,
        doses: &[0.02, 0.05, 0.10, 0.20],
        plant: Plant::Words(copies::duplicate),
    },
    Ladder {
        name: "embedding-variance-shrunk",
        label: "Embedding variance shrunk",
        about: "the embeddings of one side moved towards their mean",
        dose: Dose::Deviation,
        harmless: false,
        doses: &[0.97, 0.90, 0.75],
        plant: Plant::Vectors(vectors::shrink),
    },
    Ladder {
        name: "rare-meanings-removed",
        label: "Rare meanings removed",
        about: "the smallest of at most 40 clusters of embeddings are gone from one side; each of their documents has the \
            embedding of a random other one",
        dose: Dose::Share("share of the documents whose cluster is gone", "of the documents"),
        harmless: false,
        doses: &[0.02, 0.05, 0.10, 0.20],
        plant: Plant::Vectors(vectors::remove_rare),
    },
    Ladder {
        name: "topic-swap",
        label: "Topics swapped (harmless)",
        about: "words trade places with words about as frequent: other topics, the same entropy",
        dose: Dose::Share("share of the words that trade places", "of the words"),
        harmless: true,
        doses: &[0.10, 0.30, 1.00],
        plant: Plant::Words(swap::topics),
    },
    Ladder {
        name: "length-cut",
        label: "Length cut (harmless)",
        about: "documents end early",
        dose: Dose::Share("share of each document that is kept", "of each document"),
        harmless: true,
        doses: &[0.75, 0.50],
        plant: Plant::Words(length::cut),
    },
];

#[cfg(test)]
mod tests {
    use super::super::testing::{corpus, texts};
    use super::*;
    use crate::profile::Tokenizer;

    /// A corpus as words.
    pub(super) fn wording(texts: &[String]) -> Wording {
        Wording::of(corpus(texts).sample.rows(), Tokenizer::default())
    }

    /// All of it as one side, damaged.
    pub(super) fn planted<'c>(
        wording: &'c Wording,
        dose: f64,
        plant: fn(&mut Side<'_>, f64, &mut Chance),
    ) -> Side<'c> {
        let rows: Vec<usize> = (0..wording.documents.len()).collect();
        let mut side = Side::of(wording, &rows);
        plant(&mut side, dose, &mut Chance::of(11));
        side
    }

    #[test]
    fn names_are_unique_and_doses_grow_stronger() {
        let mut names: Vec<_> = LADDERS.iter().map(|l| l.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), LADDERS.len());
        for ladder in LADDERS {
            let doses = ladder.doses;
            let rising = doses.windows(2).all(|d| d[0] < d[1]);
            let falling = doses.windows(2).all(|d| d[0] > d[1]);
            assert!(!doses.is_empty() && (rising || falling), "{}", ladder.name);
            let mut texts: Vec<_> = doses.iter().map(|&d| ladder.dose.text(d)).collect();
            texts.dedup();
            assert_eq!(texts.len(), doses.len(), "{}", ladder.name);
        }
    }

    #[test]
    fn every_plant_bears_every_corpus_and_a_seed_fixes_it() {
        let corpora = [vec![], vec![String::new()], vec!["one".to_owned(); 3], texts(1), texts(2), texts(40)];
        for texts in corpora {
            let wording = wording(&texts);
            for ladder in LADDERS {
                let Plant::Words(plant) = ladder.plant else { continue };
                for &dose in ladder.doses {
                    let side = planted(&wording, dose, plant);
                    assert_eq!(side.documents.len(), texts.len(), "{}", ladder.name);
                    assert_eq!(side.documents, planted(&wording, dose, plant).documents);
                }
            }
        }
    }
}
