//! Planted rows of other corpora.

use std::error::Error;
use std::path::PathBuf;

use genloss::audit::overlap::{Kind, Match, find};
use genloss::audit::texts::Texts;
use genloss::chance::Chance;
use genloss::config::{Config, Source};
use genloss::estimator::near_duplicate::shingles;
use genloss::profile::Tokenizer;
use genloss::read::{KeyChoice, open};

/// Rows of each other corpus that are planted each way.
const PLANTED: usize = 200;

/// Shares of runs of five words at which it is counted how many rows have them.
const SHARES: [f64; 6] = [0.2, 0.3, 0.35, 0.4, 0.45, 0.5];

pub(crate) fn measure(own: &str, others: &[String]) -> Result<(), Box<dyn Error>> {
    let own_rows = rows(own)?;
    let mut vocabulary: Vec<&str> = own_rows.iter().flat_map(|row| row.split_whitespace()).collect();
    vocabulary.sort_unstable();
    vocabulary.dedup();
    println!("own rows: {} of {own}\n", own_rows.len());
    println!(
        "| other | verbatim found | changed found | of 13 words and more | own rows found: verbatim | passage | reworded | shorter than 13 words | of these, by a row of another prompt |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut shares = String::new();
    for (at, other) in others.iter().enumerate() {
        let other_rows = rows(other)?;
        let mut chance = Chance::at([21, at as u64]);
        let mut order = chance.order(other_rows.len());
        order.retain(|&row| !other_rows[row].trim().is_empty());
        let verbatim: Vec<&String> = order.iter().take(PLANTED).map(|&row| &other_rows[row]).collect();
        let changed: Vec<String> = order
            .iter()
            .skip(PLANTED)
            .take(PLANTED)
            .map(|&row| change(&other_rows[row], &vocabulary, &mut chance))
            .collect();
        let mut mix = texts(own_rows.iter());
        mix.append(&texts(verbatim.iter().copied()));
        mix.append(&texts(changed.iter()));
        let index = texts(other_rows.iter());
        let found = find(&mix, &index);
        print_row(other, &mix, &found, [own_rows.len(), verbatim.len(), changed.len()]);
        let own = texts(own_rows.iter());
        let of_changed = texts(changed.iter());
        let behind: Vec<usize> = order.iter().skip(PLANTED).take(PLANTED).copied().collect();
        shares += &format!(
            "| {other} | {} | {} |\n",
            at_least(
                (0..own.len().min(index.len()))
                    .filter(|&r| own.words(r).len() >= 13)
                    .map(|r| kept(&own, r, &index, r))
                    .collect()
            ),
            at_least(
                (0..of_changed.len())
                    .filter(|&r| of_changed.words(r).len() >= 13)
                    .map(|r| kept(&of_changed, r, &index, behind[r]))
                    .collect()
            )
        );
    }
    println!(
        "\nShare of a row's runs of five words that one other row has: rows of 13 words and more with at least {SHARES:?}\n"
    );
    println!(
        "| other | own rows against the row in the same place | changed rows against what they were |\n|---|---|---|\n{shares}"
    );
    Ok(())
}

fn print_row(other: &str, mix: &Texts, found: &[Option<Match>], [own, verbatim, changed]: [usize; 3]) {
    let name = other.rsplit('/').next().unwrap_or(other);
    let hit =
        |rows: std::ops::Range<usize>| (rows.clone().filter(|&row| found[row].is_some()).count(), rows.len());
    let (a, of_a) = hit(own..own + verbatim);
    let behind = own + verbatim..own + verbatim + changed;
    let (b, of_b) = hit(behind.clone());
    let long: Vec<usize> = behind.filter(|&row| mix.words(row).len() >= 13).collect();
    let c = long.iter().filter(|&&row| found[row].is_some()).count();
    let short = |row: &usize| mix.words(*row).len() < 13;
    let of_kind =
        |kind| (0..own).filter(|&row| found[row].is_some_and(|m| m.kind == kind) && !short(&row)).count();
    let elsewhere =
        (0..own).filter(|&row| found[row].is_some_and(|m| m.row.is_some_and(|of| of != row))).count();
    let shorter = (0..own).filter(|row| found[*row].is_some() && short(row)).count();
    println!(
        "| {name} | {a} of {of_a} | {b} of {of_b} | {c} of {} | {} | {} | {} | {shorter} | {elsewhere} |",
        long.len(),
        of_kind(Kind::Verbatim),
        of_kind(Kind::Passage),
        of_kind(Kind::Reworded)
    );
}

/// How many reach each of the shares.
fn at_least(shares: Vec<f64>) -> String {
    let of = shares.len();
    let counts: Vec<String> = SHARES
        .iter()
        .map(|least| shares.iter().filter(|share| *share >= least).count().to_string())
        .collect();
    format!("{} of {of}", counts.join(", "))
}

fn kept(a: &Texts, row: usize, b: &Texts, other: usize) -> f64 {
    let ids =
        |texts: &Texts, row: usize| texts.words(row).iter().map(|&word| u64::from(word)).collect::<Vec<_>>();
    let (a, b) = (shingles(&ids(a, row)), shingles(&ids(b, other)));
    let common = a.iter().filter(|gram| b.binary_search(gram).is_ok()).count();
    common as f64 / a.len().max(1) as f64
}

/// The row with a tenth of its words, one at least, changed for words of the own rows, at random places.
fn change(row: &str, vocabulary: &[&str], chance: &mut Chance) -> String {
    let mut words: Vec<&str> = row.split_whitespace().collect();
    let order = chance.order(words.len());
    for &at in &order[..(words.len() as f64 / 10.0).round().max(1.0) as usize] {
        words[at] = vocabulary[chance.position(vocabulary.len())];
    }
    words.join(" ")
}

fn texts<'a>(rows: impl Iterator<Item = &'a String>) -> Texts {
    let mut texts = Texts::default();
    rows.for_each(|row| texts.push(Some(row), &Tokenizer::default()));
    texts
}

fn rows(path: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let source = Source { name: None, paths: vec![PathBuf::from(path)] };
    let opened = open(&Config { generations: vec![source], ..Config::default() }, 1, &KeyChoice::Usual)?;
    let mut rows = Vec::new();
    for part in opened.parts() {
        opened.rows(part, &genloss::progress::Silent, &mut |row| {
            rows.push(row.text.unwrap_or_default().to_owned())
        })?;
    }
    Ok(rows)
}
