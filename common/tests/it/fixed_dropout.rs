//! Dropout whose mask is given: for gradients that compare losses, and for values computed elsewhere.

use common::{Layer, Mode, Real, Tensor, tensor};
use ndarray::ArrayD;

/// y = x·mask in training, x·(1 − ratio) in inference.
#[derive(Clone)]
pub(crate) struct FixedDropout<A> {
    pub(crate) dropout_ratio: f64,
    /// 1 for what is kept.
    pub(crate) mask: Tensor<A>,
}

impl<A: Real> FixedDropout<A> {
    pub(crate) fn new(dropout_ratio: f64, mask: ArrayD<A>) -> Self {
        FixedDropout { dropout_ratio, mask: tensor(mask) }
    }
}

impl<A: Real> Layer<A> for FixedDropout<A> {
    fn forward(&mut self, x: Tensor<A>, mode: Mode) -> Tensor<A> {
        if mode == Mode::Train { &self.mask * x } else { self.predict(x) }
    }

    fn predict(&self, x: Tensor<A>) -> Tensor<A> {
        x * A::of(1.0 - self.dropout_ratio)
    }

    fn backward(&mut self, dout: Tensor<A>) -> Tensor<A> {
        &self.mask * dout
    }
}
