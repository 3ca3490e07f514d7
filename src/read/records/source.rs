//! Where the bytes of a file of records come from, unpacked, and where they are read from again.

use std::fs;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Mutex;

use crate::error::ReadError;
use crate::read::stamp::Stamp;

/// Bytes that are looked at to tell what a file is.
const HEAD: u64 = 64 << 10;

/// A file may unpack to this much whatever it takes itself.
const ALWAYS_ALLOWED: u64 = 1 << 30;

/// What stands for standard input.
const STANDARD_INPUT: &str = "-";

/// Whether this path means standard input.
pub(in crate::read) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == STANDARD_INPUT
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            _ => Self::None,
        }
    }

    /// Why a file cannot be unpacked.
    fn damaged(self, said: &io::Error) -> ReadError {
        let name = self.name();
        ReadError::new(format!("{name}: {said}: it is cut off or damaged; write, copy or download it again"))
    }

    /// Its name; empty where it is none.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// A file that was opened, with its first bytes.
pub(super) struct Opened {
    /// What it begins with, unpacked.
    pub(super) head: Vec<u8>,
    /// Everything, unpacked.
    pub(super) reader: Box<dyn Read>,
    /// How it is compressed.
    pub(super) compression: Compression,
    /// Most bytes that it may unpack to.
    pub(super) most: u64,
    /// The state of the file; none of standard input.
    stamp: Option<Stamp>,
}

impl Opened {
    /// Opens a file, or standard input, which may unpack to `expansion` times its bytes.
    pub(super) fn new(path: &Path, expansion: u64) -> Result<Self, ReadError> {
        let (raw, stamp, length): (Box<dyn Read>, _, _) = if is_standard_input(path) {
            (Box::new(io::stdin()), None, None)
        } else {
            let file = fs::File::open(path).map_err(ReadError::new)?;
            let length = file.metadata().map_err(ReadError::new)?.len();
            let stamp = Stamp::of(&file)?;
            (Box::new(file), Some(stamp), Some(length))
        };
        let (packed_head, raw) = peeked(raw).map_err(ReadError::new)?;
        let compression = Compression::of(&packed_head);
        let unpacked: Box<dyn Read> = match compression {
            Compression::None => raw,
            Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(raw))),
            Compression::Zstd => {
                let decoder = zstd::stream::read::Decoder::new(raw);
                Box::new(decoder.map_err(|e| compression.damaged(&e))?)
            }
        };
        let (head, reader) = match compression {
            Compression::None => (packed_head, unpacked),
            _ => peeked(unpacked).map_err(|e| compression.damaged(&e))?,
        };
        let most = match (compression, length) {
            (Compression::None, _) | (_, None) => u64::MAX,
            (_, Some(length)) => length.saturating_mul(expansion).max(ALWAYS_ALLOWED),
        };
        Ok(Self { head, reader, compression, most, stamp })
    }

    /// Where a copy must go, because the file cannot be read from any place.
    pub(super) fn copy(&self) -> Result<Option<fs::File>, ReadError> {
        let needs = self.compression != Compression::None || self.stamp.is_none();
        needs.then(tempfile::tempfile).transpose().map_err(ReadError::new)
    }

    /// What tells whether the file is still the same.
    pub(super) fn stamp(&self) -> Option<Stamp> {
        self.stamp.clone()
    }
}

/// The first bytes, and a reader that gives them again.
fn peeked(mut reader: Box<dyn Read>) -> io::Result<(Vec<u8>, Box<dyn Read>)> {
    let mut head = Vec::new();
    (&mut reader).take(HEAD).read_to_end(&mut head)?;
    let again = Cursor::new(head.clone()).chain(reader);
    Ok((head, Box::new(again)))
}

/// Where blocks are read from.
#[derive(Debug)]
pub(super) struct Store {
    /// What was unpacked; `None` = the file itself.
    copy: Option<Mutex<fs::File>>,
    stamp: Option<Stamp>,
}

impl Store {
    /// The file in this state, or its copy.
    pub(super) fn new(copy: Option<fs::File>, stamp: Option<Stamp>) -> Self {
        Self { copy: copy.map(Mutex::new), stamp }
    }

    /// Whether there is a file that says the same to whoever comes later.
    pub(super) fn is_on_disk(&self) -> bool {
        self.stamp.is_some()
    }

    /// Reads some bytes.
    pub(super) fn read(&self, path: &Path, start: u64, length: usize) -> Result<Vec<u8>, ReadError> {
        let read = |file: &mut fs::File| {
            let mut bytes = vec![0; length];
            file.seek(SeekFrom::Start(start))?;
            file.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        let Some(copy) = &self.copy else {
            let mut file = fs::File::open(path).map_err(ReadError::new)?;
            let bytes = read(&mut file);
            // A file that changed is the better reason for a read that failed.
            self.stamp.as_ref().map_or(Ok(()), |stamp| stamp.check(&file))?;
            return bytes.map_err(|e: io::Error| ReadError::new(e));
        };
        // Whoever panicked with the lock left a place to read from behind, which is set anew.
        let mut copy = copy.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        read(&mut copy).map_err(|e: io::Error| ReadError::new(e))
    }
}
