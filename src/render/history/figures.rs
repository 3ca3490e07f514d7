//! The charts of a history: each metric over the releases, a line for each branch, which begins where it leaves another.

use std::collections::BTreeMap;

use crate::records::{History, Measured, Release, Way};
use crate::report::{Figure, FigureKind, Mark, Series};
use crate::terms::Status;

/// Releases on one chart; the latest are drawn.
const MOST: usize = 48;
/// Lines on one chart.
const LINES: usize = 8;

/// A value with its interval.
type Point = (f64, Option<f64>, Option<f64>, Option<Status>);

/// What is kept of the root, and the level, of every metric that has any.
pub(super) fn figures(history: &History) -> Vec<Figure> {
    let order = order(history);
    let branches = branches(history, &order);
    let mut figures = Vec::new();
    for (at, metric) in history.metrics.iter().enumerate() {
        let kept = |release: &Release| -> Option<Point> {
            if release.parent.is_none() {
                // A root keeps all of itself.
                return Some((1.0, None, None, None));
            }
            let number = release.numbers.get(at)?;
            let kept = number.kept.as_ref()?;
            // A step that was multiplied was judged against another release than the root.
            let judged = number.compared.as_ref().filter(|_| kept.way == Way::Direct);
            let status = judged.and_then(|m| m.status);
            Some((kept.value, kept.low, kept.high, status))
        };
        let level = |release: &Release| -> Option<Point> {
            let m = release.numbers.get(at)?.level.as_ref()?;
            Some((m.value?, m.low, m.high, None))
        };
        let measured = order.iter().find_map(|release| release.numbers.get(at)?.compared.as_ref());
        let has_share = order.iter().any(|r| r.numbers.get(at).is_some_and(|n| n.kept.is_some()));
        if has_share {
            let (title, y) = (format!("{metric}: share of the root that is kept"), "share of the root");
            let marks = marks(measured);
            figures.push(figure(&format!("history-kept-{at}"), &title, y, &order, &branches, &kept, marks));
        }
        if order.iter().any(|release| level(release).is_some()) {
            let (title, y) = (format!("{metric}: level of each release"), "level");
            figures.push(figure(
                &format!("history-level-{at}"),
                &title,
                y,
                &order,
                &branches,
                &level,
                Vec::new(),
            ));
        }
    }
    figures
}

/// The latest releases, in the order of time.
fn order(history: &History) -> Vec<&Release> {
    let mut order: Vec<&Release> = history.releases.iter().collect();
    order.sort_by_key(|release| release.time);
    order.split_off(order.len().saturating_sub(MOST))
}

/// Lines of places in the order: of every release that ends one, back to where another line has been drawn.
fn branches(history: &History, order: &[&Release]) -> Vec<Vec<usize>> {
    let place: BTreeMap<&str, usize> = order.iter().enumerate().map(|(i, r)| (&*r.name, i)).collect();
    let parents: Vec<Option<usize>> =
        order.iter().map(|r| place.get(r.parent.as_deref()?).copied()).collect();
    let mut is_drawn = vec![false; order.len()];
    let mut all = Vec::new();
    // In the order of the tree, so that the first branch of a release carries the line on.
    let tips = history.releases.iter().filter_map(|r| place.get(&*r.name).copied());
    for tip in tips.filter(|tip| !parents.contains(&Some(*tip))) {
        let mut branch = vec![tip];
        is_drawn[tip] = true;
        let mut here = tip;
        while let Some(parent) = parents[here].filter(|_| branch.len() <= order.len()) {
            branch.push(parent);
            if std::mem::replace(&mut is_drawn[parent], true) {
                break;
            }
            here = parent;
        }
        branch.reverse();
        all.push(branch);
    }
    all.truncate(LINES);
    all
}

fn figure(
    id: &str,
    title: &str,
    y: &str,
    order: &[&Release],
    branches: &[Vec<usize>],
    point: &dyn Fn(&Release) -> Option<Point>,
    marks: Vec<Mark>,
) -> Figure {
    let series = |branch: &Vec<usize>| {
        let points: Vec<Option<Point>> = branch.iter().map(|at| point(order[*at])).collect();
        let get =
            |part: fn(&Point) -> Option<f64>| points.iter().map(|p| p.as_ref().and_then(part)).collect();
        Series {
            name: branch.last().map_or_else(String::new, |tip| format!("… {}", order[*tip].name)),
            x: branch.iter().map(|at| *at as f64).collect(),
            y: get(|p| Some(p.0)),
            low: get(|p| p.1),
            high: get(|p| p.2),
            status: points.iter().map(|p| p.and_then(|p| p.3)).collect(),
        }
    };
    Figure {
        id: id.to_owned(),
        sheet: "history".to_owned(),
        kind: FigureKind::Trend,
        title: title.to_owned(),
        x: "releases, by time".to_owned(),
        y: y.to_owned(),
        categories: order.iter().map(|release| release.name.clone()).collect(),
        series: branches.iter().map(series).collect(),
        marks,
    }
}

/// Where a share warns and fails.
fn marks(measured: Option<&Measured>) -> Vec<Mark> {
    let mark = |y: Option<f64>, label: &str| y.map(|y| Mark { y, label: label.to_owned() });
    let (warn, fail) = measured.map_or((None, None), |m| (m.warn_margin, m.fail_margin));
    [mark(Some(1.0), "all kept"), mark(warn, "warn"), mark(fail, "fail")].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::testing::{level, measured, record};
    use crate::records::{Part, history};

    #[test]
    fn a_branch_begins_where_it_leaves_another() {
        let records = [
            record("a", None, vec![level("m", 9.0, (8.0, 10.0))]),
            record("b", Some("a"), vec![measured("m", "a", 0.9, (0.8, 1.0))]),
            record("c", Some("b"), vec![measured("m", "b", 0.9, (0.8, 1.0))]),
            record("d", Some("b"), vec![measured("m", "b", 0.7, (0.6, 0.8))]),
        ];
        let part = Part { metrics: vec!["m".to_owned()], ..Part::default() };
        let figures = figures(&history(&records, &part).unwrap());
        assert_eq!(figures.len(), 2);
        let kept = &figures[0];
        assert_eq!(
            kept.series.iter().map(|s| s.x.clone()).collect::<Vec<_>>(),
            [vec![0.0, 1.0, 2.0], vec![1.0, 3.0]]
        );
        assert_eq!(kept.series[0].y[0], Some(1.0));
        assert_eq!(kept.marks.len(), 3);
        assert_eq!(figures[1].series[0].y, [Some(9.0), None, None]);
    }
}
