//! The chapter as a user runs it, and its network against reference values.

mod drawn_digits;
mod experiments;
#[path = "../../../../common/tests/it/golden_file.rs"]
mod golden_file;
#[cfg(unix)]
mod resume;
mod simple_convnet;
