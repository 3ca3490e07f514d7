//! `genloss record`, and the record that `genloss compare` makes: their flags and what they become.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::params;
use crate::error::Error;
use crate::records::{DataKind, DataSource, Moment, Said, preserve};

/// Where records are kept unless another file is named.
pub(super) const DATABASE: &str = "genloss.db";

pub(super) const HELP: &str = "\
Examples:
  The corpus of a base model, then a release that was compared with it:
    genloss record base.parquet --name base
    genloss compare base.parquet sft.parquet -o out
    genloss record out/report.json --name sft --parent base --params-file train.yaml \\
      --data-source chats=chats.jsonl,kind=synthetic,policy=accumulate
  The same in one step:
    genloss compare base.parquet sft.parquet -o out --record sft --parent base

A report is a report.json that `genloss compare` wrote; of its generations the one called NAME is
recorded, else the last, else the one of --of. A corpus, or a profile, is measured in size only.
Data sources are known by SHA-256: `genloss history verify` tells whether they are as they were.
SOURCE_DATE_EPOCH, where it is set, is the time of the record.

Exit status:
  0  done
  2  wrong usage, or an input or output error; nothing was changed";

/// What is recorded, and where.
#[derive(Debug)]
pub struct Recording {
    /// The report or the corpus; `None` = what was just compared.
    pub path: Option<PathBuf>,
    /// The generation of the report.
    pub generation: Option<String>,
    /// What is said of it.
    pub said: Said,
    /// Whether [`Said::time`] was given; else it is now.
    pub is_timed: bool,
    /// Whether a record of that name becomes superseded.
    pub replace: bool,
    /// The database.
    pub database: PathBuf,
}

/// The flags of `record`.
#[derive(Debug, Args)]
pub(super) struct RecordArgs {
    /// A report.json of `genloss compare`, or a corpus that was compared with nothing
    #[arg(value_name = "REPORT|CORPUS")]
    path: PathBuf,

    /// Name of the release
    #[arg(long, value_name = "NAME", required = true, help_heading = "Record")]
    name: String,

    /// Record this generation of the report [default: the one called like the record, else the last]
    #[arg(long, value_name = "GENERATION", help_heading = "Record")]
    of: Option<String>,

    #[command(flatten)]
    about: About,
}

/// What can be said of a release beside its name.
#[derive(Debug, Args)]
pub(super) struct About {
    /// Name of the release that it was made from
    #[arg(long, value_name = "PARENT", help_heading = "Record")]
    parent: Option<String>,

    /// A parameter of training or sampling; may be given again
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Record")]
    param: Vec<String>,

    /// Parameters of a YAML, JSON or TOML file, by dotted names; --param wins
    #[arg(long, value_name = "FILE", help_heading = "Record")]
    params_file: Vec<PathBuf>,

    /// What it was trained on: NAME=PATH[,kind=real|synthetic|mixed][,policy=TEXT]; may be given again
    #[arg(long, value_name = "SOURCE", help_heading = "Record")]
    data_source: Vec<String>,

    /// A word to find it by; may be given again
    #[arg(long, value_name = "WORD", help_heading = "Record")]
    tag: Vec<String>,

    /// Keep an earlier record of this name as superseded, instead of refusing
    #[arg(long, help_heading = "Record")]
    replace: bool,

    /// The database; it is made where it is missing [default: genloss.db]
    #[arg(long, value_name = "FILE", help_heading = "Record")]
    db: Option<PathBuf>,
}

impl RecordArgs {
    pub(super) fn resolve(self, time: Option<Moment>) -> Result<Recording, Error> {
        let recording = self.about.resolve(self.name, time)?;
        Ok(Recording { path: Some(self.path), generation: self.of, ..recording })
    }
}

impl About {
    /// The first flag that means nothing without a name to record under.
    pub(super) fn said(&self) -> Option<&'static str> {
        let flags = [
            ("--parent", self.parent.is_some()),
            ("--param", !self.param.is_empty()),
            ("--params-file", !self.params_file.is_empty()),
            ("--data-source", !self.data_source.is_empty()),
            ("--tag", !self.tag.is_empty()),
            ("--replace", self.replace),
            ("--db", self.db.is_some()),
        ];
        flags.into_iter().find(|(_, is_said)| *is_said).map(|(flag, _)| flag)
    }

    /// Reads the files that are named; what they hold is the same before and after a comparison.
    pub(super) fn resolve(self, name: String, time: Option<Moment>) -> Result<Recording, Error> {
        let mut all = BTreeMap::new();
        for path in &self.params_file {
            all.extend(params::read(path)?);
        }
        for said in &self.param {
            let (key, value) = said
                .split_once('=')
                .filter(|(key, _)| !key.is_empty())
                .ok_or_else(|| bad("--param", format!("found `{said}`, expected KEY=VALUE")))?;
            all.insert(key.to_owned(), value.to_owned());
        }
        let sources: Vec<DataSource> =
            self.data_source.iter().map(|said| source(said)).collect::<Result<_, _>>()?;
        if let Some(twice) =
            sources.iter().enumerate().find(|(at, s)| sources[..*at].iter().any(|o| o.name == s.name))
        {
            return Err(bad(
                "--data-source",
                format!("`{}` is given twice; name each source once", twice.1.name),
            ));
        }
        let said = Said {
            name,
            parent: self.parent,
            params: all,
            sources,
            tags: self.tag.into_iter().collect(),
            time: time.unwrap_or_default(),
        };
        let (path, generation) = (None, None);
        Ok(Recording {
            path,
            generation,
            said,
            is_timed: time.is_some(),
            replace: self.replace,
            database: self.db.unwrap_or_else(|| DATABASE.into()),
        })
    }
}

fn bad(setting: &str, problem: String) -> Error {
    Error::BadSetting { setting: setting.to_owned(), problem }
}

/// `NAME=PATH[,kind=…][,policy=…]`. Commas of a path stay where no `kind=` or `policy=` follows them.
fn source(said: &str) -> Result<DataSource, Error> {
    let form = "expected NAME=PATH[,kind=real|synthetic|mixed][,policy=TEXT]";
    let wrong = || bad("--data-source", format!("found `{said}`, {form}"));
    let (name, rest) = said.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(wrong)?;
    let (mut path, mut kind, mut policy) = (rest, None, None);
    while let Some((before, last)) = path.rsplit_once(',') {
        if let Some(word) = last.strip_prefix("kind=") {
            let known = DataKind::ALL.into_iter().find(|kind| kind.name() == word);
            kind = Some(known.ok_or_else(|| {
                bad("--data-source", format!("kind `{word}` is unknown, expected real, synthetic or mixed"))
            })?);
        } else if let Some(text) = last.strip_prefix("policy=") {
            policy = Some(text.to_owned());
        } else {
            break;
        }
        path = before;
    }
    if path.is_empty() {
        return Err(wrong());
    }
    Ok(DataSource { name: name.to_owned(), kind, policy, preserved: preserve(path.as_ref())? })
}

/// The time that SOURCE_DATE_EPOCH says, for files that come out the same whenever they are made.
pub(super) fn source_date(value: Option<&std::ffi::OsString>) -> Result<Option<Moment>, Error> {
    let Some(value) = value.filter(|value| !value.is_empty()) else { return Ok(None) };
    let seconds = value.to_str().and_then(|text| text.parse::<i64>().ok()).filter(|seconds| *seconds >= 0);
    seconds.map(|seconds| Some(Moment::at(seconds))).ok_or_else(|| {
        let found = value.to_string_lossy();
        bad(
            "SOURCE_DATE_EPOCH",
            format!("found `{found}`, expected seconds since 1970; correct the variable or unset it"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_a_name_a_path_and_what_it_is() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a,b.jsonl");
        std::fs::write(&path, "{}\n").unwrap();
        let path = path.display();
        let found = source(&format!("chats={path},kind=synthetic,policy=accumulate")).unwrap();
        assert_eq!(
            (&*found.name, found.kind, found.policy.as_deref()),
            ("chats", Some(DataKind::Synthetic), Some("accumulate"))
        );
        assert_eq!(found.preserved.rows, Some(1));
        assert!(source(&format!("chats={path}")).unwrap().kind.is_none());
        for (said, expected) in [
            ("chats", "expected NAME=PATH"),
            ("=x", "expected NAME=PATH"),
            ("a=,kind=real", "expected NAME=PATH"),
            ("a=x,kind=fake", "kind `fake` is unknown"),
            ("a=/no/such", "cannot be read to be recorded"),
        ] {
            let error = source(said).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn the_date_of_the_source_is_seconds() {
        let date = |text: &str| source_date(Some(&text.into()));
        assert_eq!(date("0").unwrap(), Some(Moment::at(0)));
        assert_eq!(date("").unwrap(), None);
        assert!(date("today").unwrap_err().to_string().contains("expected seconds since 1970"));
    }
}
