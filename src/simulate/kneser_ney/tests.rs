//! Tests of [`super`]: distributions against lists of all words, made the slow way. `tests/it/oracle/kneser_ney.rs` has the
//! independent recount.

use super::*;

/// Words in use; `None` is the end.
const VOCABULARY: u32 = 12;

/// Documents in which words follow each other more than by chance.
fn documents(n: u64) -> Vec<Document> {
    let document = |i| {
        let mut chance = Chance::at([i]);
        let length = 1 + chance.position(9);
        let mut words: Vec<u32> = vec![chance.position(5) as u32];
        while words.len() < length {
            let next = match chance.hits(0.6) {
                true => (words[words.len() - 1] * 5 + 1) % VOCABULARY,
                false => {
                    chance.position(VOCABULARY as usize).min(chance.position(VOCABULARY as usize)) as u32
                }
            };
            words.push(next);
        }
        Document { words: words.into(), cut: false }
    };
    (0..n).map(document).collect()
}

fn fit(rows: &[Document], order: usize, sampling: Sampling) -> FittedKneserNey {
    let model = KneserNey { order, sampling, longest: 20 };
    model.fit(&rows.iter().collect::<Vec<_>>(), 0).unwrap()
}

fn cold() -> Sampling {
    Sampling { temperature: 0.6, ..Sampling::default() }
}

/// Words that were seen, and the end, each with its probability after a context.
fn law(fitted: &FittedKneserNey, place: Place) -> Vec<(u32, f64)> {
    let words = (0..VOCABULARY).chain([END]);
    let law = words.map(|word| (word, fitted.table.weight(place, word) / fitted.table.total(place)));
    law.filter(|(_, p)| *p > 0.0).collect()
}

fn places(fitted: &FittedKneserNey) -> Vec<Place> {
    fitted.table.places().collect()
}

#[test]
fn every_context_sums_to_one() {
    for order in MIN_ORDER..=MAX_ORDER {
        for sampling in [Sampling::default(), cold(), Sampling { temperature: 3.0, ..cold() }] {
            let sums = fit(&documents(40), order, sampling).sums();
            assert!(sums.len() > 10, "{order}");
            for sum in sums {
                assert!((sum - 1.0).abs() < 1e-12, "order {order}, {sampling:?}: {sum}");
            }
        }
    }
    // No count occurs twice, and one document is shorter than the order.
    let short = [Document { words: [3].into(), cut: false }];
    assert!(fit(&short, 5, Sampling::default()).sums().iter().all(|sum| (sum - 1.0).abs() < 1e-12));
}

#[test]
fn temperature_raises_every_probability_to_its_power() {
    let rows = documents(40);
    let (plain, cold) = (fit(&rows, 3, Sampling::default()), fit(&rows, 3, cold()));
    for place in places(&plain) {
        let powers: Vec<(u32, f64)> =
            law(&plain, place).into_iter().map(|(word, p)| (word, p.powf(1.0 / 0.6))).collect();
        let total: f64 = powers.iter().map(|(_, power)| power).sum();
        for ((word, power), (same, p)) in powers.into_iter().zip(law(&cold, place)) {
            assert!(word == same && (power / total - p).abs() < 1e-12, "{place:?} {word}");
        }
    }
}

/// Draws as often as it takes, and compares with a law by its chi-squared distance.
fn assert_drawn_from(law: &[(u32, f64)], mut draw: impl FnMut(&mut Chance) -> u32, what: &str) {
    let n = 4_000;
    let mut counts = std::collections::BTreeMap::new();
    for i in 0..n {
        *counts.entry(draw(&mut Chance::at([77, i]))).or_insert(0u32) += 1;
    }
    let total: f64 = law.iter().map(|(_, weight)| weight).sum();
    let mut distance = 0.0;
    for (word, weight) in law {
        let expected = weight / total * n as f64;
        let found = f64::from(counts.remove(word).unwrap_or(0));
        distance += (found - expected).powi(2) / expected;
    }
    assert!(counts.is_empty(), "{what}: {counts:?} cannot be drawn from {law:?}");
    // Mean: words - 1, variance: twice that; five standard deviations.
    let freedom = (law.len() - 1) as f64;
    assert!(distance < freedom + 5.0 * (2.0 * freedom).sqrt() + 1.0, "{what}: {distance} of {freedom}");
}

#[test]
fn draws_follow_the_law_of_their_context() {
    for sampling in [Sampling::default(), cold()] {
        let fitted = fit(&documents(40), 3, sampling);
        for place in places(&fitted).into_iter().step_by(9) {
            let mut law = law(&fitted, place);
            law.retain(|(word, _)| !fitted.table.is_barred(place, *word));
            assert_drawn_from(&law, |chance| fitted.next(place, chance), &format!("{place:?} {sampling:?}"));
        }
    }
}

/// What is left of a law, the slow way.
fn truncated(mut law: Vec<(u32, f64)>, k: usize, share: f64) -> Vec<(u32, f64)> {
    law.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    law.truncate(k);
    let wanted = share * law.iter().map(|(_, p)| p).sum::<f64>();
    let mut sum = 0.0;
    let enough = law.iter().position(|(_, p)| {
        sum += p;
        sum >= wanted - 1e-12
    });
    let least = law[enough.unwrap()].1;
    law.retain(|(_, p)| *p >= least * (1.0 - 1e-9));
    law
}

#[test]
fn truncation_leaves_the_most_probable_words_of_every_context() {
    let rows = documents(40);
    for (k, top_p) in [(None, 0.5), (None, 0.9), (None, 0.01), (Some(1), 1.0), (Some(3), 1.0), (Some(5), 0.6)]
    {
        for temperature in [1.0, 0.6] {
            let fitted = fit(&rows, 3, Sampling { temperature, top_k: k, top_p });
            for place in places(&fitted).into_iter().step_by(4) {
                let mut all = law(&fitted, place);
                all.retain(|(word, _)| !fitted.table.is_barred(place, *word));
                let left = truncated(all, k.unwrap_or(usize::MAX), top_p);
                let what = format!("{place:?} of {k:?} {top_p} {temperature}");
                assert_drawn_from(&left, |chance| fitted.next(place, chance), &what);
            }
        }
    }
}

#[test]
fn documents_begin_with_a_word_and_end_or_are_cut() {
    for sampling in [
        Sampling::default(),
        Sampling { top_k: Some(1), ..Sampling::default() },
        Sampling { top_p: 0.05, ..Sampling::default() },
    ] {
        let fitted = fit(&documents(40), 3, sampling);
        let drawn: Vec<Document> = (0..400).map(|i| fitted.draw(&mut Chance::at([i]))).collect();
        for document in &drawn {
            assert!(!document.words.is_empty() && document.words.len() <= 20);
            assert!(document.words.iter().all(|word| *word < VOCABULARY));
            assert!(!document.cut || document.words.len() == 20);
        }
    }
    // An end that is by far the most probable word is no first word.
    let short: Vec<Document> = (0..30).map(|word| Document { words: [word].into(), cut: false }).collect();
    let fitted = fit(&short, 2, Sampling { top_k: Some(1), ..Sampling::default() });
    assert_eq!(fitted.draw(&mut Chance::of(1)).words.len(), 1);
}

#[test]
fn a_document_that_does_not_end_is_cut() {
    let rows = [Document { words: vec![0; 500].into(), cut: false }];
    let drawn = fit(&rows, 2, Sampling { top_k: Some(1), ..Sampling::default() }).draw(&mut Chance::of(1));
    assert!(drawn.cut && drawn.words.len() == 20);
}

#[test]
fn nothing_to_learn_from_is_an_error() {
    let model = KneserNey { order: 3, sampling: Sampling::default(), longest: 20 };
    assert!(model.fit(&[], 0).is_err());
    assert!(model.fit(&[&Document { words: [].into(), cut: false }], 0).is_err());
}
