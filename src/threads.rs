//! How many threads work.

use crate::error::Error;

/// Runs `work` on a pool of this many threads; 0 = the global pool.
///
/// # Errors
/// [`Error::BadSetting`] when the system has no such threads to give, or what `work` says.
pub(crate) fn with_threads<T: Send>(
    threads: usize,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> Result<T, Error> {
    if threads == 0 {
        return work();
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    match pool {
        Ok(pool) => pool.install(work),
        Err(e) => Err(Error::BadSetting { setting: "threads".to_owned(), problem: e.to_string() }),
    }
}
