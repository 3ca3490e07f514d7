//! Records come out, in the order in which they were written.

use rusqlite::types::ToSql;
use rusqlite::{Row, params_from_iter};
use serde::de::DeserializeOwned;

use super::database::Database;
use super::moment::Moment;
use super::record::{Measured, Record};
use crate::error::Error;

/// Which numbers of the records are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// All of them.
    All,
    /// Those of these metrics, which is much faster where there are many records.
    Metrics(Vec<String>),
}

impl Database {
    /// All records, superseded ones too, in the order in which they were written.
    ///
    /// # Errors
    /// [`Error::BadRecording`] where the database is damaged.
    pub fn records(&self, wanted: &Wanted) -> Result<Vec<Record>, Error> {
        // One transaction, so that all parts are of one moment.
        let transaction = self.connection().unchecked_transaction().map_err(|error| self.failed(&error))?;
        let mut all = self.heads()?;
        let order: Vec<i64> = all.iter().map(|(id, _)| *id).collect();
        let find = |id: i64| order.binary_search(&id).ok();
        self.each("SELECT record, name, value FROM params", &[], |row| {
            if let Some(at) = find(row.get(0)?) {
                all[at].1.params.insert(row.get(1)?, row.get(2)?);
            }
            Ok(())
        })?;
        self.each("SELECT record, tag FROM tags", &[], |row| {
            if let Some(at) = find(row.get(0)?) {
                all[at].1.tags.insert(row.get(1)?);
            }
            Ok(())
        })?;
        self.each("SELECT record, source FROM sources ORDER BY record, place", &[], |row| {
            if let Some(at) = find(row.get(0)?) {
                all[at].1.sources.push(meant(row, 1)?);
            }
            Ok(())
        })?;
        let columns = "SELECT record, metric, reference, kind, unit, gating, value, low, high, status, undefined, warn_margin, fail_margin, documents FROM metrics";
        let (filter, names): (String, &[String]) = match wanted {
            Wanted::All => (String::new(), &[]),
            Wanted::Metrics(names) => {
                (format!(" WHERE metric IN ({})", vec!["?"; names.len()].join(", ")), names)
            }
        };
        let names: Vec<&dyn ToSql> = names.iter().map(|name| name as &dyn ToSql).collect();
        self.each(&format!("{columns}{filter} ORDER BY record, place"), &names, |row| {
            if let Some(at) = find(row.get(0)?) {
                all[at].1.metrics.push(measured(row)?);
            }
            Ok(())
        })?;
        drop(transaction);
        Ok(all.into_iter().map(|(_, record)| record).collect())
    }

    /// Records without what stands in tables of its own, by number.
    fn heads(&self) -> Result<Vec<(i64, Record)>, Error> {
        let sql = "SELECT records.id, own.name, other.name, superseded, time, tool, generation, judged, size, preserved, settings
                   FROM records JOIN names own ON own.id = records.name LEFT JOIN names other ON other.id = records.parent
                   ORDER BY records.id";
        let mut heads = Vec::new();
        self.each(sql, &[], |row| {
            let time: String = row.get(4)?;
            let record = Record {
                name: row.get(1)?,
                parent: row.get(2)?,
                superseded: row.get(3)?,
                time: Moment::parse(&time).ok_or_else(|| damaged(4, &time))?,
                tool: row.get(5)?,
                generation: row.get(6)?,
                judged: perhaps(row, 7)?,
                size: perhaps(row, 8)?,
                preserved: perhaps(row, 9)?,
                settings: perhaps(row, 10)?,
                ..Record::default()
            };
            heads.push((row.get(0)?, record));
            Ok(())
        })?;
        Ok(heads)
    }

    /// Reads rows one by one.
    fn each(
        &self,
        sql: &str,
        values: &[&dyn ToSql],
        mut take: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> Result<(), Error> {
        let mut read = || {
            let mut statement = self.connection().prepare(sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                take(row)?;
            }
            Ok(())
        };
        read().map_err(|error: rusqlite::Error| self.failed(&error))
    }
}

fn measured(row: &Row<'_>) -> rusqlite::Result<Measured> {
    let documents: i64 = row.get(13)?;
    Ok(Measured {
        metric: row.get(1)?,
        reference: row.get(2)?,
        kind: term(row, 3)?,
        unit: term(row, 4)?.ok_or_else(|| damaged(4, "no unit"))?,
        gating: row.get(5)?,
        value: row.get(6)?,
        low: row.get(7)?,
        high: row.get(8)?,
        status: term(row, 9)?,
        undefined: term(row, 10)?,
        warn_margin: row.get(11)?,
        fail_margin: row.get(12)?,
        documents: documents.unsigned_abs(),
    })
}

/// What a column holds that is not as this program writes it.
fn damaged(column: usize, found: &str) -> rusqlite::Error {
    let found = format!("`{found}` is not what genloss writes there");
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, found.into())
}

fn meant<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|_| damaged(column, &text))
}

fn perhaps<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(|_| damaged(column, &text))).transpose()
}

/// A term by its key.
fn term<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| {
        T::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(&text))
            .map_err(|_| damaged(column, &text))
    })
    .transpose()
}
