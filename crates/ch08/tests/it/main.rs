//! The chapter as a user runs it, and its network against reference values.

mod deep_convnet;
mod experiments;
#[path = "../../../../common/tests/it/fixed_dropout.rs"]
mod fixed_dropout;
#[path = "../../../../common/tests/it/golden_file.rs"]
mod golden_file;
mod own_digits;
