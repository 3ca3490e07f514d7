//! Settings from environment variables: `GENLOSS_TEXT_COLUMN` for `text-column`, and so on for every key of a config
//! file. The names follow from the table of settings; the values are those of the file, without quotes where they are text.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::config_file;
use crate::error::Error;
use crate::nearest::nearest;
use crate::settings::{self, Setting, Settings, TABLE, Value, What};

/// What every variable of ours begins with.
const PREFIX: &str = "GENLOSS_";

/// The option that names the config file itself, which therefore is no key of it.
const CONFIG: &str = "config";

/// What the environment says.
#[derive(Debug, Default, PartialEq)]
pub struct Environment {
    /// The settings.
    pub settings: Settings,
    /// The config file.
    pub config: Option<PathBuf>,
    /// The variables that were used, sorted.
    pub used: Vec<String>,
    /// The variables that begin like ours and mean nothing, sorted.
    pub unknown: Vec<String>,
}

/// The variable of a key: `GENLOSS_TEXT_COLUMN` for `text-column`.
pub fn variable(key: &str) -> String {
    PREFIX.to_owned() + &key.to_uppercase().replace('-', "_")
}

/// Reads the variables that begin with `GENLOSS_`; an empty one says nothing.
///
/// A name that means nothing is an error where it is near a known one, because a gate that was misspelled must not pass in
/// silence; otherwise it belongs to somebody else and is only listed.
///
/// # Errors
/// [`Error::BadSetting`] naming the variable.
pub fn read(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Result<Environment, Error> {
    let mut ours: Vec<(String, OsString)> = variables
        .into_iter()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, value)| name.starts_with(PREFIX) && !value.is_empty())
        .collect();
    ours.sort();
    let mut found = Environment::default();
    for (name, value) in ours {
        match TABLE.iter().find(|setting| variable(setting.key) == name) {
            Some(setting) => {
                put(&mut found.settings, setting, &value).map_err(|problem| bad(&name, problem))?;
            }
            None if name == variable(CONFIG) => found.config = Some(PathBuf::from(value)),
            None => {
                if let Some(near) = near(&name) {
                    return Err(bad(&name, format!("no such setting, did you mean {near}?")));
                }
                found.unknown.push(name);
                continue;
            }
        }
        found.used.push(name);
    }
    Ok(found)
}

/// Says what a variable says: TOML, or else text without quotes.
fn put(said: &mut Settings, setting: &'static Setting, value: &OsString) -> Result<(), String> {
    let text = value.to_str().ok_or("holds bytes that are not UTF-8")?;
    let toml = config_file::value(text);
    let is_nested = matches!(&toml, Some(Value { what: What::List(_) | What::Table(_), .. }));
    let as_toml = toml.map(|value| said.put(setting, value));
    let problem = match as_toml {
        Some(Ok(())) => return Ok(()),
        Some(Err(problem)) if is_nested => problem,
        _ => match said.put(setting, text.into()) {
            Ok(()) => return Ok(()),
            Err(problem) => problem,
        },
    };
    Err(format!("{}; expected what a config file holds behind `{} =`", problem.said, setting.key))
}

/// The known variable that was probably meant.
fn near(name: &str) -> Option<String> {
    let name = name.trim_start_matches(PREFIX);
    let known: Vec<&str> = settings::keys().chain([CONFIG]).collect();
    nearest(name, &known).map(variable)
}

fn bad(variable: &str, problem: String) -> Error {
    Error::BadSetting { setting: variable.to_owned(), problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Correction;
    use crate::settings::Talk;

    fn environment(list: &[(&str, &str)]) -> Result<Environment, String> {
        read(list.iter().map(|(name, value)| (name.into(), value.into()))).map_err(|e| e.to_string())
    }

    #[test]
    fn values_are_those_of_the_file_and_text_needs_no_quotes() {
        let found = environment(&[
            ("PATH", "/bin"),
            ("GENLOSS_TEXT_COLUMN", "output"),
            ("GENLOSS_KEY_COLUMN", "2024"),
            ("GENLOSS_ALPHA", "0.01"),
            ("GENLOSS_CORRECTION", "bh"),
            ("GENLOSS_QUIET", "true"),
            ("GENLOSS_FAIL_ON", "collapse,warning"),
            ("GENLOSS_MARGINS", "{ tail-types-survival = [0.9, 0.8] }"),
            ("GENLOSS_GENERATION", "{ z = 'runs/1', a = 'runs/2' }"),
            ("GENLOSS_CONFIG", "team.toml"),
            ("GENLOSS_SEED", ""),
        ]);
        let found = found.unwrap();
        let (config, output) = found.settings.resolve().unwrap();
        let columns = &config.columns;
        assert_eq!((columns.text.as_deref(), columns.key.as_deref()), (Some("output"), Some("2024")));
        assert_eq!((config.alpha, config.correction, output.talk), (0.01, Correction::Bh, Talk::Quiet));
        assert_eq!(config.fail_on.len(), 3);
        assert_eq!(config.margins["tail-types-survival"].fail, 0.8);
        let names: Vec<_> = config.generations.iter().map(|g| g.name.as_deref()).collect();
        assert_eq!(names, [Some("z"), Some("a")], "in the order given");
        assert_eq!(found.config, Some(PathBuf::from("team.toml")));
        assert!(!found.settings.says(&["seed"]));
        assert_eq!((found.used.len(), found.unknown.len()), (9, 0));
    }

    #[test]
    fn a_misspelled_variable_is_refused_and_a_strange_one_listed() {
        let said = environment(&[("GENLOSS_FAIL_ONN", "collapse")]).unwrap_err();
        assert_eq!(said, "GENLOSS_FAIL_ONN: no such setting, did you mean GENLOSS_FAIL_ON?");
        let said = environment(&[("GENLOSS_CONFIGS", "x")]).unwrap_err();
        assert!(said.ends_with("did you mean GENLOSS_CONFIG?"), "{said}");
        let found = environment(&[("GENLOSS_HOMEPAGE_URL", "x"), ("GENLOSS_ALPHA", "0.2")]).unwrap();
        assert_eq!(found.unknown, ["GENLOSS_HOMEPAGE_URL"]);
        assert_eq!(found.used, ["GENLOSS_ALPHA"]);
    }

    #[test]
    fn bad_values_name_the_variable() {
        for (name, value, expected) in [
            ("GENLOSS_ALPHA", "low", "GENLOSS_ALPHA: invalid type: string \"low\""),
            ("GENLOSS_QUIET", "1", "GENLOSS_QUIET: invalid type"),
            ("GENLOSS_CORRECTION", "tukey", "unknown variant `tukey`"),
            ("GENLOSS_GENERATION", "{ a = 3 }", "generation `a`: expected a path"),
            ("GENLOSS_ALPHA", "0.1\nseed = 3", "GENLOSS_ALPHA: invalid type"),
            (
                "GENLOSS_PATHS",
                "a.parquet",
                "expected a sequence; expected what a config file holds behind `paths =`",
            ),
        ] {
            let said = environment(&[(name, value)]).unwrap_err();
            assert!(said.contains(expected), "{name}={value} gave {said}");
        }
    }

    #[test]
    fn text_cannot_bring_other_keys() {
        let found = environment(&[("GENLOSS_TEXT_COLUMN", "x\nseed = 3")]).unwrap();
        let columns = found.settings.asked().unwrap().config.columns;
        assert_eq!((columns.text.as_deref(), found.settings.says(&["seed"])), (Some("x\nseed = 3"), false));
    }
}
