//! A record of what was measured: from a report, or from a corpus alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::moment::Moment;
use super::record::{DataSource, Judged, Measured, Preserved, Record, Size};
use crate::corpus::Corpus;
use crate::error::Error;
use crate::nearest::nearest;
use crate::report::{Against, Generation, Level, MetricReport, Report, metric_key};

/// What somebody says of a release.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    /// Its name.
    pub name: String,
    /// The name of the release that it was made from.
    pub parent: Option<String>,
    /// Parameters and configuration.
    pub params: BTreeMap<String, String>,
    /// What it was trained on.
    pub sources: Vec<DataSource>,
    /// Words to find it by.
    pub tags: BTreeSet<String>,
    /// When it is recorded.
    pub time: Moment,
}

impl Said {
    fn record(self, generation: &str, preserved: Option<Preserved>) -> Record {
        Record {
            name: self.name,
            parent: self.parent,
            superseded: false,
            time: self.time,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            generation: generation.to_owned(),
            preserved,
            params: self.params,
            sources: self.sources,
            tags: self.tags,
            ..Record::default()
        }
    }
}

/// A record of one generation of a report: that which is named, else the one that is called like the record, else the last.
///
/// # Errors
/// [`Error::BadRecording`] where the report has no generation of that name.
pub fn of_report(
    report: &Report,
    from: &Path,
    generation: Option<&str>,
    preserved: Option<Preserved>,
    said: Said,
) -> Result<Record, Error> {
    let bad = |problem: String| Error::BadRecording { path: from.to_owned(), problem };
    let named = |name: &str| report.generations.iter().find(|g| g.name == name);
    let found = match generation {
        Some(name) => named(name).ok_or_else(|| bad(unknown(report, name)))?,
        None => named(&said.name)
            .or(report.generations.last())
            .ok_or_else(|| bad("the report has no generation; record another one".to_owned()))?,
    };
    let of_it = || report.comparisons.iter().filter(|c| c.current == found.name);
    let judged = of_it().find(|c| c.against == Against::Base).map(|c| Judged {
        reference: c.reference.clone(),
        verdict: c.verdict,
        drift: c.drift,
    });
    let compared =
        of_it().flat_map(|c| c.metrics.iter().map(|m| compared(m, &c.reference))).collect::<Vec<_>>();
    let levels = report.levels.iter().filter(|level| level.generation == found.name).map(level);
    // Without where its corpora lie: that is no setting, and differs from machine to machine.
    let mut settings = serde_json::to_value(&report.settings)
        .map_err(|error| Error::Format { format: "json", reason: error.to_string() })?;
    if let Some(map) = settings.as_object_mut() {
        map.remove("generations");
    }
    Ok(Record {
        judged,
        size: Some(size(found)),
        settings: Some(settings),
        metrics: compared.into_iter().chain(levels).collect(),
        ..said.record(&found.name, preserved)
    })
}

/// A record of a corpus that was compared with nothing: how large it is, and where it lies.
pub fn of_corpus(corpus: &Corpus, preserved: Preserved, said: Said) -> Record {
    let profile = corpus.profile();
    let size = Size {
        rows: profile.rows,
        documents: profile.n_documents(),
        tokens: profile.n_tokens(),
        types: profile.words.counts.len() as u64,
    };
    let preserved = Preserved { rows: Some(profile.rows), ..preserved };
    Record { size: Some(size), ..said.record(&corpus.header().name, Some(preserved)) }
}

fn unknown(report: &Report, name: &str) -> String {
    let known: Vec<&str> = report.generations.iter().map(|g| &*g.name).collect();
    let meant = nearest(name, &known).map_or(String::new(), |name| format!(", did you mean `{name}`?"));
    format!("no generation is called `{name}`{meant} (generations: {}); correct --of", known.join(", "))
}

fn size(g: &Generation) -> Size {
    Size { rows: g.rows, documents: g.documents, tokens: g.tokens, types: g.types }
}

fn compared(m: &MetricReport, reference: &str) -> Measured {
    Measured {
        metric: m.key(),
        reference: Some(reference.to_owned()),
        kind: Some(m.kind),
        unit: m.unit,
        gating: m.gating,
        value: m.value,
        low: m.ci_low,
        high: m.ci_high,
        status: m.status,
        undefined: m.undefined,
        warn_margin: m.warn_margin,
        fail_margin: m.fail_margin,
        documents: m.n_used,
    }
}

fn level(l: &Level) -> Measured {
    Measured {
        metric: metric_key(&l.metric, l.column.as_deref()),
        reference: None,
        kind: None,
        unit: l.unit,
        gating: false,
        value: l.value,
        low: l.ci_low,
        high: l.ci_high,
        status: None,
        undefined: l.undefined,
        warn_margin: None,
        fail_margin: None,
        documents: l.n_used,
    }
}
