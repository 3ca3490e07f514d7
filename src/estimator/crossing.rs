//! When does a falling line reach a level, and how sure is that?

use super::trend::Line;

/// A line with the uncertainty of its two parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UncertainLine {
    /// The line.
    pub line: Line,
    /// Variance of the intercept.
    pub intercept_variance: f64,
    /// Covariance of intercept and slope.
    pub covariance: f64,
    /// Variance of the slope.
    pub slope_variance: f64,
    /// Standard errors on either side of the line that the band is wide.
    pub quantile: f64,
}

/// Where a line and the ends of its band first lie on or below a level, counted from where one stands; `None` = not
/// within the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// The line itself.
    pub at: Option<f64>,
    /// The lower end of the band: not before this.
    pub earliest: Option<f64>,
    /// The upper end of the band: not after this.
    pub latest: Option<f64>,
}

impl Crossing {
    /// Behind already.
    pub const NOW: Self = Self { at: Some(0.0), earliest: Some(0.0), latest: Some(0.0) };
}

impl UncertainLine {
    /// The first places from `start` to `start + horizon`, as distances from `start`, at which the line and the ends of
    /// its pointwise band are at most `level`.
    ///
    /// *Formula*: line(x) - level = 0, and = +-quantile se(x), a quadratic in x. *Range*: 0 to `horizon`; 0 = already
    /// there. *Cost*: O(1). *Source*: Fieller (1954), the interval of a quotient, by inverting the band.
    pub fn crossing(&self, level: f64, start: f64, horizon: f64) -> Crossing {
        let first = |side: f64| {
            if self.band(start, side) <= level {
                return Some(0.0);
            }
            let mut places = self.meets(level, side);
            places.sort_by(f64::total_cmp);
            let ahead = places.into_iter().map(|x| x - start).find(|&x| x > 0.0)?;
            (ahead <= horizon).then_some(ahead)
        };
        Crossing { at: first(0.0), earliest: first(-1.0), latest: first(1.0) }
    }

    /// Height of the line (side 0) or of an end of its band (side 1 and -1).
    fn band(&self, x: f64, side: f64) -> f64 {
        let variance = self.intercept_variance + 2.0 * x * self.covariance + x * x * self.slope_variance;
        self.line.at(x) + side * self.quantile * variance.max(0.0).sqrt()
    }

    /// Where the line or an end of its band meets the level.
    fn meets(&self, level: f64, side: f64) -> Vec<f64> {
        let Line { intercept, slope } = self.line;
        if side == 0.0 {
            return if slope == 0.0 { Vec::new() } else { vec![(level - intercept) / slope] };
        }
        let (above, t) = (intercept - level, (side * self.quantile).powi(2));
        let a = slope * slope - t * self.slope_variance;
        let half_b = above * slope - t * self.covariance;
        let c = above * above - t * self.intercept_variance;
        // Both ends of the band solve one quadratic; each root lies on the end that is on the other side of the line.
        let is_own = |x: &f64| (self.line.at(*x) - level) * side <= 0.0;
        roots(a, half_b, c).into_iter().filter(is_own).collect()
    }
}

/// Real roots of a x^2 + 2 b x + c.
fn roots(a: f64, b: f64, c: f64) -> Vec<f64> {
    if a == 0.0 {
        return if b == 0.0 { Vec::new() } else { vec![-c / (2.0 * b)] };
    }
    // A double root may come out a rounding error below 0.
    let discriminant = b * b - a * c;
    if discriminant < -1e-12 * b * b {
        return Vec::new();
    }
    let discriminant = discriminant.max(0.0);
    // The form that cancels nothing.
    let q = -(b + b.signum() * discriminant.sqrt());
    if q == 0.0 { vec![0.0] } else { vec![q / a, c / q] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(intercept: f64, slope: f64, variance: f64) -> UncertainLine {
        let line = Line { intercept, slope };
        UncertainLine {
            line,
            intercept_variance: variance,
            covariance: 0.0,
            slope_variance: variance / 9.0,
            quantile: 2.0,
        }
    }

    /// Every place found lies on the band, and the band lies above the level everywhere before it.
    #[test]
    fn crossings_are_the_first_places_on_the_band() {
        for (intercept, slope, variance) in [
            (0.0, -0.03, 1e-4),
            (0.0, -0.01, 1e-3),
            (-0.02, 0.0, 1e-4),
            (0.0, 0.02, 1e-2),
            (-0.2, -0.1, 1e-6),
            (0.0, -0.03, 0.0),
        ] {
            let l = line(intercept, slope, variance);
            let c = l.crossing(-0.105, 2.0, 40.0);
            for (found, side) in [(c.at, 0.0), (c.earliest, -1.0), (c.latest, 1.0)] {
                let steps = (0..4001).map(|k| f64::from(k) * 0.01);
                let scanned = steps.clone().find(|&x| l.band(2.0 + x, side) <= -0.105);
                match (found, scanned) {
                    (Some(x), Some(y)) => assert!((x - y).abs() <= 0.0101, "{l:?} {side}: {x} {y}"),
                    other => assert_eq!(other, (None, None), "{l:?} {side}"),
                }
            }
        }
    }

    #[test]
    fn what_is_reached_is_zero_away() {
        let c = line(-0.5, -0.1, 1e-6).crossing(-0.105, 3.0, 10.0);
        assert_eq!((c.earliest, c.at, c.latest), (Some(0.0), Some(0.0), Some(0.0)));
    }
}
