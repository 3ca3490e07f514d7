//! The drill: plant a change into one side, compare, and see which alarm rings.

use super::null::Null;
use super::plant::{LADDERS, Ladder, Meanings, Plant, Side, Vectors};
use super::result::{Cell, PlantReport, Rate};
use super::trial::{Half, Rules, Trial};
use super::wording::{Word, Wording};
use super::{tally, tried};
use crate::chance::Chance;
use crate::compare::Table;
use crate::error::Error;
use crate::profile::{Profile, SampleRow, reading};
use crate::progress::Observer;
use crate::terms::Verdict;

/// Share of the trials that must ring for a dose to count as seen: the power that minimum detectable effects promise.
pub const POWER: f64 = 0.80;

/// One comparison with something planted.
struct Planted {
    trial: Trial,
    words_changed: f64,
    types_lost: f64,
}

/// Everything that all trials of the drill share.
struct Drill<'a> {
    null: Null,
    wording: Wording,
    /// `None` without vectors, so that there is nothing to plant into.
    meanings: Option<Meanings>,
    rules: &'a Rules,
}

/// One deal: what every cell of a trial starts from.
struct Deal<'d> {
    rows: &'d [usize],
    reference: Profile,
    /// The reference without its words, which a change of vectors has no use for.
    wordless: Profile,
    stream: u64,
    /// Figures without a plant: a change of words leaves those of vectors as they are, and the other way round.
    words: Option<Table>,
    vectors: Table,
}

/// Runs every plant at every dose, this many trials each; `stream` tells trials of one seed from those of another.
///
/// All doses of one trial are planted into the same side of the same deal, so that a curve over doses shows the dose
/// and not the luck of the deal.
pub(super) fn run(
    null: &Null,
    rules: &Rules,
    trials: u64,
    observer: &dyn Observer,
    stream: impl Fn(u64) -> u64 + Sync,
) -> Result<Vec<PlantReport>, Error> {
    let wording = Wording::of(null.rows(), rules.tokenizer);
    // Both sides are plain words, so that they differ in what was planted only.
    let plain = null.with_rows(wording.rows(null.rows()));
    let meanings = Meanings::of(null.rows());
    let drill = Drill { null: plain, wording, meanings, rules };
    let planted = tried(trials, observer, |trial| drill.trial(stream(trial)))?;
    // From one list a trial to one list a cell.
    let mut by_cell: Vec<Vec<Planted>> = drill.cells().map(|_| Vec::new()).collect();
    for trial in planted {
        by_cell.iter_mut().zip(trial).for_each(|(cell, planted)| cell.push(planted));
    }
    let mut by_cell = by_cell.into_iter();
    let report = |ladder: &Ladder| match drill.can_plant(ladder) {
        true => report(ladder, by_cell.by_ref().take(ladder.doses.len()).collect()),
        false => PlantReport {
            not_run: Some("the corpus has no embeddings, or too few".to_owned()),
            ..report(ladder, Vec::new())
        },
    };
    Ok(LADDERS.iter().map(report).collect())
}

/// All plants at all doses, in order, with the number of the plant.
fn cells() -> impl Iterator<Item = (u64, &'static Ladder, f64)> {
    (0..)
        .zip(LADDERS)
        .flat_map(|(number, ladder)| ladder.doses.iter().map(move |&dose| (number, ladder, dose)))
}

impl Drill<'_> {
    fn can_plant(&self, ladder: &Ladder) -> bool {
        matches!(ladder.plant, Plant::Words(_)) || self.meanings.is_some()
    }

    /// The cells that this corpus bears.
    fn cells(&self) -> impl Iterator<Item = (u64, &'static Ladder, f64)> {
        cells().filter(|(_, ladder, _)| self.can_plant(ladder))
    }

    /// Every cell of one deal.
    fn trial(&self, stream: u64) -> Vec<Planted> {
        let [first, second] = self.null.deal(stream);
        let [reference, current] =
            [&first, &second].map(|side| self.rules.profile(side.iter().map(|&i| &self.null.rows()[i])));
        let words =
            self.meanings.is_some().then(|| self.rules.half(&reference, &current, stream, Half::Words));
        let wordless = |rows: &[usize]| {
            let rows: Vec<SampleRow> =
                rows.iter().map(|&at| self.row(at, Default::default(), true)).collect();
            self.rules.profile(rows.iter())
        };
        let (wordless, current) = (wordless(&first), wordless(&second));
        let vectors = self.rules.half(&wordless, &current, stream, Half::Vectors);
        let deal = Deal { rows: &second, reference, wordless, stream, words, vectors };
        let one = |(number, ladder, dose): (u64, &Ladder, f64)| {
            // Each plant has chances of its own, the same for all its doses.
            let mut chance = Chance::of(stream.wrapping_mul(0x1_0001).wrapping_add(number));
            match (ladder.plant, &self.meanings, &deal.words) {
                (Plant::Words(plant), ..) => {
                    let mut side = Side::of(&self.wording, &second);
                    plant(&mut side, dose, &mut chance);
                    Some(self.with_words(&deal, &side))
                }
                (Plant::Vectors(plant), Some(meanings), Some(words)) => {
                    let mut side = Vectors::of(meanings, self.null.rows(), &second);
                    plant(&mut side, dose, &mut chance);
                    Some(self.with_vectors(&deal, side, words))
                }
                (Plant::Vectors(_), ..) => None,
            }
        };
        self.cells().filter_map(one).collect()
    }

    /// Other words under the same vectors, which need no second look.
    fn with_words(&self, deal: &Deal<'_>, side: &Side<'_>) -> Planted {
        let damaged = self.damaged(deal.rows, side);
        let current = self.rules.profile(damaged.iter());
        let table = self.rules.half(&deal.reference, &current, deal.stream, Half::Words);
        Planted {
            trial: self.rules.joined(table, &deal.vectors),
            words_changed: words_changed(&self.wording, deal.rows, side),
            types_lost: types_lost(&self.wording, deal.rows, side),
        }
    }

    /// Other vectors of the same words.
    fn with_vectors(&self, deal: &Deal<'_>, side: Vectors<'_>, words: &Table) -> Planted {
        let rows = deal.rows.iter().zip(side.vectors);
        let damaged: Vec<SampleRow> = rows
            .map(|(&at, embedding)| SampleRow { embedding, ..self.row(at, Default::default(), false) })
            .collect();
        let current = self.rules.profile(damaged.iter());
        let table = self.rules.half(&deal.wordless, &current, deal.stream, Half::Vectors);
        Planted { trial: self.rules.joined(table, words), words_changed: 0.0, types_lost: 0.0 }
    }

    /// The rows of the damaged side. Vectors are as before, and so are the figures that come from them.
    fn damaged(&self, rows: &[usize], side: &Side<'_>) -> Vec<SampleRow> {
        let row = |(&at, words): (&usize, &Vec<Word>)| {
            let is_same = *words == self.wording.documents[at];
            let before = &self.null.rows()[at];
            let as_before = || (before.text.clone(), before.reading.shared());
            self.row(at, if is_same { as_before() } else { self.wording.written(words) }, false)
        };
        rows.iter().zip(&side.documents).map(row).collect()
    }

    /// A row with another text, and with its vector only where that is wanted.
    fn row(&self, at: usize, (text, reading): (Box<str>, reading::Kept), with_vector: bool) -> SampleRow {
        let row = &self.null.rows()[at];
        SampleRow {
            text,
            slice: row.slice.clone(),
            cells: row.cells.clone(),
            prompt: row.prompt.clone(),
            embedding: if with_vector { row.embedding.clone() } else { None },
            reading,
            ..*row
        }
    }
}

/// Share of the words that are other words, or gone.
fn words_changed(wording: &Wording, rows: &[usize], side: &Side<'_>) -> f64 {
    let (mut changed, mut all) = (0u64, 0u64);
    for (&at, now) in rows.iter().zip(&side.documents) {
        let before = &wording.documents[at];
        let same = before.iter().zip(now).filter(|(b, n)| b == n).count();
        let longer = before.len().max(now.len());
        changed += (longer - same) as u64;
        all += longer as u64;
    }
    changed as f64 / all.max(1) as f64
}

/// Share of the vocabulary that is gone.
fn types_lost(wording: &Wording, rows: &[usize], side: &Side<'_>) -> f64 {
    let (before, after) = (Side::of(wording, rows).counts(), side.counts());
    let present = before.iter().filter(|&&c| c > 0).count();
    let lost = before.iter().zip(&after).filter(|(b, a)| **b > 0 && **a == 0).count();
    lost as f64 / present.max(1) as f64
}

fn report(ladder: &Ladder, cells: Vec<Vec<Planted>>) -> PlantReport {
    let cells: Vec<Cell> =
        ladder.doses.iter().zip(cells).map(|(&dose, planted)| cell(ladder, dose, planted)).collect();
    PlantReport {
        plant: ladder.name.to_owned(),
        label: ladder.label.to_owned(),
        about: ladder.about.to_owned(),
        dose: ladder.dose.title().to_owned(),
        dose_of: ladder.dose.of().to_owned(),
        harmless: ladder.harmless,
        rings_from: rings_from(&cells),
        cells,
        not_run: None,
    }
}

fn cell(ladder: &Ladder, dose: f64, planted: Vec<Planted>) -> Cell {
    let n = planted.len().max(1) as f64;
    let mean = |of: fn(&Planted) -> f64| planted.iter().map(of).sum::<f64>() / n;
    let (words_changed, types_lost) = (mean(|p| p.words_changed), mean(|p| p.types_lost));
    let trials: Vec<Trial> = planted.into_iter().map(|p| p.trial).collect();
    let verdicts = tally::verdicts(&trials);
    let usual = verdicts.iter().max_by_key(|v| (v.rate.count, v.verdict.severity()));
    Cell {
        dose,
        dose_text: ladder.dose.text(dose),
        words_changed,
        types_lost,
        rings: Rate::among(&trials, Trial::rings),
        collapse: Rate::among(&trials, |t| t.verdict.is_collapse()),
        drift: Rate::among(&trials, |t| t.drift),
        usual_verdict: usual.map_or(Verdict::Inconclusive, |v| v.verdict),
        verdicts,
        symptoms: tally::symptoms(&trials),
    }
}

/// The weakest dose from which on enough trials ring.
fn rings_from(cells: &[Cell]) -> Option<f64> {
    let seen = |cell: &&Cell| cell.rings.share.is_some_and(|share| share >= POWER);
    cells.iter().rev().take_while(seen).last().map(|cell| cell.dose)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{corpus, texts};
    use super::*;
    use crate::config::Config;
    use crate::judge::Thresholds;
    use crate::profile::Tokenizer;
    use crate::progress::Silent;
    fn rules() -> Rules {
        let thresholds = Thresholds::from_config(&Config::default());
        Rules { tokenizer: Tokenizer::default(), columns: Vec::new(), thresholds }
    }

    #[test]
    fn what_was_planted_is_measured() {
        let null = Null::halves(&corpus(&texts(60)));
        let wording = Wording::of(null.rows(), Tokenizer::default());
        let [_, second] = null.deal(0);
        let mut side = Side::of(&wording, &second);
        assert_eq!(
            (words_changed(&wording, &second, &side), types_lost(&wording, &second, &side)),
            (0.0, 0.0)
        );
        let n_words: usize = side.documents.iter().map(Vec::len).sum();
        side.documents[0].truncate(1);
        side.documents[1][0] = side.documents[1][1];
        let gone = wording.documents[second[0]].len() - 1 + 1;
        assert!((words_changed(&wording, &second, &side) - gone as f64 / n_words as f64).abs() < 1e-12);
        assert!(types_lost(&wording, &second, &side) > 0.0);
    }

    #[test]
    fn a_dose_counts_as_seen_only_when_the_stronger_ones_are() {
        let null = Null::halves(&corpus(&texts(20)));
        let mut cells = run(&null, &rules(), 1, &Silent, |t| t).unwrap().swap_remove(0).cells;
        let mut rings = |counts: [usize; 4]| {
            cells.iter_mut().zip(counts).for_each(|(cell, n)| cell.rings = Rate::of(n, 10));
            rings_from(&cells)
        };
        assert_eq!(rings([0, 5, 8, 10]), Some(0.50));
        assert_eq!(rings([9, 5, 8, 10]), Some(0.50));
        assert_eq!(rings([10, 10, 10, 7]), None);
        assert_eq!(rings([8, 8, 8, 8]), Some(0.10));
    }

    #[test]
    fn too_few_documents_ring_nothing_and_break_nothing() {
        for n in [2, 3, 10] {
            for plant in run(&Null::halves(&corpus(&texts(n))), &rules(), 2, &Silent, |t| t).unwrap() {
                for cell in plant.cells {
                    assert_eq!((cell.rings.count, cell.rings.trials), (0, 2), "{}", plant.plant);
                    assert_eq!(cell.usual_verdict, Verdict::Inconclusive);
                }
            }
        }
    }
}
