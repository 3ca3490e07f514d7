//! Whether a file is still the one whose footer was read.

use std::fs;
use std::time::{Duration, UNIX_EPOCH};

use crate::error::ReadError;

/// What tells one state of a file from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Device and number, where the system has them.
    identity: Option<(u64, u64)>,
    size: u64,
    /// Since 1970.
    modified: Option<Duration>,
}

impl Stamp {
    pub(super) fn of(file: &fs::File) -> Result<Self, ReadError> {
        let metadata = file.metadata().map_err(ReadError::new)?;
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            Some((metadata.dev(), metadata.ino()))
        };
        #[cfg(not(unix))]
        let identity = None;
        let modified = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        Ok(Self { identity, size: metadata.len(), modified })
    }

    /// Refuses a file that is not, or no longer, in this state: its rows would be of two files.
    pub(super) fn check(&self, file: &fs::File) -> Result<(), ReadError> {
        if *self == Self::of(file)? {
            return Ok(());
        }
        Err(ReadError::new(
            "the file was replaced or written to while it was read; wait until its writer is done, and run again",
        ))
    }
}
