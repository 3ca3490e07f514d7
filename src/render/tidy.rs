//! The report as one tidy table: one row for each level, for each number of a comparison or slice, and for each requirement. `csv.rs` and
//! `parquet.rs` write it; the columns are listed here and nowhere else.

use std::borrow::Cow;

use serde::Serialize;

use crate::report::{Comparison, Level, MetricReport, Report, Requirement, Slice};
use crate::terms::{Unit, Verdict};

/// One row: where the number stands, and the number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    generation: &'a str,
    comparison: Option<&'a Comparison>,
    slice: Option<&'a Slice>,
    number: Number<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Number<'a> {
    Level(&'a Level),
    Metric(&'a MetricReport),
    Requirement(&'a Requirement),
}

/// One column.
pub(super) struct Column {
    /// Its name.
    pub(super) name: &'static str,
    /// What a row holds in it.
    pub(super) get: Get,
}

/// What a column holds; `None` = not known, or it does not apply.
pub(super) enum Get {
    /// Text; some of it is raw model output.
    Text(fn(&Row<'_>) -> Option<Cow<'static, str>>),
    /// Text of the report itself.
    Name(for<'a> fn(&Row<'a>) -> Option<&'a str>),
    /// A number.
    Number(fn(&Row<'_>) -> Option<f64>),
    /// A count.
    Count(fn(&Row<'_>) -> Option<u64>),
    /// Yes or no.
    Flag(fn(&Row<'_>) -> Option<bool>),
}

/// The columns in their order. Names are those of `report.json`.
pub(super) const COLUMNS: [Column; 40] = [
    text("scope", |r| Some(r.scope().into())),
    name("generation", |r| Some(r.generation)),
    name("reference", |r| r.comparison.map(|c| c.reference.as_str())),
    text("against", |r| r.comparison.and_then(|c| key(&c.against))),
    name("slice", |r| r.slice_name()),
    name("metric", |r| Some(r.number.metric())),
    name("column", |r| r.number.column()),
    text("kind", |r| r.metric().map_or(Some("level".into()), |m| key(&m.kind))),
    text("family", |r| r.metric().and_then(|m| key(&m.family))),
    text("symptom", |r| r.metric()?.symptom.map(|s| s.name().into())),
    text("unit", |r| r.number.unit()),
    flag("gating", |r| r.metric().map(|m| m.gating)),
    number("value", |r| r.number.estimate().0),
    number("ci_low", |r| r.number.estimate().1),
    number("ci_high", |r| r.number.estimate().2),
    number("at_least", |r| r.metric()?.at_least),
    text("status", |r| r.number.status()),
    text("verdict", |r| r.verdict().map(|v| v.name().into())),
    number("p_value", |r| r.metric()?.p_value),
    number("p_adjusted", |r| r.metric()?.p_adjusted),
    flag("loss_shown", |r| r.metric().map(|m| m.loss_shown)),
    name("family_id", |r| r.metric()?.family_id.as_deref()),
    count("family_size", |r| r.metric()?.family_size),
    number("mde", |r| r.metric()?.mde),
    count("documents_to_settle", |r| r.metric()?.documents_to_settle),
    number("warn_margin", |r| r.metric()?.warn_margin),
    number("fail_margin", |r| r.number.fail_margin()),
    number("reference_level", |r| r.metric()?.reference_level),
    number("current_level", |r| r.metric()?.current_level),
    number("floor", |r| r.metric()?.floor),
    number("split_half_floor", |r| r.metric()?.split_half_floor),
    count("n_used", |r| r.number.n_used()),
    count("blocks", |r| r.metric().map(|m| m.blocks)),
    flag("paired", |r| r.comparison.map(|c| c.paired)),
    flag("attributable", |r| r.comparison.map(|c| c.attributable)),
    name("estimator", |r| r.metric().map(|m| m.estimator.as_str())),
    text("basis", |r| key(&r.metric()?.basis?)),
    text("precautions", |r| joined(&r.metric()?.precautions)),
    text("interval", |r| key(&r.metric()?.interval?)),
    text("undefined", |r| r.number.undefined()),
];

const fn text(name: &'static str, get: fn(&Row<'_>) -> Option<Cow<'static, str>>) -> Column {
    Column { name, get: Get::Text(get) }
}

const fn name(name: &'static str, get: for<'a> fn(&Row<'a>) -> Option<&'a str>) -> Column {
    Column { name, get: Get::Name(get) }
}

const fn number(name: &'static str, get: fn(&Row<'_>) -> Option<f64>) -> Column {
    Column { name, get: Get::Number(get) }
}

const fn count(name: &'static str, get: fn(&Row<'_>) -> Option<u64>) -> Column {
    Column { name, get: Get::Count(get) }
}

const fn flag(name: &'static str, get: fn(&Row<'_>) -> Option<bool>) -> Column {
    Column { name, get: Get::Flag(get) }
}

/// The rows, in the order of the report: levels, then each comparison with its slices.
pub(super) fn rows(report: &Report) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    rows.extend(report.levels.iter().map(|level| Row {
        generation: &level.generation,
        comparison: None,
        slice: None,
        number: Number::Level(level),
    }));
    for c in &report.comparisons {
        let row = |slice| {
            move |metric| Row {
                generation: &c.current,
                comparison: Some(c),
                slice,
                number: Number::Metric(metric),
            }
        };
        rows.extend(c.metrics.iter().map(row(None)));
        for slice in &c.slices {
            rows.extend(slice.metrics.iter().map(row(Some(slice))));
        }
    }
    rows.extend(report.requirements.iter().map(|requirement| Row {
        generation: &requirement.generation,
        comparison: None,
        slice: None,
        number: Number::Requirement(requirement),
    }));
    rows
}

impl<'a> Row<'a> {
    fn scope(&self) -> &'static str {
        match (self.number, self.comparison, self.slice) {
            (Number::Requirement(_), ..) => "requirement",
            (_, None, _) => "level",
            (_, Some(_), None) => "comparison",
            (_, Some(_), Some(_)) => "slice",
        }
    }

    fn slice_name(&self) -> Option<&'a str> {
        match self.number {
            Number::Requirement(r) => r.slice.as_deref(),
            _ => self.slice.map(|s| s.slice.as_str()),
        }
    }

    fn metric(&self) -> Option<&'a MetricReport> {
        match self.number {
            Number::Level(_) | Number::Requirement(_) => None,
            Number::Metric(metric) => Some(metric),
        }
    }

    /// The verdict of what the number belongs to.
    fn verdict(&self) -> Option<Verdict> {
        self.slice.map(|s| s.verdict).or(self.comparison.map(|c| c.verdict))
    }
}

impl<'a> Number<'a> {
    fn metric(&self) -> &'a str {
        match self {
            Number::Level(level) => &level.metric,
            Number::Metric(metric) => &metric.metric,
            Number::Requirement(_) => "requirement",
        }
    }

    fn column(&self) -> Option<&'a str> {
        match self {
            Number::Level(level) => level.column.as_deref(),
            Number::Metric(metric) => metric.column.as_deref(),
            Number::Requirement(r) => Some(&r.column),
        }
    }

    fn status(&self) -> Option<Cow<'static, str>> {
        let status = match self {
            Number::Level(_) => None,
            Number::Metric(metric) => metric.status,
            Number::Requirement(r) => Some(r.status),
        };
        status.map(|s| s.name().into())
    }

    fn fail_margin(&self) -> Option<f64> {
        match self {
            Number::Level(_) => None,
            Number::Metric(metric) => metric.fail_margin,
            Number::Requirement(r) => Some(r.min),
        }
    }

    fn unit(&self) -> Option<Cow<'static, str>> {
        match self {
            Number::Level(level) => key(&level.unit),
            Number::Metric(metric) => key(&metric.unit),
            Number::Requirement(_) => key(&Unit::Score),
        }
    }

    fn estimate(&self) -> (Option<f64>, Option<f64>, Option<f64>) {
        match self {
            Number::Level(l) => (l.value, l.ci_low, l.ci_high),
            Number::Metric(m) => (m.value, m.ci_low, m.ci_high),
            Number::Requirement(r) => (r.value, r.ci_low, r.ci_high),
        }
    }

    fn n_used(&self) -> Option<u64> {
        match self {
            Number::Level(level) => Some(level.n_used),
            Number::Metric(metric) => Some(metric.n_used),
            Number::Requirement(_) => None,
        }
    }

    fn undefined(&self) -> Option<Cow<'static, str>> {
        match self {
            Number::Level(level) => key(&level.undefined?),
            Number::Metric(metric) => key(&metric.undefined?),
            Number::Requirement(r) => key(&r.undefined?),
        }
    }
}

/// The name that a word of the contract has in `report.json`.
fn key(word: &impl Serialize) -> Option<Cow<'static, str>> {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(name)) => Some(name.into()),
        _ => None,
    }
}

/// The same of several, with a space between; `None` where there are none.
fn joined(words: &[impl Serialize]) -> Option<Cow<'static, str>> {
    let names: Vec<_> = words.iter().filter_map(key).collect();
    (!names.is_empty()).then(|| names.join(" ").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;
    use crate::terms::{Undefined, Unit};

    #[test]
    fn every_value_of_the_report_has_its_row() {
        let mut report = testing::collapse();
        report.levels = vec![Level {
            column: None,
            generation: "gen0".to_owned(),
            metric: "types-retention".to_owned(),
            value: None,
            ci_low: None,
            ci_high: None,
            unit: Unit::Types,
            n_used: 3,
            undefined: Some(Undefined::TooFewDocuments),
        }];
        let c = testing::base(&mut report, "gen2");
        assert!(!c.slices[0].metrics.is_empty());
        let rows = rows(&report);
        let of_slices = |c: &Comparison| c.slices.iter().map(|s| s.metrics.len()).sum::<usize>();
        let expected: usize = report.comparisons.iter().map(|c| c.metrics.len() + of_slices(c)).sum();
        assert_eq!(rows.len(), 1 + expected);
        let scopes: Vec<_> = rows.iter().map(Row::scope).collect();
        assert!(["level", "comparison", "slice"].iter().all(|scope| scopes.contains(scope)));
        let all = |row: &Row<'_>, name: &str| {
            let column = COLUMNS.iter().find(|c| c.name == name).unwrap();
            match &column.get {
                Get::Text(get) => get(row).map(Cow::into_owned),
                Get::Name(get) => get(row).map(str::to_owned),
                _ => panic!("{name} is no text"),
            }
        };
        assert_eq!(all(&rows[0], "undefined").unwrap(), "too-few-documents");
        assert_eq!(all(&rows[0], "kind").unwrap(), "level");
        assert_eq!(all(&rows[1], "kind").unwrap(), "retention");
        assert_eq!(all(&rows[1], "against").unwrap(), "base");
    }

    #[test]
    fn every_field_of_a_number_is_a_column() {
        let report = testing::collapse();
        let metric = serde_json::to_value(&report.comparisons[0].metrics[0]).unwrap();
        for field in metric.as_object().unwrap().keys() {
            assert!(COLUMNS.iter().any(|c| c.name == field), "no column for {field}");
        }
    }

    #[test]
    fn the_columns_are_explained() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md");
        let page = std::fs::read_to_string(path).unwrap();
        for column in COLUMNS {
            assert!(page.contains(&format!("`{}`", column.name)), "docs/formats.md lacks {}", column.name);
        }
    }
}
