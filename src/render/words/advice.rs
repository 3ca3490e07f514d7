//! What a finding means for somebody who has to act: the likely cause, and what to do next.

use crate::render::escape::{MESSAGE, terminal};
use crate::render::format::about;
use crate::render::words::stages;
use crate::render::words::story::{self, name};
use crate::report::{Report, SymptomReport, by_loss};
use crate::terms::{self, Cause, Status, Symptom, Verdict};

/// A symptom in plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::render) struct Advice {
    /// What it means.
    pub(in crate::render) meaning: String,
    /// What usually causes it; `None` where nothing was lost.
    pub(in crate::render) cause: Option<&'static str>,
    /// What to do; `None` where nothing was lost.
    pub(in crate::render) action: Option<&'static str>,
}

/// What a symptom means.
pub(in crate::render) fn of(symptom: &SymptomReport) -> Advice {
    let lost = matches!(symptom.status, Status::Fail | Status::Warn);
    let meaning = match lost {
        true => symptom.symptom.loss(symptom.cause).meaning.to_owned(),
        false => terminal(symptom.message.trim().trim_end_matches('.'), MESSAGE),
    };
    Advice {
        meaning,
        cause: symptom.cause.map(Cause::words).filter(|_| lost),
        action: symptom.advice.map(terms::Advice::words).filter(|_| lost),
    }
}

/// What to do next, in a sentence or two.
pub(in crate::render) fn next(report: &Report) -> String {
    let Some(worst) = story::worst(report) else {
        return "Give at least two generations.".to_owned();
    };
    let (current, reference) = (name(&worst.current), name(&worst.reference));
    if !worst.attributable && worst.verdict.is_loss() {
        return format!(
            "Sample {current} and {reference} with the same settings and compare again before acting on a loss."
        );
    }
    if let Some((c, slice)) = story::hiding(report).and_then(|c| Some((c, *by_loss(&c.slices).first()?)))
        && !worst.verdict.is_collapse()
    {
        let first =
            firsts(&slice.symptoms).map_or(String::new(), |action| format!(" What often helps: {action}."));
        return format!(
            "Look at {} of {} before you use it there: the average hides its loss.{first}",
            name(&slice.slice),
            name(&c.current)
        );
    }
    match worst.verdict {
        Verdict::EarlyCollapse | Verdict::LateCollapse => {
            let first = firsts(&worst.symptoms)
                .map_or(String::new(), |action| format!(" What often helps: {action}."));
            format!("{}.{}{first}", keep_away(report, &reference), go_on(report))
        }
        Verdict::Warning
            if story::loses_only_alone(worst) && story::loses(worst, Symptom::PromptMismatch) =>
        {
            format!(
                "Read a few answers of {current} beside their prompts: if they are about something else, check how the file was put together \
             (a shuffle, a sort, a join); if it is as the model wrote it, the model lost the question."
            )
        }
        Verdict::Warning if story::loses_only_alone(worst) => format!(
            "Look at the prompts that {current} leaves without an answer or without a row: serving errors, a token limit spent on \
             reasoning, refusals, filters or lost jobs leave them so. No other figure sees them."
        ),
        Verdict::Warning if story::scores_lower_only(worst) => format!(
            "Check that the grader and the prompts are the same as for {reference}, then read the answers of {current} that score lower."
        ),
        Verdict::Warning => {
            let first = firsts(&worst.symptoms)
                .map_or(String::new(), |action| format!(" If it holds, what often helps: {action}."));
            format!("Sample {current} once more, with more documents, to see whether the loss holds.{first}")
        }
        Verdict::Inconclusive if worst.identical => {
            "Check the paths: the same documents on both sides say nothing about a model.".to_owned()
        }
        Verdict::Inconclusive => match worst.metrics.iter().filter_map(|m| m.documents_to_settle).max() {
            Some(n) => format!(
                "Compare more documents: {} a side would settle it, if the values stay as they are.",
                about(n)
            ),
            None => "Compare more documents; the cards below say what is missing.".to_owned(),
        },
        Verdict::Drift => {
            format!("No loss is shown. Read what {current} overuses and decide whether the change is wanted.")
        }
        Verdict::Stable => {
            "Nothing to do. Keep this report as the baseline for the next generation.".to_owned()
        }
    }
}

/// What not to do with the generations that collapsed.
fn keep_away(report: &Report, reference: &str) -> String {
    let collapsed = story::bases(report).filter(|c| c.verdict.is_collapse());
    let names: Vec<String> = collapsed.map(|c| name(&c.current)).collect();
    let (which, them) = match names.as_slice() {
        [one] => (one.clone(), "it"),
        [first @ .., last] if names.len() <= 3 => (format!("{} or {last}", first.join(", ")), "any of them"),
        _ => (format!("any of the {} generations that collapsed", names.len()), "one"),
    };
    format!("Do not train on outputs of {which}, and do not release {them} as a replacement for {reference}")
}

/// Where it is safe to go on from.
fn go_on(report: &Report) -> String {
    stages::last_safe_comparison(report)
        .map_or(String::new(), |safe| format!(" Go on from {}, the last safe one.", name(&safe.current)))
}

/// The action of the worst symptom, core symptoms first.
pub(in crate::render) fn firsts(symptoms: &[SymptomReport]) -> Option<&'static str> {
    let lost = symptoms.iter().filter(|s| matches!(s.status, Status::Fail | Status::Warn));
    let worst = lost.max_by_key(|s| (s.core, s.status.severity(), std::cmp::Reverse(s.symptom)))?;
    of(worst).action
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    #[test]
    fn cause_and_action_are_those_of_the_report() {
        let mut report = testing::collapse();
        let c = testing::base(&mut report, "gen2");
        let tail = &mut c.symptoms[0];
        (tail.cause, tail.advice) = (Some(Cause::FewSamples), Some(terms::Advice::SampleMore));
        let advice = of(tail);
        assert_eq!(advice.meaning, "rare words die while their mass stays");
        assert_eq!(advice.cause, Some("too few samples between generations"));
        assert_eq!(advice.action, Some("sample more, accumulate, keep real data in the mix"));
        assert!(
            next(&report).ends_with("What often helps: sample more, accumulate, keep real data in the mix.")
        );
    }

    #[test]
    fn missing_answers_are_looked_at_and_not_sampled_again() {
        let mut report = testing::chain(&[(Verdict::Warning, Verdict::Warning)]);
        let c = testing::base(&mut report, "gen1");
        testing::set(
            c,
            Symptom::EmptyAnswers,
            Status::Fail,
            [0.6, 0.55, 0.65],
            "fewer prompts get an answer",
        );
        let said = story::headline(&report, 100);
        assert_eq!(said, "WARNING against gen0: gen1 leaves more prompts without an answer");
        assert!(
            next(&report)
                .starts_with("Look at the prompts that gen1 leaves without an answer or without a row: ")
        );
        let c = testing::base(&mut report, "gen1");
        testing::set(c, Symptom::Repetition, Status::Warn, [0.93, 0.89, 0.97], "phrases come again");
        let said = story::headline(&report, 100);
        assert!(said.ends_with("a loss that is not corroborated, and more prompts without an answer"));
        assert!(next(&report).starts_with("Sample gen1 once more"));
    }

    #[test]
    fn a_score_that_falls_is_no_question_of_more_documents() {
        let mut report = testing::chain(&[(Verdict::Warning, Verdict::Warning)]);
        let c = testing::base(&mut report, "gen1");
        testing::set(c, Symptom::QualityLoss, Status::Warn, [-1.0, -1.1, -0.9], "the task score fell");
        let said = story::headline(&report, 100);
        assert_eq!(said, "WARNING against gen0: gen1 scores lower; the texts show no loss");
        assert!(next(&report).starts_with("Check that the grader and the prompts are the same as for gen0"));
        let c = testing::base(&mut report, "gen1");
        testing::set(c, Symptom::Repetition, Status::Warn, [0.93, 0.89, 0.97], "phrases come again");
        assert!(next(&report).starts_with("Sample gen1 once more"));
    }

    #[test]
    fn what_passes_needs_no_cause() {
        let report = testing::collapse();
        let passing = &report.comparisons[0].symptoms[0];
        assert_eq!(of(passing).cause, None);
    }

    #[test]
    fn every_verdict_has_a_next_step() {
        for verdict in Verdict::ALL {
            let report = testing::chain(&[(verdict, verdict)]);
            assert!(next(&report).ends_with('.'), "{verdict:?}");
        }
        let late = (Verdict::LateCollapse, Verdict::LateCollapse);
        let next_of = |n: usize| next(&testing::chain(&vec![late; n]));
        assert!(next_of(2).starts_with("Do not train on outputs of gen1 or gen2, and do not release any"));
        assert!(next_of(9).contains("any of the 9 generations that collapsed"));
        let mut report = testing::chain(&[late]);
        report.comparisons[0].attributable = false;
        assert!(next(&report).contains("same settings"));
        let mut report = testing::chain(&[(Verdict::Stable, Verdict::Stable)]);
        report.comparisons[0].slices = vec![testing::slice("code", Verdict::LateCollapse)];
        let first = "Look at code of gen1 before you use it there";
        assert!(next(&report).starts_with(first), "a hidden loss comes first");
        report.comparisons[0].verdict = Verdict::Warning;
        assert!(next(&report).starts_with(first), "and one that is worse than the average");
    }
}
