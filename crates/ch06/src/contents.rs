//! The table of contents: for each script its name, section, what it does, and its figures with their captions.

use experiment::Info;

pub(crate) const OPTIMIZER_COMPARE_NAIVE: Info =
    Info::new("optimizer_compare_naive", "§6.1.7", "Six optimizers on f(x, y) = x²/20 + y²").figures(&[
        (
            "optimizer_compare_naive",
            "SGD zigzags, Momentum swings wide, AdaGrad stays above y = 0, Adam dips to y = −0.7 once",
        ),
        ("optimizer_compare_naive_six", "The same with Nesterov and RMSprop"),
        ("optimizer_compare_naive_animated", "The six paths, step by step"),
    ]);

pub(crate) const OPTIMIZER_COMPARE_MNIST: Info =
    Info::new("optimizer_compare_mnist", "§6.1.8", "Four optimizers on MNIST")
        .figures(&[("optimizer_compare_mnist", "Loss of a five-layer network with four optimizers, smoothed; dashed, on MNIST: single losses of a reader's notebook")]);

pub(crate) const WEIGHT_INIT_ACTIVATION_HISTOGRAM: Info = Info::new(
    "weight_init_activation_histogram",
    "§6.2.2",
    "What initial weights do to the activations of five layers",
)
.figures(&crate::captions::FIGURES);

pub(crate) const WEIGHT_INIT_COMPARE: Info =
    Info::new("weight_init_compare", "§6.2.4", "Three initial weights on MNIST")
        .figures(&[("weight_init_compare", "Loss of a five-layer ReLU network from three initial weights, smoothed; dashed, on MNIST: single losses of a reader's notebook")]);

pub(crate) const BATCH_NORM_GRAPH: Info =
    Info::new("batch_norm_graph", "§6.3.1", "Where batch normalization stands in a network")
        .figures(&[("batch_norm_graph", "Batch normalization between Affine and activation")]);

pub(crate) const BATCH_NORM_TEST: Info = Info::new(
    "batch_norm_test",
    "§6.3.2",
    "Training with and without batch normalization, from 16 scales of initial weights",
)
.figures(&[(
    "batch_norm_test",
    "Training accuracy over 20 epochs; W is the standard deviation of the initial weights; dotted, on MNIST: a reader's notebook",
)]);

pub(crate) const BATCH_NORM_GRADIENT_CHECK: Info = Info::new(
    "batch_norm_gradient_check",
    "§6.3",
    "Backpropagation through batch normalization against numerical gradients",
)
.figures(&[(
    "batch_norm_gradient_check",
    "Mean difference of the two gradients, and mean gradient, for each parameter",
)]);

pub(crate) const OVERFIT_WEIGHT_DECAY: Info =
    Info::new("overfit_weight_decay", "§6.4.2", "Overfitting, and weight decay against it").figures(&[
        (
            "overfit_weight_decay_without",
            "Without weight decay: all 300 training images right, the test images far below",
        ),
        (
            "overfit_weight_decay",
            "With weight decay, λ = 0.1: the gap shrinks, and the training images are not all right; dashed, on MNIST: a reader's notebook",
        ),
    ]);

pub(crate) const OVERFIT_DROPOUT: Info = Info::new("overfit_dropout", "§6.4.3", "Overfitting, and dropout against it")
    .figures(&[
        ("overfit_dropout_without", "Without dropout: all 300 training images right, the test images far below"),
        ("overfit_dropout", "With dropout, ratio 0.2: training is slower, and the gap is smaller; dashed, on MNIST: a reader's notebook"),
    ]);

pub(crate) const VALIDATION_SPLIT: Info =
    Info::new("validation_split", "§6.5.1", "Validation data, split off the shuffled training data");

pub(crate) const HYPERPARAMETER_OPTIMIZATION: Info =
    Info::new("hyperparameter_optimization", "§6.5.3", "A random search for learning rate and weight decay").figures(
        &[
            ("hyperparameter_optimization", "The 20 best trials: accuracy on training (dashed) and validation data"),
            (
                "hyperparameter_optimization_scatter",
                "Validation accuracy of every trial over learning rate and weight decay; the best, or one of the best, is encircled",
            ),
        ],
    );

pub(crate) const HIDDEN_LAYER_DIGITS: Info = Info::new(
    "hidden_layer_digits",
    "beside §6.2",
    "Digits with one and two hidden layers: four networks, each improving on the one before",
)
.figures(&[
    ("hidden_layer_digits_samples", "Twenty test images with their labels"),
    ("hidden_layer_digits_relu_step", "ReLU and its derivative, the step function"),
    ("hidden_layer_digits_ones_loss", "10.7 all weights 1: loss on the test data"),
    ("hidden_layer_digits_ones_accuracy", "10.7 all weights 1: every unit learns the same, and the network guesses"),
    ("hidden_layer_digits_random_loss", "10.8 random weights: loss on the test data"),
    ("hidden_layer_digits_random_accuracy", "10.8 random weights: accuracy on the test data"),
    ("hidden_layer_digits_relu_loss", "10.9 ReLU: loss on the test data"),
    ("hidden_layer_digits_relu_accuracy", "10.9 ReLU: accuracy on the test data"),
    ("hidden_layer_digits_relu_predictions", "10.9 ReLU: label:prediction, the wrong ones red"),
    ("hidden_layer_digits_two_layers_loss", "10.10 two hidden layers: loss on the test data"),
    ("hidden_layer_digits_two_layers_accuracy", "10.10 two hidden layers: accuracy on the test data"),
    ("hidden_layer_digits_two_layers_predictions", "10.10 two hidden layers: label:prediction, the wrong ones red"),
]);
