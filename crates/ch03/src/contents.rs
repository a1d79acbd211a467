//! The table of contents: for each script its name, section, what it does, and its figures with their captions.

use experiment::Info;

pub(crate) const STEP_FUNCTION: Info = Info::new("step_function", "§3.2.3", "The step function")
    .figures(&[("step_function", "The step function is 0 or 1")]);

pub(crate) const SIGMOID: Info = Info::new("sigmoid", "§3.2.4", "The sigmoid function")
    .figures(&[("sigmoid", "The sigmoid function stays between 0 and 1")]);

pub(crate) const SIG_STEP_COMPARE: Info =
    Info::new("sig_step_compare", "§3.2.5", "Sigmoid and step compared").figures(&[
        ("sig_step_compare", "Sigmoid solid, step dashed"),
        ("sig_step_compare_loss", "The area between the two: what the step does not pass on"),
    ]);

pub(crate) const RELU: Info = Info::new("relu", "§3.2.7", "The rectified linear unit")
    .figures(&[("relu", "ReLU: nothing below 0, the input itself above")]);

pub(crate) const NETWORK_GRAPHS: Info =
    Info::new("network_graphs", "§3.3.3", "Neural networks as diagrams").figures(&[
        ("network_graphs_activation", "An activation function between one layer and the next"),
        ("network_graphs_symbols", "One layer: every input reaches every output with a weight of its own"),
        ("network_graphs_numbers", "The same with numbers: X·W = (5, 11, 17)"),
        ("network_graphs_middle_layer", "A layer in the middle as one matrix product"),
    ]);

pub(crate) const MATRIX_PRODUCT: Info =
    Info::new("matrix_product", "§3.3", "Arrays of several dimensions and their products");

pub(crate) const THREE_LAYER_FORWARD: Info =
    Info::new("three_layer_forward", "§3.4.3", "The forward pass of a three-layer network");

pub(crate) const SOFTMAX: Info = Info::new("softmax", "§3.5", "Softmax, and how the naive form overflows")
    .figures(&[("softmax", "Scores and the shares that softmax makes of them")]);

pub(crate) const MNIST_SHOW: Info = Info::new("mnist_show", "§3.6.1", "The digits of MNIST").figures(&[
    ("mnist_show", "The first image of the training data"),
    ("mnist_show_grid", "Twenty images of the test data with their labels"),
]);

pub(crate) const TRAIN_SAMPLE_WEIGHT: Info =
    Info::new("train_sample_weight", "§3.6.2", "Trains the network whose weights ship with this chapter")
        .figures(&[("train_sample_weight", "Accuracy after each epoch")]);

pub(crate) const NEURALNET_MNIST: Info =
    Info::new("neuralnet_mnist", "§3.6.2", "Classifies the test images one by one")
        .figures(&[("neuralnet_mnist", "The first images that the network misclassifies")]);

pub(crate) const NEURALNET_MNIST_BATCH: Info =
    Info::new("neuralnet_mnist_batch", "§3.6.3", "Classifies the test images in batches")
        .measures_time()
        .figures(&[("neuralnet_mnist_batch", "Measured time per image, one by one and in batches of several sizes")]);
