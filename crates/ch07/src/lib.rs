//! Chapter 7, 畳み込みニューラルネットワーク: networks that keep the shape of images.
//!
//! A fully connected layer takes pixels as a flat list and loses which are neighbours. A convolution slides small filters
//! over the image and outputs an image; pooling keeps the strongest value of each window. Filters are learned like any
//! other weight.
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
//! | §7.5 | `gradient_check.py` | [`gradient_check`](mod@gradient_check), binary `ch07_gradient_check`; why the gradients differ: [`GradientKinks`] |
//! | §7.5 | `train_convnet.py` | [`TrainConvnet`] |
//! | §7.6.1 | `visualize_filter.py` | [`VisualizeFilter`] |
//! | §7.6.1 | `apply_filter.py` | [`ApplyFilter`] |
//!
//! Prose in the book, without code: **average pooling** takes the mean of a window instead of its maximum (§7.3);
//! the deeper a layer, the **more abstract** what its filters respond to: edges, then textures, then parts of objects (§7.6.2);
//! **LeNet** (1998) had convolutions and subsampling with sigmoid (§7.7.1); **AlexNet** (2012) made them deep, with
//! ReLU, local normalization and dropout, on graphics processors (§7.7.2).

pub mod apply_filter;
mod contents;
pub mod conv_output_size;
pub mod convnet_graph;
pub mod convolution_demo;
pub mod filter_tiles;
pub mod gradient_check;
pub mod gradient_kinks;
pub mod im2col_demo;
pub mod simple_convnet;
pub mod train_convnet;
pub mod visualize_filter;

use experiment::{Chapter, Entry};

pub use apply_filter::ApplyFilter;
pub use conv_output_size::ConvOutputSize;
pub use convnet_graph::ConvnetGraph;
pub use convolution_demo::ConvolutionDemo;
pub use gradient_kinks::GradientKinks;
pub use im2col_demo::Im2colDemo;
pub use simple_convnet::SimpleConvNet;
pub use train_convnet::TrainConvnet;
pub use visualize_filter::VisualizeFilter;

/// The weights that `train_convnet` learned on MNIST with its default flags.
pub const WEIGHTS: &[u8] = include_bytes!("../weights/simple_convnet.safetensors");

/// The experiments of the chapter, in the book's order.
pub const CHAPTER: Chapter = Chapter {
    number: 7,
    title: "Convolutional neural networks",
    japanese: "畳み込みニューラルネットワーク",
    experiments: &[
        Entry::of::<ConvnetGraph>(contents::CONVNET_GRAPH),
        Entry::of::<ConvOutputSize>(contents::CONV_OUTPUT_SIZE),
        Entry::of::<ConvolutionDemo>(contents::CONVOLUTION_DEMO),
        Entry::of::<Im2colDemo>(contents::IM2COL_DEMO),
        Entry::script(contents::GRADIENT_CHECK, gradient_check::run),
        Entry::of::<GradientKinks>(contents::GRADIENT_KINKS),
        Entry::of::<TrainConvnet>(contents::TRAIN_CONVNET),
        Entry::of::<VisualizeFilter>(contents::VISUALIZE_FILTER),
        Entry::of::<ApplyFilter>(contents::APPLY_FILTER),
    ],
};
