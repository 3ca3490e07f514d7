//! wip

pub mod terms;
pub mod error;
pub mod config;
pub mod report;
pub mod read;
pub mod metric;
pub mod render;

/// Runs the pipeline.
///
/// # Errors
/// See [`error::Error`].
pub fn analyze(config: &config::Config) -> Result<report::Report, error::Error> {
    let _ = config;
    unimplemented!()
}
