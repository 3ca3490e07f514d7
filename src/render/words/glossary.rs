//! The glossary of metrics, from the registry: `genloss metrics [NAME]`, and the list of them.

use crate::metric::{
    Decides, METRICS, Metric, ONE_WAY, OVER_GENERATIONS, Role, UNMATCHED, WITHOUT_TRUNCATED, find,
};
use crate::render::format;
use crate::render::layout::{pad, wrap};
use crate::terms::{Kind, Symptom, Unit};

/// Ends of the names of figures that stand beside a metric.
const BESIDE: [&str; 4] = [UNMATCHED, ONE_WAY, WITHOUT_TRUNCATED, OVER_GENERATIONS];

/// Columns of the text, without the indent.
const WIDTH: usize = 92;
/// Lines a field may take: more than any takes, since a glossary is not cut.
const LINES: usize = 40;

/// The word for all metrics.
const ALL: &str = "all";

/// One metric in full, or all of them; `None` when no metric has this name or label. Figures that stand beside a metric are told under its
/// name.
pub fn page(name: &str) -> Option<String> {
    let labelled = || METRICS.iter().copied().find(|m| m.label.eq_ignore_ascii_case(name));
    let beside = || BESIDE.iter().find_map(|end| find(name.strip_suffix(end)?));
    let metrics = match name {
        ALL => METRICS.to_vec(),
        name => vec![find(name).or_else(beside).or_else(labelled)?],
    };
    Some(metrics.into_iter().map(entry).collect::<Vec<_>>().join("\n"))
}

/// A line for each metric, below the symptom that it speaks to.
pub fn index() -> String {
    let names = METRICS.iter().map(|m| m.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for symptom in Symptom::ALL.into_iter().map(Some).chain([None]) {
        text += &symptom
            .map_or_else(|| "of no symptom".to_owned(), |s| format!("{} ({})", s.name(), s.record().subject));
        text.push('\n');
        for metric in METRICS.iter().filter(|m| m.symptom == symptom) {
            let mark = if matches!(metric.role, Role::Gating | Role::Advisory) { "*" } else { " " };
            text += &format!("  {mark} {}  {}\n", pad(metric.name, names), metric.label);
        }
    }
    text + "* decides. `genloss metrics NAME` explains one, `genloss metrics all` each.\n"
}

fn entry(metric: &Metric) -> String {
    let mut text = format!("{} ({})\n", metric.name, metric.label);
    let mut field = |label: &str, value: &str| {
        for (i, line) in wrap(&format!("{label}: {value}"), WIDTH, LINES).iter().enumerate() {
            text += &format!("  {}{line}\n", if i == 0 { "" } else { "  " });
        }
    };
    field("what", metric.about);
    field("formula", metric.formula_text);
    field("unit", &unit(metric));
    field("range", metric.range);
    field("undefined", metric.undefined_when);
    field("role", &role(metric));
    field("cost", metric.cost);
    field("source", metric.source);
    text
}

/// What a value is counted in, and for a quotient what its levels are.
fn unit(metric: &Metric) -> String {
    let unit = match metric.unit {
        Unit::Ratio => "none, a share or a quotient",
        Unit::Types => "types",
        Unit::Bits => "bits",
        Unit::Tokens => "words",
        Unit::Variance => "squared units of the embedding",
        Unit::Embedding => "units of the embedding",
        Unit::EffectiveNumber => "an effective number",
        Unit::Score => "the unit of the column",
    };
    match metric.kind {
        Kind::Retention | Kind::Ratio if metric.unit != Unit::Ratio => {
            format!("none, a quotient; levels: {unit}")
        }
        _ => unit.to_owned(),
    }
}

pub(super) fn role(metric: &Metric) -> String {
    let margins = metric.margins.map_or(String::new(), |m| {
        format!(", margins {} (warn) and {} (fail)", format::bare(m.warn), format::bare(m.fail))
    });
    let of = metric.symptom.map_or(String::new(), |s| format!(" for {}", s.name()));
    let when = when(metric);
    match metric.role {
        Role::Gating => format!("gating{of}{margins}{when}"),
        Role::Advisory => format!("advisory{of}: warns at most{margins}{when}"),
        Role::Drift => "drift: decides whether the distribution moved, never a loss".to_owned(),
        Role::Exploratory => "exploratory: shown, decides nothing".to_owned(),
    }
}

/// When a metric is heard: always or on a condition, and how sure it must be.
fn when(metric: &Metric) -> String {
    let condition = match metric.decides {
        Decides::Always => "",
        Decides::WhereNovelMassRises => "; decides where words rise that the reference lacks",
        Decides::WhereNovelMassRisesAmongMatchedRows => {
            "; decides where words rise that the reference lacks and keys or row numbers pair"
        }
        Decides::WhereLossIsShown => "; decides where it shows a loss, and leaves nothing open",
    };
    let line = match metric.first {
        true => "; in the first line of the joint test",
        false => "; in the second line of the joint test, where it must be surer by one standard error",
    };
    format!("{condition}{line}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_an_entry_and_nothing_is_cut() {
        let all = page("all").unwrap();
        for metric in METRICS {
            assert!(all.contains(&format!("{} (", metric.name)));
            let one = page(metric.name).unwrap();
            assert_eq!(page(&metric.label.to_uppercase()).as_ref(), Some(&one));
            assert!(index().contains(metric.name));
            assert!(all.contains(&one) && one.contains("formula:") && !one.contains(" …\n"), "{one}");
        }
        assert_eq!(page("no-such-metric"), None);
        for end in BESIDE {
            assert_eq!(page(&format!("distinct-2-retention{end}")), page("distinct-2-retention"));
            assert_eq!(page(&format!("no-such-metric{end}")), None);
        }
    }
}
