//! What drift alone would do to the tail's types, beside what happened. Theory: it enters no status.

use super::figures::trend;
use crate::estimator::neutral;
use crate::judge::Judged;
use crate::metric;
use crate::pair::tail_counts;
use crate::profile::Profile;
use crate::report::{Against, Figure, FigureKind, Mark, Series};

/// The metric that the theory speaks of.
const SURVIVAL: &str = "tail-types-survival";

/// Each half of the reference measures the other's tail.
const SEEN: f64 = 0.5;

/// Standard errors on either side of a 95% band.
const BAND: f64 = 1.96;

/// Types of the tail alive by generation, measured and as neutral drift predicts; `None` for fewer than three
/// generations, or where the reference has no tail.
///
/// The prediction is for models that learn exactly what the generation before wrote, and only that, sampled as often as
/// the reference was. It is a survival relative to the reference's own, as the metric is.
pub(super) fn drift(names: &[String], profiles: &[Profile], judged: &[Judged<'_>]) -> Option<Figure> {
    let base: Vec<_> = judged.iter().filter(|j| j.table.against == Against::Base).collect();
    let counts = tail_counts(profiles.first()?);
    let all: u64 = counts.iter().map(|(_, types)| types).sum();
    if base.len() < 2 || all == 0 {
        return None;
    }
    Some(Figure {
        id: "neutral-drift".to_owned(),
        sheet: "neutral-drift".to_owned(),
        kind: FigureKind::Trend,
        title: "Rare words still used, and what chance alone would leave".to_owned(),
        x: "generation".to_owned(),
        y: "kept, relative to the reference".to_owned(),
        categories: base.iter().map(|j| names[j.table.current].clone()).collect(),
        series: vec![trend(metric::find(SURVIVAL)?, &base), theory(&counts, all, base.len())],
        marks: vec![Mark { y: 1.0, label: "all kept".to_owned() }],
    })
}

fn theory(counts: &[(u64, u64)], all: u64, generations: usize) -> Series {
    let mut series = Series {
        name: "theory, independent tokens".to_owned(),
        x: (0..generations).map(|x| x as f64).collect(),
        y: Vec::new(),
        low: Vec::new(),
        high: Vec::new(),
        status: vec![None; generations],
    };
    // The first rate is that of the reference itself.
    for rate in neutral::rates(SEEN).skip(1).take(generations) {
        let (alive, variance) = neutral::alive_from_counts(counts.iter().copied(), rate / SEEN);
        let share = |types: f64| Some((types / all as f64).max(0.0));
        series.y.push(share(alive));
        series.low.push(share(alive - BAND * variance.sqrt()));
        series.high.push(share(alive + BAND * variance.sqrt()));
    }
    series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_types_die_first_and_ever_more_slowly() {
        let of = |counts: &[(u64, u64)]| theory(counts, counts.iter().map(|c| c.1).sum(), 8).y;
        let (rare, common) = (of(&[(1, 100)]), of(&[(9, 100)]));
        // A word seen once survives with the rate's own ratio: (1 - exp(-1/2)) / (1/2).
        assert!((rare[0].unwrap() - 0.786_938_680_574_733).abs() < 1e-12);
        assert!(rare.iter().zip(&common).all(|(r, c)| r < c));
        let falls: Vec<f64> = rare.windows(2).map(|w| w[0].unwrap() - w[1].unwrap()).collect();
        assert!(falls.windows(2).all(|f| 0.0 < f[1] && f[1] < f[0]));
    }
}
