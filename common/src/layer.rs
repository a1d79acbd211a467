//! What a layer is: forward, backward, and parameters with their gradients.

use ndarray::{Array, ArrayViewD, ArrayViewMutD, Dimension};

use crate::Real;

/// Whether a forward pass learns or answers (the book's `train_flg`).
///
/// Dropout and batch normalization behave differently in the two.
///
/// ```
/// use common::{Dropout, Layer, Mode};
/// use ndarray::{Ix2, array};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
/// let mut layer = Dropout::<Ix2>::new(0.5, ChaCha8Rng::seed_from_u64(1));
/// assert_eq!(layer.forward(array![[2.0]], Mode::Predict), array![[1.0]]);
/// assert!([0.0, 2.0].contains(&layer.forward(array![[2.0]], Mode::Train)[[0, 0]]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Learning: dropout drops, batch normalization uses the statistics of the batch.
    Train,
    /// Answering: dropout scales, batch normalization uses the running statistics.
    Predict,
}

/// A parameter under the book's key (`W1`, `b1`, `gamma1` …) with the gradient of the last backward pass.
///
/// ```
/// use common::Parameter;
/// use ndarray::array;
/// let (mut w, dw) = (array![[1.0, 2.0]], array![[10.0, -10.0]]);
/// let mut parameter = Parameter::new("W1", &mut w, &dw);
/// parameter.value.scaled_add(-0.1, &parameter.gradient); // a step of gradient descent
/// assert_eq!(w, array![[0.0, 3.0]]);
/// ```
///
/// Book: §5.7.2, `TwoLayerNet.params` and `grads`.
#[derive(Debug)]
pub struct Parameter<'a, A> {
    /// The book's key.
    pub name: String,
    /// The value, which an optimizer changes in place.
    pub value: ArrayViewMutD<'a, A>,
    /// ∂L/∂value, of the same shape.
    pub gradient: ArrayViewD<'a, A>,
}

impl<'a, A> Parameter<'a, A> {
    /// The parameter `value` of a layer with its `gradient`, of any shape.
    pub fn new<D: Dimension>(name: &str, value: &'a mut Array<A, D>, gradient: &'a Array<A, D>) -> Self {
        Parameter { name: name.into(), value: value.view_mut().into_dyn(), gradient: gradient.view().into_dyn() }
    }
}

/// One layer of a network.
///
/// A layer owns its parameters, their gradients, and what `backward` needs from `forward`.
/// Arrays are passed by value so that a layer may work in place (ReLU) or keep its input (Affine)
/// without a copy.
///
/// ```
/// use common::{Affine, Layer, Mode, Relu};
/// use ndarray::{Ix2, array};
/// let (mut affine, mut relu) = (Affine::new(array![[1.0, -1.0]], array![0.0, 0.0]), Relu::<Ix2>::new());
/// let y = relu.forward(affine.forward(array![[3.0]], Mode::Train), Mode::Train);
/// assert_eq!(y, array![[3.0, 0.0]]);
/// let dx = affine.backward(relu.backward(array![[1.0, 1.0]]));
/// assert_eq!(dx, array![[1.0]]); // only what was above 0 passes the gradient on
/// ```
///
/// Book: §5.4, `common/layers.py`.
pub trait Layer<A: Real>: Send + Sync {
    /// Shape of what goes in: [`Ix2`](type@ndarray::Ix2) for (N, D), [`Ix4`](type@ndarray::Ix4) for (N, C, H, W).
    type Input: Dimension;
    /// Shape of what comes out.
    type Output: Dimension;

    /// Computes the output and keeps what [`backward`](Layer::backward) needs.
    fn forward(&mut self, x: Array<A, Self::Input>, mode: Mode) -> Array<A, Self::Output>;

    /// Computes the output in [`Mode::Predict`] and keeps nothing, so that several threads may share the layer.
    fn predict(&self, x: Array<A, Self::Input>) -> Array<A, Self::Output>;

    /// From ∂L/∂output computes ∂L/∂input, and stores the gradients of the parameters.
    ///
    /// # Panics
    /// If `forward` did not come first, or `dout` has not the shape of its output.
    fn backward(&mut self, dout: Array<A, Self::Output>) -> Array<A, Self::Input>;

    /// [`backward`](Layer::backward) for the first layer of a network, whose ∂L/∂input nobody needs.
    fn backward_parameters(&mut self, dout: Array<A, Self::Output>) {
        self.backward(dout);
    }

    /// The parameters with their gradients, under names without number (`W`, `b`, `gamma`, `beta`).
    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        Vec::new()
    }
}
