//! The page, its table and its charts.

use std::path::Path;

use crate::Outcome;
use crate::changes::{HARMLESS, LOSSES};

mod aims;
mod charts;
mod csv;
mod peers;
mod policies;
mod record;
mod tables;
mod targets;
mod text;
mod urns;

use record::Record;
pub(crate) use text::print;

/// What the page says before its figures.
const HEAD: &str = "\
# How often it rings

Generated texts with embeddings (`examples/validation/synth`: bursty, topical, Zipf, 90 words a document, 16 coordinates), so that what was lost is
known. Both sides of a comparison answer the same prompts unless *unpaired*. *Rings*: a symptom warns or fails. *Sees*: it rings, or a loss below the margins is shown. *Called*: a collapse verdict. All shares are in percent
of the comparisons, with exact 95% intervals (Clopper and Pearson) in brackets. Thresholds are the defaults of `genloss compare`.

Beside genloss, on the same texts, are four rules of thumb: plug-in entropy fell by more than 2%, types or distinct-2 by more than 10%, the
Jensen-Shannon divergence of the word counts is above 0.1 bit. A rule can be made to see more by ringing more often, so each is shown a second time
with the line that 5% of the paired nulls of the same size exceed (*5% line*). That is generous: genloss itself rings in fewer, and nobody knows this line for a corpus
of their own without such nulls. The hits behind every figure are in [`detection.csv`](detection.csv).

";

/// How it was made.
const MADE: &str = "\
## How it was made

2026-11-28, a shared machine of 2 cores (AMD EPYC), Rust 1.95.0. Seeds are fixed: the same commands give the same log, whatever the number of threads and however often
they were stopped. `LOG` is a CSV with a line a comparison, where a run goes on.

```text
detection=\"cargo run --release --example detection --\"
$detection nulls|losses|harmless 200|800|8000 TRIALS LOG      # TRIALS as the tables above say
$detection urn-nulls|urn-losses|urn-harmless 200|800|8000 TRIALS LOG
$detection urn-slow 800 TRIALS LOG
$detection policies|urn-policies 800|2000 TRIALS LOG
export GENLOSS_REAL_DATA=FOLDER                       # real text; without it these say that they skip
$detection real-nulls|real-losses 200|400 TRIALS LOG
$detection real-chain|real-policies 800 TRIALS LOG
$detection export|urn-export 800 50 CORPORA           # each into a folder of its own
python3 -m venv VENV && VENV/bin/pip install -r benches/peers/requirements-detection.txt
VENV/bin/python benches/peers/detection.py CORPORA PEERS
$detection page LOG PEERS reports/validation
```
";

/// Writes `detection.md`, `detection.csv` and the charts into `folder`.
pub(crate) fn write(log: &Path, peers: &Path, folder: &Path) -> Outcome {
    let record = Record::read(log, peers)?;
    let sections = [
        HEAD.to_owned(),
        targets::section(&record),
        tables::nulls(&record),
        tables::changes(&record, "losses", "Planted losses", &LOSSES),
        tables::changes(&record, "harmless", "Harmless changes", &HARMLESS),
        policies::section(&record),
        urns::section(&record),
        self::peers::section(&record),
        MADE.to_owned(),
    ];
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("detection.csv"), csv::table(&record))?;
    std::fs::write(folder.join("detection.md"), sections.concat())?;
    charts::draw(&record, folder)
}
