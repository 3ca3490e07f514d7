//! The detector's record: false alarms on nulls, power against dose, what harmless changes and simulated policies do; beside it, on
//! the same data, the rules of thumb that teams use instead. Makes `reports/validation/detection.md`.
//!
//! ```text
//! cargo run --release --example detection -- SECTION DOCUMENTS TRIALS LOG
//! cargo run --release --example detection -- table LOG [SECTION…]
//! cargo run --release --example detection -- export|urn-export DOCUMENTS TRIALS FOLDER
//! cargo run --release --example detection -- page LOG PEERS FOLDER
//! ```
//!
//! The first form appends one line a comparison to LOG, a CSV; what is there already is not done again, so a run can stop and go
//! on. Sections `nulls`, `losses`, `harmless` and `policies` are of the law of `examples/validation/synth`; `urn-nulls`, `urn-losses`, `urn-harmless` and
//! `urn-slow` (chains of ten small losses) of that of `examples/validation/urn`; `real-nulls`, `real-losses` and `real-chain` of real text, which lies in the
//! folder that `GENLOSS_REAL_DATA` names. A section may be narrowed to some of its cells, as in `losses:spread`, `urn-losses:tail mass:0.25`
//! or `urn-nulls:nothing::keyless-same`. `table` prints what a log holds. `export` writes the same corpora for `benches/peers/detection.py`, which makes PEERS. `page` writes the page, its
//! table and its charts. *Rings*: a symptom warns or fails. *Called*: a collapse verdict.
#![allow(clippy::print_stderr, reason = "whoever waits wants to see how far it is")]

use std::path::Path;

use genloss::calibrate::{Rules, Trial};
use genloss::compare::Sides;
use genloss::config::Config;
use genloss::judge::Thresholds;
use genloss::profile::{Profile, Tokenizer};
use narrowed::Narrowed;
use rivals::Counted;

mod chains;
mod changes;
mod cut;
mod export;
mod log;
mod narrowed;
mod nulls;
mod page;
mod planned;
mod plans;
mod policies;
#[path = "../profiled/mod.rs"]
mod profiled;
mod real;
mod rivals;
#[path = "../synth/mod.rs"]
mod synth;
mod trials;
#[path = "../urn/mod.rs"]
mod urn;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "expected SECTION DOCUMENTS TRIALS LOG, export|urn-export DOCUMENTS TRIALS FOLDER, table LOG [SECTION…] or page LOG PEERS FOLDER; sections are \
                     nulls, losses, harmless, policies, urn-nulls, urn-losses, urn-harmless, urn-slow, urn-policies, real-nulls, real-losses, real-chain and real-policies";

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["table", log, asked @ ..] = &arguments[..] {
        return page::print(Path::new(log), asked);
    }
    let [section, first, second, third] = arguments[..] else { return Err(USAGE.into()) };
    if section == "page" {
        return page::write(Path::new(first), Path::new(second), Path::new(third));
    }
    let (documents, trials): (u32, u64) = (first.parse()?, second.parse()?);
    let asked = Narrowed::parse(section);
    match asked.section.as_str() {
        "export" => export::write(documents, trials, Path::new(third)),
        "urn-export" => export::write_urn(documents, trials, Path::new(third)),
        "policies" | "urn-policies" | "real-policies" => {
            policies::run(&asked, documents, trials, Path::new(third))
        }
        "nulls" | "losses" | "harmless" => trials::run(&asked, documents, trials, Path::new(third)),
        "urn-nulls" | "urn-losses" | "urn-harmless" => {
            planned::run(&asked, documents, trials, Path::new(third))
        }
        "real-nulls" | "real-losses" => real::run(&asked, documents, trials, Path::new(third)),
        "urn-slow" | "real-chain" => chains::run(&asked, documents, trials, Path::new(third)),
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
    rules().trial(&before.profile, &after.profile, seed)
}

/// The same after it was found out what belongs together, which without keys, or with keys that lie, is half of the work.
fn matched(before: &Corpus, after: &Corpus, seed: u64) -> Trial {
    let sides = Sides::of(&before.profile, &after.profile, Tokenizer::default());
    rules().trial(&sides.reference, &sides.current, seed)
}

fn rules() -> Rules {
    let thresholds = Thresholds::from_config(&Config::default());
    Rules { tokenizer: Tokenizer::default(), columns: Vec::new(), thresholds }
}
