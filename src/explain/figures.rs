//! What the charts draw, as data.

use super::{geometry, neutral};
use crate::compare::{LevelRow, Levels};
use crate::estimator::tail_index;
use crate::judge::Judged;
use crate::metric::Metric;
use crate::profile::Profile;
use crate::report::{Against, Comparison, Figure, FigureKind, Mark, Series};
use crate::terms::Symptom;

/// Fewest words that Hill's index is drawn for: of fewer it is noise.
const FEWEST_WORDS: usize = 10;

/// Most points of a series.
pub(super) const POINTS: usize = 500;

/// All figures, in the order in which a report shows them.
pub fn figures(
    names: &[String],
    profiles: &[Profile],
    levels: &Levels,
    judged: &[Judged<'_>],
    focus: Option<&Comparison>,
) -> Vec<Figure> {
    let mut figures = retention(names, judged);
    figures.extend(neutral::drift(names, profiles, judged));
    figures.extend(frequency(names, profiles));
    figures.push(shares(names, &levels.rows));
    figures.extend(geometry::figures(names, levels, focus));
    figures.extend(focus.map(lost));
    figures.extend(focus.map(overused));
    figures
}

/// One panel a symptom: its gating metrics against the base, by generation.
fn retention(names: &[String], judged: &[Judged<'_>]) -> Vec<Figure> {
    let base: Vec<_> = judged.iter().filter(|j| j.table.against == Against::Base).collect();
    let panel = |symptom: Symptom| {
        let metrics: Vec<&'static Metric> = crate::metric::METRICS
            .iter()
            .copied()
            .filter(|m| m.symptom == Some(symptom) && m.kind == crate::terms::Kind::Retention)
            .collect();
        // Some decide in some comparisons only.
        let own = base.iter().flat_map(|j| &j.whole.rows).filter(|r| r.row.metric.symptom == Some(symptom));
        let margins = own.filter_map(|r| r.margins).next()?;
        let is_measured = |series: &Series| series.y.iter().any(Option::is_some);
        Some(Figure {
            id: format!("retention-{}", symptom.name()),
            sheet: "retention".to_owned(),
            kind: FigureKind::Trend,
            title: symptom.record().title.to_owned(),
            x: "generation".to_owned(),
            y: "kept, relative to the reference".to_owned(),
            categories: base.iter().map(|j| names[j.table.current].clone()).collect(),
            series: metrics.iter().map(|m| trend(m, &base)).filter(is_measured).collect(),
            marks: vec![
                Mark { y: 1.0, label: "all kept".to_owned() },
                Mark { y: margins.warn, label: line_of("warn", margins.warn) },
                Mark { y: margins.fail, label: line_of("fail", margins.fail) },
            ],
        })
    };
    // A symptom that nothing was measured for has no panel; the page says why it did not run.
    Symptom::ALL.into_iter().filter_map(panel).filter(|figure| !figure.series.is_empty()).collect()
}

/// The label of a margin: where labels are moved apart, its place says nothing, so it holds the number.
fn line_of(name: &str, margin: f64) -> String {
    let two = format!("{margin:.2}");
    let is_exact = two.parse() == Ok(margin);
    if is_exact { format!("{name} {two}") } else { format!("{name} {margin}") }
}

pub(super) fn trend(metric: &Metric, base: &[&Judged<'_>]) -> Series {
    let mut series = line(metric.label, std::iter::empty());
    for (x, judged) in base.iter().enumerate() {
        let row = judged.whole.rows.iter().find(|r| !r.row.of_text && r.row.name == metric.name);
        let estimate = row.and_then(|r| r.row.outcome.as_ref().ok()).map(|o| o.estimate);
        series.x.push(x as f64);
        series.y.push(estimate.map(|e| e.value));
        series.low.push(estimate.map(|e| e.low));
        series.high.push(estimate.map(|e| e.high));
        series.status.push(row.and_then(|r| r.status));
    }
    series
}

/// Words by rank, and the index of their tail by where the tail is taken to begin.
fn frequency(names: &[String], profiles: &[Profile]) -> [Figure; 2] {
    let (ranks, indices) = names
        .iter()
        .zip(profiles)
        .map(|(name, profile)| {
            let words = &profile.words.counts;
            let mut counts: Vec<f64> = (0..words.len()).map(|at| words.total(at).0 as f64).collect();
            counts.sort_unstable_by(|a, b| b.total_cmp(a));
            let per_million = 1e6 / profile.n_tokens().max(1) as f64;
            let rank = log_spaced(counts.len()).map(|r| ((r + 1) as f64, counts[r] * per_million));
            let index = tail_index::curve(&counts);
            // Within words of one frequency the index only says where among equals it was cut.
            let ends = |at: &usize| *at + 1 >= FEWEST_WORDS && counts[*at] > counts[*at + 1];
            let places: Vec<usize> = (0..index.len()).filter(ends).collect();
            let drawn = log_spaced(places.len()).map(|i| ((places[i] + 1) as f64, index[places[i]]));
            (line(name, rank), line(name, drawn))
        })
        .unzip();
    let figure = |id: &str, title: &str, x: &str, y: &str, series| Figure {
        id: id.to_owned(),
        sheet: "rank-frequency".to_owned(),
        kind: FigureKind::LogLog,
        title: title.to_owned(),
        x: x.to_owned(),
        y: y.to_owned(),
        categories: Vec::new(),
        series,
        marks: Vec::new(),
    };
    [
        figure(
            "rank-frequency",
            "Rank and frequency of words (where a line ends depends on how much text there is)",
            "rank of the word",
            "occurrences per million words",
            ranks,
        ),
        figure(
            "tail-index",
            "Hill's index of word frequencies by how many words it is taken from (it can be read where a line is flat)",
            "words taken, the most frequent first",
            "Hill's tail index",
            indices,
        ),
    ]
}

/// Up to [`POINTS`] positions below `n`, dense at the beginning and evenly spaced in the logarithm later.
pub(super) fn log_spaced(n: usize) -> impl Iterator<Item = usize> {
    let mut last = None;
    (0..POINTS).filter_map(move |k| {
        let at = ((n as f64).powf(k as f64 / (POINTS - 1) as f64).round() as usize).saturating_sub(1);
        let fresh = at < n && last != Some(at);
        last = Some(at);
        fresh.then_some(at)
    })
}

pub(super) fn line(name: &str, points: impl Iterator<Item = (f64, f64)>) -> Series {
    let (x, y) = points.map(|(x, y)| (x, Some(y))).unzip();
    Series { name: name.to_owned(), x, y, low: Vec::new(), high: Vec::new(), status: Vec::new() }
}

fn shares(names: &[String], levels: &[LevelRow]) -> Figure {
    let level = |generation: usize, metric: &str| {
        let row = levels.iter().find(|l| l.generation == generation && l.metric.name == metric);
        row.and_then(|l| l.estimate.as_ref().ok()).map(|e| e.value)
    };
    let tail: Vec<_> = (0..names.len()).map(|g| level(g, "reference-tail-retention")).collect();
    let novel: Vec<_> = (0..names.len()).map(|g| level(g, "novel-mass-ratio")).collect();
    let head = tail.iter().zip(&novel).map(|(t, n)| Some(1.0 - (*t)? - (*n)?)).collect();
    let whole = |(name, y): (&str, Vec<Option<f64>>)| Series {
        x: (0..y.len()).map(|x| x as f64).collect(),
        y,
        ..line(name, std::iter::empty())
    };
    let series = [
        ("head of the reference", head),
        ("tail of the reference", tail),
        ("unseen in the reference", novel),
    ];
    Figure {
        id: "shares".to_owned(),
        sheet: "shares".to_owned(),
        kind: FigureKind::Stack,
        title: "Where the words come from".to_owned(),
        // Without this the bar of the reference itself, with words "unseen in the reference", looks like a mistake.
        x: "generation; one half of the reference sorts the words, its other half is counted, so some are new there too"
            .to_owned(),
        y: "share of the words".to_owned(),
        categories: names.to_vec(),
        series: series.into_iter().map(whole).collect(),
        marks: Vec::new(),
    }
}

fn lost(c: &Comparison) -> Figure {
    let rows: Vec<_> = c
        .lost
        .iter()
        .filter(|l| l.beyond_chance)
        .map(|l| (l.text.clone(), l.documents_before, l.documents_after))
        .collect();
    bars("lost", &format!("Lost: in {}, not in {}", c.reference, c.current), c, &rows)
}

fn overused(c: &Comparison) -> Figure {
    let rows: Vec<_> = c
        .overused
        .iter()
        .filter(|o| o.beyond_chance)
        .map(|o| (o.text.clone(), o.documents_before, o.documents_after))
        .collect();
    bars("overused", &format!("Overused in {}, against {}", c.current, c.reference), c, &rows)
}

fn bars(id: &str, title: &str, comparison: &Comparison, rows: &[(String, u64, u64)]) -> Figure {
    let side = |name: &str, documents: fn(&(String, u64, u64)) -> u64| {
        line(name, rows.iter().enumerate().map(|(at, row)| (at as f64, documents(row) as f64)))
    };
    Figure {
        id: id.to_owned(),
        sheet: id.to_owned(),
        kind: FigureKind::PairedBars,
        title: title.to_owned(),
        x: "documents that hold it".to_owned(),
        y: "word or phrase".to_owned(),
        categories: rows.iter().map(|r| r.0.clone()).collect(),
        series: vec![side(&comparison.reference, |row| row.1), side(&comparison.current, |row| row.2)],
        marks: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_start_at_the_first_and_end_at_the_last() {
        for n in [0, 1, 2, 10, 499, 500, 501, 1_000_000] {
            let ranks: Vec<_> = log_spaced(n).collect();
            assert!(ranks.windows(2).all(|w| w[0] < w[1]), "{n}");
            assert_eq!(ranks.first().copied(), (n > 0).then_some(0), "{n}");
            assert_eq!(ranks.last().copied(), n.checked_sub(1), "{n}");
            assert!(ranks.len() <= POINTS);
        }
    }

    #[test]
    fn margins_are_written_as_they_are() {
        assert_eq!(
            (line_of("fail", 0.9), line_of("warn", 0.975)),
            ("fail 0.90".to_owned(), "warn 0.975".to_owned())
        );
    }
}
