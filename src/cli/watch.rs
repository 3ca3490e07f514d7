//! What a person who waits sees: a bar for the stages that take long, and afterwards how long each took. The only file that
//! knows `indicatif`, and the only one with a clock: no time enters a report.

use std::fmt::Write;
use std::io::{IsTerminal, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::progress::{Observer, Stage};
use crate::render::format::{count, plural_of, seconds};
use crate::settings::Talk;

/// Redraws a second: enough to look alive.
const REFRESH: u8 = 8;

/// Watches a run: draws bars on standard error where that is a terminal, and measures.
#[derive(Debug)]
pub struct Watch {
    bar: ProgressBar,
    stages: Mutex<Vec<Timing>>,
}

/// One stage.
#[derive(Debug, Clone, Copy)]
struct Timing {
    stage: Stage,
    steps: u64,
    started: Instant,
    ended: Option<Instant>,
}

impl Watch {
    /// A watch that is as quiet as asked; without a terminal it only measures.
    #[must_use]
    pub fn new(talk: Talk) -> Self {
        let shows = talk > Talk::Quiet && stderr().is_terminal();
        let target =
            if shows { ProgressDrawTarget::stderr_with_hz(REFRESH) } else { ProgressDrawTarget::hidden() };
        Self { bar: ProgressBar::with_draw_target(None, target), stages: Mutex::default() }
    }

    /// Takes the bar off the screen and says how long each stage took: "reading 2,415 rows: 0.41 s, 5,900 rows/s".
    #[must_use]
    pub fn finish(&self) -> Vec<String> {
        self.bar.finish_and_clear();
        self.timings().iter().map(line).collect()
    }

    fn timings(&self) -> Vec<Timing> {
        let mut stages = match self.stages.lock() {
            Ok(stages) => stages,
            // A stage that panicked has left its times behind all the same.
            Err(poisoned) => poisoned.into_inner(),
        };
        end(&mut stages);
        stages.clone()
    }
}

/// Ends the stage that runs.
fn end(stages: &mut [Timing]) {
    if let Some(last) = stages.last_mut() {
        last.ended.get_or_insert_with(Instant::now);
    }
}

impl Observer for Watch {
    fn begin(&self, stage: Stage, steps: u64) {
        if let Ok(mut stages) = self.stages.lock() {
            end(&mut stages);
            stages.push(Timing { stage, steps, started: Instant::now(), ended: None });
        }
        // Each of these draws: nothing may be seen until all of the stage is known, or old numbers stand beside new units.
        self.bar.set_style(blank());
        self.bar.reset();
        self.bar.set_length(steps);
        self.bar.set_message(stage.name());
        self.bar.set_style(style(stage));
        self.bar.tick();
    }

    fn advance(&self, steps: u64) {
        self.bar.inc(steps);
    }
}

/// A bar with its speed and the time left; where a stage is one step, its name alone.
fn template(stage: Stage) -> &'static str {
    match stage {
        Stage::Read => "{msg:>10} [{bar:30}] {human_pos}/{human_len} rows, {speed} rows/s ({eta} left)",
        Stage::Simulate => "{msg:>10} [{bar:30}] {human_pos}/{human_len} generations ({eta} left)",
        Stage::Compare => "{msg:>10} [{bar:30}] {human_pos}/{human_len} comparisons ({eta} left)",
        Stage::Try => "{msg:>10} [{bar:30}] {human_pos}/{human_len} trials ({eta} left)",
        Stage::Draw => "{msg:>10} [{bar:30}] {human_pos}/{human_len} formats",
        Stage::Plan | Stage::Explain => "{msg:>10} …",
    }
}

/// A bar that shows nothing.
fn blank() -> ProgressStyle {
    ProgressStyle::with_template("").unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn style(stage: Stage) -> ProgressStyle {
    let style = ProgressStyle::with_template(template(stage));
    let speed = |state: &ProgressState, out: &mut dyn Write| {
        // A line that cannot be drawn is no reason to stop.
        let _ = write!(out, "{}", count(state.per_sec().round() as u64));
    };
    style.unwrap_or_else(|_| ProgressStyle::default_bar()).with_key("speed", speed).progress_chars("=> ")
}

fn line(timing: &Timing) -> String {
    let took = timing.ended.map_or(Duration::ZERO, |ended| ended - timing.started);
    let what = plural_of(timing.steps, timing.stage.unit());
    let speed = match timing.stage {
        Stage::Read if took > Duration::ZERO => {
            let per_second = timing.steps as f64 / took.as_secs_f64();
            format!(", {}/s", plural_of(per_second.round() as u64, timing.stage.unit()))
        }
        _ => String::new(),
    };
    format!("{} {what}: {}{speed}", timing.stage.name(), seconds(took))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_valid() {
        let all = [
            Stage::Plan,
            Stage::Read,
            Stage::Simulate,
            Stage::Compare,
            Stage::Explain,
            Stage::Try,
            Stage::Draw,
        ];
        assert!(ProgressStyle::with_template("").is_ok());
        for stage in all {
            assert!(ProgressStyle::with_template(template(stage)).is_ok(), "{stage:?}");
        }
    }

    #[test]
    fn every_stage_is_timed_once_in_order() {
        let watch = Watch::new(Talk::Quiet);
        assert!(watch.bar.is_hidden());
        for (stage, steps) in [(Stage::Plan, 2), (Stage::Read, 1_200), (Stage::Compare, 1)] {
            watch.begin(stage, steps);
            watch.advance(steps);
        }
        let said = watch.finish();
        assert_eq!(said.len(), 3);
        assert!(said[0].starts_with("opening 2 corpora: "), "{said:?}");
        assert!(said[1].starts_with("reading 1,200 rows: ") && said[1].ends_with(" rows/s"), "{said:?}");
        assert!(said[2].starts_with("comparing 1 comparison: "), "{said:?}");
    }
}
