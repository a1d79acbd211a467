//! The instruction set that everything but the products of the gemm crates runs with.

use std::cell::Cell;

use pulp::{Arch, WithSimd};

thread_local! {
    /// Whether this thread takes the code for processors without vectors.
    static PORTABLE: Cell<bool> = const { Cell::new(false) };
}

/// Does `work` as a processor without vectors would: what this thread itself computes meanwhile, the products of the gemm
/// crates excepted. To be tested and measured where there are vectors.
pub fn portably<R>(work: impl FnOnce() -> R) -> R {
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            PORTABLE.set(self.0);
        }
    }
    let _restore = Restore(PORTABLE.replace(true));
    work()
}

/// Runs `work` with the best instruction set of this processor.
#[inline(always)]
pub(crate) fn dispatch<W: WithSimd>(work: W) -> W::Output {
    let arch = if PORTABLE.get() { Arch::Scalar } else { Arch::new() };
    arch.dispatch(work)
}
