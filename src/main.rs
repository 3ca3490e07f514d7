//! The `genloss` program: parse, analyze, render, exit status.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use genloss::audit::{self, AuditConfig};
use genloss::calibrate::{self, CalibrateConfig};
use genloss::cli::init::Init;
use genloss::cli::watch::Watch;
use genloss::cli::{
    self, Check, Embed, History, Invocation, Merge, Profile, Query, Recording, Select, Simulate, note,
};
use genloss::config::{Config, Source};
use genloss::embed;
use genloss::error::Error;
use genloss::progress::{Observer as _, Stage};
use genloss::records::{self, Database, Lineages, Moment, Part, Record, Said, Wanted, preserve};
use genloss::render::embedded::EmbeddedFile;
use genloss::render::{
    self, Look, Staged, calibration, cleaned, markdown, notices, profiles, selected, simulation,
};
use genloss::report::{Diff, Report};
use genloss::settings::{Color, Format, Output, Talk, Theme};
use genloss::store::{self, ProfileConfig};

fn main() -> ExitCode {
    cli::keep_guarded_panics_quiet();
    #[cfg(unix)]
    cli::end_by_signals();
    let done = match cli::parse(std::env::args_os(), std::env::vars_os()) {
        Err(stop) => Ok(stop.print()),
        Ok(Invocation::Compare { config, output, record }) => {
            compare(&config, &output, record.map(|asked| *asked))
        }
        Ok(Invocation::Record(asked)) => record(*asked),
        Ok(Invocation::History(asked)) => history(&asked),
        Ok(Invocation::Check(asked)) => check_up(&asked),
        Ok(Invocation::Init(asked)) => init(&asked),
        Ok(Invocation::Calibrate { config, output }) => calibrate(&config, &output),
        Ok(Invocation::Select(asked)) => select(&asked),
        Ok(Invocation::Audit { config, output, clean }) => audit(&config, &output, clean.as_deref()),
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
fn compare(config: &Config, output: &Output, recording: Option<Recording>) -> Result<u8, Error> {
    check(output)?;
    // What would be refused is refused before the work.
    recording.as_ref().map_or(Ok(()), accepts)?;
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
    if let Some(asked) = &recording {
        let written = output.dir.as_ref().filter(|_| output.formats.contains(&Format::Json));
        let preserved = written.map(|dir| preserve(&dir.join("report.json"))).transpose()?;
        let made = records::of_report(&report, &asked.database, None, preserved, at_this_time(asked))?;
        put_in(asked, &made, output.talk)?;
    }
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

/// Runs `genloss select`; returns the exit status 0 or 1.
fn select(asked: &Select) -> Result<u8, Error> {
    let output = &asked.output;
    check(output)?;
    say(output.talk, Talk::Normal, &output.notes);
    let watch = Watch::new(output.talk);
    let found = genloss::select::run(&asked.config, &watch);
    let timings = watch.finish();
    let found = found?;
    say(output.talk, Talk::Verbose, &timings);
    say(output.talk, Talk::Normal, &selected::warnings(&found, output.talk == Talk::Verbose));
    let stage = |dir: &PathBuf| selected::stage(&found, dir, &output.formats, output.theme);
    let staged = output.dir.as_ref().map(stage).transpose()?;
    print(&selected::to_stdout(&found, &output.formats, &paths(staged.as_ref()), look(output))?)?;
    place(staged)?;
    Ok(u8::from(found.choice.is_none()))
}

/// Runs `genloss audit`; returns the exit status 0 or 1.
fn audit(config: &AuditConfig, output: &Output, clean: Option<&Path>) -> Result<u8, Error> {
    check(output)?;
    let mix = config.config.generations.iter().flat_map(|mix| mix.paths.clone());
    clean.map(|dir| cleaned::check(dir, &mix.collect::<Vec<_>>())).transpose()?;
    let watch = Watch::new(output.talk);
    let found = audit::examine(config, &watch);
    let written = found.and_then(|(found, removal)| {
        let leaks = output.dir.as_ref().map(|_| cleaned::leaks(&removal, &watch)).transpose()?.flatten();
        let copy = clean.map(|dir| cleaned::write(dir, &removal, &watch)).transpose()?;
        Ok((found, leaks, copy))
    });
    let timings = watch.finish();
    let (found, leaks, copy) = written?;
    say(output.talk, Talk::Verbose, &timings);
    say(output.talk, Talk::Normal, &notices::lines(&found.warnings));
    let stage =
        |dir: &PathBuf| render::audit::stage(&found, leaks.as_deref(), dir, &output.formats, output.theme);
    let staged = output.dir.as_ref().map(stage).transpose()?;
    let look = Look { columns: cli::columns(), ..Look::default() };
    print(&render::audit::to_stdout(&found, &output.formats, &paths(staged.as_ref()), look)?)?;
    place(staged)?;
    copy.iter().for_each(|copy| say(output.talk, Talk::Normal, &[cleaned::notice(copy)]));
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
    compare(&asked.config.comparison(&files), output, None)
}

/// Runs `genloss record`; returns the exit status 0.
fn record(mut asked: Recording) -> Result<u8, Error> {
    let path = asked.path.take().unwrap_or_default();
    accepts(&asked)?;
    let preserved = preserve(&path)?;
    let said = at_this_time(&asked);
    let made = if render::is_report(&path) {
        let report = render::load(&path)?;
        records::of_report(&report, &path, asked.generation.as_deref(), Some(preserved), said)?
    } else {
        let config =
            Config { generations: vec![Source { name: None, paths: vec![path] }], ..Config::default() };
        let watch = Watch::new(Talk::Normal);
        let read = store::profile(&ProfileConfig { config, ..ProfileConfig::default() }, &watch);
        drop(watch.finish());
        let corpora = read?;
        say(Talk::Normal, Talk::Normal, &notices::lines(&profiles::warnings(&corpora)));
        let [corpus] = &corpora[..] else { return Err(Error::Stopped) };
        records::of_corpus(corpus, preserved, said)
    };
    put_in(&asked, &made, Talk::Normal).map(|()| 0)
}

/// Notices a record that would be refused.
fn accepts(asked: &Recording) -> Result<(), Error> {
    Database::accepts(&asked.database, &asked.said.name, asked.said.parent.as_deref(), asked.replace)
}

/// Writes a record.
fn put_in(asked: &Recording, made: &Record, talk: Talk) -> Result<(), Error> {
    Database::open_or_create(&asked.database)?.record(made, asked.replace)?;
    say(talk, Talk::Normal, &[notices::recorded(made, &asked.database)]);
    Ok(())
}

/// What is said of a record, with the time of now where none was given.
fn at_this_time(asked: &Recording) -> Said {
    let mut said = asked.said.clone();
    if !asked.is_timed {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        said.time = Moment::at(i64::try_from(now).unwrap_or(i64::MAX));
    }
    said
}

/// Runs `genloss history` and its commands; returns the exit status 0 or 1.
fn history(asked: &History) -> Result<u8, Error> {
    if let Query::Import { path } = &asked.asked {
        let all = records::read(path)?;
        let written = Database::open_or_create(&asked.database)?.import(&all)?;
        say(Talk::Normal, Talk::Normal, &[notices::imported(written, all.len(), &asked.database)]);
        return Ok(0);
    }
    let database = Database::open(&asked.database)?;
    match &asked.asked {
        Query::Show { part, formats, dir, theme } => show(&database, part, formats, dir.as_deref(), *theme),
        Query::Diff { a, b, json } => {
            let all = database.records(&Wanted::All)?;
            let lineages = Lineages::of(&all);
            let find = |name: &str| Ok::<_, Error>(lineages.all()[records::find(&lineages, name, "diff")?]);
            let diff = records::diff(find(a)?, find(b)?);
            print(&if *json { render::history::json(&diff)? } else { render::history::diff(&diff) })
                .map(|()| 0)
        }
        Query::Check { fail_on, lineage, json } => {
            let all = database.records(&Wanted::All)?;
            let lineages = Lineages::of(&all);
            let of = lineage.as_ref().map(|name| records::find(&lineages, name, "--lineage")).transpose()?;
            let found = records::check(&lineages, of, fail_on);
            print(&if *json { render::history::json(&found)? } else { render::history::checked(&found) })?;
            Ok(u8::from(!found.findings.is_empty()))
        }
        Query::Verify { json } => {
            let all = database.records(&Wanted::Metrics(Vec::new()))?;
            let found = records::verify(Lineages::of(&all).all());
            print(&if *json { render::history::json(&found)? } else { render::history::verified(&found) })?;
            Ok(u8::from(found.iter().any(|one| !one.is_same())))
        }
        Query::Export | Query::Import { .. } => {
            print(&records::lines(&database.records(&Wanted::All)?)?).map(|()| 0)
        }
    }
}

/// Prints the history, or puts it into a folder.
fn show(
    database: &Database,
    part: &Part,
    formats: &[Format],
    dir: Option<&Path>,
    theme: Theme,
) -> Result<u8, Error> {
    dir.map_or(Ok(()), render::check_writable)?;
    let all = database.records(&Wanted::Metrics(part.metrics.clone()))?;
    let found = records::history(&all, part)?;
    let staged = dir.map(|dir| render::history::stage(&found, dir, formats, theme)).transpose()?;
    let look = Look { columns: cli::columns(), ..Look::default() };
    print(&render::history::to_stdout(&found, formats, &paths(staged.as_ref()), look)?)?;
    place(staged).map(|()| 0)
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
