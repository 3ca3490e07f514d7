//! The law: what can be changed in it, and the tables that make drawing fast.

use std::sync::Arc;

use super::document::DIMENSIONS;
use crate::synth::rng::{Alias, Rng, ln, pow};

/// Number of topics.
pub(crate) const TOPICS: usize = 24;

/// Number of rare modes of the embeddings.
pub(crate) const MODES: usize = 10;

/// Scatter of the modes' centers, as far from the common center as the mean of a prompt's two topics, so that the modes are no sparse
/// region and their loss takes no variance along.
const MODE_REACH: f64 = 0.8;

/// Shape of the gamma draws that tilt the law within a topic: most words hardly occur in it, some four times as often and more.
const TILT: f64 = 0.25;

/// Concentration of the Dirichlet draw of how popular topics are.
const POPULARITY: f64 = 1.2;

/// A law of documents. [`Law::default`] is the healthy one; every field is one way of leaving it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Law {
    /// Number of word types.
    pub vocabulary: usize,
    /// Share of the mass beyond the first 85% that is gone; it goes to the words from 68% to 80%.
    pub tail_lost: f64,
    /// p becomes p^(1/temperature), renormalized.
    pub temperature: f64,
    /// Only the most frequent words that hold this mass are drawn.
    pub top_p: f64,
    /// Share of the pairs of neighboring ranks, of the first thousand, that trade places.
    pub synonyms: f64,
    /// Share of the types beyond the first 85% of the mass that nobody uses any more: an invented word stands in their place.
    pub replaced: f64,
    /// Invented words: so many that come again and again; 0 = every occurrence is one of its own.
    pub invented: u32,
    /// Mean number of words.
    pub length: f64,
    /// Share of documents that are one of 12 texts.
    pub duplicates: f64,
    /// Whether the rare modes of the embeddings come out as ordinary ones.
    pub modes_lost: bool,
    /// Scale of the embeddings about their center.
    pub spread: f64,
    /// Whether the noise of the embeddings has the heavy tails of Student's t with two degrees of freedom.
    pub heavy: bool,
}

impl Default for Law {
    fn default() -> Self {
        Self {
            vocabulary: 20_000,
            tail_lost: 0.0,
            temperature: 1.0,
            top_p: 1.0,
            synonyms: 0.0,
            replaced: 0.0,
            invented: 0,
            length: 90.0,
            duplicates: 0.0,
            modes_lost: false,
            spread: 1.0,
            heavy: false,
        }
    }
}

/// What every law of one size has in common: the healthy words, how topics tilt them, and how popular topics are.
#[derive(Debug)]
pub(crate) struct Base {
    healthy: Vec<f64>,
    tilts: Vec<Vec<f64>>,
    pub popular: Alias,
    /// The words that a prompt asks about follow the healthy law, whoever answers.
    pub asked: Vec<Alias>,
    pub centers: Vec<[f64; DIMENSIONS]>,
    pub modes: Vec<[f64; DIMENSIONS]>,
}

/// A law with its tables: make it once, draw from it often.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub law: Law,
    pub base: Arc<Base>,
    pub general: Arc<Alias>,
    pub topics: Arc<Vec<Alias>>,
    /// Share of a word's healthy probability that is left, at most 1.
    pub kept: Arc<Vec<f64>>,
    /// The word that stands where this one stood.
    pub spelled: Arc<Vec<u32>>,
    /// The first rank beyond 85% of the mass.
    pub tail: usize,
}

impl Base {
    /// Draws what is common to all laws of this many types.
    pub(crate) fn new(vocabulary: usize) -> Arc<Self> {
        let healthy = normalized((0..vocabulary).map(|rank| pow(rank as f64 + 4.0, -1.1)).collect());
        let mut rng = Rng::stream(&[0x5455_524E]);
        let tilts: Vec<Vec<f64>> =
            (0..TOPICS).map(|_| (0..vocabulary).map(|_| small_gamma(&mut rng, TILT)).collect()).collect();
        let popular: Vec<f64> = (0..TOPICS).map(|_| gamma(&mut rng, POPULARITY)).collect();
        let mut point = |reach: f64| std::array::from_fn(|_| reach * rng.normal());
        Arc::new(Self {
            asked: tilts.iter().map(|tilt| tilted(&healthy, tilt)).collect(),
            popular: Alias::new(&popular),
            centers: (0..TOPICS).map(|_| point(1.0)).collect(),
            modes: (0..MODES).map(|_| point(MODE_REACH)).collect(),
            healthy,
            tilts,
        })
    }
}

impl Model {
    /// Prepares the tables of `law` over what is common.
    pub(crate) fn new(law: &Law, base: &Arc<Base>) -> Self {
        let changed = changed(&base.healthy, law);
        let tail = rank_at(&base.healthy, 0.85);
        Self {
            general: Arc::new(Alias::new(&changed)),
            topics: Arc::new(base.tilts.iter().map(|tilt| tilted(&changed, tilt)).collect()),
            kept: Arc::new(changed.iter().zip(&base.healthy).map(|(q, p)| (q / p).min(1.0)).collect()),
            spelled: Arc::new(spelled(law, tail)),
            tail,
            base: Arc::clone(base),
            law: law.clone(),
        }
    }
}

fn normalized(mut p: Vec<f64>) -> Vec<f64> {
    let total: f64 = p.iter().sum();
    p.iter_mut().for_each(|p| *p /= total);
    p
}

fn tilted(p: &[f64], tilt: &[f64]) -> Alias {
    let weights: Vec<f64> = p.iter().zip(tilt).map(|(p, tilt)| p * tilt).collect();
    Alias::new(&weights)
}

/// First rank at which the cumulated probability reaches `mass`.
fn rank_at(p: &[f64], mass: f64) -> usize {
    let mut left = mass;
    p.iter()
        .position(|p| {
            left -= p;
            left <= 0.0
        })
        .unwrap_or(p.len())
}

/// The words' probabilities under a law.
fn changed(healthy: &[f64], law: &Law) -> Vec<f64> {
    let mut q = healthy.to_vec();
    if law.temperature != 1.0 {
        q = normalized(q.into_iter().map(|p| pow(p, 1.0 / law.temperature)).collect());
    }
    if law.top_p < 1.0 {
        let cut = (rank_at(&q, law.top_p) + 1).min(q.len());
        q[cut..].fill(0.0);
        q = normalized(q);
    }
    if law.tail_lost > 0.0 {
        let (shoulder, tail) = (rank_at(healthy, 0.68)..rank_at(healthy, 0.80), rank_at(healthy, 0.85));
        let freed = law.tail_lost * q[tail..].iter().sum::<f64>();
        let room: f64 = q[shoulder.clone()].iter().sum();
        q[tail..].iter_mut().for_each(|p| *p *= 1.0 - law.tail_lost);
        q[shoulder].iter_mut().for_each(|p| *p *= 1.0 + freed / room);
    }
    q
}

/// The word that each rank is written as: its own number, another's, or `u32::MAX` for "an invented one".
fn spelled(law: &Law, tail: usize) -> Vec<u32> {
    let mut words: Vec<u32> = (0..law.vocabulary as u32).collect();
    let mut rng = Rng::stream(&[0x5357_4150]);
    for rank in (2..1000.min(law.vocabulary - 1)).step_by(2) {
        if rng.chance(law.synonyms) {
            words.swap(rank, rank + 1);
        }
    }
    for word in &mut words[tail..] {
        if rng.chance(law.replaced) {
            *word = u32::MAX;
        }
    }
    words
}

/// A gamma draw of mean `shape`, for shapes of 1 and more (Marsaglia and Tsang 2000).
fn gamma(rng: &mut Rng, shape: f64) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = rng.normal();
        let v = 1.0 + c * x;
        if v <= 0.0 {
            continue;
        }
        let (v, u) = (v * v * v, 1.0 - rng.unit());
        if ln(u) < 0.5 * x * x + d - d * v + d * ln(v) {
            return d * v;
        }
    }
}

/// The same below 1: a draw of one more, times a power of a uniform one.
fn small_gamma(rng: &mut Rng, shape: f64) -> f64 {
    let draw = gamma(rng, shape + 1.0);
    // The smallest that still is a number, so that no word is quite impossible in a topic.
    let u = (1.0 - rng.unit()).max(1e-12);
    draw * pow(u, 1.0 / shape)
}
