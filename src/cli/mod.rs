//! The command line: flags in, settings out. The only module that knows clap; it analyzes nothing.
//!
//! A subcommand is one variant of `Command`, with its own argument struct in a file of its own where it is long; what it
//! asks for is a variant of [`Invocation`].

mod audit;
pub mod browser;
mod calibrate;
mod check;
mod compare;
mod diff;
mod embed;
mod errors;
mod flags;
mod generated;
pub mod init;
mod profiles;
#[cfg(unix)]
mod signals;
mod simulate;
pub mod watch;

use std::error::Error as _;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{CommandFactory, Parser, Subcommand};

use crate::audit::AuditConfig;
use crate::calibrate::CalibrateConfig;
use crate::config::Config;
use crate::config_file;
use crate::environment::{self, Environment};
use crate::error::Error;
use crate::metric::{METRICS, instead_of};
use crate::nearest::nearest;
use crate::render::{escape, explain, glossary};
use crate::settings::{self, Asked, Format, Output, Settings, Taker, Talk, Value, What};
use audit::AuditArgs;
use calibrate::CalibrateArgs;
pub use check::Check;
use check::CheckArgs;
use compare::CompareArgs;
pub use embed::Embed;
use embed::EmbedArgs;
use flags::Flags;
use profiles::{InspectArgs, ProfileArgs};
pub use profiles::{Merge, Profile};
#[cfg(unix)]
pub use signals::end_by_signals;
pub use simulate::Simulate;
use simulate::SimulateArgs;

/// What the user asked for, checked as far as flags and config file can tell.
#[derive(Debug)]
pub enum Invocation {
    /// `genloss compare`.
    Compare {
        /// The settings of the analysis.
        config: Box<Config>,
        /// Where the results go.
        output: Output,
    },
    /// `genloss check`.
    Check(Box<Check>),
    /// `genloss init`.
    Init(Box<init::Init>),
    /// `genloss calibrate`.
    Calibrate {
        /// What is measured.
        config: Box<CalibrateConfig>,
        /// Where the results go.
        output: Output,
    },
    /// `genloss audit`.
    Audit {
        /// What is audited.
        config: Box<AuditConfig>,
        /// Where the results go.
        output: Output,
    },
    /// `genloss simulate`.
    Simulate(Box<Simulate>),
    /// `genloss profile`.
    Profile(Box<Profile>),
    /// `genloss embed`.
    Embed(Box<Embed>),
    /// `genloss merge`.
    Merge(Merge),
    /// `genloss inspect`.
    Inspect {
        /// The profile.
        path: PathBuf,
        /// Whether JSON is wanted instead of the page.
        json: bool,
    },
    /// `genloss diff`.
    Diff {
        /// The earlier report and the later one.
        reports: [PathBuf; 2],
        /// Whether JSON is wanted instead of the page.
        json: bool,
    },
    /// `genloss render`.
    Render {
        /// The stored report.
        report: PathBuf,
        /// The metrics that are drawn beside those that decide; empty = all that it holds.
        metrics: Vec<String>,
        /// Where the results go.
        output: Output,
    },
    /// A text to print: metrics, completions, man pages.
    Print(String),
}

/// Why the command line stops before any work: help was asked for, or something is wrong with it.
#[derive(Debug)]
pub enum Stop {
    /// Help, version, or a mistake in the flags.
    Flags(clap::Error),
    /// A mistake in the settings.
    Settings(Error),
}

impl Stop {
    /// Prints the reason where it belongs and returns the exit status: 0 for help, 2 for mistakes.
    pub fn print(&self) -> u8 {
        match self {
            Stop::Flags(error) => {
                if error.use_stderr() {
                    usage(error);
                    return 2;
                }
                // A closed pipe (`genloss --help | head -1`) is not worth a message.
                let _ = error.print();
                0
            }
            Stop::Settings(error) => fail(error),
        }
    }
}

/// Prints a mistake in the flags, without color: what was typed stands in it, and must not color anything either.
fn usage(error: &clap::Error) {
    error.render().to_string().lines().for_each(note);
}

/// Prints an error with its causes on standard error and returns the exit status 2.
pub fn fail(error: &Error) -> u8 {
    let mut said = errors::message(error);
    note(&format!("error: {said}"));
    let mut cause = error.source();
    while let Some(source) = cause {
        // Messages that already contain their cause, and wrappers that repeat it, are not worth a second line.
        let message = source.to_string();
        if !said.contains(&message) {
            note(&format!("  caused by: {message}"));
            said = message;
        }
        cause = source.source();
    }
    2
}

/// From now on a panic that reading a damaged file turns into an error prints nothing; others go the usual way. For programs, once, at
/// their start.
pub fn keep_guarded_panics_quiet() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !crate::read::is_guarded() {
            usual(info);
        }
    }));
}

/// Prints one line on standard error. Text in it may come from file names, so it is escaped; a closed standard error
/// is no reason to stop.
pub fn note(line: &str) {
    let _ = writeln!(std::io::stderr(), "{}", escape::terminal(line, escape::MESSAGE));
}

/// Columns of the terminal that standard output is; `None` where it is none.
pub fn columns() -> Option<usize> {
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// Parses the command line, the environment and the config file they name.
///
/// # Errors
/// [`Stop`], to be printed by the caller.
pub fn parse(
    args: impl IntoIterator<Item = OsString>,
    variables: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Invocation, Stop> {
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = Cli::try_parse_from(&args)
        .map_err(|error| Stop::Flags(flags::explained(error, Cli::command(), &args)))?;
    match cli.command {
        Command::Compare(args) => {
            environment::read(variables).and_then(|said| compare(*args, &said)).map_err(Stop::Settings)
        }
        Command::Check(args) => {
            let settled = environment::read(variables).and_then(|said| args.resolve(&said));
            settled.map(|asked| Invocation::Check(Box::new(asked))).map_err(Stop::Settings)
        }
        Command::Init(args) => {
            let settled = environment::read(variables).and_then(|said| args.resolve(&said));
            settled.map(|asked| Invocation::Init(Box::new(asked))).map_err(Stop::Settings)
        }
        Command::Calibrate(args) => {
            let settled = environment::read(variables).and_then(|said| args.resolve(&said));
            let (config, output) = settled.map_err(Stop::Settings)?;
            Ok(Invocation::Calibrate { config: Box::new(config), output })
        }
        Command::Audit(args) => {
            let settled = environment::read(variables).and_then(|said| args.resolve(&said));
            let (config, output) = settled.map_err(Stop::Settings)?;
            Ok(Invocation::Audit { config: Box::new(config), output })
        }
        Command::Simulate(args) => {
            environment::read(variables).and_then(|said| simulate(*args, &said)).map_err(Stop::Settings)
        }
        Command::Profile(args) => {
            let settled = environment::read(variables).and_then(|said| args.resolve(&said));
            settled.map(|asked| Invocation::Profile(Box::new(asked))).map_err(Stop::Settings)
        }
        Command::Embed(args) => {
            let settled = environment::read(variables).and_then(|said| args.resolve(&said));
            settled.map(|asked| Invocation::Embed(Box::new(asked))).map_err(Stop::Settings)
        }
        Command::Merge(asked) => Ok(Invocation::Merge(asked)),
        Command::Inspect(args) => {
            Ok(Invocation::Inspect { path: args.path, json: args.format.as_deref() == Some("json") })
        }
        Command::Diff(args) => Ok(args.invocation()),
        Command::Render { report, flags } => {
            environment::read(variables).and_then(|said| render(report, flags, &said)).map_err(Stop::Settings)
        }
        Command::Metrics { name } => {
            let text = name.as_deref().map_or_else(|| Some(glossary::index()), glossary::page);
            text.map(Invocation::Print).ok_or_else(|| no_such_metric(name.as_deref().unwrap_or_default()))
        }
        Command::Explain { name } => explained(&name.join(" ")).map(Invocation::Print),
        Command::Completions { shell } => Ok(Invocation::Print(generated::completions(shell))),
        Command::Man { command } => {
            let known = "compare, check, init, audit, calibrate, simulate, profile, embed, merge, inspect, diff, render, explain, metrics, completions, man";
            let command = command.as_deref();
            generated::man(command).map(Invocation::Print).ok_or_else(|| no_such("man", command, known))
        }
    }
}

/// What flags, environment and config file say together, and which file that was.
fn gather<const TAKER: usize>(
    flags: Flags<TAKER>,
    environment: &Environment,
) -> Result<(Settings, Option<PathBuf>), Error> {
    let path = flags.config.or_else(|| environment.config.clone());
    let file = path.as_deref().map_or_else(|| Ok(Settings::default()), config_file::load)?;
    let taker = Taker::ALL[TAKER];
    Ok((flags.said.or(environment.settings.clone().of(taker)).or(file.of(taker)), path))
}

/// What the arguments of a command say that have a meaning of their own there.
fn own(paths: Vec<PathBuf>, output: Option<PathBuf>, formats: &[&str]) -> Settings {
    let path = |path| Value::from(What::Path(path));
    let list = |items: Vec<Value>| (!items.is_empty()).then(|| What::List(items).into());
    let said = [
        ("paths", list(paths.into_iter().map(path).collect())),
        ("output", output.map(path)),
        ("format", list(formats.iter().map(|name| Value::from(*name)).collect())),
    ];
    let mut settings = Settings::default();
    for (key, value) in said {
        if let (Some(setting), Some(value)) = (settings::find(key), value) {
            settings.take(setting, value);
        }
    }
    settings
}

/// The names of the formats that a command offers.
fn formats(all: &[Format]) -> Vec<&'static str> {
    all.iter().map(|format| format.name()).collect()
}

fn compare(args: CompareArgs, environment: &Environment) -> Result<Invocation, Error> {
    let (settings, file) = gather(args.flags, environment)?;
    if args.print_config {
        let asked = settings.asked()?;
        asked.config.validate()?;
        return config_file::page(&asked).map(Invocation::Print);
    }
    let (config, output) = settings.resolve()?;
    config.validate()?;
    can_open(&output)?;
    let output = with_notes(output, environment, file.as_deref());
    Ok(Invocation::Compare { config: Box::new(config), output })
}

fn simulate(args: SimulateArgs, environment: &Environment) -> Result<Invocation, Error> {
    let mut asked = args.resolve(environment)?;
    asked.report = asked.report.map(|output| with_notes(output, environment, None));
    Ok(Invocation::Simulate(Box::new(asked)))
}

fn render<const TAKER: usize>(
    report: PathBuf,
    flags: Flags<TAKER>,
    environment: &Environment,
) -> Result<Invocation, Error> {
    // It reads no config file, whatever the environment names.
    let lower = environment.settings.clone().of(Taker::Render);
    let said = flags.said.or(lower);
    let Asked { config, output } = said.asked()?;
    can_open(&output)?;
    let metrics = if said.says(&["metrics"]) { config.metrics } else { Vec::new() };
    Ok(Invocation::Render { report, metrics, output: with_notes(output, environment, None) })
}

/// Whether there will be a page to show, where one is to be shown.
fn can_open(output: &Output) -> Result<(), Error> {
    #[cfg(feature = "charts")]
    if output.open && !(output.dir.is_some() && output.formats.contains(&Format::Html)) {
        let problem =
            "there is no report.html to show; name a folder with -o DIR, and html where --format is given";
        return Err(Error::BadSetting { setting: "--open".to_owned(), problem: problem.to_owned() });
    }
    Ok(())
}

/// Adds what is worth saying about the sources of the settings.
fn with_notes(mut output: Output, environment: &Environment, file: Option<&Path>) -> Output {
    let unknown = environment.unknown.iter();
    output.notes.extend(unknown.map(|name| {
        format!("warning: {name} is no setting of genloss and is ignored (unset it, or see `genloss compare --help`)")
    }));
    if output.talk == Talk::Verbose {
        output.notes.extend(file.map(|path| format!("settings from {}", path.display())));
        if !environment.used.is_empty() {
            output.notes.push(format!("settings from {}", environment.used.join(", ")));
        }
    }
    output
}

#[derive(Debug, Parser)]
#[command(
    name = "genloss",
    version,
    about = "Tell whether generation N+1 of a model still covers what generation N, or the real data, covered",
    after_help = EXIT_STATUS,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compare generations of outputs and say whether the model is collapsing
    ///
    /// The first generation is the reference. Every later one is compared with it, and with its predecessor.
    /// Corpora are files of rows (Parquet, JSON Lines, CSV, …), folders of them, or quoted globs; each row is one output. Or they are profiles,
    /// which `genloss profile` wrote.
    #[command(after_help = EXIT_STATUS, after_long_help = compare::HELP)]
    Compare(Box<CompareArgs>),
    /// Say what would be read, paired and compared, and what to mend first
    ///
    /// Reads the corpora as `compare` does and judges nothing. One corpus will do.
    #[command(after_help = check::EXIT_STATUS, after_long_help = check::HELP)]
    Check(Box<CheckArgs>),
    /// Say what a training mix is made of, what it repeats, and what of the real data it no longer covers
    ///
    /// Asks before a fine-tune: how synthetic is the mix, and which source narrows it? Every question is a check that passes, warns, fails, or
    /// says why it did not run.
    #[command(after_help = audit::EXIT_STATUS, after_long_help = audit::HELP)]
    Audit(Box<AuditArgs>),
    /// Write a commented genloss.toml from what the files hold: columns, key, score, gate
    #[command(after_help = init::EXIT_STATUS, after_long_help = init::HELP)]
    Init(Box<init::InitArgs>),
    /// Measure on your own data how often the alarm rings for nothing, and what it would miss
    ///
    /// Compares halves of one corpus, between which nothing was lost, and then plants losses into one of them.
    /// With two corpora of the same prompts, the labels are swapped key by key instead.
    #[command(after_help = EXIT_STATUS, after_long_help = calibrate::HELP)]
    Calibrate(Box<CalibrateArgs>),
    /// Run a data policy on a corpus for several generations: train a small generator, sample it, train the next
    ///
    /// Writes every generation as Parquet, with its lineage, and compares all of them with the real corpus.
    #[command(after_help = simulate::EXIT_STATUS, after_long_help = simulate::HELP)]
    Simulate(Box<SimulateArgs>),
    /// Count corpora once and store what was counted, to be compared in place of their rows
    ///
    /// Every command that compares takes a profile where it takes a corpus, and says the same of both.
    #[command(after_help = profiles::EXIT_STATUS, after_long_help = profiles::PROFILE_HELP)]
    Profile(Box<ProfileArgs>),
    /// Write every text of a corpus with its vector by a static embedding model on disk
    #[command(after_help = profiles::EXIT_STATUS, after_long_help = embed::HELP)]
    Embed(Box<EmbedArgs>),
    /// Merge the profiles of the parts of one corpus
    #[command(after_help = profiles::EXIT_STATUS, after_long_help = profiles::MERGE_HELP)]
    Merge(Merge),
    /// Say what a profile holds, how it was read, and whether it is whole
    #[command(after_help = profiles::EXIT_STATUS)]
    Inspect(InspectArgs),
    /// Say in a few lines what a name means: a symptom, metric, verdict, status, warning, or a word of the pages
    Explain {
        /// The name, or what a page calls it; without it, all names
        name: Vec<String>,
    },
    /// List the metrics, or explain one: what it tells, its formula, range, cost and source
    Metrics {
        /// Explain this metric, or `all`
        name: Option<String>,
    },
    /// Say what changed from one report.json to another
    ///
    /// Verdicts, symptoms with their figures, settings, columns and warnings; comparisons are matched by the names of their generations.
    #[command(after_help = diff::EXIT_STATUS)]
    Diff(diff::DiffArgs),
    /// Draw every format again from a stored report.json
    ///
    /// The files are those of the run that wrote the report, byte for byte; no corpus is read.
    #[command(after_help = EXIT_STATUS)]
    Render {
        /// The report that `genloss compare` wrote
        #[arg(value_name = "REPORT.JSON")]
        report: PathBuf,
        #[command(flatten)]
        flags: Flags<{ Taker::Render as usize }>,
    },
    /// Print the completion script of a shell
    Completions {
        /// bash, elvish, fish, powershell or zsh
        #[arg(hide_possible_values = true)]
        shell: clap_complete::Shell,
    },
    /// Print a man page in roff
    Man {
        /// Page of this command; without it, the page of the program
        command: Option<String>,
    },
}

/// What a name means, or all names.
fn explained(name: &str) -> Result<String, Stop> {
    if name.is_empty() {
        return Ok(explain::index());
    }
    let unknown = |problem| Stop::Settings(Error::BadSetting { setting: format!("explain {name}"), problem });
    explain::page(name).map_err(unknown)
}

fn no_such_metric(name: &str) -> Stop {
    let Some(instead) = instead_of(name) else {
        let known: Vec<&str> = METRICS.iter().map(|m| m.name).collect();
        let hint = nearest(name, &known).map_or(String::new(), |near| format!(", did you mean `{near}`?"));
        let problem = format!("there is none of this name{hint} (`genloss metrics` lists them)");
        return Stop::Settings(Error::BadSetting { setting: format!("metrics {name}"), problem });
    };
    let problem = format!("it was dropped: `{instead}` says the same; see `genloss metrics {instead}`");
    Stop::Settings(Error::BadSetting { setting: format!("metrics {name}"), problem })
}

fn no_such(place: &str, name: Option<&str>, known: &str) -> Stop {
    Stop::Settings(Error::BadSetting {
        setting: format!("{place} {}", name.unwrap_or_default()),
        problem: format!("there is none of this name; there are: {known}"),
    })
}

/// The end of every help text. A macro, because `concat!` takes no constants.
macro_rules! exit_status {
    () => {
        "\
Exit status:
  0  done, and no gate failed
  1  done, and a verdict or a missed requirement named by --fail-on was reached
  2  wrong usage, or an input or output error; nothing was written"
    };
}

use exit_status;

const EXIT_STATUS: &str = exit_status!();

#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests;
