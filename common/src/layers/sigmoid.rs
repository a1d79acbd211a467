//! y = 1 / (1 + e⁻ˣ), for any shape.
//!
//! Book: §5.5.2, `common/layers.py`.

use ndarray::{Array, Dimension, Zip};

use crate::functions::sigmoid_of;
use crate::{Layer, Mode, Real};

/// y = 1 / (1 + e⁻ˣ).
///
/// Backward: dx = dy · y (1 − y), from the output alone.
///
/// ```
/// use common::{Layer, Mode, Sigmoid};
/// use ndarray::{Ix2, array};
///
/// let mut layer = Sigmoid::<f64, Ix2>::new();
/// let y = layer.forward(array![[0.3, 0.7, 1.1]], Mode::Train); // §3.4
/// assert_eq!(format!("{y:.8}"), "[[0.57444252, 0.66818777, 0.75026011]]");
/// ```
///
/// Book: §5.5.2, `common/layers.py`.
#[derive(Clone, Debug, Default)]
pub struct Sigmoid<A, D: Dimension> {
    /// The last output (the book's `out`).
    y: Option<Array<A, D>>,
}

impl<A: Real, D: Dimension> Sigmoid<A, D> {
    /// A layer that has seen no input yet.
    pub fn new() -> Self {
        Sigmoid { y: None }
    }
}

impl<A: Real, D: Dimension> Layer<A> for Sigmoid<A, D> {
    type Input = D;
    type Output = D;

    fn forward(&mut self, x: Array<A, D>, _mode: Mode) -> Array<A, D> {
        let y = self.predict(x);
        self.y = Some(y.clone());
        y
    }

    fn predict(&self, mut x: Array<A, D>) -> Array<A, D> {
        x.mapv_inplace(sigmoid_of);
        x
    }

    #[track_caller]
    fn backward(&mut self, mut dout: Array<A, D>) -> Array<A, D> {
        let y = self.y.as_ref().expect("Sigmoid: backward needs a forward pass before it");
        assert_eq!(dout.shape(), y.shape(), "Sigmoid: shape of dout (left) and of the output (right)");
        Zip::from(&mut dout).and(y).for_each(|dx, &y| *dx *= y * (A::one() - y));
        dout
    }
}
