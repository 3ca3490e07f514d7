//! Do answers still belong to their prompts?

use super::{Decides, Formula, Matching, Metric, Role, Size};
use crate::config::Margins;
use crate::pair::{Lost, Pair, Which};
use crate::terms::{Estimate, Family, Kind, Symptom, Unit};

/// Answers that say the same in other words than their prompts match less often (0.87 where half of the common words are exchanged for others),
/// and nothing is wrong with them; a quarter of the answers in the wrong place reads 0.75.
const COARSE: Option<Margins> = Some(Margins { warn: 0.80, fail: 0.70 });

pub(super) const PROMPT_MATCH_RETENTION: Metric = Metric {
    name: "prompt-match-retention",
    label: "Answers about their own prompt",
    kind: Kind::Retention,
    unit: Unit::Ratio,
    family: Family::Documents,
    symptom: Some(Symptom::PromptMismatch),
    role: Role::Gating,
    decides: Decides::Always,
    first: false,
    moved: None,
    margins: COARSE,
    size: Size::Texts,
    length_sensitive: true,
    about: "How many answers have more rare words in common with their own prompt than with 31 others; falls when answers stand beside \
        the wrong prompts, or are about something else.",
    formula_text: "share of the answers whose own prompt is nearest by the cosine of the words present, weighted with ln(texts / texts with \
        the word) over the prompts and answers of both sides, among 32 prompts (the others follow it by hash; ties share the credit), \
        current / reference; at most 4,096 sampled answers a side and 256 words a prompt; with fewer than 10 answers that match, or do not, \
        on a side the interval is Newcombe's",
    range: "0 and up; 1 = as many as before; 1/32 of the answers would match by chance",
    undefined_when: "no column of prompts, or fewer than 16 different ones; a reference that matches within 5 standard errors of chance; \
        fewer than 64 answers on a side",
    cost: "32 prompts an answer, O(words of a prompt) each; O(blocks) per left-out block",
    source: "genloss; weights after Sparck Jones (1972); Newcombe (1998)",
    formula: Formula::Level {
        level: |v| v.prompt_match_rate(),
        units: Some(|v| v.documents() as f64),
        few_events: Some(few_events),
        where_moved: None,
    },
};

/// The score interval where either side has few answers of either kind.
fn few_events(pair: &Pair<'_>, _: &Matching<'_>) -> Option<Estimate> {
    let [before, after] = pair.prompt_matches()?;
    let mismatched = |which| {
        let matches = if which == Which::Reference { &before } else { &after };
        Some((matches.missed, matches.n))
    };
    Some(Lost::of(mismatched)?.if_few_of_a_kind()?.unpaired(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::config::Config;
    use crate::judge::{Thresholds, judge};
    use crate::profile::{Builder, Document, KeyHash, Profile, Prompt, Tokenizer};
    use crate::progress::Silent;
    use crate::terms::{Status, Undefined, Verdict};

    const PROMPTS: usize = 400;

    /// Prompts of three rare words among common ones, and answers that take up two of them beside words of their own.
    fn asked_and_said(seed: u64) -> Vec<(String, String)> {
        let mut chance = Chance::of(seed);
        let pair = |key: usize| {
            let topic = |i: usize| format!("topic{}", (key * 7 + i * 131) % 900);
            let own: Vec<String> =
                (0..20).map(|_| format!("w{}", chance.position(300).min(chance.position(300)))).collect();
            let prompt = format!("Tell me about {}, {} and {}.", topic(0), topic(1), topic(2));
            (prompt, format!("The {} is a {} of {}", topic(key % 3), topic((key + 1) % 3), own.join(" ")))
        };
        (0..PROMPTS).map(pair).collect()
    }

    fn corpus(rows: &[(String, String)], prompted: bool) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for (key, (prompt, text)) in rows.iter().enumerate() {
            builder.add_rows(1);
            builder.add(&Document {
                prompt: prompted.then_some(Prompt::Text(prompt)),
                ..Document::new(KeyHash::of(&(key as u64).to_le_bytes()), text)
            });
        }
        builder.finish()
    }

    /// Every `step`th answer beside another one's prompt.
    fn shuffled(mut rows: Vec<(String, String)>, step: usize) -> Vec<(String, String)> {
        let places: Vec<usize> = (0..rows.len()).step_by(step).collect();
        let texts: Vec<String> = places.iter().map(|&at| rows[at].1.clone()).collect();
        places.iter().zip(texts.iter().cycle().skip(1)).for_each(|(&at, text)| rows[at].1.clone_from(text));
        rows
    }

    /// The figure, the symptom's status, and the verdict.
    fn found(before: Profile, after: Profile) -> (Result<Estimate, Undefined>, Status, Verdict) {
        let config = Config::default();
        let tables = crate::compare::tables(&[before, after], Tokenizer::default(), &config, &Silent).0;
        let judged = judge(&tables, &Thresholds::from_config(&config));
        let whole = &judged[0].whole;
        let row = whole.rows.iter().find(|r| r.row.name == PROMPT_MATCH_RETENTION.name).unwrap();
        let symptom = whole.symptoms.iter().find(|s| s.symptom == Symptom::PromptMismatch).unwrap();
        (row.row.outcome.as_ref().map(|o| o.estimate).map_err(|e| *e), symptom.status, whole.ruling.verdict)
    }

    #[test]
    fn answers_of_other_prompts_warn_by_their_share_and_no_other_figure_sees_them() {
        let before = corpus(&asked_and_said(1), true);
        let after = |step| corpus(&shuffled(asked_and_said(2), step), true);
        let (e, status, verdict) = found(before.clone(), after(1));
        assert!(e.unwrap().high < 0.2, "{e:?}");
        assert_eq!((status, verdict), (Status::Fail, Verdict::Warning));
        let (e, status, _) = found(before.clone(), after(4));
        assert!((e.unwrap().value - 0.76).abs() < 0.05, "{e:?}");
        assert_eq!(status, Status::Warn);
        let (e, status, verdict) = found(before, corpus(&asked_and_said(2), true));
        assert!((e.unwrap().value - 1.0).abs() < 0.03, "{e:?}");
        assert_eq!((status, verdict), (Status::Pass, Verdict::Stable));
    }

    #[test]
    fn a_salad_of_all_words_belongs_to_no_prompt() {
        let mut rows = asked_and_said(2);
        let words: Vec<String> = rows.iter().flat_map(|r| r.1.split(' ').map(str::to_owned)).collect();
        let order = Chance::of(3).order(words.len());
        let mut drawn = order.iter().map(|&at| words[at].as_str());
        for (_, text) in &mut rows {
            let n = text.split(' ').count();
            *text = drawn.by_ref().take(n).collect::<Vec<_>>().join(" ");
        }
        let (e, status, _) = found(corpus(&asked_and_said(1), true), corpus(&rows, true));
        assert!(e.unwrap().high < 0.25, "{e:?}");
        assert_eq!(status, Status::Fail);
    }

    #[test]
    fn exchanging_the_sides_turns_the_figure_around() {
        let (a, b) = (corpus(&asked_and_said(1), true), corpus(&shuffled(asked_and_said(2), 3), true));
        let [there, back] = [(a.clone(), b.clone()), (b, a)].map(|(x, y)| found(x, y).0.unwrap().value);
        assert!((there * back - 1.0).abs() < 1e-12, "{there} {back}");
    }

    #[test]
    fn without_prompts_or_a_match_to_keep_there_is_a_reason() {
        let with = || corpus(&asked_and_said(1), true);
        let without = corpus(&asked_and_said(2), false);
        let reason = |before, after| found(before, after).0.unwrap_err();
        assert_eq!(reason(with(), without.clone()), Undefined::NoPrompts);
        assert_eq!(reason(without.clone(), without), Undefined::NoPrompts);
        let few: Vec<_> = asked_and_said(1)
            .into_iter()
            .enumerate()
            .map(|(i, r)| (format!("about {}", i % 9), r.1))
            .collect();
        assert_eq!(reason(corpus(&few, true), corpus(&few, true)), Undefined::NoPrompts);
        let elsewhere = corpus(&shuffled(asked_and_said(1), 1), true);
        let (e, status, _) = found(elsewhere, with());
        assert_eq!((e.unwrap_err(), status), (Undefined::MatchByChance, Status::NotRun));
    }
}
