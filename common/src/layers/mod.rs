//! The layers of the book, one file each, written as formulas: what `f64` and the gradient checks run, and, with
//! [`Kernels::Book`](crate::Kernels::Book), `f32` too.
//!
//! Book: §5.4–5.6, §6.3–6.4, §7.4, `common/layers.py`.

pub(crate) mod affine;
pub(crate) mod batch_norm_2d;
pub(crate) mod batch_normalization;
mod convolution;
mod dropout;
mod pooling;
mod relu;
mod sigmoid;
mod simple;
pub(crate) mod softmax_with_loss;
mod tanh;

pub use affine::Affine;
pub use batch_norm_2d::BatchNorm2d;
pub use batch_normalization::BatchNormalization;
pub use convolution::{ConvParam, Convolution};
pub use dropout::Dropout;
pub use pooling::Pooling;
pub use relu::Relu;
pub use sigmoid::Sigmoid;
pub use simple::{AddLayer, MulLayer};
pub use softmax_with_loss::SoftmaxWithLoss;
pub use tanh::Tanh;
