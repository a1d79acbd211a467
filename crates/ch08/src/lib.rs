//! Chapter 8, ディープラーニング: deep networks.
//!
//! Three by three filters, one layer upon another, weights drawn as He does, Adam, dropout: the network that the book
//! ends with. And what makes it better (more data from the same data), what makes it fast, and how few bits it needs.
//!
//! | section | script | here |
//! |---|---|---|
//! | §8.1.1 | – | [`DeepnetGraph`] |
//! | §8.1.1 | `deep_convnet.py` | [`DeepConvNet`] |
//! | §8.1.1 | `train_deepnet.py` | [`TrainDeepnet`] |
//! | §8.1.1 | `misclassified_mnist.py` | [`MisclassifiedMnist`] |
//! | beside §8.1 | – | [`FeatureMaps`], after §7.6 |
//! | beside §8.1 | – | [`ConfusionMatrix`] |
//! | §8.1.2 | – | [`DataAugmentation`], [`Augmentation`] |
//! | §8.1.3 | – | [`ReceptiveField`] |
//! | §8.3.1 | – | [`LayerTime`] |
//! | §8.3.4 | `half_float_network.py` | [`HalfFloatNetwork`] |
//! | §8.1.2 | – | [`AwesomeNet`], [`AwesomeConvNet`], [`Ensemble`] |
//! | beside §8.1 | – | [`Recognize`] |
//!
//! Prose in the book, without code: **VGG** (2014) stacks 3×3 convolutions, as `DeepConvNet` does; **GoogLeNet** (2014)
//! puts filters of several sizes beside each other (inception); **ResNet** (2015) adds a layer's input to its output, so
//! that gradients reach 150 layers (§8.2). **Transfer learning** starts from weights learned elsewhere (§8.2.4). Beyond
//! classification: **object detection** (R-CNN, Faster R-CNN), **segmentation** (FCN), **captions** (a convolutional
//! network read by a recurrent one) (§8.4), **style transfer**, generated images, and **DQN**, which learns games from
//! pixels by reinforcement (§8.5).

pub mod augment;
pub mod awesome_conv_net;
pub mod awesome_net;
pub mod awesome_training;
pub mod confusion_matrix;
mod contents;
pub mod data_augmentation;
pub mod deep_convnet;
pub mod deepnet_graph;
pub mod ensemble;
pub mod feature_maps;
pub mod half_float_network;
pub mod layer_time;
pub mod misclassified_mnist;
pub mod misclassified_tiles;
mod networks;
pub mod number_formats;
pub mod receptive_field;
pub mod recognize;
mod recognize_figure;
pub mod train_deepnet;

use experiment::{Chapter, Entry};

pub use augment::{Augmentation, Deformation};
pub use awesome_conv_net::AwesomeConvNet;
pub use awesome_net::AwesomeNet;
pub use confusion_matrix::{ConfusionMatrix, confusion_matrix};
pub use data_augmentation::DataAugmentation;
pub use deep_convnet::DeepConvNet;
pub use deepnet_graph::DeepnetGraph;
pub use ensemble::Ensemble;
pub use feature_maps::FeatureMaps;
pub use half_float_network::HalfFloatNetwork;
pub use layer_time::LayerTime;
pub use misclassified_mnist::MisclassifiedMnist;
pub use receptive_field::ReceptiveField;
pub use recognize::Recognize;
pub use train_deepnet::TrainDeepnet;

/// The weights that `train_deepnet` learned on MNIST with its default flags.
pub const WEIGHTS: &[u8] = include_bytes!("../weights/deep_convnet.safetensors");

/// The experiments of the chapter, in the book's order.
pub const CHAPTER: Chapter = Chapter {
    number: 8,
    title: "Deep learning",
    japanese: "ディープラーニング",
    experiments: &[
        Entry::of::<DeepnetGraph>(contents::DEEPNET_GRAPH),
        Entry::of::<TrainDeepnet>(contents::TRAIN_DEEPNET),
        Entry::of::<MisclassifiedMnist>(contents::MISCLASSIFIED_MNIST),
        Entry::of::<FeatureMaps>(contents::FEATURE_MAPS),
        Entry::of::<ConfusionMatrix>(contents::CONFUSION_MATRIX),
        Entry::of::<DataAugmentation>(contents::DATA_AUGMENTATION),
        Entry::of::<ReceptiveField>(contents::RECEPTIVE_FIELD),
        Entry::of::<LayerTime>(contents::LAYER_TIME),
        Entry::of::<HalfFloatNetwork>(contents::HALF_FLOAT_NETWORK),
        Entry::of::<AwesomeNet>(contents::AWESOME_NET),
        Entry::of::<Recognize>(contents::RECOGNIZE),
    ],
};
