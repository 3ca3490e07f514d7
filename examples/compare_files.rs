//! Compares generations in Parquet files, and writes the report as a page.
//!
//! cargo run --example compare_files [FOLDER]

#![allow(clippy::print_stdout, reason = "a program speaks")]

use std::error::Error;
use std::path::PathBuf;

use genloss::render::{self, Format};
use genloss::{Config, Source};

fn main() -> Result<(), Box<dyn Error>> {
    // Files, folders and globs; the first generation is the reference.
    let generation = |name: &str| Source {
        name: Some(name.to_owned()),
        paths: vec![PathBuf::from(format!("fixtures/demo/{name}.parquet"))],
    };
    let config =
        Config { generations: ["gen0", "gen1", "gen2"].map(generation).to_vec(), ..Config::default() };
    let report = genloss::analyze(&config)?;

    for comparison in &report.comparisons {
        let (before, after) = (&comparison.reference, &comparison.current);
        println!("{after} against {before}: {}", comparison.verdict.name());
        comparison.reasons.iter().for_each(|reason| println!("  {reason}"));
    }
    if let Some(folder) = std::env::args().nth(1) {
        let files =
            render::to_dir(&report, folder.as_ref(), &[Format::Html, Format::Json], Default::default())?;
        files.iter().for_each(|file| println!("{}", file.display()));
    }
    Ok(())
}
