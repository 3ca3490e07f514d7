//! The `genloss` program: parse, analyze, render, exit status.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use genloss::calibrate::{self, CalibrateConfig};
use genloss::cli::{self, Invocation, note};
use genloss::config::Config;
use genloss::error::Error;
use genloss::render::{self, calibration, markdown, notices};
use genloss::report::Report;
use genloss::settings::{Color, Output};

fn main() -> ExitCode {
    let done = match cli::parse(std::env::args_os()) {
        Err(stop) => Ok(stop.print()),
        Ok(Invocation::Compare { config, output }) => compare(&config, &output),
        Ok(Invocation::Calibrate { config, output }) => calibrate(&config, &output),
        Ok(Invocation::Render { report, output }) => redraw(&report, &output),
        Ok(Invocation::Print(text)) => print(&text).map(|()| 0),
    };
    ExitCode::from(done.unwrap_or_else(|error| cli::fail(&error)))
}

/// Runs `genloss compare`; returns the exit status 0 or 1.
fn compare(config: &Config, output: &Output) -> Result<u8, Error> {
    check(output)?;
    if io::stderr().is_terminal() && !output.quiet {
        note(&notices::start(config));
    }
    let report = genloss::analyze(config)?;
    if !output.quiet {
        note(&notices::chosen(&report));
        notices::warnings(&report).iter().for_each(|line| note(line));
    }
    deliver(&report, output)?;
    let failed = notices::failed_gates(&report);
    failed.iter().for_each(|line| note(line));
    Ok(u8::from(!failed.is_empty()))
}

/// Runs `genloss calibrate`; returns the exit status 0.
fn calibrate(config: &CalibrateConfig, output: &Output) -> Result<u8, Error> {
    check(output)?;
    if io::stderr().is_terminal() && !output.quiet {
        note(&notices::start_trials(config));
    }
    let found = calibrate::run(config)?;
    if !output.quiet {
        notices::lines(&found.warnings).iter().for_each(|line| note(line));
    }
    let files = match &output.dir {
        Some(dir) => calibration::to_dir(&found, dir, &output.formats)?,
        None => Vec::new(),
    };
    print(&calibration::to_stdout(&found, &output.formats, &files)?)?;
    Ok(0)
}

/// Runs `genloss render`; returns the exit status 0.
fn redraw(report: &Path, output: &Output) -> Result<u8, Error> {
    check(output)?;
    deliver(&render::load(report)?, output)?;
    Ok(0)
}

/// Notices a place that cannot be written before any work.
fn check(output: &Output) -> Result<(), Error> {
    output.dir.as_deref().map_or(Ok(()), render::check_writable)?;
    output.summary.as_deref().map_or(Ok(()), render::check_appendable)
}

/// Puts the report where it was asked for.
fn deliver(report: &Report, output: &Output) -> Result<(), Error> {
    let files = match &output.dir {
        Some(dir) => render::to_dir(report, dir, &output.formats)?,
        None => Vec::new(),
    };
    if let Some(path) = &output.summary {
        render::append(path, &markdown::page(report))?;
    }
    let color = match output.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        }
    };
    print(&render::to_stdout(report, &output.formats, &files, color)?)
}

/// Writes to standard output.
fn print(page: &str) -> Result<(), Error> {
    match io::stdout().write_all(page.as_bytes()).and_then(|()| io::stdout().flush()) {
        // The reader of the pipe has seen enough; that is not an error.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Stdout { source: error }),
        _ => Ok(()),
    }
}
