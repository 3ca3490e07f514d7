//! Embedding vectors on their way into a profile: which are usable, and what was wrong with the others.

use std::collections::BTreeMap;

use crate::terms::Vector;

/// Coordinates beyond this are sentinels (the lowest f32 of a mask, say), and sums of a corpus of them leave the range of f32.
const LARGEST: f32 = 1e35;

/// What a vector must look like to be used; decided once for all generations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VectorRule {
    /// Its number of coordinates; `None` = that of the first vector that comes.
    pub dimension: Option<usize>,
    /// Scale it to length 1.
    pub normalize: bool,
    /// Gather the moments of every vector too; asks for a dimension.
    pub moments: bool,
}

/// What became of the vectors of a corpus.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Embeddings {
    /// Usable vectors.
    pub usable: u64,
    /// Documents whose vector is null.
    pub null: u64,
    /// Vectors that hold NaN, an infinity, a coordinate beyond 1e35 or a null one, or that are 0 and were to be scaled to length 1.
    pub not_finite: u64,
    /// Vectors of another dimension, by dimension.
    pub other_dimensions: BTreeMap<usize, u64>,
}

impl Embeddings {
    /// Judges one vector and gives it back as it is to be kept. Cost: O(coordinates).
    pub(super) fn admit(&mut self, vector: Vector<'_>, rule: &mut VectorRule) -> Option<Box<[f32]>> {
        let values = match vector {
            Vector::Absent => return None,
            Vector::Null => {
                self.null += 1;
                return None;
            }
            Vector::Values(values) => values,
        };
        if values.len() != *rule.dimension.get_or_insert(values.len()) || values.is_empty() {
            *self.other_dimensions.entry(values.len()).or_insert(0) += 1;
            return None;
        }
        let kept: Option<Box<[f32]>> = if rule.normalize { unit(values) } else { Some(values.into()) };
        match kept.filter(|v| v.iter().all(|x: &f32| x.abs() <= LARGEST)) {
            Some(vector) => {
                self.usable += 1;
                Some(vector)
            }
            None => {
                self.not_finite += 1;
                None
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.usable += other.usable;
        self.null += other.null;
        self.not_finite += other.not_finite;
        for (&dimension, n) in &other.other_dimensions {
            *self.other_dimensions.entry(dimension).or_insert(0) += n;
        }
    }

    /// The dimension that more vectors have than the expected one; `None` = none has.
    pub fn other_majority(&self) -> Option<usize> {
        let (&dimension, &n) = self.other_dimensions.iter().max_by_key(|(_, n)| **n)?;
        (n > self.usable + self.not_finite).then_some(dimension)
    }
}

/// The vector scaled to length 1; `None` where it has no direction.
fn unit(values: &[f32]) -> Option<Box<[f32]>> {
    let length = values.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
    (length > 0.0 && length.is_finite())
        .then(|| values.iter().map(|&x| (f64::from(x) / length) as f32).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vector_is_counted_once() {
        let mut found = Embeddings::default();
        let mut rule = VectorRule::default();
        let vectors: [Vector<'_>; 8] = [
            Vector::Values(&[f32::MIN, 1.0]),
            Vector::Values(&[3.0, 4.0]),
            Vector::Null,
            Vector::Values(&[1.0]),
            Vector::Values(&[f32::NAN, 1.0]),
            Vector::Absent,
            Vector::Values(&[1.0, f32::INFINITY]),
            Vector::Values(&[]),
        ];
        let kept: Vec<_> = vectors.iter().map(|v| found.admit(*v, &mut rule)).collect();
        assert_eq!(kept.iter().flatten().count(), 1);
        assert_eq!(rule.dimension, Some(2));
        assert_eq!((found.usable, found.null, found.not_finite), (1, 1, 3));
        assert_eq!(found.other_dimensions, BTreeMap::from([(0, 1), (1, 1)]));
        assert_eq!(found.other_majority(), None);
    }

    #[test]
    fn normalizing_keeps_directions_and_refuses_zero() {
        let mut found = Embeddings::default();
        let mut rule = VectorRule { dimension: Some(2), normalize: true, moments: false };
        let kept = found.admit(Vector::Values(&[3.0, 4.0]), &mut rule).unwrap();
        assert_eq!(*kept, [0.6, 0.8]);
        assert_eq!(found.admit(Vector::Values(&[0.0, 0.0]), &mut rule), None);
        assert_eq!((found.usable, found.not_finite), (1, 1));
    }
}
