//! The chapter as a user runs it, what its pages state, and its network against reference values.

mod augment;
mod awesome_conv_net;
mod awesome_training;
mod confusion_matrix;
mod data_augmentation;
mod deep_convnet;
mod deepnet_graph;
mod ensemble;
mod experiments;
mod feature_maps;
#[path = "../../../../common/tests/it/fixed_dropout.rs"]
mod fixed_dropout;
#[path = "../../../../common/tests/it/golden_file.rs"]
mod golden_file;
mod half_float_network;
mod layer_time;
mod misclassified_mnist;
mod misclassified_tiles;
mod number_formats;
mod own_digits;
mod receptive_field;

use std::path::{Path, PathBuf};

use common::{Samples, Targets};
use experiment::Format;

/// The test images of MNIST, as images, and their labels.
fn mnist_test() -> (Samples<f32>, Targets<f32>) {
    let options = dataset::Options { choice: dataset::Choice::Mnist, ..dataset::Options::default() };
    Format { flatten: false, ..Format::default() }.of(&dataset::load_mnist(&options).unwrap().test)
}

/// The pickle of the book's own weights.
fn book_weights() -> PathBuf {
    let folder = std::env::var_os("BOOK_WEIGHTS_DIR").expect("BOOK_WEIGHTS_DIR is set");
    Path::new(&folder).join("deep_convnet_params.pkl")
}
