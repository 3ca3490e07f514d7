//! The detector's record: false alarms on nulls, power against dose, what harmless changes and simulated policies do; beside it, on
//! the same data, the rules of thumb that teams use instead. Makes `reports/validation/detection.md`.
//!
//! ```text
//! cargo run --release --example detection -- nulls|losses|harmless|policies DOCUMENTS TRIALS LOG
//! cargo run --release --example detection -- export DOCUMENTS TRIALS FOLDER
//! cargo run --release --example detection -- page LOG PEERS FOLDER
//! ```
//!
//! The first form appends one line a comparison to LOG, a CSV; what is there already is not done again, so a run can stop and go
//! on. A section may be narrowed to one of its changes, as in `losses:spread`. `export` writes the same corpora for `benches/peers/detection.py`, which makes PEERS. `page` writes the page, its
//! table and its charts. *Rings*: a symptom warns or fails. *Called*: a collapse verdict.
#![allow(clippy::print_stderr, reason = "whoever waits wants to see how far it is")]

use std::path::Path;

use genloss::calibrate::{Rules, Trial};
use genloss::config::Config;
use genloss::judge::Thresholds;
use genloss::profile::{Profile, Tokenizer};
use rivals::Counted;

mod changes;
mod export;
mod log;
mod page;
mod policies;
#[path = "../profiled/mod.rs"]
mod profiled;
mod rivals;
#[path = "../synth/mod.rs"]
mod synth;
mod trials;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "expected nulls|losses|harmless|policies DOCUMENTS TRIALS LOG, export DOCUMENTS TRIALS FOLDER or page LOG PEERS FOLDER";

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [section, first, second, third] = arguments[..] else { return Err(USAGE.into()) };
    if section == "page" {
        return page::write(Path::new(first), Path::new(second), Path::new(third));
    }
    let (documents, trials): (u32, u64) = (first.parse()?, second.parse()?);
    let (section, change) = section.split_once(':').unwrap_or((section, ""));
    match section {
        "export" => export::write(documents, trials, Path::new(third)),
        "policies" => policies::run(documents, trials, Path::new(third)),
        "nulls" | "losses" | "harmless" => trials::run(section, change, documents, trials, Path::new(third)),
        _ => Err(USAGE.into()),
    }
}

/// A corpus, as genloss and as the rules of thumb see it.
struct Corpus {
    profile: Profile,
    counted: Counted,
}

/// Compares and judges two corpora with the defaults of `genloss compare`.
fn judged(before: &Corpus, after: &Corpus, seed: u64) -> Trial {
    let thresholds = Thresholds::from_config(&Config::default());
    let rules = Rules { tokenizer: Tokenizer::default(), columns: Vec::new(), thresholds };
    rules.trial(&before.profile, &after.profile, seed)
}
