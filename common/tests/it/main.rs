//! The library against reference values, against definitions, and the fast kernels against the layers as written.

mod architecture;
mod cases;
mod convolution;
mod examples;
mod fixed_dropout;
mod functions;
mod golden_file;
mod gradient;
mod im2col;
mod init;
mod kernels;
mod layers;
mod networks;
mod optimizers;
mod reference;
mod samples;
mod simple_layers;
mod smooth_curve;
mod tensor;
mod training;

/// Whether slow tests run at their full size, as they do in `.ci/run`.
fn full() -> bool {
    std::env::var_os("FULL_TESTS").is_some()
}
