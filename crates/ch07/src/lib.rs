//! Chapter 7, 畳み込みニューラルネットワーク: networks that see images as images.
//!
//! A fully connected layer takes pixels as a list, and forgets which are neighbours. A convolution slides small
//! filters over the image and answers with an image; pooling keeps what is strongest nearby. Filters are learned
//! like any other weight.
//!
//! | section | script | here |
//! |---|---|---|
//! | §7.1 | – | [`ConvnetGraph`] |
//! | §7.2.4 | – | [`ConvOutputSize`] |
//! | §7.2, §7.3 | – | [`ConvolutionDemo`] |
//! | §7.4.1 | – | a batch of images is an [`ndarray::Array4`], (N, C, H, W) |
//! | §7.4.2 | `common/util.py` | [`Im2colDemo`], [`common::im2col`](fn@common::im2col), [`common::col2im`] |
//! | §7.4.3, §7.4.4 | `common/layers.py` | [`common::Convolution`], [`common::Pooling`] |
//! | §7.5 | `simple_convnet.py` | [`SimpleConvNet`] |
//! | §7.5 | `gradient_check.py` | [`GradientCheck`], binary `ch07_gradient_check` |
//! | §7.5 | `train_convnet.py` | [`TrainConvnet`] |
//! | §7.6.1 | `visualize_filter.py` | [`VisualizeFilter`] |
//! | §7.6.1 | `apply_filter.py` | [`ApplyFilter`] |
//!
//! Prose in the book, without code: **average pooling** takes the mean of a window instead of its maximum (§7.3);
//! the deeper a layer, the **more abstract** what its filters answer to: edges, then textures, then parts of things (§7.6.2);
//! **LeNet** (1998) had convolutions and subsampling with sigmoid (§7.7.1); **AlexNet** (2012) made them deep, with
//! ReLU, local normalization and dropout, on graphics processors (§7.7.2).

pub mod apply_filter;
pub mod conv_output_size;
pub mod convnet_graph;
pub mod convolution_demo;
pub mod gradient_check;
pub mod im2col_demo;
pub mod simple_convnet;
pub mod train_convnet;
mod trained;
mod training;
pub mod visualize_filter;

use experiment::{Chapter, Entry};

pub use apply_filter::ApplyFilter;
pub use conv_output_size::ConvOutputSize;
pub use convnet_graph::ConvnetGraph;
pub use convolution_demo::ConvolutionDemo;
pub use gradient_check::GradientCheck;
pub use im2col_demo::Im2colDemo;
pub use simple_convnet::SimpleConvNet;
pub use train_convnet::TrainConvnet;
pub use trained::Trained;
pub use training::{Learning, Training, train};
pub use visualize_filter::VisualizeFilter;

/// The weights that `train_convnet` learned on MNIST with its default flags.
pub const WEIGHTS: &[u8] = include_bytes!("../weights/simple_convnet.safetensors");

/// The experiments of the chapter, in the book's order.
pub const CHAPTER: Chapter = Chapter {
    number: 7,
    title: "Convolutional neural networks",
    japanese: "畳み込みニューラルネットワーク",
    experiments: &[
        Entry::of::<ConvnetGraph>(),
        Entry::of::<ConvOutputSize>(),
        Entry::of::<ConvolutionDemo>(),
        Entry::of::<Im2colDemo>(),
        Entry::of::<GradientCheck>(),
        Entry::of::<TrainConvnet>(),
        Entry::of::<VisualizeFilter>(),
        Entry::of::<ApplyFilter>(),
    ],
};
