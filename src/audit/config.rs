//! What an audit is asked.

use std::path::PathBuf;

use super::result::Check;
use crate::config::{Config, Source};
use crate::error::Error;
use crate::terms::Status;

/// What is audited, and what it is held against.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AuditConfig {
    /// How corpora are read. Its one generation is the mix.
    pub config: Config,
    /// The real data. Rows of the mix whose source has its name are real.
    pub real: Option<Source>,
    /// Synthetic corpora. Rows of the mix whose source has one of their names are synthetic; without a path, that name is all there is.
    pub synthetic: Vec<Source>,
    /// Earlier output of models, which the mix should not contain.
    pub model_output: Vec<Source>,
    /// Benchmarks, whose items the mix should not contain.
    pub benchmark: Vec<Source>,
    /// The column of the mix that says where each row comes from.
    pub source_column: Option<String>,
    /// What makes the run fail.
    pub fail_on: Vec<FailOn>,
}

/// What makes an audit fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailOn {
    /// Any check with this status or a worse one: `warn` or `fail`.
    Status(Status),
    /// The check of this name, where it warns or fails.
    Check(String),
}

impl FailOn {
    /// Reads `warn`, `fail`, or the name of a check.
    ///
    /// # Errors
    /// [`Error::BadSetting`] for other words.
    pub fn parse(word: &str) -> Result<Self, Error> {
        match word {
            "warn" => Ok(Self::Status(Status::Warn)),
            "fail" => Ok(Self::Status(Status::Fail)),
            name if Check::NAMES.contains(&name) => Ok(Self::Check(name.to_owned())),
            other => {
                let known = Check::NAMES.join(", ");
                bad("--fail-on", format!("found `{other}`, expected warn, fail or a check: {known}"))
            }
        }
    }

    pub(super) fn is_reached(&self, check: &Check) -> bool {
        match self {
            Self::Status(Status::Warn) => matches!(check.status, Status::Warn | Status::Fail),
            Self::Status(_) => check.status == Status::Fail,
            Self::Check(name) => check.name == *name && matches!(check.status, Status::Warn | Status::Fail),
        }
    }
}

impl AuditConfig {
    /// Checks what can be checked before anything is read.
    ///
    /// # Errors
    /// [`Error::BadSetting`] where settings are out of range or contradict each other.
    pub fn validate(&self) -> Result<(), Error> {
        self.config.validate()?;
        if self.config.generations.len() != 1 {
            return bad("MIX", format!("found {}, expected one", self.config.generations.len()));
        }
        if self.source_column.as_deref().is_some_and(|column| column.trim().is_empty()) {
            return bad(
                "--source-column",
                "found an empty name, expected that of a column of the mix".to_owned(),
            );
        }
        self.validate_leaks()?;
        let mut named: Vec<(String, &[PathBuf])> = Vec::new();
        for (at, source) in self.others().enumerate() {
            let name = source.name.clone().unwrap_or_default();
            let flag = if at == 0 && self.real.is_some() { "--real" } else { "--synthetic" };
            if name.trim().is_empty() {
                return bad(flag, "found an empty name, expected NAME=PATH".to_owned());
            }
            if let Some((known, _)) = named.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name)) {
                let problem = format!(
                    "the name `{known}` is given twice; a source is real or synthetic, and named once"
                );
                return bad(flag, problem);
            }
            let same = |paths: &[PathBuf]| paths.iter().find(|path| source.paths.contains(path)).cloned();
            if let Some((known, path)) = named.iter().find_map(|(known, paths)| Some((known, same(paths)?))) {
                let problem = format!(
                    "{} is `{known}` already: sources that overlap tell nothing; give each rows of its own",
                    path.display()
                );
                return bad(flag, problem);
            }
            named.push((name, &source.paths));
        }
        Ok(())
    }

    /// Each name once: figures and files of leaked rows go by it.
    fn validate_leaks(&self) -> Result<(), Error> {
        let outputs = self.model_output.iter().map(|source| ("--model-output", source));
        let all: Vec<_> =
            outputs.chain(self.benchmark.iter().map(|source| ("--benchmark", source))).collect();
        for (at, (flag, source)) in all.iter().enumerate() {
            let name = source.name.as_deref().unwrap_or_default().trim();
            if name.is_empty() || source.paths.is_empty() {
                return bad(flag, "found no name or no path, expected NAME=PATH".to_owned());
            }
            if all[..at].iter().any(|(_, earlier)| earlier.name == source.name) {
                return bad(
                    flag,
                    format!("the name `{name}` is given twice; give each corpus a name of its own"),
                );
            }
            let mix = self.config.generations.iter().flat_map(|mix| &mix.paths);
            if let Some(path) = mix.into_iter().find(|path| source.paths.contains(path)) {
                return bad(flag, format!("{} is the mix itself; expected another corpus", path.display()));
            }
        }
        Ok(())
    }

    /// The real corpus, then the synthetic ones.
    pub(super) fn others(&self) -> impl Iterator<Item = &Source> {
        self.real.iter().chain(&self.synthetic)
    }
}

fn bad<T>(setting: &str, problem: String) -> Result<T, Error> {
    Err(Error::BadSetting { setting: setting.to_owned(), problem })
}
