//! Shell completions and man pages, generated from the flags themselves.

use clap::CommandFactory;
use clap_complete::Shell;

use super::Cli;

/// The completion script of a shell.
pub(super) fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "genloss", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The man page of the program, or of one of its commands. `None` = there is no such command.
pub(super) fn man(command: Option<&str>) -> Option<String> {
    let mut program = Cli::command();
    program.build();
    let page = match command {
        None => program,
        Some(name) => program.find_subcommand(name)?.clone(),
    };
    let mut text = Vec::new();
    // Writing to memory does not fail.
    clap_mangen::Man::new(page).render(&mut text).ok()?;
    Some(String::from_utf8_lossy(&text).into_owned())
}
