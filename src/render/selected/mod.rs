//! A selection to files and to the screen: `selection.txt`, `selection.json`, `selection.png`.

mod page;
#[cfg(test)]
pub(super) mod testing;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use page::page;

use super::{Format, Look, Produced, Staged, Theme, finite, notices, write};
use crate::error::Error;
use crate::metric::METRICS;
use crate::report::{Figure, FigureKind, Series};
use crate::select::{Candidate, Selection};
use crate::terms::Status;

/// What a selection can be turned into, in the order in which it is written.
pub const FORMATS: &[Format] = &[
    Format::Text,
    Format::Json,
    #[cfg(feature = "charts")]
    Format::Png,
];

/// Writes the selection aside in a folder, all files or none.
///
/// # Errors
/// [`Error::Write`] with the file concerned, or what a format says.
pub fn stage(
    selection: &Selection,
    dir: &Path,
    formats: &[Format],
    #[cfg_attr(not(feature = "charts"), expect(unused_variables, reason = "only charts have colors"))] theme: Theme,
) -> Result<Staged, Error> {
    let mut files = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| files.push(Produced { name: name.to_owned(), bytes });
    for format in formats {
        match format {
            Format::Text => add("selection.txt", page(selection, Look::default()).into_bytes()),
            Format::Json => add("selection.json", json(selection)?.into_bytes()),
            #[cfg(feature = "charts")]
            Format::Png => add("selection.png", super::chart::draw_sheet(&[&figure(selection)], theme)?),
            _ => {}
        }
    }
    write::stage(dir, &files)
}

/// The page for standard output: what was asked for, then where the files are. Empty when only files were asked for.
///
/// # Errors
/// What the format says.
pub fn to_stdout(
    selection: &Selection,
    formats: &[Format],
    files: &[PathBuf],
    look: Look,
) -> Result<String, Error> {
    match formats {
        _ if formats.contains(&Format::Text) => Ok(page(selection, look) + &notices::files(files)),
        [Format::Json] if files.is_empty() => json(selection),
        _ => Ok(String::new()),
    }
}

/// What was found while the candidates were compared: all of it, or how much of which kind, since each candidate brings its own.
pub fn warnings(selection: &Selection, all: bool) -> Vec<String> {
    if all {
        return notices::lines(&selection.warnings);
    }
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    selection.warnings.iter().for_each(|warning| *kinds.entry(warning.code.name()).or_default() += 1);
    let told = |(kind, n): (&str, u64)| format!("{n} {kind}");
    let told: Vec<String> = kinds.into_iter().map(told).collect();
    let warned = format!(
        "warnings of the comparisons: {} (in full with --verbose, and in selection.json)",
        told.join(", ")
    );
    if told.is_empty() { Vec::new() } else { vec![warned] }
}

/// Indented JSON with a final newline.
///
/// # Errors
/// [`Error::NotFinite`] when a number is NaN or infinite.
pub fn json(selection: &Selection) -> Result<String, Error> {
    finite::check(selection)?;
    super::json::text(selection)
}

/// What the diversity is called.
fn diversity_label(selection: &Selection) -> &str {
    METRICS
        .iter()
        .find(|m| m.name == selection.diversity_metric)
        .map_or(&selection.diversity_metric, |m| m.label)
}

/// Quality against diversity, a point a candidate.
pub fn figure(selection: &Selection) -> Figure {
    let series = selection.candidates.iter().filter_map(|c| point(selection, c)).collect();
    let better = if selection.lower_is_better { "lower" } else { "higher" };
    Figure {
        id: "selection".to_owned(),
        sheet: "selection".to_owned(),
        kind: FigureKind::Scatter,
        title: "Quality against diversity: nobody has more of both than those on the line".to_owned(),
        x: format!("{} of {} (1 = all), 95% interval", diversity_label(selection), selection.reference),
        y: format!(
            "mean {} ({better} is better), 95% interval",
            selection.score_column.as_deref().unwrap_or("score")
        ),
        categories: Vec::new(),
        series,
        marks: Vec::new(),
    }
}

/// The value with its vertical interval, then the two ends of the horizontal one; `None` where one side is unknown.
fn point(selection: &Selection, c: &Candidate) -> Option<Series> {
    let (x, y) = (c.diversity.value?, c.score.value?);
    let is_chosen = selection.choice.as_ref().is_some_and(|choice| choice.name == c.name);
    let status = match (c.is_in(), c.on_front) {
        (false, _) => Status::Fail,
        (true, true) => Status::Pass,
        (true, false) => Status::Inconclusive,
    };
    let mut name = c.name.clone();
    if is_chosen {
        name += ": take this one";
    } else if !c.is_in() {
        name += ": out";
    }
    Some(Series {
        name,
        x: vec![x, c.diversity.low.unwrap_or(x), c.diversity.high.unwrap_or(x)],
        y: vec![Some(y); 3],
        low: vec![c.score.low; 3],
        high: vec![c.score.high; 3],
        status: vec![Some(status); 3],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_appear_together_and_json_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let selection = testing::selection();
        let files = stage(&selection, folder.path(), FORMATS, Theme::Light).unwrap().place().unwrap();
        let names: Vec<_> = files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["selection.txt", "selection.json", "selection.png"]);
        let text = std::fs::read_to_string(&files[1]).unwrap();
        assert_eq!(serde_json::from_str::<Selection>(&text).unwrap(), selection);
        assert_eq!(to_stdout(&selection, &[Format::Json], &[], Look::default()).unwrap(), text);
        assert!(to_stdout(&selection, FORMATS, &files, Look::default()).unwrap().contains("selection.png"));
    }

    #[test]
    fn a_point_has_both_intervals_and_says_whether_it_is_in() {
        let figure = figure(&testing::selection());
        let of = |name: &str| figure.series.iter().find(|s| s.name.starts_with(name)).unwrap();
        assert_eq!(of("wide").name, "wide: take this one");
        assert_eq!((of("wide").x[0], of("wide").status[0]), (0.95, Some(Status::Pass)));
        assert!((of("wide").x[1] - 0.9).abs() < 1e-9 && (of("wide").x[2] - 1.0).abs() < 1e-9);
        assert_eq!((of("same").name.as_str(), of("same").status[0]), ("same: out", Some(Status::Fail)));
        assert_eq!(figure.series.len(), 3, "one without a score has no place");
    }
}
