//! Stage 3: one pair of profiles to all lexical estimates with their intervals. Target: 15 ms on one core for 805
//! documents, the size of AlpacaEval.
//!
//! The synthetic pair draws one law twice, at the length of real answers. The real pair runs only where
//! `GENLOSS_REAL_DATA` names the folder that holds `alpaca-eval`.

use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use genloss::Corpus;
use genloss::compare;
use genloss::config::{Config, Source};
use genloss::profile::{Profile, Tokenizer};
use genloss::progress::Silent;

mod corpus;

/// Documents of each side.
const DOCUMENTS: u32 = 805;
/// Mean words of a document.
const WORDS: f64 = 140.0;
/// Two versions of one model.
const REAL: [&str; 2] = ["gpt-3.5-turbo-0301", "gpt-3.5-turbo-1106"];

fn lexical(c: &mut Criterion) {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("no other pool was started");
    let mut group = c.benchmark_group("compare");
    let [before, after] = [1, 2].map(|seed| corpus::profile(&corpus::answers(DOCUMENTS, WORDS, seed)));
    let tokenizer = Tokenizer::default();
    group.bench_function(BenchmarkId::new("lexical", format!("documents={DOCUMENTS}")), |b| {
        b.iter(|| compare::estimates(black_box(&before), black_box(&after), tokenizer, 0));
    });
    if let Some((profiles, tokenizer)) = real() {
        let [before, after] = profiles.as_slice() else { unreachable!("two paths give two generations") };
        group.bench_function(BenchmarkId::new("lexical", format!("real={}..{}", REAL[0], REAL[1])), |b| {
            b.iter(|| compare::estimates(black_box(before), black_box(after), tokenizer, 0));
        });
    }
    group.finish();
}

/// Profiles of the real pair, where the data is at hand.
fn real() -> Option<(Vec<Profile>, Tokenizer)> {
    let folder = std::env::var_os("GENLOSS_REAL_DATA")?;
    let path = |model: &str| Path::new(&folder).join("alpaca-eval").join(format!("{model}.parquet"));
    let generations = REAL.map(|model| Source { name: None, paths: vec![path(model)] }).to_vec();
    let config = Config { generations, ..Config::default() };
    let corpora = Corpus::read_all(&config, &Silent).expect("GENLOSS_REAL_DATA holds the pair");
    Some((corpora.iter().map(|corpus| corpus.profile().clone()).collect(), corpora[0].tokenizer()))
}

criterion_group!(benches, lexical);
criterion_main!(benches);
