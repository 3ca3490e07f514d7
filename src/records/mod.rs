//! Records of releases over months: what a model was made of and what was measured of it, in an embedded database.
//!
//! | file | what |
//! |---|---|
//! | `record.rs`, `moment.rs` | what a record holds |
//! | `made.rs`, `preserved.rs` | a record from a report or a corpus; hashes of what lies on disk |
//! | `schema.rs`, `database.rs`, `write.rs`, `load.rs` | the database: its layout, opened or refused; records in, records out |
//! | `exchange.rs` | records as lines of JSON |
//! | `lineage.rs`, `kept.rs`, `stability.rs`, `history.rs` | who was made from whom, what is kept of the root, how far releases stray; all of it as one picture |
//! | `diff.rs`, `gate.rs`, `verify.rs` | two records side by side; whether the newest hold; whether files are as they were |

mod database;
mod diff;
mod exchange;
mod gate;
mod history;
mod kept;
mod lineage;
mod load;
mod made;
mod moment;
mod preserved;
mod record;
mod schema;
mod stability;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod verify;
mod write;

pub use database::Database;
pub use diff::{Change, Diff, Pair, diff};
pub use exchange::{lines, parse, read};
pub use gate::{Checked, FailOn, Finding, check};
pub use history::{History, Line, Number, Part, Release, Turn, find, history};
pub use kept::{Kept, Unkept, Way, kept};
pub use lineage::Lineages;
pub use load::Wanted;
pub use made::{Said, of_corpus, of_report};
pub use moment::Moment;
pub use preserved::preserve;
pub use record::{DataKind, DataSource, Judged, Measured, Preserved, Record, Size};
pub use stability::{Stability, Unsteady, stability};
pub use verify::{State, Verified, verify};
