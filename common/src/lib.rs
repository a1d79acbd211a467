//! The library of "Deep Learning from Scratch", on `ndarray`.

mod layer;
mod network;
mod real;

pub use layer::{Layer, Mode, Parameter};
pub use network::{Network, Targets};
pub use real::Real;
