//! y = 1 / (1 + e⁻ˣ), for any shape.
//!
//! Book: §5.5.2, `common/layers.py`.

use crate::layer::kept_for;
use crate::{Layer, Mode, Real, Tensor, sigmoid};

/// y = 1 / (1 + e⁻ˣ).
///
/// Backward: dx = dy · (1 − y) · y, from the output alone.
///
/// ```
/// use common::{Layer, Mode, Sigmoid, tensor};
/// use ndarray::array;
///
/// let mut layer = Sigmoid::new();
/// let y = layer.forward(tensor(array![[0.3, 0.7, 1.1]]), Mode::Train); // §3.4
/// assert_eq!(format!("{y:.8}"), "[[0.57444252, 0.66818777, 0.75026011]]");
/// ```
///
/// Book: §5.5.2, `common/layers.py`.
#[derive(Clone, Debug, Default)]
pub struct Sigmoid<A> {
    /// The last output.
    out: Option<Tensor<A>>,
}

impl<A: Real> Sigmoid<A> {
    /// A layer that has seen no input yet.
    pub fn new() -> Self {
        Sigmoid { out: None }
    }
}

impl<A: Real> Layer<A> for Sigmoid<A> {
    fn forward(&mut self, x: Tensor<A>, _mode: Mode) -> Tensor<A> {
        let out = self.predict(x);
        self.out = Some(out.clone());
        out
    }

    fn predict(&self, x: Tensor<A>) -> Tensor<A> {
        sigmoid(&x).into_shared()
    }

    fn backward(&mut self, dout: Tensor<A>) -> Tensor<A> {
        let out = kept_for("Sigmoid", &self.out, &dout);
        dout * out.mapv(|out| (A::one() - out) * out)
    }
}
