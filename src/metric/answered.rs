//! Does every prompt get an answer?

use super::{Decides, Formula, Matching, Metric, Role, STANDARD, Size};
use crate::pair::{Lost, Pair};
use crate::terms::{Estimate, Family, Kind, Symptom, Undefined, Unit};

pub(super) const ANSWERED_RETENTION: Metric = Metric {
    name: "answered-retention",
    label: "Prompts answered",
    kind: Kind::Retention,
    unit: Unit::Ratio,
    family: Family::Documents,
    symptom: Some(Symptom::EmptyAnswers),
    role: Role::Gating,
    decides: Decides::Always,
    first: false,
    moved: None,
    margins: STANDARD,
    size: Size::Asked,
    length_sensitive: false,
    about: "How many prompts got an answer at all; texts that are null, empty or white space only, and prompts of the reference for which \
        there is no row, are in no other figure.",
    formula_text: "share of rows with an answer, current / reference; where rows pair and at most one prompt in five is unknown to the \
        reference, prompts that the current lacks (less those it has instead) count as rows without an answer; with fewer than 10 rows without (or with) an answer on a side \
        the interval is Newcombe's",
    range: "0 and up; 1 = as many answered as before",
    undefined_when: "no answer in the reference; fewer than 64 rows, unless some have no answer",
    cost: "O(blocks)",
    source: "Newcombe (1998)",
    formula: Formula::Level {
        level: |v| match v.asked() {
            0 => Err(Undefined::NothingCounted),
            n => Ok((n - v.unanswered()) as f64 / n as f64),
        },
        units: None,
        few_events: Some(few_events),
        where_moved: None,
    },
};

/// The score interval where either side has few rows of either kind, or few rows at all.
fn few_events(pair: &Pair<'_>, _: &Matching<'_>) -> Option<Estimate> {
    let unanswered = |which| {
        let view = pair.view(which, None);
        Some((view.unanswered() as f64, view.asked() as f64))
    };
    let lost = Lost::of(unanswered)?;
    let few_rows = lost.rows() < 8.0 * pair.blocks() as f64;
    lost.if_few_of_a_kind().or(few_rows.then_some(lost)).map(|lost| lost.unpaired(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::judge::{Thresholds, judge};
    use crate::profile::{Builder, Document, KeyHash, Profile, Tokenizer};
    use crate::progress::Silent;
    use crate::terms::{Status, Verdict};

    /// Prompts by key; those that `answers` says no to get none.
    fn corpus(prompts: u32, seed: u32, answers: impl Fn(u32) -> bool) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for key in 0..prompts {
            let place = KeyHash::of(&key.to_le_bytes());
            builder.add_rows(1);
            if !answers(key) {
                builder.add_empty(place, true);
                continue;
            }
            let word = |i: u32| format!("w{}", (key * 7 + i * i * 3 + seed) % (17 + key % 29 + i));
            let text: Vec<String> = (0..20 + key % 5).map(word).collect();
            builder.add(&Document::new(place, &text.join(" ")));
        }
        builder.finish()
    }

    /// Value, low, high, blocks and p; the symptom's status; the verdict.
    fn found(before: Profile, after: Profile) -> (Option<Estimate>, Status, Verdict) {
        let config = Config::default();
        let tables = crate::compare::tables(&[before, after], Tokenizer::default(), &config, &Silent).0;
        let judged = judge(&tables, &Thresholds::from_config(&config));
        let whole = &judged[0].whole;
        let row = whole.rows.iter().find(|r| r.row.name == ANSWERED_RETENTION.name).unwrap();
        let symptom = whole.symptoms.iter().find(|s| s.symptom == Symptom::EmptyAnswers).unwrap();
        (row.row.outcome.as_ref().ok().map(|o| o.estimate), symptom.status, whole.ruling.verdict)
    }

    #[test]
    fn two_in_five_unanswered_fail_and_warn_in_the_verdict() {
        let (e, status, verdict) = found(corpus(400, 0, |_| true), corpus(400, 0, |k| k % 5 > 1));
        let e = e.unwrap();
        assert!((e.value - 0.6).abs() < 1e-12 && e.blocks == 0 && e.high < 0.7, "{e:?}");
        assert_eq!((status, verdict), (Status::Fail, Verdict::Warning));
    }

    #[test]
    fn where_nearly_nothing_is_answered_the_figure_is_still_there() {
        let (e, status, verdict) = found(corpus(400, 0, |_| true), corpus(400, 0, |k| k % 100 == 0));
        assert!((e.unwrap().value - 0.01).abs() < 1e-12);
        assert_eq!(
            (status, verdict),
            (Status::Fail, Verdict::Warning),
            "4 documents are too few for all else"
        );
        let (e, status, _) = found(corpus(30, 0, |_| true), corpus(30, 0, |k| k % 2 == 0));
        assert!((e.unwrap().value - 0.5).abs() < 1e-12);
        assert_eq!(status, Status::Fail);
    }

    #[test]
    fn many_on_both_sides_are_measured_by_blocks_and_a_mended_model_passes() {
        let (half, most) = (corpus(400, 0, |k| k % 2 == 0), corpus(400, 0, |k| k % 5 > 0));
        let (e, status, _) = found(half.clone(), most.clone());
        let e = e.unwrap();
        assert!((e.value - 1.6).abs() < 1e-9 && e.blocks == 32 && e.se.is_some(), "{e:?}");
        assert_eq!(status, Status::Pass);
        let (e, status, _) = found(most, half);
        assert!((e.unwrap().value - 0.625).abs() < 1e-9);
        assert_eq!(status, Status::Fail);
    }

    #[test]
    fn nothing_unanswered_is_a_calm_pass_even_of_the_smallest_corpora() {
        for n in [64, 100, 800] {
            let (e, status, _) = found(corpus(n, 0, |_| true), corpus(n, 1, |_| true));
            let e = e.unwrap();
            assert!(e.value == 1.0 && e.low > 0.9 && e.p == 0.5, "{n}: {e:?}");
            assert_eq!(status, Status::Pass, "{n}");
        }
        let (e, status, _) = found(corpus(40, 0, |_| true), corpus(40, 1, |_| true));
        assert_eq!((e, status), (None, Status::NotRun), "too few rows, like everything else");
    }

    /// Prompts of which only some have a row at all; all rows have an answer.
    fn asked(keys: impl Iterator<Item = u32>, seed: u32, rows: u32) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for (key, row) in keys.flat_map(|key| (0..rows).map(move |row| (key, row))) {
            let word = |i: u32| format!("w{}", (key * 7 + row + i * i * 3 + seed) % (17 + key % 29 + i));
            let text: Vec<String> = (0..20 + key % 5).map(word).collect();
            builder.add_rows(1);
            builder.add(&Document::new(KeyHash::of(&key.to_le_bytes()), &text.join(" ")));
        }
        builder.finish()
    }

    #[test]
    fn prompts_without_a_row_stay_without_an_answer() {
        let value = |e: Option<Estimate>| e.unwrap().value;
        let (e, status, verdict) = found(asked(0..400, 0, 1), asked(0..240, 1, 1));
        assert!((value(e) - 0.6).abs() < 1e-12, "{e:?}");
        assert_eq!((status, verdict), (Status::Fail, Verdict::Warning));
        let (e, status, _) = found(asked(0..400, 0, 1), asked((0..400).filter(|k| k % 2 == 0), 1, 3));
        assert!((value(e) - 0.5).abs() < 1e-12 && status == Status::Fail, "three rows a prompt: {e:?}");
        // Empty rows and missing ones add up, and a prompt with an empty row is not missing as well.
        let (e, _, _) = found(asked(0..400, 0, 1), corpus(300, 0, |k| k >= 60));
        assert!((value(e) - 0.6).abs() < 1e-12, "{e:?}");
    }

    #[test]
    fn other_prompts_and_more_prompts_are_no_silence() {
        let kept = |before, after| found(before, after).0.unwrap().value;
        assert_eq!(kept(asked(0..240, 0, 1), asked(0..400, 1, 1)), 1.0, "more were asked");
        assert_eq!(kept(asked(0..400, 0, 1), asked(40..440, 1, 1)), 1.0, "some were exchanged");
        assert_eq!(kept(asked(0..400, 0, 1), asked(200..500, 1, 1)), 1.0, "a third are others");
        assert_eq!(kept(asked(0..400, 0, 1), asked(400..640, 1, 1)), 1.0, "all are others");
    }

    #[test]
    fn what_lies_behind_a_limit_is_not_missing() {
        let config = Config { limit: Some(300), ..Config::default() };
        let profiles = [asked(0..300, 0, 1), asked(0..100, 1, 3)];
        let tables = crate::compare::tables(&profiles, Tokenizer::default(), &config, &Silent).0;
        let row = tables[0].rows.iter().find(|row| row.name == ANSWERED_RETENTION.name).unwrap();
        assert_eq!(row.outcome.as_ref().unwrap().estimate.value, 1.0);
    }

    #[test]
    fn a_reference_without_answers_has_nothing_to_keep() {
        let (e, status, _) = found(corpus(400, 0, |_| false), corpus(400, 0, |_| true));
        assert_eq!((e, status), (None, Status::NotRun));
    }
}
