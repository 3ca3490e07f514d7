//! How the type of a setting is spelled: from a [`Value`], and back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::value::{Error as NameError, StrDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};

use super::output::{Color, Format, Theme};
use super::value::{Entry, Problem, Read, Value, What};
use crate::config::{
    Correction, EmbeddingRows, Margins, Reasoning, RequirementRule, Source, Standardize, TokenizerChoice,
};
use crate::nearest::unknown;
use crate::terms::Direction;

/// A type that a setting can have.
pub(super) trait Spell: Sized {
    /// Understands a value.
    fn read(value: &Value) -> Read<Self>;
    /// The value that is understood as this; `None` = this says nothing.
    fn say(&self) -> Option<Value>;
}

impl Spell for bool {
    fn read(value: &Value) -> Read<Self> {
        match value.what {
            What::Bool(on) => Ok(on),
            _ => value.wrong("a boolean, true or false"),
        }
    }

    fn say(&self) -> Option<Value> {
        Some(What::Bool(*self).into())
    }
}

impl Spell for f64 {
    fn read(value: &Value) -> Read<Self> {
        match value.what {
            What::Number(n) => Ok(n),
            What::Integer(n) => Ok(n as f64),
            _ => value.wrong("a number"),
        }
    }

    fn say(&self) -> Option<Value> {
        Some(What::Number(*self).into())
    }
}

/// Whole numbers.
macro_rules! counts {
    ($($kind:ty)*) => { $(
        impl Spell for $kind {
            fn read(value: &Value) -> Read<Self> {
                let What::Integer(n) = value.what else { return value.wrong("a whole number") };
                let fitting = <$kind>::try_from(n);
                fitting.or_else(|_| value.problem(format!("invalid value: found {n}, expected 0 to {}", <$kind>::MAX)))
            }

            fn say(&self) -> Option<Value> {
                Some(What::Integer(*self as i128).into())
            }
        }
    )* };
}

counts!(u64 usize);

impl Spell for String {
    fn read(value: &Value) -> Read<Self> {
        value.text().map(str::to_owned)
    }

    fn say(&self) -> Option<Value> {
        Some(self.as_str().into())
    }
}

impl Spell for PathBuf {
    fn read(value: &Value) -> Read<Self> {
        let path = match &value.what {
            What::Path(path) => path.as_path(),
            _ => Path::new(value.text()?),
        };
        match path.as_os_str().is_empty() {
            true => value.problem("found an empty path"),
            false => Ok(path.to_owned()),
        }
    }

    fn say(&self) -> Option<Value> {
        Some(What::Path(self.clone()).into())
    }
}

impl<T: Spell> Spell for Option<T> {
    fn read(value: &Value) -> Read<Self> {
        T::read(value).map(Some)
    }

    fn say(&self) -> Option<Value> {
        self.as_ref().and_then(T::say)
    }
}

/// Names of columns, which may hold commas: `"a"` or `["a", "b"]`.
impl Spell for Vec<String> {
    fn read(value: &Value) -> Read<Self> {
        match &value.what {
            What::Text(one) => Ok(vec![one.clone()]),
            What::List(items) => items.iter().map(String::read).collect(),
            _ => value.wrong("a name, or an array of names"),
        }
    }

    fn say(&self) -> Option<Value> {
        texts(self.iter().map(String::as_str))
    }
}

/// Each once, in the order given.
impl Spell for Vec<Format> {
    fn read(value: &Value) -> Read<Self> {
        let mut formats = Vec::new();
        for at in chosen(value, &Format::ALL.iter().map(|f| f.name()).collect::<Vec<_>>())? {
            if !formats.contains(&Format::ALL[at]) {
                formats.push(Format::ALL[at]);
            }
        }
        Ok(formats)
    }

    fn say(&self) -> Option<Value> {
        texts(self.iter().map(|f| f.name()))
    }
}

/// A name, or else a file.
impl Spell for TokenizerChoice {
    fn read(value: &Value) -> Read<Self> {
        match value.text()? {
            said if said.trim().is_empty() => {
                value.problem("found nothing, expected words, chars, whitespace or a tokenizer.json")
            }
            said => Ok(said.to_owned().into()),
        }
    }

    fn say(&self) -> Option<Value> {
        Some(What::Text(self.clone().into()).into())
    }
}

/// `{ metric = [warn, fail] }` or `{ metric = { warn = …, fail = … } }`. Whether the numbers make sense is for
/// [`crate::config::Config::validate`] to say.
impl Spell for BTreeMap<String, Margins> {
    fn read(value: &Value) -> Read<Self> {
        let margins = |entry: &Entry| {
            let value = &entry.value;
            let (warn, fail) = match value.what {
                What::List(ref pair) => match pair.as_slice() {
                    [warn, fail] => (warn, fail),
                    _ => {
                        return value.problem(format!("found {} numbers, expected [warn, fail]", pair.len()));
                    }
                },
                _ => {
                    let [warn, fail] = value.fields(["warn", "fail"])?;
                    (value.needed(warn, "warn")?, value.needed(fail, "fail")?)
                }
            };
            Ok((entry.key.clone(), Margins { warn: f64::read(warn)?, fail: f64::read(fail)? }))
        };
        value.table()?.iter().map(margins).collect()
    }

    fn say(&self) -> Option<Value> {
        let number = |n: f64| What::Number(n).into();
        let entry = |(metric, m): (&String, &Margins)| {
            Entry::new(metric, What::List(vec![number(m.warn), number(m.fail)]))
        };
        (!self.is_empty()).then(|| What::Table(self.iter().map(entry).collect()).into())
    }
}

/// `[{ column = "…", min = … }]`.
impl Spell for Vec<RequirementRule> {
    fn read(value: &Value) -> Read<Self> {
        let rule = |value: &Value| {
            let [column, slice, min, direction] = value.fields(["column", "slice", "min", "direction"])?;
            Ok(RequirementRule {
                column: String::read(value.needed(column, "column")?)?,
                slice: slice.map(String::read).transpose()?,
                min: f64::read(value.needed(min, "min")?)?,
                direction: direction.map(Direction::read).transpose()?.unwrap_or_default(),
            })
        };
        value.list()?.iter().map(rule).collect()
    }

    fn say(&self) -> Option<Value> {
        let rule = |rule: &RequirementRule| {
            let fields = [
                ("column", rule.column.say()),
                ("slice", rule.slice.say()),
                ("min", rule.min.say()),
                ("direction", rule.direction.say()),
            ];
            let said = fields.into_iter().filter_map(|(name, value)| Some(Entry::new(name, value?)));
            What::Table(said.collect()).into()
        };
        (!self.is_empty()).then(|| What::List(self.iter().map(rule).collect()).into())
    }
}

/// One of some names, which are those of serde.
macro_rules! choices {
    ($($kind:ty)*) => { $(
        impl Spell for $kind {
            fn read(value: &Value) -> Read<Self> {
                let name = value.text()?;
                named(name).or_else(|_| value.problem(unknown(name, &names::<$kind>())))
            }

            fn say(&self) -> Option<Value> {
                let is_own = |name: &&str| named(name).is_ok_and(|kind: $kind| kind == *self);
                names::<$kind>().into_iter().find(is_own).map(Value::from)
            }
        }
    )* };
}

choices!(Color Correction Direction EmbeddingRows Reasoning Standardize Theme);

fn named<'de, T: Deserialize<'de>>(name: &'de str) -> Result<T, NameError> {
    let name: StrDeserializer<'_, NameError> = name.into_deserializer();
    T::deserialize(name)
}

/// The names that serde gives the variants of an enum.
pub(super) fn names<T: for<'de> Deserialize<'de>>() -> Vec<&'static str> {
    struct Ask<'a>(&'a mut &'static [&'static str]);
    impl<'de> Deserializer<'de> for Ask<'_> {
        type Error = NameError;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NameError> {
            Err(NameError::custom("asks for names only"))
        }

        fn deserialize_enum<V: Visitor<'de>>(
            self,
            _: &'static str,
            names: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, NameError> {
            *self.0 = names;
            self.deserialize_any(visitor)
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map struct identifier ignored_any
        }
    }
    let mut names: &[&str] = &[];
    // The answer comes on the way to the error.
    let _ = T::deserialize(Ask(&mut names));
    names.to_vec()
}

fn one_of(value: &Value, name: &str, known: &[&str]) -> Read<usize> {
    known.iter().position(|k| *k == name).map_or_else(|| value.problem(unknown(name, known)), Ok)
}

/// Places of names in a list of known ones: `"a,b"` or `["a", "b"]`.
pub(super) fn chosen(value: &Value, known: &[&str]) -> Read<Vec<usize>> {
    match &value.what {
        What::Text(names) => names.split(',').map(|name| one_of(value, name.trim(), known)).collect(),
        What::List(items) => items.iter().map(|item| one_of(item, item.text()?, known)).collect(),
        _ => value.wrong("a name, names separated by commas, or an array of names"),
    }
}

/// A list of texts; `None` where there are none.
pub(super) fn texts<'a>(list: impl Iterator<Item = &'a str>) -> Option<Value> {
    let list: Vec<Value> = list.map(Value::from).collect();
    (!list.is_empty()).then(|| What::List(list).into())
}

/// Corpora without names.
pub(super) fn read_paths(value: &Value) -> Read<Vec<Source>> {
    let source = |item| Ok(Source { name: None, paths: vec![PathBuf::read(item)?] });
    value.list()?.iter().map(source).collect()
}

/// Corpora with names: `{ gen0 = "path" }`, `[{ name = "gen0", path = "path" }]` or `["gen0=path"]`.
pub(super) fn read_named(value: &Value) -> Read<Vec<Source>> {
    let expected = "expected a table such as { gen0 = \"a.parquet\", gen1 = \"b.parquet\" }, or an array of { name, path }";
    let one = |item: &Value| match &item.what {
        What::Text(pair) => {
            let entry = named_path(pair).or_else(|said| item.problem(said))?;
            source(item, &entry.key, &entry.value)
        }
        What::Table(_) => match item.fields(["name", "path"])? {
            [Some(name), Some(path)] => source(item, name.text()?, path),
            _ => item.problem("each generation needs `name` and `path`"),
        },
        _ => item.problem(expected),
    };
    match &value.what {
        What::Table(entries) => entries.iter().map(|e| source(&e.value, &e.key, &e.value)).collect(),
        What::List(items) => items.iter().map(one).collect(),
        _ => value.problem(expected),
    }
}

/// A name with one path, or with several that form one corpus.
fn source(place: &Value, name: &str, path: &Value) -> Read<Source> {
    let paths = match &path.what {
        What::List(paths) if !paths.is_empty() => paths.iter().map(PathBuf::read).collect(),
        _ => PathBuf::read(path).map(|path| vec![path]),
    };
    match paths {
        Ok(_) if name.trim().is_empty() => place.problem("a generation has an empty name"),
        Ok(paths) => Ok(Source { name: Some(name.to_owned()), paths }),
        Err(problem) => Err(Problem {
            said: format!("generation `{name}`: expected a path or an array of paths ({})", problem.said),
            ..problem
        }),
    }
}

/// Corpora that nobody has named.
pub(super) fn say_paths(sources: &[Source]) -> Option<Value> {
    let path = |source: &Source| match (&source.name, source.paths.as_slice()) {
        (None, [path]) => path.say(),
        _ => None,
    };
    let paths: Option<Vec<Value>> = sources.iter().map(path).collect();
    paths.filter(|paths| !paths.is_empty()).map(|paths| What::List(paths).into())
}

/// Corpora of which at least one has a name; the others get that of their file.
pub(super) fn say_named(sources: &[Source]) -> Option<Value> {
    if sources.is_empty() || say_paths(sources).is_some() {
        return None;
    }
    let stem = |s: &Source| Some(s.paths.first()?.file_stem()?.to_string_lossy().into_owned());
    let entry = |s: &Source| {
        let name = s.name.clone().or_else(|| stem(s)).unwrap_or_default();
        let paths = s.paths.iter().filter_map(PathBuf::say).collect();
        What::Table(vec![Entry::new("name", name.as_str()), Entry::new("path", What::List(paths))]).into()
    };
    Some(What::List(sources.iter().map(entry).collect()).into())
}

/// A `NAME=PATH` pair; the path may hold further `=` signs.
pub(super) fn named_path(text: &str) -> Result<Entry, String> {
    match text.split_once('=') {
        Some((name, path)) if !name.trim().is_empty() && !path.is_empty() => {
            Ok(Entry::new(name.trim(), path))
        }
        _ => Err("expected NAME=PATH, for example gen1=runs/gen1.parquet".to_owned()),
    }
}

/// The pairs of which these corpora are made; `None` where one has several paths, or a name that ends too early.
pub(super) fn path_pairs(value: &Value) -> Option<Vec<String>> {
    let sources = read_named(value).ok()?;
    let pair = |source: &Source| match (&source.name, source.paths.as_slice()) {
        (Some(name), [path]) if !name.contains('=') => Some(format!("{name}={}", path.to_string_lossy())),
        _ => None,
    };
    sources.iter().map(pair).collect()
}

/// A `METRIC=WARN,FAIL` triple.
pub(super) fn named_margins(text: &str) -> Result<Entry, String> {
    let expected = || "expected METRIC=WARN,FAIL, for example tail-types-survival=0.95,0.90".to_owned();
    let (metric, pair) = text.split_once('=').ok_or_else(expected)?;
    let (warn, fail) = pair.split_once(',').ok_or_else(expected)?;
    let number = |s: &str| {
        let n = s.trim().parse::<f64>().ok().filter(|n| n.is_finite()).map(|n| What::Number(n).into());
        n.ok_or_else(|| format!("`{}` is not a number; {}", s.trim(), expected()))
    };
    if metric.trim().is_empty() {
        return Err(expected());
    }
    Ok(Entry::new(metric.trim(), What::List(vec![number(warn)?, number(fail)?])))
}

/// The triples of which these margins are made.
pub(super) fn margin_pairs(value: &Value) -> Option<Vec<String>> {
    let margins: BTreeMap<String, Margins> = Spell::read(value).ok()?;
    Some(margins.iter().map(|(metric, m)| format!("{metric}={},{}", m.warn, m.fail)).collect())
}
