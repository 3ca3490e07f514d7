//! The `genloss` program: parse, analyze, render, exit status.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use genloss::cli::{self, Invocation, note};
use genloss::config::Config;
use genloss::error::Error;
use genloss::render::{self, notices};
use genloss::settings::Output;

fn main() -> ExitCode {
    let status = match cli::parse(std::env::args_os()) {
        Err(stop) => stop.print(),
        Ok(Invocation::Compare { config, output }) => {
            compare(&config, &output).unwrap_or_else(|error| cli::fail(&error))
        }
        Ok(Invocation::Metrics(page)) => print(&page).map_or_else(|error| cli::fail(&error), |()| 0),
    };
    ExitCode::from(status)
}

/// Runs `genloss compare`; returns the exit status 0 or 1.
fn compare(config: &Config, output: &Output) -> Result<u8, Error> {
    if let Some(dir) = &output.dir {
        render::check_writable(dir)?;
    }
    if io::stderr().is_terminal() {
        note(&notices::start(config));
    }
    let report = genloss::analyze(config)?;
    note(&notices::chosen(&report));
    notices::warnings(&report).iter().for_each(|line| note(line));
    let files = match &output.dir {
        Some(dir) => render::to_dir(&report, dir, &output.formats)?,
        None => Vec::new(),
    };
    let color = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    let page = render::to_stdout(&report, &output.formats, &files, color)?;
    print(&page)?;
    let failed = notices::failed_gates(&report);
    failed.iter().for_each(|line| note(line));
    Ok(u8::from(!failed.is_empty()))
}

/// Writes to standard output.
fn print(page: &str) -> Result<(), Error> {
    match io::stdout().write_all(page.as_bytes()).and_then(|()| io::stdout().flush()) {
        // The reader of the pipe has seen enough; that is not an error.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Stdout { source: error }),
        _ => Ok(()),
    }
}
