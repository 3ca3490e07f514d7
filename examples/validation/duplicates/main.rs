//! How well repeats and leaks are found, measured against what is true.
//!
//! ```text
//! cargo run --release --example duplicates -- near [ROWS] [FOLDER]
//! cargo run --release --example duplicates -- leaks OWN.parquet OTHER.parquet [OTHER.parquet …]
//! ```
//!
//! `near` draws rows with planted near copies and compares what is found with all pairs; into FOLDER it writes the rows and the true pairs, for
//! `benches/peers/duplicates.py`. `leaks` plants rows of each OTHER in OWN, word for word and with every tenth word changed, and says how many
//! are found, and how many that were not planted.

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

mod leaks;
mod near;

use std::error::Error;
use std::path::PathBuf;

const USAGE: &str =
    "usage: duplicates near [ROWS] [FOLDER] | duplicates leaks OWN.parquet OTHER.parquet [OTHER.parquet …]";

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.split_first() {
        Some((what, rest)) if what == "near" => {
            let n_rows = rest.first().map_or(Ok(20_000), |n| n.parse())?;
            near::measure(n_rows, rest.get(1).map(PathBuf::from).as_deref())
        }
        Some((what, [own, others @ ..])) if what == "leaks" && !others.is_empty() => {
            leaks::measure(own, others)
        }
        _ => Err(USAGE.into()),
    }
}
