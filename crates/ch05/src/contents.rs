//! The table of contents: for each script its name, section, what it does, and its figures with their captions.

use experiment::Info;

pub(crate) const COMPUTATIONAL_GRAPHS: Info =
    Info::new("computational_graphs", "§5.1–5.6", "Every computational graph of the chapter")
        .figures(&crate::computational_graphs::FIGURES);

pub(crate) const BUY_APPLE: Info = Info::new("buy_apple", "§5.4.1", "The price of two apples, forward and backward")
    .figures(&[
        ("buy_apple", "Two apples and the tax on them: what is to pay"),
        ("buy_apple_backward", "And how the price changes with each (red, dashed)"),
    ]);

pub(crate) const BUY_APPLE_ORANGE: Info =
    Info::new("buy_apple_orange", "§5.4.2", "The price of apples and oranges, forward and backward").figures(&[
        ("buy_apple_orange", "Apples, oranges and the tax on them: what is to pay"),
        ("buy_apple_orange_backward", "And how the price changes with each (red, dashed)"),
    ]);

pub(crate) const LAYERS_DEMO: Info =
    Info::new("layers_demo", "§5.4–5.6", "Every layer of the chapter on a small case, forward and backward");

pub(crate) const GRADIENT_CHECK: Info =
    Info::new("gradient_check", "§5.7.3", "Backpropagation against numerical differentiation")
        .figures(&[("gradient_check", "Mean difference of the two gradients of each parameter")]);

pub(crate) const GRADIENT_KINKS: Info =
    Info::new("gradient_kinks", "§5.7.3", "Where backpropagation and numerical gradient differ, and why")
        .figures(&[("gradient_kinks", "Mean difference with the book's loss, and with the loss without its 1e-7")]);

pub(crate) const TRAIN_NEURALNET: Info =
    Info::new("train_neuralnet", "§5.7.4", "Trains the two-layer network by backpropagation").figures(&[
        ("train_neuralnet_accuracy", "Accuracy on training and test data, epoch by epoch"),
        ("train_neuralnet_loss", "Cross entropy error of each mini-batch, and the mean of 100"),
    ]);

pub(crate) const MLP_CLASSIFIER: Info =
    Info::new("mlp_classifier", "§5.7", "A perceptron with sigmoid outputs, logistic cost and L2 regularization")
        .figures(&[
            ("mlp_classifier_cost", "Cost on the training data, epoch by epoch"),
            ("mlp_classifier_accuracy", "Accuracy on training and validation data"),
            ("mlp_classifier_misclassified", "The first 25 test images that it gets wrong: t true, p predicted"),
        ]);
