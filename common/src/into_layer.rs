//! What [`Sequential::push`](crate::Sequential::push) takes.

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

/// The layers of this crate are boxed where they are compiled.
macro_rules! into_layer {
    ($($layer:ty: $boxed:ident),* $(,)?) => {
        $(impl<A: Real> IntoLayer<A> for $layer {
            fn into_layer(self) -> Box<dyn Layer<A>> {
                A::$boxed(self)
            }
        })*
    };
}

into_layer! {
    Affine<A>: box_affine,
    BatchNorm2d<A>: box_batch_norm_2d,
    BatchNormalization<A>: box_batch_normalization,
    Convolution<A>: box_convolution,
    Dropout<A>: box_dropout,
    Pooling: box_pooling,
    Relu: box_relu,
    Sigmoid<A>: box_sigmoid,
    Tanh<A>: box_tanh,
}
