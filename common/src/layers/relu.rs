//! y = max(0, x), for any shape.
//!
//! Book: §5.5.1, `common/layers.py`.

use ndarray::{Array, Dimension, Zip};

use crate::{Layer, Mode, Real};

/// y = max(0, x). It works in place, on the array that it is given.
///
/// Backward: dx = dy where x > 0, and 0 where x ≤ 0.
///
/// Unlike the function [`relu_grad`](crate::relu_grad) it takes 0 as inactive, as the book's layer does.
///
/// ```
/// use common::{Layer, Mode, Relu};
/// use ndarray::{Ix2, array};
///
/// let mut layer = Relu::<Ix2>::new();
/// assert_eq!(layer.forward(array![[1.0, -0.5], [-2.0, 3.0]], Mode::Train), array![[1.0, 0.0], [0.0, 3.0]]);
/// assert_eq!(layer.backward(array![[5.0, 5.0], [5.0, 5.0]]), array![[5.0, 0.0], [0.0, 5.0]]);
/// ```
///
/// Book: §5.5.1, `common/layers.py`.
#[derive(Clone, Debug, Default)]
pub struct Relu<D: Dimension> {
    /// Where the last input was positive (the book's `mask` is its complement).
    active: Option<Array<bool, D>>,
}

impl<D: Dimension> Relu<D> {
    /// A layer that has seen no input yet.
    pub fn new() -> Self {
        Relu { active: None }
    }
}

impl<A: Real, D: Dimension> Layer<A> for Relu<D> {
    type Input = D;
    type Output = D;

    fn forward(&mut self, x: Array<A, D>, _mode: Mode) -> Array<A, D> {
        match &mut self.active {
            Some(active) if active.raw_dim() == x.raw_dim() && active.strides() == x.strides() => {
                Zip::from(active).and(&x).for_each(|active, &x| *active = x > A::zero());
            }
            active => *active = Some(x.map(|&x| x > A::zero())),
        }
        Layer::<A>::predict(self, x)
    }

    fn predict(&self, mut x: Array<A, D>) -> Array<A, D> {
        x.mapv_inplace(|x| if x > A::zero() { x } else { A::zero() });
        x
    }

    #[track_caller]
    fn backward(&mut self, mut dout: Array<A, D>) -> Array<A, D> {
        let active = self.active.as_ref().expect("Relu: backward needs a forward pass before it");
        assert_eq!(dout.shape(), active.shape(), "Relu: shape of dout (left) and of the output (right)");
        Zip::from(&mut dout).and(active).for_each(|dx, &active| *dx = if active { *dx } else { A::zero() });
        dout
    }
}
