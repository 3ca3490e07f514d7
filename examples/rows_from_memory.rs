//! Compares rows that are in memory: no file, no path.
//!
//! cargo run --example rows_from_memory

#![allow(clippy::print_stdout, reason = "a program speaks")]

use genloss::{CellValue, ColumnRole, Config, Corpus, CorpusBuilder, Error, Row};

/// What a model answered, in the words that it has.
fn answers(mut corpus: CorpusBuilder, words: &[&str]) -> Result<Corpus, Error> {
    for prompt in 0..200 {
        // Words and numbers by a formula, so that the example is the same every time.
        let word = |at: usize| words[(prompt * 7 + at * at * 3) % words.len()];
        let text: Vec<&str> = (0..30).map(word).collect();
        let (text, key) = (text.join(" "), prompt.to_string());
        let vector = [0.3, 0.7, 1.1, 1.9].map(|step: f32| (step * prompt as f32).sin());
        let grade = CellValue::Number((prompt % 5) as f64);
        corpus.push(Row { key: Some(&key), vector: Some(&vector), values: &[grade], ..Row::new(&text) })?;
    }
    corpus.finish()
}

fn main() -> Result<(), Error> {
    let words: Vec<String> = (0..400).map(|i| format!("word{i}")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let before = answers(Corpus::builder("before").column("grade", ColumnRole::Score), &words)?;
    let after =
        answers(Corpus::builder("after").like(&before).column("grade", ColumnRole::Score), &words[..300])?;
    let report = genloss::compare(&[before, after], &Config::default())?;
    println!("{}: {}", report.comparisons[0].verdict.name(), report.comparisons[0].rule);
    Ok(())
}
