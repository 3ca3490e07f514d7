//! What two reports say differently: facts, for `genloss diff`.

use serde::Serialize;

use super::{Against, Comparison, MetricReport, Report, SymptomReport, deciding};
use crate::terms::{Kind, Status, Symptom, Verdict};

/// What changed from one report to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// Whether a loss is shown that was not, or a larger one; or a requirement or the gate got worse.
    pub worse: bool,
    /// Settings that differ; the paths of corpora are none.
    pub settings: Vec<Changed>,
    /// What was read differently: columns, the unit of counting, versions.
    pub input: Vec<Changed>,
    /// Comparisons of both reports.
    pub comparisons: Vec<ComparisonDiff>,
    /// Comparisons that only the old report has, as "CURRENT against REFERENCE".
    pub gone: Vec<String>,
    /// Comparisons that only the new report has.
    pub new: Vec<String>,
    /// Requirements whose status changed.
    pub requirements: Vec<Changed>,
    /// Whether the gate was reached, before and after.
    pub gate: [bool; 2],
    /// Codes of warnings that only the old report has.
    pub warnings_gone: Vec<String>,
    /// Codes of warnings that only the new report has.
    pub warnings_new: Vec<String>,
}

/// A value that is another one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// What it is.
    pub name: String,
    /// As the old report has it.
    pub before: String,
    /// As the new report has it.
    pub after: String,
}

/// What one comparison says differently.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparisonDiff {
    /// "CURRENT against REFERENCE" of the old report and of the new: two texts where generations have other names.
    pub names: [String; 2],
    /// The verdicts.
    pub verdicts: [Verdict; 2],
    /// Symptoms whose status changed, or whose deciding figures have intervals apart.
    pub symptoms: Vec<SymptomDiff>,
    /// Symptoms that say the same.
    pub unchanged: usize,
}

/// What a symptom says differently.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SymptomDiff {
    /// Which one.
    pub symptom: Symptom,
    /// Its statuses.
    pub statuses: [Status; 2],
    /// What decided it before and after; `null` = nothing was measured.
    pub figures: [Option<FigureOf>; 2],
    /// Whether one metric decided both times, and its intervals lie apart: more than chance in either sample.
    pub apart: bool,
}

/// A deciding number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureOf {
    /// Key of the metric.
    pub metric: String,
    /// Whether it is a share kept, of which less is worse.
    pub retention: bool,
    /// The estimate.
    pub value: Option<f64>,
    /// Lower end of its 95% interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
}

impl Diff {
    /// What changed. Comparisons are matched by the names of their generations; where none matches, the latest ones with the reference are.
    pub fn of(old: &Report, new: &Report) -> Diff {
        let (pairs, gone, added) = matched(old, new);
        let comparisons: Vec<ComparisonDiff> = pairs.into_iter().map(|(a, b)| comparison(a, b)).collect();
        let requirements = requirements(old, new);
        let gate = [old.gate.reached, new.gate.reached];
        let codes =
            |report: &Report| report.warnings.iter().map(|w| w.code.name().to_owned()).collect::<Vec<_>>();
        let worse = comparisons.iter().any(ComparisonDiff::is_worse)
            || requirements.iter().any(|(_, worse)| *worse)
            || gate == [false, true];
        Diff {
            worse,
            settings: settings(old, new),
            input: input(old, new),
            comparisons,
            gone: gone.into_iter().map(names).collect(),
            new: added.into_iter().map(names).collect(),
            requirements: requirements.into_iter().map(|(changed, _)| changed).collect(),
            gate,
            warnings_gone: without(&codes(old), &codes(new)),
            warnings_new: without(&codes(new), &codes(old)),
        }
    }

    /// Whether the reports say the same of everything that is looked at here.
    pub fn is_empty(&self) -> bool {
        let lists = [&self.gone, &self.new, &self.warnings_gone, &self.warnings_new];
        let changes = [&self.settings, &self.input, &self.requirements];
        lists.iter().all(|list| list.is_empty())
            && changes.iter().all(|list| list.is_empty())
            && self.gate[0] == self.gate[1]
            && self.comparisons.iter().all(|c| c.verdicts[0] == c.verdicts[1] && c.symptoms.is_empty())
    }
}

impl ComparisonDiff {
    /// Whether a loss is shown that was not, or a larger one. Moving, and knowing less than before, are none.
    pub fn is_worse(&self) -> bool {
        let [before, after] = self.verdicts;
        after.is_loss() && after.severity() > before.severity()
            || self.symptoms.iter().any(SymptomDiff::is_worse)
    }
}

/// The entries of one list that another one lacks, each once.
fn without(these: &[String], those: &[String]) -> Vec<String> {
    let mut left: Vec<String> = these.iter().filter(|one| !those.contains(one)).cloned().collect();
    left.sort();
    left.dedup();
    left
}

fn names(c: &Comparison) -> String {
    format!("{} against {}", c.current, c.reference)
}

type Matched<'a> = (Vec<(&'a Comparison, &'a Comparison)>, Vec<&'a Comparison>, Vec<&'a Comparison>);

fn matched<'a>(old: &'a Report, new: &'a Report) -> Matched<'a> {
    let is = |a: &Comparison, b: &Comparison| {
        (a.against, &a.reference, &a.current) == (b.against, &b.reference, &b.current)
    };
    let twin = |c: &Comparison, of: &'a Report| of.comparisons.iter().find(|other| is(c, other));
    let pairs: Vec<_> = old.comparisons.iter().filter_map(|c| Some((c, twin(c, new)?))).collect();
    if !pairs.is_empty() {
        let gone = old.comparisons.iter().filter(|c| twin(c, new).is_none()).collect();
        let added = new.comparisons.iter().filter(|c| twin(c, old).is_none()).collect();
        return (pairs, gone, added);
    }
    let latest = |report: &'a Report| report.comparisons.iter().rfind(|c| c.against == Against::Base);
    let pair = latest(old).zip(latest(new));
    let others = |report: &'a Report, taken: Option<&Comparison>| {
        report.comparisons.iter().filter(|c| taken.is_none_or(|t| !is(c, t))).collect::<Vec<_>>()
    };
    let (gone, added) = (others(old, pair.map(|p| p.0)), others(new, pair.map(|p| p.1)));
    (pair.into_iter().collect(), gone, added)
}

fn comparison(old: &Comparison, new: &Comparison) -> ComparisonDiff {
    let mut symptoms = Vec::new();
    let mut unchanged = 0;
    for symptom in Symptom::ALL {
        let of = |c: &Comparison| c.symptoms.iter().find(|s| s.symptom == symptom).cloned();
        let (Some(before), Some(after)) = (of(old), of(new)) else { continue };
        let diff = SymptomDiff::of((old, &before), (new, &after));
        match diff.apart || before.status != after.status {
            true => symptoms.push(diff),
            false => unchanged += 1,
        }
    }
    ComparisonDiff {
        names: [names(old), names(new)],
        verdicts: [old.verdict, new.verdict],
        symptoms,
        unchanged,
    }
}

impl SymptomDiff {
    /// Whether it shows a loss that it did not show, or a larger one: a share kept that fell beyond its interval.
    pub fn is_worse(&self) -> bool {
        let [before, after] = self.statuses;
        let fell = || match &self.figures {
            [Some(a), Some(b)] => b.retention && self.apart && b.value < a.value,
            _ => false,
        };
        matches!(after, Status::Warn | Status::Fail) && (after.severity() > before.severity() || fell())
    }

    fn of(before: (&Comparison, &SymptomReport), after: (&Comparison, &SymptomReport)) -> SymptomDiff {
        let metrics = [before, after].map(|(c, s)| deciding(c, s));
        let apart = match metrics {
            [Some(a), Some(b)] if a.key() == b.key() => are_apart(a, b),
            _ => false,
        };
        let figure = |m: &MetricReport| FigureOf {
            metric: m.key(),
            retention: m.kind == Kind::Retention,
            value: m.value,
            ci_low: m.ci_low,
            ci_high: m.ci_high,
        };
        SymptomDiff {
            symptom: before.1.symptom,
            statuses: [before.1.status, after.1.status],
            figures: metrics.map(|m| m.map(figure)),
            apart,
        }
    }
}

fn are_apart(a: &MetricReport, b: &MetricReport) -> bool {
    let ends = |m: &MetricReport| m.ci_low.zip(m.ci_high);
    ends(a).zip(ends(b)).is_some_and(|((a_low, a_high), (b_low, b_high))| a_low > b_high || b_low > a_high)
}

/// Settings that differ, as `report.json` writes them.
fn settings(old: &Report, new: &Report) -> Vec<Changed> {
    let fields = |report: &Report| match serde_json::to_value(&report.settings) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (old, new) = (fields(old), fields(new));
    let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let said =
        |value: Option<&serde_json::Value>| value.map_or_else(|| "not there".to_owned(), ToString::to_string);
    let differ =
        keys.into_iter().filter(|key| key.as_str() != "generations" && old.get(*key) != new.get(*key));
    differ.map(|key| changed(key, said(old.get(key)), said(new.get(key)))).collect()
}

fn changed(name: &str, before: String, after: String) -> Changed {
    Changed { name: name.to_owned(), before, after }
}

fn input(old: &Report, new: &Report) -> Vec<Changed> {
    let column = |name: &Option<String>| name.clone().unwrap_or_else(|| "none".to_owned());
    let facts = |report: &Report| {
        let input = &report.input;
        [
            ("genloss", report.tool.version.clone()),
            ("text column", input.text_column.clone()),
            ("key column", column(&input.key_column)),
            ("slice column", column(&input.slice_column)),
            ("embedding column", column(&input.embedding_column)),
            ("unit of counting", input.unit.clone()),
        ]
    };
    let both = facts(old).into_iter().zip(facts(new));
    both.filter(|(a, b)| a.1 != b.1).map(|(a, b)| changed(a.0, a.1, b.1)).collect()
}

/// Requirements of both reports whose status changed, and whether it got worse.
fn requirements(old: &Report, new: &Report) -> Vec<(Changed, bool)> {
    let mut found = Vec::new();
    for after in &new.requirements {
        let is_twin = |r: &&super::Requirement| {
            (&r.generation, &r.column, &r.slice) == (&after.generation, &after.column, &after.slice)
        };
        let Some(before) = old.requirements.iter().find(is_twin) else { continue };
        if before.status != after.status {
            let slice = after.slice.as_ref().map_or(String::new(), |slice| format!(" in {slice}"));
            let name = format!("{}{slice} of {}", after.column, after.generation);
            let worse = after.status == Status::Fail;
            found.push((
                changed(&name, before.status.name().to_owned(), after.status.name().to_owned()),
                worse,
            ));
        }
    }
    found
}
