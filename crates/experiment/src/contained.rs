//! Panics of other people's code that end there.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// What `work` returns, or nothing if it panics; then nothing is printed either.
///
/// For libraries that are fed with bytes from outside: `work` must own what it changes, for it may leave it half done.
pub(crate) fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !CONTAINED.get() {
                report(panic);
            }
        }));
    });
    let before = CONTAINED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    CONTAINED.set(before);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_pass_and_panics_end() {
        assert_eq!(contained(|| 1), Some(1));
        let nested = contained(|| {
            assert_eq!(contained::<()>(|| panic!("inside")), None);
            CONTAINED.get()
        });
        assert_eq!(nested, Some(true), "what follows is still contained");
        assert!(!CONTAINED.get());
    }
}
