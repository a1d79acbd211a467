//! Chapter 4, ニューラルネットワークの学習: learning.
//!
//! A loss says how wrong the network is; its gradient says in which direction each weight makes it less wrong;
//! gradient descent goes that way, a mini-batch at a time. Here the gradient is numerical: each weight is moved a little to both
//! sides, and the loss looked at. That is slow as the book does it, and fast as
//! [`incremental_gradient`] does it.
//!
//! | book | here |
//! |---|---|
//! | §4.2 損失関数, `sum_squared_error`, `cross_entropy_error` | [`loss_functions`] |
//! | §4.2.3 ミニバッチ学習 | [`mini_batch`] |
//! | §4.2.5 なぜ損失関数を設定するのか | [`sigmoid_between_lines`] |
//! | §4.3.1 微分, the bad and the good numerical derivative | [`rounding_error`] |
//! | `gradient_1d.py` (§4.3.2) | [`gradient_1d`] |
//! | figure 4-8 (§4.3.3 偏微分) | [`function_2_3d`] |
//! | `gradient_2d.py` (§4.4 勾配) | [`gradient_2d`] |
//! | `gradient_method.py` (§4.4.1 勾配法) | [`gradient_method`] |
//! | `gradient_simplenet.py` (§4.4.2) | [`gradient_simplenet`] |
//! | `two_layer_net.py` (§4.5.1) | [`two_layer_net`], [`two_layer_shapes`] |
//! | `TwoLayerNet.numerical_gradient` (§4.5.1) | [`common::numerical_gradient_of`], [`incremental_gradient`] |
//! | `train_neuralnet.py` (§4.5.2, §4.5.3) | [`train_neuralnet`], [`train_neuralnet_numerical`] |

mod contents;
pub mod descent_animation;
pub mod function_2_3d;
pub mod gradient_1d;
pub mod gradient_2d;
pub mod gradient_method;
pub mod gradient_simplenet;
pub mod incremental_gradient;
pub mod loss_functions;
pub mod mini_batch;
pub mod notebook;
pub mod rounding_error;
pub mod sigmoid_between_lines;
pub mod train_neuralnet;
pub mod train_neuralnet_numerical;
pub mod two_layer_net;
pub mod two_layer_shapes;

use experiment::{Chapter, Entry};

pub use function_2_3d::Function23d;
pub use gradient_2d::Gradient2d;
pub use gradient_method::GradientMethod;
pub use loss_functions::LossFunctions;
pub use mini_batch::MiniBatch;
pub use rounding_error::RoundingError;
pub use sigmoid_between_lines::SigmoidBetweenLines;
pub use train_neuralnet::TrainNeuralnet;
pub use train_neuralnet_numerical::TrainNeuralnetNumerical;
pub use two_layer_net::{Parameters, TwoLayerNet};
pub use two_layer_shapes::TwoLayerShapes;

/// The experiments of chapter 4, in the book's order.
pub const CHAPTER: Chapter = Chapter {
    number: 4,
    title: "Learning",
    japanese: "ニューラルネットワークの学習",
    experiments: &[
        Entry::of::<LossFunctions>(contents::LOSS_FUNCTIONS),
        Entry::of::<MiniBatch>(contents::MINI_BATCH),
        Entry::of::<SigmoidBetweenLines>(contents::SIGMOID_BETWEEN_LINES),
        Entry::of::<RoundingError>(contents::ROUNDING_ERROR),
        Entry::script(contents::GRADIENT_1D, gradient_1d::run),
        Entry::of::<Function23d>(contents::FUNCTION_2_3D),
        Entry::of::<Gradient2d>(contents::GRADIENT_2D),
        Entry::of::<GradientMethod>(contents::GRADIENT_METHOD),
        Entry::script(contents::GRADIENT_SIMPLENET, gradient_simplenet::run),
        Entry::of::<TwoLayerShapes>(contents::TWO_LAYER_SHAPES),
        Entry::of::<TrainNeuralnet>(contents::TRAIN_NEURALNET),
        Entry::of::<TrainNeuralnetNumerical>(contents::TRAIN_NEURALNET_NUMERICAL),
    ],
};
