//! An audit to files and to the screen: `audit.txt`, `audit.json`, `audit.md`, `junit.xml`, `audit.png`.

mod junit;
mod markdown;
mod page;
#[cfg(test)]
mod tests;
mod words;

use std::path::{Path, PathBuf};

pub use page::page;

use super::{Format, Look, Produced, Staged, Theme, finite, notices, write};
use crate::audit::Audit;
use crate::error::Error;

/// What an audit can be turned into, in the order in which it is written.
pub const FORMATS: &[Format] = &[
    Format::Text,
    Format::Json,
    Format::Markdown,
    Format::Junit,
    #[cfg(feature = "charts")]
    Format::Png,
];

/// Writes the audit aside in a folder, all files or none; formats that it cannot become are left out. `leaks`: the list of
/// leaked rows, as bytes of a Parquet file.
///
/// # Errors
/// [`Error::Write`] with the file concerned, or what a format says.
pub fn stage(
    audit: &Audit,
    leaks: Option<&[u8]>,
    dir: &Path,
    formats: &[Format],
    #[cfg_attr(not(feature = "charts"), expect(unused_variables, reason = "only charts have colors"))] theme: Theme,
) -> Result<Staged, Error> {
    let mut files = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| files.push(Produced { name: name.to_owned(), bytes });
    for format in formats {
        let name = match format {
            Format::Text => "audit.txt",
            Format::Json => "audit.json",
            Format::Markdown => "audit.md",
            Format::Junit => "junit.xml",
            #[cfg(feature = "charts")]
            Format::Png => {
                let figures: Vec<_> = audit.figures.iter().collect();
                add("audit.png", super::chart::draw_sheet(&figures, theme)?);
                continue;
            }
            _ => continue,
        };
        add(name, text(audit, *format, Look::default())?.into_bytes());
    }
    leaks.iter().for_each(|bytes| add("leaks.parquet", bytes.to_vec()));
    write::stage(dir, &files)
}

/// The page for standard output: what was asked for, then where the files are. Empty when only files were asked for.
///
/// # Errors
/// What the format says.
pub fn to_stdout(audit: &Audit, formats: &[Format], files: &[PathBuf], look: Look) -> Result<String, Error> {
    match formats {
        _ if formats.contains(&Format::Text) => Ok(page(audit, look) + &notices::files(files)),
        [format] if files.is_empty() => text(audit, *format, look),
        _ => Ok(String::new()),
    }
}

/// One line for each check that the run was told to fail on and that was reached.
pub fn gate(audit: &Audit) -> Vec<String> {
    let reached = audit.checks.iter().filter(|check| audit.reached.contains(&check.name));
    reached.map(|check| format!("gate failed: {}: {}", check.name, check.status.name())).collect()
}

fn text(audit: &Audit, format: Format, look: Look) -> Result<String, Error> {
    finite::check(audit)?;
    match format {
        Format::Json => super::json::text(audit),
        Format::Markdown => Ok(markdown::page(audit)),
        Format::Junit => Ok(junit::page(audit)),
        _ => Ok(page(audit, look)),
    }
}
