//! What a report says, in sentences that every page shares: which comparison matters most, the answer in one line, why,
//! and how the loss built up. Names in the sentences are already cut and visible; each page still escapes the whole.

use crate::render::escape::{MESSAGE, NAME, terminal};
use crate::render::format::{self, count, plural};
use crate::render::layout::fit;
use crate::render::words::plain;
use crate::report::{
    self, Against, ClassShare, Comparison, Gram, Lost, MetricReport, Overused, Replicate, Report,
    Requirement, Slice, SymptomReport, Trend, by_loss,
};
use crate::terms::{Status, Symptom, Undefined, Verdict, WarningCode};

/// A name as tables and sentences show it. Of a long one beginning and end stay, since names of runs differ there.
pub(in crate::render) fn name(text: &str) -> String {
    let head = terminal(text, NAME);
    // The cut of `terminal` ends with an ellipsis, so a name that ends with one itself is merely cut again.
    if !head.ends_with('…') {
        return head;
    }
    let end: Vec<char> = text.chars().rev().take(NAME / 3).collect();
    let end = terminal(&end.into_iter().rev().collect::<String>(), NAME / 3);
    format!("{}{end}", terminal(text, NAME - NAME / 3))
}

/// The comparisons with the base, in the order of the generations.
pub(in crate::render) fn bases(report: &Report) -> impl Iterator<Item = &Comparison> {
    report.comparisons.iter().filter(|c| c.against == Against::Base)
}

/// The comparison with the worst news.
pub(in crate::render) fn worst(report: &Report) -> Option<&Comparison> {
    report::worst(&report.comparisons)
}

/// From this severity on something was lost.
const LOST: u8 = Verdict::Warning as u8;

/// The generation with a slice that lost more than it did as a whole: a domain's loss that the average hides. Of several the
/// one with the worst slice, then the latest.
pub(in crate::render) fn hiding(report: &Report) -> Option<&Comparison> {
    let worst = |c: &Comparison| c.slices.iter().map(|s| s.verdict.severity()).max();
    let hides = |c: &&Comparison| {
        !c.verdict.is_collapse() && worst(c).is_some_and(|s| s >= LOST && s > c.verdict.severity())
    };
    bases(report).filter(hides).max_by_key(|c| worst(c))
}

/// The comparison whose slices matter most.
pub(in crate::render) fn slice_focus(report: &Report) -> Option<&Comparison> {
    let lost = |c: &&Comparison| c.slices.iter().any(|s| s.verdict.is_loss());
    worst(report).filter(lost).or_else(|| hiding(report)).or_else(|| worst(report))
}

/// Whether the team's own requirements are met, in one sentence; `None` = there are none.
pub(in crate::render) fn requirements(report: &Report, columns: usize) -> Option<String> {
    let all = report.requirements.len();
    let of = |status| report.requirements.iter().filter(move |r| r.status == status);
    let named = |r: &Requirement| format!("{} {}", name(&r.generation), subject(r));
    let (missed, open) = (of(Status::Fail).count(), of(Status::Inconclusive).count());
    let unclear = if open > 0 { format!("; {open} too uncertain to tell") } else { String::new() };
    match (all, missed) {
        (0, _) => None,
        (_, 0) => Some(format!("{} of {all} met{unclear}", of(Status::Pass).count())),
        _ => {
            let start = format!("{missed} of {all} missed: ");
            let list =
                fit(of(Status::Fail).map(named), ", ", columns.saturating_sub(start.len() + unclear.len()));
            Some(format!("{start}{list}{unclear}"))
        }
    }
}

/// What the intervals leave out: variation from run to run, and how much that is where it was measured.
pub(in crate::render) fn run_to_run(report: &Report) -> String {
    let measured = report.replicates.iter().filter_map(|r| Some((r.sd?, r)));
    match measured.max_by(|a, b| a.0.total_cmp(&b.0)) {
        None => "Intervals are 95% and do not include run-to-run variation: sample a model twice to see it."
            .to_owned(),
        Some((sd, r)) => format!(
            "Intervals are 95% of one run; between runs values differ by a standard deviation of at most {} ({} of {}, {}).",
            format::bare(sd),
            terminal(&r.metric, MESSAGE),
            name(&r.generation),
            plural(r.runs, "run", "runs")
        ),
    }
}

/// How many metrics there are beside those of the report, and how to get them; `None` where there are none.
pub(in crate::render) fn left_out(report: &Report) -> Option<String> {
    let n = report.settings.wanted().ok()?.n_left_out() as u64;
    let more = plural(n, "more metric was", "more metrics were");
    (n > 0).then(|| {
        format!("{more} not asked for: --metrics all works them out, genloss metrics explains them.")
    })
}

/// How far the runs of a generation stray, metric by metric; `None` without further runs.
pub(in crate::render) fn runs(report: &Report, generation: &str, columns: usize) -> Option<String> {
    let own: Vec<&Replicate> = report.replicates.iter().filter(|r| r.generation == generation).collect();
    let most = own.iter().map(|r| r.runs).max()?;
    let start = format!("{}: ", plural(most, "run", "runs"));
    let measured = own.iter().filter(|r| r.sd.is_some());
    let list = measured.map(|r| format!("{} {}", terminal(&r.metric, MESSAGE), format::between_runs(r)));
    Some(format!("{start}{}", fit(list, "; ", columns.saturating_sub(start.len()))))
}

/// How many documents of the reference have this class.
fn in_reference(report: &Report, class: &ClassShare) -> u64 {
    let reference = report.generations.first().map(|g| &g.name);
    let same = |c: &&ClassShare| {
        Some(&c.generation) == reference && c.column == class.column && c.class == class.class
    };
    report.classes.iter().find(same).map_or(0, |c| c.count)
}

/// Whether a generation lacks a class that the reference has.
pub(in crate::render) fn is_gone(report: &Report, class: &ClassShare) -> bool {
    class.count == 0 && in_reference(report, class) > 0
}

/// Classes of the reference that a generation lacks, column by column; `None` where none is gone.
pub(in crate::render) fn lost_classes(report: &Report, generation: &str, columns: usize) -> Option<String> {
    let own = report.classes.iter().filter(|c| c.generation == generation && is_gone(report, c));
    let list: Vec<String> = own
        .map(|c| {
            let before = count(in_reference(report, c));
            format!("{} \"{}\" {before}→0 documents", name(&c.column), name(&c.class))
        })
        .collect();
    (!list.is_empty()).then(|| fit(list, ", ", columns))
}

/// What a requirement is about: `score`, or `score in code`.
pub(in crate::render) fn subject(r: &Requirement) -> String {
    let slice = r.slice.as_ref().map_or(String::new(), |s| format!(" in {}", name(s)));
    format!("{}{slice}", name(&r.column))
}

/// What a headline without a collapse hides, in one sentence.
pub(in crate::render) fn hidden(report: &Report, columns: usize) -> Option<String> {
    let c = hiding(report).filter(|_| worst(report).is_some_and(|w| !w.verdict.is_collapse()))?;
    let lost = slices(&c.slices, columns.saturating_sub(40).max(40))?;
    let start = if c.verdict.is_loss() { "WORSE THAN THE AVERAGE" } else { "NOT EVERYWHERE" };
    Some(format!("{start}: in {}, {lost}.", name(&c.current)))
}

/// The verdict against the predecessor. For the first generation after the reference that is the base comparison.
pub(in crate::render) fn step(report: &Report, current: &str) -> Option<Verdict> {
    let of = |against| {
        let is_it = |c: &&Comparison| c.current == current && c.against == against;
        report.comparisons.iter().find(is_it).map(|c| c.verdict)
    };
    let is_first = report.generations.get(1).is_some_and(|g| g.name == current);
    of(Against::Previous).or_else(|| of(Against::Base).filter(|_| is_first))
}

/// The metric that decided a symptom.
pub(in crate::render) fn deciding<'a>(
    c: &'a Comparison,
    symptom: &SymptomReport,
) -> Option<&'a MetricReport> {
    report::deciding(c, symptom)
}

/// The symptoms worth showing: one whose column the corpus does not have is not news.
pub(in crate::render) fn measured(c: &Comparison) -> impl Iterator<Item = &SymptomReport> {
    // What the corpus was not made for is no gap: a score it does not have, several answers to a prompt.
    let absent = [Some(Undefined::NoColumn), Some(Undefined::NoRepeats)];
    c.symptoms.iter().filter(move |s| !absent.contains(&s.reason_code))
}

/// The trends of metrics that have a margin, and the many others.
pub(in crate::render) fn trends(report: &Report) -> (Vec<&Trend>, Vec<&Trend>) {
    report.trends.iter().partition(|trend| has_margin(report, &trend.metric))
}

/// Whether any generation is judged by this metric, so that its trend can cross a margin.
pub(in crate::render) fn has_margin(report: &Report, key: &str) -> bool {
    bases(report).flat_map(|c| &c.metrics).any(|m| m.metric == key && m.fail_margin.is_some())
}

/// What vanished beyond chance, words before phrases: words say more at a glance than phrases of common words.
pub(in crate::render) fn lost(c: &Comparison) -> impl Iterator<Item = &Lost> {
    let of = |kind| c.lost.iter().filter(move |l| l.kind == kind && l.beyond_chance);
    of(Gram::Word).chain(of(Gram::Phrase))
}

/// What is overused beyond chance, the strongest first.
pub(in crate::render) fn overused(c: &Comparison) -> impl Iterator<Item = &Overused> {
    c.overused.iter().filter(|o| o.beyond_chance)
}

/// What chance alone would make vanish, beside what did.
pub(in crate::render) fn lost_by_chance(c: &Comparison) -> String {
    let n = lost(c).count() as u64;
    // Words and phrases have lines of their own; the list ends where either comes closest to its line.
    let most = lost(c)
        .filter_map(|l| l.expected)
        .fold(None, |most: Option<f64>, e| Some(most.map_or(e, |m| m.max(e))));
    match (n, most) {
        (0, _) => "Nothing vanished that chance alone does not explain.".to_owned(),
        (_, None) => String::new(),
        (n, Some(most)) => format!(
            "{} beyond chance; dealt out anew, the documents would lose {} such.",
            plural(n, "word or phrase", "words and phrases"),
            format::expected(most)
        ),
    }
}

/// Where a loss cannot be blamed on training, that comes before any verdict.
pub(in crate::render) fn not_attributable(report: &Report, columns: usize) -> Option<String> {
    let names: Vec<_> = bases(report).filter(|c| !c.attributable).map(|c| name(&c.current)).collect();
    (!names.is_empty()).then(|| {
        format!(
            "NOT ATTRIBUTABLE: sampling settings differ between the reference and {}; a changed temperature or cut-off \
             alone can cause what follows.",
            fit(names, ", ", columns / 2)
        )
    })
}

/// What makes comparisons with the reference doubtful comes before any verdict, too.
pub(in crate::render) fn not_comparable(report: &Report, columns: usize) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    for doubt in bases(report).flat_map(|c| &c.comparability) {
        let message = terminal(&doubt.message, MESSAGE);
        if !said.contains(&message) {
            said.push(message);
        }
    }
    (!said.is_empty()).then(|| {
        let said = fit(said, "; ", 3 * columns);
        let mut doubts = bases(report).flat_map(|c| &c.comparability);
        let settle = match doubts.all(|doubt| doubt.code == WarningCode::AnotherLanguage) {
            true => "compare texts of one language, or by embeddings; words of two languages have nothing in common",
            false => "--reference names another reference, `genloss check` tells what is read",
        };
        format!("MAY NOT BE COMPARABLE: {said}. Settle that first: {settle}.")
    })
}

/// The same behind the answer: of the comparison that it is about, or of another.
pub(in crate::render) fn doubt(report: &Report, worst: &Comparison) -> String {
    let found = worst.comparability.first().or_else(|| bases(report).find_map(|c| c.comparability.first()));
    found.map_or(String::new(), |doubt| {
        format!(" (may not be comparable: {})", terminal(&doubt.message, MESSAGE))
    })
}

/// The answer in one line of about `columns` columns.
pub(in crate::render) fn headline(report: &Report, columns: usize) -> String {
    let Some(worst) = worst(report) else {
        return "NOTHING COMPARED: the report holds no comparison".to_owned();
    };
    let reference = name(&worst.reference);
    let all = bases(report).count();
    let such = same_news(report, worst);
    let average = if hiding(report).is_some() { " on average" } else { "" };
    let names = fit(such.iter().map(|c| name(&c.current)), ", ", columns * 2 / 3);
    let is = if such.len() == 1 { "is" } else { "are" };
    let answer = match worst.verdict {
        Verdict::EarlyCollapse | Verdict::LateCollapse => {
            let each = |c: &&Comparison| format!("{} {}", name(&c.current), c.verdict.name());
            match such.as_slice() {
                [first, ..] if such.len() > 3 => {
                    let which =
                        if such.len() == all { "all".to_owned() } else { format!("{} of", such.len()) };
                    format!("COLLAPSE against {reference}: {which} {all} generations, first {}", each(first))
                }
                _ => format!(
                    "COLLAPSE against {reference}: {}",
                    fit(such.iter().map(each), ", ", columns * 2 / 3)
                ),
            }
        }
        Verdict::Warning => {
            let one = such.len() == 1;
            let show = if one { "shows" } else { "show" };
            let silent = such.iter().any(|c| loses(c, Symptom::EmptyAnswers));
            let mismatched = such.iter().any(|c| loses(c, Symptom::PromptMismatch));
            let beside = match mismatched {
                true => "answers that do not match their prompts",
                false => "",
            };
            if such.iter().all(|c| loses_only_alone(c)) {
                let leave = if one { "leaves" } else { "leave" };
                let and = if silent && mismatched { ", and " } else { "" };
                let said = match silent {
                    true => format!("{leave} more prompts without an answer{and}{beside}"),
                    false => format!("{show} {beside}"),
                };
                format!("WARNING against {reference}: {names} {said}")
            } else if such.iter().all(|c| scores_lower_only(c)) {
                let score = if one { "scores" } else { "score" };
                format!("WARNING against {reference}: {names} {score} lower; the texts show no loss")
            } else {
                let silent = if silent { ", and more prompts without an answer" } else { "" };
                let and = if mismatched { ", and " } else { "" };
                format!(
                    "WARNING against {reference}: {names} {show} a loss that is not corroborated{silent}{and}{beside}"
                )
            }
        }
        Verdict::Inconclusive if such.iter().all(|c| c.identical) => {
            let hold = if such.len() == 1 { "holds" } else { "hold" };
            format!(
                "INCONCLUSIVE: {names} {hold} exactly the same documents as {reference}, so nothing was compared"
            )
        }
        Verdict::Inconclusive => {
            format!("INCONCLUSIVE against {reference}: too little data to clear {names}")
        }
        Verdict::Drift => {
            format!("DRIFT from {reference}: {names} {is} different, without a loss{average}")
        }
        Verdict::Stable if all == 1 => format!("STABLE{average}: {names} keeps what {reference} covers"),
        Verdict::Stable if all <= 6 => format!("STABLE{average}: {names} keep what {reference} covers"),
        Verdict::Stable => format!("STABLE{average}: all {all} generations keep what {reference} covers"),
    };
    let answer = answer + &but_not_in(report);
    let blame = if worst.attributable { "" } else { " (not attributable: sampling settings differ)" };
    answer + blame + &doubt(report, worst)
}

/// The slices that an answer for the whole would hide, worst first: "; worse in slice code (late-collapse)".
pub(in crate::render) fn but_not_in(report: &Report) -> String {
    let Some(c) = hiding(report).filter(|_| worst(report).is_some_and(|w| !w.verdict.is_collapse())) else {
        return String::new();
    };
    let worse = by_loss(&c.slices)
        .into_iter()
        .filter(|s| s.verdict.is_loss() && s.verdict.severity() > c.verdict.severity());
    let each = worse.map(|s| format!("{} ({})", name(&s.slice), s.verdict.name()));
    let whose = if bases(report).count() > 1 { format!(" of {}", name(&c.current)) } else { String::new() };
    format!("; worse in slice{whose} {}", fit(each, ", ", 2 * NAME))
}

/// Whether a symptom warns or fails.
pub(in crate::render) fn loses(c: &Comparison, symptom: Symptom) -> bool {
    lost_symptoms(c).any(|s| s == symptom)
}

/// Whether nothing is lost but what stands alone: then it is no question of another kind of evidence, or of more documents.
pub(in crate::render) fn loses_only_alone(c: &Comparison) -> bool {
    lost_symptoms(c).next().is_some() && lost_symptoms(c).all(Symptom::stands_alone)
}

/// Whether nothing is lost but the score: a grader is not asked again by more documents.
pub(in crate::render) fn scores_lower_only(c: &Comparison) -> bool {
    let mut lost = lost_symptoms(c).peekable();
    lost.peek().is_some() && lost.all(|symptom| symptom == Symptom::QualityLoss)
}

pub(in crate::render) fn lost_symptoms(c: &Comparison) -> impl Iterator<Item = Symptom> {
    let lost = c.symptoms.iter().filter(|s| matches!(s.status, Status::Warn | Status::Fail));
    lost.map(|s| s.symptom)
}

/// The comparisons whose news the headline tells.
pub(in crate::render) fn same_news<'a>(report: &'a Report, worst: &Comparison) -> Vec<&'a Comparison> {
    bases(report)
        .filter(|c| c.verdict == worst.verdict || (c.verdict.is_collapse() && worst.verdict.is_collapse()))
        .collect()
}

/// The answer for the newest model, where it would hide behind an older one.
pub(in crate::render) fn latest(report: &Report) -> Option<String> {
    let (worst, latest) = (worst(report)?, bases(report).last()?);
    let hidden = !same_news(report, worst).iter().any(|c| c.current == latest.current);
    hidden.then(|| format!("The latest, {}, is {}.", name(&latest.current), latest.verdict.name()))
}

/// What the files say of where their rows come from, in one sentence; `None` = nothing.
pub(in crate::render) fn origins(report: &Report) -> Option<String> {
    let mut said: Vec<(&str, Vec<String>)> = Vec::new();
    for g in &report.generations {
        let Some(origin) = g.origin.as_deref() else { continue };
        match said.iter_mut().find(|(known, _)| *known == origin) {
            Some((_, names)) => names.push(name(&g.name)),
            None => said.push((origin, vec![name(&g.name)])),
        }
    }
    let who = |names: &[String]| match names {
        names if names.len() == report.generations.len() => "all generations".to_owned(),
        [first, .., last] if names.len() > 3 => {
            format!("{} generations from {first} to {last}", names.len())
        }
        names => plain::list(names),
    };
    let parts = said.iter().map(|(origin, names)| format!("{}: {}", who(names), terminal(origin, MESSAGE)));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| format!("About the data, by its own files: {}.", parts.join("; ")))
}

/// How the steps add up, where they and the comparison with the base disagree.
pub(in crate::render) fn steps(report: &Report, worst: &Comparison) -> Option<String> {
    let current = name(&worst.current);
    let reference = name(&worst.reference);
    let kept = |v: Verdict| matches!(v, Verdict::Stable | Verdict::Drift);
    let before: Vec<_> = bases(report).take_while(|c| c.current != worst.current).collect();
    let own = step(report, &worst.current)?;
    if before.is_empty() {
        return None;
    }
    let earlier: Vec<_> =
        before.iter().filter_map(|c| Some((&c.current, step(report, &c.current)?))).collect();
    if worst.verdict.is_loss() && kept(own) {
        if worst.slow_loss {
            let n = earlier.len() + 1;
            return Some(format!(
                "slow loss: each of the {n} steps passes, but together they lost too much since {reference}"
            ));
        }
        let (first, verdict) = earlier.iter().find(|(_, v)| v.is_loss())?;
        return Some(format!(
            "the last step adds no loss; it came earlier, first in the step to {} ({})",
            name(first),
            verdict.name()
        ));
    }
    (kept(worst.verdict) && own.is_loss()).then(|| {
        format!(
            "the last step lost ({}), although {current} still covers {reference}: it gave up what was gained since",
            own.name()
        )
    })
}

/// Which slices lost, worst first; or that none did. `None` = there are no slices.
pub(in crate::render) fn slices(slices: &[Slice], columns: usize) -> Option<String> {
    if slices.is_empty() {
        return None;
    }
    let bad: Vec<_> = by_loss(slices).into_iter().filter(|s| s.verdict.is_loss()).collect();
    let all = plural(slices.len() as u64, "slice", "slices");
    if bad.is_empty() {
        let open = slices.iter().filter(|s| s.verdict == Verdict::Inconclusive).count();
        let open = if open > 0 { format!("; {open} of them too small to tell") } else { String::new() };
        return Some(format!("none of {all} shows a loss of its own{open}"));
    }
    let share = format!("{} of {all} lost: ", bad.len());
    let list = bad.iter().map(|s| format!("{} {}", name(&s.slice), s.verdict.name()));
    Some(format!("{share}{}", fit(list, ", ", columns.saturating_sub(share.len()))))
}
