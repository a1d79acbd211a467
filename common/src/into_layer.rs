//! Layers on the heap, compiled once.
//!
//! A generic layer is compiled wherever it becomes a `dyn Layer`, in each chapter and each test anew. Here that happens for
//! `f32` and `f64`, and nowhere else: of the time to build a chapter, that was the half.

use crate::{Affine, BatchNorm2d, BatchNormalization, Convolution, Dropout, Layer, Pooling, Real, Relu, Sigmoid, Tanh};

/// What can be put into a [`Sequential`](crate::Sequential): the layers of this crate as they are, others in a `Box`.
///
/// ```
/// use common::{Layer, Mode, Relu, Sequential, Tensor, tensor};
/// use ndarray::array;
///
/// /// y = 2x.
/// #[derive(Clone)]
/// struct Double;
///
/// impl Layer<f64> for Double {
///     fn forward(&mut self, x: Tensor<f64>, _mode: Mode) -> Tensor<f64> {
///         self.predict(x)
///     }
///     fn predict(&self, x: Tensor<f64>) -> Tensor<f64> {
///         x * 2.0
///     }
///     fn backward(&mut self, dout: Tensor<f64>) -> Tensor<f64> {
///         dout * 2.0
///     }
/// }
///
/// let layers = Sequential::new().push("Relu1", Relu::new()).push("Double1", Box::new(Double));
/// assert_eq!(layers.predict(&tensor(array![[-1.0, 3.0]])), tensor(array![[0.0, 6.0]]));
/// ```
pub trait IntoLayer<A> {
    /// The layer on the heap.
    fn into_layer(self) -> Box<dyn Layer<A>>;
}

impl<A> IntoLayer<A> for Box<dyn Layer<A>> {
    fn into_layer(self) -> Box<dyn Layer<A>> {
        self
    }
}

impl<A: Real, L: Layer<A>> IntoLayer<A> for Box<L> {
    fn into_layer(self) -> Box<dyn Layer<A>> {
        self
    }
}

/// The layers of this crate, each with the function that puts it on the heap.
macro_rules! layers {
    ($($function:ident: $layer:ident $(<$precision:ident>)?),* $(,)?) => {
        /// Puts layers of one precision on the heap. The functions are not generic, so that only this crate compiles them.
        pub trait Boxes: Sized {
            $(#[doc(hidden)]
            fn $function(layer: layers!(@of Self $layer $(<$precision>)?)) -> Box<dyn Layer<Self>>;)*
        }

        layers!(@impl f32 $($function: $layer $(<$precision>)?),*);
        layers!(@impl f64 $($function: $layer $(<$precision>)?),*);

        $(impl<A: Real> IntoLayer<A> for layers!(@of A $layer $(<$precision>)?) {
            fn into_layer(self) -> Box<dyn Layer<A>> {
                A::$function(self)
            }
        })*
    };
    (@impl $a:ident $($function:ident: $layer:ident $(<$precision:ident>)?),*) => {
        impl Boxes for $a {
            $(fn $function(layer: layers!(@of $a $layer $(<$precision>)?)) -> Box<dyn Layer<Self>> {
                Box::new(layer)
            })*
        }
    };
    (@of $a:ident $layer:ident) => { $layer };
    (@of $a:ident $layer:ident <$precision:ident>) => { $layer<$a> };
}

layers! {
    box_affine: Affine<A>,
    box_batch_norm_2d: BatchNorm2d<A>,
    box_batch_normalization: BatchNormalization<A>,
    box_convolution: Convolution<A>,
    box_dropout: Dropout<A>,
    box_pooling: Pooling,
    box_relu: Relu,
    box_sigmoid: Sigmoid<A>,
    box_tanh: Tanh<A>,
}
