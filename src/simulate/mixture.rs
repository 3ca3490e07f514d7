//! Several normal laws: vectors with clusters.

use ndarray::Array2;
use rayon::prelude::*;

use super::gaussian::mean;
use super::model::{Generator, Model};
use super::sampling::at;
use crate::chance::Chance;
use crate::estimator::space::kmeans;
use crate::terms::Undefined;

/// Steps after which the components are taken as they are.
const MAX_STEPS: usize = 100;

/// The fit ends when the mean log-likelihood of a row rises by less than this.
const ENOUGH: f64 = 1e-6;

/// No component is narrower in a coordinate than this share of the mean variance of all rows: without a bound the likelihood
/// is infinite around a single row.
const NARROWEST: f64 = 1e-4;

/// Rows that are weighed together; fixed, so that sums do not depend on the number of threads.
const CHUNK: usize = 256;

/// A mixture of Gaussians with diagonal covariances, fitted by expectation and maximization.
#[derive(Debug, Clone, Copy)]
pub struct Mixture {
    /// Components at most.
    pub components: usize,
}

/// What it learned.
#[derive(Debug)]
pub struct FittedMixture {
    components: Vec<Component>,
    /// Sums of the shares.
    sums: Vec<f64>,
}

/// One component.
#[derive(Debug, Clone)]
struct Component {
    share: f64,
    mean: Vec<f64>,
    variances: Vec<f64>,
}

impl FittedMixture {
    /// Shares and means of the components.
    pub fn components(&self) -> impl Iterator<Item = (f64, &[f64])> {
        self.components.iter().map(|c| (c.share, &c.mean[..]))
    }
}

impl Model for Mixture {
    type Row = Vec<f64>;
    type Fitted = FittedMixture;

    /// Starts from the clusters of k-means, whose seeds are k-means++, and climbs until the likelihood hardly rises, 100
    /// steps at most. A component that loses its rows is dropped. *Cost*: n k d a step.
    fn fit(&self, rows: &[&Vec<f64>], seed: u64) -> Result<FittedMixture, Undefined> {
        if rows.is_empty() {
            return Err(Undefined::TooFewPoints);
        }
        let center = mean(rows);
        // Around their center, so that little cancels in squares.
        let points = Array2::from_shape_fn((rows.len(), center.len()), |(i, j)| rows[i][j] - center[j]);
        let rows: Vec<Vec<f64>> = points.outer_iter().map(|row| row.to_vec()).collect();
        let clusters = kmeans::fit(points.view(), self.components, seed)?;
        let narrowest = NARROWEST * points.iter().map(|x| x * x).sum::<f64>() / points.len().max(1) as f64;
        let mut sums: Vec<Sums> = clusters.centers.outer_iter().map(|_| Sums::new(center.len())).collect();
        for (row, &label) in rows.iter().zip(&clusters.labels) {
            sums[label].add(row, 1.0);
        }
        let mut components = maximize(&sums, rows.len(), narrowest);
        let mut before = f64::NEG_INFINITY;
        for _ in 0..MAX_STEPS {
            let (sums, likelihood) = expect(&rows, &components);
            components = maximize(&sums, rows.len(), narrowest);
            if likelihood - before < ENOUGH {
                break;
            }
            before = likelihood;
        }
        for component in &mut components {
            component.mean.iter_mut().zip(&center).for_each(|(mean, center)| *mean += center);
        }
        let mut sum = 0.0;
        let sums = components.iter().map(|c| {
            sum += c.share;
            sum
        });
        Ok(FittedMixture { sums: sums.collect(), components })
    }

    fn least_rows(&self) -> usize {
        self.components
    }
}

impl Generator for FittedMixture {
    type Row = Vec<f64>;

    fn draw(&self, chance: &mut Chance) -> Vec<f64> {
        let component = &self.components[at(&self.sums, chance.unit())];
        let coordinate = |(mean, variance): (&f64, &f64)| mean + variance.sqrt() * chance.normal();
        component.mean.iter().zip(&component.variances).map(coordinate).collect()
    }
}

/// Weighted sums of the rows of one component.
#[derive(Debug, Clone)]
struct Sums {
    weight: f64,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Sums {
    fn new(dimensions: usize) -> Self {
        Self { weight: 0.0, first: vec![0.0; dimensions], second: vec![0.0; dimensions] }
    }

    fn add(&mut self, row: &[f64], weight: f64) {
        self.weight += weight;
        for ((first, second), x) in self.first.iter_mut().zip(&mut self.second).zip(row) {
            *first += weight * x;
            *second += weight * x * x;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.weight += other.weight;
        self.first.iter_mut().zip(&other.first).for_each(|(sum, x)| *sum += x);
        self.second.iter_mut().zip(&other.second).for_each(|(sum, x)| *sum += x);
    }
}

/// The components that fit weighted rows best.
fn maximize(sums: &[Sums], n: usize, narrowest: f64) -> Vec<Component> {
    let component = |sums: &Sums| {
        let mean: Vec<f64> = sums.first.iter().map(|x| x / sums.weight).collect();
        let second = sums.second.iter().map(|x| x / sums.weight);
        // All rows at one point: any width would do but none at all.
        let least = narrowest.max(f64::MIN_POSITIVE);
        let variances = second.zip(&mean).map(|(x, mean)| (x - mean * mean).max(least)).collect();
        Component { share: sums.weight / n as f64, mean, variances }
    };
    // Less than a thousandth of a row says nothing about a mean.
    sums.iter().filter(|sums| sums.weight > 1e-3).map(component).collect()
}

/// How much each row belongs to each component, summed up, and the mean log-likelihood but for a constant.
fn expect(rows: &[Vec<f64>], components: &[Component]) -> (Vec<Sums>, f64) {
    let constants: Vec<f64> = components
        .iter()
        .map(|c| c.share.ln() - 0.5 * c.variances.iter().map(|v| v.ln()).sum::<f64>())
        .collect();
    let dimensions = rows[0].len();
    let chunk = |rows: &[Vec<f64>]| {
        let mut sums = vec![Sums::new(dimensions); components.len()];
        let mut likelihood = 0.0;
        for row in rows {
            let logs: Vec<f64> = components
                .iter()
                .zip(&constants)
                .map(|(c, constant)| constant - 0.5 * distance(row, c))
                .collect();
            let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = logs.iter().map(|log| (log - largest).exp()).sum();
            likelihood += largest + total.ln();
            for (sums, log) in sums.iter_mut().zip(&logs) {
                sums.add(row, (log - largest).exp() / total);
            }
        }
        (sums, likelihood)
    };
    let parts: Vec<_> = rows.par_chunks(CHUNK).map(chunk).collect();
    let mut all = (vec![Sums::new(dimensions); components.len()], 0.0);
    for (sums, likelihood) in parts {
        all.0.iter_mut().zip(&sums).for_each(|(all, part)| all.merge(part));
        all.1 += likelihood;
    }
    (all.0, all.1 / rows.len() as f64)
}

/// Squared distance to the mean of a component, in its own widths.
fn distance(row: &[f64], component: &Component) -> f64 {
    let terms = row.iter().zip(component.mean.iter().zip(&component.variances));
    terms.map(|(x, (mean, variance))| (x - mean) * (x - mean) / variance).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two clusters of shares 1/4 and 3/4, far apart, of variance 1 and 4.
    fn rows(n: u64) -> Vec<Vec<f64>> {
        let row = |i| {
            let mut chance = Chance::at([9, i]);
            let (center, width) = if i % 4 == 0 { (-20.0, 1.0) } else { (20.0, 2.0) };
            vec![center + width * chance.normal(), width * chance.normal()]
        };
        (0..n).map(row).collect()
    }

    fn fit(rows: &[Vec<f64>], components: usize) -> FittedMixture {
        Mixture { components }.fit(&rows.iter().collect::<Vec<_>>(), 3).unwrap()
    }

    #[test]
    fn clusters_are_found_with_their_shares_and_widths() {
        let fitted = fit(&rows(4_000), 2);
        let mut found = fitted.components.clone();
        found.sort_by(|a, b| a.share.total_cmp(&b.share));
        for (found, (share, mean, variance)) in found.iter().zip([(0.25, -20.0, 1.0), (0.75, 20.0, 4.0)]) {
            assert!((found.share - share).abs() < 1e-9 && (found.mean[0] - mean).abs() < 0.2, "{found:?}");
            assert!(found.variances.iter().all(|v| (v / variance - 1.0).abs() < 0.15), "{found:?}");
        }
    }

    #[test]
    fn one_component_has_the_moments_of_the_rows() {
        let rows = rows(400);
        let fitted = fit(&rows, 1);
        let (share, center) = fitted.components().next().unwrap();
        assert_eq!(share, 1.0);
        let expected = mean(&rows.iter().collect::<Vec<_>>());
        assert!(center.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-9));
    }

    #[test]
    fn draws_come_from_the_clusters() {
        let fitted = fit(&rows(400), 2);
        let left = (0..4_000).filter(|&i| fitted.draw(&mut Chance::at([i]))[0] < 0.0).count();
        assert!((900..1_100).contains(&left), "{left}");
    }

    #[test]
    fn equal_rows_and_too_many_components_are_no_trouble() {
        let fitted = fit(&vec![vec![1.0, 2.0]; 20], 5);
        assert_eq!(fitted.components().count(), 1);
        assert_eq!(fitted.draw(&mut Chance::of(1))[0], 1.0);
        assert!(Mixture { components: 2 }.fit(&[], 0).is_err());
    }

    #[test]
    fn threads_change_nothing() {
        let rows = rows(3_000);
        let of = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| format!("{:?}", fit(&rows, 3).components))
        };
        assert_eq!(of(1), of(3));
    }
}
