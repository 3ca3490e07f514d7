//! What folders say of the files in them: `lang=en/part-0.parquet` holds the rows whose `lang` is `en`, in the way of Hive,
//! and need not repeat it in a column.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

/// The value that stands for null in the name of a folder.
const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// Names that are likely to name generations, the likeliest first.
const OF_GENERATIONS: [&str; 12] = [
    "generation",
    "gen",
    "iteration",
    "iter",
    "round",
    "epoch",
    "step",
    "checkpoint",
    "ckpt",
    "model",
    "version",
    "run",
];

/// Partitions and values named in a message.
const SHOWN: usize = 3;

/// Columns that the place of a file says, outermost first; `None` = null.
pub(super) type Partitions = Vec<(String, Option<String>)>;

/// One file with what its place says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// The columns that are the same in all of its rows.
    pub(super) partitions: Partitions,
}

impl Piece {
    /// A file whose folders say all that there is to say.
    pub(super) fn at(path: PathBuf) -> Self {
        let partitions = of_folders(&path);
        Self { path, partitions }
    }
}

/// The partitions in the names of the folders around a file.
fn of_folders(file: &Path) -> Partitions {
    let folders = file.parent().into_iter().flat_map(Path::components);
    let name = |part: Component<'_>| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    };
    folders.filter_map(name).filter_map(|name| of_folder(&name)).collect()
}

fn of_folder(name: &str) -> Option<(String, Option<String>)> {
    let (name, value) = name.split_once('=').filter(|(name, _)| !name.is_empty())?;
    Some((decode_percent(name), (value != NULL).then(|| decode_percent(value))))
}

/// Text with every `%41` as the byte it stands for. Whatever is no such code stays as it is.
pub(super) fn decode_percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let code = code.filter(|code| code.iter().all(u8::is_ascii_hexdigit));
        let byte = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        match byte {
            Some(byte) => decoded.push(byte),
            None => decoded.push(bytes[at]),
        }
        at += if byte.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// What to say where there is one generation only and the folders could tell several apart; empty where they do not.
pub(super) fn of_several(pieces: &[&Piece]) -> String {
    let mut values: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in pieces.iter().flat_map(|piece| &piece.partitions) {
        values.entry(name).or_default().insert(value.as_deref().unwrap_or("null"));
    }
    values.retain(|_, values| values.len() > 1);
    let likely = |name: &str| {
        let lower = name.to_lowercase();
        OF_GENERATIONS.iter().position(|known| *known == lower).unwrap_or(OF_GENERATIONS.len())
    };
    let mut names: Vec<&str> = values.keys().copied().collect();
    names.sort_by_key(|name| likely(name));
    let one = |name: &&str| {
        let mut shown: Vec<String> = values[name].iter().map(ToString::to_string).collect();
        super::order::sort(&mut shown);
        let more = if shown.len() > SHOWN { ", …" } else { "" };
        shown.truncate(SHOWN);
        format!("`{name}` ({}{more})", shown.join(", "))
    };
    let Some(first) = names.first() else { return String::new() };
    let listed: Vec<String> = names.iter().take(SHOWN).map(one).collect();
    format!("; its folders are partitioned by {}: try `columns.generation` {first}", listed.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> Partitions {
        Piece::at(path.into()).partitions
    }

    fn pair(name: &str, value: Option<&str>) -> (String, Option<String>) {
        (name.to_owned(), value.map(str::to_owned))
    }

    #[test]
    fn folders_name_columns() {
        assert_eq!(
            of("t/generation=0/lang=en/part=9.parquet"),
            [pair("generation", Some("0")), pair("lang", Some("en"))]
        );
        assert_eq!(of("t/a%20b=c%3Dd%2F/x.parquet"), [pair("a b", Some("c=d/"))]);
        assert_eq!(of("t/lang=__HIVE_DEFAULT_PARTITION__/x"), [pair("lang", None)]);
        assert_eq!(of("t/a=b=c/x"), [pair("a", Some("b=c"))]);
        assert_eq!(of("t/=b/x"), []);
    }

    #[test]
    fn what_is_no_code_stays() {
        assert_eq!(decode_percent("100%"), "100%");
        assert_eq!(decode_percent("%zz%4"), "%zz%4");
        assert_eq!(decode_percent("caf%C3%A9"), "café");
        assert_eq!(decode_percent("%+1"), "%+1");
    }

    #[test]
    fn only_partitions_that_tell_files_apart_are_named_the_likeliest_first() {
        let pieces = ["t/a=1/gen=10/x", "t/a=2/gen=9/x", "t/a=2/b=1/gen=11/x", "t/a=2/b=1/gen=1/x"];
        let pieces = pieces.map(|path| Piece::at(path.into()));
        let said = of_several(&pieces.iter().collect::<Vec<_>>());
        assert_eq!(
            said,
            "; its folders are partitioned by `gen` (1, 9, 10, …), `a` (1, 2): try `columns.generation` gen"
        );
        assert_eq!(of_several(&[&Piece::at("t/a=1/x".into()), &Piece::at("t/a=1/y".into())]), "");
    }
}
