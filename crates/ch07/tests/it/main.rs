//! The chapter as a user runs it, what its pages state, and its network against reference values.

mod apply_filter;
mod conv_output_size;
mod convolution_demo;
mod drawn_digits;
mod experiments;
mod filter_tiles;
#[path = "../../../../common/tests/it/golden_file.rs"]
mod golden_file;
mod gradient_kinks;
mod im2col_demo;
#[cfg(unix)]
mod resume;
mod simple_convnet;
mod visualize_filter;
