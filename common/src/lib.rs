//! The library of "Deep Learning from Scratch", on `ndarray`.

mod accuracy;
mod activation;
mod checkpoint;
mod conv;
mod exact_loss;
pub mod functions;
pub mod gemm;
mod gradient;
mod im2col;
mod init;
mod layer;
mod layers;
mod multi_layer_net;
mod multi_layer_net_extend;
mod network;
mod optimizer;
mod real;
mod samples;
mod smooth_curve;
mod trainer;
pub mod vector_math;
mod weights;

pub use accuracy::{accuracy, argmax};
pub use activation::{Activation, ActivationLayer, UnknownActivation};
pub use checkpoint::{Checkpoint, CheckpointError};
pub use conv::{ConvStack, ImageLayer, conv_reference, conv_reference_backward};
pub use exact_loss::ExactLoss;
pub use functions::{
    cross_entropy_error, identity_function, relu, relu_grad, sigmoid, sigmoid_grad, softmax, softmax_loss,
    step_function, sum_squared_error,
};
pub use gradient::{numerical_diff, numerical_gradient, numerical_gradient_2d, numerical_gradient_of};
pub use im2col::{OutputSizeError, col2im, conv_output_size, im2col};
pub use init::{UnknownWeightInit, WeightInit};
pub use layer::{Layer, Mode, Parameter};
pub use layers::{
    AddLayer, Affine, BatchNormalization, ChannelNormalization, ConvParam, Convolution, Dropout, Flatten, MulLayer,
    Pooling, Relu, Sigmoid, SoftmaxWithLoss, Tanh,
};
pub use multi_layer_net::MultiLayerNet;
pub use multi_layer_net_extend::MultiLayerNetExtend;
pub use network::{Network, Targets};
pub use optimizer::{
    AdaGrad, Adam, Momentum, Nesterov, Optimizer, OptimizerKind, OptimizerState, RmsProp, Sgd, UnknownOptimizer,
};
pub use real::Real;
pub use samples::{Pixels, Samples, fingerprint, random_choice, shuffle_dataset};
pub use smooth_curve::smooth_curve;
pub use trainer::{Epoch, Step, TrainError, Trainer, TrainerOptions};
pub use weights::{Weights, WeightsError, load_weights, save_weights};
