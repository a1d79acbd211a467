//! In training y = x·mask, where each element is dropped with probability `dropout_ratio`; in inference
//! y = x·(1 − dropout_ratio).
//!
//! Book: §6.4.3, `common/layers.py`.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::layer::kept_for;
use crate::{Layer, Mode, Real, Tensor};

/// y = x·mask in training, x·(1 − ratio) in inference; backward dx = dy·mask. For any shape.
///
/// What is kept is not scaled up in training, as in the book; most libraries divide by 1 − ratio there and do nothing in
/// inference.
///
/// ```
/// use common::{Dropout, Layer, Mode, tensor};
/// use ndarray::{Array2, array};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// let mut layer = Dropout::new(0.5, ChaCha8Rng::seed_from_u64(1));
/// let y = layer.forward(tensor(Array2::<f64>::ones((100, 100))), Mode::Train);
/// assert!((y.sum() / 1e4 - 0.5).abs() < 0.02);
/// assert_eq!(layer.predict(tensor(array![[1.0, 3.0]])), tensor(array![[0.5, 1.5]]));
/// ```
///
/// Book: §6.4.3, `common/layers.py`.
#[derive(Clone, Debug)]
pub struct Dropout<A> {
    /// The probability that an element is dropped, in 0..=1.
    pub(crate) dropout_ratio: f64,
    /// Draws the masks.
    rng: ChaCha8Rng,
    /// 1 for what the last forward pass kept, 0 for what it dropped.
    mask: Option<Tensor<A>>,
}

impl<A: Real> Dropout<A> {
    /// A layer that drops with probability `dropout_ratio`, drawn from `rng`.
    ///
    /// # Panics
    /// If the ratio is not in 0..=1.
    #[track_caller]
    pub fn new(dropout_ratio: f64, rng: ChaCha8Rng) -> Self {
        assert!((0.0..=1.0).contains(&dropout_ratio), "Dropout: ratio {dropout_ratio} is not in 0..=1");
        Dropout { dropout_ratio, rng, mask: None }
    }
}

impl<A: Real> Layer<A> for Dropout<A> {
    fn forward(&mut self, x: Tensor<A>, mode: Mode) -> Tensor<A> {
        if mode == Mode::Predict {
            return self.predict(x);
        }
        // mask = np.random.rand(*x.shape) > dropout_ratio, but ≥: a ratio of 0 drops nothing
        let mut rand = || f64::from(self.rng.random::<f32>());
        let mask = Tensor::from_shape_simple_fn(x.raw_dim(), || A::of(f64::from(rand() >= self.dropout_ratio)));
        &*self.mask.insert(mask) * x
    }

    fn predict(&self, x: Tensor<A>) -> Tensor<A> {
        x * A::of(1.0 - self.dropout_ratio)
    }

    fn backward(&mut self, dout: Tensor<A>) -> Tensor<A> {
        kept_for("Dropout", &self.mask, &dout) * dout
    }

    fn rng(&mut self) -> Option<&mut ChaCha8Rng> {
        Some(&mut self.rng)
    }
}
