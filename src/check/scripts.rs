//! What texts are written in: shares of letters by script.

use super::ScriptShare;
use crate::compare::Letters;
use crate::profile::Profile;

/// Smaller shares are names and quotations.
const LEAST: f64 = 0.005;

/// Scripts of the sampled documents, the most frequent first.
pub(super) fn of(profile: &Profile) -> Vec<ScriptShare> {
    let letters = Letters::of(profile);
    let share = |(script, share): (&str, f64)| ScriptShare { script: script.to_owned(), share };
    let mut shares: Vec<ScriptShare> = letters.shares().map(share).filter(|s| s.share >= LEAST).collect();
    shares.sort_by(|a, b| b.share.total_cmp(&a.share));
    shares
}
