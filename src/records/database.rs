//! The database file: made, opened, brought to the layout of today, or refused.
//!
//! It keeps SQLite's rollback journal instead of a write-ahead log: the database is one file that can be copied, lies on a
//! network share and may be read without the right to write beside it; who writes waits for the other.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::schema::{APPLICATION, MIGRATIONS, VERSION};
use crate::error::Error;

/// How long one process waits for another that writes.
const PATIENCE: Duration = Duration::from_secs(60);

/// An open database of records.
#[derive(Debug)]
pub struct Database {
    connection: Connection,
    path: PathBuf,
}

impl Database {
    /// Opens a database to read it.
    ///
    /// # Errors
    /// [`Error::BadRecording`] where there is none, or one of something else, or of a later genloss.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let database = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        match database.version()? {
            0 => Err(database.bad("holds no records yet; `genloss record` writes the first one")),
            version if version < VERSION => database.migrate(),
            _ => Ok(database),
        }
    }

    /// Opens a database to write to it; what does not exist is made.
    ///
    /// # Errors
    /// [`Error::BadRecording`] where it cannot be made, or is one of something else, or of a later genloss.
    pub fn open_or_create(path: &Path) -> Result<Self, Error> {
        let database =
            Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        match database.version()? {
            VERSION => Ok(database),
            _ => database.migrate(),
        }
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, Error> {
        let bad = |error: &rusqlite::Error| bad(path, error);
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|error| bad(&error))?;
        connection.busy_timeout(PATIENCE).map_err(|error| bad(&error))?;
        // `full` puts the journal and the database on disk before a record counts as written.
        let settings = "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;";
        connection.execute_batch(settings).map_err(|error| bad(&error))?;
        Ok(Database { connection, path: path.to_owned() })
    }

    /// The version of its layout; 0 = there is nothing in it.
    fn version(&self) -> Result<u32, Error> {
        let number = |pragma: &str| {
            self.connection.query_row(pragma, [], |row| row.get::<_, i64>(0)).map_err(|e| self.failed(&e))
        };
        let (application, version) = (number("PRAGMA application_id")?, number("PRAGMA user_version")?);
        if application != i64::from(APPLICATION) {
            let is_empty =
                application == 0 && version == 0 && number("SELECT count(*) FROM sqlite_schema")? == 0;
            return if is_empty {
                Ok(0)
            } else {
                Err(self.bad(
                    "is a database of another program, nothing was changed; name another file with --db",
                ))
            };
        }
        match u32::try_from(version) {
            Ok(version) if (1..=VERSION).contains(&version) => Ok(version),
            _ => Err(self.bad(&format!(
                "the layout of this database has version {version}, this program knows {VERSION}; use a later genloss, nothing was changed"
            ))),
        }
    }

    /// Brings the layout to that of today, in one transaction.
    fn migrate(mut self) -> Result<Self, Error> {
        let path = self.path.clone();
        let failed = |error: rusqlite::Error| bad(&path, &error);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        // Another process may have done it meanwhile.
        let version: u32 =
            transaction.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        for step in MIGRATIONS.iter().skip(version as usize) {
            transaction.execute_batch(step).map_err(failed)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION).map_err(failed)?;
        transaction.pragma_update(None, "user_version", VERSION).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        Ok(self)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Does something in one transaction, all of it or nothing.
    pub(super) fn change<T>(
        &mut self,
        act: impl FnOnce(&Transaction<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Error> {
        let path = self.path.clone();
        let told = |refusal: Refusal| match refusal {
            Refusal::Sqlite(error) => bad(&path, &error),
            Refusal::Why(problem) => Error::BadRecording { path: path.clone(), problem },
        };
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| told(error.into()))?;
        let done = act(&transaction).map_err(told)?;
        transaction.commit().map_err(|error| told(error.into()))?;
        Ok(done)
    }

    pub(super) fn failed(&self, error: &rusqlite::Error) -> Error {
        bad(&self.path, error)
    }

    pub(super) fn bad(&self, problem: &str) -> Error {
        Error::BadRecording { path: self.path.clone(), problem: problem.to_owned() }
    }
}

/// Why a change does not happen.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The database says so.
    Sqlite(rusqlite::Error),
    /// The record does not fit those that are there.
    Why(String),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Refusal::Sqlite(error)
    }
}

/// What SQLite says, as what was found and what to do.
fn bad(path: &Path, error: &rusqlite::Error) -> Error {
    let problem = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => {
            "is no database of records, nothing was changed; name another file with --db".to_owned()
        }
        Some(ErrorCode::CannotOpen) if !path.exists() => {
            "there is no database of records here; name another file with --db, or write the first record with `genloss record`".to_owned()
        }
        Some(ErrorCode::CannotOpen) => {
            "cannot be opened as a database; name a file that you may read and write with --db".to_owned()
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            "may not be written, nothing was changed; give yourself the right to write the file and its folder, or name another with --db"
                .to_owned()
        }
        Some(ErrorCode::DiskFull) => "the disk is full, nothing was changed; make room and record again".to_owned(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another process has been writing for a minute, nothing was changed; record again".to_owned()
        }
        Some(ErrorCode::DatabaseCorrupt) => {
            format!("the database is damaged ({error}); take a copy of it, or import an export into a new file")
        }
        _ => format!("{error}; nothing was changed"),
    };
    Error::BadRecording { path: path.to_owned(), problem }
}
