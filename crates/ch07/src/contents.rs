//! The table of contents: for each script its name, section, what it does, and its figures with their captions.

use experiment::Info;

pub(crate) const CONVNET_GRAPH: Info =
    Info::new("convnet_graph", "§7.1, §7.6", "The layers of a simple convolutional network").figures(&[
        ("convnet_graph", "Conv – ReLU – Pooling – Affine – ReLU – Affine – Softmax"),
        ("convnet_graph_conv", "The convolution, whose filters are looked at in §7.6, in red"),
    ]);

pub(crate) const CONV_OUTPUT_SIZE: Info =
    Info::new("conv_output_size", "§7.2.4", "The size of what a convolution gives");

pub(crate) const CONVOLUTION_DEMO: Info = Info::new(
    "convolution_demo",
    "§7.2, §7.3",
    "Convolution and max pooling on numbers that one can check by hand",
)
.figures(&[(
    "convolution_demo",
    "Input ∗ filter, and with the bias 3; 2×2 max pooling of an image, and of the image shifted by one pixel: equal",
)]);

pub(crate) const IM2COL_DEMO: Info = Info::new(
    "im2col_demo",
    "§7.4.2",
    "What im2col makes of images: shapes, and which pixel goes where",
)
.figures(&[
    (
        "im2col_demo",
        "A 4×4 image and the rows that a 3×3 filter reads: equal colours are equal pixels, equal frames equal places",
    ),
    ("im2col_demo_animated", "The filter moves from place to place, and im2col writes what it covers as a row"),
    (
        "im2col_demo_col2im",
        "How many copies of each pixel im2col makes for a 3×3 filter, and col2im adds up again: at most 4 copies with \
         stride 1, 4 with stride 2, 9 with padding",
    ),
]);

pub(crate) const GRADIENT_CHECK: Info =
    Info::new("gradient_check", "§7.5", "Backpropagation through convolution and pooling against numerical gradients")
        .binary("ch07_gradient_check")
        .figures(&[("gradient_check", "Mean difference of the two gradients of each parameter of SimpleConvNet")]);

pub(crate) const GRADIENT_KINKS: Info = Info::new(
    "gradient_kinks",
    "§7.5",
    "Where backpropagation and numerical gradient of SimpleConvNet differ, and why",
)
.binary("ch07_gradient_kinks")
.figures(&[(
    "gradient_kinks",
    "Mean difference with the book's loss, and without its 1e-7, over the weights that no kink is near",
)]);

pub(crate) const TRAIN_CONVNET: Info =
    Info::new("train_convnet", "§7.5", "SimpleConvNet is trained on MNIST").figures(&[
        (
            "train_convnet",
            "Accuracy of SimpleConvNet over the epochs on 1000 images, and at the end on all for testing",
        ),
        ("train_convnet_loss", "Its training loss, smoothed, on a logarithmic axis"),
    ]);

pub(crate) const VISUALIZE_FILTER: Info =
    Info::new("visualize_filter", "§7.6.1", "The filters of the first layer before and after training").figures(&[
        ("visualize_filter_before", "30 random filters of 5×5, before training"),
        ("visualize_filter_after", "The same filters after training: edges and blobs"),
    ]);

pub(crate) const APPLY_FILTER: Info = Info::new("apply_filter", "§7.6.1", "What the learned filters see in a picture")
    .figures(&[
        ("apply_filter_filters", "The first 16 learned filters; dark is high"),
        ("apply_filter", "The picture and the responses to it, each with its filter in the corner; bright is high"),
    ]);
