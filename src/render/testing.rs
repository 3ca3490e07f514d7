//! Reports for tests, built from a few words. Test support only.

use crate::config::Config;
use crate::report::{
    Against, ClassShare, Comparison, Figure, FigureKind, Gate, Generation, Gram, Input, Lost, MetricReport,
    Mode, ModeChange, Overused, Replicate, Report, Requirement, Slice, SymptomReport, Tool, Trend,
};
use crate::terms::{Direction, Family, Kind, Method, Pairing, Status, Symptom, Unit, Verdict};

/// A retention with its interval.
pub(crate) fn retention(name: &str, value: f64, low: f64, high: f64, status: Status) -> MetricReport {
    MetricReport {
        metric: name.to_owned(),
        column: None,
        kind: Kind::Retention,
        unit: Unit::Ratio,
        family: Family::Words,
        symptom: None,
        gating: true,
        status: Some(status),
        value: Some(value),
        ci_low: Some(low),
        ci_high: Some(high),
        p_value: Some(0.2),
        p_adjusted: Some(0.4),
        loss_shown: false,
        family_id: Some("base".to_owned()),
        family_size: Some(10),
        mde: None,
        documents_to_settle: None,
        warn_margin: Some(0.95),
        fail_margin: Some(0.90),
        interval: Some(Method::Jackknife),
        estimator: "rarefied to equal documents; paired block jackknife".to_owned(),
        floor: None,
        split_half_floor: None,
        reference_level: None,
        current_level: None,
        n_used: 805,
        blocks: 32,
        undefined: None,
    }
}

/// The metric that decides a symptom in these reports.
fn deciding(symptom: Symptom) -> &'static str {
    match symptom {
        Symptom::TailLoss => "reference-tail-retention",
        Symptom::EmbeddingTailLoss => "embedding-tail-recall",
        Symptom::VocabularyLoss => "effective-vocabulary-retention",
        Symptom::SpreadLoss => "total-variance-retention",
        Symptom::PerPromptNarrowing => "per-prompt-variance-retention",
        Symptom::Repetition => "distinct-2-retention",
        Symptom::TemplateOveruse => "opening-effective-number-retention",
        Symptom::LengthCollapse => "token-length-ratio",
        Symptom::EmptyAnswers => "answered-retention",
        Symptom::PromptMismatch => "prompt-match-retention",
        Symptom::QualityLoss => "score-difference",
    }
}

/// A comparison in which every symptom passes, except quality, which was not measured.
pub(crate) fn comparison(reference: &str, current: &str, against: Against, verdict: Verdict) -> Comparison {
    let mut comparison = Comparison {
        reference: reference.to_owned(),
        current: current.to_owned(),
        against,
        paired: true,
        pairing: Pairing::Key,
        identical: false,
        verdict,
        rule: "no loss beyond the margins".to_owned(),
        rule_code: None,
        drift: false,
        slow_loss: false,
        attributable: true,
        comparability: Vec::new(),
        corroborated_by: Vec::new(),
        reasons: Vec::new(),
        symptoms: Vec::new(),
        metrics: Vec::new(),
        lost: Vec::new(),
        modes: Vec::new(),
        overused: Vec::new(),
        slices: Vec::new(),
    };
    for symptom in Symptom::ALL {
        let measured = symptom != Symptom::QualityLoss;
        comparison.symptoms.push(SymptomReport {
            symptom,
            status: if measured { Status::Pass } else { Status::NotRun },
            core: symptom.is_core(),
            evidence: measured.then(|| deciding(symptom).to_owned()).into_iter().collect(),
            cause: None,
            advice: None,
            reason_code: (!measured).then_some(crate::terms::Undefined::NoColumn),
            message: "no loss beyond the margin".to_owned(),
        });
        if measured {
            let metric = retention(deciding(symptom), 1.0, 0.974, 1.026, Status::Pass);
            comparison.metrics.push(metric);
        }
    }
    comparison
}

/// Gives one symptom another status, with the value that decided it and a sentence.
pub(crate) fn set(c: &mut Comparison, symptom: Symptom, status: Status, value: [f64; 3], message: &str) {
    for s in c.symptoms.iter_mut().filter(|s| s.symptom == symptom) {
        s.status = status;
        let loss = matches!(status, Status::Warn | Status::Fail).then(|| symptom.loss(None));
        (s.cause, s.advice) = (loss.map(|loss| loss.cause), loss.map(|loss| loss.advice));
        message.clone_into(&mut s.message);
    }
    for m in c.metrics.iter_mut().filter(|m| m.metric == deciding(symptom)) {
        *m = retention(deciding(symptom), value[0], value[1], value[2], status);
    }
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

/// A generation with 805 documents.
pub(crate) fn generation(name: &str, verdict: Option<Verdict>) -> Generation {
    Generation {
        name: name.to_owned(),
        paths: vec![format!("{name}.parquet")],
        rows: 805,
        documents: 805,
        null_texts: 0,
        empty_texts: 0,
        tokens: 123_456,
        types: 9_876,
        origin: None,
        embedding_dim: None,
        key_overlap: Some(1.0),
        verdict,
        drift: verdict.map(|_| false),
    }
}

/// Generations gen0, gen1, … with these verdicts against gen0 and against their predecessors.
pub(crate) fn chain(verdicts: &[(Verdict, Verdict)]) -> Report {
    let mut report = Report {
        schema_version: 1,
        tool: Tool { name: "genloss".to_owned(), version: "0.0.0".to_owned() },
        settings: Config::default(),
        input: Input {
            text_column: "output".to_owned(),
            key_column: Some("prompt_id".to_owned()),
            slice_column: None,
            score_column: None,
            data_columns: Vec::new(),
            embedding_column: None,
            text_embedding: None,
            generation_column: None,
            unit: "words".to_owned(),
        },
        warnings: Vec::new(),
        generations: vec![generation("gen0", None)],
        levels: Vec::new(),
        comparisons: Vec::new(),
        trends: Vec::new(),
        requirements: Vec::new(),
        gate: Gate { slices: true, ..Gate::default() },
        replicates: Vec::new(),
        classes: Vec::new(),
        figures: Vec::new(),
    };
    for (i, (base, step)) in verdicts.iter().enumerate() {
        let (before, name) = (format!("gen{i}"), format!("gen{}", i + 1));
        report.generations.push(generation(&name, Some(*base)));
        report.comparisons.push(comparison("gen0", &name, Against::Base, *base));
        if i > 0 {
            report.comparisons.push(comparison(&before, &name, Against::Previous, *step));
        }
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

/// Three generations of which the last has collapsed: every part of the page has something to show.
pub(crate) fn collapse() -> Report {
    let stable = Verdict::Stable;
    let mut report = chain(&[(stable, stable), (Verdict::LateCollapse, Verdict::EarlyCollapse)]);
    report.input.slice_column = Some("dataset".to_owned());
    report.generations[2].drift = Some(true);
    report.figures = vec![figure("retention", "Retention"), figure("tail", "Tail")];
    report.comparisons[0].overused = vec![overused("of course", 1, 40)];
    let c = base(&mut report, "gen2");
    c.rule = "a loss is corroborated in two families and vocabulary-loss fails".to_owned();
    c.drift = true;
    c.reasons = vec!["The rare words of gen0 keep a fifth of their mass in gen2.".to_owned()];
    let tail = "Rare words lost most of their share of the text, while new words did not replace them: the sampling \
                is too sharp.";
    set(c, Symptom::TailLoss, Status::Fail, [0.205, 0.194, 0.216], tail);
    set(c, Symptom::VocabularyLoss, Status::Fail, [0.61, 0.58, 0.64], "Fewer words carry the text.");
    set(c, Symptom::Repetition, Status::Warn, [0.93, 0.89, 0.97], "The same two-word phrases come again.");
    set(c, Symptom::TemplateOveruse, Status::Inconclusive, [0.93, 0.78, 1.11], "Too little data.");
    let openings = c.metrics.iter_mut().find(|m| m.status == Some(Status::Inconclusive));
    let openings = openings.expect("just set");
    (openings.mde, openings.documents_to_settle) = (Some(0.181), Some(2_345));
    c.lost = [("archipelago", 14), ("bassoon", 9), ("crème brûlée", 7), ("日本語", 5)]
        .map(|(text, n)| lost(text, n, 0))
        .to_vec();
    c.overused = vec![overused("as an ai", 3, 212), overused("it is important", 9, 131)];
    c.slices = vec![slice("helpful_base", Verdict::Stable), slice("koala", Verdict::LateCollapse)];
    report
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
