//! Records for tests.

use super::moment::Moment;
use super::record::{DataSource, Judged, Measured, Preserved, Record, Size};
use crate::terms::{Kind, Status, Unit, Verdict};

pub(crate) fn measured(metric: &str, reference: &str, value: f64, (low, high): (f64, f64)) -> Measured {
    Measured {
        metric: metric.to_owned(),
        reference: Some(reference.to_owned()),
        kind: Some(Kind::Retention),
        unit: Unit::Ratio,
        gating: true,
        value: Some(value),
        low: Some(low),
        high: Some(high),
        status: Some(Status::Pass),
        undefined: None,
        warn_margin: Some(0.9),
        fail_margin: Some(0.8),
        documents: 800,
    }
}

pub(crate) fn level(metric: &str, value: f64, (low, high): (f64, f64)) -> Measured {
    let (reference, kind, status) = (None, None, None);
    Measured { reference, kind, status, gating: false, ..measured(metric, "", value, (low, high)) }
}

pub(crate) fn record(name: &str, parent: Option<&str>, metrics: Vec<Measured>) -> Record {
    Record {
        name: name.to_owned(),
        parent: parent.map(str::to_owned),
        time: Moment::at(1_700_000_000),
        tool: "0.1.0".to_owned(),
        generation: name.to_owned(),
        metrics,
        ..Record::default()
    }
}

/// One with something in every field, text that means something elsewhere included.
pub(crate) fn hostile(name: &str, parent: Option<&str>) -> Record {
    let text = "'); DROP TABLE records; --\n\"<script>alert(1)</script>\u{202e}\u{1b}[31m\0é";
    let preserved = Preserved {
        path: format!("{text}.json"),
        sha256: "0".repeat(64),
        bytes: u64::MAX >> 1,
        files: 1,
        rows: None,
    };
    let odd = measured("score-effect-size:sc\"ore", text, 0.1 + 0.2, (f64::MIN_POSITIVE, 1.0 / 3.0));
    Record {
        generation: text.to_owned(),
        judged: Some(Judged { reference: text.to_owned(), verdict: Verdict::EarlyCollapse, drift: true }),
        size: Some(Size { rows: 1, documents: 2, tokens: 3, types: 4 }),
        preserved: Some(preserved.clone()),
        params: [(text.to_owned(), text.to_owned()), ("lr".to_owned(), "1e-5".to_owned())].into(),
        sources: vec![DataSource {
            name: text.to_owned(),
            kind: None,
            policy: Some(text.to_owned()),
            preserved,
        }],
        tags: [text.to_owned(), String::new()].into(),
        settings: Some(serde_json::json!({"alpha": 0.05, "columns": {"text": text}})),
        ..record(
            name,
            parent,
            vec![odd, Measured { value: None, low: None, high: None, ..level("entropy", 0.0, (0.0, 0.0)) }],
        )
    }
}
