//! Chapter 3, ニューラルネットワーク: neural networks, inference only.
//!
//! Replace the step of a perceptron by a smooth function, write a layer as a matrix product, and read digits with a
//! trained network.
//!
//! | book | here |
//! |---|---|
//! | `step_function.py` (§3.2.3) | [`step_function`], [`common::step_function`] |
//! | `sigmoid.py` (§3.2.4) | [`sigmoid`], [`common::sigmoid`] |
//! | `sig_step_compare.py` (§3.2.5) | [`sig_step_compare`] |
//! | `relu.py` (§3.2.7) | [`relu`], [`common::relu`] |
//! | `np.dot` (§3.3) | [`matrix_product`], `x.dot(&w)` of `ndarray` |
//! | figures 3-2 … 3-17 | [`network_graphs`] |
//! | `init_network`, `forward` (§3.4.3) | [`three_layer_forward`] |
//! | `softmax` (§3.5) | [`softmax`], [`common::softmax`] |
//! | `mnist_show.py` (§3.6.1) | [`mnist_show`] |
//! | `sample_weight.pkl` (§3.6.2) | [`sample_network`], [`train_sample_weight`] |
//! | `neuralnet_mnist.py` (§3.6.2) | [`neuralnet_mnist`] |
//! | `neuralnet_mnist_batch.py` (§3.6.3) | [`neuralnet_mnist_batch`] |
//!
//! §3.2.6 (非線形関数): why an activation must not be linear. Three layers of h(x) = c·x compute c·c·c·x, which one
//! layer with a weight of c³ computes too: without a bend in it, depth adds nothing.
//!
//! §3.5.4 (出力層のニューロンの数): as many as there are classes; ten for the digits. The input layer has one for each
//! pixel, 784, and those between are chosen: here 50 and 100.

pub mod batch_time;
mod contents;
pub mod digits;
pub mod matrix_product;
pub mod mnist_show;
pub mod network_graphs;
pub mod neuralnet_mnist;
pub mod neuralnet_mnist_batch;
pub mod relu;
pub mod sample_network;
pub mod sig_step_compare;
pub mod sigmoid;
pub mod softmax;
pub mod step_function;
pub mod three_layer_forward;
pub mod train_sample_weight;

use experiment::{Chapter, Entry};

pub use neuralnet_mnist::NeuralnetMnist;
pub use neuralnet_mnist_batch::NeuralnetMnistBatch;
pub use train_sample_weight::TrainSampleWeight;

/// The experiments of chapter 3, in the book's order.
pub const CHAPTER: Chapter = Chapter {
    number: 3,
    title: "Neural networks",
    japanese: "ニューラルネットワーク",
    experiments: &[
        Entry::script(contents::STEP_FUNCTION, step_function::run),
        Entry::script(contents::SIGMOID, sigmoid::run),
        Entry::script(contents::SIG_STEP_COMPARE, sig_step_compare::run),
        Entry::script(contents::RELU, relu::run),
        Entry::script(contents::NETWORK_GRAPHS, network_graphs::run),
        Entry::script(contents::MATRIX_PRODUCT, matrix_product::run),
        Entry::script(contents::THREE_LAYER_FORWARD, three_layer_forward::run),
        Entry::script(contents::SOFTMAX, softmax::run),
        Entry::script(contents::MNIST_SHOW, mnist_show::run),
        Entry::of::<TrainSampleWeight>(contents::TRAIN_SAMPLE_WEIGHT),
        Entry::of::<NeuralnetMnist>(contents::NEURALNET_MNIST),
        Entry::of::<NeuralnetMnistBatch>(contents::NEURALNET_MNIST_BATCH),
    ],
};
