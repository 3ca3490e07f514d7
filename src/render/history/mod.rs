//! Records to the screen and to files: `history.txt`, `history.json`, `history.csv`, `history.png`, `history.html`.

mod answers;
mod csv;
#[cfg(feature = "charts")]
mod figures;
mod page;

use std::path::{Path, PathBuf};

pub use answers::{checked, diff, verified};
pub use page::page;
#[cfg(feature = "charts")]
pub(in crate::render) use page::{kept, measured};

use super::{Format, Look, Produced, Staged, Theme, finite, notices, write};
use crate::error::Error;
use crate::records::History;

/// What a history can be turned into, in the order in which it is written.
pub const FORMATS: &[Format] = &[
    Format::Text,
    Format::Json,
    #[cfg(feature = "charts")]
    Format::Html,
    Format::Csv,
    #[cfg(feature = "charts")]
    Format::Png,
];

/// Writes the history aside in a folder, all files or none.
///
/// # Errors
/// [`Error::Write`] with the file concerned, or what a format says.
pub fn stage(
    history: &History,
    dir: &Path,
    formats: &[Format],
    #[cfg_attr(not(feature = "charts"), expect(unused_variables, reason = "only charts have colors"))] theme: Theme,
) -> Result<Staged, Error> {
    let mut files = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| files.push(Produced { name: name.to_owned(), bytes });
    for format in formats {
        match format {
            Format::Text => add("history.txt", page(history, Look::default()).into_bytes()),
            Format::Json => add("history.json", json(history)?.into_bytes()),
            Format::Csv => add("history.csv", csv::page(history).into_bytes()),
            #[cfg(feature = "charts")]
            Format::Png => {
                let figures = figures::figures(history);
                add("history.png", super::chart::draw_sheet(&figures.iter().collect::<Vec<_>>(), theme)?);
            }
            #[cfg(feature = "charts")]
            Format::Html => {
                let figures = figures::figures(history);
                add("history.html", super::html::history(history, &figures).into_bytes());
            }
            _ => {}
        }
    }
    write::stage(dir, &files)
}

/// The page for standard output, then where the files are.
///
/// # Errors
/// What the format says.
pub fn to_stdout(
    history: &History,
    formats: &[Format],
    files: &[PathBuf],
    look: Look,
) -> Result<String, Error> {
    match formats {
        _ if formats.contains(&Format::Text) => Ok(page(history, look) + &notices::files(files)),
        [Format::Json] if files.is_empty() => json(history),
        [Format::Csv] if files.is_empty() => Ok(csv::page(history)),
        #[cfg(feature = "charts")]
        [Format::Html] if files.is_empty() => Ok(super::html::history(history, &figures::figures(history))),
        _ => Ok(notices::files(files)),
    }
}

/// Anything of records as indented JSON with a final newline.
///
/// # Errors
/// [`Error::NotFinite`] when a number is NaN or infinite.
pub fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    finite::check(value)?;
    super::json::text(value)
}
