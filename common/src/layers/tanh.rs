//! y = tanh x, for any shape.
//!
//! Book: §6.2.2, where tanh is named as an alternative to the sigmoid.

use ndarray::{Array, Dimension, Zip};

use crate::{Layer, Mode, Real};

/// y = tanh x.
///
/// Backward: dx = dy · (1 − y²), from the output alone.
///
/// ```
/// use common::{Layer, Mode, Tanh};
/// use ndarray::{Ix2, array};
///
/// let mut layer = Tanh::<f64, Ix2>::new();
/// let y = layer.forward(array![[0.0, 1.0]], Mode::Train);
/// assert_eq!(format!("{y:.8}"), "[[0.00000000, 0.76159416]]");
/// let dx = layer.backward(array![[1.0, 1.0]]);
/// assert_eq!(format!("{dx:.8}"), "[[1.00000000, 0.41997434]]");
/// ```
///
/// Book: §6.2.2, where tanh is named as an alternative to the sigmoid.
#[derive(Clone, Debug, Default)]
pub struct Tanh<A, D: Dimension> {
    /// The last output of the forward pass.
    y: Option<Array<A, D>>,
}

impl<A: Real, D: Dimension> Tanh<A, D> {
    /// A layer that has seen no input yet.
    pub fn new() -> Self {
        Tanh { y: None }
    }
}

impl<A: Real, D: Dimension> Layer<A> for Tanh<A, D> {
    type Input = D;
    type Output = D;

    fn forward(&mut self, x: Array<A, D>, _mode: Mode) -> Array<A, D> {
        let y = self.predict(x);
        self.y = Some(y.clone());
        y
    }

    fn predict(&self, mut x: Array<A, D>) -> Array<A, D> {
        x.mapv_inplace(A::tanh);
        x
    }

    #[track_caller]
    fn backward(&mut self, mut dout: Array<A, D>) -> Array<A, D> {
        let y = self.y.as_ref().expect("Tanh: backward needs a forward pass before it");
        assert_eq!(dout.shape(), y.shape(), "Tanh: shape of dout (left) and of the output (right)");
        Zip::from(&mut dout).and(y).for_each(|dx, &y| *dx *= A::one() - y * y);
        dout
    }
}
