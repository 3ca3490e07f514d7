//! Reports for tests: a real run that is stored, and what tests change about it by name. Test support only.

use crate::report::{
    Against, ClassShare, Comparison, Evidence, Figure, FigureKind, Gate, Generation, Gram, Lost,
    MetricReport, Mode, ModeChange, Overused, Replicate, Report, Requirement, Slice, Trend,
};
use crate::terms::{Direction, Kind, Rule, Status, Symptom, Unit, Verdict};

/// Three generations of `fixtures/demo`, in four domains, of which the last has collapsed: what `genloss` says of them, without what decides
/// nothing. `tests/it/golden.rs` writes it, and checks that a run still says so.
pub(crate) fn collapse() -> Report {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/report.json");
    let stored = std::fs::read_to_string(path).expect("the stored report is there");
    serde_json::from_str(&stored).expect("the stored report can be read")
}

/// A retention with its interval.
pub(crate) fn retention(name: &str, value: f64, low: f64, high: f64, status: Status) -> MetricReport {
    let stored = collapse().comparisons.swap_remove(0).metrics.swap_remove(0);
    let mut metric = MetricReport { metric: name.to_owned(), symptom: None, family_size: Some(10), ..stored };
    put(&mut metric, status, [value, low, high]);
    metric
}

/// Gives a number other values.
fn put(m: &mut MetricReport, status: Status, [value, low, high]: [f64; 3]) {
    m.status = Some(status);
    (m.value, m.ci_low, m.ci_high, m.at_least) = (Some(value), Some(low), Some(high), None);
    (m.p_value, m.p_adjusted, m.loss_shown) = (Some(0.2), Some(0.4), false);
    (m.mde, m.documents_to_settle, m.undefined) = (None, None, None);
}

/// A comparison in which everything that was measured is kept, whatever its verdict.
pub(crate) fn comparison(reference: &str, current: &str, against: Against, verdict: Verdict) -> Comparison {
    let stored = collapse().comparisons.swap_remove(0);
    let rule =
        Rule::ALL.into_iter().rev().find(|rule| rule.verdict() == verdict).expect("each verdict has a rule");
    let mut comparison = Comparison {
        reference: reference.to_owned(),
        current: current.to_owned(),
        against,
        verdict,
        rule: rule.words().to_owned(),
        rule_code: Some(rule),
        drift: false,
        lost: Vec::new(),
        evidence: Evidence::default(),
        modes: Vec::new(),
        overused: Vec::new(),
        slices: Vec::new(),
        ..stored
    };
    let kept = |m: &&mut MetricReport| m.kind == Kind::Retention && m.status != Some(Status::NotRun);
    for m in comparison.metrics.iter_mut().filter(kept) {
        put(m, Status::Pass, [1.0, 0.974, 1.026]);
    }
    for s in comparison.symptoms.iter_mut().filter(|s| s.status != Status::NotRun) {
        (s.status, s.cause, s.advice) = (Status::Pass, None, None);
    }
    comparison
}

/// Gives one symptom another status, with the value that decided it and a sentence.
pub(crate) fn set(c: &mut Comparison, symptom: Symptom, status: Status, value: [f64; 3], message: &str) {
    let s = c.symptoms.iter_mut().find(|s| s.symptom == symptom).expect("every symptom is there");
    s.status = status;
    let loss = matches!(status, Status::Warn | Status::Fail).then(|| symptom.loss(None));
    (s.cause, s.advice) = (loss.map(|loss| loss.cause), loss.map(|loss| loss.advice));
    message.clone_into(&mut s.message);
    let key = s.evidence.first().cloned().expect("something decides it");
    let deciding = c.metrics.iter_mut().find(|m| m.key() == key).expect("what decides is there");
    put(deciding, status, value);
}

/// The same with a symptom of the last generation that the data could not decide.
pub(crate) fn undecided() -> Report {
    let mut report = collapse();
    let c = base(&mut report, "gen2");
    set(c, Symptom::TemplateOveruse, Status::Inconclusive, [0.93, 0.78, 1.11], "too little data to tell");
    let openings = c.metrics.iter_mut().find(|m| m.status == Some(Status::Inconclusive));
    let openings = openings.expect("just set");
    (openings.mde, openings.documents_to_settle) = (Some(0.181), Some(2_345));
    report
}

/// A cluster of meaning.
pub(crate) fn mode(words: &[&str], before: u64, after: u64, change: ModeChange) -> Mode {
    Mode {
        cluster: 1,
        words: words.iter().map(|&w| w.to_owned()).collect(),
        documents_before: before,
        documents_after: after,
        difference: (after as f64 - before as f64) / 805.0,
        ci_low: None,
        ci_high: None,
        change,
        example: None,
    }
}

/// A word that vanished.
pub(crate) fn lost(text: &str, before: u64, after: u64) -> Lost {
    Lost {
        in_tail: Some(true),
        expected: Some(0.02),
        beyond_chance: true,
        text: text.to_owned(),
        kind: Gram::Word,
        count_before: before + 3,
        count_after: after,
        documents_before: before,
        documents_after: after,
        example: None,
    }
}

/// A phrase that took over.
pub(crate) fn overused(text: &str, before: u64, after: u64) -> Overused {
    Overused {
        text: text.to_owned(),
        kind: Gram::Phrase,
        count_before: before,
        count_after: after,
        documents_before: before,
        documents_after: after,
        z: 9.5,
        expected: Some(0.001),
        beyond_chance: true,
        example: None,
    }
}

/// A slice with nothing but its verdict.
pub(crate) fn slice(name: &str, verdict: Verdict) -> Slice {
    Slice {
        slice: name.to_owned(),
        documents_before: 129,
        documents_after: 129,
        verdict,
        symptoms: Vec::new(),
        metrics: Vec::new(),
    }
}

/// Generations gen0, gen1, … with these verdicts against gen0 and against their predecessors.
pub(crate) fn chain(verdicts: &[(Verdict, Verdict)]) -> Report {
    let mut report = collapse();
    (report.input.slice_column, report.gate) = (None, Gate { slices: true, ..Gate::default() });
    report.settings.fail_on.clear();
    report.comparisons.clear();
    report.trends.clear();
    report.figures.clear();
    report.levels.clear();
    let current = report.generations.swap_remove(1);
    report.generations.truncate(1);
    for g in &mut report.generations {
        g.origin = None;
    }
    for (i, (base, step)) in verdicts.iter().enumerate() {
        let (before, name) = (format!("gen{i}"), format!("gen{}", i + 1));
        report.comparisons.push(comparison("gen0", &name, Against::Base, *base));
        if i > 0 {
            report.comparisons.push(comparison(&before, &name, Against::Previous, *step));
        }
        let (verdict, drift) = (Some(*base), Some(false));
        report.generations.push(Generation { name, verdict, drift, origin: None, ..current.clone() });
    }
    report
}

/// A falling trend over three generations.
pub(crate) fn trend(metric: &str, slope: f64) -> Trend {
    Trend {
        metric: metric.to_owned(),
        kind: Kind::Retention,
        unit: Unit::Ratio,
        slope_per_generation: Some(slope),
        ci_low: Some(slope - 0.025),
        ci_high: Some(slope + 0.025),
        p_value: Some(1.0 / 3.0),
        p_min_attainable: Some(1.0 / 3.0),
        generations_to_margin: Some(2.0),
        generations_to_margin_low: Some(1.5),
        generations_to_margin_high: Some(4.0),
        undefined: None,
    }
}

/// A requirement on the column `score`.
pub(crate) fn requirement(generation: &str, min: f64, value: [f64; 3], status: Status) -> Requirement {
    Requirement {
        generation: generation.to_owned(),
        column: "score".to_owned(),
        slice: None,
        direction: Direction::Higher,
        min,
        value: Some(value[0]),
        ci_low: Some(value[1]),
        ci_high: Some(value[2]),
        status,
        undefined: None,
    }
}

/// Three runs of a generation.
pub(crate) fn replicate(generation: &str, metric: &str) -> Replicate {
    Replicate {
        generation: generation.to_owned(),
        metric: metric.to_owned(),
        runs: 3,
        mean: Some(0.915),
        sd: Some(0.012),
        smallest: Some(0.90),
        largest: Some(0.93),
        value: Some(0.91),
        ci_low: Some(0.88),
        ci_high: Some(0.94),
    }
}

/// Documents of a class of the column `kind`.
pub(crate) fn class(generation: &str, class: &str, count: u64) -> ClassShare {
    ClassShare {
        generation: generation.to_owned(),
        column: "kind".to_owned(),
        class: class.to_owned(),
        count,
        share: count as f64 / 100.0,
    }
}

/// A figure without data.
pub(crate) fn figure(sheet: &str, title: &str) -> Figure {
    Figure {
        id: format!("{sheet}-1"),
        sheet: sheet.to_owned(),
        kind: FigureKind::Trend,
        title: title.to_owned(),
        x: "generation".to_owned(),
        y: "retention".to_owned(),
        categories: Vec::new(),
        series: Vec::new(),
        marks: Vec::new(),
    }
}

/// The comparison of this generation with the base.
pub(crate) fn base<'a>(report: &'a mut Report, name: &str) -> &'a mut Comparison {
    let is_it = |c: &&mut Comparison| c.current == name && c.against == Against::Base;
    report.comparisons.iter_mut().find(is_it).expect("the chain has this generation")
}

/// Compares a page with its golden file; `UPDATE_GOLDEN=1 cargo test` rewrites it.
pub(crate) fn golden(file: &str, page: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, page).expect("the folder of golden files can be written");
    }
    let expected = std::fs::read_to_string(&path).expect("the golden file exists");
    assert_eq!(page, expected, "{} differs; UPDATE_GOLDEN=1 rewrites it", path.display());
}
