//! What tests share: running the binaries of a chapter as a user would, killing them, and every reader of bytes from
//! outside ([`readers`]), which the tests of their seeds, of their memory and fuzzing (`fuzz/`) call.

mod binaries;
mod hostile;
mod kills;
pub mod readers;

pub use binaries::{
    Smaller, assert_same, chapter_binary_lists_and_suggests, copied_elsewhere, every_binary_runs, files, on_mnist,
    printed_and_drawn, unless_full,
};
pub use hostile::no_flag_breaks_a_binary;
pub use kills::every_kill_leaves_whole_files;

/// Whether slow tests run at their full size: with the variable `FULL_TESTS`, which `.ci/run` sets.
pub fn full() -> bool {
    std::env::var_os("FULL_TESTS").is_some()
}
