//! Memory that the images of a batch work in one after the other.

use std::sync::{Mutex, PoisonError};

/// As many `T` as threads ever worked at once. Who takes the one that was used last finds it in the cache.
#[derive(Debug)]
pub(super) struct Spare<T>(Mutex<Vec<T>>);

impl<T> Spare<T> {
    /// Calls `work` with one of them, which `new` makes if all are in use.
    pub(super) fn with<R>(&self, new: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let spare = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = spare().pop();
        let mut one = last.unwrap_or_else(new);
        let result = work(&mut one);
        spare().push(one);
        result
    }
}

impl<T> Default for Spare<T> {
    fn default() -> Self {
        Spare(Mutex::default())
    }
}

impl<T> Clone for Spare<T> {
    /// None yet: what they hold is of no use to another batch.
    fn clone(&self) -> Self {
        Spare::default()
    }
}
