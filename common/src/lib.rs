//! The library of "Deep Learning from Scratch": functions, layers, gradients, optimizers and networks, on `ndarray`.
//!
//! | in the book | here | section |
//! |---|---|---|
//! | `identity_function` | [`identity_function`] | §3.4.3 |
//! | `step_function` | [`step_function`] | §3.2.3 |
//! | `sigmoid`, `sigmoid_grad` | [`sigmoid`], [`sigmoid_grad`] | §3.2.4 |
//! | `relu`, `relu_grad` | [`relu`], [`relu_grad`] | §3.2.7 |
//! | `softmax` | [`softmax`] | §3.5 |
//! | `sum_squared_error` | [`sum_squared_error`] | §4.2.1 |
//! | `cross_entropy_error` | [`cross_entropy_error`] | §4.2.2 |
//! | `softmax_loss` | [`softmax_loss`] | – |
//! | `np.dot` | [`gemm::dot`] | §3.3 |
//! | `numerical_diff` | [`numerical_diff`] | §4.3.1 |
//! | `numerical_gradient` | [`numerical_gradient`], [`numerical_gradient_2d`] | §4.4 |
//! | `network.numerical_gradient(x, t)` | [`numerical_gradient_of`] | §4.5.1 |
//! | `MulLayer`, `AddLayer` | [`MulLayer`], [`AddLayer`] | §5.4 |
//! | `Relu`, `Sigmoid` | [`Relu`], [`Sigmoid`]; also [`Tanh`] | §5.5 |
//! | `Affine` | [`Affine`] | §5.6.2 |
//! | `SoftmaxWithLoss` | [`SoftmaxWithLoss`] | §5.6.3 |
//! | `forward`, `backward` of a layer | [`Layer`] | §5.4 |
//! | `train_flg` | [`Mode`] | §6.3, §6.4.3 |
//! | `params`, `grads` | [`Network::parameters`], [`Parameter`] | §5.7.2 |
//! | `predict`, `loss`, `gradient` | [`Network`] | §4.5.1, §5.7.2 |
//! | `network.accuracy(x, t)` | [`accuracy`](fn@accuracy) | §4.5.1 |
//! | `t`, labels or one-hot | [`Targets`] | §4.2.4 |
//! | `np.argmax` | [`argmax`] | §3.6.2 |
//! | `np.random.choice` | [`random_choice`] | §4.2.3 |
//! | `x_train[batch_mask]` | [`Samples::gather`], [`Pixels`] | §4.2.3 |
//! | `SGD`, `Momentum`, `Nesterov` | [`Sgd`], [`Momentum`], [`Nesterov`] | §6.1.2, §6.1.4 |
//! | `AdaGrad`, `RMSprop`, `Adam` | [`AdaGrad`], [`RmsProp`], [`Adam`] | §6.1.5, §6.1.6 |
//! | `weight_init_std` | [`WeightInit`] | §6.2 |
//! | `BatchNormalization` | [`BatchNormalization`] | §6.3 |
//! | `Dropout` | [`Dropout`] | §6.4.3 |
//! | `MultiLayerNet` | [`MultiLayerNet`] | §6.1.8 |
//! | `MultiLayerNetExtend` | [`MultiLayerNetExtend`] | §6.3.2 |
//! | `Trainer` | [`Trainer`], [`TrainerOptions`] | §6.4.3 |
//! | `shuffle_dataset` | [`shuffle_dataset`] | §6.5.1 |
//! | `smooth_curve` | [`smooth_curve`](fn@smooth_curve) | §6.1.8 |
//! | `Convolution`, `Pooling` | [`Convolution`], [`Pooling`] | §7.4.3, §7.4.4 |
//! | `x.reshape(N, -1)` | [`Flatten`] | §7.5 |
//! | `im2col`, `col2im` | [`im2col`](fn@im2col), [`col2im`] | §7.4.2 |
//! | `conv_output_size` | [`conv_output_size`] | §7.2.4 |
//! | `conv_param` | [`ConvParam`] | §7.5 |
//! | `save_params`, `load_params` | [`save_weights`], [`load_weights`] | §7.5 |
//! | `pickle.load` | [`Weights`] | §3.6.2 |
//!
//! `TwoLayerNet`, `SimpleConvNet` and `DeepConvNet` live with their chapters, as in the book: crates `ch04`, `ch05`, `ch07` and
//! `ch08`.
//!
//! Letters of shapes: N samples of a batch, D features, M units, C channels, H and W height and width, FN filters, FH and FW
//! height and width of a filter, OH and OW height and width of the output.
//!
//! Shapes that do not fit panic with a message that names both; what comes from files is an error instead.
//!
//! # A network learns in ten lines
//!
//! ```
//! use common::{Activation, MultiLayerNet, Targets, Trainer, TrainerOptions, WeightInit};
//! use ndarray::array;
//! use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
//!
//! // XOR (§2.5), which one layer of weights cannot learn.
//! let (x, t) = (array![[0., 0.], [1., 0.], [0., 1.], [1., 1.]], Targets::Labels(array![0, 1, 1, 0]));
//! let mut rng = ChaCha8Rng::seed_from_u64(1);
//! let network = MultiLayerNet::<f64>::new(2, &[8], 2, Activation::Tanh, WeightInit::Xavier, &mut rng);
//! let options = TrainerOptions { epochs: 200, mini_batch_size: 4, learning_rate: 0.5, ..Default::default() };
//! let mut trainer = Trainer::new(network, (&x, &t), (&x, &t), options, rng)?;
//! while trainer.step()?.is_some() {}
//! assert_eq!(trainer.test_accuracy(), 1.0);
//! # Ok::<(), common::TrainError>(())
//! ```

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
