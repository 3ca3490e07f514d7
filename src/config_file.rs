//! The config file: TOML with a key for every flag. The only file that knows the `toml` crate.
//!
//! [`load`] reads one, [`page`] writes one that loads again, and `value` reads what could stand behind a key.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Value;
use toml::de::{DeTable, DeValue, Deserializer, Error as TomlError};

use crate::config::Source;
use crate::error::Error;
use crate::nearest::nearest;
use crate::settings::{Settings, named_source};

/// Reads a config file.
///
/// # Errors
/// [`Error::BadConfig`] with the line, when the file cannot be read, is not TOML, or holds a key or value that means
/// nothing here.
pub fn load(path: &Path) -> Result<Settings, Error> {
    let bad = |problem: String| Error::BadConfig { path: path.to_owned(), problem };
    let text = std::fs::read_to_string(path).map_err(|e| bad(format!("cannot read the config file: {e}")))?;
    parse(&text).map_err(bad)
}

/// Reads the text of a config file. Errors are one line each, for [`Error::BadConfig`].
fn parse(text: &str) -> Result<Settings, String> {
    let said = |e: TomlError| at(text, e.span(), e.message());
    let mut document = DeTable::parse(text).map_err(said)?;
    for key in document.get_ref().keys() {
        let name: &str = key.get_ref();
        if !Settings::KEYS.contains(&name) {
            return Err(at(text, Some(key.span()), &unknown_key(name)));
        }
    }
    // Taken out by hand: the order of the generations is their order in the file, which a deserialized map loses.
    let generation = match document.get_mut().remove("generation") {
        Some(value) => {
            Some(generations(value.get_ref()).map_err(|problem| at(text, Some(value.span()), &problem))?)
        }
        None => None,
    };
    let settings = Settings::deserialize(Deserializer::from(document)).map_err(said)?;
    if generation.is_some() && settings.paths.is_some() {
        return Err(
            "`generation` and `paths` cannot be combined, because their order would be unclear".to_owned()
        );
    }
    Ok(Settings { generation, ..settings })
}

/// Reads a value as it could stand behind `key =`; a text may stand without quotes.
///
/// # Errors
/// A sentence saying what was found and what was expected.
pub(crate) fn value(key: &str, text: &str) -> Result<Settings, String> {
    let document = format!("{key} = {text}");
    // More than one key, and the text brought a line of its own.
    let alone = DeTable::parse(&document).is_ok_and(|t| t.get_ref().len() == 1);
    let as_toml = if alone { parse(&document) } else { Err(String::new()) };
    let unplaced = |problem: String| problem.trim_start_matches("line 1: ").to_owned();
    as_toml.or_else(|first| {
        let quoted = quoted(text);
        let is_nested = alone && text.trim_start().starts_with(['[', '{']);
        parse(&format!("{key} = {quoted}")).map_err(|second| unplaced(if is_nested { first } else { second }))
    })
}

/// The text of a config file with these settings, one line a key; keys that say nothing become comments.
///
/// # Errors
/// [`Error::BadSetting`] where TOML cannot say a value: a path that is not Unicode, or a seed above 2⁶³ − 1.
pub fn page(settings: &Settings) -> Result<String, Error> {
    let Value::Table(mut said) = Value::try_from(settings).map_err(|e| Error::BadSetting {
        setting: "--print-config".to_owned(),
        problem: format!("a value cannot be written as TOML: {e}"),
    })?
    else {
        return Ok(String::new());
    };
    let line = |key: &str| match said.remove(key) {
        Some(value) => format!("{key} = {}\n", inline(&value)),
        None => format!("# {key}: not set\n"),
    };
    Ok(Settings::KEYS.into_iter().map(line).collect())
}

/// A value on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Table(table) if table.is_empty() => "{}".to_owned(),
        Value::Table(table) => {
            let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            let key = |key: &str| match !key.is_empty() && key.chars().all(is_bare) {
                true => key.to_owned(),
                false => quoted(key),
            };
            let entry = |(name, value): (&String, &Value)| format!("{} = {}", key(name), inline(value));
            format!("{{ {} }}", table.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        number => number.to_string(),
    }
}

/// A basic string in which whatever is not plainly visible is an escape, so that a file can be looked at safely.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        ' ' => c.to_string(),
        c if c.is_ascii_graphic() || c.is_alphanumeric() => c.to_string(),
        c => format!("\\U{:08X}", u32::from(c)),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn unknown_key(name: &str) -> String {
    match nearest(name, &Settings::KEYS) {
        Some(near) => format!("unknown key `{name}`, did you mean `{near}`?"),
        None => format!("unknown key `{name}` (known: {})", Settings::KEYS.join(", ")),
    }
}

/// `{ gen0 = "path" }`, `[{ name = "gen0", path = "path" }]` or `["gen0=path"]`.
fn generations(value: &DeValue<'_>) -> Result<Vec<Source>, String> {
    let expected = "expected a table such as { gen0 = \"a.parquet\", gen1 = \"b.parquet\" }, or an array of { name, path }";
    match value {
        DeValue::Table(table) => {
            let mut entries: Vec<_> = table.iter().collect();
            entries.sort_by_key(|(name, _)| name.span().start);
            entries.into_iter().map(|(name, path)| source(name.get_ref(), path.get_ref())).collect()
        }
        DeValue::Array(array) => array
            .iter()
            .map(|entry| match entry.get_ref() {
                DeValue::String(pair) => named_source(pair),
                DeValue::Table(entry) => named_entry(entry),
                _ => Err(expected.to_owned()),
            })
            .collect(),
        _ => Err(expected.to_owned()),
    }
}

fn named_entry(entry: &DeTable<'_>) -> Result<Source, String> {
    if let Some(key) = entry.keys().find(|k| !matches!(k.get_ref().as_ref(), "name" | "path")) {
        return Err(format!("unknown key `{}` (known: name, path)", key.get_ref()));
    }
    match (entry.get("name"), entry.get("path")) {
        (Some(name), Some(path)) => match name.get_ref() {
            DeValue::String(name) => source(name, path.get_ref()),
            _ => Err("`name` holds something else than text".to_owned()),
        },
        _ => Err("each generation needs `name` and `path`".to_owned()),
    }
}

/// A name with one path, or with several that form one corpus.
fn source(name: &str, value: &DeValue<'_>) -> Result<Source, String> {
    let text = |v: &DeValue<'_>| match v {
        DeValue::String(path) if !path.is_empty() => Ok(PathBuf::from(path.as_ref())),
        _ => Err(format!("generation `{name}`: expected a path or an array of paths")),
    };
    let paths = match value {
        DeValue::Array(paths) if !paths.is_empty() => {
            paths.iter().map(|p| text(p.get_ref())).collect::<Result<_, _>>()?
        }
        one => vec![text(one)?],
    };
    if name.trim().is_empty() {
        return Err("a generation has an empty name".to_owned());
    }
    Ok(Source { name: Some(name.to_owned()), paths })
}

/// "line 3: problem", on one line whatever the parser said.
fn at(text: &str, span: Option<Range<usize>>, problem: &str) -> String {
    let problem = problem.lines().collect::<Vec<_>>().join("; ");
    match span.and_then(|s| text.get(..s.start)) {
        Some(before) => format!("line {}: {problem}", before.matches('\n').count() + 1),
        None => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Direction;

    #[test]
    fn generations_keep_the_order_of_the_file() {
        let parsed = parse("generation = { z = 'z.parquet', a = ['a1.parquet', 'a2.parquet'] }").unwrap();
        let names: Vec<_> = parsed.generation.iter().flatten().map(|s| s.name.as_deref()).collect();
        assert_eq!(names, [Some("z"), Some("a")]);
        assert_eq!(parsed.generation.unwrap()[1].paths.len(), 2);
    }

    #[test]
    fn the_three_ways_to_write_generations_agree() {
        let table = parse("[generation]\ng0 = 'a'\ng1 = 'b=c'").unwrap();
        let array =
            parse("[[generation]]\nname = 'g0'\npath = 'a'\n[[generation]]\nname = 'g1'\npath = 'b=c'");
        assert_eq!(table, array.unwrap());
        assert_eq!(table, parse("generation = ['g0=a', 'g1=b=c']").unwrap());
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_one() {
        let problem = parse("alpha = 0.1\ntext_colum = 'x'").unwrap_err();
        assert_eq!(problem, "line 2: unknown key `text_colum`, did you mean `text-column`?");
        let problem = parse("temperature = 1").unwrap_err();
        assert!(problem.starts_with("line 1: unknown key `temperature` (known: paths, generation,"));
    }

    #[test]
    fn every_key_is_read() {
        let all = "
            generation = { a = 'a' }
            reference = 'a'
            text-column = 't'
            key-column = 'k'
            slice-column = 's'
            score-column = ['n', 'm']
            numeric-column = 'x'
            categorical-column = 'y'
            likelihood-column = ['z']
            replicates = true
            embedding-column = 'e'
            generation-column = 'g'
            tokenizer = 'chars'
            case-sensitive = true
            reasoning = 'only'
            normalize = true
            no-text-embedding = true
            embedding-rows = 'all'
            sample-bytes = 8192
            limit = 10
            output = 'out'
            summary-file = 's.md'
            color = 'never'
            theme = 'dark'
            quiet = false
            verbose = true
            format = 'text,json'
            fail-on = ['collapse', 'warning']
            fail-on-slices = false
            alpha = 0.01
            standardize = 'coverage'
            metrics = 'text,mauve'
            correction = 'bh'
            seed = 7
            threads = 2
            [margins]
            tail-types-survival = [0.9, 0.8]
            reference-tail-retention = { warn = 0.97, fail = 0.94 }
            [[requirement]]
            column = 'n'
            min = 0.5
            [[requirement]]
            column = 'toxicity'
            slice = 'code'
            min = 0.1
            direction = 'lower'";
        let s = parse(all).unwrap();
        assert_eq!(s.format, Some(vec!["text".to_owned(), "json".to_owned()]));
        assert_eq!(s.margins.as_ref().unwrap()["tail-types-survival"].fail, 0.8);
        let (config, output) = s.resolve().unwrap();
        assert_eq!(config.fail_on.len(), 3);
        assert_eq!((config.columns.score.len(), config.columns.numeric.len()), (2, 1));
        let rules = &config.requirements;
        assert_eq!(
            (rules.len(), rules[0].direction, rules[1].direction),
            (2, Direction::Higher, Direction::Lower)
        );
        assert_eq!((config.limit, config.sample_bytes, config.fail_on_slices), (Some(10), 8192, false));
        assert_eq!(output.dir, Some(PathBuf::from("out")));
        // A key that is listed but not in the struct, or the other way round, would be lost in silence.
        for key in Settings::KEYS.iter().filter(|k| **k != "paths") {
            assert!(all.contains(key), "{key} is not covered here");
        }
        assert!(parse("paths = ['a']").unwrap().paths.is_some());
    }

    #[test]
    fn values_of_the_wrong_type_name_their_line() {
        for (text, expected) in [
            ("\nalpha = 'low'", "line 2: invalid type"),
            ("correction = 'tukey'", "line 1: unknown variant `tukey`"),
            ("format = 3", "line 1: invalid type"),
            ("generation = 3", "line 1: expected a table"),
            ("generation = { a = 3 }", "line 1: generation `a`: expected a path"),
            ("generation = [{ name = 'a' }]", "line 1: each generation needs"),
            ("generation = [{ name = 'a', file = 'x' }]", "line 1: unknown key `file`"),
            ("limit = -1", "line 1: invalid value"),
            ("[margins]\nx = [0.9]", "line 2: "),
            ("[margins]\nx = { warn = 0.9, fail = 0.8, alarm = 0.7 }", "line 2: unknown field `alarm`"),
            ("[[requirement]]\ncolumn = 's'\nmin = 1.0\nmax = 2.0", "line 4: unknown field `max`"),
            ("alpha = 0.1\nalpha = 0.2", "line 2: duplicate key"),
        ] {
            let problem = parse(text).unwrap_err();
            assert!(problem.starts_with(expected), "{text:?} gave {problem:?}");
            assert!(!problem.contains('\n'));
        }
    }

    #[test]
    fn named_and_unnamed_corpora_do_not_mix() {
        let problem = parse("paths = ['a']\ngeneration = { b = 'b' }").unwrap_err();
        assert!(problem.contains("cannot be combined"));
    }
}
