//! What the chart of an audit draws: what the mix is made of.

use super::result::SourceShare;
use crate::report::{Figure, FigureKind, Series};

/// The sheet, which names the file.
const SHEET: &str = "audit";
/// Sources with a color of their own.
const SOURCES: usize = 6;

/// A bar of rows and one of words.
pub(super) fn composition(sources: &[SourceShare]) -> Figure {
    let shares = |source: &SourceShare| [source.row_share, source.word_share.unwrap_or(0.0)];
    let (shown, rest) = sources.split_at(sources.len().min(SOURCES));
    let mut series: Vec<Series> = shown.iter().map(|source| bar(&label(source), shares(source))).collect();
    if !rest.is_empty() {
        let sum = rest.iter().map(shares).fold([0.0; 2], |sum, more| [sum[0] + more[0], sum[1] + more[1]]);
        series.push(bar(&format!("{} further sources", rest.len()), sum));
    }
    Figure {
        id: "audit-composition".to_owned(),
        sheet: SHEET.to_owned(),
        kind: FigureKind::Stack,
        title: "What the mix is made of".to_owned(),
        x: "counted in".to_owned(),
        y: "share of the mix".to_owned(),
        categories: ["rows", "words"].map(str::to_owned).into(),
        series,
        marks: Vec::new(),
    }
}

fn label(source: &SourceShare) -> String {
    format!("{} ({})", source.name.as_deref().unwrap_or("no source"), source.origin.name())
}

fn bar(name: &str, shares: [f64; 2]) -> Series {
    Series {
        name: name.to_owned(),
        x: vec![0.0, 1.0],
        y: shares.map(Some).into(),
        low: Vec::new(),
        high: Vec::new(),
        status: vec![None; 2],
    }
}
