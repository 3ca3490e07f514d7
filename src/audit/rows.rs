//! One corpus as the audit looks at it: its texts by their words, and where each of them lies.

use std::sync::Arc;

use crate::config::Config;
use crate::error::Error;
use crate::profile::{Counting, Tokenizer};
use crate::progress::{Observer, Stage};
use crate::read::{self, KeyChoice, Opened, Part};
use crate::threads::parts;

use super::texts::Texts;

/// Where a text lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// Position of the file, in the order of reading.
    pub file: usize,
    /// Row of the file, from 0.
    pub row: u64,
}

/// A corpus. A row with a list of texts is as many texts at one address.
#[derive(Debug)]
pub struct Rows {
    /// Its name.
    pub name: String,
    /// The texts that the model wrote, in the order of the rows; earlier turns and those of other roles are none.
    pub texts: Texts,
    /// Where each lies.
    pub addresses: Vec<Address>,
    /// What they are divided into.
    pub tokenizer: Tokenizer,
    pub(crate) opened: Arc<Opened>,
}

impl Rows {
    /// Reads the one corpus that these settings name; its words are those of `tokenizer`, or what its beginning says.
    ///
    /// *Cost*: reading, row groups side by side. *Memory*: 4 bytes a word and 40 a row, twice while parts are put together.
    ///
    /// # Errors
    /// Whatever makes it unusable; [`Error::BadSetting`] where it is not one corpus.
    pub fn read(
        config: &Config,
        tokenizer: Option<Tokenizer>,
        observer: &dyn Observer,
    ) -> Result<Self, Error> {
        observer.begin(Stage::Plan, 1);
        let opened = read::open(config, 1, &KeyChoice::Usual)?;
        let name = match opened.n_corpora() {
            1 => opened.corpora().next().map(|corpus| corpus.name.clone()).unwrap_or_default(),
            n => {
                let problem = format!("found {n} corpora, expected one");
                return Err(Error::BadSetting { setting: "generations".to_owned(), problem });
            }
        };
        let tokenizer = match tokenizer {
            Some(tokenizer) => tokenizer,
            None => Counting::of_reference(&opened, config, observer)?.tokenizer,
        };
        observer.begin(Stage::Read, opened.n_rows());
        let read = parts(opened.parts(), || (), |(), part| part_of(&opened, part, &tokenizer, observer));
        let (mut texts, mut addresses) = (Texts::default(), Vec::new());
        for part in read {
            let (own, at) = part?;
            texts.append(&own);
            addresses.extend(at);
        }
        Ok(Self { name, texts, addresses, tokenizer, opened: Arc::new(opened) })
    }

    /// The keys of some texts, by their numbers, which ascend; `None` where a row has none. *Cost*: reads the parts again that hold them.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Stopped`].
    pub fn keys(&self, wanted: &[usize], observer: &dyn Observer) -> Result<Vec<Option<String>>, Error> {
        self.look(wanted, observer, |row| row.key.map(|key| String::from_utf8_lossy(key).into_owned()))
    }

    /// The beginnings of some texts, as [`Self::keys`]: so many characters at most.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Stopped`].
    pub fn beginnings(
        &self,
        wanted: &[usize],
        most_chars: usize,
        observer: &dyn Observer,
    ) -> Result<Vec<String>, Error> {
        self.look(wanted, observer, |row| row.text.unwrap_or_default().chars().take(most_chars).collect())
    }

    fn look<T: Send>(
        &self,
        wanted: &[usize],
        observer: &dyn Observer,
        get: impl Fn(&read::Row<'_>) -> T + Sync,
    ) -> Result<Vec<T>, Error> {
        let mut tasks = Vec::new();
        let (mut from, mut left) = (0, wanted);
        for part in self.opened.parts() {
            let n_texts = self.texts_of(part, from);
            let (own, rest) = left.split_at(left.partition_point(|&text| text < from + n_texts));
            if !own.is_empty() {
                tasks.push((part, from, own));
            }
            (from, left) = (from + n_texts, rest);
        }
        let look = |(): &mut (), (part, from, own): (Part, usize, &[usize])| {
            let (mut at, mut next, mut found) = (from, 0, Vec::with_capacity(own.len()));
            self.opened.rows(part, observer, &mut |row| {
                if !row.found.is_left_out() {
                    if own.get(next) == Some(&at) {
                        found.push(get(&row));
                        next += 1;
                    }
                    at += 1;
                }
            })?;
            Ok(found)
        };
        let found: Result<Vec<Vec<T>>, Error> = parts(tasks, || (), look).into_iter().collect();
        Ok(found?.into_iter().flatten().collect())
    }

    /// How many texts, from the one with this number on, lie in a part.
    fn texts_of(&self, part: Part, from: usize) -> usize {
        let place = self.opened.place(part);
        let rows = place.first_row()..place.first_row() + part.n_rows;
        let own = |at: &Address| at.file == place.file && rows.contains(&at.row);
        self.addresses[from..].partition_point(own)
    }
}

fn part_of(
    opened: &Opened,
    part: Part,
    tokenizer: &Tokenizer,
    observer: &dyn Observer,
) -> Result<(Texts, Vec<Address>), Error> {
    let place = opened.place(part);
    let (mut texts, mut addresses) = (Texts::default(), Vec::new());
    opened.rows(part, observer, &mut |row| {
        if !row.found.is_left_out() {
            texts.push(row.text, tokenizer);
            addresses.push(Address { file: place.file, row: place.row(row.index) });
        }
    })?;
    observer.advance(part.n_rows);
    Ok((texts, addresses))
}
