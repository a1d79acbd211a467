//! Ends panics of borrowed libraries.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// What `work` returns, or nothing if it panics; then nothing is printed either.
///
/// For libraries that decode bytes from outside. `work` must own what it changes: it may leave that half done.
pub(crate) fn catch_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !CATCHING.get() {
                report(panic);
            }
        }));
    });
    let before = CATCHING.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(before);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_pass_and_panics_end() {
        assert_eq!(catch_panic(|| 1), Some(1));
        let nested = catch_panic(|| {
            assert_eq!(catch_panic::<()>(|| panic!("inside")), None);
            CATCHING.get()
        });
        assert_eq!(nested, Some(true), "what follows is still caught");
        assert!(!CATCHING.get());
    }
}
