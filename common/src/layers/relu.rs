//! y = max(0, x), for any shape.
//!
//! In networks of `f32` the fast kernels compute what stands here; with `--kernels book` these lines run.
//!
//! Book: §5.5.1, `common/layers.py`.

use crate::layer::kept_for;
use crate::{Layer, Mode, Real, Tensor};

/// y = max(0, x).
///
/// Backward: dx = dy where x > 0, and 0 where x ≤ 0. At 0 it is inactive, as the book's layer is, unlike
/// the function [`relu_grad`](crate::relu_grad).
///
/// ```
/// use common::{Layer, Mode, Relu, tensor};
/// use ndarray::array;
///
/// let mut layer = Relu::new();
/// let y = layer.forward(tensor(array![[1.0, -0.5], [-2.0, 3.0]]), Mode::Train);
/// assert_eq!(y, tensor(array![[1.0, 0.0], [0.0, 3.0]]));
/// assert_eq!(layer.backward(tensor(array![[5.0, 5.0], [5.0, 5.0]])), tensor(array![[5.0, 0.0], [0.0, 5.0]]));
/// ```
///
/// Book: §5.5.1, `common/layers.py`.
#[derive(Clone, Debug, Default)]
pub struct Relu {
    /// Where the last input was not positive.
    mask: Option<Tensor<bool>>,
}

impl Relu {
    /// A layer that has seen no input yet.
    pub fn new() -> Self {
        Relu::default()
    }
}

impl<A: Real> Layer<A> for Relu {
    fn forward(&mut self, mut x: Tensor<A>, _mode: Mode) -> Tensor<A> {
        let mask = self.mask.insert(x.mapv(|x| x <= A::zero()).into_shared());
        zero_where(mask, &mut x); // out[mask] = 0
        x
    }

    fn predict(&self, mut x: Tensor<A>) -> Tensor<A> {
        x.mapv_inplace(|x| if x <= A::zero() { A::zero() } else { x });
        x
    }

    fn backward(&mut self, mut dout: Tensor<A>) -> Tensor<A> {
        zero_where(kept_for("Relu", &self.mask, &dout), &mut dout); // dout[mask] = 0
        dout
    }
}

/// The book's `x[mask] = 0`.
fn zero_where<A: Real>(mask: &Tensor<bool>, x: &mut Tensor<A>) {
    x.zip_mut_with(mask, |x, &mask| *x = if mask { A::zero() } else { *x });
}
