//! What the verdicts mean in plain words, which of them holds why, and where the last safe generation is.

use crate::render::escape::{MESSAGE, terminal};
use crate::render::words::plain;
use crate::render::words::story::{bases, name};
use crate::report::{Comparison, Report, news};
use crate::terms::{Family, Status, Verdict};

/// What the column "this step" holds.
pub(in crate::render) const THIS_STEP: &str =
    "this step: against the generation before, instead of the reference";
/// What the column "drift" holds.
pub(in crate::render) const DRIFT: &str =
    "drift: words or meanings moved further than the drift lines allow, which alone is no loss";

/// A verdict in plain words.
pub(super) fn sense(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Stable => "no loss beyond the margins",
        Verdict::Drift => "different, but nothing lost beyond the margins",
        Verdict::Inconclusive => "nothing lost is shown, and a loss cannot be excluded",
        Verdict::Warning => "a loss is shown, but it is small or only one kind of evidence shows it",
        Verdict::EarlyCollapse => "rare content (words or meanings) is going",
        Verdict::LateCollapse => "the vocabulary or the spread of meaning is going too",
    }
}

/// What the bad news of the report means; `None` = there is none.
pub(in crate::render) fn meaning(report: &Report) -> Option<String> {
    let said = |verdict: Verdict| format!("{} = {}", verdict.name(), sense(verdict));
    let is_there = |verdict| bases(report).any(|c| c.verdict == verdict);
    if bases(report).any(|c| c.verdict.is_collapse()) {
        let (early, late) = (said(Verdict::EarlyCollapse), said(Verdict::LateCollapse));
        return Some(format!("{early}; {late}. These are stages of severity, not points in time."));
    }
    [Verdict::Warning, Verdict::Inconclusive, Verdict::Drift]
        .into_iter()
        .find(|v| is_there(*v))
        .map(|v| said(v) + ".")
}

/// Whether the verdict says that nothing was lost.
pub(in crate::render) fn is_safe(c: &Comparison) -> bool {
    matches!(c.verdict, Verdict::Stable | Verdict::Drift)
}

/// The comparisons before the first loss, in order; `None` = nothing was lost, or nothing compared.
fn before_the_loss(report: &Report) -> Option<Vec<&Comparison>> {
    bases(report).find(|c| c.verdict.is_loss())?;
    Some(bases(report).take_while(|c| !c.verdict.is_loss()).collect())
}

/// The last comparison that shows a generation to be safe, before the first loss.
pub(in crate::render) fn last_safe_comparison(report: &Report) -> Option<&Comparison> {
    before_the_loss(report)?.into_iter().rev().find(|c| is_safe(c))
}

/// The last generation before anything was lost; `None` = nothing was lost, or nothing compared.
pub(in crate::render) fn last_safe(report: &Report) -> Option<String> {
    let first = bases(report).find(|c| c.verdict.is_loss())?;
    let before = before_the_loss(report)?;
    let reference = name(&first.reference);
    let Some(safe) = last_safe_comparison(report) else {
        let why = match (before.is_empty(), first.verdict.is_collapse()) {
            (true, true) => "is the first after it and lost",
            (true, false) => "is the first after it and warns",
            (false, _) => "is the first shown to be otherwise",
        };
        return Some(format!("none but the reference, {reference}; {} {why}", name(&first.current)));
    };
    let open = before.iter().rev().take_while(|c| !is_safe(c)).map(|c| name(&c.current));
    let open: Vec<String> = open.collect::<Vec<_>>().into_iter().rev().collect();
    let unclear = match open.len() {
        0 => String::new(),
        _ => format!("; too little data to tell about {}", plain::list(&open)),
    };
    let hides = safe.slices.iter().any(|s| s.verdict.is_loss());
    let average = if hides { " on average, but not in every slice" } else { "" };
    let what = if safe.verdict == Verdict::Drift { "different, without a loss" } else { "stable" };
    Some(format!("{} ({what} against {reference}{average}){unclear}", name(&safe.current)))
}

/// Why the verdict is what it is: what fails, and which kinds of evidence agree.
pub(in crate::render) fn why(c: &Comparison) -> String {
    let mut said = vec![rule(c)];
    said.extend(agreeing(c));
    said.extend(news(c));
    said.retain(|text| !text.is_empty());
    said.iter().map(|text| plain::sentence(text)).collect::<Vec<_>>().join(" ")
}

fn tidy(text: &str) -> String {
    terminal(text.trim().trim_end_matches('.'), MESSAGE)
}

/// The rule, with the names of what it speaks of.
fn rule(c: &Comparison) -> String {
    let named = |is_tail: bool, status: Status| -> Vec<&'static str> {
        let core = c.symptoms.iter().filter(|s| s.core && s.symptom.is_tail() == is_tail);
        core.filter(|s| s.status == status).map(|s| s.symptom.record().subject).collect()
    };
    let (tail, body) = (named(true, Status::Fail), named(false, Status::Fail));
    match c.verdict {
        Verdict::LateCollapse if !body.is_empty() && !tail.is_empty() => {
            format!("{} failed, not only {}", plain::list(&body), plain::list(&tail))
        }
        Verdict::LateCollapse if !body.is_empty() => format!("{} failed", plain::list(&body)),
        Verdict::EarlyCollapse if !tail.is_empty() => {
            let rest = [Status::Warn, Status::Inconclusive, Status::Pass].into_iter().flat_map(|status| {
                named(false, status).into_iter().map(move |what| format!("{what}: {}", status.name()))
            });
            let rest: Vec<String> = rest.collect();
            let rest = if rest.is_empty() { String::new() } else { format!(" ({})", rest.join(", ")) };
            format!("{} failed{rest}", plain::list(&tail))
        }
        _ => tidy(&c.rule),
    }
}

/// The kinds of evidence that corroborate the loss.
pub(in crate::render) fn kinds(c: &Comparison) -> Vec<&'static str> {
    corroboration(c).into_iter().map(|(family, _)| plain::family(family)).collect()
}

/// The metrics that corroborate the loss, by kind of evidence.
fn corroboration(c: &Comparison) -> Vec<(Family, Vec<String>)> {
    let mut kinds: Vec<(Family, Vec<String>)> = Vec::new();
    for key in &c.corroborated_by {
        let Some(metric) = c.metrics.iter().find(|m| m.key() == *key) else { continue };
        match kinds.iter_mut().find(|(family, _)| *family == metric.family) {
            Some((_, names)) => names.push(plain::metric(key)),
            None => kinds.push((metric.family, vec![plain::metric(key)])),
        }
    }
    kinds
}

/// The same in words.
fn agreeing(c: &Comparison) -> Option<String> {
    let kinds = corroboration(c);
    let list: Vec<String> = kinds
        .iter()
        .map(|(family, names)| format!("{} ({})", plain::family(*family), names.join(", ")))
        .collect();
    match kinds.len() {
        0 => None,
        1 => Some(format!("so much is lost that one kind of evidence is enough: {}", list[0])),
        n => Some(format!("{n} kinds of evidence agree: {}", plain::list(&list))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;
    use crate::terms::Symptom;
    use Verdict::{EarlyCollapse, Inconclusive, LateCollapse, Stable};

    fn chain(verdicts: &[Verdict]) -> Report {
        testing::chain(&verdicts.iter().map(|v| (*v, *v)).collect::<Vec<_>>())
    }

    #[test]
    fn stages_are_told_apart_from_points_in_time() {
        let said = meaning(&chain(&[EarlyCollapse])).unwrap();
        assert!(
            said.starts_with("early-collapse = rare content") && said.contains("late-collapse = the voc")
        );
        assert!(said.ends_with("not points in time."));
        assert_eq!(meaning(&chain(&[Stable])), None);
        assert!(meaning(&chain(&[Stable, Verdict::Warning])).unwrap().starts_with("warning = "));
    }

    #[test]
    fn the_last_safe_generation_comes_before_the_first_loss() {
        let safe = |verdicts: &[Verdict]| last_safe(&chain(verdicts));
        assert_eq!(safe(&[Stable, Stable]), None);
        assert_eq!(safe(&[Stable, EarlyCollapse, Stable]).unwrap(), "gen1 (stable against gen0)");
        let unclear = safe(&[Verdict::Drift, Inconclusive, LateCollapse]).unwrap();
        assert_eq!(
            unclear,
            "gen1 (different, without a loss against gen0); too little data to tell about gen2"
        );
        assert_eq!(
            safe(&[LateCollapse]).unwrap(),
            "none but the reference, gen0; gen1 is the first after it and lost"
        );
        assert!(safe(&[Verdict::Warning]).unwrap().ends_with("gen1 is the first after it and warns"));
        let mut report = chain(&[Stable, LateCollapse]);
        report.comparisons[0].slices = vec![testing::slice("code", LateCollapse)];
        assert!(last_safe(&report).unwrap().contains("not in every slice"));
    }

    #[test]
    fn the_reason_names_what_fails_and_who_agrees() {
        let mut report = testing::collapse();
        let c = testing::base(&mut report, "gen2");
        c.corroborated_by = ["pooled-tail-retention", "distinct-2-retention"].map(str::to_owned).to_vec();
        let said = why(c);
        assert!(
            said.starts_with(
                "Vocabulary and spread of meaning failed, not only rare words and rare meanings. "
            ),
            "{said}"
        );
        assert!(
            said.contains(
                "2 kinds of evidence agree: words (rare-word mass kept) and phrases (distinct bigrams kept)"
            ),
            "{said}"
        );
        c.corroborated_by.pop();
        assert!(why(c).contains("one kind of evidence is enough: words (rare-word mass kept)"));
        c.verdict = Verdict::Drift;
        c.rule = "no loss, but the distribution moved beyond its margin".to_owned();
        (c.rule_code, c.drift) = (Some(crate::terms::Rule::Moved), true);
        c.corroborated_by.clear();
        assert_eq!(why(c), "No loss, but the distribution moved beyond its margin.");
        c.verdict = EarlyCollapse;
        testing::set(c, Symptom::SpreadLoss, Status::Pass, [1.0, 0.98, 1.02], "kept");
        let said = "Rare words and rare meanings failed (spread of meaning: pass).";
        assert!(why(c).starts_with(said), "{}", why(c));
    }
}
