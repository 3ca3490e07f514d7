//! The layout of the database, version by version.

/// The layout that this program writes.
pub(super) const VERSION: u32 = MIGRATIONS.len() as u32;

/// What the header of our databases says (`application_id`): "gnls".
pub(super) const APPLICATION: i32 = 0x676e_6c73;

/// From each version to the next; the first makes the tables. A step that was released never changes.
pub(super) const MIGRATIONS: [&str; 1] = ["
CREATE TABLE names (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    name INTEGER NOT NULL REFERENCES names (id),
    parent INTEGER REFERENCES names (id),
    superseded INTEGER NOT NULL CHECK (superseded IN (0, 1)),
    time TEXT NOT NULL,
    tool TEXT NOT NULL,
    generation TEXT NOT NULL,
    judged TEXT,
    size TEXT,
    preserved TEXT,
    settings TEXT
) STRICT;
CREATE UNIQUE INDEX one_current ON records (name) WHERE superseded = 0;
CREATE TABLE params (
    record INTEGER NOT NULL REFERENCES records (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (record, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE sources (
    record INTEGER NOT NULL REFERENCES records (id),
    place INTEGER NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (record, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE tags (
    record INTEGER NOT NULL REFERENCES records (id),
    tag TEXT NOT NULL,
    PRIMARY KEY (record, tag)
) STRICT, WITHOUT ROWID;
CREATE TABLE metrics (
    record INTEGER NOT NULL REFERENCES records (id),
    place INTEGER NOT NULL,
    metric TEXT NOT NULL,
    reference TEXT,
    kind TEXT,
    unit TEXT NOT NULL,
    gating INTEGER NOT NULL,
    value REAL,
    low REAL,
    high REAL,
    status TEXT,
    undefined TEXT,
    warn_margin REAL,
    fail_margin REAL,
    documents INTEGER NOT NULL,
    PRIMARY KEY (record, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX by_metric ON metrics (metric, record);
"];
