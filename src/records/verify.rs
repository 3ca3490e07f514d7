//! Whether what was recorded is still there as it was.

use std::path::Path;

use serde::Serialize;

use super::preserved::preserve;
use super::record::{Preserved, Record};

/// What became of a file or a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum State {
    /// Byte for byte as it was.
    Same,
    /// Other bytes.
    Changed {
        /// SHA-256 now.
        sha256: String,
    },
    /// It is not there, or cannot be read.
    Unreadable {
        /// What was found.
        why: String,
    },
}

/// Something that a record preserves, and its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// The record.
    pub record: String,
    /// What it is of the record: "report", "corpus", or the name of the data source.
    pub what: String,
    /// Where it lies.
    pub path: String,
    /// SHA-256 when it was recorded.
    pub sha256: String,
    /// What became of it.
    #[serde(flatten)]
    pub state: State,
}

impl Verified {
    /// Whether it is as it was.
    pub fn is_same(&self) -> bool {
        self.state == State::Same
    }
}

/// Looks at everything that current records preserve. Paths count from the current directory, as they did when they were recorded.
pub fn verify(records: &[&Record]) -> Vec<Verified> {
    let of = |record: &Record, what: &str, preserved: &Preserved| Verified {
        record: record.name.clone(),
        what: what.to_owned(),
        path: preserved.path.clone(),
        sha256: preserved.sha256.clone(),
        state: state(preserved),
    };
    let all = records.iter().flat_map(|record| {
        let own = record
            .preserved
            .iter()
            .map(|p| of(record, if record.settings.is_some() { "report" } else { "corpus" }, p));
        own.chain(record.sources.iter().map(|s| of(record, &s.name, &s.preserved))).collect::<Vec<_>>()
    });
    all.collect()
}

fn state(preserved: &Preserved) -> State {
    match preserve(Path::new(&preserved.path)) {
        Ok(now) if now.sha256 == preserved.sha256 => State::Same,
        Ok(now) => State::Changed { sha256: now.sha256 },
        Err(error) => State::Unreadable { why: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::testing::record;

    #[test]
    fn what_changed_and_what_went_is_told_from_what_stayed() {
        let root = tempfile::tempdir().unwrap();
        let kept: Vec<Record> = ["a", "b", "c"]
            .map(|name| {
                let path = root.path().join(name);
                std::fs::write(&path, name).unwrap();
                Record { preserved: Some(preserve(&path).unwrap()), ..record(name, None, vec![]) }
            })
            .into();
        std::fs::write(root.path().join("b"), "x").unwrap();
        std::fs::remove_file(root.path().join("c")).unwrap();
        let found = verify(&kept.iter().collect::<Vec<_>>());
        assert!(found[0].is_same() && found[0].what == "corpus");
        assert!(matches!(found[1].state, State::Changed { .. }));
        assert!(matches!(found[2].state, State::Unreadable { .. }));
    }
}
