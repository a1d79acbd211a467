//! What a layer is: forward, backward, and parameters with their gradients.

use std::any::Any;
use std::ops::{Deref, DerefMut};

use dyn_clone::DynClone;
use ndarray::{Array, ArrayRef, ArrayViewD, ArrayViewMutD, Dimension, IxDyn};
use rand_chacha::ChaCha8Rng;

use crate::{Real, Tensor};

/// Whether a forward pass is part of training or of inference (the book's `train_flg`).
///
/// Dropout and batch normalization behave differently in the two.
///
/// ```
/// use common::{Dropout, Layer, Mode, tensor};
/// use ndarray::array;
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
/// let mut layer = Dropout::new(0.5, ChaCha8Rng::seed_from_u64(1));
/// assert_eq!(layer.forward(tensor(array![[2.0]]), Mode::Predict), tensor(array![[1.0]]));
/// assert!([0.0, 2.0].contains(&layer.forward(tensor(array![[2.0]]), Mode::Train)[[0, 0]]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Training: dropout drops, batch normalization uses the statistics of the batch.
    Train,
    /// Inference: dropout scales, batch normalization uses the running statistics.
    Predict,
}

/// A parameter under the book's key (`W1`, `b1`, `gamma1` …) with the gradient of the last backward pass.
///
/// ```
/// use common::Param;
/// use ndarray::array;
/// let (mut w, dw) = (array![[1.0, 2.0]], array![[10.0, -10.0]]);
/// let mut param = Param::new("W1", &mut w, &dw);
/// param.value.scaled_add(-0.1, &param.grad); // a step of gradient descent
/// assert_eq!(w, array![[0.0, 3.0]]);
/// ```
///
/// Book: §5.7.2, `TwoLayerNet.params` and `grads`.
#[derive(Debug)]
pub struct Param<'a, A> {
    /// The book's key.
    pub key: String,
    /// The value, which an optimizer changes in place.
    pub value: Value<'a, A>,
    /// ∂L/∂value, of the same shape.
    pub grad: ArrayViewD<'a, A>,
}

impl<'a, A> Param<'a, A> {
    /// The parameter `value` of a layer with its gradient, of any shape.
    pub fn new<D: Dimension>(key: impl Into<String>, value: &'a mut Array<A, D>, grad: &'a Array<A, D>) -> Self {
        Param { key: key.into(), value: Value(value.view_mut().into_dyn()), grad: grad.view().into_dyn() }
    }
}

/// The value of a parameter, to be changed: ndarray's view.
///
/// ```
/// use common::Param;
/// use ndarray::array;
/// let (mut w, dw) = (array![[1.0, 2.0]], array![[10.0, -10.0]]);
/// let mut value = Param::new("W1", &mut w, &dw).value;
/// value.fill(0.0);
/// assert_eq!(value.shape(), [1, 2]);
/// ```
#[derive(Debug, PartialEq)]
pub struct Value<'a, A>(
    /// The view.
    pub ArrayViewMutD<'a, A>,
);

impl<A: Real> Value<'_, A> {
    /// value += α·x, as ndarray's method of this name, but compiled once: no step of gradient descent is without it.
    ///
    /// # Panics
    /// If the shapes differ.
    #[track_caller]
    pub fn scaled_add(&mut self, alpha: A, x: &ArrayRef<A, IxDyn>) {
        A::scaled_add(&mut self.0, alpha, x);
    }
}

impl<'a, A> Deref for Value<'a, A> {
    type Target = ArrayViewMutD<'a, A>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<A> DerefMut for Value<'_, A> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

#[track_caller]
pub(crate) fn scaled_add<A: Real>(value: &mut ArrayRef<A, IxDyn>, alpha: A, x: &ArrayRef<A, IxDyn>) {
    assert_eq!(value.shape(), x.shape(), "scaled_add: shape of the value (left) and of what is added (right)");
    value.scaled_add(alpha, x);
}

/// An array with its name.
pub type Named<'a, A> = (String, ArrayViewMutD<'a, A>);

/// One layer of a network.
///
/// A layer owns its parameters, their gradients, and what `backward` needs from `forward`. Arrays are [`Tensor`]s, cheap
/// to hand on and to keep.
///
/// ```
/// use common::{Affine, Layer, Mode, Relu, tensor};
/// use ndarray::array;
/// let (mut affine, mut relu) = (Affine::new(array![[1.0, -1.0]], array![0.0, 0.0]), Relu::new());
/// let y = relu.forward(affine.forward(tensor(array![[3.0]]), Mode::Train), Mode::Train);
/// assert_eq!(y, tensor(array![[3.0, 0.0]]));
/// let dx = affine.backward(relu.backward(tensor(array![[1.0, 1.0]])));
/// assert_eq!(dx, tensor(array![[1.0]])); // only what was above 0 passes the gradient on
/// ```
///
/// Book: §5.4, `common/layers.py`.
pub trait Layer<A: Real>: Any + DynClone + Send + Sync {
    /// Computes the output and keeps what [`backward`](Layer::backward) needs.
    fn forward(&mut self, x: Tensor<A>, mode: Mode) -> Tensor<A>;

    /// Computes the output in [`Mode::Predict`] and keeps nothing, so that several threads may share the layer.
    fn predict(&self, x: Tensor<A>) -> Tensor<A>;

    /// From ∂L/∂output computes ∂L/∂input, and stores the gradients of the parameters.
    ///
    /// # Panics
    /// If `forward` did not come first, or `dout` has not the shape of its output.
    fn backward(&mut self, dout: Tensor<A>) -> Tensor<A>;

    /// The parameters with their gradients, under keys without number (`W`, `b`, `gamma`, `beta`).
    fn params(&mut self) -> Vec<Param<'_, A>> {
        Vec::new()
    }

    /// What else belongs to a trained layer: the running statistics of batch normalization.
    fn buffers(&mut self) -> Vec<Named<'_, A>> {
        Vec::new()
    }

    /// The random generator of the layer (dropout): part of the state of a training.
    fn rng(&mut self) -> Option<&mut ChaCha8Rng> {
        None
    }
}

dyn_clone::clone_trait_object!(<A: Real> Layer<A>);

/// What `forward` kept for `backward`.
///
/// # Panics
/// If there was no forward pass.
#[track_caller]
pub(crate) fn kept<T>(what: &Option<T>) -> &T {
    what.as_ref().expect("backward needs a forward pass in Mode::Train before it")
}

/// What `forward` kept element by element, for a `dout` of the same shape.
///
/// # Panics
/// If there was no forward pass, or its output had another shape.
#[track_caller]
pub(crate) fn kept_for<'a, A, B>(layer: &str, what: &'a Option<Tensor<A>>, dout: &Tensor<B>) -> &'a Tensor<A> {
    let what = kept(what);
    assert_shape(layer, dout.shape(), what.shape());
    what
}

/// Names both shapes if `dout` has not the one of the layer's output.
#[track_caller]
pub(crate) fn assert_shape(layer: &str, dout: &[usize], output: &[usize]) {
    assert_eq!(dout, output, "{layer}: shape of dout (left) and of the output (right)");
}
