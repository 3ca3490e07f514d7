//! What a setting is: one record, from which flag, variable, key of the config file, help and "made by" follow.

use super::Asked;
use super::value::{Entry, Read, Value, What};

/// A command that takes settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taker {
    /// `genloss compare`.
    Compare,
    /// `genloss check`.
    Check,
    /// `genloss calibrate`.
    Calibrate,
    /// `genloss simulate`.
    Simulate,
    /// `genloss render`.
    Render,
    /// `genloss profile`.
    Profile,
    /// `genloss embed`.
    Embed,
    /// `genloss select`.
    Select,
    /// `genloss audit`.
    Audit,
}

impl Taker {
    /// All of them, in the order of the help.
    pub const ALL: [Taker; 9] = [
        Taker::Compare,
        Taker::Check,
        Taker::Calibrate,
        Taker::Simulate,
        Taker::Render,
        Taker::Profile,
        Taker::Embed,
        Taker::Select,
        Taker::Audit,
    ];

    /// The command's name.
    pub fn name(self) -> &'static str {
        match self {
            Taker::Compare => "compare",
            Taker::Check => "check",
            Taker::Calibrate => "calibrate",
            Taker::Simulate => "simulate",
            Taker::Render => "render",
            Taker::Profile => "profile",
            Taker::Embed => "embed",
            Taker::Select => "select",
            Taker::Audit => "audit",
        }
    }
}

/// The known names of a choice.
pub type Names = fn() -> Vec<&'static str>;

/// How a setting is spelled on the command line. The text is what the help calls the value.
#[derive(Debug, Clone, Copy)]
pub enum Spelled {
    /// Arguments without a flag.
    Paths(&'static str),
    /// A flag with a text.
    Text(&'static str),
    /// The same, to be repeated.
    Texts(&'static str),
    /// A flag with a number.
    Number(&'static str),
    /// A flag with a whole number.
    Count(&'static str),
    /// A flag with a path.
    Path(&'static str),
    /// A flag with one of some names.
    Choice(&'static str, Names),
    /// A flag with some of some names, between commas.
    Choices(&'static str, Names),
    /// A flag that may stand alone; `--flag=false` takes it back.
    Switch,
    /// A flag with `yes` or `no`.
    YesNo,
    /// A flag with a name and a value, to be repeated.
    Pairs(&'static str, Pairs),
    /// No flag: what it says is too much for a command line.
    FileOnly,
}

/// How `NAME=…` is read, and how what was read is written: `None` where no flag can say it.
#[derive(Debug, Clone, Copy)]
pub struct Pairs {
    /// One flag's text to a name and what it names.
    pub read: fn(&str) -> Result<Entry, String>,
    /// A setting's value to the texts of its flags.
    pub write: fn(&Value) -> Option<Vec<String>>,
}

/// Where a setting goes, and what it is there.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Puts a value there.
    pub set: fn(&mut Asked, &Value) -> Read<()>,
    /// What is there; `None` = nothing that could be said.
    pub get: fn(&Asked) -> Option<Value>,
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its key in a config file, and with `GENLOSS_` its variable.
    pub key: &'static str,
    /// Its flag, where that is not the key.
    pub flag: Option<&'static str>,
    /// The letter that stands for the flag.
    pub short: Option<char>,
    /// How it is spelled on the command line.
    pub spelled: Spelled,
    /// The heading of the help under which it stands.
    pub heading: Option<&'static str>,
    /// The commands that have the flag.
    pub takes: &'static [Taker],
    /// Commands without the flag that obey environment and config file nevertheless.
    pub obeys: &'static [Taker],
    /// The line of the help; `{names}` and `{default}` are filled in.
    pub help: &'static str,
    /// What the long help adds.
    pub more: &'static str,
    /// Why it is no part of a report and of the command that makes it again; `None` = it is one.
    pub apart: Option<&'static str>,
    /// What a report says instead of a command, where flags cannot say it.
    pub beyond_flags: &'static str,
    /// Where it goes.
    pub field: Field,
}

impl Setting {
    /// A setting that is as this one, with a key, a spelling and a field of its own.
    pub(super) const fn setting(self, key: &'static str, spelled: Spelled, field: Field) -> Self {
        Self { key, spelled, field, ..self }
    }

    /// The same with this line in the help.
    pub(super) const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    /// The same with this in the long help.
    pub(super) const fn more(self, more: &'static str) -> Self {
        Self { more, ..self }
    }

    /// The name of its flag.
    pub fn flag(&self) -> &'static str {
        self.flag.unwrap_or(self.key)
    }

    /// Whether a command does as environment and config file say.
    pub(super) fn serves(&self, taker: Taker) -> bool {
        self.takes.contains(&taker) || self.obeys.contains(&taker)
    }

    /// The line of the help.
    pub fn short_help(&self) -> String {
        let names = match self.spelled {
            Spelled::Choice(_, names) | Spelled::Choices(_, names) => names(),
            _ => Vec::new(),
        };
        let names = match names.split_last() {
            Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
            _ => String::new(),
        };
        let default = (self.field.get)(&Asked::default()).and_then(|value| self.texts(&value));
        self.help.replace("{names}", &names).replace("{default}", &default.unwrap_or_default().join(","))
    }

    /// The value that several uses of its flag make.
    pub fn gather(&self, mut values: Vec<Value>) -> Option<Value> {
        match self.spelled {
            Spelled::Paths(_) | Spelled::Texts(_) | Spelled::Choices(..) => Some(What::List(values).into()),
            Spelled::Pairs(..) => {
                let entries = |value: Value| match value.what {
                    What::Table(entries) => entries,
                    _ => Vec::new(),
                };
                Some(What::Table(values.into_iter().flat_map(entries).collect()).into())
            }
            _ => values.pop(),
        }
    }

    /// A value as the texts behind its flag, one for each use; `None` where no flag can say it.
    pub(super) fn texts(&self, value: &Value) -> Option<Vec<String>> {
        let plain = |value: &Value| match &value.what {
            What::Bool(on) if matches!(self.spelled, Spelled::YesNo) => {
                Some(if *on { "yes" } else { "no" }.to_owned())
            }
            What::Bool(on) => Some(on.to_string()),
            What::Integer(n) => Some(n.to_string()),
            What::Number(n) => Some(n.to_string()),
            What::Text(text) => Some(text.clone()),
            What::Path(path) => Some(path.to_string_lossy().into_owned()),
            What::Date | What::List(_) | What::Table(_) => None,
        };
        match (self.spelled, &value.what) {
            (Spelled::FileOnly, _) => None,
            (Spelled::Pairs(_, pairs), _) => (pairs.write)(value),
            (Spelled::Choices(..), What::List(items)) => {
                let all: Option<Vec<String>> = items.iter().map(plain).collect();
                Some(vec![all?.join(",")])
            }
            (_, What::List(items)) => items.iter().map(plain).collect(),
            _ => Some(vec![plain(value)?]),
        }
    }

    /// The words of a command line that say what these settings hold, unquoted; none where that is the default.
    ///
    /// # Errors
    /// [`Setting::beyond_flags`].
    pub fn words(&self, asked: &Asked) -> Result<Vec<Vec<String>>, &'static str> {
        let value = (self.field.get)(asked);
        let Some(value) = value.filter(|v| Some(v) != (self.field.get)(&Asked::default()).as_ref()) else {
            return Ok(Vec::new());
        };
        let texts = self.texts(&value).ok_or(self.beyond_flags)?;
        let flag = format!("--{}", self.flag());
        let words = |text: String| match self.spelled {
            // A path is no flag, whatever it begins with.
            Spelled::Paths(_) if text.starts_with('-') => vec![format!("./{text}")],
            Spelled::Paths(_) => vec![text],
            Spelled::Switch if text == "true" => vec![flag.clone()],
            Spelled::Switch => vec![format!("{flag}={text}")],
            // A value that begins like a flag would be taken for one.
            _ if text.starts_with('-') => vec![format!("{flag}={text}")],
            _ => vec![flag.clone(), text],
        };
        Ok(texts.into_iter().map(words).collect())
    }
}
