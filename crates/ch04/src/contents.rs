//! The table of contents: for each script its name, section, what it does, and its figures with their captions.

use experiment::Info;

pub(crate) const LOSS_FUNCTIONS: Info =
    Info::new("loss_functions", "§4.2", "Sum of squared errors and cross entropy, for one answer and for a batch")
        .figures(&[(
            "loss_functions",
            "y = ln x up to 1 and up to 100; y = −ln p, the loss: 0.51 at p = 0.6, 2.30 at p = 0.1",
        )]);

pub(crate) const MINI_BATCH: Info =
    Info::new("mini_batch", "§4.2.3", "Shapes of the data, a random choice among them, iterations and epochs");

pub(crate) const SIGMOID_BETWEEN_LINES: Info =
    Info::new("sigmoid_between_lines", "§4.2.5", "The sigmoid between the lines 0 and 1: its slope is nowhere 0")
        .figures(&[("sigmoid_between_lines", "1 / (1 + e⁻ˣ) between its limits 0 and 1")]);

pub(crate) const ROUNDING_ERROR: Info =
    Info::new("rounding_error", "§4.3.1", "Too small an h rounds to nothing: the error of both differences over h")
        .figures(&[("rounding_error", "Error of the forward and of the central difference, h = 1e-1 to 1e-15")]);

pub(crate) const GRADIENT_1D: Info =
    Info::new("gradient_1d", "§4.3.2", "The numerical derivative of 0.01x² + 0.1x, drawn as tangents").figures(&[
        ("gradient_1d", "Curve and tangent at x = 5: slope 0.2"),
        ("gradient_1d_10", "The same at x = 10: slope 0.3"),
    ]);

pub(crate) const FUNCTION_2_3D: Info = Info::new("function_2_3d", "§4.3.3", "The surface f(x0, x1) = x0² + x1²")
    .figures(&[("function_2_3d", "Wireframe of x0² + x1²")]);

pub(crate) const GRADIENT_2D: Info =
    Info::new("gradient_2d", "§4.4", "The negative gradient of x0² + x1² as a field of arrows").figures(&[
        ("gradient_2d", "The negative gradient"),
        ("gradient_2d_contour", "The negative gradient over the height of the surface"),
        ("gradient_2d_surface", "The direction of steepest descent on the surface"),
    ]);

pub(crate) const GRADIENT_METHOD: Info =
    Info::new("gradient_method", "§4.4.1", "Gradient descent: a good learning rate and two bad ones").figures(&[
        ("gradient_method", "The first 20 points of gradient descent with learning rate 0.1"),
        ("gradient_method_contour", "The same over isolines"),
        (
            "gradient_method_animated",
            "The same step by step, with the height that is reached; f = 1, 4, 9, 16, 25 on the circles",
        ),
        ("gradient_method_learning_rates", "Distance from the minimum for the three learning rates"),
    ]);

pub(crate) const GRADIENT_SIMPLENET: Info = Info::new(
    "gradient_simplenet",
    "§4.4.2",
    "The gradient of a network of one 2×3 matrix, by numerical differentiation",
);

pub(crate) const TWO_LAYER_SHAPES: Info =
    Info::new("two_layer_shapes", "§4.5.1", "Shapes of the two-layer network's parameters, outputs and gradients");

pub(crate) const TRAIN_NEURALNET: Info =
    Info::new("train_neuralnet", "§4.5", "Trains the two-layer network on the digits")
        .binary("ch04_train_neuralnet")
        .figures(&[
            ("train_neuralnet_loss", "Cross entropy error of each mini-batch, and the mean of 100"),
            (
                "train_neuralnet_accuracy",
                "Model accuracy; black, on MNIST: the test accuracy that a reader's notebook has",
            ),
        ]);

pub(crate) const TRAIN_NEURALNET_NUMERICAL: Info =
    Info::new("train_neuralnet_numerical", "§4.5.2", "Trains the two-layer network by numerical gradient, to the end")
        .figures(&[
            (
                "train_neuralnet_numerical_loss",
                "Loss by numerical gradient, and how far that by backpropagation is from it",
            ),
            (
                "train_neuralnet_numerical_accuracy",
                "Accuracy by numerical gradient, and how far that by backpropagation is from it",
            ),
        ]);
