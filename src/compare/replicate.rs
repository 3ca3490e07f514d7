//! Further runs of a generation: how far the gating metrics stray from run to run.

use rayon::prelude::*;

use super::{Table, TableRow, deciding};
use crate::metric::{METRICS, Metric, Role};
use crate::profile::{Profile, Tokenizer};
use crate::report::Against;
use crate::terms::Estimate;

/// One gating metric of the runs of one generation, each against the reference.
#[derive(Debug)]
pub struct RunSpread {
    /// Position of the generation.
    pub generation: usize,
    /// Which metric.
    pub metric: &'static Metric,
    /// What each run keeps, in the order of the runs; runs without a value are left out.
    pub values: Vec<f64>,
    /// The first run's own value and interval; `None` for further runs of the reference, and where it has none.
    pub first: Option<Estimate>,
}

impl RunSpread {
    /// Mean of the runs; `None` without one.
    pub fn mean(&self) -> Option<f64> {
        let n = self.values.len();
        (n > 0).then(|| self.values.iter().sum::<f64>() / n as f64)
    }

    /// Standard deviation between runs (divisor n - 1); `None` below two.
    pub fn sd(&self) -> Option<f64> {
        let mean = self.mean().filter(|_| self.values.len() > 1)?;
        let squares: f64 = self.values.iter().map(|v| (v - mean).powi(2)).sum();
        Some((squares / (self.values.len() - 1) as f64).sqrt())
    }
}

/// The spread between runs, for every generation that has more than one. `runs` are the further ones with the position of
/// their generation; runs of the reference are compared with its first, which shows what chance alone does.
pub fn run_spreads(
    profiles: &[Profile],
    runs: &[(usize, &Profile)],
    tables: &[Table],
    tokenizer: Tokenizer,
    seed: u64,
) -> Vec<RunSpread> {
    let gates: fn(&Metric) -> bool = |m| m.role == Role::Gating;
    let compared: Vec<(usize, Vec<TableRow>)> = runs
        .par_iter()
        .map(|&(generation, run)| (generation, deciding(&profiles[0], run, tokenizer, seed, gates).rows))
        .collect();
    let mut spreads = Vec::new();
    for generation in 0..profiles.len() {
        let own: Vec<_> = compared.iter().filter(|(of, _)| *of == generation).map(|(_, rows)| rows).collect();
        if own.is_empty() {
            continue;
        }
        let first = tables.iter().find(|t| t.current == generation && t.against == Against::Base);
        for metric in METRICS.iter().copied().filter(|m| gates(m)) {
            let first = first.and_then(|table| estimate(&table.rows, metric));
            let further = own.iter().filter_map(|rows| estimate(rows, metric));
            let values = first.into_iter().chain(further).map(|e| e.value).collect();
            spreads.push(RunSpread { generation, metric, values, first });
        }
    }
    spreads
}

/// The deciding estimate of a metric.
fn estimate(rows: &[TableRow], metric: &Metric) -> Option<Estimate> {
    let row = rows.iter().find(|row| row.judged && row.metric.name == metric.name)?;
    row.outcome.as_ref().ok().map(|outcome| outcome.estimate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(values: &[f64]) -> RunSpread {
        RunSpread { generation: 1, metric: METRICS[0], values: values.to_vec(), first: None }
    }

    #[test]
    fn one_run_has_a_mean_and_no_spread() {
        assert_eq!((spread(&[]).mean(), spread(&[]).sd()), (None, None));
        assert_eq!((spread(&[0.9]).mean(), spread(&[0.9]).sd()), (Some(0.9), None));
        let three = spread(&[0.9, 1.0, 1.1]);
        assert!((three.mean().unwrap() - 1.0).abs() < 1e-12 && (three.sd().unwrap() - 0.1).abs() < 1e-12);
    }
}
