//! Numbers in groups: how much varies within a group, how much between groups.

use crate::terms::{Measured, Undefined};

/// Sums over groups; adding and subtracting them adds and leaves out whole groups.
///
/// Numbers should be centered near 0 first, so that squares cancel nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct GroupSums {
    /// Groups with at least one number.
    pub groups: u64,
    /// Numbers.
    pub n: u64,
    /// Their sum.
    pub sum: f64,
    /// Squared deviations from the mean of each number's group.
    pub within: f64,
    /// Size of a group times the square of its mean, summed.
    pub means: f64,
    /// Squares of the groups' sizes.
    pub sizes: u64,
    /// Squares of the groups' sums.
    pub sums: f64,
    /// Size of a group times its sum, summed.
    pub sized_sums: f64,
}

/// The parts of a variance, and what grouping does to the error of the mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    /// Variance within groups, unbiased.
    pub within: f64,
    /// Variance between the groups' true means, unbiased, so that chance can make it negative.
    pub between: f64,
}

impl GroupSums {
    /// One group.
    pub fn of(values: &[f64]) -> Self {
        let n = values.len() as u64;
        if n == 0 {
            return Self::default();
        }
        let sum: f64 = values.iter().sum();
        let mean = sum / n as f64;
        Self {
            groups: 1,
            n,
            sum,
            within: values.iter().map(|x| (x - mean).powi(2)).sum(),
            means: sum * mean,
            sizes: n * n,
            sums: sum * sum,
            sized_sums: n as f64 * sum,
        }
    }

    /// Adds other groups.
    pub fn add(&mut self, other: &Self) {
        self.groups += other.groups;
        self.n += other.n;
        self.sum += other.sum;
        self.within += other.within;
        self.means += other.means;
        self.sizes += other.sizes;
        self.sums += other.sums;
        self.sized_sums += other.sized_sums;
    }

    /// Leaves groups out that were added before.
    pub fn without(&self, other: &Self) -> Self {
        Self {
            groups: self.groups - other.groups,
            n: self.n - other.n,
            sum: self.sum - other.sum,
            within: self.within - other.within,
            means: self.means - other.means,
            sizes: self.sizes - other.sizes,
            sums: self.sums - other.sums,
            sized_sums: self.sized_sums - other.sized_sums,
        }
    }

    /// Law of total variance: the variance within groups and the variance of their means.
    ///
    /// *Formula*: within = W / (n - g); between = (B / (g - 1) - within) / n0, with B the sum of squares of group means
    /// around the mean and n0 = (n - sum of squared sizes / n) / (g - 1), the size of a group where all are equal.
    /// Their sum is the variance of a number drawn from a random group. *Undefined*: one group, or only groups of one.
    /// *Source*: Searle, Casella & McCulloch (1992), ch. 3: analysis-of-variance estimators.
    ///
    /// # Errors
    /// [`Undefined::NoRepeats`].
    pub fn parts(&self) -> Result<Parts, Undefined> {
        if self.groups < 2 || self.n <= self.groups {
            return Err(Undefined::NoRepeats);
        }
        let (n, others) = (self.n as f64, (self.groups - 1) as f64);
        let within = self.within / (self.n - self.groups) as f64;
        let around_mean = self.means - self.sum * self.sum / n;
        let size = (n - self.sizes as f64 / n) / others;
        Ok(Parts { within, between: (around_mean / others - within) / size })
    }

    /// How many times the variance of the mean exceeds what independent numbers would give, because numbers of one
    /// group are alike.
    ///
    /// *Formula*: cluster-robust variance (CR0) / (s^2 / n). *Range*: 0 and up; 1 = groups do not matter. *Undefined*: no
    /// two different numbers. *Source*: Kish (1965); Liang & Zeger (1986); agrees with statsmodels `cov_type="cluster"`.
    ///
    /// # Errors
    /// [`Undefined::TooFewNumbers`], [`Undefined::NoVariation`].
    pub fn design_effect(&self) -> Measured {
        if self.n < 2 {
            return Err(Undefined::TooFewNumbers);
        }
        let n = self.n as f64;
        let mean = self.sum / n;
        let squares = self.within + self.means - self.sum * mean;
        if squares <= 0.0 {
            return Err(Undefined::NoVariation);
        }
        let clustered = self.sums - 2.0 * mean * self.sized_sums + mean * mean * self.sizes as f64;
        Ok(clustered / n / (squares / (n - 1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(groups: &[&[f64]]) -> GroupSums {
        let mut all = GroupSums::default();
        groups.iter().for_each(|g| all.add(&GroupSums::of(g)));
        all
    }

    #[test]
    fn equal_groups_by_hand() {
        // Means 1 and 4, each group varies by 2: MSB = 2 x 4.5 = 9, so between = (9 - 2) / 2.
        let parts = sums(&[&[0.0, 2.0], &[3.0, 5.0]]).parts().unwrap();
        assert_eq!((parts.within, parts.between), (2.0, 3.5));
    }

    #[test]
    fn leaving_out_is_subtraction() {
        let left = sums(&[&[0.0, 2.0], &[3.0, 5.0, 1.0], &[7.0]]).without(&GroupSums::of(&[7.0]));
        assert_eq!(left, sums(&[&[0.0, 2.0], &[3.0, 5.0, 1.0]]));
    }

    #[test]
    fn without_repeats_there_is_no_within() {
        assert_eq!(sums(&[&[1.0], &[2.0]]).parts(), Err(Undefined::NoRepeats));
        assert_eq!(sums(&[&[1.0, 2.0]]).parts(), Err(Undefined::NoRepeats));
        assert_eq!(sums(&[&[], &[]]).parts(), Err(Undefined::NoRepeats));
        assert_eq!(sums(&[&[1.0, 1.0]]).design_effect(), Err(Undefined::NoVariation));
    }

    #[test]
    fn copies_of_one_number_multiply_the_variance_of_the_mean() {
        let one = sums(&[&[0.0], &[1.0], &[5.0], &[2.0]]).design_effect().unwrap();
        let four = sums(&[&[0.0; 4], &[1.0; 4], &[5.0; 4], &[2.0; 4]]).design_effect().unwrap();
        // The divisor n - 1 of the plain variance grows from 3 to 15 against 12 for copies.
        assert!((four / one - 4.0 * (15.0 / 16.0) / (3.0 / 4.0)).abs() < 1e-12, "{one} {four}");
    }
}
