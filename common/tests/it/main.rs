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
