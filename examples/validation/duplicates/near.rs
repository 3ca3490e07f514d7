//! Near copies against all pairs.

use std::collections::HashSet;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::Instant;

use genloss::audit::near::{Repeats, find};
use genloss::audit::texts::Texts;
use genloss::chance::Chance;
use genloss::estimator::near_duplicate::{SIMILAR, jaccard, shingles};
use genloss::profile::Tokenizer;
use rayon::prelude::*;

/// Words of a row: from so many to so many.
const WORDS: (u64, u64) = (30, 90);

/// Words there are; the k-th is drawn about 1/k as often as the first.
const VOCABULARY: f64 = 50_000.0;

pub(crate) fn measure(n_rows: usize, folder: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let rows = rows(n_rows);
    let begun = Instant::now();
    let mut texts = Texts::default();
    rows.iter().for_each(|row| texts.push(Some(row), &Tokenizer::default()));
    let found = find(&texts);
    let seconds = begun.elapsed().as_secs_f64();
    println!("{n_rows} rows, {} words, {seconds:.2} s", texts.n_words());
    println!("{} exact copies, {} near copies", found.n_exact(), found.n_near());
    if n_rows > 50_000 {
        println!("no comparison with all pairs of more than 50,000 rows");
        return Ok(());
    }
    let pairs = all_pairs(&texts, &found);
    report(&texts, &found, &pairs);
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("rows.txt"), rows.join("\n"))?;
        let lines: Vec<String> = pairs.iter().map(|(a, b, _)| format!("{a}\t{b}")).collect();
        fs::write(folder.join("pairs.txt"), lines.join("\n"))?;
        println!("written to {}", folder.display());
    }
    Ok(())
}

/// Rows of which a third are made of an earlier one by changing one word and up to all of them.
fn rows(n_rows: usize) -> Vec<String> {
    let mut chance = Chance::of(21);
    let word = |chance: &mut Chance| format!("w{}", (VOCABULARY.powf(chance.unit())) as u64);
    let mut rows: Vec<Vec<String>> = Vec::new();
    while rows.len() < n_rows {
        if rows.is_empty() || chance.hits(2.0 / 3.0) {
            let length = WORDS.0 + chance.below(WORDS.1 - WORDS.0);
            rows.push((0..length).map(|_| word(&mut chance)).collect());
            continue;
        }
        let mut row = rows[chance.position(rows.len())].clone();
        for _ in 0..chance.below(6) {
            let at = chance.position(row.len());
            row[at] = word(&mut chance);
        }
        rows.push(row);
    }
    rows.into_iter().map(|row| row.join(" ")).collect()
}

/// All pairs of different rows that are near copies by definition, with their likeness.
fn all_pairs(texts: &Texts, found: &Repeats) -> Vec<(usize, usize, f64)> {
    let firsts: Vec<usize> = (0..texts.len()).filter(|&row| found.exact[row] == row).collect();
    let ids = |row: usize| texts.words(row).iter().map(|&word| u64::from(word)).collect::<Vec<_>>();
    let sets: Vec<Vec<u64>> = firsts.par_iter().map(|&row| shingles(&ids(row))).collect();
    let of_row = |a: usize| {
        let mut alike = Vec::new();
        for b in a + 1..sets.len() {
            let (less, more) = (sets[a].len().min(sets[b].len()), sets[a].len().max(sets[b].len()));
            // Counting cannot come to more than this.
            if less as f64 >= SIMILAR * more as f64 {
                let likeness = jaccard(&sets[a], &sets[b]);
                if likeness >= SIMILAR {
                    alike.push((firsts[a], firsts[b], likeness));
                }
            }
        }
        alike
    };
    (0..sets.len()).into_par_iter().flat_map_iter(of_row).collect()
}

fn report(texts: &Texts, found: &Repeats, pairs: &[(usize, usize, f64)]) {
    let truth: HashSet<(usize, usize)> = pairs.iter().map(|&(a, b, _)| (a, b)).collect();
    let near: Vec<(usize, usize)> = (0..texts.len())
        .filter(|&row| found.exact[row] == row && found.near[row] != row)
        .map(|row| (found.near[row], row))
        .collect();
    let right = near.iter().filter(|pair| truth.contains(pair)).count();
    println!("precision of rows that would go: {right} of {}", near.len());
    let has_one: HashSet<usize> = pairs.iter().map(|&(_, b, _)| b).collect();
    // A row that is like an earlier one stays only where all rows that it is like go themselves.
    let left = has_one.iter().filter(|&&row| found.near[row] == row);
    let left = left.filter(|&&row| pairs.iter().any(|&(a, b, _)| b == row && found.near[a] == a)).count();
    println!(
        "rows with an earlier near copy: {}; left though a near copy of theirs stays: {left}",
        has_one.len()
    );
    let mut table = String::from("\n| Jaccard | true pairs | in one cluster |\n|---|---|---|\n");
    let cluster = &found.cluster;
    for (from, to) in [(0.80, 0.85), (0.85, 0.90), (0.90, 0.95), (0.95, 1.01)] {
        let own: Vec<_> = pairs.iter().filter(|(.., likeness)| (from..to).contains(likeness)).collect();
        let together = own.iter().filter(|(a, b, _)| cluster[*a] == cluster[*b]).count();
        let _ = writeln!(table, "| {from:.2} to {to:.2} | {} | {together} |", own.len());
    }
    println!("{table}");
    let rows: usize = found.clusters.iter().map(|cluster| cluster.rows).sum();
    println!("{} clusters of {rows} rows", found.clusters.len());
}
