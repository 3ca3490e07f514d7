//! Looks at the first rows of each generation: what columns hold, where their names and types do not tell.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::parquet::{Batch, File, Values};
use super::schema::{Column, Kind};
use super::slot::{Reading, Slot, Slots};
use super::text;
use crate::config::Reasoning;
use crate::error::Error;

/// Rows looked at in each generation.
const FIRST_ROWS: u64 = 256;

/// Generations looked at.
const MOST: usize = 8;

/// Rows read to find the first ones of a label.
const ROWS_BEHIND_A_LABEL: u64 = 4096;

/// Bytes kept of a document where few columns are looked at, and of a row where many are.
const KEPT_BYTES: usize = 16 << 10;
const KEPT_BYTES_OF_A_ROW: usize = 128 << 10;

/// Where the first rows of a generation are.
struct Place {
    file: usize,
    row_group: usize,
    skipped: u64,
    /// The label of the rows, where a column splits the corpus.
    label: Option<String>,
}

/// The first rows of the generations. Nothing is read before something is asked.
pub(super) struct Peek<'a> {
    files: &'a [File],
    generation_of: &'a [usize],
    generation: Option<&'a str>,
    places: OnceCell<Vec<Place>>,
}

/// The texts of some columns in the first rows of a generation.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Sample {
    /// What pairs the rows, where a column does.
    pub(super) keys: Vec<Option<String>>,
    /// Column by column and row by row, the documents.
    pub(super) columns: Vec<Vec<Vec<String>>>,
    /// Column by column, the values that are bytes and no text.
    pub(super) n_invalid: Vec<usize>,
}

impl<'a> Peek<'a> {
    /// Of these files, each of one generation unless a column tells the generation of every row.
    pub(super) fn new(files: &'a [File], generation_of: &'a [usize], generation: Option<&'a str>) -> Self {
        Self { files, generation_of, generation, places: OnceCell::new() }
    }

    /// Where the first rows of every generation are: in its first file that has rows, or where its label first stands.
    fn places(&self) -> Result<&[Place], Error> {
        if self.places.get().is_none() {
            let mut places = match self.generation {
                None => firsts(self.files, self.generation_of),
                Some(name) => self.labels(name)?,
            };
            places.truncate(MOST);
            return Ok(self.places.get_or_init(|| places));
        }
        Ok(self.places.get().map_or(&[], Vec::as_slice))
    }

    fn labels(&self, name: &str) -> Result<Vec<Place>, Error> {
        let (mut found, mut places) = (BTreeSet::new(), Vec::new());
        for (at, file) in self.files.iter().enumerate() {
            let Some(column) = file.schema().find(name) else { continue };
            let slots = Slots::from([(0, Slot::label(column))]);
            for (row_group, &n_rows) in file.row_groups.iter().enumerate() {
                let (mut first, mut buffer) = (0, String::new());
                for batch in file.read(row_group, n_rows, &slots)? {
                    let batch = batch?;
                    for row in 0..batch.n_rows {
                        let Some(label) = batch.column(Some(0)).canonical(row, &mut buffer) else { continue };
                        if !found.contains(label) {
                            found.insert(label.to_owned());
                            let label = Some(label.to_owned());
                            places.push(Place { file: at, row_group, skipped: first + row as u64, label });
                        }
                    }
                    if places.len() >= MOST {
                        return Ok(places);
                    }
                    first += batch.n_rows as u64;
                }
            }
        }
        Ok(places)
    }

    /// Reads the documents of some columns, with the key of every row.
    pub(super) fn sample(&self, columns: &[&str], key: Option<&str>) -> Result<Vec<Sample>, Error> {
        let kept = KEPT_BYTES.min(KEPT_BYTES_OF_A_ROW / columns.len().max(1));
        let sample = |place: &Place| {
            let mut sample = Sample {
                columns: vec![Vec::new(); columns.len()],
                n_invalid: vec![0; columns.len()],
                ..Sample::default()
            };
            let mut wanted: Vec<Option<&str>> = columns.iter().map(|name| Some(*name)).collect();
            wanted.push(key);
            self.rows(place, &wanted, documents_slot, &mut |batch, row| {
                for (number, rows) in sample.columns.iter_mut().enumerate() {
                    let values = batch.column(Some(number));
                    rows.push(documents(values, row, kept));
                    let is_invalid = values.bytes(row).is_some() && values.text(row).is_none();
                    sample.n_invalid[number] += usize::from(is_invalid);
                }
                let mut buffer = String::new();
                let key = batch.column(Some(columns.len())).canonical(row, &mut buffer);
                sample.keys.push(key.map(str::to_owned));
            })?;
            Ok(sample)
        };
        self.places()?.iter().map(sample).collect()
    }

    /// Shows the values of one column in the first rows of all generations.
    pub(super) fn values(
        &self,
        column: &str,
        reading: Reading,
        visit: &mut dyn FnMut(&Values, usize),
    ) -> Result<(), Error> {
        let slot = move |column: &Column| Slot::new(column, reading);
        for place in self.places()? {
            self.rows(place, &[Some(column)], slot, &mut |batch, row| visit(batch.column(Some(0)), row))?;
        }
        Ok(())
    }

    /// The files that are looked at.
    pub(super) fn files(&self) -> Result<impl Iterator<Item = &'a File>, Error> {
        let files = self.files;
        Ok(self.places()?.iter().map(move |place| &files[place.file]))
    }

    fn rows(
        &self,
        place: &Place,
        wanted: &[Option<&str>],
        slot: impl Fn(&Column) -> Slot,
        visit: &mut dyn FnMut(&Batch, usize),
    ) -> Result<(), Error> {
        let file = &self.files[place.file];
        let schema = file.schema();
        let mut slots = Slots::new();
        for (number, name) in wanted.iter().enumerate() {
            let column = name.and_then(|name| schema.find(name));
            if let Some(column) = column.filter(|column| column.kind != Kind::Null) {
                slots.insert(number, slot(column));
            }
        }
        let labels = wanted.len();
        if let Some(column) = self.generation.and_then(|name| schema.find(name)) {
            slots.insert(labels, Slot::label(column));
        }
        let most = if place.label.is_some() { ROWS_BEHIND_A_LABEL } else { FIRST_ROWS };
        let (mut n_left, mut skipped, mut buffer) = (FIRST_ROWS, place.skipped, String::new());
        let mut n_open = most;
        for (row_group, &n_rows) in file.row_groups.iter().enumerate().skip(place.row_group) {
            let n_here = n_rows.saturating_sub(skipped).min(n_open);
            if n_here == 0 {
                continue;
            }
            for batch in file.read_from(row_group, skipped, n_here, &slots)? {
                let batch = batch?;
                for row in 0..batch.n_rows {
                    let is_wanted = match &place.label {
                        Some(label) => batch.column(Some(labels)).canonical(row, &mut buffer) == Some(label),
                        None => true,
                    };
                    if is_wanted && n_left > 0 {
                        visit(&batch, row);
                        n_left -= 1;
                    }
                }
                if n_left == 0 {
                    return Ok(());
                }
            }
            n_open -= n_here;
            skipped = 0;
        }
        Ok(())
    }
}

/// The first file with rows of each generation.
fn firsts(files: &[File], generation_of: &[usize]) -> Vec<Place> {
    let mut places: BTreeMap<usize, Place> = BTreeMap::new();
    for (file, (content, &generation)) in files.iter().zip(generation_of).enumerate() {
        if let Some(row_group) = content.row_groups.iter().position(|&n_rows| n_rows > 0) {
            places.entry(generation).or_insert(Place { file, row_group, skipped: 0, label: None });
        }
    }
    places.into_values().collect()
}

fn documents_slot(column: &Column) -> Slot {
    match column.kind {
        Kind::Text | Kind::TextList | Kind::Chat if !column.shape.has_bytes() => {
            Slot::new(column, Reading::Documents)
        }
        // Bytes that are no text are a finding here, and no error.
        _ => Slot::label(column),
    }
}

/// The documents of a row, each cut where it is long.
fn documents(values: &Values, row: usize, kept: usize) -> Vec<String> {
    let mut found = Vec::new();
    text::documents(values, row, &Values::Absent, None, Reasoning::Keep, &mut |_, content| {
        if let Some(text) = content.text {
            let end = (0..=kept.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
            found.push(text[..end.unwrap_or(0)].to_owned());
        }
    });
    found
}
