//! Chapter 6, 学習に関するテクニック: techniques for training.
//!
//! How to update the parameters (optimizers), how to initialise them, how to keep the activations of every layer spread
//! (batch normalization), how to avoid overfitting (weight decay, dropout), and how to choose hyperparameters.
//!
//! | section | script | here |
//! |---|---|---|
//! | §6.1.7 | `optimizer_compare_naive.py` | [`OptimizerCompareNaive`] |
//! | §6.1.8 | `optimizer_compare_mnist.py` | [`OptimizerCompareMnist`] |
//! | §6.2.2 | `weight_init_activation_histogram.py` | [`WeightInitActivationHistogram`] |
//! | §6.2.4 | `weight_init_compare.py` | [`WeightInitCompare`] |
//! | §6.3.1 | – | [`BatchNormGraph`] |
//! | §6.3.2 | `batch_norm_test.py` | [`BatchNormTest`] |
//! | §6.3 | `batch_norm_gradient_check.py` | [`BatchNormGradientCheck`] |
//! | §6.4.2 | `overfit_weight_decay.py` | [`OverfitWeightDecay`] |
//! | §6.4.3 | `overfit_dropout.py` | [`OverfitDropout`] |
//! | §6.5.1 | – | [`ValidationSplit`] |
//! | §6.5.3 | `hyperparameter_optimization.py` | [`HyperparameterOptimization`] |
//!
//! [`HiddenLayerDigits`] is not in the book: four networks, each improving on the one before (all weights 1, random
//! weights, ReLU, a second hidden layer).
//!
//! **AdaDelta** (§6.1 names it in passing) does without a learning rate: it scales each step by the ratio of two
//! running means, that of the squared steps taken and that of the squared gradients (Zeiler 2012,
//! arXiv:1212.5701). The book gives no code for it, and neither does this chapter.

pub mod batch_norm_gradient_check;
pub mod batch_norm_graph;
pub mod batch_norm_test;
pub mod captions;
mod contents;
mod curves;
pub mod gradient_norms;
pub mod hidden_layer_digits;
mod histograms;
pub mod hyperparameter_optimization;
pub mod indexes;
pub mod notebook;
pub mod optimizer_compare_mnist;
pub mod optimizer_compare_naive;
pub mod overfit_dropout;
pub mod overfit_weight_decay;
pub mod path_animation;
pub mod validation_split;
pub mod weight_init_activation_histogram;
pub mod weight_init_compare;

use experiment::{Chapter, Entry};

pub use batch_norm_gradient_check::BatchNormGradientCheck;
pub use batch_norm_graph::BatchNormGraph;
pub use batch_norm_test::BatchNormTest;
pub use hidden_layer_digits::HiddenLayerDigits;
pub use hyperparameter_optimization::HyperparameterOptimization;
pub use indexes::Indexes;
pub use optimizer_compare_mnist::OptimizerCompareMnist;
pub use optimizer_compare_naive::OptimizerCompareNaive;
pub use overfit_dropout::OverfitDropout;
pub use overfit_weight_decay::OverfitWeightDecay;
pub use validation_split::ValidationSplit;
pub use weight_init_activation_histogram::WeightInitActivationHistogram;
pub use weight_init_compare::WeightInitCompare;

/// The experiments of the chapter, in the book's order.
pub const CHAPTER: Chapter = Chapter {
    number: 6,
    title: "Techniques for learning",
    japanese: "学習に関するテクニック",
    experiments: &[
        Entry::of::<OptimizerCompareNaive>(contents::OPTIMIZER_COMPARE_NAIVE),
        Entry::of::<OptimizerCompareMnist>(contents::OPTIMIZER_COMPARE_MNIST),
        Entry::of::<WeightInitActivationHistogram>(contents::WEIGHT_INIT_ACTIVATION_HISTOGRAM),
        Entry::of::<WeightInitCompare>(contents::WEIGHT_INIT_COMPARE),
        Entry::of::<BatchNormGraph>(contents::BATCH_NORM_GRAPH),
        Entry::of::<BatchNormTest>(contents::BATCH_NORM_TEST),
        Entry::of::<BatchNormGradientCheck>(contents::BATCH_NORM_GRADIENT_CHECK),
        Entry::of::<OverfitWeightDecay>(contents::OVERFIT_WEIGHT_DECAY),
        Entry::of::<OverfitDropout>(contents::OVERFIT_DROPOUT),
        Entry::of::<ValidationSplit>(contents::VALIDATION_SPLIT),
        Entry::of::<HyperparameterOptimization>(contents::HYPERPARAMETER_OPTIMIZATION),
        Entry::of::<HiddenLayerDigits>(contents::HIDDEN_LAYER_DIGITS),
    ],
};
