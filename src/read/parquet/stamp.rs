//! Whether a file is still the one whose footer was read.

use std::fs;
use std::time::SystemTime;

use crate::error::ReadError;

/// What tells one state of a file from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Device and number, where the system has them.
    identity: Option<(u64, u64)>,
    size: u64,
    modified: Option<SystemTime>,
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
        Ok(Self { identity, size: metadata.len(), modified: metadata.modified().ok() })
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
