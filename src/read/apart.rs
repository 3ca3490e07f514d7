//! Tells generations apart whose files have one name, by the part of their paths that differs: `runs/0/out.parquet` and `runs/1/out.parquet` are `0`
//! and `1`.

use std::collections::BTreeMap;

use super::paths::Found;
use crate::config::Source;

/// Gives new names to corpora that share the name of their file. Names that somebody gave stay, and so do those of equal paths.
pub(super) fn rename(found: &mut [Found], sources: &[Source]) {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, (corpus, source)) in found.iter().zip(sources).enumerate() {
        if source.name.is_none() && corpus.paths.len() == 1 {
            groups.entry(corpus.name.clone()).or_default().push(at);
        }
    }
    for group in groups.into_values().filter(|group| group.len() > 1) {
        let columns: Option<Vec<String>> = group.iter().map(|&at| found[at].column.clone()).collect();
        if let Some(columns) = columns.filter(|columns| all_differ(columns)) {
            group.into_iter().zip(columns).for_each(|(at, column)| found[at].name = column);
            continue;
        }
        let paths: Vec<&str> = group.iter().map(|&at| found[at].paths[0].as_str()).collect();
        let Some(names) = differing(&paths) else { continue };
        if found.iter().any(|corpus| names.contains(&corpus.name)) {
            continue;
        }
        for (at, name) in group.into_iter().zip(names) {
            found[at].name = name;
        }
    }
}

fn all_differ(names: &[String]) -> bool {
    names.iter().enumerate().all(|(at, name)| !names[..at].contains(name))
}

/// What lies between the folders that all paths begin with and those that all end with; `None` where that is the same for two of them.
fn differing(paths: &[&str]) -> Option<Vec<String>> {
    let parts = |path: &str| -> Vec<String> {
        path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect()
    };
    let all: Vec<Vec<String>> = paths.iter().map(|path| parts(path)).collect();
    let shortest = all.iter().map(Vec::len).min()?;
    let (first, others) = all.split_first()?;
    let same = |from_start: &dyn Fn(&[String]) -> Option<String>| {
        others.iter().all(|other| from_start(other) == from_start(first))
    };
    let before = (0..shortest).take_while(|&n| same(&|parts| parts.get(n).cloned())).count();
    let behind = (1..=shortest - before)
        .take_while(|&n| same(&|parts| parts.get(parts.len().checked_sub(n)?).cloned()))
        .count();
    let names: Vec<String> = all.iter().map(|parts| parts[before..parts.len() - behind].join("-")).collect();
    let is_unique = |(at, name): (usize, &String)| !name.is_empty() && !names[..at].contains(name);
    names.iter().enumerate().all(is_unique).then(|| names.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_that_differs_is_the_name() {
        let names = |paths: &[&str]| differing(paths).map(|names| names.join(" "));
        assert_eq!(
            names(&["runs/0/out.parquet", "runs/1/out.parquet", "runs/10/out.parquet"]).unwrap(),
            "0 1 10"
        );
        assert_eq!(names(&["a/x/out.jsonl", "b/y/out.jsonl"]).unwrap(), "a-x b-y");
        assert_eq!(names(&["./a/out.csv", "/b/c/out.csv"]).unwrap(), "a b-c");
        assert_eq!(names(&["a/out.csv", "a//out.csv"]), None);
        assert_eq!(names(&["out.csv", "a/out.csv"]), None, "nothing is left of the first");
        assert_eq!(names(&["a/a/out.csv", "a/out.csv"]), None);
    }

    #[test]
    fn given_names_and_taken_ones_stay() {
        let found = |name: &str, path: &str| Found {
            name: name.to_owned(),
            paths: vec![path.to_owned()],
            files: Vec::new(),
            column: None,
            warnings: Vec::new(),
        };
        let source = |name: Option<&str>| Source { name: name.map(str::to_owned), paths: Vec::new() };
        let names = |mut all: Vec<Found>, sources: &[Source]| {
            rename(&mut all, sources);
            all.into_iter().map(|corpus| corpus.name).collect::<Vec<_>>().join(" ")
        };
        let free = || source(None);
        let two = || vec![found("out", "r/0/out.csv"), found("out", "r/1/out.csv")];
        assert_eq!(names(two(), &[free(), free()]), "0 1");
        assert_eq!(names(two(), &[free(), source(Some("out"))]), "out out");
        let mut three = two();
        three.push(found("1", "1.csv"));
        assert_eq!(names(three, &[free(), free(), free()]), "out out 1");
    }
}
