//! What texts are written in: shares of letters by script.

use std::collections::BTreeMap;

use unicode_script::{Script, UnicodeScript};

use super::ScriptShare;
use crate::profile::Profile;

/// Sampled documents looked at.
const DOCUMENTS: usize = 2048;
/// Smaller shares are names and quotations.
const LEAST: f64 = 0.005;

/// Scripts of the sampled documents, the most frequent first.
pub(super) fn of(profile: &Profile) -> Vec<ScriptShare> {
    let texts = profile.sample.first(DOCUMENTS).iter().map(|row| &*row.text);
    let mut letters: BTreeMap<&str, u64> = BTreeMap::new();
    for c in texts.flat_map(str::chars).filter(|c| c.is_alphabetic()) {
        let script = c.script();
        if !matches!(script, Script::Common | Script::Inherited | Script::Unknown) {
            *letters.entry(script.full_name()).or_default() += 1;
        }
    }
    let all: u64 = letters.values().sum();
    let share =
        |(script, n): (&str, u64)| ScriptShare { script: script.to_owned(), share: n as f64 / all as f64 };
    let mut shares: Vec<ScriptShare> = letters.into_iter().map(share).filter(|s| s.share >= LEAST).collect();
    shares.sort_by(|a, b| b.share.total_cmp(&a.share));
    shares
}
