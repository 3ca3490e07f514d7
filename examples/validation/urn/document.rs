//! Prompts, and what a law answers to them.

use super::law::{MODES, Model};
use super::words;
use crate::synth::rng::{Rng, exp, ln};

/// Number of coordinates of an embedding.
pub(crate) const DIMENSIONS: usize = 16;

/// Words that a prompt asks about.
const ASKED: usize = 6;

/// Share of tokens that repeat an earlier one of the document, that echo the prompt, that come from a topic.
const URN: f64 = 0.2;
const ECHO: f64 = 0.08;
const TOPICAL: f64 = 0.35;

/// Share of topical tokens of the first of the two topics.
const FIRST_TOPIC: f64 = 0.75;

/// Standard deviation of the log length, and the share of its variance that the prompt explains.
const LENGTHS: f64 = 0.4;
const LENGTH_BY_PROMPT: f64 = 0.6;

/// Fewest words of a document.
const SHORTEST: f64 = 5.0;

/// Scatter of prompts about the center of their topics, and of answers about their prompt; centers have scatter 1.
const BY_PROMPT: f64 = 0.45;
const BY_ANSWER: f64 = 0.35;

/// Share of prompts in a rare mode, and the scatter within one.
const RARE: f64 = 0.1;
const TIGHT: f64 = 0.05;

/// Texts that documents are copies of where the law has duplicates.
const TEMPLATES: usize = 12;

/// Where invented words begin.
const INVENTED: u32 = 1_000_000;

/// One answer to one prompt.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Doc {
    /// The row's key.
    pub key: u32,
    /// What it was asked.
    pub prompt: u32,
    /// Its words by number.
    pub words: Vec<u32>,
    /// Whether it is written in another script.
    pub transcribed: bool,
    /// Its embedding.
    pub embedding: [f32; DIMENSIONS],
}

impl Doc {
    /// The answer as text.
    pub(crate) fn text(&self) -> String {
        let text = words::written(&self.words);
        if self.transcribed { words::transcribed(&text) } else { text }
    }
}

/// What a prompt fixes, whoever answers.
#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    topics: [usize; 2],
    pub asked: [u32; ASKED],
    length: f64,
    mode: Option<usize>,
    place: [f64; DIMENSIONS],
}

impl Prompt {
    /// The prompt of this number.
    pub(crate) fn new(model: &Model, number: u64) -> Self {
        let mut rng = Rng::stream(&[0x4153_4B45, number]);
        let topics = [0; 2].map(|_| model.base.popular.draw(&mut rng));
        let asked = [0; ASKED].map(|_| model.base.asked[topics[0]].draw(&mut rng) as u32);
        Self {
            topics,
            asked,
            length: rng.normal(),
            mode: rng.chance(RARE).then(|| rng.below(MODES)),
            place: std::array::from_fn(|_| rng.normal()),
        }
    }

    /// The prompt as text.
    pub(crate) fn text(&self) -> String {
        words::written(&self.asked)
    }
}

impl Model {
    /// Draws one answer to each prompt; another seed is another generation.
    pub(crate) fn corpus(&self, prompts: impl Iterator<Item = u32>, seed: u64) -> Vec<Doc> {
        prompts.map(|prompt| self.document(prompt, seed)).collect()
    }

    fn document(&self, key: u32, seed: u64) -> Doc {
        let mut rng = Rng::stream(&[0x414E_5357, seed, key.into()]);
        let copied = rng.chance(self.law.duplicates);
        let template = (1 << 40) + rng.below(TEMPLATES) as u64;
        let number = if copied { template } else { key.into() };
        if copied {
            rng = Rng::stream(&[0x434F_5059, template]);
        }
        let prompt = Prompt::new(self, number);
        let words = self.words(&prompt, &mut rng);
        let embedding = self.embedding(&prompt, &mut rng);
        Doc { key, prompt: key, words, transcribed: false, embedding }
    }

    /// The words of an answer.
    fn words(&self, prompt: &Prompt, rng: &mut Rng) -> Vec<u32> {
        let z = LENGTH_BY_PROMPT.sqrt() * prompt.length + (1.0 - LENGTH_BY_PROMPT).sqrt() * rng.normal();
        let length = self.law.length * exp(LENGTHS * z - LENGTHS * LENGTHS / 2.0);
        let length = length.round().max(SHORTEST) as usize;
        let mut ranks: Vec<u32> = Vec::with_capacity(length);
        for at in 0..length {
            let u = rng.unit();
            let drawn = if u < URN && at > 0 { ranks[rng.below(at)] } else { self.rank(prompt, u, rng) };
            ranks.push(drawn);
        }
        ranks.into_iter().map(|rank| self.spelled(rank, rng)).collect()
    }

    /// A word that does not come from the urn.
    fn rank(&self, prompt: &Prompt, u: f64, rng: &mut Rng) -> u32 {
        if (URN..URN + ECHO).contains(&u) {
            // A word that it has half forgotten it echoes half as often.
            let asked = rng.choose(&prompt.asked);
            if rng.chance(self.kept[asked as usize]) {
                return asked;
            }
        }
        if (URN + ECHO..URN + ECHO + TOPICAL).contains(&u) {
            let topic = prompt.topics[usize::from(!rng.chance(FIRST_TOPIC))];
            return self.topics[topic].draw(rng) as u32;
        }
        self.general.draw(rng) as u32
    }

    fn spelled(&self, rank: u32, rng: &mut Rng) -> u32 {
        match self.spelled[rank as usize] {
            u32::MAX if self.law.invented == 0 => INVENTED + (rng.bits() >> 33) as u32,
            u32::MAX => INVENTED + rank % self.law.invented,
            own => own,
        }
    }

    fn embedding(&self, prompt: &Prompt, rng: &mut Rng) -> [f32; DIMENSIONS] {
        let [first, second] = prompt.topics.map(|topic| &self.base.centers[topic]);
        let mode = prompt.mode.filter(|_| !self.law.modes_lost);
        let tail = if self.law.heavy { 1.0 / (-ln(1.0 - rng.unit())).max(1e-6).sqrt() } else { 1.0 };
        std::array::from_fn(|d| {
            let noise = BY_PROMPT * prompt.place[d] + BY_ANSWER * rng.normal();
            let value = match mode {
                Some(mode) => self.base.modes[mode][d] + TIGHT * noise,
                None => FIRST_TOPIC * first[d] + (1.0 - FIRST_TOPIC) * second[d] + tail * noise,
            };
            (self.law.spread * value) as f32
        })
    }
}
