//! What cutting takes off, and where what is left of a text must not decide alone.
//!
//! Where lengths differ, documents are cut to the shorter of their pair. A loop stands at the end, so that it is cut off with the
//! rest. Longer texts of one law show more of its vocabulary, never less: where the longer side shows less of it uncut than cut, that
//! is no matter of length, and the uncut figure decides.

use super::basis::Basis;
use super::{Comparison, TableRow};
use crate::metric::Metric;
use crate::pair::CutRow;
use crate::profile::Profile;
use crate::terms::Undefined;

impl Comparison<'_> {
    /// Share of the tokens of either side that length matching and the sample's limit take off; `None` where lengths are
    /// not matched.
    pub(super) fn cut_off(&self) -> Option<[f64; 2]> {
        let matched = self.matched.as_ref()?;
        let drawn = matched.drawn()?;
        Some([lost(drawn.reference(), matched.reference()), lost(drawn.current(), matched.current())])
    }

    /// Whether uncut texts may decide, should they read lower: the metric grows with length, and the current side is the longer.
    pub(super) fn may_decide_uncut(&self, metric: &Metric) -> bool {
        let mean = |profile: &Profile| profile.mean_tokens().unwrap_or_default();
        let longer = |basis: &Basis<'_>| mean(basis.current()) > mean(basis.reference());
        self.matched.is_some() && metric.grows_with_length() && longer(&self.as_is)
    }
}

/// Share of the tokens of whole documents that a profile of them does not hold.
fn lost(rows: &[CutRow<'_>], kept: &Profile) -> f64 {
    let whole: u64 = rows.iter().map(|(row, _)| u64::from(row.tokens)).sum();
    if whole == 0 { 0.0 } else { 1.0 - kept.n_tokens().min(whole) as f64 / whole as f64 }
}

/// The row that decides: the uncut one where it reads lower, or where the sides are word for word the same as far as they go.
pub(super) fn lower(cut: TableRow, uncut: TableRow) -> TableRow {
    let value = |row: &TableRow| row.outcome.as_ref().map(|o| o.estimate.value).map_err(|reason| *reason);
    let why = match (value(&cut), value(&uncut)) {
        (Ok(matched), Ok(whole)) if whole < matched => "since cut to equal length it would read higher",
        (Err(Undefined::NoVariation), Ok(_)) => "since cut to equal length both sides say the same",
        _ => return cut,
    };
    TableRow { estimator: format!("{}; uncut, {why}", uncut.estimator), ..uncut }
}

#[cfg(test)]
mod tests {
    use crate::metric::{Role, find};
    use crate::profile::{Builder, Document, KeyHash, Profile, Tokenizer};
    use crate::terms::Vector;

    use super::super::{Table, deciding};

    /// Documents of words by key; `end` gives what follows each of them.
    fn corpus(documents: u32, words: u32, end: impl Fn(u32) -> String) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for key in 0..documents {
            let word = |i: u32| format!("w{}", (key * 7919 + i * i * 104_729 + i) % (90 + key % 29 + i));
            let text: Vec<String> = (0..words).map(word).chain([end(key)]).collect();
            builder.add_rows(1);
            builder.add(&Document {
                place: KeyHash::of(&key.to_le_bytes()),
                keyed: true,
                text: &text.join(" "),
                slice: None,
                cells: &[],
                truncated: None,
                embedding: Vector::Absent,
                max_tokens: usize::MAX,
                prompt: None,
            });
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
        let plain = corpus(300, 60, |_| String::new());
        let table = compared(&plain, &corpus(300, 60, looping));
        let vocabulary = row(&table, "effective-vocabulary-retention");
        assert!(table.length_matched && vocabulary.estimator.contains("uncut"), "{}", vocabulary.estimator);
        assert!(vocabulary.outcome.as_ref().unwrap().estimate.high < 0.9, "{vocabulary:?}");
        let loops = row(&table, "unlooped-document-retention");
        assert_eq!(loops.outcome.as_ref().unwrap().estimate.value, 0.0);
        let [before, after] = table.cut_off.unwrap();
        assert!(before == 0.0 && after > 0.5, "{before} {after}");
    }

    #[test]
    fn longer_texts_of_one_law_stay_cut() {
        let table = compared(&corpus(300, 60, |_| String::new()), &corpus(300, 90, |_| String::new()));
        let vocabulary = row(&table, "effective-vocabulary-retention");
        assert!(table.length_matched && !vocabulary.estimator.contains("uncut"), "{}", vocabulary.estimator);
        assert_eq!(row(&table, "unlooped-document-retention").outcome.as_ref().unwrap().estimate.value, 1.0);
    }

    #[test]
    fn what_shrinks_with_length_is_never_judged_uncut() {
        let grows = |name: &str| find(name).unwrap().grows_with_length();
        assert!(grows("effective-vocabulary-retention"));
        assert!(!grows("distinct-2-retention") && !grows("unique-document-retention"));
    }
}
