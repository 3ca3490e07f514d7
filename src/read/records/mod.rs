//! Files of records that are no Parquet: JSON Lines, a list of JSON, fields divided by commas or tabs; as they are, in gzip or zstd.
//!
//! The first pass reads everything: what each field holds, over all records, and where blocks of records begin. Then blocks are read one by one,
//! as row groups are. What is compressed, and standard input, is unpacked into a temporary file meanwhile. A worker holds one block in memory, and
//! one record at least.

mod blocks;
mod csv;
mod format;
mod json;
mod plain;
mod rows;
mod seen;
mod source;

use std::path::Path;

use self::blocks::{Block, Blocks, Input, Stop};
use self::csv::Kinds;
pub(super) use self::csv::{Cell, truth};
pub(super) use self::format::{Named, named, plain_name};
pub(super) use self::json::{Cursor, Fault, Next, Number};
pub(crate) use self::plain::table_of;
use self::rows::{Layout, each};
use self::seen::Seen;
pub(super) use self::source::is_standard_input;
use self::source::{Opened, Store};
use super::shape::Shape;
use crate::error::{Error, ReadError};

/// A file of records, read once.
#[derive(Debug)]
pub(super) struct Records {
    store: Store,
    layout: Layout,
    groups: Vec<Group>,
    /// Its fields in order of their first appearance, with what they hold.
    pub(super) columns: Vec<(String, Shape)>,
}

/// A block of records, as it is found again.
#[derive(Debug, Clone, Copy)]
struct Group {
    start: u64,
    length: usize,
    place: u64,
    is_last: bool,
    n_rows: u64,
}

/// Who is shown records.
pub(super) trait Sink {
    /// Takes one of JSON, which stands at this place: its line, or its number.
    fn record(&mut self, cursor: &mut Cursor<'_>, place: u64) -> Result<(), Fault>;
    /// Takes one of fields in the order of the header.
    fn row(&mut self, cells: &[Cell<'_>]);
}

/// What records tell when they are read for the first time.
#[derive(Debug, Default)]
struct Told {
    seen: Seen,
    kinds: Kinds,
    n_rows: u64,
}

impl Sink for Told {
    fn record(&mut self, cursor: &mut Cursor<'_>, place: u64) -> Result<(), Fault> {
        self.n_rows += 1;
        if cursor.next()? != Next::Record {
            return cursor.fault("is no record: `{`, then fields and their values, then `}` is expected");
        }
        self.seen.observe(cursor, place)
    }

    fn row(&mut self, cells: &[Cell<'_>]) {
        self.n_rows += 1;
        self.kinds.observe(cells);
    }
}

/// A file that is being read for the first time.
struct First<'a> {
    path: &'a Path,
    expansion: u64,
    compression: &'static str,
    layout: Layout,
    told: Told,
    groups: Vec<Group>,
}

impl Records {
    /// Reads a file for the first time; `None` where it is none of records. A compressed one may unpack to `expansion` times its bytes.
    ///
    /// # Errors
    /// [`Error::BadRecord`].
    pub(super) fn open(path: &Path, expansion: u64) -> Result<Option<Self>, Error> {
        let bad = |problem: String| Error::BadRecord { path: path.to_owned(), problem };
        let unreadable = |e: ReadError| bad(format!("cannot be read: {e}"));
        if !format::could_be(path) {
            return Ok(None);
        }
        let opened = Opened::new(path, expansion).map_err(unreadable)?;
        let Some(layout) = format::of(path, &opened.head).map_err(bad)? else { return Ok(None) };
        let (stamp, compression) = (opened.stamp(), opened.compression.name());
        let copy = opened.copy().map_err(unreadable)?;
        let input = Input { reader: opened.reader, copy, most: opened.most };
        let mut blocks = Blocks::new(input, layout.kind);
        let mut first =
            First { path, expansion, compression, layout, told: Told::default(), groups: Vec::new() };
        while first.some(&mut blocks)? {}
        let First { layout, told, groups, .. } = first;
        let columns = match &layout.header {
            Some(header) => {
                let shape = |(at, name): (usize, &String)| (name.clone(), told.kinds.shape(at, name));
                header.iter().enumerate().map(shape).collect()
            }
            None => told.seen.columns(layout.kind.place()),
        };
        Ok(Some(Self { store: Store::new(blocks.into_copy(), stamp), layout, groups, columns }))
    }

    /// Rows of each block.
    pub(super) fn row_groups(&self) -> Vec<u64> {
        self.groups.iter().map(|group| group.n_rows).collect()
    }

    /// Whether there is a file that says the same to whoever comes later.
    pub(super) fn is_on_disk(&self) -> bool {
        self.store.is_on_disk()
    }

    /// Shows every record of a block.
    ///
    /// # Errors
    /// [`Error::BadRecord`].
    pub(super) fn each(&self, path: &Path, group: usize, sink: &mut dyn Sink) -> Result<(), Error> {
        let Group { start, length, place, is_last, .. } = self.groups[group];
        let bad = |problem: String| Error::BadRecord { path: path.to_owned(), problem };
        let bytes = self.store.read(path, start, length).map_err(|e| bad(format!("cannot be read: {e}")))?;
        each(&Block { start, bytes, place, is_last }, &self.layout, sink).map_err(bad)
    }
}

impl First<'_> {
    fn bad(&self, problem: String) -> Error {
        Error::BadRecord { path: self.path.to_owned(), problem }
    }

    /// Reads some blocks, and looks at them side by side; false where there were none.
    fn some(&mut self, blocks: &mut Blocks) -> Result<bool, Error> {
        let mut some = Vec::new();
        while some.len() < 2 * rayon::current_num_threads() {
            match blocks.next() {
                Ok(Some(block)) => some.push(block),
                Ok(None) => break,
                Err(stop) => return Err(self.bad(self.stopped(&stop))),
            }
        }
        let layout = &self.layout;
        let look = |_: &mut (), block: Block| {
            let mut told = Told::default();
            let outcome = each(&block, layout, &mut told);
            (outcome.map(|()| told), block)
        };
        let told = crate::threads::parts(some, || (), look);
        let is_done = told.is_empty();
        for (outcome, block) in told {
            self.add(outcome.map_err(|problem| self.bad(problem))?, &block)?;
        }
        Ok(!is_done)
    }

    fn add(&mut self, told: Told, block: &Block) -> Result<(), Error> {
        self.told.seen.merge(told.seen);
        self.told.kinds.merge(&told.kinds);
        if self.told.seen.is_boundless() {
            let problem = "holds records of too many different fields to be a table; write what is to be read as fields of one name each";
            return Err(self.bad(problem.to_owned()));
        }
        if told.n_rows > 0 {
            self.groups.push(Group {
                start: block.start,
                length: block.bytes.len(),
                place: block.place,
                is_last: block.is_last,
                n_rows: told.n_rows,
            });
        }
        Ok(())
    }

    /// Says why a file cannot be read to its end.
    fn stopped(&self, stop: &Stop) -> String {
        match stop {
            Stop::Io(e) if self.compression.is_empty() => format!("cannot be read: {e}"),
            Stop::Io(e) => format!(
                "cannot be unpacked ({}: {e}): it is cut off or damaged; write, copy or download it again",
                self.compression
            ),
            Stop::Bomb => format!(
                "unpacks to more than {} times its bytes; if the file is trusted, raise the limit `page-expansion`",
                self.expansion
            ),
            Stop::Endless { place } => format!(
                "{} {place} is longer than {} MiB, which is no record: is a line break or a quote missing? If it is one, write the file as \
                 Parquet",
                self.layout.kind.place(),
                blocks::LONGEST >> 20
            ),
        }
    }
}
