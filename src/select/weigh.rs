//! Quality against diversity: who is beaten in both, who wins by which weights, and whom to take.

use serde::{Deserialize, Serialize};

use super::result::{Candidate, Choice};

/// How much quality and diversity weigh; together 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Of quality.
    pub quality: f64,
    /// Of diversity.
    pub diversity: f64,
}

impl Weights {
    /// Takes `quality=0.7,diversity=0.3` apart; what is not named weighs nothing.
    ///
    /// # Errors
    /// What is wrong, for whoever typed it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (mut quality, mut diversity) = (None, None);
        for part in text.split(',') {
            let (name, value) =
                part.split_once('=').ok_or_else(|| format!("found `{part}`, expected quality=WEIGHT"))?;
            let slot = match name.trim() {
                "quality" => &mut quality,
                "diversity" => &mut diversity,
                other => return Err(format!("found `{other}`, expected quality or diversity")),
            };
            let weight = value.trim().parse::<f64>().ok().filter(|w| (0.0..=1.0).contains(w));
            let weight =
                weight.ok_or_else(|| format!("{name} is `{value}`, expected a weight from 0 to 1"))?;
            if slot.replace(weight).is_some() {
                return Err(format!("{name} is given twice"));
            }
        }
        let weights = Self { quality: quality.unwrap_or(0.0), diversity: diversity.unwrap_or(0.0) };
        let sum = weights.quality + weights.diversity;
        match (sum - 1.0).abs() < 1e-9 {
            true => Ok(weights),
            false => Err(format!("the weights add to {sum}, expected 1")),
        }
    }
}

/// A candidate that is in, with both sides on a scale from 0, the least of all that are in, to 1.
#[derive(Debug, Clone, Copy)]
struct Point {
    at: usize,
    quality: f64,
    diversity: f64,
}

impl Point {
    /// The weighted sum.
    fn sum(&self, quality: f64) -> f64 {
        quality * self.quality + (1.0 - quality) * self.diversity
    }

    /// Whether the other one has more of one side and no less of the other.
    fn is_beaten_by(&self, other: &Self) -> bool {
        let no_less = other.quality >= self.quality && other.diversity >= self.diversity;
        no_less && (other.quality > self.quality || other.diversity > self.diversity)
    }
}

/// Marks the Pareto front, the weighted sums and the shares of weights; returns the weights of quality at which the winner changes.
pub(super) fn weigh(candidates: &mut [Candidate], weights: Option<&Weights>, lower: bool) -> Vec<f64> {
    let points = points(candidates, lower);
    for point in &points {
        let candidate = &mut candidates[point.at];
        candidate.on_front = !points.iter().any(|other| point.is_beaten_by(other));
        candidate.weighted = weights.map(|weights| point.sum(weights.quality));
    }
    let (borders, winners) = envelope(&points);
    for point in &points {
        let spans = borders.windows(2).zip(&winners).filter(|(_, winner)| **winner == point.at);
        candidates[point.at].wins = Some(spans.map(|(span, _)| span[1] - span[0]).sum());
    }
    borders.get(1..borders.len().saturating_sub(1)).unwrap_or_default().to_vec()
}

/// Those that are in and have both.
fn points(candidates: &[Candidate], lower: bool) -> Vec<Point> {
    let sign = if lower { -1.0 } else { 1.0 };
    let both = candidates.iter().enumerate().filter(|(_, c)| c.is_in());
    let both = both.filter_map(|(at, c)| Some((at, sign * c.score.value?, c.diversity.value?)));
    let all: Vec<(usize, f64, f64)> = both.collect();
    let scaled = |of: fn(&(usize, f64, f64)) -> f64| {
        let (low, high) = all.iter().map(of).fold((f64::MAX, f64::MIN), |(lo, hi), v| (lo.min(v), hi.max(v)));
        // Where all are equal, nobody is ahead.
        move |value: f64| if high > low { (value - low) / (high - low) } else { 1.0 }
    };
    let (quality, diversity) = (scaled(|p| p.1), scaled(|p| p.2));
    all.iter().map(|&(at, q, d)| Point { at, quality: quality(q), diversity: diversity(d) }).collect()
}

/// The weights of quality from 0 to 1 between which one candidate has the largest sum, and who that is; of equals the first.
fn envelope(points: &[Point]) -> (Vec<f64>, Vec<usize>) {
    let mut cuts = vec![0.0, 1.0];
    for (i, a) in points.iter().enumerate() {
        for b in &points[i + 1..] {
            let slopes = (a.quality - a.diversity) - (b.quality - b.diversity);
            let meets = (b.diversity - a.diversity) / slopes;
            cuts.extend(Some(meets).filter(|w| w.is_finite() && *w > 0.0 && *w < 1.0));
        }
    }
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let (mut borders, mut winners) = (vec![0.0], Vec::new());
    for span in cuts.windows(2) {
        let middle = f64::midpoint(span[0], span[1]);
        let best = points.iter().map(|point| point.sum(middle)).fold(f64::MIN, f64::max);
        let Some(winner) = points.iter().find(|point| point.sum(middle) >= best).map(|point| point.at) else {
            break;
        };
        if winners.last() == Some(&winner) {
            borders.pop();
        } else {
            winners.push(winner);
        }
        borders.push(span[1]);
    }
    (borders, winners)
}

/// Whom to take: by weights the largest sum; else, of those whose quality is not shown to be below the best that are in, the one that keeps
/// most diversity.
pub(super) fn choose(candidates: &[Candidate], weights: Option<&Weights>) -> Option<Choice> {
    let within = || candidates.iter().filter(|c| c.is_in() && c.diversity.value.is_some());
    let top = within().filter_map(|c| c.group).min()?;
    let tied = || within().filter(move |c| c.group == Some(top));
    let most = |all: &mut dyn Iterator<Item = &Candidate>, of: &dyn Fn(&Candidate) -> Option<f64>| {
        let known = all.filter_map(|c| of(c).map(|value| (value, c.name.clone())));
        known.fold(None, |best: Option<(f64, String)>, one| match best {
            Some(best) if best.0 >= one.0 => Some(best),
            _ => Some(one),
        })
    };
    let (_, name) = match weights {
        Some(_) => most(&mut within(), &|c| c.weighted),
        None => most(&mut tied(), &|c| c.diversity.value),
    }?;
    Some(Choice { name, tied: tied().map(|c| c.name.clone()).collect(), by_weights: weights.is_some() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(at: usize, quality: f64, diversity: f64) -> Point {
        Point { at, quality, diversity }
    }

    #[test]
    fn weights_are_two_and_add_to_one() {
        assert_eq!(Weights::parse("quality=0.7,diversity=0.3"), Ok(Weights { quality: 0.7, diversity: 0.3 }));
        assert_eq!(Weights::parse("quality=1"), Ok(Weights { quality: 1.0, diversity: 0.0 }));
        for (text, expected) in [
            ("quality=0.7,diversity=0.4", "add to 1.1"),
            ("quality", "expected quality=WEIGHT"),
            ("stability=1", "found `stability`"),
            ("quality=-1,diversity=2", "from 0 to 1"),
            ("quality=0.5,quality=0.5", "given twice"),
            ("quality=NaN", "from 0 to 1"),
        ] {
            let said = Weights::parse(text).unwrap_err();
            assert!(said.contains(expected), "{said}");
        }
    }

    #[test]
    fn the_shares_of_weights_are_exact() {
        // Lines w and 1 - w cross at 1/2; a third, at 0.6 everywhere, is on top from 0.4 to 0.6.
        let (borders, winners) = envelope(&[point(0, 1.0, 0.0), point(1, 0.0, 1.0), point(2, 0.6, 0.6)]);
        assert_eq!(winners, [1, 2, 0]);
        assert_eq!(borders.iter().map(|b| (b * 1e9).round() / 1e9).collect::<Vec<_>>(), [0.0, 0.4, 0.6, 1.0]);
        let (borders, winners) = envelope(&[point(0, 1.0, 0.0), point(1, 0.0, 1.0), point(2, 0.4, 0.4)]);
        assert_eq!((borders.as_slice(), winners.as_slice()), ([0.0, 0.5, 1.0].as_slice(), [1, 0].as_slice()));
        assert_eq!(envelope(&[point(7, 1.0, 1.0)]), (vec![0.0, 1.0], vec![7]));
        assert_eq!(envelope(&[]).1, [0usize; 0]);
    }

    #[test]
    fn the_front_is_who_is_not_beaten_in_both() {
        let (a, b, c) = (point(0, 1.0, 0.2), point(1, 0.5, 1.0), point(2, 0.5, 0.1));
        assert!(c.is_beaten_by(&a) && c.is_beaten_by(&b));
        assert!(!a.is_beaten_by(&b) && !b.is_beaten_by(&a) && !a.is_beaten_by(&a));
    }
}
