//! The layers of the book, one file each.
//!
//! Book: §5.4–5.6, §6.3–6.4, §7.4, `common/layers.py`.

mod affine;
mod batch_normalization;
mod channel_normalization;
mod convolution;
mod dropout;
mod flatten;
mod pooling;
mod relu;
mod sigmoid;
mod simple;
mod softmax_with_loss;
mod tanh;

pub use affine::Affine;
pub use batch_normalization::BatchNormalization;
pub use channel_normalization::ChannelNormalization;
pub use convolution::{ConvParam, Convolution};
pub use dropout::Dropout;
pub use flatten::Flatten;
pub use pooling::Pooling;
pub use relu::Relu;
pub use sigmoid::Sigmoid;
pub use simple::{AddLayer, MulLayer};
pub use softmax_with_loss::SoftmaxWithLoss;
pub use tanh::Tanh;
