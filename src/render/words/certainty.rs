//! How sure a report is: the numbers behind a verdict with their intervals, how many metrics agree, and the numbers that
//! would mislead without a word beside them.

use crate::metric::OVER_GENERATIONS;
use crate::render::escape::{NAME, terminal};
use crate::render::format;
use crate::render::words::story::{bases, deciding, hiding, name, worst};
use crate::render::words::{plain, stages};
use crate::report::{Comparison, MetricReport, Report, SymptomReport, by_loss};
use crate::terms::{Kind, Made, Pairing, Status, Symptom, Undefined};

/// Explanations that a page has room for.
const PUZZLES: usize = 3;
/// The spread of meaning, which moves the recall of rare meanings with it.
const SPREAD: &str = "total-variance-retention";
/// The recall of rare meanings.
const RECALL: &str = "embedding-tail-recall";

/// The numbers of one generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::render) struct Evidence {
    /// Which generation, and why it is told.
    pub(in crate::render) who: String,
    /// What it kept, with intervals.
    pub(in crate::render) said: String,
    /// What the generation is to the verdict.
    pub(in crate::render) role: Role,
}

/// Why the numbers of a generation are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Role {
    /// The last that is safe.
    Safe,
    /// The one that pages show in detail.
    Focus,
    /// The first that lost, or a slice of it.
    Lost,
}

/// The numbers behind the verdict of the worst generation, and before it those of the last that was safe and of the first
/// that lost.
pub(in crate::render) fn evidence(report: &Report) -> Vec<Evidence> {
    let Some(worst) = worst(report) else { return Vec::new() };
    let first = bases(report).find(|c| c.verdict.is_loss()).filter(|c| c.current != worst.current);
    let told = |c: &Comparison, why: &str, role: Role| Evidence {
        who: format!("{}{why}", name(&c.current)),
        said: numbers(&c.reference, &c.symptoms, &c.metrics),
        role,
    };
    let safe = stages::last_safe_comparison(report).map(|c| told(c, ", the last safe", Role::Safe));
    let mut all: Vec<Evidence> = safe.into_iter().collect();
    match first {
        Some(first) => all.extend([
            told(first, ", the first to lose", Role::Lost),
            told(worst, ", the worst", Role::Focus),
        ]),
        None => all.push(told(worst, "", Role::Focus)),
    }
    all.extend(hidden_slice(report));
    all
}

/// The numbers of the slice that the headline's average hides.
fn hidden_slice(report: &Report) -> Option<Evidence> {
    let c = hiding(report).filter(|_| worst(report).is_some_and(|w| !w.verdict.is_collapse()))?;
    let slice = by_loss(&c.slices).into_iter().next().filter(|s| !s.symptoms.is_empty())?;
    Some(Evidence {
        who: format!("{} in {}", name(&slice.slice), name(&c.current)),
        said: numbers(&c.reference, &slice.symptoms, &slice.metrics),
        role: Role::Lost,
    })
}

/// What the intervals are, and what they leave out.
pub(in crate::render) fn kind_of_interval(report: &Report) -> String {
    let pairing = worst(report).map_or(String::new(), |c| format!(", {}", pairing(report, c)));
    let runs = match report.replicates.is_empty() {
        true => "run-to-run variation is not included (sample a model twice to see it)",
        false => "the spread between runs stands beside them",
    };
    format!("95% intervals{pairing}; {runs}")
}

/// How the rows of a comparison relate.
pub(in crate::render) fn pairing(report: &Report, c: &Comparison) -> String {
    match (&report.input.key_column, c.pairing) {
        (Some(key), Pairing::Key) if *key == report.input.text_column => {
            format!("paired by the turns of `{}` before the answer", terminal(key, NAME))
        }
        (Some(key), Pairing::Key) => format!("paired by `{}`", terminal(key, NAME)),
        (None, Pairing::Key) => "paired by key".to_owned(),
        (_, Pairing::RowNumber) => "paired by row number".to_owned(),
        // Reports of before rows could pair by anything else.
        (Some(key), Pairing::None) if c.paired => format!("paired by `{}`", terminal(key, NAME)),
        (_, Pairing::None) => "unpaired (they share less than half of the keys)".to_owned(),
        (Some(key), Pairing::Content) => {
            format!("unpaired (the texts contradict `{}`)", terminal(key, NAME))
        }
        (None, Pairing::Content) => "unpaired (no key column)".to_owned(),
    }
}

fn numbers(reference: &str, symptoms: &[SymptomReport], metrics: &[MetricReport]) -> String {
    let with = |wanted: &'static [Status]| symptoms.iter().filter(move |s| wanted.contains(&s.status));
    let value = |s: &SymptomReport| {
        let key = s.evidence.first()?;
        let value = format::kept(metrics.iter().find(|m| m.key() == *key)?);
        let status = if s.status == Status::Warn { ", warn" } else { "" };
        // Where several metrics could have decided, a number without its name would be taken for another's.
        let which = match s.evidence.len() {
            1 => String::new(),
            _ => format!(" ({})", plain::metric(key)),
        };
        Some(format!("{}{which} {value}{status}", s.symptom.record().subject))
    };
    let lost: Vec<String> = with(&[Status::Fail, Status::Warn]).filter_map(value).collect();
    let open: Vec<String> = with(&[Status::Inconclusive]).filter_map(value).collect();
    match (lost.is_empty(), open.is_empty()) {
        (false, _) => format!(
            "of what {} had, kept: {}. {}",
            name(reference),
            lost.join("; "),
            plain::sentence(&tally(metrics)).trim_end_matches('.')
        ),
        (true, false) => format!("too wide to exclude a loss: {}", open.join("; ")),
        (true, true) => {
            let said = match closest_to_its_line(metrics) {
                None => {
                    "a loss beyond the fail lines is excluded for every symptom that was measured".to_owned()
                }
                Some(closest) => {
                    let all = tally(metrics);
                    format!(
                        "{all}, each with its whole interval on the safe side of its fail line; {closest}"
                    )
                }
            };
            said + &unjudged(symptoms)
        }
    }
}

/// What the corpus holds and could not be judged, so that "all pass" is not taken for all there is.
fn unjudged(symptoms: &[SymptomReport]) -> String {
    let absent = [Undefined::NoColumn, Undefined::NoRepeats, Undefined::NoEmbeddings];
    let could_be = |s: &&SymptomReport| s.reason_code.is_some_and(|reason| !absent.contains(&reason));
    let open = symptoms.iter().filter(|s| s.status == Status::NotRun).filter(could_be);
    let named: Vec<String> = open.map(|s| s.symptom.record().subject.to_owned()).collect();
    if named.is_empty() { String::new() } else { format!("; not judged: {}", plain::list(&named)) }
}

/// `7 of the 9 judged metrics fail, 1 warns (effective rank kept)`: of those that have a status; then how many lines through all generations
/// warn, which say of the same metrics what the generations say together.
pub(in crate::render) fn tally(metrics: &[MetricReport]) -> String {
    let ran = metrics.iter().filter(|m| m.status.is_some_and(|s| s != Status::NotRun));
    let (lines, own): (Vec<_>, Vec<_>) = ran.partition(|m| m.metric.ends_with(OVER_GENERATIONS));
    let named = |of: &[&MetricReport]| -> Vec<String> {
        of.iter().filter(|m| m.status == Some(Status::Warn)).map(|m| plain::metric(&m.key())).collect()
    };
    match named(&lines).len() {
        0 => of_one(&own, &named(&own)),
        1 => format!("{}; a line through all generations warns", of_one(&own, &named(&own))),
        n => format!("{}; {n} lines through all generations warn", of_one(&own, &named(&own))),
    }
}

fn of_one(ran: &[&MetricReport], warned: &[String]) -> String {
    let n = ran.len();
    let failed = ran.iter().filter(|m| m.status == Some(Status::Fail)).count();
    let verb = |n: usize, one: &str| if n == 1 { format!("{one}s") } else { one.to_owned() };
    if n == 0 {
        return "no metric could be judged".to_owned();
    }
    let fail = match failed {
        0 if ran.iter().all(|m| m.status == Some(Status::Pass)) => {
            return format!("all {n} judged metrics pass");
        }
        0 => format!("none of the {n} judged metrics fails"),
        k => format!("{k} of the {n} judged metrics {}", verb(k, "fail")),
    };
    match warned.len() {
        0 => fail,
        k @ (1 | 2) => format!("{fail}, {k} {} ({})", verb(k, "warn"), plain::list(warned)),
        k => format!("{fail}, {k} warn"),
    }
}

/// The deciding metric whose one-sided interval comes closest to its fail line.
fn closest_to_its_line(metrics: &[MetricReport]) -> Option<String> {
    let distance = |m: &MetricReport| {
        let is_passed = m.gating && m.kind == Kind::Retention && m.status == Some(Status::Pass);
        Some(m.at_least.or(m.ci_low)? - m.fail_margin?).filter(|_| is_passed)
    };
    let closest =
        metrics.iter().filter_map(|m| Some((distance(m)?, m))).min_by(|a, b| a.0.total_cmp(&b.0))?.1;
    let (name, line) = (plain::metric(&closest.metric), format::margin(closest.fail_margin?));
    Some(format!("the closest is {name} {}, fail line {line}", format::kept(closest)))
}

/// Documents a side that words were counted in; `None` = the report does not say.
pub(in crate::render) fn documents_counted(c: &Comparison) -> Option<u64> {
    let words = c.metrics.iter().filter(|m| m.gating && m.family == crate::terms::Family::Words);
    let n = words.map(|m| m.n_used).min()?;
    let held = c.lost.iter().map(|w| w.documents_before.max(w.documents_after));
    let held = held.chain(c.overused.iter().map(|w| w.documents_before.max(w.documents_after)));
    (held.max().unwrap_or(0) <= n).then_some(n)
}

/// Words about numbers that seem to contradict the verdicts beside them.
pub(in crate::render) fn puzzles(report: &Report) -> Vec<String> {
    let split = worst(report).and_then(at_odds);
    split.into_iter().chain(rises(report)).chain(below_the_line(report)).take(PUZZLES).collect()
}

/// Why a symptom fails although one of its metrics reads more than the reference had.
fn at_odds(c: &Comparison) -> Option<String> {
    let failing = c.symptoms.iter().filter(|s| s.core && s.status == Status::Fail);
    failing.filter_map(|s| Some((s, deciding(c, s)?))).find_map(|(s, deciding)| {
        let mut own = c.metrics.iter().filter(|m| m.gating && s.evidence.contains(&m.key()));
        let high = own.find(|m| m.value.is_some_and(|v| v > 1.0) && m.kind == Kind::Retention)?;
        Some(format!(
            "in {}, {} reads {} and passes, yet {} fails with {}: a symptom is as bad as its worst metric",
            name(&c.current),
            plain::metric(&high.metric),
            format::kept(high),
            plain::metric(&deciding.metric),
            format::kept(deciding)
        ))
    })
}

/// Why a generation is called stable although a number lies below the warn line. One metric a generation.
fn below_the_line(report: &Report) -> Vec<String> {
    let calm = bases(report).filter(|c| stages::is_safe(c));
    calm.filter_map(|c| {
        let low = c.metrics.iter().filter(|m| m.gating && m.status == Some(Status::Pass));
        let low = low.filter_map(|m| Some((m, m.value?, m.warn_margin?, m.fail_margin?)));
        let (m, _, warn, fail) =
            low.filter(|(_, value, warn, _)| value < warn).min_by(|a, b| a.1.total_cmp(&b.1))?;
        let chance = match (m.ci_high, m.p_adjusted) {
            (Some(high), _) if high >= 1.0 => "its interval includes 1".to_owned(),
            (_, Some(p)) => {
                let tests = m.family_size.map_or(String::new(), |n| format!(" after correction for {n} tests"));
                format!("chance alone can explain it{tests} ({})", format::p_value(p))
            }
            _ => "no loss is shown".to_owned(),
        };
        Some(format!(
            "{} is {} although {} reads {}, below the warn line {}: {chance}, and a loss beyond the fail line {} is excluded",
            name(&c.current),
            c.verdict.name(),
            plain::metric(&m.key()),
            format::kept(m),
            format::margin(warn),
            format::margin(fail)
        ))
    })
    .collect()
}

/// Why a number that rose from one collapsed generation to a later one is no recovery.
fn rises(report: &Report) -> Vec<String> {
    let core = Symptom::ALL.into_iter().filter(|s| s.is_core());
    core.filter_map(|symptom| {
        let failing = |c: &'_ Comparison| {
            let s = c.symptoms.iter().find(|s| s.symptom == symptom && s.status == Status::Fail)?;
            deciding(c, s).filter(|m| m.kind == Kind::Retention).map(|m| m.key())
        };
        let all: Vec<(&Comparison, String)> = bases(report).filter_map(|c| Some((c, failing(c)?))).collect();
        let (last, key) = all.last()?;
        let number = |c: &Comparison| c.metrics.iter().find(|m| m.key() == *key).cloned();
        let now = number(last)?;
        let earlier = all.iter().filter_map(|(c, _)| Some((*c, number(c)?)));
        let (before, then) = earlier
            .filter(|(_, then)| then.ci_high.zip(now.ci_low).is_some_and(|(high, low)| high < low))
            .min_by(|a, b| a.1.value.unwrap_or(0.0).total_cmp(&b.1.value.unwrap_or(0.0)))?;
        let said = format!(
            "{} read {} in {} and {} in {}",
            symptom.record().subject,
            format::two(then.value?),
            name(&before.current),
            format::two(now.value?),
            name(&last.current)
        );
        Some(match reason(before, last, &then, &now) {
            Some(reason) => format!("{said}, which is no recovery: {reason}"),
            None => format!("{said}: less is missing than before, but it still fails"),
        })
    })
    .collect()
}

/// What made the number rise, if the report knows.
fn reason(before: &Comparison, last: &Comparison, then: &MetricReport, now: &MetricReport) -> Option<String> {
    if let Some(otherwise) = otherwise(then, now) {
        return Some(format!("the two were not measured alike ({otherwise}), so they are no series"));
    }
    let spread = |c: &Comparison| c.metrics.iter().find(|m| m.metric == SPREAD).cloned();
    let (wide, narrow) = (spread(before)?, spread(last)?);
    let has_narrowed = wide.ci_low.zip(narrow.ci_high).is_some_and(|(low, high)| high < low);
    (now.metric == RECALL && has_narrowed).then_some(())?;
    Some(format!(
        "the answers drew together (total variance {} → {}), and from the middle everything is nearer, rare meanings \
         included",
        format::two(wide.value?),
        format::two(narrow.value?)
    ))
}

/// How a number was made, step by step.
fn steps(m: &MetricReport) -> Vec<String> {
    let interval = m.interval.map_or("no interval".to_owned(), |method| method.words(m.blocks));
    let made = |basis| Made { basis, precautions: m.precautions.clone(), line_through: None };
    m.basis.map_or_else(Vec::new, |basis| made(basis).steps(&interval))
}

/// In what two numbers of one metric were made differently.
fn otherwise(then: &MetricReport, now: &MetricReport) -> Option<String> {
    if then.n_used != now.n_used {
        return Some(format!("{} and {} documents", format::count(then.n_used), format::count(now.n_used)));
    }
    let only_in = |a: &MetricReport, b: &MetricReport| {
        let steps = steps(b);
        let new: Vec<String> = self::steps(a).into_iter().filter(|step| !steps.contains(step)).collect();
        (!new.is_empty()).then(|| new.join("; "))
    };
    let later = only_in(now, then).map(|step| format!("the later one: {step}"));
    later.or_else(|| only_in(then, now).map(|step| format!("the earlier one: {step}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;
    use crate::terms::Precaution;
    use crate::terms::Verdict::{EarlyCollapse, LateCollapse, Stable};

    /// Two collapsed generations after a stable one; recall rises while the spread falls.
    fn rising() -> Report {
        let step = |v| (v, v);
        let mut report = testing::chain(&[step(Stable), step(EarlyCollapse), step(LateCollapse)]);
        let gen2 = testing::base(&mut report, "gen2");
        testing::set(gen2, Symptom::EmbeddingTailLoss, Status::Fail, [0.064, 0.062, 0.066], "gone");
        let gen3 = testing::base(&mut report, "gen3");
        testing::set(gen3, Symptom::EmbeddingTailLoss, Status::Fail, [0.282, 0.24, 0.33], "gone");
        testing::set(gen3, Symptom::SpreadLoss, Status::Fail, [0.416, 0.406, 0.424], "narrow");
        report
    }

    #[test]
    fn the_first_to_lose_is_as_certain_as_the_worst() {
        let told = evidence(&rising());
        assert_eq!(told.len(), 3);
        assert_eq!((told[0].who.as_str(), told[0].role), ("gen1, the last safe", Role::Safe));
        assert_eq!(told[1].who, "gen2, the first to lose");
        assert_eq!(
            told[1].said,
            "of what gen0 had, kept: rare meanings (rare meanings still produced) 0.06 (0.06–0.07). 1 of the 16 judged metrics fails"
        );
        assert!(told[2].said.contains(
            "0.28 (0.24–0.33); spread of meaning (total variance kept) 0.42 (0.41–0.42). 2 of the 16"
        ));
        let stable = testing::chain(&[(Stable, Stable)]);
        let said = &evidence(&stable)[0].said;
        assert!(said.starts_with("all 16 judged metrics pass, each with its whole"), "{said}");
        let closest = "the closest is documents without loops kept 1.00 (0.97–1.03), fail line 0.95";
        assert!(said.ends_with(&format!("{closest}; not judged: answers about their own prompt")), "{said}");
        assert_eq!(kind_of_interval(&stable).matches("paired by `prompt_id`").count(), 1);
    }

    #[test]
    fn a_slice_that_the_average_hides_has_its_numbers() {
        let mut report = testing::chain(&[(Stable, Stable)]);
        let c = testing::base(&mut report, "gen1");
        let mut bad = testing::comparison("gen0", "gen1", crate::report::Against::Base, LateCollapse);
        testing::set(&mut bad, Symptom::TailLoss, Status::Fail, [0.31, 0.25, 0.38], "gone");
        c.slices = vec![testing::slice("code", LateCollapse)];
        (c.slices[0].symptoms, c.slices[0].metrics) = (bad.symptoms, bad.metrics);
        let told = evidence(&report);
        assert_eq!(told[1].who, "code in gen1");
        assert!(
            told[1].said.contains(
                "rare words (rare-word mass kept) 0.31 (0.25–0.38). 1 of the 16 judged metrics fails"
            )
        );
    }

    #[test]
    fn what_could_not_be_judged_is_named_beside_what_passes() {
        let mut report = testing::chain(&[(Stable, Stable)]);
        let mut said = |reason| {
            let gen1 = testing::base(&mut report, "gen1");
            let tail = gen1.symptoms.iter_mut().find(|s| s.symptom == Symptom::EmbeddingTailLoss).unwrap();
            (tail.status, tail.reason_code) = (Status::NotRun, Some(reason));
            evidence(&report).last().unwrap().said.clone()
        };
        let wider = said(Undefined::WiderSpread);
        assert!(wider.ends_with("; not judged: rare meanings and answers about their own prompt"), "{wider}");
        let absent = said(Undefined::NoEmbeddings);
        assert!(absent.ends_with("; not judged: answers about their own prompt"), "{absent}");
    }

    #[test]
    fn a_rise_among_losses_is_explained() {
        let mut report = rising();
        let said = rises(&report);
        assert_eq!(said.len(), 1);
        assert!(
            said[0].starts_with("rare meanings read 0.06 in gen2 and 0.28 in gen3, which is no recovery")
        );
        assert!(said[0].contains("(total variance 1.00 → 0.42)"), "{}", said[0]);
        let gen3 = testing::base(&mut report, "gen3");
        testing::set(gen3, Symptom::SpreadLoss, Status::Pass, [1.0, 0.98, 1.02], "kept");
        assert!(rises(&report)[0].ends_with("but it still fails"));
        let gen3 = testing::base(&mut report, "gen3");
        gen3.metrics.iter_mut().for_each(|m| m.n_used = 400);
        assert!(
            rises(&report)[0].ends_with("not measured alike (800 and 400 documents), so they are no series")
        );
        let gen3 = testing::base(&mut report, "gen3");
        gen3.metrics.iter_mut().for_each(|m| {
            m.n_used = 800;
            m.precautions.push(Precaution::BothWays);
        });
        assert!(
            rises(&report)[0].contains("alike (the later one: both ways, since embeddings moved)"),
            "{:?}",
            rises(&report)
        );
    }

    #[test]
    fn a_metric_that_reads_well_beside_one_that_fails_is_explained() {
        let mut report = rising();
        let c = testing::base(&mut report, "gen3");
        assert_eq!(at_odds(c), None);
        c.metrics.push(testing::retention("embedding-coverage-retention", 1.57, 1.3, 1.9, Status::Pass));
        let evidence =
            &mut c.symptoms.iter_mut().find(|s| s.symptom == Symptom::EmbeddingTailLoss).unwrap().evidence;
        evidence.push("embedding-coverage-retention".to_owned());
        let said = at_odds(c).unwrap();
        assert!(
            said.contains("coverage kept reads 1.57 (1.30–1.90) and passes, yet rare meanings"),
            "{said}"
        );
    }

    #[test]
    fn stable_below_the_line_says_why() {
        let mut report = testing::chain(&[(Stable, Stable)]);
        let c = testing::base(&mut report, "gen1");
        testing::set(c, Symptom::TailLoss, Status::Pass, [0.94, 0.91, 1.01], "kept");
        let said = below_the_line(&report);
        assert!(said[0].contains("below the warn line 0.95: its interval includes 1, and"), "{}", said[0]);
        let c = testing::base(&mut report, "gen1");
        testing::set(c, Symptom::TailLoss, Status::Pass, [0.94, 0.91, 0.99], "kept");
        assert!(below_the_line(&report)[0].contains("after correction for 157 tests (p = 0.40)"));
    }

    #[test]
    fn words_are_counted_in_as_many_documents_as_the_report_says() {
        let mut report = testing::collapse();
        let c = testing::base(&mut report, "gen2");
        assert_eq!(documents_counted(c), Some(800));
        c.lost[0].documents_before = 801;
        assert_eq!(documents_counted(c), None, "never more of than there are");
    }
}
