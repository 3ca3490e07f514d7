//! wip

pub mod terms;
pub mod error;
pub mod config;
pub mod report;
pub mod read;
pub mod metric;
pub mod render;
#[cfg(feature = "cli")]
pub mod settings;
#[cfg(feature = "cli")]
pub mod config_file;
#[cfg(feature = "cli")]
pub mod cli;

/// Runs the pipeline.
///
/// # Errors
/// See [`error::Error`].
pub fn analyze(config: &config::Config) -> Result<report::Report, error::Error> {
    let _ = config;
    unimplemented!()
}
