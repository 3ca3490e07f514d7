//! Clusters of meaning in words, for every page.

use crate::render::escape::terminal;
use crate::render::format::{self, count};
use crate::report::{Comparison, Mode, ModeChange};

/// Columns of a word that names a cluster.
const WORD: usize = 24;

/// The words that name a cluster, or its number where none does.
pub(in crate::render) fn name(mode: &Mode) -> String {
    match mode.words.is_empty() {
        true => format!("number {}", mode.cluster),
        false => mode.words.iter().map(|w| terminal(w, WORD)).collect::<Vec<_>>().join(" · "),
    }
}

/// What became of it.
pub(in crate::render) fn change(change: ModeChange) -> &'static str {
    match change {
        ModeChange::Vanished => "vanished",
        ModeChange::Shrunk => "shrank",
        ModeChange::Unclear => "no sure change",
        ModeChange::Grown => "grew",
        ModeChange::New => "new",
    }
}

/// `-2.1 (-3.0 to -1.2)`: by how many hundredths of all documents its share changed.
pub(in crate::render) fn points(mode: &Mode) -> String {
    let change = 100.0 * mode.difference;
    match (mode.ci_low, mode.ci_high) {
        (Some(low), Some(high)) => format::interval(change, 100.0 * low, 100.0 * high),
        _ => format::bare(change),
    }
}

/// The clusters that vanished or shrank beyond chance, the largest loss first.
pub(in crate::render) fn lost(c: &Comparison) -> impl Iterator<Item = &Mode> {
    c.modes.iter().filter(|m| matches!(m.change, ModeChange::Vanished | ModeChange::Shrunk))
}

/// `river · boat 40→2 documents`: each lost cluster with its documents before and after.
pub(in crate::render) fn lost_lines(c: &Comparison) -> impl Iterator<Item = String> {
    lost(c).enumerate().map(|(i, mode)| {
        let unit = if i == 0 { " documents" } else { "" };
        format!("{} {}→{}{unit}", name(mode), count(mode.documents_before), count(mode.documents_after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;
    use crate::report::Against;
    use crate::terms::Verdict;

    #[test]
    fn a_cluster_reads_as_its_words_and_its_change() {
        let mut mode = testing::mode(&["river", "\u{1b}[31mboat"], 40, 2, ModeChange::Shrunk);
        assert!(name(&mode).starts_with("river · ") && !name(&mode).contains('\u{1b}'));
        (mode.difference, mode.ci_low, mode.ci_high) = (-0.0206, Some(-0.03), Some(-0.0124));
        assert_eq!(points(&mode), "-2.1 (-3.0 to -1.2)");
        mode.words.clear();
        assert_eq!(name(&mode), "number 1");
        let mut c = testing::comparison("gen0", "gen1", Against::Base, Verdict::Stable);
        c.modes = vec![mode, testing::mode(&["train"], 3, 3, ModeChange::Unclear)];
        assert_eq!(lost_lines(&c).collect::<Vec<_>>(), ["number 1 40→2 documents"]);
    }
}
