//! The same kind of corpus in many scripts, with the rows that break careless readers.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::document::{LATIN, Prompt, Writing, length, written};
use super::law::OPENING_WORDS;
use super::rng::{Alias, Rng, pow};
use super::{Doc, Law, Model, embed};

/// One script: its share of the prompts, what its words are made of, and how it is written.
struct Script {
    name: &'static str,
    share: f64,
    words: usize,
    syllables: &'static str,
    writing: Writing,
}

const DANDA: Writing = Writing { space: " ", comma: ", ", ends: ["।", "।", "?", "!"], between: " " };
const ARABIC: Writing = Writing { space: " ", comma: "، ", ends: [".", ".", "؟", "!"], between: " " };
const WIDE: Writing = Writing { space: "", comma: "、", ends: ["。", "。", "?", "!"], between: "" };
const THAI: Writing = Writing { space: "", comma: " ", ends: [" ", " ", " ", "! "], between: "" };

/// Shares keep the letters of scripts without spaces (the last three) below 30%, so words remain the unit.
const SCRIPTS: [Script; 9] = [
    Script {
        name: "latin",
        share: 0.44,
        words: 1500,
        syllables: "né çu ñor ấ mê dö lå šte ži kő ra to lin san ve ter mu pi ça él \
                    ư bệ gra ñe ü sto",
        writing: LATIN,
    },
    Script {
        name: "greek",
        share: 0.10,
        words: 500,
        syllables: "κά λο μέ νη ρα σί τό πα θέ φω χρι ψύ γα δέ ϊ ώ μα τα",
        writing: LATIN,
    },
    Script {
        name: "cyrillic",
        share: 0.12,
        words: 600,
        syllables: "ко ра мы сто ви не ло ё га зна чей й ший по бу дня те ру",
        writing: LATIN,
    },
    Script {
        name: "arabic",
        share: 0.09,
        words: 450,
        syllables: "كا تب مد رس ال نو قل شم سا بي حر ول أم ؤ لى ة طر",
        writing: ARABIC,
    },
    Script {
        name: "hebrew",
        share: 0.06,
        words: 300,
        syllables: "של ום בי ת מל כה דב ר ספ ים נה גד אור חד",
        writing: LATIN,
    },
    Script {
        name: "devanagari",
        share: 0.07,
        words: 350,
        syllables: "का मि नी रा स्त ति पु ज़ा ड़ी है ल गे वि भा षा द",
        writing: DANDA,
    },
    Script {
        name: "chinese",
        share: 0.05,
        words: 250,
        syllables: "天 地 人 山 水 火 木 金 土 日 月 年 国 語 学 生 大 小 中 上 下 東 西 南 北 書 車 門 風 雨 花 草 \
                    心 手 口 目",
        writing: WIDE,
    },
    Script {
        name: "kana",
        share: 0.04,
        words: 200,
        syllables: "か が さ ざ た だ は ば ぱ な の も り る を ト パ ド ン ラ シ ジ",
        writing: WIDE,
    },
    Script {
        name: "thai",
        share: 0.03,
        words: 150,
        syllables: "กา นี้ ที่ ไป มา ดี น้ำ ใจ รัก เธอ บ้าน ฟ้า",
        writing: THAI,
    },
];

/// Plain, with a skin tone, a joined family, a flag, a keycap, and a heart with its variation selector.
const EMOJI: [&str; 7] = ["😀", "👍🏽", "👩‍👩‍👧", "🇫🇷", "3️⃣", "❤️", "🔥"];

/// Set openings in each script.
const OPENINGS: u32 = 12;

/// The Unicode form the texts are written in: the same words either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// é is one character.
    Composed,
    /// é is e and an accent.
    Decomposed,
}

/// Draws one answer per key; another seed is another generation of the same law.
pub(crate) fn corpus(keys: &[u32], seed: u64, mean_length: f64, form: Form) -> Vec<Doc> {
    let law = Law::default();
    let model = Model::new(&law);
    let tables: Vec<(Vec<String>, Alias)> = SCRIPTS.iter().map(table).collect();
    let usual = Alias::new(&(1..=OPENINGS).map(|rank| 1.0 / f64::from(rank)).collect::<Vec<f64>>());
    let draw = |&key: &u32| {
        let prompt = Prompt::new(&model, u64::from(key));
        let mut by_prompt = Rng::stream(&[0x5343_5249, u64::from(key)]);
        let chosen = pick(by_prompt.unit());
        let (script, (words, table)) = (&SCRIPTS[chosen], &tables[chosen]);
        let asked: [usize; 6] = std::array::from_fn(|_| table.draw(&mut by_prompt));
        let mut rng = Rng::stream(&[0x5343_4F52, seed, u64::from(key)]);
        let mut slots: Vec<usize> = Vec::new();
        if by_prompt.chance(law.opening_share) {
            let own = by_prompt.chance(0.8);
            let opening = usual.draw(if own { &mut by_prompt } else { &mut rng });
            let mut words = Rng::stream(&[0x4F50_454E, opening as u64]);
            slots.extend((0..OPENING_WORDS).map(|_| words.below(40)));
        }
        let length = length(&prompt, mean_length, law.length_spread, &mut rng);
        while slots.len() < length {
            let u = rng.unit();
            let slot = match slots.len() {
                1.. if u < 0.2 => rng.choose(&slots),
                _ if u > 0.92 => rng.choose(&asked),
                _ => table.draw(&mut rng),
            };
            slots.push(slot);
        }
        let mut text = written(slots.iter().map(|&slot| words[slot].as_str()), &script.writing, &mut rng);
        if rng.chance(0.3) {
            text = format!("{text} {}", rng.choose(&EMOJI));
        }
        text = dressed(key, text);
        let text = match form {
            Form::Composed => text.nfc().collect(),
            Form::Decomposed => text.nfd().collect(),
        };
        let score = embed::score(&prompt, &law, &mut rng);
        Doc { key, slice: script.name, text, score, embedding: embed::embedding(&prompt, &law, &mut rng) }
    };
    keys.iter().map(draw).collect()
}

/// Whether the row of this key has no text at all (null, not empty).
pub(crate) fn is_null(key: u32) -> bool {
    key % 251 == 7
}

/// Words of a script by rank, with Zipf weights; short ones first.
fn table(script: &Script) -> (Vec<String>, Alias) {
    let syllables: Vec<&str> = script.syllables.split(' ').collect();
    let mut rng = Rng::stream(&[0x5441_424C, script.words as u64]);
    let mut seen = BTreeSet::new();
    let mut words = Vec::with_capacity(script.words);
    while words.len() < script.words {
        let n = if words.len() < 12 { 1 } else { 2 + rng.below(2) };
        let word: String = (0..n).map(|_| rng.choose(&syllables)).collect();
        if seen.insert(word.clone()) {
            words.push(word);
        }
    }
    let weights: Vec<f64> = (0..words.len()).map(|rank| pow(rank as f64 + 3.7, -1.05)).collect();
    (words, Alias::new(&weights))
}

/// The script at cumulated share `u`.
fn pick(u: f64) -> usize {
    let mut cumulated = 0.0;
    let found = SCRIPTS.iter().position(|script| {
        cumulated += script.share;
        u < cumulated
    });
    found.unwrap_or(SCRIPTS.len() - 1)
}

/// Gives a few keys, the same in every generation, the texts that careless code trips over.
fn dressed(key: u32, text: String) -> String {
    match key % 251 {
        17 => String::new(),
        27 => " \t\n\u{3000}\u{a0} ".to_owned(),
        37 => format!("\u{200f}\u{202b}{text}\u{202c}\u{200e}"),
        47 => format!("\u{1}\u{8}{text}\u{7f}\u{85}\r\n\u{b}{}", '\u{feff}'),
        57 => {
            format!("<p class=\"x\" onclick='alert(1)'>{text}</p><script>alert(\"&amp;\")</script>")
        }
        67 => format!("\u{1b}[31m{text}\u{1b}[0m\u{1b}]0;title\u{7}"),
        77 => format!("| a | `b` |\n|---|---|\n| {} | ]]> |", text.replace(". ", " | ")),
        _ => text,
    }
}
