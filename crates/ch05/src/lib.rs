//! Chapter 5, 誤差逆伝播法: backpropagation.
//!
//! The gradient of a loss for all weights at once: each node of the computational graph passes back what
//! reaches it, times its own derivative. The network of chapter 4 learns in seconds this way.
//!
//! | book | here |
//! |---|---|
//! | 計算グラフ, 連鎖律, 逆伝播 (§5.1–5.3) | [`computational_graphs`] |
//! | `buy_apple.py` (§5.4.1) | [`buy_apple`] |
//! | `buy_apple_orange.py` (§5.4.2) | [`buy_apple_orange`] |
//! | `layer_naive.py`: `MulLayer`, `AddLayer` | [`common::MulLayer`], [`common::AddLayer`] |
//! | `Relu`, `Sigmoid` (§5.5) | [`common::Relu`], [`common::Sigmoid`], shown in [`layers_demo`] |
//! | `Affine`, `SoftmaxWithLoss` (§5.6) | [`common::Affine`], [`common::SoftmaxWithLoss`], shown in [`layers_demo`] |
//! | `two_layer_net.py`, class `TwoLayerNet` (§5.7.2) | [`TwoLayerNet`] |
//! | `gradient_check.py` (§5.7.3) | [`gradient_check`](mod@gradient_check), and why the gradients differ: [`gradient_kinks`] |
//! | `train_neuralnet.py` (§5.7.4) | [`train_neuralnet`] |
//!
//! Two things that the book leaves to its readers are here too: gradients derived by hand ([`one_two_one`]), and a
//! perceptron with sigmoid outputs, a logistic cost and a penalty on large weights ([`mlp_classifier`]).

pub mod buy_apple;
pub mod buy_apple_orange;
pub mod computational_graphs;
mod contents;
pub mod gradient_check;
pub mod gradient_kinks;
pub mod graphs;
pub mod layers_demo;
pub mod mlp_classifier;
pub mod neural_net_mlp;
pub mod one_two_one;
pub mod train_neuralnet;
pub mod two_layer_net;

use experiment::{Chapter, Entry};

pub use buy_apple::BuyApple;
pub use buy_apple_orange::BuyAppleOrange;
pub use computational_graphs::ComputationalGraphs;
pub use gradient_check::GradientCheck;
pub use gradient_kinks::GradientKinks;
pub use layers_demo::LayersDemo;
pub use mlp_classifier::MlpClassifier;
pub use neural_net_mlp::NeuralNetMlp;
pub use train_neuralnet::TrainNeuralnet;
pub use two_layer_net::TwoLayerNet;

/// Chapter 5 and its experiments.
pub const CHAPTER: Chapter = Chapter {
    number: 5,
    title: "Backpropagation",
    japanese: "誤差逆伝播法",
    experiments: &[
        Entry::of::<ComputationalGraphs>(contents::COMPUTATIONAL_GRAPHS),
        Entry::of::<BuyApple>(contents::BUY_APPLE),
        Entry::of::<BuyAppleOrange>(contents::BUY_APPLE_ORANGE),
        Entry::of::<LayersDemo>(contents::LAYERS_DEMO),
        Entry::of::<GradientCheck>(contents::GRADIENT_CHECK),
        Entry::of::<GradientKinks>(contents::GRADIENT_KINKS),
        Entry::of::<TrainNeuralnet>(contents::TRAIN_NEURALNET),
        Entry::of::<MlpClassifier>(contents::MLP_CLASSIFIER),
    ],
};
