//! Runs the binary.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The program, not yet started; no setting comes from the environment of the tests.
pub(crate) fn command(args: &[&OsStr]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_genloss"));
    command.args(args).stdin(Stdio::null()).env_remove("RUST_BACKTRACE").env_remove("NO_COLOR");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GENLOSS_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs `genloss` with these arguments.
pub(crate) fn genloss(args: &[&OsStr]) -> Run {
    let output = command(args).output().unwrap();
    let run = Run {
        status: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    };
    run.assert_no_panic();
    run
}

impl Run {
    /// Asserts that nothing in it looks like a bug.
    pub(crate) fn assert_no_panic(&self) {
        assert!(self.status.is_some_and(|s| s <= 2), "{self:?}");
        for word in ["panicked", "RUST_BACKTRACE", "src/", "bug in genloss"] {
            assert!(!self.stderr.contains(word), "{self:?}");
        }
    }

    /// Asserts a mistake: status 2, one `error:` with all of `expected` in it, and nothing on standard output.
    pub(crate) fn assert_mistake(&self, expected: &[&str]) {
        assert_eq!(self.status, Some(2), "{self:?}");
        assert_eq!(self.stdout, "");
        let errors = self.stderr.lines().filter(|line| line.starts_with("error: ")).count();
        assert!(errors == 1 && self.stderr.starts_with("error: "), "{self:?}");
        for part in expected {
            assert!(self.stderr.contains(part), "expected {part:?}: {self:?}");
        }
    }
}

/// Arguments from whatever they are.
macro_rules! args {
    ($($arg:expr),* $(,)?) => { &[$(::std::convert::AsRef::<::std::ffi::OsStr>::as_ref(&$arg)),*][..] };
}
pub(crate) use args;
