//! Stage 5: a report of ten generations to each format, its charts in both themes, and to all formats at once.

use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use genloss::config::{Config, Source};
use genloss::render::{self, Format, Look, Theme, chart, csv, html, json, junit, markdown, parquet, text};
use genloss::report::Report;

/// Generations of the report: those of `fixtures/demo`, the later ones again and again.
const GENERATIONS: usize = 10;

fn report() -> Report {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo");
    let source = |i: usize| {
        let file = if i == 0 { 0 } else { 1 + (i - 1) % 4 };
        Source { name: Some(format!("gen{i}")), paths: vec![folder.join(format!("gen{file}.parquet"))] }
    };
    let config = Config { generations: (0..GENERATIONS).map(source).collect(), ..Config::default() };
    genloss::analyze(&config).expect("the fixture compares")
}

fn formats(c: &mut Criterion) {
    let report = report();
    let mut group = c.benchmark_group("render");
    let id = |format| BenchmarkId::new(format, format!("generations={GENERATIONS}"));
    group.bench_function(id("text"), |b| b.iter(|| text::screen(black_box(&report), Look::default())));
    group.bench_function(id("json"), |b| b.iter(|| json::page(black_box(&report))));
    group.bench_function(id("html"), |b| b.iter(|| html::page(black_box(&report))));
    group.bench_function(id("markdown"), |b| b.iter(|| markdown::page(black_box(&report))));
    group.bench_function(id("junit"), |b| b.iter(|| junit::page(black_box(&report))));
    group.bench_function(id("csv"), |b| b.iter(|| csv::page(black_box(&report))));
    group.bench_function(id("parquet"), |b| b.iter(|| parquet::bytes(black_box(&report))));
    group.sample_size(10);
    let folder = tempfile::tempdir().expect("a temporary folder");
    group.bench_function(id("all"), |b| {
        b.iter(|| render::to_dir(black_box(&report), folder.path(), Format::ALL, Theme::Light));
    });
    group.bench_function(id("charts"), |b| {
        b.iter(|| {
            let sheets = chart::sheets(black_box(&report.figures));
            sheets
                .iter()
                .map(|(_, figures)| chart::draw_sheet(figures, Theme::Light))
                .collect::<Result<Vec<_>, _>>()
        });
    });
    group.finish();
}

criterion_group!(benches, formats);
criterion_main!(benches);
