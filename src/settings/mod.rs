//! What the user asked for: one table of settings, and what sources say about them until it is a [`Config`].
//!
//! [`TABLE`] has a record for each setting. Flags, variables, config files, help, `--print-config` and the command that a
//! report names follow from it. Each source fills one [`Settings`]; nothing here knows clap or TOML.

mod output;
mod setting;
mod spell;
mod table;
mod value;

use std::collections::BTreeMap;

pub use output::{Color, Format, Output, Talk, Theme};
pub use setting::{Field, Names, Pairs, Setting, Spelled, Taker};
pub use table::TABLE;
pub use value::{Entry, Problem, Read, Value, What};

use crate::config::Config;
use crate::error::Error;

/// The keys of all settings, in the order of the help.
pub fn keys() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|setting| setting.key)
}

/// The setting with this key.
pub fn find(key: &str) -> Option<&'static Setting> {
    TABLE.iter().find(|setting| setting.key == key)
}

/// Settings of which a source that says one says all: else a flag would be combined with a key that it replaces.
const TOGETHER: [[&str; 2]; 2] = [["paths", "generation"], ["quiet", "verbose"]];

/// What settings hold: how the analysis goes, and where its results do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// How the analysis goes.
    pub config: Config,
    /// Where its results go.
    pub output: Output,
}

/// What a source of settings says, by key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings(BTreeMap<&'static str, Value>);

impl Settings {
    /// Says one more thing. What is wrong with it is told by [`Settings::asked`], which calls it by its flag.
    pub fn take(&mut self, setting: &'static Setting, value: Value) {
        self.0.insert(setting.key, value);
    }

    /// The same where the source can tell better what is wrong and where.
    ///
    /// # Errors
    /// What is wrong with the value.
    pub fn put(&mut self, setting: &'static Setting, value: Value) -> Read<()> {
        (setting.field.set)(&mut Asked::default(), &value)?;
        self.take(setting, value);
        Ok(())
    }

    /// Whether something is said about all of these keys.
    pub fn says(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.0.contains_key(key))
    }

    /// These settings where they speak, `lower` where they are silent. Margins are merged metric by metric; corpora
    /// are taken from one source only, and so is whether to be quiet or verbose.
    #[must_use]
    pub fn or(mut self, lower: Settings) -> Settings {
        let speaks = TOGETHER.map(|keys| keys.iter().any(|key| self.says(&[key])));
        for (key, value) in lower.0 {
            if TOGETHER.iter().zip(speaks).any(|(keys, speaks)| speaks && keys.contains(&key)) {
                continue;
            }
            match (self.0.get_mut(key), value.what) {
                (None, what) => {
                    self.0.insert(key, Value { what, ..value });
                }
                // The last entry of a name holds.
                (Some(Value { what: What::Table(upper), .. }), What::Table(mut all)) => {
                    all.append(upper);
                    *upper = all;
                }
                (Some(_), _) => {}
            }
        }
        self
    }

    /// What a command does as it is told, of what environment or config file say.
    #[must_use]
    pub fn of(mut self, taker: Taker) -> Settings {
        self.0.retain(|key, _| find(key).is_some_and(|setting| setting.serves(taker)));
        self
    }

    /// What holds, with defaults where nothing is said. No corpus needs to be named. Ranges are checked later, by
    /// [`Config::validate`].
    ///
    /// # Errors
    /// [`Error::BadSetting`] when a value means nothing, or when settings do not go together.
    pub fn asked(&self) -> Result<Asked, Error> {
        if self.says(&TOGETHER[0]) {
            return bad(
                "--generation",
                "cannot be combined with unnamed paths, because their order would be unclear; name all or none",
            );
        }
        let mut asked = Asked::default();
        for setting in TABLE {
            if let Some(value) = self.0.get(setting.key) {
                (setting.field.set)(&mut asked, value)
                    .or_else(|problem| bad(&format!("--{}", setting.flag()), problem.said))?;
            }
        }
        let is_on = |key| self.0.get(key).is_some_and(|value| value.what == What::Bool(true));
        if is_on("quiet") && is_on("verbose") {
            return bad("--quiet", "cannot be combined with --verbose; choose one");
        }
        let output = &mut asked.output;
        output.formats = fitting(std::mem::take(&mut output.formats), output.dir.is_some())?;
        Ok(asked)
    }

    /// The same, with corpora to read.
    ///
    /// # Errors
    /// Also where no corpus is named.
    pub fn resolve(&self) -> Result<(Config, Output), Error> {
        let Asked { config, output } = self.asked()?;
        match config.generations.is_empty() {
            true => bad(
                "no corpus to read",
                "give PATHS, --generation NAME=PATH, or a config file with `generation`",
            ),
            false => Ok((config, output)),
        }
    }
}

fn bad<T>(setting: &str, problem: impl Into<String>) -> Result<T, Error> {
    Err(Error::BadSetting { setting: setting.to_owned(), problem: problem.into() })
}

/// Formats default to what the place can hold: a terminal one, a folder all.
fn fitting(formats: Vec<Format>, to_folder: bool) -> Result<Vec<Format>, Error> {
    let streams = formats.iter().filter(|format| **format != Format::GitHub).count();
    match (formats.as_slice(), to_folder) {
        ([], true) => Ok(Format::written()),
        // Annotations stand beside what was written.
        ([Format::GitHub], true) => Ok(Format::written().into_iter().chain([Format::GitHub]).collect()),
        ([], false) => Ok(vec![Format::Text]),
        (_, true) => Ok(formats),
        (several, false) => match several.iter().find(|f| !f.is_streamable()) {
            Some(format) => {
                bad("--format", format!("{} needs a folder; name one with -o DIR", format.name()))
            }
            None if streams > 1 => {
                bad("--format", "standard output carries one format; name a folder for several with -o DIR")
            }
            None => Ok(formats),
        },
    }
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
