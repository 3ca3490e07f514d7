//! The `genloss` program: parse, analyze, render, exit status.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use genloss::audit::{self, AuditConfig};
use genloss::calibrate::{self, CalibrateConfig};
use genloss::cli::init::Init;
use genloss::cli::watch::Watch;
use genloss::cli::{self, Check, Embed, Invocation, Merge, Profile, Simulate, note};
use genloss::config::Config;
use genloss::embed;
use genloss::error::Error;
use genloss::progress::{Observer as _, Stage};
use genloss::render::embedded::EmbeddedFile;
use genloss::render::{self, Look, Staged, calibration, markdown, notices, profiles, simulation};
use genloss::report::{Diff, Report};
use genloss::settings::{Color, Format, Output, Talk};
use genloss::store;

fn main() -> ExitCode {
    cli::keep_guarded_panics_quiet();
    #[cfg(unix)]
    cli::end_by_signals();
    let done = match cli::parse(std::env::args_os(), std::env::vars_os()) {
        Err(stop) => Ok(stop.print()),
        Ok(Invocation::Compare { config, output }) => compare(&config, &output),
        Ok(Invocation::Check(asked)) => check_up(&asked),
        Ok(Invocation::Init(asked)) => init(&asked),
        Ok(Invocation::Calibrate { config, output }) => calibrate(&config, &output),
        Ok(Invocation::Audit { config, output }) => audit(&config, &output),
        Ok(Invocation::Simulate(asked)) => simulate(&asked),
        Ok(Invocation::Profile(asked)) => profile(&asked),
        Ok(Invocation::Embed(asked)) => embed(&asked),
        Ok(Invocation::Merge(asked)) => merge(&asked),
        Ok(Invocation::Inspect { path, json }) => inspect(&path, json),
        Ok(Invocation::Diff { reports, json }) => diff(&reports, json),
        Ok(Invocation::Render { report, metrics, output }) => redraw(&report, &metrics, &output),
        Ok(Invocation::Print(text)) => print(&text).map(|()| 0),
    };
    ExitCode::from(done.unwrap_or_else(|error| cli::fail(&error)))
}

/// Runs `genloss compare`; returns the exit status 0 or 1.
fn compare(config: &Config, output: &Output) -> Result<u8, Error> {
    check(output)?;
    say(output.talk, Talk::Normal, &output.notes);
    let started = Instant::now();
    let watch = Watch::new(output.talk);
    let analyzed = genloss::analyze_watched(config, &watch);
    let timings = watch.finish();
    let report = analyzed?;
    say(output.talk, Talk::Verbose, &timings);
    say(output.talk, Talk::Normal, &[notices::chosen(&report)]);
    if !is_watched(output) {
        say(output.talk, Talk::Normal, &notices::warnings(&report));
    }
    deliver(&report, output, Some(started))?;
    notices::gate(&report).iter().for_each(|line| note(line));
    Ok(u8::from(report.gate.reached))
}

/// Runs `genloss check`; returns the exit status 0 or 1.
fn check_up(asked: &Check) -> Result<u8, Error> {
    let watch = Watch::new(Talk::Normal);
    let found = genloss::check::run(&asked.config, &watch);
    // How long it took is of no use here; the bar must go before anything is printed.
    drop(watch.finish());
    let found = found?;
    let look = Look { columns: cli::columns(), ..Look::default() };
    print(&if asked.json { render::check::json(&found)? } else { render::check::page(&found, look) })?;
    Ok(u8::from(asked.strict && found.is_to_mend()))
}

/// Runs `genloss init`; returns the exit status 0.
fn init(asked: &Init) -> Result<u8, Error> {
    asked.check()?;
    let watch = Watch::new(Talk::Normal);
    let found = genloss::check::run(&asked.config, &watch);
    drop(watch.finish());
    let found = found?;
    let text = cli::init::page(&found)?;
    render::to_file(&asked.path, &text)?;
    say(Talk::Normal, Talk::Normal, &notices::begun(&found, &asked.path));
    Ok(0)
}

/// Runs `genloss calibrate`; returns the exit status 0.
fn calibrate(config: &CalibrateConfig, output: &Output) -> Result<u8, Error> {
    check(output)?;
    if io::stderr().is_terminal() {
        say(output.talk, Talk::Normal, &[notices::start_trials(config)]);
    }
    let watch = Watch::new(output.talk);
    let found = calibrate::run(config, &watch);
    let timings = watch.finish();
    let found = found?;
    say(output.talk, Talk::Verbose, &timings);
    say(output.talk, Talk::Normal, &notices::lines(&found.warnings));
    let stage = |dir: &PathBuf| calibration::stage(&found, dir, &output.formats, output.theme);
    let staged = output.dir.as_ref().map(stage).transpose()?;
    print(&calibration::to_stdout(&found, &output.formats, &paths(staged.as_ref()))?)?;
    place(staged).map(|()| 0)
}

/// Runs `genloss audit`; returns the exit status 0 or 1.
fn audit(config: &AuditConfig, output: &Output) -> Result<u8, Error> {
    check(output)?;
    let watch = Watch::new(output.talk);
    let found = audit::run(config, &watch);
    let timings = watch.finish();
    let found = found?;
    say(output.talk, Talk::Verbose, &timings);
    say(output.talk, Talk::Normal, &notices::lines(&found.warnings));
    let stage = |dir: &PathBuf| render::audit::stage(&found, dir, &output.formats, output.theme);
    let staged = output.dir.as_ref().map(stage).transpose()?;
    let look = Look { columns: cli::columns(), ..Look::default() };
    print(&render::audit::to_stdout(&found, &output.formats, &paths(staged.as_ref()), look)?)?;
    place(staged)?;
    render::audit::gate(&found).iter().for_each(|line| note(line));
    Ok(u8::from(!found.reached.is_empty()))
}

/// Runs `genloss simulate`; returns the exit status 0.
fn simulate(asked: &Simulate) -> Result<u8, Error> {
    simulation::check(&asked.dir, asked.overwrite)?;
    let watch = Watch::new(asked.talk);
    let simulated = genloss::simulate::run(&asked.config, &watch);
    let timings = watch.finish();
    let simulated = simulated?;
    let files = simulation::to_dir(&simulated, &asked.dir)?;
    say(asked.talk, Talk::Verbose, &timings);
    say(asked.talk, Talk::Normal, &notices::lines(&simulated.warnings));
    say(asked.talk, Talk::Normal, &notices::simulated(&simulated, &asked.dir));
    let Some(output) = &asked.report else {
        return print(&notices::paths(&files)).map(|()| 0);
    };
    compare(&asked.config.comparison(&files), output)
}

/// Runs `genloss profile`; returns the exit status 0.
fn profile(asked: &Profile) -> Result<u8, Error> {
    profiles::check(&asked.place)?;
    let watch = Watch::new(asked.talk);
    let read = store::profile(&asked.config, &watch);
    let timings = watch.finish();
    let corpora = read?;
    say(asked.talk, Talk::Verbose, &timings);
    say(asked.talk, Talk::Normal, &notices::lines(&profiles::warnings(&corpora)));
    let files = profiles::to_files(&corpora, &asked.place)?;
    say(asked.talk, Talk::Normal, &profiles::written(&corpora, &files));
    Ok(0)
}

/// Runs `genloss embed`; returns the exit status 0.
fn embed(asked: &Embed) -> Result<u8, Error> {
    let mut file = EmbeddedFile::new(&asked.path)?;
    let watch = Watch::new(asked.talk);
    let done = embed::run(&asked.config, &watch, &mut file);
    let timings = watch.finish();
    let done = done?;
    file.finish()?;
    say(asked.talk, Talk::Verbose, &timings);
    say(asked.talk, Talk::Normal, &notices::lines(&done.warnings));
    say(asked.talk, Talk::Normal, &[notices::embedded(&done, &asked.path)]);
    Ok(0)
}

/// Runs `genloss merge`; returns the exit status 0.
fn merge(asked: &Merge) -> Result<u8, Error> {
    profiles::check(&asked.output)?;
    let otherwise =
        asked.output.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let whole = [store::merge(&asked.parts, asked.name.as_deref(), &otherwise)?];
    let files = profiles::to_files(&whole, &asked.output)?;
    say(Talk::Normal, Talk::Normal, &profiles::written(&whole, &files));
    Ok(0)
}

/// Runs `genloss inspect`; returns the exit status 0.
fn inspect(path: &Path, json: bool) -> Result<u8, Error> {
    let found = store::inspect(path)?;
    let look = Look { columns: cli::columns(), ..Look::default() };
    print(&if json { profiles::json(&found)? } else { profiles::page(&found, look) })?;
    Ok(0)
}

/// Runs `genloss diff`; returns the exit status 0 or 1.
fn diff([old, new]: &[PathBuf; 2], json: bool) -> Result<u8, Error> {
    let found = Diff::of(&render::load(old)?, &render::load(new)?);
    let look = Look { columns: cli::columns(), ..Look::default() };
    print(&if json { render::diff::json(&found)? } else { render::diff::page(&found, look) })?;
    Ok(u8::from(found.worse))
}

/// Runs `genloss render`; returns the exit status 0.
fn redraw(report: &Path, metrics: &[String], output: &Output) -> Result<u8, Error> {
    check(output)?;
    say(output.talk, Talk::Normal, &output.notes);
    let mut report = render::load(report)?;
    if !metrics.is_empty() {
        render::select(&mut report, metrics)?;
    }
    deliver(&report, output, None)?;
    Ok(0)
}

/// Says lines on standard error to whoever wants to hear so much.
fn say(talk: Talk, least: Talk, lines: &[String]) {
    if talk >= least {
        lines.iter().for_each(|line| note(line));
    }
}

/// Notices a place that cannot be written before any work.
fn check(output: &Output) -> Result<(), Error> {
    output.dir.as_deref().map_or(Ok(()), render::check_writable)?;
    output.summary.as_deref().map_or(Ok(()), render::check_appendable)
}

/// Puts the report where it was asked for.
fn deliver(report: &Report, output: &Output, since: Option<Instant>) -> Result<(), Error> {
    let watch = Watch::new(output.talk);
    watch.begin(Stage::Draw, output.formats.len() as u64);
    let stage = |dir: &PathBuf| render::stage_watched(report, dir, &output.formats, output.theme, &watch);
    let staged = output.dir.as_ref().map(stage).transpose();
    let timings = watch.finish();
    let staged = staged?;
    let took = since.filter(|_| io::stdout().is_terminal()).map(|since| since.elapsed());
    let look = Look { took, ..look(output) };
    let page = render::to_stdout(report, &output.formats, &paths(staged.as_ref()), look)?;
    say(output.talk, Talk::Verbose, &timings);
    // What cannot be printed or appended leaves no files behind.
    print(&page)?;
    if let Some(path) = &output.summary {
        render::append(path, &markdown::page(report))?;
    }
    place(staged)?;
    if let Some(dir) = output.dir.as_deref().filter(|_| output.open) {
        cli::browser::show(&dir.join("report.html"));
    }
    Ok(())
}

/// Where files will be that are staged.
fn paths(staged: Option<&Staged>) -> Vec<PathBuf> {
    staged.map_or_else(Vec::new, Staged::paths)
}

/// Puts staged files in place.
fn place(staged: Option<Staged>) -> Result<(), Error> {
    staged.map_or(Ok(()), |staged| staged.place().map(drop))
}

/// How the page looks on this standard output: at a glance on a terminal; a file, a pipe or a log has room for all of it.
fn look(output: &Output) -> Look {
    let terminal = io::stdout().is_terminal();
    let color = match output.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => !is_set("NO_COLOR") && (terminal || is_set("CLICOLOR_FORCE")),
    };
    Look { color, columns: cli::columns(), full: output.full || !terminal, took: None }
}

/// Whether a variable says yes, as the conventions for colors have it: there, neither empty nor 0.
fn is_set(variable: &str) -> bool {
    std::env::var_os(variable)
        .is_some_and(|value| !value.is_empty() && (variable == "NO_COLOR" || value != "0"))
}

/// Whether somebody sees the answer at a glance, which names the warnings itself; a log keeps each in full.
fn is_watched(output: &Output) -> bool {
    let is_shown = !output.full && output.formats.contains(&Format::Text);
    is_shown && io::stdout().is_terminal() && io::stderr().is_terminal()
}

/// Writes to standard output.
fn print(page: &str) -> Result<(), Error> {
    match io::stdout().write_all(page.as_bytes()).and_then(|()| io::stdout().flush()) {
        // The reader of the pipe has seen enough; that is not an error.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Stdout { source: error }),
        _ => Ok(()),
    }
}
