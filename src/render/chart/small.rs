//! A small chart of what decided: how much of one symptom was kept, from the reference to the latest generation, over the zones in which it
//! warns and fails. Everything that a first screen or a poster needs to be read without a legend stands in it.

use super::scale::Scale;
use super::scene::{Align, EM, Frame, Ink, Item, MIDDLE, Point, Scene, Stroke, Target, shape};
use crate::render::glance::{self, Column};
use crate::render::sign::Shape;
use crate::render::{format, story};
use crate::report::Report;
use crate::terms::Status;

/// What a ratio's axis always shows, so that a loss of a few hundredths looks like one.
const CORE: (f64, f64) = (0.75, 1.05);
/// The axis ends here; what lies above sticks to its end, and its number says how far it lies.
const HIGHEST: f64 = 1.3;
/// Units from top to bottom of the plot.
const PLOT: f64 = 74.0;
/// Generations beyond which the earlier ones are left out.
const MOST: usize = 12;

/// A small chart.
#[derive(Debug)]
pub(in crate::render) struct Small {
    /// Which symptom, and what stands behind it.
    pub(in crate::render) column: Column,
    /// The chart without its title.
    pub(in crate::render) scene: Scene,
}

/// One generation.
struct Spot {
    name: String,
    value: f64,
    interval: Option<(f64, f64)>,
    status: Option<Status>,
}

/// The charts of what decided, the worst first, all on one scale.
pub(in crate::render) fn charts(report: &Report, target: Target) -> Vec<Small> {
    let columns = glance::decided(report);
    let spots: Vec<Vec<Spot>> = columns.iter().map(|column| spots(report, column)).collect();
    let lowest = |spot: &Spot| spot.interval.map_or(spot.value, |(low, _)| low.min(spot.value));
    let lo = spots.iter().flatten().map(lowest).fold(CORE.0, f64::min).max(0.0);
    let lo = if lo < CORE.0 { 0.0 } else { lo };
    let hi = spots.iter().flatten().map(|spot| spot.value).fold(CORE.1, f64::max).min(HIGHEST);
    let both = columns.into_iter().zip(spots);
    both.map(|(column, spots)| Small { scene: scene(report, &column, &spots, (lo, hi), target), column })
        .collect()
}

fn spots(report: &Report, column: &Column) -> Vec<Spot> {
    let all: Vec<_> = story::bases(report).collect();
    let shown = &all[all.len().saturating_sub(MOST)..];
    let spot = |c: &&crate::report::Comparison| {
        let m = glance::metric(c, column)?;
        let value = m.value.filter(|v| v.is_finite())?;
        Some(Spot { name: c.current.clone(), value, interval: m.ci_low.zip(m.ci_high), status: m.status })
    };
    shown.iter().filter_map(spot).collect()
}

fn scene(report: &Report, column: &Column, spots: &[Spot], (lo, hi): (f64, f64), target: Target) -> Scene {
    let letters = target.letters;
    let left = letters.width("100%", EM) + 8.0;
    let frame = Frame { left, top: 1.5 * EM, right: target.width - 2.0, bottom: 1.5 * EM + PLOT };
    let mut scene = Scene::new(target, frame, frame.bottom + 1.6 * EM);
    let y = Scale { lo, hi, from: frame.bottom, to: frame.top };
    zones(&mut scene, report, column, &y);
    let at = y.place(1.0);
    scene.line(&[(frame.left, at), (frame.right, at)], Stroke::solid(Ink::Axis, 1.0));
    scene.beside("100%", at, Ink::Muted);
    if lo > 0.0 {
        scene.beside(&format::percent(lo), frame.bottom, Ink::Muted);
    }
    let slot = (frame.right - frame.left) / (spots.len() + 1) as f64;
    let x = |i: usize| frame.left + (i as f64 + 0.5) * slot;
    let places: Vec<Point> = spots.iter().enumerate().map(|(i, s)| (x(i + 1), y.place(s.value))).collect();
    let line: Vec<Point> = std::iter::once((x(0), at)).chain(places.iter().copied()).collect();
    scene.line(&line, Stroke::solid(Ink::Text, 1.6));
    scene.items.push(Item::Mark {
        shape: Shape::Diamond,
        at: (x(0), at),
        ink: Ink::First,
        says: String::new(),
    });
    for (spot, place) in spots.iter().zip(&places) {
        mark(&mut scene, spot, *place, &y, target);
    }
    labels(&mut scene, spots, &places, target);
    names(&mut scene, report, spots, target);
    scene
}

/// Where the metric fails, and where it warns.
fn zones(scene: &mut Scene, report: &Report, column: &Column, y: &Scale) {
    let margins = story::bases(report).filter_map(|c| glance::metric(c, column));
    let Some((warn, fail)) = margins.filter_map(|m| m.warn_margin.zip(m.fail_margin)).next() else { return };
    let Frame { left, right, .. } = scene.frame;
    for (from, to, status) in [(warn, fail, Status::Warn), (fail, f64::MIN, Status::Fail)] {
        let (top, bottom) = (y.place(from), y.place(to));
        if bottom > top {
            scene.rect((left, top), (right, bottom), Ink::Zone(status));
        }
    }
}

/// One value with its interval.
fn mark(scene: &mut Scene, spot: &Spot, at: Point, y: &Scale, target: Target) {
    let status = spot.status.unwrap_or(Status::NotRun);
    let ink = Ink::Sign(status);
    let said = match spot.interval {
        Some((low, high)) => {
            let ends = [(at.0, y.place(low)), (at.0, y.place(high))];
            scene.line(&ends, Stroke::solid(ink, 1.6));
            format::interval(spot.value, low, high)
        }
        None => format::bare(spot.value),
    };
    let says = format!("{}: {said}, {}", target.letters.clean(&spot.name), status.name());
    scene.items.push(Item::Mark { shape: shape(spot.status), at, ink, says });
}

/// The numbers of the latest generation and, where it is another one, of the least that is kept.
fn labels(scene: &mut Scene, spots: &[Spot], places: &[Point], target: Target) {
    let Some(last) = spots.len().checked_sub(1) else { return };
    let least = (0..=last).min_by(|&a, &b| spots[a].value.total_cmp(&spots[b].value)).unwrap_or(last);
    let is_news = least != last && spots[least].value < 0.9 * spots[last].value;
    for i in [is_news.then_some(least), Some(last)].into_iter().flatten() {
        let text = format::percent(spots[i].value);
        let half = target.letters.width(&text, EM) / 2.0;
        let (x, y) = places[i];
        let x = x.clamp(scene.frame.left + half, scene.frame.right - half);
        // Above its mark, since the line comes from above there only where it falls.
        let falls = i > 0 && places[i - 1].1 < y - EM;
        let x = if falls { (x + half / 2.0).min(scene.frame.right - half) } else { x };
        scene.text(text, (x, y - 0.75 * EM), Align::Center, Ink::Text);
    }
}

/// The reference and the latest generation below.
fn names(scene: &mut Scene, report: &Report, spots: &[Spot], target: Target) {
    let reference = report.generations.first().map_or("", |g| &g.name);
    let latest = spots.last().map_or("", |spot| &spot.name);
    let baseline = scene.frame.bottom + 0.5 * EM + 2.0 * MIDDLE;
    let half = (scene.frame.right - scene.frame.left) / 2.0 - 6.0;
    for (name, x, align) in
        [(reference, scene.frame.left, Align::Left), (latest, scene.frame.right, Align::Right)]
    {
        scene.text(target.letters.fit(name, EM, half), (x, baseline), align, Ink::Muted);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::IMAGE;
    use super::*;
    use crate::render::testing;
    use crate::terms::{Symptom, Verdict};

    #[test]
    fn the_worst_comes_first_and_every_status_has_its_color() {
        let report = testing::collapse();
        let charts = charts(&report, IMAGE);
        assert_eq!(charts.len(), 4);
        let worst = report.comparisons.iter().find(|c| c.current == "gen2").unwrap();
        let kept = |s: Symptom| {
            let s = worst.symptoms.iter().find(|found| found.symptom == s).unwrap();
            story::deciding(worst, s).unwrap().value.unwrap()
        };
        assert!(kept(charts[0].column.symptom) <= kept(charts[1].column.symptom));
        let inks: Vec<Ink> = charts[0].scene.items.iter().map(Item::ink).collect();
        for ink in [Ink::Zone(Status::Warn), Ink::Zone(Status::Fail), Ink::Sign(Status::Fail), Ink::First] {
            assert!(inks.contains(&ink), "{ink:?} is missing");
        }
    }

    #[test]
    fn everything_stays_within_the_scene() {
        let mut report = testing::chain(&[(Verdict::Warning, Verdict::Stable); 14]);
        let values = [17.0, 0.0, 1e-9, 0.5];
        for (i, value) in values.into_iter().enumerate() {
            let c = testing::base(&mut report, &format!("gen{}", 11 + i));
            testing::set(c, Symptom::TailLoss, Status::Fail, [value, value / 2.0, 2.0 * value], "");
        }
        report.generations[0].name = "a name as long as\nnobody would give one".repeat(9);
        for small in charts(&report, IMAGE) {
            for item in &small.scene.items {
                if let Item::Text { at, .. } | Item::Mark { at, .. } = item {
                    assert!((0.0..=small.scene.width).contains(&at.0), "{item:?}");
                    assert!((0.0..=small.scene.height).contains(&at.1), "{item:?}");
                }
            }
        }
    }
}
