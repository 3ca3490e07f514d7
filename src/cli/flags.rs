//! The flags of a command that the table of settings lists: one argument an entry.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::{
    BoolishValueParser, PathBufValueParser, PossibleValuesParser, TypedValueParser, ValueParser,
};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, ValueHint};

use crate::settings::{Setting, Settings, Spelled, TABLE, Taker, Value, What};

/// What the flags of the command with this place in [`Taker::ALL`] say.
#[derive(Debug)]
pub(super) struct Flags<const TAKER: usize> {
    pub(super) said: Settings,
    /// The file of `--config`.
    pub(super) config: Option<PathBuf>,
}

impl<const TAKER: usize> Flags<TAKER> {
    fn settings() -> impl Iterator<Item = &'static Setting> {
        TABLE.iter().filter(|setting| setting.takes.contains(&Taker::ALL[TAKER]))
    }

    /// Whether the command reads a config file; what draws a stored report again has nothing to ask of it.
    fn reads_file() -> bool {
        Taker::ALL[TAKER] != Taker::Render
    }
}

impl<const TAKER: usize> Args for Flags<TAKER> {
    fn augment_args(command: Command) -> Command {
        let file = Self::reads_file().then(config_file);
        command.args(file).args(Self::settings().map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const TAKER: usize> FromArgMatches for Flags<TAKER> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut said = Settings::default();
        for setting in Self::settings() {
            let values = matches.get_many::<Value>(setting.key).map(|values| values.cloned().collect());
            if let Some(value) = values.and_then(|values| setting.gather(values)) {
                said.take(setting, value);
            }
        }
        let config = if Self::reads_file() { matches.get_one("config").cloned() } else { None };
        Ok(Self { said, config })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn config_file() -> Arg {
    let help = "Read settings from a TOML file; flags win over it";
    let more = "Keys are the names of the flags of `genloss compare`. Relative paths in the file count from the current \
                directory. `calibrate` and `simulate` leave aside which corpora, outputs and gates it names.";
    Arg::new("config")
        .short('c')
        .long("config")
        .value_name("FILE")
        .value_parser(clap::value_parser!(PathBuf))
        .help_heading("Input")
        .help(help)
        .long_help(format!("{help}\n\n{more}"))
}

/// The argument of a setting.
fn argument(setting: &'static Setting) -> Arg {
    let help = setting.short_help();
    let arg = Arg::new(setting.key).help_heading(setting.heading);
    let arg = match setting.more {
        "" => arg.help(help),
        more => arg.long_help(format!("{help}\n\n{more}")).help(help),
    };
    let arg = match setting.spelled {
        Spelled::Paths(_) => arg,
        _ => setting.short.into_iter().fold(arg.long(setting.flag()), Arg::short),
    };
    let list = |arg: Arg| arg.action(ArgAction::Append);
    let text = |text: &str| Ok::<_, String>(Value::from(text));
    let path = || PathBufValueParser::new().map(|path| Value::from(What::Path(path)));
    let switch = || BoolishValueParser::new().map(|on| Value::from(What::Bool(on)));
    let one_of =
        |names: Vec<&'static str>| PossibleValuesParser::new(names).map(|name| Value::from(name.as_str()));
    match setting.spelled {
        Spelled::Paths(name) => {
            list(arg).num_args(0..).value_name(name).value_parser(path()).value_hint(ValueHint::AnyPath)
        }
        Spelled::Text(name) => arg.value_name(name).value_parser(ValueParser::new(text)),
        Spelled::Texts(name) => list(arg).value_name(name).value_parser(ValueParser::new(text)),
        Spelled::Number(name) => arg.value_name(name).value_parser(ValueParser::new(number)),
        Spelled::Count(name) => arg.value_name(name).value_parser(ValueParser::new(count)),
        Spelled::Path(name) => arg.value_name(name).value_parser(path()).value_hint(ValueHint::AnyPath),
        Spelled::Choice(name, names) => {
            arg.value_name(name).value_parser(one_of(names())).hide_possible_values(true)
        }
        Spelled::Choices(name, names) => list(arg)
            .value_name(name)
            .value_delimiter(',')
            .value_parser(one_of(names()))
            .hide_possible_values(true),
        Spelled::Switch => arg
            .value_name("BOOL")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_parser(switch()),
        Spelled::YesNo => arg.value_name("BOOL").value_parser(switch()).hide_possible_values(true),
        Spelled::Pairs(name, pairs) => {
            let pair =
                move |text: &str| (pairs.read)(text).map(|entry| Value::from(What::Table(vec![entry])));
            list(arg).value_name(name).value_parser(ValueParser::new(pair))
        }
        // No command takes it.
        Spelled::FileOnly => arg,
    }
}

/// Ends of the names of corpora, and how many arguments a suggestion repeats.
const CORPORA: [&str; 6] = [".parquet", ".glp", ".jsonl", ".json", ".csv", ".tsv"];
const SHOWN: usize = 6;

fn number(text: &str) -> Result<Value, std::num::ParseFloatError> {
    text.parse().map(|n| What::Number(n).into())
}

fn count(text: &str) -> Result<Value, std::num::ParseIntError> {
    text.parse::<u64>().map(|n| What::Integer(n.into()).into())
}

/// A mistake in the flags; where the flag belongs to another command, or a corpus stands where the command should, that is said.
pub(super) fn explained(error: clap::Error, mut program: Command, args: &[OsString]) -> clap::Error {
    if error.kind() == ErrorKind::InvalidSubcommand {
        return without_command(error, program, args);
    }
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else { return error };
    let is_named = |setting: &&Setting| {
        *flag == format!("--{}", setting.flag())
            || setting.short.is_some_and(|short| *flag == format!("-{short}"))
    };
    let known = TABLE.iter().filter(|setting| !setting.takes.is_empty()).find(is_named);
    let (ErrorKind::UnknownArgument, Some(setting)) = (error.kind(), known) else { return error };
    program.build();
    let command = args.iter().skip(1).find_map(|arg| program.find_subcommand(arg)).cloned();
    let Some(mut command) = command else { return error };
    let name = command.get_name().to_owned();
    let takers: Vec<_> = setting.takes.iter().map(|taker| format!("`genloss {}`", taker.name())).collect();
    let obeys = setting.obeys.iter().any(|taker| taker.name() == name);
    let key = setting.key;
    let hint = match obeys {
        true => format!("; it does as `{key}` of the environment or of a config file says"),
        false => String::new(),
    };
    let message =
        format!("`genloss {name}` does not take '{flag}', which is a flag of {}{hint}", takers.join(" and "));
    command.error(ErrorKind::UnknownArgument, message)
}

/// `genloss a.parquet b.parquet`: what was meant is `genloss compare a.parquet b.parquet`.
fn without_command(error: clap::Error, mut program: Command, args: &[OsString]) -> clap::Error {
    let Some(ContextValue::String(found)) = error.get(ContextKind::InvalidSubcommand) else { return error };
    let is_corpus = Path::new(found).exists() || CORPORA.iter().any(|end| found.ends_with(end));
    if !is_corpus {
        return error;
    }
    let rest: Vec<_> = args.iter().skip(1).map(|arg| arg.to_string_lossy()).collect();
    let rest = if rest.len() > SHOWN { format!("{} …", rest[..SHOWN].join(" ")) } else { rest.join(" ") };
    let message = format!("'{found}' is a corpus, not a command: did you mean `genloss compare {rest}`?");
    program.error(ErrorKind::InvalidSubcommand, message)
}
