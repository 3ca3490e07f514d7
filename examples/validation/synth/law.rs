//! The law a corpus is drawn from: what can be changed in it, and the tables that make drawing fast.

use super::rng::{Alias, Rng, pow};
use super::words::{FUNCTION_WORDS, vocabulary};

/// Number of topics; the last of each slice's five is rare and scattered.
pub(crate) const TOPICS: usize = 20;

/// Number of words in a set opening.
pub(crate) const OPENING_WORDS: usize = 3;

/// A law of documents. [`Law::default`] is the healthy one; every field is one way of leaving it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Law {
    /// Number of word types.
    pub vocabulary: usize,
    /// Exponent of Zipf–Mandelbrot, p(rank) ∝ (rank + 2.7)^−exponent.
    pub exponent: f64,
    /// Sharpening: p becomes p^(1/temperature), renormalized.
    pub temperature: f64,
    /// Truncation: only the most frequent words that hold this mass can be drawn.
    pub top_p: f64,
    /// The words beyond the first 85% of the mass keep this share of theirs; the rest goes to
    /// the shoulder (68% to 80%).
    pub tail_mass_scale: f64,
    /// Share of the word pairs of the head that trade places: another wording of the same law, so a drift without loss.
    pub rotation: f64,
    /// Share of the pairs of ordinary topics, one of a large and one of a small slice, that trade places in the texts:
    /// what was said often is said seldom and the other way round.
    pub topic_swap: f64,
    /// The same in the embeddings. Centers lie at unequal distances, so this takes up to 7% of the total variance with it.
    pub center_swap: f64,
    /// Share of tokens that come from the document's topics.
    pub topic_share: f64,
    /// Share of tokens that come from the few words its prompt asks about.
    pub prompt_share: f64,
    /// Share of tokens that repeat an earlier one of the same document.
    pub burstiness: f64,
    /// Mean number of words.
    pub mean_length: f64,
    /// Standard deviation of the log length.
    pub length_spread: f64,
    /// Share of documents that begin with a set opening.
    pub opening_share: f64,
    /// Zipf exponent over the 300 set openings.
    pub opening_exponent: f64,
    /// Share of documents that are one of `templates` fixed texts.
    pub duplicate_share: f64,
    /// Number of fixed texts.
    pub templates: usize,
    /// Share of the answers to rare topics that come out as an ordinary one.
    pub rare_topics_lost: f64,
    /// Scale of the embeddings about their common center.
    pub embedding_scale: f64,
    /// Added to the score.
    pub score_shift: f64,
}

impl Default for Law {
    fn default() -> Self {
        Self {
            vocabulary: 6_000,
            exponent: 1.05,
            temperature: 1.0,
            top_p: 1.0,
            tail_mass_scale: 1.0,
            rotation: 0.0,
            topic_swap: 0.0,
            center_swap: 0.0,
            topic_share: 0.35,
            prompt_share: 0.08,
            burstiness: 0.2,
            mean_length: 90.0,
            length_spread: 0.4,
            opening_share: 0.97,
            opening_exponent: 1.3,
            duplicate_share: 0.0,
            templates: 12,
            rare_topics_lost: 0.0,
            embedding_scale: 1.0,
            score_shift: 0.0,
        }
    }
}

impl Law {
    /// The same law with documents `factor` times as long.
    pub(crate) fn longer(self, factor: f64) -> Self {
        Self { mean_length: self.mean_length * factor, ..self }
    }
}

/// A law with its tables: make it once, draw from it often.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub law: Law,
    /// Word of each slot (slot = rank in the healthy law, before any rotation).
    pub words: Vec<String>,
    /// All words.
    pub general: Alias,
    /// Words of each topic: slots, and the table over them.
    pub topics: Vec<(Vec<u32>, Alias)>,
    /// The same two under the healthy law: prompts do not collapse with the model that answers them.
    pub asked: (Alias, Vec<(Vec<u32>, Alias)>),
    /// Share of a slot's healthy probability that is left, at most 1.
    pub kept: Vec<f64>,
    /// Slots of each set opening, and the table over openings.
    pub openings: (Vec<[u32; OPENING_WORDS]>, Alias),
}

impl Model {
    /// Prepares the tables of `law`.
    pub(crate) fn new(law: &Law) -> Self {
        let healthy = zipf(law.vocabulary, law.exponent);
        let changed = change(&healthy, law);
        let general = Alias::new(&changed);
        Self {
            words: rotated(vocabulary(law.vocabulary), law.rotation),
            topics: topics(&changed),
            asked: (Alias::new(&healthy), topics(&healthy)),
            kept: changed.iter().zip(&healthy).map(|(q, p)| (q / p).min(1.0)).collect(),
            openings: openings(law.opening_exponent, &Alias::new(&healthy)),
            general,
            law: law.clone(),
        }
    }
}

/// Zipf–Mandelbrot probabilities by rank.
fn zipf(size: usize, exponent: f64) -> Vec<f64> {
    normalized((0..size).map(|rank| pow(rank as f64 + 3.7, -exponent)).collect())
}

fn normalized(mut p: Vec<f64>) -> Vec<f64> {
    let total: f64 = p.iter().sum();
    p.iter_mut().for_each(|p| *p /= total);
    p
}

/// First rank at which the cumulated probability reaches `mass`.
fn rank_at(p: &[f64], mass: f64) -> usize {
    let mut cumulated = 0.0;
    p.iter()
        .position(|p| {
            cumulated += p;
            cumulated >= mass
        })
        .unwrap_or(p.len())
}

/// Temperature, then top-p, then the transfer from the tail to the shoulder.
fn change(healthy: &[f64], law: &Law) -> Vec<f64> {
    let mut q = healthy.to_vec();
    if law.temperature != 1.0 {
        q = normalized(q.into_iter().map(|p| pow(p, 1.0 / law.temperature)).collect());
    }
    if law.top_p < 1.0 {
        let cut = (rank_at(&q, law.top_p) + 1).min(q.len());
        q[cut..].fill(0.0);
        q = normalized(q);
    }
    let shoulder = rank_at(healthy, 0.68)..rank_at(healthy, 0.80);
    let tail = rank_at(healthy, 0.85)..q.len();
    // Freed mass goes to the shoulder, not to everything, so that a loss confined to the tail
    // hardly moves the entropy; the gap between the two keeps what the shoulder gains away from
    // words that a sample may take for the tail.
    let freed = (1.0 - law.tail_mass_scale) * q[tail.clone()].iter().sum::<f64>();
    let room: f64 = q[shoulder.clone()].iter().sum();
    if freed != 0.0 {
        q[tail].iter_mut().for_each(|p| *p *= law.tail_mass_scale);
        q[shoulder].iter_mut().for_each(|p| *p *= 1.0 + freed / room);
    }
    q
}

/// Puts every word that is not a function word into two topics.
fn topics(p: &[f64]) -> Vec<(Vec<u32>, Alias)> {
    let mut slots = vec![Vec::new(); TOPICS];
    for slot in FUNCTION_WORDS..p.len() {
        let mut rng = Rng::stream(&[0x544F_5049, slot as u64]);
        let first = rng.below(TOPICS);
        let second = (first + 1 + rng.below(TOPICS - 1)) % TOPICS;
        slots[first].push(slot as u32);
        slots[second].push(slot as u32);
    }
    let with_table = |mut slots: Vec<u32>| {
        // A topic that truncation leaves without a word is talked about in general ones.
        if slots.iter().all(|&slot| p[slot as usize] == 0.0) {
            slots = (0..p.len() as u32).collect();
        }
        let weights: Vec<f64> = slots.iter().map(|&slot| p[slot as usize]).collect();
        (slots, Alias::new(&weights))
    };
    slots.into_iter().map(with_table).collect()
}

/// Lets words of the head trade places with words about three times rarer.
///
/// Both partners sit far above the 90% cut and neither is a function word: the multiset of probabilities, the tail and
/// every type are untouched, so nothing is lost and the word distribution still moves.
fn rotated(mut words: Vec<String>, share: f64) -> Vec<String> {
    let mut rng = Rng::stream(&[0x524F_5441]);
    for block in 0..10 {
        let (near, far) = (60 + 10 * block, 200 + 30 * block);
        for offset in 0..10.min(words.len().saturating_sub(far)) {
            if rng.chance(share) {
                words.swap(near + offset, far + offset);
            }
        }
    }
    words
}

/// 300 openings of common words, the first of them the most usual.
fn openings(exponent: f64, general: &Alias) -> (Vec<[u32; OPENING_WORDS]>, Alias) {
    let common = |rng: &mut Rng| loop {
        let slot = general.draw(rng);
        if slot < 400 {
            return slot as u32;
        }
    };
    let opening = |i| {
        let mut rng = Rng::stream(&[0x4F50_454E, i]);
        std::array::from_fn(|_| common(&mut rng))
    };
    let weights: Vec<f64> = (0..300).map(|rank| pow(f64::from(rank) + 1.0, -exponent)).collect();
    ((0..300).map(opening).collect(), Alias::new(&weights))
}
