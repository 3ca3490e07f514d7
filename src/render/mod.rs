//! Stage 5, `render`: a report to files and to the screen. Everything here works from [`Report`] alone.
//!
//! A format is one variant of [`Format`], one module that turns a report into bytes, and one arm in `produce`.

pub mod audit;
pub mod calibration;
#[cfg(feature = "charts")]
pub mod chart;
pub mod check;
pub mod csv;
pub mod diff;
pub mod embedded;
pub mod escape;
pub mod format;
#[cfg(feature = "charts")]
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod parquet;
pub mod profiles;
pub mod simulation;
pub mod text;

mod command;
mod finite;
mod generation;
mod github;
mod layout;
mod load;
mod paint;
mod selection;
mod sign;
mod spark;
#[cfg(test)]
pub(crate) mod testing;
mod tidy;
mod words;
mod write;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use load::load;
pub use selection::select;
use words::{advice, certainty, glance, modes, plain, stages, story};
pub use words::{explain, glossary, notices};
pub use write::{Staged, append, check_appendable, check_writable, to_file};

use crate::error::Error;
use crate::progress::{Observer, Silent};
use crate::report::Report;
pub use crate::settings::{Format, Theme};

/// How the page for a terminal looks. The default is that of files and pipes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether it is colored.
    pub color: bool,
    /// Columns of the terminal; `None` = no terminal.
    pub columns: Option<usize>,
    /// Whether everything is told, instead of the answer at a glance.
    pub full: bool,
    /// How long the run took; `None` = nobody waits for it.
    pub took: Option<Duration>,
}

impl Look {
    /// Columns of the page.
    fn width(self) -> usize {
        self.columns.map_or(layout::WIDTH, |columns| columns.clamp(layout::NARROWEST, layout::WIDEST))
    }
}

/// A file that is complete in memory.
#[derive(Debug)]
struct Produced {
    name: String,
    bytes: Vec<u8>,
}

/// Writes the report into a folder, in these formats; creates the folder if it is missing. Returns the files in the
/// order of `formats`.
///
/// All bytes are produced before the first file appears, each file appears complete or not at all, and when one
/// cannot be put in place the others go back to what they were.
///
/// # Errors
/// [`Error::Write`] with the file concerned, or what a format says.
pub fn to_dir(report: &Report, dir: &Path, formats: &[Format], theme: Theme) -> Result<Vec<PathBuf>, Error> {
    stage(report, dir, formats, theme)?.place()
}

/// The same, up to where the files are put in place: they are written aside, and gone where they are not placed.
///
/// # Errors
/// As [`to_dir`].
pub fn stage(report: &Report, dir: &Path, formats: &[Format], theme: Theme) -> Result<Staged, Error> {
    stage_watched(report, dir, formats, theme, &Silent)
}

/// The same, while somebody watches.
///
/// # Errors
/// As [`to_dir`].
pub fn stage_watched(
    report: &Report,
    dir: &Path,
    formats: &[Format],
    theme: Theme,
    observer: &dyn Observer,
) -> Result<Staged, Error> {
    let mut files = Vec::new();
    for format in formats {
        produce(report, *format, theme, &mut files)?;
        observer.advance(1);
    }
    write::stage(dir, &files)
}

/// The page for standard output: what was asked for, then where the files are. Empty when only files were asked for.
///
/// # Errors
/// What the format says.
pub fn to_stdout(
    report: &Report,
    formats: &[Format],
    files: &[PathBuf],
    look: Look,
) -> Result<String, Error> {
    let (annotations, formats): (Vec<Format>, Vec<Format>) =
        formats.iter().copied().partition(|f| *f == Format::GitHub);
    let page = page(report, &formats, files, look)?;
    Ok(if annotations.is_empty() { page } else { page + &github::page(report) })
}

/// The page alone.
fn page(report: &Report, formats: &[Format], files: &[PathBuf], look: Look) -> Result<String, Error> {
    if formats.contains(&Format::Text) {
        return Ok(match look.full {
            true => text::screen(report, look) + &notices::files(files),
            false => text::brief(report, look, files),
        });
    }
    match formats {
        [format] if files.is_empty() && format.is_streamable() => {
            let mut produced = Vec::new();
            produce(report, *format, Theme::default(), &mut produced)?;
            let bytes = produced.into_iter().flat_map(|file| file.bytes).collect();
            String::from_utf8(bytes)
                .map_err(|e| Error::Format { format: format.name(), reason: e.to_string() })
        }
        _ => Ok(String::new()),
    }
}

fn produce(report: &Report, format: Format, theme: Theme, files: &mut Vec<Produced>) -> Result<(), Error> {
    let mut add = |name: &str, bytes: Vec<u8>| {
        files.push(Produced { name: name.to_owned(), bytes });
    };
    match format {
        Format::Text => add("report.txt", text::screen(report, Look::default()).into_bytes()),
        Format::Json => add("report.json", json::page(report)?.into_bytes()),
        #[cfg(feature = "charts")]
        Format::Html => add("report.html", html::page(report).into_bytes()),
        Format::Markdown => add("report.md", markdown::page(report).into_bytes()),
        Format::Junit => add("junit.xml", junit::page(report).into_bytes()),
        Format::Csv => add("metrics.csv", csv::page(report).into_bytes()),
        Format::Parquet => add("metrics.parquet", parquet::bytes(report)?),
        // It is printed, and has no file.
        Format::GitHub => {}
        #[cfg(feature = "charts")]
        Format::Png => {
            let [small, large] = chart::poster(report, theme)?;
            add("report.png", small);
            add("report-2x.png", large);
            for (sheet, figures) in chart::sheets(&report.figures) {
                let png = chart::draw_sheet(&figures, theme)?;
                add(&format!("{}.png", escape::file_stem(&sheet)), png);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_window_decides_the_width_within_reason() {
        let width = |columns| Look { columns, ..Look::default() }.width();
        assert_eq!([None, Some(20), Some(80), Some(300)].map(width), [96, 60, 80, 120]);
    }

    #[test]
    fn a_folder_gets_every_format() {
        let dir = tempfile::tempdir().unwrap();
        let report = testing::collapse();
        let files = to_dir(&report, dir.path(), &[Format::Json, Format::Text], Theme::Light).unwrap();
        assert_eq!(files, ["report.json", "report.txt"].map(|n| dir.path().join(n)));
        let page = fs::read_to_string(&files[1]).unwrap();
        assert_eq!(page, text::screen(&report, Look::default()));
    }

    #[test]
    fn an_existing_report_survives_a_format_that_fails() {
        let dir = tempfile::tempdir().unwrap();
        let page = dir.path().join("report.txt");
        fs::write(&page, "old").unwrap();
        let mut report = testing::collapse();
        report.comparisons[0].metrics[0].value = Some(f64::NAN);
        assert!(to_dir(&report, dir.path(), &[Format::Text, Format::Json], Theme::Light).is_err());
        assert_eq!(fs::read_to_string(page).unwrap(), "old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn standard_output_carries_what_was_asked_for() {
        let report = testing::collapse();
        let files = [PathBuf::from("out/report.json")];
        let look = |full| Look { full, ..Look::default() };
        let whole = to_stdout(&report, &[Format::Text, Format::Json], &files, look(true)).unwrap();
        assert!(whole.starts_with("COLLAPSE") && whole.ends_with("files in out: report.json\n"));
        let page =
            |formats: &[Format], files: &[PathBuf]| to_stdout(&report, formats, files, look(false)).unwrap();
        assert!(page(&[Format::Text], &[]).contains("\nCOLLAPSE"));
        assert!(page(&[Format::Text, Format::Json], &files).contains("\nreport: out/report.json · gate: "));
        assert!(page(&[Format::Json], &[]).starts_with('{'));
        assert!(page(&[Format::Csv], &[]).starts_with("scope,"));
        assert_eq!(page(&[Format::Json], &files), "");
    }
}
