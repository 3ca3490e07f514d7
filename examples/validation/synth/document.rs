//! One document: what its prompt fixes, what the model draws, and how words become text.

use super::embed;
use super::law::{Model, OPENING_WORDS, TOPICS};
use super::rng::{Rng, exp};
use super::{Doc, SLICES};

/// What a prompt fixes in every generation, so that paired rows resemble each other.
#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    pub slice: usize,
    pub topics: [usize; 2],
    /// The topic at whose center its embedding lies.
    pub center: usize,
    /// Whether the first topic is a rare one.
    pub rare: bool,
    /// The ordinary topic nearest to the prompt: the first one, unless that is rare.
    pub ordinary: usize,
    /// Standardized length propensity.
    pub length: f64,
    /// Slots of the words it asks about.
    pub asked: [usize; 6],
    /// A stream of its own for whatever else the key decides.
    pub rng: Rng,
}

/// Cumulated shares of the four slices: unequal, as domains are.
const SLICE_SHARES: [f64; 3] = [0.35, 0.65, 0.85];

/// Share of the prompts that fall in the rare topic of their slice.
const RARE_SHARE: f64 = 0.14;

/// Share of the log length's variance that the prompt explains.
const LENGTH_BY_PROMPT: f64 = 0.6;

impl Prompt {
    /// Reads off everything the key decides.
    pub(crate) fn new(model: &Model, key: u64) -> Self {
        let mut rng = Rng::stream(&[0x5052_4F4D, key]);
        let u = rng.unit();
        let slice = SLICE_SHARES.iter().filter(|&&share| u >= share).count();
        let per_slice = TOPICS / SLICES.len();
        let rare = rng.chance(RARE_SHARE);
        let ordinary = slice * per_slice + rng.below(per_slice - 1);
        let first = if rare { slice * per_slice + per_slice - 1 } else { ordinary };
        let mut topics = [first, rng.below(TOPICS)];
        let length = rng.normal();
        let asked = std::array::from_fn(|i| {
            if i % 2 == 0 {
                return model.asked.0.draw(&mut rng);
            }
            let (slots, table) = &model.asked.1[topics[0]];
            slots[table.draw(&mut rng)] as usize
        });
        let mut center = topics[0];
        if !rare {
            topics[0] = swapped(ordinary, model.law.topic_swap);
            center = swapped(ordinary, model.law.center_swap);
        }
        Self { slice, topics, center, rare, ordinary, length, asked, rng }
    }
}

/// The topic that stands in for an ordinary one: its partner in the slice of opposite size, where their pair trades places.
fn swapped(topic: usize, share: f64) -> usize {
    let per_slice = TOPICS / SLICES.len();
    let (slice, place) = (topic / per_slice, topic % per_slice);
    let opposite = SLICES.len() - 1 - slice;
    let pair = slice.min(opposite) * (per_slice - 1) + place;
    let pairs = SLICES.len() / 2 * (per_slice - 1);
    if (pair as f64) < share * pairs as f64 { opposite * per_slice + place } else { topic }
}

impl Model {
    /// Draws one answer for each key.
    pub(crate) fn corpus(&self, keys: &[u32], seed: u64) -> Vec<Doc> {
        keys.iter().map(|&key| self.document(key, seed)).collect()
    }

    /// Draws the answer to one prompt.
    pub(crate) fn document(&self, key: u32, seed: u64) -> Doc {
        let prompt = Prompt::new(self, u64::from(key));
        let mut rng = Rng::stream(&[0x444F_4355, seed, u64::from(key)]);
        let slice = SLICES[prompt.slice];
        let score = embed::score(&prompt, &self.law, &mut rng);
        if !rng.chance(self.law.duplicate_share) {
            let text = self.text(&prompt, &mut rng);
            return Doc {
                key,
                slice,
                text,
                score,
                embedding: embed::embedding(&prompt, &self.law, &mut rng),
            };
        }
        // A fixed text, whatever was asked: it comes from a prompt outside the range of keys, always with one stream.
        let template = (1 << 32) + rng.below(self.law.templates) as u64;
        let prompt = Prompt::new(self, template);
        let mut rng = Rng::stream(&[0x5445_4D50, template]);
        let text = self.text(&prompt, &mut rng);
        Doc { key, slice, text, score, embedding: embed::embedding(&prompt, &self.law, &mut rng) }
    }

    fn text(&self, prompt: &Prompt, rng: &mut Rng) -> String {
        let length = length(prompt, self.law.mean_length, self.law.length_spread, rng);
        let mut slots: Vec<u32> = Vec::with_capacity(length);
        // Whether the opening is a set one, and in most cases which, is up to the prompt: those come
        // back in every generation of one law.
        let mut by_prompt = prompt.rng.clone();
        if by_prompt.chance(self.law.opening_share) {
            let source = if by_prompt.chance(0.8) { &mut by_prompt } else { &mut *rng };
            slots.extend(self.openings.0[self.openings.1.draw(source)]);
        }
        while slots.len() < length {
            slots.push(self.slot(prompt, &slots, rng) as u32);
        }
        written(slots.iter().map(|&slot| self.words[slot as usize].as_str()), &LATIN, rng)
    }

    /// Draws the next word of a document that has `so_far`.
    fn slot(&self, prompt: &Prompt, so_far: &[u32], rng: &mut Rng) -> usize {
        let law = &self.law;
        let mut u = rng.unit();
        // A Pólya urn: what was said once tends to be said again, and no word's expected share changes by it.
        if u < law.burstiness && !so_far.is_empty() {
            let again = rng.choose(so_far);
            // Never twice running: languages avoid it.
            if so_far.last() != Some(&again) {
                return again as usize;
            }
        }
        u -= law.burstiness;
        if (0.0..law.prompt_share).contains(&u) {
            // Echoing the prompt follows the model's own law: a word it has half forgotten it echoes half as often.
            let slot = rng.choose(&prompt.asked);
            if rng.chance(self.kept[slot]) {
                return slot;
            }
        }
        u -= law.prompt_share;
        if (0.0..law.topic_share).contains(&u) {
            let topic = prompt.topics[usize::from(rng.chance(0.25))];
            let (slots, table) = &self.topics[topic];
            return slots[table.draw(rng)] as usize;
        }
        self.general.draw(rng)
    }
}

/// Log-normal number of words with the given mean, in part fixed by the prompt.
pub(crate) fn length(prompt: &Prompt, mean: f64, spread: f64, rng: &mut Rng) -> usize {
    let z = LENGTH_BY_PROMPT.sqrt() * prompt.length + (1.0 - LENGTH_BY_PROMPT).sqrt() * rng.normal();
    let words = mean * exp(spread * z - spread * spread / 2.0);
    words.round().max(OPENING_WORDS as f64 + 1.0) as usize
}

/// How a script joins words and ends sentences.
#[derive(Debug)]
pub(crate) struct Writing {
    pub space: &'static str,
    pub comma: &'static str,
    pub ends: [&'static str; 4],
    pub between: &'static str,
}

/// Latin, Greek, Cyrillic, Hebrew.
pub(crate) const LATIN: Writing =
    Writing { space: " ", comma: ", ", ends: [".", ".", "?", "!"], between: " " };

/// Words to text: sentences of 5 to 18 words with capitals, commas, stops, and now and then a paragraph.
pub(crate) fn written<'a>(words: impl Iterator<Item = &'a str>, writing: &Writing, rng: &mut Rng) -> String {
    let mut text = String::new();
    let mut left = 0;
    for word in words {
        if left == 0 {
            if !text.is_empty() {
                text.push_str(rng.choose(&writing.ends));
                text.push_str(if rng.chance(0.1) { "\n\n" } else { writing.between });
            }
            left = 5 + rng.below(14);
            let mut letters = word.chars();
            text.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            text.push_str(letters.as_str());
        } else {
            text.push_str(if rng.chance(0.06) { writing.comma } else { writing.space });
            text.push_str(word);
        }
        left -= 1;
    }
    text.push_str(writing.ends[0]);
    text
}
