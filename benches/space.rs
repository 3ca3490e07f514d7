//! Points to numbers, one thread. Targets, in the same run on one core: covariance within 3 times NumPy's `X.T @ X`,
//! all neighbor metrics of two sets within twice an OpenBLAS product of their size plus its selection, and neighbors
//! faster than scikit-learn's brute force. `peers/space.py` runs those and reads these results.
//!
//! `GENLOSS_BENCH_ROWS=1000000` adds the covariance of so many rows (1.5 GB).

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use genloss::compare;
use genloss::estimator::space::moments::CoMoments;
use genloss::estimator::space::pairs::PairSums;
use genloss::estimator::space::{domain, eigen, frechet, kmeans, mmd, neighbors, pairs};
use genloss::profile::{Builder, Document, KeyHash, Profile, Tokenizer};
use genloss::terms::Vector;
use ndarray::Array2;

/// Dimensions of a small sentence embedding.
const DIMENSION: usize = 384;
/// Points of each set.
const POINTS: usize = 8192;

/// Uniform points: what they are does not matter to products, and little to neighbors.
fn points(n: usize, d: usize, seed: u64) -> Array2<f32> {
    let mut state = seed;
    Array2::from_shape_simple_fn((n, d), || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u64 << 24) as f32 - 0.5
    })
}

fn id(name: &str, n: usize, d: usize) -> BenchmarkId {
    BenchmarkId::new(name, format!("n={n},d={d}"))
}

fn products(c: &mut Criterion) {
    let mut group = c.benchmark_group("space");
    let more = std::env::var("GENLOSS_BENCH_ROWS").ok().and_then(|n| n.parse().ok());
    for n in [1000, POINTS].into_iter().chain(more) {
        let x = points(n, DIMENSION, 1);
        group.sample_size(if n > POINTS { 10 } else { 50 });
        group.throughput(Throughput::Elements(n as u64));
        group.bench_function(id("covariance", n, DIMENSION), |b| {
            b.iter(|| CoMoments::of(black_box(x.view())))
        });
    }
    for d in [64, DIMENSION, 768] {
        let x = points(2 * d, d, 2);
        let Ok(covariance) = CoMoments::of(x.view()).covariance() else { return };
        group.throughput(Throughput::Elements(d as u64));
        group.bench_function(BenchmarkId::new("eigen", format!("d={d}")), |b| {
            b.iter(|| eigen::decompose(black_box(covariance.view())));
        });
    }
    let [a, b] = [1, 2].map(|seed| CoMoments::of(points(1000, DIMENSION, seed).view()));
    group.bench_function(BenchmarkId::new("frechet", format!("d={DIMENSION}")), |bench| {
        bench.iter(|| frechet::distance(black_box(&a), black_box(&b)));
    });
}

fn distances(c: &mut Criterion) {
    let mut group = c.benchmark_group("space");
    group.sample_size(10);
    for (n, d) in [(1000, DIMENSION), (POINTS, 64), (POINTS, DIMENSION)] {
        let (x, y) = (points(n, d, 1), points(n, d, 2));
        let blocks: Vec<u8> = (0..n).map(|i| (i % 32) as u8).collect();
        group.throughput(Throughput::Elements((n * n) as u64));
        group.bench_function(id("neighbors-within", n, d), |b| {
            b.iter(|| neighbors::within(black_box(x.view()), 5))
        });
        group.bench_function(id("neighbors-between", n, d), |b| {
            b.iter(|| neighbors::between(black_box(x.view()), y.view(), 5));
        });
        let (pool, groups) = pairs::pooled((x.view(), &blocks), (y.view(), &blocks), 32);
        group.bench_function(id("mmd", n, d), |b| {
            b.iter(|| PairSums::by_distance(black_box(pool.view()), &groups, 64, mmd::gaussian_kernel(5.0)));
        });
        group.throughput(Throughput::Elements(n as u64));
        group.bench_function(id("kmeans-40", n, d), |b| b.iter(|| kmeans::fit(black_box(x.view()), 40, 1)));
        let side = |points| domain::Side { points, blocks: &blocks };
        group.bench_function(id("domain-classifier", n, d), |b| {
            b.iter(|| domain::auc(side(black_box(x.view())), side(y.view()), 32));
        });
    }
}

/// The metrics that look at neighbors: balls of both sides and what visits them, entropies and dimensions.
const NEIGHBOR_METRICS: [&str; 5] = [
    "embedding-novel-ratio",
    "embedding-density-retention",
    "embedding-coverage-retention",
    "knn-entropy-difference",
    "intrinsic-dimension-retention",
];

/// A generation of vectors without a text.
fn generation(n: usize, seed: u64) -> Profile {
    let points = points(n, DIMENSION, seed);
    let mut builder = Builder::new(Tokenizer::default(), true);
    for (i, point) in points.rows().into_iter().enumerate() {
        builder.add_rows(1);
        builder.add(&Document {
            embedding: Vector::Values(&point.to_vec()),
            ..Document::new(KeyHash::of(i.to_string().as_bytes()), "")
        });
    }
    builder.finish()
}

/// All neighbor metrics of a comparison with their intervals, from profiles as the program has them.
fn comparison(c: &mut Criterion) {
    let mut group = c.benchmark_group("space");
    group.sample_size(10);
    let [a, b] = [1, 2].map(|seed| generation(POINTS, seed));
    group.bench_function(id("neighbor-metrics", POINTS, DIMENSION), |bench| {
        bench.iter(|| {
            let table = compare::deciding(black_box(&a), &b, Tokenizer::default(), 0, |m| {
                NEIGHBOR_METRICS.contains(&m.name)
            });
            assert_eq!(table.rows.iter().filter(|row| row.outcome.is_ok()).count(), NEIGHBOR_METRICS.len());
            table
        });
    });
}

fn one_thread(c: &mut Criterion) {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("no other pool was started");
    products(c);
    distances(c);
    comparison(c);
}

criterion_group!(benches, one_thread);
criterion_main!(benches);
