//! Records go in: one transaction each, refused where they do not fit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;

use super::database::{Database, Refusal};
use super::record::{Measured, Record};
use crate::error::Error;
use crate::nearest::nearest;

impl Database {
    /// Writes a record, on disk when this returns. With `replace` the record of that name becomes superseded and stays.
    ///
    /// # Errors
    /// [`Error::BadRecording`] where the name is taken and `replace` is not given, the parent is unknown, or the lineage would come back to
    /// itself; [`Error::BadRecording`] where nothing can be written. Then nothing was changed.
    pub fn record(&mut self, record: &Record, replace: bool) -> Result<(), Error> {
        self.change(|transaction| {
            fits(transaction, record, replace)?;
            if replace {
                let name = name_id(transaction, &record.name)?;
                transaction.execute("UPDATE records SET superseded = 1 WHERE name = ?1", [name])?;
            }
            put(transaction, record)
        })
    }

    /// Says before the work whether a record would be refused that a database will get. What does not exist is not made.
    ///
    /// # Errors
    /// As [`Database::record`].
    pub fn accepts(path: &Path, name: &str, parent: Option<&str>, replace: bool) -> Result<(), Error> {
        let is_there = path.metadata().is_ok_and(|file| file.len() > 0);
        if let (false, Some(parent)) = (is_there, parent) {
            let problem = format!(
                "there are no records yet, so `{parent}` is none of them; record it first, or correct --db"
            );
            return Err(Error::BadRecording { path: path.to_owned(), problem });
        }
        let record = Record { name: name.to_owned(), parent: parent.map(str::to_owned), ..Record::default() };
        match is_there {
            true => Database::open(path)?.change(|transaction| fits(transaction, &record, replace)),
            false if name.trim().is_empty() => {
                Err(Error::BadRecording { path: path.to_owned(), problem: NAMELESS.to_owned() })
            }
            false => Ok(()),
        }
    }

    /// Writes the records of an export, all or none. Those that are here already, to the letter, are passed over. Returns how many were
    /// written.
    ///
    /// # Errors
    /// As [`Database::record`].
    pub fn import(&mut self, records: &[Record]) -> Result<usize, Error> {
        let here = self.records(&super::Wanted::All)?;
        let mut by_name: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        here.iter().for_each(|record| by_name.entry(&record.name).or_default().push(record));
        let is_here = |record: &&Record| by_name.get(&*record.name).is_some_and(|all| all.contains(record));
        let new: Vec<&Record> = records.iter().filter(|record| !is_here(record)).collect();
        self.change(|transaction| {
            for record in &new {
                let taken = current(transaction, &record.name)?.is_some();
                if taken && !record.superseded {
                    return Err(Refusal::Why(format!(
                        "another record of `{}` is here already, nothing was imported; rename one of them, or import into a new file with --db",
                        record.name
                    )));
                }
                put(transaction, record)?;
            }
            let parents = lineage(transaction)?;
            for record in &new {
                if let Some(parent) = record.parent.as_deref().filter(|parent| !is_known(transaction, parent).unwrap_or(false)) {
                    return Err(Refusal::Why(unknown(parent, parents.keys()) + "; nothing was imported"));
                }
            }
            if let Some(loops) = any_comes_back(&parents) {
                return Err(Refusal::Why(loops + "; nothing was imported"));
            }
            Ok(new.len())
        })
    }
}

const NAMELESS: &str = "a record needs a name; give it with --name";

/// Refuses a record that does not fit those that are there.
fn fits(transaction: &Transaction<'_>, record: &Record, replace: bool) -> Result<(), Refusal> {
    if record.name.trim().is_empty() {
        return Err(Refusal::Why(NAMELESS.to_owned()));
    }
    let taken = current(transaction, &record.name)?;
    if let Some(time) = taken.filter(|_| !replace) {
        return Err(Refusal::Why(format!(
            "`{}` was recorded already ({time}), nothing was changed; choose another --name, or keep the old one as superseded with --replace",
            record.name
        )));
    }
    let Some(parent) = &record.parent else { return Ok(()) };
    let mut parents = lineage(transaction)?;
    if *parent == record.name {
        return Err(Refusal::Why(format!("`{parent}` cannot be its own parent; correct --parent")));
    }
    if !parents.contains_key(parent) {
        return Err(Refusal::Why(unknown(parent, parents.keys()) + "; correct --parent, or record it first"));
    }
    parents.insert(record.name.clone(), Some(parent.clone()));
    match comes_back(&parents, &record.name) {
        Some(loops) => Err(Refusal::Why(loops + "; correct --parent")),
        None => Ok(()),
    }
}

/// When the current record of a name was made.
fn current(transaction: &Transaction<'_>, name: &str) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT time FROM records JOIN names ON names.id = records.name WHERE names.name = ?1 AND superseded = 0";
    transaction.query_row(sql, [name], |row| row.get(0)).optional()
}

/// Whether any record has a name.
fn is_known(transaction: &Transaction<'_>, name: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM records JOIN names ON names.id = records.name WHERE names.name = ?1";
    Ok(transaction.query_row(sql, [name], |_| Ok(())).optional()?.is_some())
}

/// The parent of every current record, by name.
fn lineage(transaction: &Transaction<'_>) -> rusqlite::Result<BTreeMap<String, Option<String>>> {
    let sql = "SELECT own.name, other.name FROM records JOIN names own ON own.id = records.name
               LEFT JOIN names other ON other.id = records.parent WHERE superseded = 0";
    let mut statement = transaction.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn unknown<'a>(parent: &str, known: impl Iterator<Item = &'a String>) -> String {
    let known: Vec<&str> = known.map(String::as_str).collect();
    let meant = nearest(parent, &known);
    let meant = meant.map_or(String::new(), |name| format!("; did you mean `{name}`?"));
    format!("no record is called `{parent}`{meant}")
}

/// The way on which a lineage comes back to itself; `None` = it ends.
fn comes_back(parents: &BTreeMap<String, Option<String>>, from: &str) -> Option<String> {
    let mut way = vec![from];
    let mut passed = BTreeSet::from([from]);
    while let Some(Some(parent)) = parents.get(*way.last()?) {
        way.push(parent);
        if !passed.insert(parent) {
            let way: Vec<String> = way.iter().rev().map(|name| format!("`{name}`")).collect();
            return Some(format!("the lineage would come back to itself: {}", way.join(" → ")));
        }
    }
    None
}

/// The same of any record, each looked at once.
fn any_comes_back(parents: &BTreeMap<String, Option<String>>) -> Option<String> {
    let mut ends: BTreeSet<&str> = BTreeSet::new();
    for name in parents.keys() {
        let mut way = BTreeSet::new();
        let mut here: &str = name;
        while !ends.contains(here) {
            if !way.insert(here) {
                return comes_back(parents, here);
            }
            let Some(Some(parent)) = parents.get(here) else { break };
            here = parent;
        }
        ends.extend(way);
    }
    None
}

/// The number of a name, which is made where it is new.
fn name_id(transaction: &Transaction<'_>, name: &str) -> rusqlite::Result<i64> {
    transaction.prepare_cached("INSERT OR IGNORE INTO names (name) VALUES (?1)")?.execute([name])?;
    transaction.prepare_cached("SELECT id FROM names WHERE name = ?1")?.query_row([name], |row| row.get(0))
}

/// Something as JSON.
fn json(value: &impl Serialize) -> Result<String, Refusal> {
    serde_json::to_string(value).map_err(|error| Refusal::Why(error.to_string()))
}

/// A term by its key.
fn word(value: &impl Serialize) -> Result<String, Refusal> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(Refusal::Why("a term of genloss has no key; this is a bug, please report it".to_owned())),
    }
}

fn put(transaction: &Transaction<'_>, record: &Record) -> Result<(), Refusal> {
    let name = name_id(transaction, &record.name)?;
    let parent = record.parent.as_deref().map(|parent| name_id(transaction, parent)).transpose()?;
    let sql = "INSERT INTO records (name, parent, superseded, time, tool, generation, judged, size, preserved, settings)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    transaction.prepare_cached(sql)?.execute(params![
        name,
        parent,
        record.superseded,
        record.time.to_string(),
        record.tool,
        record.generation,
        record.judged.as_ref().map(json).transpose()?,
        record.size.as_ref().map(json).transpose()?,
        record.preserved.as_ref().map(json).transpose()?,
        record.settings.as_ref().map(json).transpose()?,
    ])?;
    let id = transaction.last_insert_rowid();
    let mut statement = transaction.prepare_cached("INSERT INTO params VALUES (?1, ?2, ?3)")?;
    for (key, value) in &record.params {
        statement.execute(params![id, key, value])?;
    }
    let mut statement = transaction.prepare_cached("INSERT INTO tags VALUES (?1, ?2)")?;
    for tag in &record.tags {
        statement.execute(params![id, tag])?;
    }
    let mut statement = transaction.prepare_cached("INSERT INTO sources VALUES (?1, ?2, ?3)")?;
    for (place, source) in record.sources.iter().enumerate() {
        statement.execute(params![id, place as i64, json(source)?])?;
    }
    record
        .metrics
        .iter()
        .enumerate()
        .try_for_each(|(place, metric)| put_metric(transaction, id, place, metric))
}

fn put_metric(transaction: &Transaction<'_>, record: i64, place: usize, m: &Measured) -> Result<(), Refusal> {
    let sql = "INSERT INTO metrics VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    let documents = i64::try_from(m.documents).unwrap_or(i64::MAX);
    transaction.prepare_cached(sql)?.execute(params![
        record,
        place as i64,
        m.metric,
        m.reference,
        m.kind.as_ref().map(word).transpose()?,
        word(&m.unit)?,
        m.gating,
        m.value,
        m.low,
        m.high,
        m.status.as_ref().map(word).transpose()?,
        m.undefined.as_ref().map(word).transpose()?,
        m.warn_margin,
        m.fail_margin,
        documents,
    ])?;
    Ok(())
}
