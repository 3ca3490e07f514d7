//! The recursion: learn, write, learn from what was written.

use rayon::prelude::*;

use super::model::{Generator, Model};
use super::policy::{Policy, drawn};
use crate::chance::Chance;
use crate::terms::Undefined;

/// What chance is used for; each purpose has its own streams.
const WRITING: u64 = 1;
const CHOOSING: u64 = 2;
const KEEPING: u64 = 3;
const REFRESHING: u64 = 4;
const LEARNING: u64 = 5;

/// Where fresh real rows come from.
pub enum Real<'a, R> {
    /// From generation 0 again: drawn without replacement, anew for each generation.
    Corpus,
    /// From the law behind generation 0, which is known in theory only.
    Law(&'a dyn Generator<Row = R>),
}

/// A recursion to run.
pub struct Recursion<'a, M: Model> {
    /// How each generation learns.
    pub model: &'a M,
    /// From what.
    pub policy: Policy,
    /// Where fresh real rows come from.
    pub real: Real<'a, M::Row>,
    /// Generations after generation 0.
    pub generations: usize,
    /// Rows that each of them has.
    pub samples: usize,
    /// What decides chance.
    pub seed: u64,
}

/// One step of a recursion, for somebody who watches.
#[derive(Debug)]
pub struct Step<'a, F> {
    /// The generation that is about to be written, from 1.
    pub generation: usize,
    /// The model that writes it.
    pub fitted: &'a F,
    /// Rows that it learned from.
    pub n_training: usize,
}

impl<M: Model> Recursion<'_, M> {
    /// Returns all generations, generation 0 first. Row i of generation t depends on the seed, t and i alone, and on what
    /// the model learned, so that any number of threads writes the same.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] for fewer rows than the model can learn from, and what the model says.
    pub fn run(
        &self,
        real: Vec<M::Row>,
        watch: &mut dyn FnMut(Step<'_, M::Fitted>),
    ) -> Result<Vec<Vec<M::Row>>, Undefined> {
        if real.len().min(self.samples) < self.model.least_rows() {
            return Err(Undefined::TooFewPoints);
        }
        let mut past = vec![real];
        for t in 1..=self.generations {
            let (fitted, n_training) = self.learn(&past)?;
            watch(Step { generation: t, fitted: &fitted, n_training });
            let write = |row: usize| fitted.draw(&mut self.chance(WRITING, t, row));
            past.push((0..self.samples).into_par_iter().map(write).collect());
        }
        Ok(past)
    }

    fn learn(&self, past: &[Vec<M::Row>]) -> Result<(M::Fitted, usize), Undefined> {
        let t = past.len();
        let sizes: Vec<usize> = past.iter().map(Vec::len).collect();
        let (mut always, mut now) = (self.chance(KEEPING, 0, 0), self.chance(CHOOSING, t, 0));
        let places = self.policy.training(&sizes, self.samples, &mut always, &mut now);
        let fresh = self.fresh(past);
        let mut rows: Vec<&M::Row> = places.into_iter().map(|(from, row)| &past[from][row]).collect();
        rows.extend(&fresh);
        let fitted = self.model.fit(&rows, self.chance(LEARNING, t, 0).bits())?;
        Ok((fitted, rows.len()))
    }

    /// Real rows that no earlier draw decides.
    fn fresh(&self, past: &[Vec<M::Row>]) -> Vec<M::Row> {
        let t = past.len();
        let n = match self.policy {
            Policy::Fresh(_) if t > 1 => self.policy.n_real(self.samples),
            _ => 0,
        };
        match self.real {
            Real::Corpus => {
                let chosen = drawn(past[0].len(), n, &mut self.chance(REFRESHING, t, 0));
                chosen.into_iter().map(|row| past[0][row].clone()).collect()
            }
            Real::Law(law) => (0..n).map(|i| law.draw(&mut self.chance(REFRESHING, t, i))).collect(),
        }
    }

    fn chance(&self, purpose: u64, generation: usize, row: usize) -> Chance {
        Chance::at([self.seed, purpose, generation as u64, row as u64])
    }
}
