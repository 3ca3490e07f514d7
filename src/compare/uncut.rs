//! What cutting takes off, and where what is left of a text must not decide alone.
//!
//! Where lengths differ, documents are cut to the shorter of their pair. A loop stands at the end, so that it is cut off with the
//! rest. Where more documents loop than before and the longer side shows less of a vocabulary uncut than cut, the uncut figure
//! decides: loops are no matter of length. So it does where cut texts are word for word the same, and say nothing.

use super::basis::Basis;
use super::{Comparison, TableRow};
use crate::metric::{Metric, find};
use crate::pair::{CutRow, Drawn};
use crate::profile::Profile;
use crate::terms::{Precaution, Undefined};

impl Comparison<'_> {
    /// Share of the tokens of either side that length matching takes off; `None` where lengths are not matched.
    pub(super) fn cut_off(&self) -> Option<[f64; 2]> {
        self.matched.as_ref().and_then(Basis::drawn).map(|drawn| cut_off(drawn))
    }

    /// The row that decides of a metric that grows with length: the uncut one where the current side is the longer and it reads lower
    /// for loops, or where the sides are word for word the same as far as they go.
    pub(super) fn cut_or_uncut(&self, metric: &'static Metric, cut: TableRow) -> TableRow {
        let mean = |profile: &Profile| profile.mean_tokens().unwrap_or_default();
        let longer = |basis: &Basis<'_>| mean(basis.current()) > mean(basis.reference());
        if self.matched.is_none() || !metric.grows_with_length() || !longer(&self.as_is) {
            return cut;
        }
        let uncut = self.row_decided_by(metric, None, self.size_basis(metric));
        let value = |row: &TableRow| row.outcome.as_ref().map(|o| o.estimate.value).map_err(|reason| *reason);
        let why = match (value(&cut), value(&uncut)) {
            (Ok(matched), Ok(whole)) if whole < matched && self.loops_more() => Precaution::UncutForLoops,
            (Err(Undefined::NoVariation), Ok(_)) => Precaution::UncutForSameness,
            _ => return cut,
        };
        TableRow { made: uncut.made.with(why), ..uncut }
    }

    /// Whether it is certain that more documents loop than before.
    fn loops_more(&self) -> bool {
        let loops = find("unlooped-document-retention").map(|metric| self.deciding_row(metric, None));
        loops.and_then(|row| row.outcome.ok()).is_some_and(|outcome| outcome.estimate.high < 1.0)
    }
}

/// Share of the tokens of either side that lie behind the cut of their rows.
pub(super) fn cut_off(drawn: &Drawn<'_>) -> [f64; 2] {
    [drawn.reference(), drawn.current()].map(|rows| {
        let sum = |tokens: fn(&CutRow<'_>) -> u64| rows.iter().map(tokens).sum::<u64>();
        let whole = sum(|(row, _)| u64::from(row.tokens));
        let kept = sum(|(row, cut)| u64::from(row.tokens).min(*cut as u64));
        if whole == 0 { 0.0 } else { 1.0 - kept as f64 / whole as f64 }
    })
}

#[cfg(test)]
mod tests {
    use crate::metric::{Role, find};
    use crate::profile::{Builder, Document, KeyHash, Profile, Tokenizer};

    use super::super::{Table, deciding};
    use crate::terms::Precaution;

    /// Documents of words by key; `end` gives what follows each of them.
    fn corpus(seed: u32, words: u32, end: impl Fn(u32) -> String) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for key in 0..300u32 {
            let word =
                |i: u32| format!("w{}", (key * 7919 + seed * 31 + i * i * 104_729 + i) % (90 + key % 29 + i));
            let text: Vec<String> = (0..words).map(word).chain([end(key)]).collect();
            builder.add_rows(1);
            builder.add(&Document::new(KeyHash::of(&key.to_le_bytes()), &text.join(" ")));
        }
        builder.finish()
    }

    /// Every block is a quarter of its documents' words, said again and again.
    fn looping(key: u32) -> String {
        format!("round and round we go w{} ", key % 5).repeat(40)
    }

    fn compared(before: &Profile, after: &Profile) -> Table {
        deciding(before, after, Tokenizer::default(), 1, |m| m.role == Role::Gating)
    }

    fn row<'t>(table: &'t Table, name: &str) -> &'t super::TableRow {
        table.rows.iter().find(|r| r.name == name).unwrap()
    }

    #[test]
    fn loops_behind_the_cut_decide_though_the_cut_takes_them_off() {
        let plain = corpus(1, 60, |_| String::new());
        for (seed, why) in [(2, Precaution::UncutForLoops), (1, Precaution::UncutForSameness)] {
            let vocabulary = compared(&plain, &corpus(seed, 60, looping));
            let vocabulary = row(&vocabulary, "effective-vocabulary-retention");
            assert_eq!(vocabulary.made.precautions, [why]);
        }
        let table = compared(&plain, &corpus(2, 60, looping));
        let vocabulary = row(&table, "effective-vocabulary-retention");
        assert!(vocabulary.outcome.as_ref().unwrap().estimate.high < 0.9, "{vocabulary:?}");
        let loops = row(&table, "unlooped-document-retention");
        assert_eq!(loops.outcome.as_ref().unwrap().estimate.value, 0.0);
        let [before, after] = table.cut_off.unwrap();
        assert!(before == 0.0 && after > 0.5, "{before} {after}");
    }

    #[test]
    fn longer_texts_of_one_law_stay_cut() {
        let table = compared(&corpus(1, 60, |_| String::new()), &corpus(2, 90, |_| String::new()));
        let vocabulary = row(&table, "effective-vocabulary-retention");
        assert!(table.length_matched && vocabulary.made.precautions.is_empty(), "{:?}", vocabulary.made);
        assert_eq!(row(&table, "unlooped-document-retention").outcome.as_ref().unwrap().estimate.value, 1.0);
    }

    #[test]
    fn what_shrinks_with_length_is_never_judged_uncut() {
        let grows = |name: &str| find(name).unwrap().grows_with_length();
        assert!(grows("effective-vocabulary-retention"));
        assert!(!grows("distinct-2-retention") && !grows("unique-document-retention"));
    }
}
