//! How many threads work, and on what.

use std::cell::Cell;

use rayon::prelude::*;

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

thread_local! {
    /// Whether this thread does one of many tasks, so that it must not wait for a part of its own.
    static ONE_OF_MANY: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` on this thread alone, whatever it holds that could be divided.
///
/// Tasks share evidence that the first of them makes and the others wait for. A thread that waits for parts of what it makes takes up other
/// tasks meanwhile, and one of these could wait for what it is making.
pub(crate) fn alone<T>(work: impl FnOnce() -> T) -> T {
    let before = ONE_OF_MANY.replace(true);
    let done = work();
    ONE_OF_MANY.set(before);
    done
}

/// What both of these make, side by side.
pub(crate) fn both<A: Send, B: Send>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    rayon::join(|| alone(first), || alone(second))
}

/// What `task` makes of each item, in their order, side by side: each item is one task on a thread of its own.
pub(crate) fn side_by_side<I: Send, T: Send>(items: Vec<I>, task: impl Fn(I) -> T + Sync + Send) -> Vec<T> {
    items.into_par_iter().with_max_len(1).map(|item| alone(|| task(item))).collect()
}

/// What `f` makes of each part of something, in their order, on all threads; inside of [`alone`] on this one. `scratch` is working space
/// that parts may share one after the other.
pub(crate) fn parts<I: Send, S, T: Send>(
    items: Vec<I>,
    scratch: impl Fn() -> S + Sync + Send,
    f: impl Fn(&mut S, I) -> T + Sync + Send,
) -> Vec<T> {
    if ONE_OF_MANY.get() {
        let mut scratch = scratch();
        return items.into_iter().map(|item| f(&mut scratch, item)).collect();
    }
    items.into_par_iter().map_init(scratch, f).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use super::*;

    #[test]
    fn tasks_that_share_what_is_made_in_parts_all_end() {
        let shared: OnceLock<Vec<u64>> = OnceLock::new();
        let make =
            || parts((0..200u64).collect(), || 0, |_, k| (0..2000).fold(k, |a, b| a.wrapping_mul(31) + b));
        let sums =
            side_by_side((0..64u64).collect(), |k| shared.get_or_init(make).iter().fold(k, |a, b| a ^ b));
        let all = make().iter().fold(0, |a, b| a ^ b);
        assert_eq!(sums, (0..64).map(|k| k ^ all).collect::<Vec<_>>());
    }

    #[test]
    fn alone_ends_where_it_ends() {
        alone(|| alone(|| ()));
        assert!(!ONE_OF_MANY.get());
        assert_eq!(
            alone(|| parts(
                vec![3, 1, 2],
                || 0,
                |sum, k| {
                    *sum += k;
                    *sum
                }
            )),
            [3, 4, 6]
        );
    }
}
