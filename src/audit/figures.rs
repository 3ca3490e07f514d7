//! What the charts of an audit draw: what the mix is made of, and what its parts keep beside how synthetic they are.

use super::result::{Covered, SourceShare};
use crate::report::{Figure, FigureKind, Mark, Series};

/// The sheet, which names the file.
const SHEET: &str = "audit";
/// Sources with a color of their own.
const SOURCES: usize = 6;

/// The figures there is something for.
pub(super) fn all(sources: &[SourceShare], covered: &[Covered]) -> Vec<Figure> {
    let kept = Some(kept(covered)).filter(|figure| !figure.series.is_empty());
    std::iter::once(composition(sources)).chain(kept).collect()
}

/// A bar of rows and one of words.
fn composition(sources: &[SourceShare]) -> Figure {
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

/// A mark a part, by how synthetic it is.
fn kept(covered: &[Covered]) -> Figure {
    let point = |part: &Covered| {
        let (share, tail) = part.synthetic_share.zip(part.tail)?;
        Some(Series {
            name: part.part.clone(),
            x: vec![share],
            y: vec![Some(tail)],
            low: vec![part.low],
            high: vec![part.high],
            status: vec![Some(part.status)],
        })
    };
    Figure {
        id: "audit-tail".to_owned(),
        sheet: SHEET.to_owned(),
        kind: FigureKind::Map,
        title: "Rare words kept, by how synthetic a part of the mix is".to_owned(),
        x: "share of synthetic rows".to_owned(),
        y: "rare words kept (1 = as in the real data)".to_owned(),
        categories: Vec::new(),
        series: covered.iter().filter_map(point).collect(),
        marks: vec![Mark { y: 1.0, label: "all kept".to_owned() }],
    }
}
