//! Profiles to files, and what a profile holds for the screen and as JSON.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Look, Produced, check_writable, escape, format, notices, write};
use crate::corpus::Corpus;
use crate::error::{Error, Warning};
use crate::render::escape::{MESSAGE, NAME, terminal};
use crate::render::layout::{pad, pad_left, wrap};
use crate::store::Inspected;

/// The ending of the files.
const ENDING: &str = "glp";

/// Columns of a path, or of what is as long.
const PLACE: usize = 120;

/// Columns before what is said.
const MARGIN: usize = 11;

/// Checks, before any work, that profiles can be written there.
///
/// # Errors
/// [`Error::Write`].
pub fn check(place: &Path) -> Result<(), Error> {
    check_writable(if is_folder(place) { place } else { folder(place) })
}

/// Writes corpora to profiles, all of them or none: one to a file, or each to a file of its name in a folder.
///
/// # Errors
/// [`Error::Write`]; [`Error::BadSetting`] where several corpora have one file to go to.
pub fn to_files(corpora: &[Corpus], place: &Path) -> Result<Vec<PathBuf>, Error> {
    let bad = |problem| Err(Error::BadSetting { setting: "output".to_owned(), problem });
    let produced = |corpus: &Corpus, name: String| Ok(Produced { name, bytes: corpus.to_bytes()? });
    if let ([corpus], false) = (corpora, is_folder(place)) {
        let Some(name) = place.file_name() else {
            return bad(format!("found `{}`, expected a file or a folder", place.display()));
        };
        // Names of files here are texts; one that is none is written by itself.
        return match name.to_str() {
            Some(name) => write::all(folder(place), &[produced(corpus, name.to_owned())?]),
            None => corpus.save(place).map(|()| vec![place.to_owned()]),
        };
    }
    if place.extension().is_some_and(|end| end == ENDING) {
        let n = corpora.len();
        return bad(format!("found one file, {}, for {n} corpora, expected a folder", place.display()));
    }
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    let mut files = Vec::with_capacity(corpora.len());
    for corpus in corpora {
        let (name, file) = (&corpus.header().name, escape::file_stem(&corpus.header().name) + "." + ENDING);
        if let Some(other) = names.insert(file.clone(), name) {
            return bad(format!(
                "generations `{other}` and `{name}` would both be {file}; give them other names"
            ));
        }
        files.push(produced(corpus, file)?);
    }
    write::all(place, &files)
}

fn is_folder(place: &Path) -> bool {
    place.is_dir() || place.extension().is_none_or(|end| end != ENDING)
}

fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What was written: "wrote out/gen0.glp: 800 documents of gen0, 1.2 MB".
pub fn written(corpora: &[Corpus], files: &[PathBuf]) -> Vec<String> {
    let line = |(corpus, file): (&Corpus, &PathBuf)| {
        let documents = format::plural(corpus.n_documents(), "document", "documents");
        let name = terminal(&corpus.header().name, NAME);
        format!("wrote {}: {documents} of {name}", terminal(&file.to_string_lossy(), PLACE))
    };
    corpora.iter().zip(files).map(line).collect()
}

/// What was found while the corpora were read.
pub fn warnings(corpora: &[Corpus]) -> Vec<Warning> {
    corpora.iter().flat_map(|corpus| corpus.header().warnings.clone()).collect()
}

/// What a profile holds, with a final newline.
pub fn page(found: &Inspected, look: Look) -> String {
    let width = look.width();
    let paths: Vec<String> = found.paths.iter().map(|path| terminal(path, PLACE)).collect();
    let documents = format::plural(found.documents, "document", "documents");
    let without = format!(
        "{} without text, {} of white space only",
        format::count(found.null_texts),
        format::count(found.empty_texts)
    );
    let rows = |[first, last]: &[u64; 2]| format!("{} to {}", format::count(*first), format::count(*last));
    let row_numbers = found.row_numbers.iter().map(rows).collect::<Vec<_>>().join(", ");
    let settings = found.settings.as_object().into_iter().flatten();
    let said = settings.filter(|(_, value)| !value.is_null() && !value.is_object());
    let settings: Vec<String> =
        said.map(|(key, value)| format!("{key} {}", terminal(&value.to_string(), PLACE))).collect();
    let sampling: Vec<String> = found
        .sampling
        .iter()
        .map(|s| format!("{} {}", s.name, terminal(&s.values.join(", "), 3 * NAME)))
        .collect();
    let mut lines = Vec::new();
    let mut say = |label: &str, text: &str| {
        if !text.is_empty() {
            let wrapped = wrap(text, width - MARGIN, usize::MAX);
            let labels = std::iter::once(label).chain(std::iter::repeat(""));
            lines.extend(labels.zip(wrapped).map(|(label, text)| pad(label, MARGIN) + &text));
        }
    };
    say("profile", &format!("{}, {}", terminal(&found.file, PLACE), format::bytes(found.bytes)));
    say("corpus", &terminal(&found.name, NAME));
    say("read from", &paths.join(", "));
    say("rows", &format!("{} ({without}), {documents}", format::count(found.rows)));
    say("numbered", &row_numbers);
    say(
        "counted",
        &format!(
            "{} {}, {} different; {} keys, {} rows sampled{}",
            format::count(found.tokens),
            terminal(&found.input.unit, NAME),
            format::count(found.types),
            format::count(found.keys),
            format::count(found.sampled_rows),
            found.embedding_dim.map_or(String::new(), |d| format!(
                ", vectors of {}",
                format::plural(d, "coordinate", "coordinates")
            )),
        ),
    );
    say("columns", &notices::columns(&found.input));
    say("settings", &settings.join(", "));
    say("sampling", &sampling.join("; "));
    say("origin", &found.origin.as_deref().map_or(String::new(), |origin| terminal(origin, MESSAGE)));
    say(
        "made by",
        &format!(
            "{} {}, format {}, Unicode {}, {}",
            terminal(&found.made_by.name, NAME),
            terminal(&found.made_by.version, NAME),
            found.format,
            terminal(&found.unicode, NAME),
            terminal(&found.hashing, PLACE)
        ),
    );
    for warning in &found.warnings {
        say("warning", &terminal(&warning.message, MESSAGE));
    }
    lines.push(String::new());
    lines.push(pad("section", 18) + &pad_left("bytes", 16) + &pad_left("unpacked", 16));
    for section in &found.sections {
        let numbers = [section.bytes, section.unpacked].map(|n| pad_left(&format::count(n), 16));
        lines.push(pad(&terminal(&section.name, NAME), 18) + &numbers.concat());
    }
    lines.join("\n") + "\n"
}

/// The same as indented JSON with a final newline.
///
/// # Errors
/// [`Error::Format`] with what the library says.
pub fn json(found: &Inspected) -> Result<String, Error> {
    super::json::text(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Row;

    fn corpus(name: &str) -> Corpus {
        let mut rows = Corpus::builder(name).origin("from\u{202e}there");
        rows.push(Row { key: Some("1"), ..Row::new("An answer.") }).unwrap();
        rows.finish().unwrap()
    }

    #[test]
    fn names_of_corpora_are_safe_as_files_and_on_the_screen() {
        let folder = tempfile::tempdir().unwrap();
        let corpora = [corpus("../a\u{1b}[31m"), corpus("b")];
        let files = to_files(&corpora, folder.path()).unwrap();
        let names: Vec<_> = files.iter().map(|file| file.strip_prefix(folder.path()).unwrap()).collect();
        assert_eq!(names, [Path::new("a--31m.glp"), Path::new("b.glp")]);
        let found = crate::store::inspect(&files[0]).unwrap();
        let shown = page(&found, Look::default());
        assert!(shown.contains("../a\\u{1b}[31m") && shown.contains("from\\u{202e}there"), "{shown}");
        assert!(!shown.contains('\u{1b}') && !written(&corpora, &files)[0].contains('\u{1b}'));
        let json: serde_json::Value = serde_json::from_str(&json(&found).unwrap()).unwrap();
        assert_eq!((json["documents"].as_u64(), json["rows"].as_u64()), (Some(1), Some(1)));
    }

    #[test]
    fn places_that_do_not_fit_are_refused_before_anything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let said = |corpora: &[Corpus], place: &Path| to_files(corpora, place).unwrap_err().to_string();
        let twins = [corpus("a/b"), corpus("a b")];
        assert!(said(&twins, folder.path()).contains("`a/b` and `a b` would both be a-b.glp"));
        assert!(said(&twins, &folder.path().join("x.glp")).contains("for 2 corpora, expected a folder"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        let file = folder.path().join("x.glp");
        assert_eq!(to_files(&twins[..1], &file).unwrap(), std::slice::from_ref(&file));
        assert!(check(&file).is_ok() && check(&folder.path().join("new")).is_ok());
        assert!(check(&file.join("below/y.glp")).is_err());
    }
}
