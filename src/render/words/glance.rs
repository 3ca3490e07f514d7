//! The answer at a glance, for the first screen of the page, the poster and the terminal: the same headline, sentences and table everywhere.

use crate::render::escape::{MESSAGE, NAME, terminal};
use crate::render::format::{self, count};
use crate::render::layout::fit;
use crate::render::words::story::{self, bases, lost_symptoms, name, same_news, worst};
use crate::render::words::{advice, certainty, modes, plain, stages};
use crate::report::{self, Change, Comparison, MetricReport, Report, SymptomReport};
use crate::terms::{Rule, Status, Symptom, Verdict};

/// Charts of what decided.
#[cfg(feature = "charts")]
const CHARTS: usize = 4;
/// Symptoms that a headline names.
const NAMED: usize = 3;
/// Generations that a headline names one by one.
const LISTED: usize = 3;
/// Words and clusters that a line of evidence shows.
const SHOWN: usize = 3;

/// A symptom over all generations, and the metric that tells it: the one that decided in the generation with the worst news.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::render) struct Column {
    /// Which symptom.
    pub(in crate::render) symptom: Symptom,
    /// The metric's key, with its column where it has one.
    pub(in crate::render) key: String,
}

/// One symptom of one comparison.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::render) struct Cell {
    /// Its status.
    pub(in crate::render) status: Status,
    /// What is kept, `97%`; a dash where it did not run.
    pub(in crate::render) value: String,
    /// The same with its interval and its name, or why it did not run.
    pub(in crate::render) says: String,
}

/// The symptoms that ran, in the order of reports. That every prompt has its own answer is what everybody takes for granted: a column only where
/// it is not so.
pub(in crate::render) fn columns(report: &Report) -> Vec<Column> {
    let ran = report::by_badness(&report.comparisons);
    let is_granted =
        |symptom: &Symptom| symptom.stands_alone() && !bases(report).any(|c| story::loses(c, *symptom));
    let shown = Symptom::ALL.into_iter().filter(|s| ran.contains(s) && !is_granted(s));
    shown.filter_map(|symptom| Some(Column { symptom, key: key(report, symptom)? })).collect()
}

/// What decided a symptom in the generation with the worst news; in the first where it ran if it did not run there.
fn key(report: &Report, symptom: Symptom) -> Option<String> {
    let all = worst(report).into_iter().chain(bases(report));
    let mut ran = all.filter_map(|c| of(c, symptom).filter(|s| s.status != Status::NotRun));
    ran.find_map(|s| s.evidence.first().cloned())
}

fn of(c: &Comparison, symptom: Symptom) -> Option<&SymptomReport> {
    c.symptoms.iter().find(|s| s.symptom == symptom)
}

/// What a comparison says of a column; `None` = nothing. The column's metric speaks unless another one decided, and worse.
pub(in crate::render) fn cell(c: &Comparison, column: &Column) -> Option<Cell> {
    let symptom = of(c, column.symptom)?;
    let own = c.metrics.iter().find(|m| m.key() == column.key && m.status == Some(symptom.status));
    let metric = own.or_else(|| story::deciding(c, symptom));
    let what = format!("{}, {}", name(&c.current), column.symptom.record().subject);
    if symptom.status == Status::NotRun {
        let reason = format::reason(symptom.reason_code.or(metric.and_then(|m| m.undefined)));
        let says = format!("{what}: not run, {reason}");
        return Some(Cell { status: Status::NotRun, value: "–".to_owned(), says });
    }
    let metric = metric?;
    let (kept, by) = (format::kept(metric), plain::metric(&metric.key()));
    let says = format!("{what}: {kept}, {by}, {}", symptom.status.name());
    Some(Cell { status: symptom.status, value: format::glance(metric), says })
}

/// The columns that decided, the worst first: those that a chart can show.
#[cfg(feature = "charts")]
pub(in crate::render) fn decided(report: &Report) -> Vec<Column> {
    let columns = columns(report);
    let of = |symptom: Symptom| columns.iter().find(|c| c.symptom == symptom);
    let is_drawn = |column: &&Column| {
        let mut own = bases(report).filter_map(|c| metric(c, column)).filter(|m| m.value.is_some());
        own.next().is_some_and(|m| m.kind == crate::terms::Kind::Retention && m.fail_margin.is_some())
    };
    let sorted = report::by_badness(&report.comparisons).into_iter().filter_map(of);
    sorted.filter(is_drawn).take(CHARTS).cloned().collect()
}

/// The worst generation and the latest ones, so many at most, in order.
pub(in crate::render) fn rows(report: &Report, most: usize) -> Vec<&Comparison> {
    let all: Vec<&Comparison> = bases(report).collect();
    let worst = worst(report).map(|c| &c.current);
    let latest = all.len().saturating_sub(most);
    let has_worst = all[latest..].iter().any(|c| Some(&c.current) == worst);
    let latest = if has_worst { latest } else { latest + 1 };
    let shown = all.into_iter().enumerate().filter(|(at, c)| *at >= latest || Some(&c.current) == worst);
    shown.map(|(_, c)| c).collect()
}

/// The metric of a column in a comparison.
pub(in crate::render) fn metric<'a>(c: &'a Comparison, column: &Column) -> Option<&'a MetricReport> {
    c.metrics.iter().find(|m| m.key() == column.key)
}

/// The answer in one line, in words of whoever made the model: which generations, and what they do.
pub(in crate::render) fn headline(report: &Report) -> String {
    let Some(worst) = worst(report) else { return story::headline(report, MESSAGE) };
    let such = same_news(report, worst);
    let (who, many) = who(report, &such);
    let reference = name(&worst.reference);
    let average = if story::hiding(report).is_some() { " on average" } else { "" };
    let answer = match worst.verdict {
        Verdict::EarlyCollapse | Verdict::LateCollapse => {
            format!("COLLAPSE against {reference}: {who} {}", loses(report, worst, &such, many))
        }
        Verdict::Warning => format!("WARNING against {reference}: {who} {}", shows(report, &such, many)),
        Verdict::Inconclusive if such.iter().all(|c| c.identical) => {
            let hold = if many { "hold" } else { "holds" };
            format!("INCONCLUSIVE: {who} {hold} exactly the documents of {reference}")
        }
        Verdict::Inconclusive => format!("INCONCLUSIVE against {reference}: too little data to clear {who}"),
        Verdict::Drift => {
            let differ = if many { "differ" } else { "differs" };
            format!("DRIFT from {reference}: {who} {differ}, without a loss{average}")
        }
        Verdict::Stable => {
            let keep = if many { "keep" } else { "keeps" };
            format!("STABLE{average}: {who} {keep} what {reference} covers")
        }
    };
    let blame = if worst.attributable { "" } else { " (not attributable: sampling settings differ)" };
    answer + &story::but_not_in(report) + blame + &story::doubt(report, worst)
}

/// The generations that share the news, and whether they are several.
fn who(report: &Report, such: &[&Comparison]) -> (String, bool) {
    let names: Vec<String> = such.iter().map(|c| name(&c.current)).collect();
    let all = bases(report).count();
    let said = match names.len() {
        n if n <= LISTED => plain::list(&names),
        n if n == all => format!("all {n} generations"),
        n => format!("{n} of {all} generations, first {},", names[0]),
    };
    (said, names.len() > 1)
}

/// The generations that nobody should train on.
fn whose(such: &[&Comparison]) -> String {
    match such {
        [one] => name(&one.current),
        many => format!("any of the {} generations that collapsed", many.len()),
    }
}

/// Core symptoms that fail in every generation that shares the news, or in the worst, the worst first.
fn loses(report: &Report, worst: &Comparison, such: &[&Comparison], many: bool) -> String {
    let fails = |c: &Comparison, s: Symptom| of(c, s).is_some_and(|s| s.status == Status::Fail && s.core);
    let sorted = report::by_badness(&report.comparisons);
    let failing = |which: &dyn Fn(Symptom) -> bool| -> Vec<&'static str> {
        sorted.iter().filter(|s| which(**s)).map(|s| s.record().subject).take(NAMED).collect()
    };
    let mut what = failing(&|s| such.iter().all(|c| fails(c, s)));
    if what.is_empty() {
        what = failing(&|s| fails(worst, s));
    }
    let lose = if many { "lose" } else { "loses" };
    match what.is_empty() {
        true => format!("{lose} content"),
        false => format!("{lose} {}", plain::list(&what)),
    }
}

/// What the generations do that warns, the worst first.
fn shows(report: &Report, such: &[&Comparison], many: bool) -> String {
    let shown = |symptom: &Symptom| such.iter().any(|c| lost_symptoms(c).any(|s| s == *symptom));
    let all: Vec<&str> = report::by_badness(&report.comparisons)
        .into_iter()
        .filter(shown)
        .map(|s| s.record().shows[usize::from(many)])
        .collect();
    match all.as_slice() {
        [] if many => "show a loss".to_owned(),
        [] => "shows a loss".to_owned(),
        [first, second, _, ..] => format!("{first}, {second} and more"),
        few => plain::list(few),
    }
}

/// What the headline leaves open, in a few short sentences: what is safe, the newest model, how sure.
pub(in crate::render) fn said(report: &Report) -> Vec<String> {
    let Some(worst) = worst(report) else { return Vec::new() };
    let safe = bases(report).any(|c| c.verdict.is_loss()).then(|| safe(report, worst)).flatten();
    [safe, story::latest(report), sure(worst)].into_iter().flatten().collect()
}

fn safe(report: &Report, worst: &Comparison) -> Option<String> {
    match stages::last_safe_comparison(report) {
        Some(safe) => Some(format!("Last safe generation: {}.", name(&safe.current))),
        None if worst.verdict.is_collapse() && bases(report).count() > 1 => {
            Some(format!("No generation after {} is safe.", name(&worst.reference)))
        }
        None => None,
    }
}

/// How sure the verdict is.
fn sure(c: &Comparison) -> Option<String> {
    match (c.verdict, c.rule_code) {
        (Verdict::EarlyCollapse | Verdict::LateCollapse, _) => {
            let kinds = stages::kinds(c);
            match kinds.len() {
                0 => None,
                1 => Some(format!("So much is lost that one kind of evidence is enough: {}.", kinds[0])),
                n => Some(format!("{n} kinds of evidence agree: {}.", plain::list(&kinds))),
            }
        }
        (Verdict::Warning, Some(Rule::NotCorroborated)) => {
            Some("No other kind of evidence confirms it, so this is no collapse.".to_owned())
        }
        (Verdict::Warning, _) => Some("Of what the answers cover, nothing warns or fails.".to_owned()),
        (Verdict::Inconclusive, _) if !c.identical => {
            let open = c.symptoms.iter().filter(|s| s.status == Status::Inconclusive);
            let open: Vec<&str> = open.map(|s| s.symptom.record().subject).collect();
            (!open.is_empty())
                .then(|| format!("A loss can neither be shown nor excluded of {}.", plain::list(&open)))
        }
        (Verdict::Inconclusive, _) => None,
        (Verdict::Drift | Verdict::Stable, _) => Some(plain::sentence(&certainty::tally(&c.metrics))),
    }
}

/// What to do next, shorter than on the pages that explain it.
pub(in crate::render) fn next(report: &Report) -> String {
    let whole = || advice::next(report);
    let Some(worst) = worst(report).filter(|c| c.attributable) else { return whole() };
    let Some(action) = advice::firsts(&worst.symptoms) else { return whole() };
    match worst.verdict {
        Verdict::EarlyCollapse | Verdict::LateCollapse => {
            let start = match stages::last_safe_comparison(report) {
                Some(safe) => format!("Go on from {}", name(&safe.current)),
                None => format!("Do not train on outputs of {}", whose(&same_news(report, worst))),
            };
            format!("{start}; {action}.")
        }
        Verdict::Warning
            if worst.rule_code == Some(Rule::NotCorroborated) && story::hiding(report).is_none() =>
        {
            let current = name(&worst.current);
            format!(
                "{} Or sample {current} again, with more documents, to see whether it holds.",
                plain::sentence(action)
            )
        }
        _ => whole(),
    }
}

/// What is shown of the loss in a line: words, clusters of meaning or phrases, by what decided.
pub(in crate::render) fn evidence(report: &Report, columns: usize) -> Option<String> {
    let worst = worst(report).filter(|c| c.verdict.is_loss())?;
    let of = certainty::documents_counted(worst).map_or(String::new(), |n| format!(" of {}", count(n)));
    let used = |text: &str, before: u64, after: u64| {
        format!("“{}” {} → {}", terminal(text, NAME), count(before), count(after))
    };
    let line = |start: String, items: Vec<String>| {
        let room = columns.saturating_sub(start.len());
        (!items.is_empty()).then(|| start + &fit(items, ", ", room))
    };
    let lost = || {
        let words = story::lost(worst).take(SHOWN);
        line(
            format!("Lost words (documents{of}): "),
            words.map(|w| used(&w.text, w.documents_before, w.documents_after)).collect(),
        )
    };
    let over = || {
        let words = story::overused(worst).take(SHOWN);
        line(
            format!("Overused (documents{of}): "),
            words.map(|w| used(&w.text, w.documents_before, w.documents_after)).collect(),
        )
    };
    let openings = || {
        let found = worst.evidence.openings.iter().take(SHOWN);
        line(
            "Openings overused (documents): ".to_owned(),
            found.map(|s| used(&s.text, s.documents_before, s.documents_after)).collect(),
        )
    };
    let clusters =
        || line("Clusters that shrank: ".to_owned(), modes::lost_lines(worst).take(SHOWN - 1).collect());
    let decided =
        report::by_badness(std::slice::from_ref(worst)).into_iter().find(|s| story::loses(worst, *s))?;
    match decided {
        Symptom::TailLoss | Symptom::VocabularyLoss => lost(),
        Symptom::EmbeddingTailLoss | Symptom::SpreadLoss => clusters().or_else(lost),
        Symptom::TemplateOveruse => openings().or_else(over),
        Symptom::Repetition | Symptom::PerPromptNarrowing => over(),
        Symptom::LengthCollapse | Symptom::EmptyAnswers | Symptom::PromptMismatch | Symptom::QualityLoss => {
            None
        }
    }
}

/// What changed most without being a loss by itself, with its unit, in so many columns.
pub(in crate::render) fn changed(report: &Report, columns: usize) -> Option<String> {
    let said: Vec<String> = report::changes(&report.comparisons).iter().take(2).map(change).collect();
    let both = said.join("; ");
    if both.chars().count() <= columns {
        Some(both).filter(|both| !both.is_empty())
    } else {
        said.into_iter().next()
    }
}

fn change(Change { comparison, metric }: &Change<'_>) -> String {
    let who = name(&comparison.current);
    let by = format::glance(metric);
    match (metric.metric.as_str(), metric.reference_level, metric.current_level) {
        ("length-ratio", Some(before), Some(after)) => {
            format!("length {by} in {who}, {} → {} words", format::whole(before), format::whole(after))
        }
        ("novel-mass-ratio", Some(before), Some(after)) => {
            format!(
                "share of new words {by} in {who}, {} → {}",
                format::percent(before),
                format::percent(after)
            )
        }
        _ => {
            let column = metric.column.as_deref().map_or_else(|| "score".to_owned(), name);
            format!("{column} {by} standard deviations in {who}")
        }
    }
}

/// Whether the run was told to fail on anything, and whether it does.
pub(in crate::render) fn gate(report: &Report) -> String {
    let gate = &report.gate;
    let named: Vec<&str> =
        gate.verdicts.iter().map(|v| v.name()).chain(gate.requirements.then_some("requirement")).collect();
    match (named.is_empty(), gate.reached) {
        (true, _) => "gate: none set (--fail-on collapse)".to_owned(),
        (false, true) => "gate: FAILED".to_owned(),
        (false, false) => format!("gate: passed ({})", named.join(", ")),
    }
}
