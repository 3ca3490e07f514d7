//! Trends over three and more generations, in the report.

use genloss::report::{Figure, Report, Trend};
use genloss::terms::{Kind, Status, Undefined};

use crate::corpora::{against_base, analyze, fixture, metric};

fn trend<'a>(report: &'a Report, name: &str) -> &'a Trend {
    report.trends.iter().find(|t| t.metric == name).unwrap_or_else(|| panic!("no trend of {name}"))
}

fn generations(folder: &str, n: usize) -> Report {
    analyze(&(0..n).map(|k| fixture(folder, k)).collect::<Vec<_>>())
}

fn theory(report: &Report) -> Option<&Figure> {
    report.figures.iter().find(|f| f.id == "neutral-drift")
}

/// Through the reference and two generations the line is that through the first and the last, so that its slope is half
/// of the last logarithm, and so are the ends of its interval.
#[test]
fn three_generations_have_half_of_the_last_loss_as_slope() {
    let report = generations("slow", 3);
    let last = against_base(&report, 2);
    for name in ["reference-tail-retention", "tail-types-survival", "distinct-2-retention"] {
        let (trend, loss) = (trend(&report, name), metric(last, name));
        for (found, end) in [
            (trend.slope_per_generation, loss.value),
            (trend.ci_low, loss.ci_low),
            (trend.ci_high, loss.ci_high),
        ] {
            let (found, expected) = (found.unwrap(), end.unwrap().ln() / 2.0);
            assert!((found - expected).abs() < 1e-9, "{name}: {found}, expected {expected}");
        }
        assert!((trend.p_min_attainable.unwrap() - 1.0 / 3.0).abs() < 1e-12);
        assert!(trend.p_value.unwrap() >= trend.p_min_attainable.unwrap());
    }
}

#[test]
fn a_loss_that_goes_on_says_when_it_reaches_the_margin() {
    let report = generations("slow", 4);
    let tail = trend(&report, "reference-tail-retention");
    assert!(tail.ci_high.unwrap() < 0.0, "{tail:?}");
    let [low, at, high] =
        [tail.generations_to_margin_low, tail.generations_to_margin, tail.generations_to_margin_high];
    assert!(low.unwrap() <= at.unwrap() && high.is_none_or(|high| at.unwrap() <= high), "{tail:?}");
}

/// What drift alone would leave falls, starts below 1, and is drawn beside what was measured.
#[test]
fn the_theory_is_drawn_and_judges_nothing() {
    let report = generations("demo", 4);
    let figure = theory(&report).unwrap();
    let [measured, theory] = figure.series.as_slice() else { panic!("{figure:?}") };
    assert_eq!(theory.name, "theory, independent tokens");
    assert!(theory.status.iter().all(Option::is_none));
    let falling: Vec<f64> = theory.y.iter().map(|y| y.unwrap()).collect();
    assert!(falling[0] < 1.0 && falling.windows(2).all(|w| w[1] < w[0]), "{falling:?}");
    assert_eq!(measured.y[2], metric(against_base(&report, 3), "tail-types-survival").value);
}

#[test]
fn two_generations_have_no_trend() {
    let report = generations("demo", 2);
    assert!(report.trends.is_empty() && theory(&report).is_none());
}

#[test]
fn a_trend_without_an_interval_says_why() {
    // A corpus against itself does not vary at all.
    let report = analyze(&[fixture("demo", 0), fixture("demo", 0), fixture("demo", 0)]);
    let tail = trend(&report, "reference-tail-retention");
    assert_eq!((tail.slope_per_generation, tail.undefined), (None, Some(Undefined::NoVariation)));
    assert_eq!(tail.p_value, Some(1.0), "no order of equal values is special");
}

/// A symptom that is judged has its panel, whichever of its metrics decide.
#[test]
fn every_judged_symptom_has_a_panel() {
    let report = generations("demo", 4);
    let judged = against_base(&report, 3).symptoms.iter().filter(|s| s.status != Status::NotRun);
    let of_retentions = judged.filter(|s| {
        let own = against_base(&report, 3).metrics.iter().filter(|m| m.symptom == Some(s.symptom));
        own.into_iter().any(|m| m.kind == Kind::Retention)
    });
    let mut n = 0;
    for symptom in of_retentions {
        let id = format!("retention-{}", symptom.symptom.name());
        let panel = report.figures.iter().find(|figure| figure.id == id);
        let panel = panel.unwrap_or_else(|| panic!("no panel {id}"));
        assert!(panel.series.iter().all(|series| series.y.iter().any(Option::is_some)), "{id}");
        n += 1;
    }
    assert!(n >= 6, "{n} panels");
}
