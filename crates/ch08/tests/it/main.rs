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
