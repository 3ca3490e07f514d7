//! A calibration to files and to the screen: `calibration.txt`, `calibration.json`, `calibrate.png`.

mod page;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use page::page;

use super::{Format, Produced, Staged, Theme, finite, notices, write};
use crate::calibrate::Calibration;
use crate::error::Error;

/// What a calibration can be turned into, in the order in which it is written.
pub const FORMATS: &[Format] = &[
    Format::Text,
    Format::Json,
    #[cfg(feature = "charts")]
    Format::Png,
];

/// Writes the calibration aside in a folder, all files or none; formats that it cannot become are left out.
///
/// # Errors
/// [`Error::Write`] with the file concerned, or what a format says.
pub fn stage(
    calibration: &Calibration,
    dir: &Path,
    formats: &[Format],
    #[cfg_attr(not(feature = "charts"), expect(unused_variables, reason = "only charts have colors"))] theme: Theme,
) -> Result<Staged, Error> {
    let mut files = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| files.push(Produced { name: name.to_owned(), bytes });
    for format in formats {
        match format {
            Format::Text => add("calibration.txt", page(calibration).into_bytes()),
            Format::Json => add("calibration.json", json(calibration)?.into_bytes()),
            #[cfg(feature = "charts")]
            Format::Png => {
                let figures: Vec<_> = calibration.figures.iter().collect();
                add("calibrate.png", super::chart::draw_sheet(&figures, theme)?);
            }
            _ => {}
        }
    }
    write::stage(dir, &files)
}

/// The page for standard output: what was asked for, then where the files are. Empty when only files were asked for.
///
/// # Errors
/// What the format says.
pub fn to_stdout(calibration: &Calibration, formats: &[Format], files: &[PathBuf]) -> Result<String, Error> {
    match formats {
        _ if formats.contains(&Format::Text) => Ok(page(calibration) + &notices::files(files)),
        [Format::Json] if files.is_empty() => json(calibration),
        _ => Ok(String::new()),
    }
}

/// Indented JSON with a final newline.
///
/// # Errors
/// [`Error::NotFinite`] when a number is NaN or infinite.
pub fn json(calibration: &Calibration) -> Result<String, Error> {
    finite::check(calibration)?;
    super::json::text(calibration)
}
