//! Scatter: a named point a series, with an interval both ways, and the line of those that nobody is beyond in both directions.

use super::scale::{self, Scale};
use super::scene::{Align, EM, Frame, Ink, Item, Laid, MIDDLE, Point, RADIUS, Scene, Stroke, Target, shape};
use crate::render::format;
use crate::report::{Figure, Series};
use crate::terms::Status;

/// Points in one plot; more would hide each other.
const MOST: usize = 60;

/// A series that has a place.
struct Placed<'a> {
    series: &'a Series,
    at: Point,
    /// Ends of the horizontal and of the vertical interval.
    across: (f64, f64),
    up: (f64, f64),
    status: Option<Status>,
}

impl<'a> Placed<'a> {
    fn of(series: &'a Series) -> Option<Self> {
        let (x, y) = (*series.x.first()?, (*series.y.first()?)?);
        let end = |value: Option<f64>, or: f64| value.filter(|v| v.is_finite()).unwrap_or(or);
        let across = (end(series.x.get(1).copied(), x), end(series.x.get(2).copied(), x));
        let first = |ends: &[Option<f64>]| ends.first().copied().flatten();
        let up = (end(first(&series.low), y), end(first(&series.high), y));
        let status = series.status.first().copied().flatten();
        (x.is_finite() && y.is_finite()).then_some(Self { series, at: (x, y), across, up, status })
    }

    fn width(&self) -> [f64; 2] {
        [self.across.0.min(self.at.0), self.across.1.max(self.at.0)]
    }

    fn height(&self) -> [f64; 2] {
        [self.up.0.min(self.at.1), self.up.1.max(self.at.1)]
    }
}

/// Lays a figure out. Points that failed do not stretch it: where they lie beyond the others they stand at its edge.
pub(super) fn scene(figure: &Figure, target: Target) -> Laid {
    let points: Vec<Placed<'_>> = figure.series.iter().take(MOST).filter_map(Placed::of).collect();
    let (Some(across), Some(up)) = (extent(&points, Placed::width), extent(&points, Placed::height)) else {
        return Err("no point has a place");
    };
    let bottom = 8.0 + 0.62 * target.width;
    let y = Scale { lo: up.0, hi: up.1, from: bottom, to: 8.0 };
    let ticks = scale::numbered(&y, 6);
    let left = 6.0 + target.letters.widest(ticks.iter().map(|(_, text)| text), EM);
    let frame = Frame { left, top: 8.0, right: target.width - 8.0, bottom };
    let x = Scale { lo: across.0, hi: across.1, from: frame.left, to: frame.right };
    let mut scene = Scene::new(target, frame, bottom + 22.0);
    scene.grid_across(&frame, &x, scale::numbered(&x, 6), target.letters);
    scene.grid_up(&y, ticks);
    scene.axis_left(&frame);
    scene.axis_below();
    let place = |p: Point| (x.place(p.0), y.place(p.1));
    let is_on = |p: &Placed<'_>| x.holds(p.at.0) && y.holds(p.at.1);
    front(&mut scene, &points, place);
    for point in points.iter().filter(|point| is_on(point)) {
        let thin = Stroke::solid(Ink::Muted, 1.0);
        scene.line(&[place((point.across.0, point.at.1)), place((point.across.1, point.at.1))], thin);
        scene.line(&[place((point.at.0, point.up.0)), place((point.at.0, point.up.1))], thin);
    }
    for point in &points {
        let ink = point.status.map_or(Ink::Series(0), Ink::Sign);
        let says = target.letters.clean(&point.series.name);
        scene.items.push(Item::Mark { shape: shape(point.status), at: place(point.at), ink, says });
    }
    names(&mut scene, &points, is_on, place, target);
    let more = figure.series.len().saturating_sub(MOST);
    scene.remark = (more > 0).then(|| format!("and {more} more, not drawn"));
    Ok(scene)
}

/// Ends of an axis, with a little room; of the points that did not fail, where there are two and more.
fn extent<'a>(points: &[Placed<'a>], ends: impl Fn(&Placed<'a>) -> [f64; 2]) -> Option<(f64, f64)> {
    let failed = |p: &&Placed<'_>| p.status == Some(Status::Fail);
    let some = points.iter().filter(|p| !failed(p)).count() >= 2;
    let all = points.iter().filter(|p| !some || !failed(p)).flat_map(ends);
    let (lo, hi) = all.fold((f64::MAX, f64::MIN), |(lo, hi), v| (lo.min(v), hi.max(v)));
    let room = (0.06 * (hi - lo)).max(1e-9);
    (room.is_finite() && lo <= hi).then_some((lo - room, hi + room))
}

/// The line through the points that pass, from left to right.
fn front(scene: &mut Scene, points: &[Placed<'_>], place: impl Fn(Point) -> Point) {
    let mut line: Vec<Point> =
        points.iter().filter(|p| p.status == Some(Status::Pass)).map(|p| place(p.at)).collect();
    line.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    if line.len() > 1 {
        scene.line(&line, Stroke { ink: Ink::Sign(Status::Pass), width: 1.6, dash: &[6.0, 4.0] });
    }
}

/// Names beside the points, moved up or down where they would lie on each other.
fn names(
    scene: &mut Scene,
    points: &[Placed<'_>],
    is_on: impl Fn(&Placed<'_>) -> bool,
    place: impl Fn(Point) -> Point,
    target: Target,
) {
    let frame = scene.frame;
    let mut taken: Vec<[f64; 4]> = points
        .iter()
        .map(|p| place(p.at))
        .map(|(x, y)| [x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS])
        .collect();
    for point in points {
        let (x, y) = place(point.at);
        let room = 0.45 * (frame.right - frame.left);
        let mut text = target.letters.fit(&point.series.name, EM, room);
        if !is_on(point) {
            // Where it would be, since it stands at the edge.
            text += &format!(" (at {}, {})", format::bare(point.at.0), format::bare(point.at.1));
        }
        let width = target.letters.width(&text, EM);
        let half = 0.55 * EM;
        let box_at = |(side, shift): (f64, f64)| {
            let left = if side > 0.0 { x + RADIUS + 4.0 } else { x - RADIUS - 4.0 - width };
            let middle = y + shift * EM;
            [left, middle - half, left + width, middle + half]
        };
        let fits = |b: &[f64; 4]| {
            b[0] >= frame.left && b[2] <= frame.right && b[1] >= frame.top - EM && b[3] <= frame.bottom
        };
        let is_free =
            |b: &[f64; 4]| !taken.iter().any(|t| b[0] < t[2] && t[0] < b[2] && b[1] < t[3] && t[1] < b[3]);
        // Beside the interval's line rather than on it, the nearer the better.
        let shifts = [-0.75, 0.75, -1.7, 1.7, -2.7, 2.7, -3.7, 3.7];
        let tried = shifts.into_iter().flat_map(|shift| [(1.0, shift), (-1.0, shift)]).map(box_at);
        let Some(found) = tried.into_iter().find(|b| fits(b) && is_free(b)) else { continue };
        taken.push(found);
        let baseline = (found[1] + found[3]) / 2.0 + MIDDLE;
        scene.text(text, (found[0], baseline), Align::Left, Ink::Text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::chart::testing;
    use crate::report::FigureKind;

    fn point(name: &str, x: f64, y: f64, status: Status) -> Series {
        Series {
            name: name.to_owned(),
            x: vec![x, x - 0.1, x + 0.1],
            y: vec![Some(y); 3],
            low: vec![Some(y - 1.0); 3],
            high: vec![Some(y + 1.0); 3],
            status: vec![Some(status); 3],
        }
    }

    fn lay(series: Vec<Series>) -> Scene {
        let figure = Figure { series, ..testing::figure(FigureKind::Scatter, 3) };
        scene(&figure, testing::IMAGE).unwrap()
    }

    #[test]
    fn points_at_one_place_have_names_that_can_be_read() {
        let scene = lay((0..6).map(|i| point(&format!("model {i}"), 0.5, 1.0, Status::Pass)).collect());
        let mut places: Vec<(f64, f64)> = Vec::new();
        for item in &scene.items {
            if let Item::Text { text, at, .. } = item
                && text.starts_with("model")
            {
                assert!(
                    places.iter().all(|p| (p.1 - at.1).abs() > EM * 0.9 || p.0 != at.0),
                    "{places:?} {at:?}"
                );
                places.push(*at);
            }
        }
        assert_eq!(places.len(), 6);
    }

    #[test]
    fn what_failed_far_away_stands_at_the_edge_and_says_where_it_would_be() {
        let near = || vec![point("a", 1.0, 5.0, Status::Pass), point("b", 2.0, 6.0, Status::Pass)];
        let far = near().into_iter().chain([point("c", 90.0, 700.0, Status::Fail)]).collect();
        let [alone, all] = [lay(near()), lay(far)];
        let mark = |scene: &Scene, name: &str| {
            scene.items.iter().find_map(|item| match item {
                Item::Mark { at, says, .. } if says == name => Some(*at),
                _ => None,
            })
        };
        assert_eq!(mark(&alone, "a"), mark(&all, "a"), "the others stay where they are");
        assert_eq!(mark(&all, "c"), Some((all.frame.right, all.frame.top)));
        let says = |item: &Item| matches!(item, Item::Text { text, .. } if text == "c (at 90, 700)");
        assert!(all.items.iter().any(says));
    }

    #[test]
    fn the_front_goes_through_those_that_pass() {
        let scene = lay(vec![
            point("a", 0.2, 5.0, Status::Pass),
            point("b", 0.9, 2.0, Status::Pass),
            point("c", 0.5, 9.0, Status::Fail),
        ]);
        let dashed = scene.items.iter().filter_map(|item| match item {
            Item::Path { pieces, stroke, .. } if !stroke.dash.is_empty() => Some(pieces[0].len()),
            _ => None,
        });
        assert_eq!(dashed.collect::<Vec<_>>(), [2]);
    }
}
