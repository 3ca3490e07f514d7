//! Signed random projection of features that are known by their hash alone.

use super::random::mix;

/// Coordinates of a projected point.
pub const DIMENSION: usize = 256;

/// Coordinates that one feature touches.
const TOUCHED: usize = 8;

/// Coordinates in the segment that holds one of them.
const SEGMENT: usize = DIMENSION / TOUCHED;

/// Adds `weight` times the direction of a feature.
///
/// Each feature has a direction of length 1: ±1/√8 on one coordinate of each of eight segments of 32, both read off
/// its mixed hash. Inner products of sums of features are kept without bias, with a standard error of about 1/16 for
/// points of length 1, and no table of directions is stored. *Cost*: O(8). *Source*: Kane & Nelson (2014), block
/// construction of a sparse Johnson–Lindenstrauss transform, doi:10.1145/2559902; Achlioptas (2003) for signs.
pub fn add(feature: u64, weight: f32, point: &mut [f32; DIMENSION]) {
    const LENGTH: f32 = 0.353_553_4;
    let mut bits = mix(feature);
    let weight = weight * LENGTH;
    for segment in point.as_chunks_mut::<SEGMENT>().0 {
        let signed = if bits & 1 == 0 { weight } else { -weight };
        segment[(bits >> 1) as usize % SEGMENT] += signed;
        bits >>= 6;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(features: impl Iterator<Item = u64>) -> [f32; DIMENSION] {
        let mut point = [0.0; DIMENSION];
        features.for_each(|f| add(f, 1.0, &mut point));
        point
    }

    fn dot(a: &[f32], b: &[f32]) -> f64 {
        a.iter().zip(b).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum()
    }

    #[test]
    fn a_feature_has_length_one_and_its_own_direction() {
        let (a, b) = (point(7..8), point(8..9));
        assert!((dot(&a, &a) - 1.0).abs() < 1e-6);
        assert_eq!(a.iter().filter(|x| **x != 0.0).count(), TOUCHED);
        assert_ne!(a, b);
        assert_eq!(a, point(7..8));
    }

    /// Two bags of 100 features that share 30: their cosine is 0.30.
    #[test]
    fn inner_products_are_kept_in_the_mean_and_near_it() {
        let found: Vec<f64> = (0..400u64)
            .map(|trial| {
                let at = trial * 1000;
                dot(&point(at..at + 100), &point(at + 70..at + 170)) / 100.0
            })
            .collect();
        let mean = found.iter().sum::<f64>() / 400.0;
        let sd = (found.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 399.0).sqrt();
        assert!((mean - 0.30).abs() < 4.0 * sd / 20.0, "mean {mean}, sd {sd}");
        assert!(sd < 1.1 / 16.0, "sd {sd}");
    }
}
