//! The layers of the apple shop: a product and a sum of two numbers.
//!
//! Book: §5.4, `ch05/layer_naive.py`.

use crate::Real;

/// z = x·y.
///
/// Backward: dx = dz·y, dy = dz·x.
///
/// ```
/// use common::MulLayer;
///
/// let (mut apple, mut tax) = (MulLayer::new(), MulLayer::new());
/// let apple_price = apple.forward(100.0, 2.0);
/// let price = tax.forward(apple_price, 1.1);
/// assert_eq!(price, 220.00000000000003);
///
/// let (dapple_price, dtax) = tax.backward(1.0);
/// let (dapple, dapple_num) = apple.backward(dapple_price);
/// assert_eq!((dapple, dapple_num, dtax), (2.2, 110.00000000000001, 200.0));
/// ```
///
/// Book: §5.4.1, `ch05/layer_naive.py`.
#[derive(Clone, Debug, Default)]
pub struct MulLayer<A> {
    inputs: Option<(A, A)>,
}

impl<A: Real> MulLayer<A> {
    /// A layer that has seen no input yet.
    pub fn new() -> Self {
        MulLayer { inputs: None }
    }

    /// The product x·y; both are kept for [`backward`](Self::backward).
    pub fn forward(&mut self, x: A, y: A) -> A {
        self.inputs = Some((x, y));
        x * y
    }

    /// (dx, dy) from dz: each input gets dz times the other.
    ///
    /// # Panics
    /// If `forward` did not come first.
    #[track_caller]
    pub fn backward(&self, dout: A) -> (A, A) {
        let (x, y) = self.inputs.expect("MulLayer: backward needs a forward pass before it");
        (dout * y, dout * x)
    }
}

/// z = x + y.
///
/// ```
/// // Two apples of 100 and three oranges of 150.
/// assert_eq!(common::AddLayer.forward(200.0, 450.0), 650.0);
/// assert_eq!(common::AddLayer.backward(1.1), (1.1, 1.1));
/// ```
///
/// Book: §5.4.2, `ch05/layer_naive.py`.
#[derive(Clone, Copy, Debug, Default)]
pub struct AddLayer;

impl AddLayer {
    /// The sum x + y; backward needs neither.
    pub fn forward<A: Real>(&self, x: A, y: A) -> A {
        x + y
    }

    /// (dx, dy) from dz: dz to both.
    pub fn backward<A: Real>(&self, dout: A) -> (A, A) {
        (dout, dout)
    }
}
