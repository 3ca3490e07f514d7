//! A selection for tests.

use crate::report::Tool;
use crate::select::{
    BoardPlace, Candidate, Choice, Contradiction, Diversity, Mean, Out, Selection, SliceScore, Why,
};
use crate::terms::{Status, Undefined, Verdict};

fn mean(value: f64, half: f64) -> Mean {
    let (low, high) = (Some(value - half), Some(value + half));
    Mean { value: Some(value), low, high, prompts: 805, missing: 0, undefined: None }
}

fn candidate(name: &str, score: f64, kept: f64, board: Option<(f64, u32)>) -> Candidate {
    let (low, high, status) = (Some(kept - 0.05), Some(kept + 0.05), Some(Status::Pass));
    Candidate {
        name: name.to_owned(),
        paths: vec![format!("{name}.parquet")],
        documents: 805,
        score: mean(score, 0.02),
        slices: vec![SliceScore { slice: "koala".to_owned(), score: mean(score, 0.05) }],
        group: Some(1),
        ranks: Some([1, 2]),
        best: Some(0.5),
        diversity: Diversity { value: Some(kept), low, high, status, undefined: None },
        verdict: Some(Verdict::Stable),
        rule: None,
        requirements: Vec::new(),
        closest: None,
        board: board.map(|(score, place)| BoardPlace { score, place, overall: place }),
        on_front: true,
        weighted: None,
        wins: Some(0.5),
        out: Vec::new(),
    }
}

/// Two that tie, one that is out by a collapse though the board has it first, one without a score.
pub(in crate::render) fn selection() -> Selection {
    let mut same = candidate("same", 0.8, 0.01, Some((90.0, 1)));
    same.verdict = Some(Verdict::LateCollapse);
    same.out = vec![Out::Collapse];
    (same.best, same.wins, same.on_front) = (None, None, false);
    let mut silent = candidate("silent", 0.0, 0.9, None);
    let undefined = Some(Undefined::TooFewNumbers);
    silent.score = Mean { value: None, low: None, high: None, prompts: 0, missing: 805, undefined };
    silent.slices.clear();
    (silent.group, silent.ranks, silent.best, silent.wins, silent.on_front) = (None, None, None, None, false);
    silent.out = vec![Out::NoScore];
    let contradiction =
        |behind: &str| Contradiction { ahead: "same".to_owned(), behind: behind.to_owned(), why: Why::Out };
    Selection {
        schema_version: 1,
        tool: Tool { name: "genloss".to_owned(), version: "0.1.0".to_owned() },
        reference: "real".to_owned(),
        is_candidate: false,
        key_column: Some("prompt".to_owned()),
        score_column: Some("score".to_owned()),
        lower_is_better: false,
        slice_column: Some("dataset".to_owned()),
        diversity_metric: "pooled-tail-retention".to_owned(),
        board: Some("win".to_owned()),
        weights: None,
        no_collapse: true,
        common_prompts: 803,
        candidates: vec![
            candidate("wide", 0.09, 0.95, Some((9.0, 3))),
            candidate("good", 0.1, 0.85, Some((10.0, 2))),
            same,
            silent,
        ],
        pairs: Vec::new(),
        weights_decided: vec![0.5],
        contradictions: vec![contradiction("wide"), contradiction("good")],
        choice: Some(Choice {
            name: "wide".to_owned(),
            tied: vec!["wide".to_owned(), "good".to_owned()],
            by_weights: false,
        }),
        warnings: Vec::new(),
    }
}
