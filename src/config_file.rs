//! The config file: TOML with a key for every setting. The only file that knows the `toml` crate.
//!
//! [`load`] reads one, [`page`] writes one that loads again, and `value` reads what could stand behind a key.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error as TomlError};

use crate::error::Error;
use crate::nearest::nearest;
use crate::settings::{self, Asked, Entry, Settings, TABLE, Value, What};

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
    let document = DeTable::parse(text)
        .map_err(|e: TomlError| at(text, e.span().map_or(0, |span| span.start), e.message()))?;
    let mut said = Settings::default();
    for entry in entries(document.get_ref()) {
        let setting =
            settings::find(&entry.key).ok_or_else(|| at(text, entry.at, &unknown_key(&entry.key)))?;
        said.put(setting, entry.value).map_err(|problem| at(text, problem.at, &problem.said))?;
    }
    if said.says(&["generation", "paths"]) {
        return Err(
            "`generation` and `paths` cannot be combined, because their order would be unclear".to_owned()
        );
    }
    Ok(said)
}

/// Reads what could stand behind `key =`; `None` where it is no TOML.
pub(crate) fn value(text: &str) -> Option<Value> {
    DeValue::parse(text).ok().as_ref().map(plain)
}

/// A value of TOML as a value of anything.
fn plain(value: &Spanned<DeValue<'_>>) -> Value {
    let what = match value.get_ref() {
        DeValue::String(text) => What::Text(text.to_string()),
        // Beyond 128 bits a number is beyond every setting.
        DeValue::Integer(n) => {
            What::Integer(i128::from_str_radix(n.as_str(), n.radix()).unwrap_or(i128::MAX))
        }
        DeValue::Float(n) => What::Number(n.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(on) => What::Bool(*on),
        DeValue::Datetime(_) => What::Date,
        DeValue::Array(items) => What::List(items.iter().map(plain).collect()),
        DeValue::Table(table) => What::Table(entries(table)),
    };
    Value { what, at: value.span().start }
}

/// The entries of a table in the order of the file.
fn entries(table: &DeTable<'_>) -> Vec<Entry> {
    let entry = |(key, value): (&Spanned<_>, _)| {
        let name: &std::borrow::Cow<'_, str> = key.get_ref();
        Entry { key: name.to_string(), at: key.span().start, value: plain(value) }
    };
    let mut entries: Vec<Entry> = table.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.at);
    entries
}

/// The text of a config file that holds the same, one line a key; keys that say nothing become comments.
///
/// # Errors
/// [`Error::BadSetting`] where TOML cannot say a value: a path that is not Unicode, or a seed above 2⁶³ − 1.
pub fn page(asked: &Asked) -> Result<String, Error> {
    let line = |setting: &settings::Setting| match (setting.field.get)(asked) {
        Some(value) => Ok(format!("{} = {}\n", setting.key, inline(&value)?)),
        None => Ok(format!("# {}: not set\n", setting.key)),
    };
    TABLE.iter().map(line).collect::<Result<_, String>>().map_err(|problem| Error::BadSetting {
        setting: "--print-config".to_owned(),
        problem: format!("a value cannot be written as TOML: {problem}"),
    })
}

/// The line of one setting.
///
/// # Errors
/// As [`page`].
pub(crate) fn written(key: &str, asked: &Asked) -> Result<String, Error> {
    let value = settings::find(key).and_then(|setting| (setting.field.get)(asked));
    let value = value
        .map_or_else(|| Ok(format!("# {key}: not set\n")), |v| inline(&v).map(|v| format!("{key} = {v}\n")));
    value.map_err(|problem| Error::BadSetting {
        setting: key.to_owned(),
        problem: format!("it cannot be written as TOML: {problem}"),
    })
}

/// A value on one line.
fn inline(value: &Value) -> Result<String, String> {
    let list = |items: Vec<String>| items.join(", ");
    match &value.what {
        What::Bool(on) => Ok(on.to_string()),
        What::Integer(n) => i64::try_from(*n).map(|n| n.to_string()).map_err(|_| format!("{n} is too large")),
        // With a fraction or an exponent, so that it stays a number of this kind.
        What::Number(n) => Ok(format!("{n:?}")),
        What::Text(text) => Ok(quoted(text)),
        What::Path(path) => path.to_str().map(quoted).ok_or_else(|| format!("{path:?} is not Unicode")),
        What::Date => Err("a date".to_owned()),
        What::List(items) => Ok(format!("[{}]", list(items.iter().map(inline).collect::<Result<_, _>>()?))),
        What::Table(entries) => {
            let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            let key = |key: &str| match !key.is_empty() && key.chars().all(is_bare) {
                true => key.to_owned(),
                false => quoted(key),
            };
            let entry = |e: &Entry| Ok(format!("{} = {}", key(&e.key), inline(&e.value)?));
            Ok(format!("{{ {} }}", list(entries.iter().map(entry).collect::<Result<_, String>>()?)))
        }
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
    let known: Vec<&str> = settings::keys().collect();
    match nearest(name, &known) {
        Some(near) => format!("unknown key `{name}`, did you mean `{near}`?"),
        None => format!("unknown key `{name}` (known: {})", known.join(", ")),
    }
}

/// "line 3: problem", on one line whatever the parser said.
fn at(text: &str, place: usize, problem: &str) -> String {
    let problem = problem.lines().collect::<Vec<_>>().join("; ");
    match text.get(..place) {
        Some(before) => format!("line {}: {problem}", before.matches('\n').count() + 1),
        None => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generations_keep_the_order_of_the_file() {
        let parsed = parse("generation = { z = 'z.parquet', a = ['a1.parquet', 'a2.parquet'] }").unwrap();
        let generations = parsed.resolve().unwrap().0.generations;
        let names: Vec<_> = generations.iter().map(|s| s.name.as_deref()).collect();
        assert_eq!(names, [Some("z"), Some("a")]);
        assert_eq!(generations[1].paths.len(), 2);
    }

    #[test]
    fn the_three_ways_to_write_generations_agree() {
        let read = |text: &str| parse(text).unwrap().resolve().unwrap();
        let table = read("[generation]\ng0 = 'a'\ng1 = 'b=c'");
        let array =
            read("[[generation]]\nname = 'g0'\npath = 'a'\n[[generation]]\nname = 'g1'\npath = 'b=c'");
        assert_eq!(table, array);
        assert_eq!(table, read("generation = ['g0=a', 'g1=b=c']"));
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_one() {
        let problem = parse("alpha = 0.1\ntext_colum = 'x'").unwrap_err();
        assert_eq!(problem, "line 2: unknown key `text_colum`, did you mean `text-column`?");
        let problem = parse("temperature = 1").unwrap_err();
        assert!(problem.starts_with("line 1: unknown key `temperature` (known: paths, generation,"));
    }

    #[test]
    fn values_may_be_spelled_in_several_ways() {
        let asked = |text: &str| parse(text).unwrap().asked().unwrap();
        for (one, other) in [
            ("fail-on = 'collapse, warning'", "fail-on = ['warning', 'collapse']"),
            ("score-column = 'a'", "score-column = ['a']"),
            ("[margins]\na = [0.9, 0.8]", "margins = { a = { fail = 0.8, warn = 0.9 } }"),
            (
                "[[requirement]]\ncolumn = 'a'\nmin = 1",
                "requirement = [{ column = 'a', min = 1.0, direction = 'higher' }]",
            ),
            ("seed = 0x10", "seed = 1_6"),
        ] {
            assert_eq!(asked(one), asked(other));
            assert_ne!(asked(one), Asked::default());
        }
        assert_eq!(asked("score-column = 'a,b'").config.columns.score, ["a,b"]);
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
            ("generation = [{ name = 'a', file = 'x' }]", "line 1: unknown field `file`"),
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
