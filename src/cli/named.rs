//! Commands that print what a name stands for: metrics, anything on a page, man pages.

use clap::CommandFactory;

use super::{Cli, Stop, generated};
use crate::error::Error;
use crate::metric::{METRICS, instead_of};
use crate::nearest::nearest;
use crate::render::{explain, glossary};

/// One metric, all of them, or their list.
pub(super) fn metrics(name: Option<&str>) -> Result<String, Stop> {
    let Some(name) = name else { return Ok(glossary::index()) };
    glossary::page(name).ok_or_else(|| {
        let known: Vec<&str> = METRICS.iter().map(|m| m.name).collect();
        let hint = || nearest(name, &known).map_or(String::new(), |near| format!(", did you mean `{near}`?"));
        unknown(
            "metrics",
            name,
            match instead_of(name) {
                Some(instead) => {
                    format!("it was dropped: `{instead}` says the same; see `genloss metrics {instead}`")
                }
                None => format!("there is none of this name{} (`genloss metrics` lists them)", hint()),
            },
        )
    })
}

/// What a name means, or all names.
pub(super) fn explained(name: &str) -> Result<String, Stop> {
    if name.is_empty() {
        return Ok(explain::index());
    }
    explain::page(name).map_err(|problem| unknown("explain", name, problem))
}

/// The man page of the program or of a command.
pub(super) fn man(command: Option<&str>) -> Result<String, Stop> {
    generated::man(command).ok_or_else(|| {
        let program = Cli::command();
        let known: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
        let problem = format!("there is none of this name; there are: {}", known.join(", "));
        unknown("man", command.unwrap_or_default(), problem)
    })
}

fn unknown(place: &str, name: &str, problem: String) -> Stop {
    Stop::Settings(Error::BadSetting { setting: format!("{place} {name}"), problem })
}
