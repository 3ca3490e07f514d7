//! What is made once for each key, however many threads ask for it.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Values by key, each made when it is first asked for.
#[derive(Debug)]
pub(super) struct Made<K, T>(Mutex<HashMap<K, Arc<OnceLock<Arc<T>>>>>);

impl<K, T> Default for Made<K, T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, T> Made<K, T> {
    /// The value of a key. Other keys do not wait while it is made.
    pub(super) fn get(&self, key: K, make: impl FnOnce() -> T) -> Arc<T> {
        let place = {
            let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(places.entry(key).or_default())
        };
        Arc::clone(place.get_or_init(|| Arc::new(make())))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::threads::side_by_side;

    #[test]
    fn each_key_is_made_once_whoever_asks() {
        let (made, times) = (Made::default(), AtomicU32::new(0));
        let of = |key: u32| {
            *made.get(key, || {
                times.fetch_add(1, Ordering::Relaxed);
                key * 10
            })
        };
        assert_eq!(side_by_side((0..90).collect(), |at: u32| of(at % 3)).iter().sum::<u32>(), 900);
        assert_eq!(times.into_inner(), 3);
    }
}
