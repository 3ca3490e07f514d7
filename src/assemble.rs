//! Everything that was found, into the report.

use std::path::Path;

use crate::compare::{self, Doubts, LevelRow, Levels, RequiredMean, RunSpread, Table, TrendRow};
use crate::config::Config;
use crate::corpus::Generations;
use crate::error::Warning;
use crate::explain;
use crate::judge::{self, Judged, JudgedRow, Judgement};
use crate::metric::UNMATCHED;
use crate::pair::Vectors;
use crate::read::Chosen;
use crate::report::{
    self, Against, Comparison, EmbeddingModel, Generation, Input, Level, MetricReport, Replicate, Report,
    Requirement, Slice, SymptomReport, Tool, Trend,
};
use crate::static_model::StaticModel;
use crate::terms::{ColumnRole, Kind, Precaution, Unit};
use crate::threads::both;

/// What the stages hand over.
#[derive(Debug)]
pub(crate) struct Findings<'a> {
    pub(crate) config: &'a Config,
    pub(crate) generations: &'a Generations<'a>,
    pub(crate) vectors: Vectors,
    pub(crate) levels: &'a Levels,
    pub(crate) trends: &'a [TrendRow],
    pub(crate) judged: &'a [Judged<'a>],
    pub(crate) required: &'a [RequiredMean<'a>],
    pub(crate) spreads: &'a [RunSpread],
    pub(crate) doubts: &'a Doubts,
    pub(crate) warnings: Vec<Warning>,
}

impl Findings<'_> {
    pub(crate) fn report(self) -> Report {
        let names: Vec<String> = self.generations.names().into_iter().map(str::to_owned).collect();
        let profiles = &self.generations.profiles;
        let comparisons: Vec<Comparison> = self.judged.iter().map(|j| self.comparison(&names, j)).collect();
        let focus = report::worst(&comparisons);
        let mut figures = explain::figures(&names, profiles, self.levels, self.judged, focus);
        let stand_in = compare::precaution(self.vectors).map(Precaution::words);
        if let Some(stand_in) = stand_in {
            // A chart may stand alone, so it says itself what its vectors are.
            for figure in figures.iter_mut().filter(|f| f.sheet.starts_with("embedding")) {
                figure.x = format!("{} · {stand_in}", figure.x);
            }
        }
        let requirements: Vec<_> = self.required.iter().map(|r| requirement(&names, r)).collect();
        let generations = (0..names.len()).map(|at| self.generation(at, &comparisons)).collect();
        Report {
            schema_version: 1,
            tool: Tool { name: "genloss".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            settings: self.config.clone(),
            input: Input {
                text_embedding: stand_in.map(str::to_owned),
                embedding_model: self.vectors.model().map(|model| embedding_model(model, self.config)),
                ..input(self.generations.columns(), self.generations.tokenizer().unit.name())
            },
            generations,
            gate: judge::gate(self.config, &comparisons, &requirements),
            levels: self.levels.rows.iter().map(|l| level(&names, l)).collect(),
            comparisons,
            trends: self.trends.iter().map(trend).collect(),
            requirements,
            replicates: self.spreads.iter().map(|s| replicate(&names, s)).collect(),
            classes: explain::classes(&names, profiles),
            figures,
            warnings: self.warnings,
        }
    }

    fn generation(&self, at: usize, comparisons: &[Comparison]) -> Generation {
        let (header, profile) = (self.generations.headers[at], &self.generations.profiles[at]);
        let base = comparisons.iter().find(|c| c.against == Against::Base && c.current == header.name);
        Generation {
            name: header.name.clone(),
            paths: header.paths.clone(),
            rows: profile.rows,
            documents: profile.n_documents(),
            null_texts: profile.null_texts,
            empty_texts: profile.empty_texts,
            tokens: profile.n_tokens(),
            types: profile.words.counts.len() as u64,
            embedding_dim: profile.embedding_dimension().and_then(|d| u32::try_from(d).ok()),
            key_overlap: profile.key_overlap(&self.generations.profiles[0]),
            verdict: base.map(|c| c.verdict),
            drift: base.map(|c| c.drift),
            origin: header.origin.clone(),
        }
    }

    fn comparison(&self, names: &[String], judged: &Judged<'_>) -> Comparison {
        let table: &Table = judged.table;
        let profiles = &self.generations.profiles;
        let tokenizer = self.generations.tokenizer();
        let (before, after) = (&profiles[table.reference], &profiles[table.current]);
        let (fair_before, fair_after) = table.like_for_like.as_ref().map_or((before, after), |(b, a)| (b, a));
        let sampling = |at: usize| &self.generations.headers[at].sampling;
        let words = || {
            let lost = explain::lost(fair_before, fair_after, &before.sample, tokenizer);
            (lost, explain::overused(fair_before, fair_after, &after.sample, tokenizer))
        };
        let ((lost, overused), (modes, evidence)) = both(words, || {
            (
                explain::modes(before, after, &table.modes, tokenizer),
                explain::evidence(before, after, tokenizer),
            )
        });
        let mut comparison = Comparison {
            reference: names[table.reference].clone(),
            current: names[table.current].clone(),
            against: table.against,
            paired: table.pairing.is_paired(),
            pairing: table.pairing,
            identical: table.identical,
            comparability: self.doubts.about(table.reference, table.current),
            verdict: judged.whole.ruling.verdict,
            rule: judged.whole.ruling.rule.words().to_owned(),
            rule_code: Some(judged.whole.ruling.rule),
            drift: judged.moved,
            slow_loss: judge::is_slow_loss(self.judged, judged),
            attributable: sampling(table.reference) == sampling(table.current),
            corroborated_by: judged.whole.ruling.corroborated_by.clone(),
            reasons: Vec::new(),
            symptoms: symptoms(&judged.whole),
            metrics: metrics(&judged.whole),
            lost,
            overused,
            evidence,
            modes,
            slices: table
                .slices
                .iter()
                .zip(&judged.slices)
                .map(|(slice, judgement)| Slice {
                    slice: slice.slice.clone(),
                    documents_before: slice.documents_before,
                    documents_after: slice.documents_after,
                    verdict: judgement.ruling.verdict,
                    symptoms: symptoms(judgement),
                    metrics: metrics(judgement),
                })
                .collect(),
        };
        comparison.reasons = report::reasons(&comparison);
        comparison
    }
}

/// How the input was read.
pub(crate) fn input(columns: &Chosen, unit: String) -> Input {
    Input {
        text_column: columns.text.clone(),
        key_column: columns.key.clone(),
        slice_column: columns.slice.clone(),
        score_column: columns.names(ColumnRole::Score).next().map(str::to_owned),
        data_columns: columns.data.clone(),
        embedding_column: columns.embedding.clone(),
        text_embedding: None,
        embedding_model: None,
        generation_column: columns.generation.clone(),
        unit,
    }
}

fn embedding_model(model: StaticModel, config: &Config) -> EmbeddingModel {
    let folder = config.embedding_model.as_deref().unwrap_or(Path::new(""));
    let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
    EmbeddingModel { name, dimension: model.dimension(), hash: model.hash() }
}

fn symptoms(judgement: &Judgement<'_>) -> Vec<SymptomReport> {
    let one = |s: &judge::SymptomFinding| SymptomReport {
        symptom: s.symptom,
        status: s.status,
        core: s.symptom.is_core(),
        evidence: s.evidence.clone(),
        reason_code: s.undefined,
        cause: s.loss.map(|loss| loss.cause),
        advice: s.loss.map(|loss| loss.advice),
        message: report::symptom_message(s.symptom, s.status, s.loss, s.undefined),
    };
    judgement.symptoms.iter().map(one).collect()
}

fn metrics(judgement: &Judgement<'_>) -> Vec<MetricReport> {
    judgement.rows.iter().map(metric).collect()
}

fn metric(judged: &JudgedRow<'_>) -> MetricReport {
    let (row, metric) = (judged.row, judged.row.metric);
    let outcome = row.outcome.as_ref().ok();
    let estimate = outcome.map(|o| o.estimate);
    let levels = outcome.and_then(|o| o.levels);
    let gating = metric.role == crate::metric::Role::Gating && row.judged;
    let settle = judged.margins.filter(|_| judged.status == Some(crate::terms::Status::Inconclusive));
    MetricReport {
        metric: row.name.clone(),
        column: row.column.clone(),
        kind: metric.kind,
        unit: match metric.kind {
            Kind::Retention | Kind::Ratio => Unit::Ratio,
            Kind::Difference | Kind::Drift => metric.unit,
        },
        family: metric.family,
        symptom: metric.symptom,
        gating,
        status: judged.status,
        value: estimate.map(|e| e.value),
        ci_low: estimate.map(|e| e.low),
        ci_high: estimate.map(|e| e.high),
        at_least: estimate.and_then(|e| e.at_least),
        p_value: row.p(),
        p_adjusted: judged.p_adjusted,
        loss_shown: judged.loss_shown,
        family_id: judged.family.map(|f| f.0.to_owned()),
        family_size: judged.family.map(|f| f.1 as u64),
        mde: estimate.and_then(|e| judge::minimum_detectable_effect(metric.kind, &e)),
        documents_to_settle: estimate
            .zip(settle)
            .and_then(|(e, margins)| judge::documents_to_settle(metric.kind, &e, margins, row.n_used)),
        warn_margin: judged.margins.map(|m| m.warn),
        fail_margin: judged.margins.map(|m| m.fail),
        estimator: row.estimator(),
        basis: Some(row.made.basis),
        precautions: row.made.precautions.clone(),
        interval: estimate.map(|e| e.method),
        floor: outcome.and_then(|o| o.chance).map(|c| c.floor),
        split_half_floor: outcome.and_then(|o| o.chance).map(|c| c.split_half),
        reference_level: levels.map(|l| l.0),
        current_level: levels.map(|l| l.1),
        n_used: row.n_used,
        blocks: estimate.map_or(0, |e| e.blocks as u64),
        undefined: row.outcome.as_ref().err().copied(),
    }
}

fn trend(row: &TrendRow) -> Trend {
    let slope = row.slope.as_ref().ok();
    let crossing = slope.and_then(|s| s.crossing);
    Trend {
        metric: format!("{}{}", row.metric.name, if row.unmatched { UNMATCHED } else { "" }),
        kind: row.metric.kind,
        unit: row.metric.unit,
        slope_per_generation: slope.map(|s| s.per_generation),
        ci_low: slope.map(|s| s.low),
        ci_high: slope.map(|s| s.high),
        p_value: row.test.map(|t| t.p),
        p_min_attainable: row.test.map(|t| t.p_min_attainable),
        generations_to_margin: crossing.and_then(|c| c.at),
        generations_to_margin_low: crossing.and_then(|c| c.earliest),
        generations_to_margin_high: crossing.and_then(|c| c.latest),
        undefined: row.slope.as_ref().err().copied(),
    }
}

fn requirement(names: &[String], required: &RequiredMean<'_>) -> Requirement {
    let estimate = required.estimate.as_ref().ok();
    Requirement {
        generation: names[required.generation].clone(),
        column: required.rule.column.clone(),
        slice: required.rule.slice.clone(),
        direction: required.rule.direction,
        min: required.rule.min,
        value: required.mean,
        ci_low: estimate.map(|e| e.low),
        ci_high: estimate.map(|e| e.high),
        status: judge::requirement_status(required),
        undefined: required.estimate.as_ref().err().copied(),
    }
}

fn replicate(names: &[String], spread: &RunSpread) -> Replicate {
    let values = || spread.values.iter().copied();
    Replicate {
        generation: names[spread.generation].clone(),
        metric: spread.metric.name.to_owned(),
        runs: spread.values.len() as u64,
        mean: spread.mean(),
        sd: spread.sd(),
        smallest: values().min_by(f64::total_cmp),
        largest: values().max_by(f64::total_cmp),
        value: spread.first.map(|e| e.value),
        ci_low: spread.first.map(|e| e.low),
        ci_high: spread.first.map(|e| e.high),
    }
}

fn level(names: &[String], row: &LevelRow) -> Level {
    let estimate = row.estimate.as_ref().ok();
    Level {
        generation: names[row.generation].clone(),
        metric: row.metric.name.to_owned(),
        column: row.column.clone(),
        value: estimate.map(|e| e.value),
        ci_low: estimate.map(|e| e.low),
        ci_high: estimate.map(|e| e.high),
        unit: row.metric.unit,
        n_used: row.n_used,
        undefined: row.estimate.as_ref().err().copied(),
    }
}
