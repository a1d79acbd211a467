//! The library against reference values, against definitions, and the fast kernels against the layers as written.

mod cases;
mod convolution;
mod examples;
mod fixed_dropout;
mod functions;
mod golden_file;
mod kernels;
mod layers;
mod networks;
mod reference;
mod training;

/// Whether slow tests run at their full size, as they do in `.ci/run`.
fn full() -> bool {
    std::env::var_os("FULL_TESTS").is_some()
}
