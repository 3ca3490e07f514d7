//! The cells of the second law (`examples/validation/urn`): what either side is, and what is done to it.

use crate::log::{Cell, Pairing};
use crate::urn::{Done, Law};

/// How one side comes about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Side {
    pub law: Law,
    /// Answers to each prompt.
    pub answers: u32,
    pub done: Vec<Done>,
}

/// One cell.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    section: &'static str,
    change: &'static str,
    dose: f64,
    pub pairing: Pairing,
    pub before: Side,
    pub after: Side,
    /// Whether rows have embeddings.
    pub vectors: bool,
    /// The most documents a side at which it is worth its time.
    largest: u32,
}

impl Plan {
    /// Its name at a size.
    pub(crate) fn cell(&self, documents: u32) -> Cell {
        Cell {
            section: self.section.to_owned(),
            change: self.change.to_owned(),
            dose: self.dose.to_string(),
            documents,
            pairing: self.pairing,
        }
    }

    /// The same with another pairing.
    fn with(self, pairing: Pairing) -> Self {
        Self { pairing, ..self }
    }

    fn up_to(self, largest: u32) -> Self {
        Self { largest, ..self }
    }
}

/// Words in a document of about 8 kB.
const LONG: f64 = 1_800.0;

/// And in one of about 4 kB.
const HALF: f64 = 900.0;

/// What each change of the lists below is; the dose is what the sentence begins with.
pub(crate) const ABOUT: [(&str, &str); 31] = [
    ("nothing", "one law on both sides"),
    ("nothing with vectors", "one law on both sides, with embeddings"),
    ("copies", "share of the rows that stand there twice, under the same key, on both sides"),
    ("copies elsewhere", "share of the rows that stand there twice, under another key, on both sides"),
    ("three answers", "both sides answer each prompt three times"),
    ("long documents", "both sides have documents of 1,800 words, about 8 kB"),
    ("long vector", "one embedding a hundred times as long on both sides"),
    ("heavy tails", "embeddings with noise of Student's t, 2 degrees of freedom, on both sides"),
    ("tail mass", "share of the mass of the words beyond the first 85% that is gone"),
    ("temperature", "one minus the temperature of the words"),
    ("top-p", "share of the mass that is cut off"),
    ("duplicates", "share of documents that are one of 12 texts"),
    ("loops", "share of answers that end in a loop and get three times as long"),
    ("half loops", "share of documents of 8 kB whose second half is a loop"),
    ("loops on", "documents of 4 kB that go on for as long again in a loop"),
    (
        "narrowed",
        "both sides have three answers a prompt; share of the later side's that are the first one once more",
    ),
    ("permuted", "every answer stands at the next prompt"),
    ("permuted with vectors", "the same, with embeddings that go with the answers"),
    ("salad", "all words dealt anew over all documents"),
    (
        "invented once",
        "share of the types beyond the first 85% of the mass in whose place stands a word that never comes again",
    ),
    ("invented again", "the same with 200 invented words that come again and again"),
    ("modes", "the rare modes of the embeddings come out as ordinary ones"),
    ("spread", "share by which every embedding moves to the center"),
    ("long vector and spread", "the same where one vector on both sides is a hundred times as long"),
    ("heavy tails and spread", "the same where the noise of both sides has heavy tails"),
    ("synonyms", "share of the pairs of neighboring ranks, of the first thousand, that trade places"),
    ("length", "mean length of a document, relative"),
    ("more diversity", "temperature of the words"),
    ("more answers", "answers a prompt on the later side, 1 on the earlier"),
    ("fewer answers", "answers a prompt on the earlier side, 1 on the later"),
    ("script", "the later side is written letter by letter in another script"),
];

/// The change that has the shape of another without its loss.
pub(crate) fn null_of(change: &str) -> (&'static str, f64) {
    let change = match change {
        "permuted with vectors" | "modes" | "spread" => "nothing with vectors",
        "half loops" => "long documents",
        "narrowed" => "three answers",
        "long vector and spread" => "long vector",
        "heavy tails and spread" => "heavy tails",
        other => other,
    };
    nulls()
        .iter()
        .find(|null| null.change == change)
        .map_or(("nothing", 0.0), |null| (null.change, null.dose))
}

fn side(law: Law) -> Side {
    Side { law, answers: 1, done: Vec::new() }
}

fn plan(section: &'static str, change: &'static str, dose: f64, after: Side) -> Plan {
    let before = side(Law::default());
    Plan { section, change, dose, pairing: Pairing::Paired, before, after, vectors: false, largest: u32::MAX }
}

/// All plans of a section.
pub(crate) fn of(section: &str) -> Vec<Plan> {
    match section {
        "urn-nulls" => nulls(),
        "urn-losses" => losses(),
        "urn-harmless" => harmless(),
        _ => Vec::new(),
    }
}

/// The cells of a section at a size.
pub(crate) fn cells(section: &str, documents: u32) -> Vec<(Cell, Plan)> {
    let all = of(section).into_iter().filter(|plan| documents <= plan.largest);
    all.map(|plan| (plan.cell(documents), plan)).collect()
}

/// The same thing done to both sides, or none.
fn null(change: &'static str, dose: f64, of_both: Side) -> Plan {
    Plan { before: of_both.clone(), ..plan("urn-nulls", change, dose, of_both) }
}

fn done(law: Law, done: Done) -> Side {
    Side { done: vec![done], ..side(law) }
}

fn nulls() -> Vec<Plan> {
    let healthy = Law::default();
    let nothing = null("nothing", 0.0, side(healthy.clone()));
    let vectors = Plan { change: "nothing with vectors", vectors: true, ..nothing.clone() };
    let copies = [0.3, 1.0].map(|share| null("copies", share, done(healthy.clone(), Done::Twice(share))));
    let elsewhere = [0.3, 1.0]
        .map(|share| null("copies elsewhere", share, done(healthy.clone(), Done::TwiceElsewhere(share))));
    let three = null("three answers", 3.0, Side { answers: 3, ..side(healthy.clone()) });
    let long = null("long documents", LONG, side(Law { length: LONG, ..healthy.clone() }));
    let stretched = null("long vector", 100.0, done(healthy.clone(), Done::LongVector));
    let heavy = null("heavy tails", 2.0, side(Law { heavy: true, ..healthy }));
    let mut all = Pairing::ALL.map(|pairing| nothing.clone().with(pairing)).to_vec();
    all.extend([Pairing::Paired, Pairing::Unpaired, Pairing::KeylessSame].map(|p| vectors.clone().with(p)));
    for copied in copies.into_iter().chain(elsewhere) {
        all.extend(
            [Pairing::Paired, Pairing::Unpaired, Pairing::KeylessSame].map(|p| copied.clone().with(p)),
        );
    }
    all.extend([Pairing::Paired, Pairing::KeylessSame].map(|p| three.clone().with(p)));
    all.push(long.up_to(800));
    all.extend([stretched, heavy].map(|plan| Plan { vectors: true, ..plan }));
    all
}

fn losses() -> Vec<Plan> {
    let loss = |change, dose, after| plan("urn-losses", change, dose, after);
    let law = |change, dose, law| loss(change, dose, side(law));
    let healthy = Law::default();
    let mut all = Vec::new();
    let tail = |dose| law("tail mass", dose, Law { tail_lost: dose, ..Law::default() });
    let temperature = |dose: f64| law("temperature", dose, Law { temperature: 1.0 - dose, ..Law::default() });
    let top_p = |dose: f64| law("top-p", dose, Law { top_p: 1.0 - dose, ..Law::default() });
    let duplicates = |dose| law("duplicates", dose, Law { duplicates: dose, ..Law::default() });
    all.extend([0.1, 0.25, 0.5].map(tail));
    all.extend([0.01, 0.02, 0.05].map(temperature));
    all.extend([0.02, 0.05, 0.1].map(top_p));
    all.extend([0.05, 0.1].map(duplicates));
    // The same where nothing brings rows together, or only what they say.
    for pairing in [Pairing::Unpaired, Pairing::KeylessFresh, Pairing::KeylessSame, Pairing::WrongKeys] {
        let some =
            [tail(0.25), tail(0.5), temperature(0.02), temperature(0.05), top_p(0.05), duplicates(0.1)];
        all.extend(some.map(|plan| plan.with(pairing)));
    }
    all.push(loss("loops", 0.2, done(healthy.clone(), Done::Loops(0.2))));
    let long = Law { length: LONG, ..healthy.clone() };
    let half = loss("half loops", 1.0, done(long.clone(), Done::HalfLoops(1.0)));
    all.push(Plan { before: side(long), ..half }.up_to(800));
    let goes_on = loss("loops on", 1.0, done(Law { length: HALF, ..healthy.clone() }, Done::LoopsOn));
    all.push(Plan { before: side(Law { length: HALF, ..healthy.clone() }), ..goes_on }.up_to(800));
    let three = Side { answers: 3, ..side(healthy.clone()) };
    let narrowed = |share| Side { done: vec![Done::Narrowed(share)], ..three.clone() };
    all.extend(
        [0.25, 0.5].map(|share| Plan { before: three.clone(), ..loss("narrowed", share, narrowed(share)) }),
    );
    all.push(loss("permuted", 1.0, done(healthy.clone(), Done::Permuted)));
    all.push(loss("salad", 1.0, done(healthy.clone(), Done::Salad)));
    for dose in [0.25, 0.5] {
        all.push(law("invented once", dose, Law { replaced: dose, ..healthy.clone() }));
        all.push(law("invented again", dose, Law { replaced: dose, invented: 200, ..healthy.clone() }));
    }
    for pairing in [Pairing::KeylessFresh, Pairing::KeylessSame, Pairing::KeylessHalf] {
        let invented =
            |change, invented| law(change, 0.5, Law { replaced: 0.5, invented, ..healthy.clone() });
        all.extend(
            [("invented once", 0), ("invented again", 200)].map(|(c, n)| invented(c, n).with(pairing)),
        );
    }
    let smaller = Law { spread: 0.7, ..healthy.clone() };
    let heavy = Law { heavy: true, ..smaller.clone() };
    let in_space = [
        loss("permuted with vectors", 1.0, done(healthy.clone(), Done::Permuted)),
        law("modes", 1.0, Law { modes_lost: true, ..healthy.clone() }),
        law("spread", 0.3, smaller.clone()),
        Plan {
            before: done(healthy.clone(), Done::LongVector),
            ..loss("long vector and spread", 0.3, done(smaller, Done::LongVector))
        },
        Plan { before: side(Law { heavy: true, ..healthy }), ..law("heavy tails and spread", 0.3, heavy) },
    ];
    all.extend(in_space.map(|plan| Plan { vectors: true, ..plan }));
    all
}

fn harmless() -> Vec<Plan> {
    let change = |change, dose, law| plan("urn-harmless", change, dose, side(law));
    let healthy = Law::default();
    let three = Side { answers: 3, ..side(healthy.clone()) };
    let mut all = Vec::new();
    all.extend([0.1, 0.5].map(|dose| change("synonyms", dose, Law { synonyms: dose, ..Law::default() })));
    all.extend(
        [0.67, 1.5].map(|dose| {
            change("length", dose, Law { length: Law::default().length * dose, ..Law::default() })
        }),
    );
    all.push(change("more diversity", 1.05, Law { temperature: 1.05, ..healthy.clone() }));
    all.push(plan("urn-harmless", "more answers", 3.0, three.clone()));
    all.push(Plan { before: three, ..change("fewer answers", 3.0, healthy.clone()) });
    all.push(plan("urn-harmless", "script", 1.0, done(healthy, Done::Transcribed)));
    all
}
