//! The one integration test binary: the library and the program from outside.
//!
//! Subjects are files. `corpora` writes input, `program` runs the binary; `fixture` writes any Parquet layout,
//! `make_fixtures::synth` draws documents from laws that are known.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod corpora;
mod program;
mod vectors;

#[allow(dead_code, reason = "the unit tests of the reader use the rest")]
#[path = "../../src/read/fixture.rs"]
mod fixture;
#[path = "../../examples/validation/make_fixtures.rs"]
mod make_fixtures;
#[path = "../../examples/validation/profiled/mod.rs"]
mod profiled;

mod audit;
mod bad_input;
mod belonging;
mod cache;
mod calibrate;
mod checkup;
mod cli;
mod columns;
mod comparable;
mod determinism;
mod docs;
mod edge;
mod embedding_rows;
#[cfg(unix)]
mod faults;
mod fixtures;
mod golden;
mod half_splits;
mod hostile;
mod init;
mod keyless;
mod layers;
mod memory;
mod moved;
mod null_splits;
mod oracle;
mod profiles;
mod prompts;
mod real_data;
mod records;
mod redraw;
mod requirements;
mod samples;
mod sets;
mod simulate;
mod static_model;
mod text_embedding;
mod tokenizer;
mod trends;
