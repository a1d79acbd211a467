//! y = tanh x, for any shape.
//!
//! Book: §6.2.2, where tanh is named as an alternative to the sigmoid.

use crate::layer::kept_for;
use crate::{Layer, Mode, Real, Tensor};

/// y = tanh x.
///
/// Backward: dx = dy · (1 − y²), from the output alone.
///
/// ```
/// use common::{Layer, Mode, Tanh, tensor};
/// use ndarray::array;
///
/// let mut layer = Tanh::<f64>::new();
/// let y = layer.forward(tensor(array![[0.0, 1.0]]), Mode::Train);
/// assert_eq!(format!("{y:.8}"), "[[0.00000000, 0.76159416]]");
/// let dx = layer.backward(tensor(array![[1.0, 1.0]]));
/// assert_eq!(format!("{dx:.8}"), "[[1.00000000, 0.41997434]]");
/// ```
///
/// Book: §6.2.2, where tanh is named as an alternative to the sigmoid.
#[derive(Clone, Debug, Default)]
pub struct Tanh<A> {
    /// The last output.
    out: Option<Tensor<A>>,
}

impl<A: Real> Tanh<A> {
    /// A layer that has seen no input yet.
    pub fn new() -> Self {
        Tanh { out: None }
    }
}

impl<A: Real> Layer<A> for Tanh<A> {
    fn forward(&mut self, x: Tensor<A>, _mode: Mode) -> Tensor<A> {
        let out = self.predict(x);
        self.out = Some(out.clone());
        out
    }

    fn predict(&self, mut x: Tensor<A>) -> Tensor<A> {
        x.mapv_inplace(A::tanh);
        x
    }

    fn backward(&mut self, mut dout: Tensor<A>) -> Tensor<A> {
        let out = kept_for("Tanh", &self.out, &dout);
        dout.zip_mut_with(out, |dx, &out| *dx *= A::one() - out * out);
        dout
    }
}
