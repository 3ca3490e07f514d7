//! Stage 2: documents to a profile, on one thread.
//!
//! The law is that of the fixtures (about 90 words a document), the seed is constant. Row groups are profiled in
//! parallel, so a machine's throughput is about this times its cores.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

mod corpus;

/// Mean words of a document.
const WORDS: f64 = 90.0;

fn documents(c: &mut Criterion) {
    let mut group = c.benchmark_group("profile");
    for n in [1_000, 10_000] {
        let docs = corpus::answers(n, WORDS, 1);
        let bytes = docs.iter().map(|doc| doc.text.len() as u64).sum();
        group.throughput(Throughput::ElementsAndBytes { elements: u64::from(n), bytes });
        group.sample_size(if n > 1_000 { 10 } else { 30 });
        group.bench_function(BenchmarkId::from_parameter(format!("documents={n}")), |b| {
            b.iter(|| corpus::profile(black_box(&docs)));
        });
    }
    group.finish();
}

criterion_group!(benches, documents);
criterion_main!(benches);
