//! Rank and frequency: one line a generation on two logarithmic axes.

use super::scale::Scale;
use super::scene::{EM, Frame, Laid, Point, Scene, Stroke, Target};
use crate::render::format;
use crate::report::{Figure, Series};

/// Lines drawn in one plot.
const MAX_SERIES: usize = 16;

/// Lays a figure out.
pub(super) fn scene(figure: &Figure, target: Target) -> Laid {
    let lines: Vec<Vec<Point>> = figure.series.iter().take(MAX_SERIES).map(points).collect();
    let all = || lines.iter().flatten();
    if all().next().is_none() {
        return Err("no value is above 0, so none has a place on a logarithmic axis");
    }
    let bottom = 8.0 + 0.54 * target.width;
    let y = axis(all().map(|p| p.1), bottom, 8.0);
    let ticks = log_ticks(&y);
    let left = 6.0 + target.letters.widest(ticks.iter().map(|(_, text)| text), EM);
    let frame = Frame { left, top: 8.0, right: target.width - 8.0, bottom };
    let x = axis(all().map(|p| p.0), frame.left, frame.right);
    let mut scene = Scene::new(target, frame, bottom + 22.0);
    scene.grid_across(&frame, &x, log_ticks(&x), target.letters);
    scene.grid_up(&y, ticks);
    scene.axis_left(&frame);
    scene.axis_below();
    for (i, (points, series)) in lines.iter().zip(&figure.series).enumerate() {
        let stroke = Stroke::generation(i, lines.len());
        let piece = points.iter().map(|p| (x.place(p.0), y.place(p.1))).collect();
        scene.trace(vec![piece], stroke, target.letters.clean(&series.name));
        scene.name_line(stroke, &series.name);
    }
    let more = figure.series.len() - lines.len();
    scene.remark = (more > 0).then(|| format!("and {more} more, not drawn"));
    Ok(scene)
}

/// The logarithms of what can be drawn.
fn points(series: &Series) -> Vec<Point> {
    let both = series.x.iter().zip(&series.y).filter_map(|(&x, &y)| Some((x.log10(), y?.log10())));
    both.filter(|(x, y)| x.is_finite() && y.is_finite()).collect()
}

/// An axis over the logarithms given, with a little room, and at least half a decade long.
fn axis(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Scale {
    let (lo, hi) = values.fold((f64::MAX, f64::MIN), |(lo, hi), v| (lo.min(v), hi.max(v)));
    let short = (0.5 - (hi - lo)).max(0.0) / 2.0;
    let room = 0.03 * (hi - lo) + short;
    Scale { lo: lo - room, hi: hi + room, from, to }
}

/// Ticks at powers of ten, thinned out over long axes and filled with 2 and 5 on short ones.
fn log_ticks(scale: &Scale) -> Vec<(f64, String)> {
    let decades = scale.lo.floor() as i32..=scale.hi.ceil() as i32;
    let length = scale.hi - scale.lo;
    let every = (length / 10.0).ceil().max(1.0) as i32;
    let mut ticks = Vec::new();
    for n in decades {
        if n.rem_euclid(every) == 0 {
            ticks.push((f64::from(n), format::power_of_ten(n)));
        }
        // Powers of ten beyond a million are written "10⁷"; there is no short way to write 2 and 5 times them.
        if length < 1.5 && (-3..=5).contains(&n) {
            for factor in [2.0, 5.0] {
                let value = factor * 10f64.powi(n);
                ticks.push((value.log10(), format::tick(value, 10f64.powi(n))));
            }
        }
    }
    ticks.retain(|(at, _)| scale.holds(*at));
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lo: f64, hi: f64) -> Vec<String> {
        log_ticks(&Scale { lo, hi, from: 0.0, to: 1.0 }).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_powers_of_ten() {
        assert_eq!(texts(-0.1, 3.1), ["1", "10", "100", "1,000"]);
        assert_eq!(texts(-0.1, 0.8), ["1", "2", "5"]);
        assert_eq!(texts(-1.1, -0.4), ["0.1", "0.2"]);
        assert!(texts(-40.0, 40.0).len() <= 11);
    }

    #[test]
    fn an_axis_of_one_value_has_room() {
        let scale = axis([2.0].into_iter(), 0.0, 100.0);
        assert_eq!(scale.place(2.0), 50.0);
    }
}
