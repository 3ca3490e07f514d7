//! Parts of a corpus to the whole, in any order.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Corpus, generations};
use crate::config::Config;
use crate::error::{Error, Warning};
use crate::read::{self, Chosen};

/// Rows that follow each other in a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct RowRange {
    /// Number of the first one, from 0.
    pub(crate) first: u64,
    /// How many they are.
    pub(crate) n: u64,
}

impl RowRange {
    fn end(self) -> u64 {
        self.first.saturating_add(self.n)
    }
}

impl Corpus {
    /// The corpus of which these are parts. Nothing that either holds alone is copied.
    ///
    /// However a corpus was divided, and in whatever order its parts are merged, the whole is the same and so is its report, as long as
    /// the parts were read by the same settings. Two things are known of whole corpora only: which rows are earlier turns of a
    /// conversation, where each row is a message, and the moments of all vectors, whose last bits follow the order of the parts.
    ///
    /// Rows without a key are known by their number, so of such a corpus each part says where it begins
    /// ([`CorpusBuilder::from_row`](super::CorpusBuilder::from_row)).
    ///
    /// # Errors
    /// [`Error::Incomparable`] where the parts are not read and counted alike, [`Error::SameRows`] where there is no key and both hold rows
    /// of the same numbers.
    pub fn merge(mut self, other: Self) -> Result<Self, Error> {
        require_parts(&self, &other)?;
        let theirs = other.header;
        let mine = &mut self.header;
        mine.rows = joined(&mine.rows, &theirs.rows);
        mine.paths.extend(theirs.paths);
        mine.paths.sort_by(|a, b| read::natural(a, b));
        mine.warnings = warnings(std::mem::take(&mut mine.warnings), theirs.warnings);
        for (name, values) in theirs.sampling {
            match mine.sampling.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = read::joined(std::mem::take(known), values),
                None => mine.sampling.push((name, values)),
            }
        }
        mine.sampling.sort();
        mine.origin = origin(mine.origin.take(), theirs.origin);
        // Neither name is that of the whole, so a run names the file in which it is stored.
        self.config = Arc::new(Config { generations: Vec::new(), ..Config::clone(&self.config) });
        self.profile = self.profile.merge(other.profile);
        Ok(self)
    }

    /// One corpus of the rows of several that were gathered and counted alike; `None` of none. Its header is that of the first.
    pub(crate) fn pooled(name: &str, parts: &[&Self]) -> Option<Self> {
        let (first, others) = parts.split_first()?;
        let mut whole = Self::clone(first).named(name);
        for part in others {
            whole.profile = whole.profile.merge(part.profile.clone());
        }
        Some(whole)
    }
}

/// Refuses parts that were read in another way, or that share rows.
fn require_parts(first: &Corpus, second: &Corpus) -> Result<(), Error> {
    generations::require_alike(first, second)?;
    let (a, b) = (&first.header, &second.header);
    let differ = |what: &str, here: &str, there: &str| {
        let problem = format!("{what} is {here} in the one, {there} in the other");
        Err(Error::Incomparable { first: a.name.clone(), second: b.name.clone(), problem })
    };
    let said =
        |name: &Option<String>| name.as_ref().map_or_else(|| "none".to_owned(), |name| format!("`{name}`"));
    for (what, here, there) in columns(&a.columns, &b.columns) {
        if here != there {
            return differ(&format!("the {what}"), &said(here), &said(there));
        }
    }
    if a.columns.text != b.columns.text {
        return differ("the text column", &format!("`{}`", a.columns.text), &format!("`{}`", b.columns.text));
    }
    let all = |moments| if moments { "all" } else { "sample" };
    let [here, there] = [a, b].map(|header| header.counting.vectors.moments);
    if here != there {
        return differ("`embedding-rows`", all(here), all(there));
    }
    let limit = |limit: Option<u64>| limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string());
    let (here, there) = (first.config.limit, second.config.limit);
    if here != there {
        return differ("`limit`", &limit(here), &limit(there));
    }
    let shared = |x: &RowRange, y: &RowRange| {
        let (from, to) = (x.first.max(y.first), x.end().min(y.end()));
        (from < to).then_some(from)
    };
    let row = a.rows.iter().flat_map(|x| b.rows.iter().filter_map(move |y| shared(x, y))).min();
    match row.filter(|_| a.columns.key.is_none()) {
        Some(row) => Err(Error::SameRows { first: a.name.clone(), second: b.name.clone(), row }),
        None => Ok(()),
    }
}

type Named<'a> = (&'static str, &'a Option<String>, &'a Option<String>);

fn columns<'a>(a: &'a Chosen, b: &'a Chosen) -> [Named<'a>; 9] {
    [
        ("key column", &a.key, &b.key),
        ("slice column", &a.slice, &b.slice),
        ("embedding column", &a.embedding, &b.embedding),
        ("generation column", &a.generation, &b.generation),
        ("column of finish reasons", &a.finish_reason, &b.finish_reason),
        ("column of prompts", &a.prompt, &b.prompt),
        ("column of reasoning", &a.reasoning, &b.reasoning),
        ("column of roles", &a.role, &b.role),
        ("column of conversations", &a.conversation, &b.conversation),
    ]
}

/// All rows, those that follow each other in one piece.
fn joined(some: &[RowRange], more: &[RowRange]) -> Vec<RowRange> {
    let mut all = [some, more].concat();
    all.sort();
    let mut joined: Vec<RowRange> = Vec::with_capacity(all.len());
    for next in all {
        match joined.last_mut().filter(|last| last.end() == next.first) {
            Some(last) => last.n += next.n,
            None => joined.push(next),
        }
    }
    joined
}

/// What was found in either part. Where both found the same it stays in the order in which it was found, else it is sorted, so that no
/// order of merging shows.
fn warnings(some: Vec<Warning>, more: Vec<Warning>) -> Vec<Warning> {
    if some == more {
        return some;
    }
    let mut all = [some, more].concat();
    let place = |w: &Warning| (w.code.name(), w.message.clone(), w.hint.clone());
    all.sort_by_key(place);
    all.dedup();
    all
}

/// Where the rows of both parts come from, each place once.
fn origin(some: Option<String>, more: Option<String>) -> Option<String> {
    match (some, more) {
        (Some(some), Some(more)) if some != more => {
            let places: BTreeSet<&str> = some.split("; ").chain(more.split("; ")).collect();
            Some(places.into_iter().collect::<Vec<_>>().join("; "))
        }
        (some, more) => some.or(more),
    }
}
