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
//! | `np.dot` | [`dot`] | §3.3 |
//! | `numerical_diff` | [`numerical_diff`] | §4.3.1 |
//! | `numerical_gradient` | [`numerical_gradient`], [`numerical_gradient_2d`] | §4.4 |
//! | `network.numerical_gradient(x, t)` | [`Network::numerical_gradient`], [`numerical_gradient_of`] | §4.5.1 |
//! | `MulLayer`, `AddLayer` | [`MulLayer`], [`AddLayer`] | §5.4 |
//! | `Relu`, `Sigmoid` | [`Relu`], [`Sigmoid`]; also [`Tanh`] | §5.5 |
//! | `Affine` | [`Affine`] | §5.6.2 |
//! | `SoftmaxWithLoss` | [`SoftmaxWithLoss`] | §5.6.3 |
//! | `forward`, `backward` of a layer | [`Layer`] | §5.4 |
//! | `train_flg` | [`Mode`] | §6.3, §6.4.3 |
//! | `self.layers` | [`Sequential`] | §5.7.2 |
//! | `params`, `grads` | [`Network::params`], [`Param`], [`Network::grads`] | §5.7.2 |
//! | `predict`, `loss`, `gradient` | [`Network`] | §4.5.1, §5.7.2 |
//! | `network.accuracy(x, t)` | [`Network::accuracy`] | §4.5.1 |
//! | `t`, labels or one-hot | [`Targets`] | §4.2.4 |
//! | `np.argmax` | [`argmax`] | §3.6.2 |
//! | `np.random.choice` | [`random_choice`] | §4.2.3 |
//! | `x_train`, `x_train[batch_mask]` | [`Samples`], [`Samples::select`] | §4.2.3 |
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
//! | `x.reshape(N, -1)` | [`rows`] | §7.5 |
//! | `im2col`, `col2im` | [`im2col`](fn@im2col), [`col2im`] | §7.4.2 |
//! | `conv_output_size` | [`conv_output_size`] | §7.2.4 |
//! | `conv_param` | [`ConvParam`] | §7.5 |
//!
//! `TwoLayerNet`, `SimpleConvNet` and `DeepConvNet` live with their chapters, as in the book: crates `ch04`, `ch05`, `ch07` and
//! `ch08`.
//!
//! Letters of shapes: N samples of a batch, D features, M units, C channels, H and W height and width, FN filters, FH and FW
//! height and width of a filter, OH and OW height and width of the output.
//!
//! Shapes that do not fit panic with a message that names both; what comes from files is an error instead.
//!
//! # Training a network in ten lines
//!
//! ```
//! use common::{Activation, MultiLayerNet, Samples, Targets, Trainer, TrainerOptions, WeightInit, tensor};
//! use ndarray::array;
//! use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
//!
//! // XOR (§2.5), which one layer of weights cannot learn.
//! let x = Samples::from(tensor(array![[0., 0.], [1., 0.], [0., 1.], [1., 1.]]));
//! let t = Targets::Labels(array![0, 1, 1, 0]);
//! let mut rng = ChaCha8Rng::seed_from_u64(1);
//! let mut network = MultiLayerNet::new(2, &[8], 2, Activation::Tanh, WeightInit::Xavier, &mut rng);
//! let options = TrainerOptions { epochs: 200, mini_batch_size: 4, learning_rate: 0.5, ..Default::default() };
//! let mut trainer = Trainer::new(&mut network, (&x, &t), (&x, &t), options, rng)?;
//! trainer.train(|_| ())?;
//! assert_eq!(trainer.test_accuracy(), 1.0);
//! # Ok::<(), common::TrainError>(())
//! ```

mod activation;
mod architecture;
mod compiled;
pub mod functions;
mod fused;
mod gradient;
mod im2col;
mod init;
mod into_layer;
mod kernel_choice;
pub mod kinks;
mod layer;
mod layers;
mod multi_layer_net;
mod multi_layer_net_extend;
mod network;
mod optimizer;
mod real;
mod samples;
mod sequential;
mod smooth_curve;
mod targets;
mod tensor;
mod trainer;

pub use activation::{Activation, UnknownActivation};
pub use architecture::ArchitectureError;
pub use functions::{
    cross_entropy_error, identity_function, relu, relu_grad, sigmoid, sigmoid_grad, softmax, softmax_loss,
    step_function, sum_squared_error,
};
pub use gradient::{numerical_diff, numerical_gradient, numerical_gradient_2d, numerical_gradient_of};
pub use im2col::{OutputSizeError, col2im, conv_output_size, im2col};
pub use init::{UnknownWeightInit, WeightInit};
pub use into_layer::IntoLayer;
pub use kernel_choice::{Kernels, UnknownKernels};
pub use layer::{Layer, Mode, Named, Param, Value};
pub use layers::{
    AddLayer, Affine, BatchNorm2d, BatchNormalization, ConvParam, Convolution, Dropout, MulLayer, Pooling, Relu,
    Sigmoid, SoftmaxWithLoss, Tanh,
};
pub use multi_layer_net::MultiLayerNet;
pub use multi_layer_net_extend::{Extensions, MultiLayerNetExtend};
pub use network::{Grads, Network, State, argmax};
pub use optimizer::{
    AdaGrad, Adam, Momentum, Nesterov, Optimizer, OptimizerKind, OptimizerState, RmsProp, Sgd, UnknownOptimizer,
};
pub use real::Real;
pub use samples::{Samples, random_choice, shuffle_dataset};
pub use sequential::Sequential;
pub use smooth_curve::smooth_curve;
pub use targets::Targets;
pub use tensor::{Tensor, dot, rows, tensor};
pub use trainer::{Data, Epoch, TrainError, Trainer, TrainerOptions, check_batch_size, check_loss};
