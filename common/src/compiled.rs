//! What this crate compiles for `f32` and `f64`, so that nobody else does.
//!
//! Generic code is compiled wherever it is called, in each chapter and each test anew, and as fast as that crate is compiled.
//! Here that happens once: the methods that readers call hand on to these. So chapters can be compiled at a lower level, in a
//! third of the time, and train nearly as fast.

use ndarray::{Array1, Array2, ArrayRef, ArrayRef2, ArrayView1, IxDyn};
use rand::Rng;

use crate::layers::{affine, softmax_with_loss};
use crate::network::{CountCorrect, count_in_batches};
use crate::{
    Affine, BatchNorm2d, BatchNormalization, Convolution, Dropout, Layer, Optimizer, OptimizerKind, Pooling, Real,
    Relu, Samples, Sigmoid, SoftmaxWithLoss, Tanh, Targets, Tensor, functions, init, layer, network, optimizer,
    samples, targets, tensor,
};

/// `name(argument: type, …) -> type = path of the generic function`, once for each precision.
macro_rules! compiled {
    ($($name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)? = $function:path;)*) => {
        /// See the module. The functions are not generic: `Self` is the precision.
        pub trait Compiled: Sized {
            $(#[doc(hidden)]
            #[track_caller]
            fn $name($($argument: $type),*) $(-> $result)?;)*
        }

        compiled!(@for f32 $($name($($argument: $type),*) $(-> $result)? = $function;)*);
        compiled!(@for f64 $($name($($argument: $type),*) $(-> $result)? = $function;)*);
    };
    (@for $precision:ident $($name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)? = $function:path;)*) => {
        impl Compiled for $precision {
            $(#[track_caller]
            fn $name($($argument: $type),*) $(-> $result)? {
                $function($($argument),*)
            })*
        }
    };
}

compiled! {
    box_affine(layer: Affine<Self>) -> Box<dyn Layer<Self>> = boxed;
    box_batch_norm_2d(layer: BatchNorm2d<Self>) -> Box<dyn Layer<Self>> = boxed;
    box_batch_normalization(layer: BatchNormalization<Self>) -> Box<dyn Layer<Self>> = boxed;
    box_convolution(layer: Convolution<Self>) -> Box<dyn Layer<Self>> = boxed;
    box_dropout(layer: Dropout<Self>) -> Box<dyn Layer<Self>> = boxed;
    box_pooling(layer: Pooling) -> Box<dyn Layer<Self>> = boxed;
    box_relu(layer: Relu) -> Box<dyn Layer<Self>> = boxed;
    box_sigmoid(layer: Sigmoid<Self>) -> Box<dyn Layer<Self>> = boxed;
    box_tanh(layer: Tanh<Self>) -> Box<dyn Layer<Self>> = boxed;
    optimizer(kind: OptimizerKind, learning_rate: f64) -> Box<dyn Optimizer<Self>> = optimizer::build;
    normals(n: usize, std: f64, rng: &mut dyn Rng) -> Vec<Self> = init::normals;
    sum_of_squares(w: &Array2<Self>) -> Self = affine::sum_of_squares;
    scaled_add(value: &mut ArrayRef<Self, IxDyn>, alpha: Self, x: &ArrayRef<Self, IxDyn>) = layer::scaled_add;
    argmax(scores: ArrayView1<'_, Self>) -> usize = network::first_largest;
    softmax_with_loss(layer: &mut SoftmaxWithLoss<Self>, x: Tensor<Self>, t: &Targets<Self>) -> Self = softmax_with_loss::forward;
    softmax_minus_targets(layer: &SoftmaxWithLoss<Self>, dout: Self) -> Tensor<Self> = softmax_with_loss::backward;
    dot(a: &ArrayRef2<Self>, b: &ArrayRef2<Self>) -> Array2<Self> = tensor::product;
    softmax_rows(x: &mut [Self], classes: usize) = functions::softmax_rows;
    select_samples(x: &Samples<Self>, indices: &[usize]) -> Tensor<Self> = samples::gather;
    permute_samples(x: &Samples<Self>, indices: &[usize]) -> Samples<Self> = samples::permute;
    select_targets(t: &Targets<Self>, indices: &[usize]) -> Targets<Self> = targets::gather;
    count_in_batches(x: &Samples<Self>, t: &Array1<usize>, count: CountCorrect<'_, Self>) -> usize = count_in_batches;
}

fn boxed<A: Real, L: Layer<A>>(layer: L) -> Box<dyn Layer<A>> {
    Box::new(layer)
}
