//! What the charts of embedding space draw: spectra, clusters, and a map.

use super::figures::{POINTS, line, log_spaced};
use crate::compare::Levels;
use crate::estimator::contour::Plane;
use crate::pair::Map;
use crate::report::{Comparison, Figure, FigureKind, Series};
use crate::terms::Status;

/// Clusters in the chart; the report lists more.
const CLUSTERS: usize = 16;

/// Shares of the documents that the lines of the map enclose.
const ENCLOSED: [f64; 2] = [0.5, 0.9];

/// Points of the map that are marked as lost.
const MARKED: usize = 200;

/// The figures of embedding space; none without embeddings.
pub(super) fn figures(names: &[String], levels: &Levels, focus: Option<&Comparison>) -> Vec<Figure> {
    let map = levels.map.as_ref().zip(names.first().zip(names.last()));
    let spectrum = levels.spectra.iter().any(Option::is_some).then(|| spectrum(names, levels));
    let clusters = focus.filter(|c| !c.modes.is_empty()).map(clusters);
    spectrum.into_iter().chain(clusters).chain(map.and_then(|(m, (a, b))| plane(m, a, b))).collect()
}

/// Variances along each generation's own principal axes.
fn spectrum(names: &[String], levels: &Levels) -> Figure {
    let series = names.iter().zip(&levels.spectra).map(|(name, spectrum)| {
        let values = spectrum.as_deref().unwrap_or_default();
        // On a logarithmic axis a variance of 0 has no place, so the legend tells.
        let varies = values.is_empty() || values.iter().any(|&v| v > 0.0);
        let name = if varies { name.clone() } else { format!("{name} (no variance)") };
        line(&name, log_spaced(values.len()).map(|i| ((i + 1) as f64, values[i])))
    });
    Figure {
        id: "embedding-spectrum".to_owned(),
        sheet: "embedding-spectrum".to_owned(),
        kind: FigureKind::LogLog,
        title: "How strongly embeddings vary along their main directions (a line that falls earlier has fewer of them)".to_owned(),
        x: "direction, the strongest first".to_owned(),
        y: "variance along it".to_owned(),
        categories: Vec::new(),
        series: series.collect(),
        marks: Vec::new(),
    }
}

/// The clusters whose share changed most, the largest loss first.
fn clusters(c: &Comparison) -> Figure {
    let n = c.modes.len().min(CLUSTERS);
    // The ends of the list changed most: losses first, gains last.
    let ends = c.modes[..n - n / 3].iter().chain(&c.modes[c.modes.len() - n / 3..]);
    let modes: Vec<_> = ends.collect();
    let name = |m: &crate::report::Mode| match m.words.is_empty() {
        true => format!("number {}", m.cluster),
        false => m.words.join(" · "),
    };
    let side = |generation: &str, documents: fn(&crate::report::Mode) -> u64| {
        line(generation, modes.iter().enumerate().map(|(at, m)| (at as f64, documents(m) as f64)))
    };
    Figure {
        id: "embedding-clusters".to_owned(),
        sheet: "embedding-clusters".to_owned(),
        kind: FigureKind::PairedBars,
        title: format!("Clusters of meaning that changed most: {} against {}", c.current, c.reference),
        x: "documents in it (as many sampled of either)".to_owned(),
        y: "cluster, by its words".to_owned(),
        categories: modes.iter().map(|m| name(m)).collect(),
        series: vec![side(&c.reference, |m| m.documents_before), side(&c.current, |m| m.documents_after)],
        marks: Vec::new(),
    }
}

/// The densities of two generations on the reference's plane, and what is reached no more.
fn plane(map: &Map, reference: &str, current: &str) -> Option<Figure> {
    let plane = Plane::around(map.reference.iter().chain(&map.current))?;
    let outline = |name: &str, points: &[[f64; 2]]| {
        let density = plane.density(points);
        drawn(name, ENCLOSED.iter().flat_map(|share| density.enclosing(*share)).collect())
    };
    let every = map.lost.len().div_ceil(MARKED).max(1);
    let lost: Vec<&[f64; 2]> = map.lost.iter().step_by(every).collect();
    let (n, found) = (map.lost.len(), map.found);
    let drawn_of = if lost.len() < n { format!("; {} drawn", lost.len()) } else { String::new() };
    let what = format!("{n} points reached no more (by chance {found}{drawn_of})");
    let lost = Series {
        status: vec![Some(Status::Fail); lost.len()],
        ..line(&what, lost.iter().map(|p| (p[0], p[1])))
    };
    Some(Figure {
        id: "embedding-map".to_owned(),
        sheet: "embedding-map".to_owned(),
        kind: FigureKind::Map,
        title: format!(
            "Where {current} lies on the map of {reference} (lines enclose the densest 50% and 90%; the plane shows {:.0}% of the variance, so what looks near may be far)",
            100.0 * map.share
        ),
        x: format!("first principal axis of {reference}"),
        y: format!("second principal axis of {reference}"),
        categories: Vec::new(),
        series: vec![outline(reference, &map.reference), outline(current, &map.current), lost],
        marks: Vec::new(),
    })
}

/// Lines as one series: a place without a value lifts the pen. At most [`POINTS`] places.
fn drawn(name: &str, lines: Vec<Vec<[f64; 2]>>) -> Series {
    let all: usize = lines.iter().map(|line| line.len() + 1).sum();
    let every = all.div_ceil(POINTS - 2 * lines.len().min(POINTS / 4)).max(1);
    let mut series = line(name, std::iter::empty());
    for line in lines {
        let end = line.len() - 1;
        let kept = line.iter().enumerate().filter(|(i, _)| i % every == 0 || *i == end);
        kept.for_each(|(_, p)| {
            series.x.push(p[0]);
            series.y.push(Some(p[1]));
        });
        series.x.push(line[end][0]);
        series.y.push(None);
    }
    series.x.truncate(POINTS);
    series.y.truncate(POINTS);
    series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_long_lines_stay_within_the_limit_and_end_where_they_ended() {
        let long = |n: usize| (0..n).map(|i| [i as f64, 1.0]).collect::<Vec<_>>();
        let series = drawn("a", vec![long(900), long(700), long(3)]);
        assert!(series.x.len() <= POINTS && series.x.len() == series.y.len());
        assert_eq!(series.y.iter().filter(|y| y.is_none()).count(), 3);
        assert!(series.x.contains(&899.0) && series.x.contains(&699.0) && series.x.contains(&2.0));
    }

    #[test]
    fn a_map_marks_what_is_lost() {
        let grid = |n: usize| (0..n * n).map(|i| [(i % n) as f64, (i / n) as f64]).collect::<Vec<[f64; 2]>>();
        let map = Map {
            reference: grid(20),
            current: grid(8),
            lost: grid(20)[200..].to_vec(),
            found: 3,
            share: 0.25,
        };
        let figure = plane(&map, "gen0", "gen1").unwrap();
        assert_eq!(figure.series.len(), 3);
        assert_eq!(figure.series[2].name, "200 points reached no more (by chance 3)");
        assert!(figure.series.iter().all(|s| s.x.len() <= POINTS && s.x.len() == s.y.len()));
        assert_eq!(
            plane(&Map { reference: vec![], current: vec![], lost: vec![], found: 0, share: 0.0 }, "a", "b"),
            None
        );
    }
}
