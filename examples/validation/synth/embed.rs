//! Embeddings and scores that go with a document.

use super::DIMENSIONS;
use super::document::Prompt;
use super::law::Law;
use super::rng::Rng;

/// Scatter of prompts about the center of their topic, and of answers about their prompt; centers have scatter 1.
const BY_PROMPT: f64 = 0.24;
const BY_ANSWER: f64 = 0.18;

/// A rare topic is this much more scattered, so its points are the ones with far neighbors.
const RARE_SCATTER: f64 = 1.8;

/// Its center is nearer to the common one, so that losing it costs little variance.
const RARE_CENTER: f64 = 0.85;

/// Coordinates are multiples of 1/32: fine enough for any statistic, and small on disk.
const GRID: f64 = 32.0;

/// Draws the embedding of an answer.
pub(crate) fn embedding(prompt: &Prompt, law: &Law, rng: &mut Rng) -> [f32; DIMENSIONS] {
    let lost = prompt.rare && rng.chance(law.rare_topics_lost);
    // A lost rare topic is answered as if an ordinary one had been asked for.
    let topic = if lost { prompt.ordinary } else { prompt.center };
    let (reach, scatter) = if prompt.rare && !lost { (RARE_CENTER, RARE_SCATTER) } else { (1.0, 1.0) };
    let mut center = Rng::stream(&[0x4345_4E54, topic as u64]);
    let mut by_prompt = prompt.rng.clone();
    std::array::from_fn(|_| {
        let own = BY_PROMPT * by_prompt.normal() + BY_ANSWER * rng.normal();
        let value = law.embedding_scale * (reach * center.normal() + scatter * own);
        // Adding zero turns −0 into 0.
        ((value * GRID).round() / GRID + 0.0) as f32
    })
}

/// Draws the task score: half of it is the prompt's difficulty, and nothing in it knows about diversity.
pub(crate) fn score(prompt: &Prompt, law: &Law, rng: &mut Rng) -> f64 {
    let mut difficulty = prompt.rng.clone();
    let score = 0.62 + law.score_shift + 0.14 * difficulty.normal() + 0.1 * rng.normal();
    (score.clamp(0.0, 1.0) * 1000.0).round() / 1000.0
}
