//! The library of "Deep Learning from Scratch", on `ndarray`.

mod activation;
mod conv;
pub mod functions;
pub mod gemm;
mod init;
mod im2col;
mod layer;
mod layers;
mod multi_layer_net;
mod multi_layer_net_extend;
mod network;
mod real;
pub mod vector_math;

pub use activation::{Activation, BoxedLayer, UnknownActivation};
pub use conv::{conv_reference, conv_reference_backward};
pub use functions::{
    cross_entropy_error, identity_function, relu, relu_grad, sigmoid, sigmoid_grad, softmax, softmax_loss, step_function, sum_squared_error,
};
pub use init::{UnknownWeightInit, WeightInit};
pub use im2col::{OutputSizeError, col2im, conv_output_size, im2col};
pub use layer::{Layer, Mode, Parameter};
pub use layers::{AddLayer, Affine, BatchNormalization, Convolution, Dropout, Flatten, MulLayer, Pooling, Relu, Sigmoid, SoftmaxWithLoss, Tanh};
pub use multi_layer_net::MultiLayerNet;
pub use multi_layer_net_extend::MultiLayerNetExtend;
pub use network::{Network, Targets};
pub use real::Real;
