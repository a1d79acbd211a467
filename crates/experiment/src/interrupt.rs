//! Ctrl-C, for experiments that can stop early and keep what they have.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static HANDLER: Once = Once::new();

/// From now on the first Ctrl-C only makes [`requested`] true; the second one ends the process.
///
/// Experiments that never call this end at the first Ctrl-C, as usual: whatever they write is whole or absent.
pub fn watch() {
    HANDLER.call_once(|| {
        // Where no handler can be set, Ctrl-C ends the process as it always did.
        let _ = ctrlc::set_handler(|| {
            if INTERRUPTED.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
            eprintln!("stopping after this step; press Ctrl-C again to stop at once");
        });
    });
}

/// Whether Ctrl-C was pressed since [`watch`].
pub fn requested() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}
