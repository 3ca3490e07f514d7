//! wip

pub mod compare;
pub mod config;
pub mod error;
pub mod estimator;
pub mod metric;
pub mod pair;
pub mod profile;
pub mod read;
pub mod render;
pub mod report;
pub mod terms;

/// Runs the pipeline.
///
/// # Errors
/// See [`error::Error`].
pub fn analyze(config: &config::Config) -> Result<report::Report, error::Error> {
    let _ = config;
    unimplemented!()
}
