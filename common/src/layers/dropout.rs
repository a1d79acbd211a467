//! While learning, y = x·mask: each element is dropped with probability `ratio`; while answering, y = x·(1 − ratio).
//!
//! Book: §6.4.3, `common/layers.py`.

use ndarray::{Array, Dimension, Zip};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

use crate::{Layer, Mode, Real};

/// y = x·mask while learning, x·(1 − ratio) while answering.
///
/// Backward: dx = dy·mask. For any shape.
///
/// What is kept is not scaled up while learning, as in the book; most libraries divide by 1 − ratio
/// there and do nothing while answering.
///
/// ```
/// use common::{Dropout, Layer, Mode};
/// use ndarray::{Array2, Ix2, array};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// let mut layer = Dropout::<Ix2>::new(0.5, ChaCha8Rng::seed_from_u64(1));
/// let y = layer.forward(Array2::<f64>::ones((100, 100)), Mode::Train);
/// assert!((y.sum() / 1e4 - 0.5).abs() < 0.02);
/// assert_eq!(layer.predict(array![[1.0, 3.0]]), array![[0.5, 1.5]]);
/// ```
///
/// Book: §6.4.3, `common/layers.py`.
#[derive(Clone, Debug)]
pub struct Dropout<D: Dimension> {
    /// The probability that an element is dropped, in 0..=1.
    ratio: f64,
    rng: ChaCha8Rng,
    /// What the last forward pass kept; `None` after one in [`Mode::Predict`].
    mask: Option<Array<bool, D>>,
    /// Whether `mask` is to stay.
    fixed: bool,
}

impl<D: Dimension> Dropout<D> {
    /// A layer that drops with probability `ratio`, drawn from `rng`.
    ///
    /// # Panics
    /// If `ratio` is not in 0..=1.
    #[track_caller]
    pub fn new(ratio: f64, rng: ChaCha8Rng) -> Self {
        assert!((0.0..=1.0).contains(&ratio), "Dropout: ratio {ratio} is not in 0..=1");
        Dropout { ratio, rng, mask: None, fixed: false }
    }

    /// Draws the masks from another generator from now on.
    pub fn reseed(&mut self, rng: ChaCha8Rng) {
        self.rng = rng;
    }

    /// Makes every forward pass use `mask` (true = kept) instead of drawing one.
    ///
    /// A numerical gradient needs that: it compares losses of the same network.
    pub fn fix_mask(&mut self, mask: Array<bool, D>) {
        self.mask = Some(mask);
        self.fixed = true;
    }

    fn draw(&mut self, shape: D) {
        // An element is kept when its 32 random bits, read as a fraction, are not below the ratio.
        let threshold = (self.ratio * 2_f64.powi(32)) as u64;
        let rng = &mut self.rng;
        let mut keep = || u64::from(rng.next_u32()) >= threshold;
        match &mut self.mask {
            Some(mask) if mask.raw_dim() == shape => mask.map_inplace(|mask| *mask = keep()),
            mask => *mask = Some(Array::from_shape_simple_fn(shape, keep)),
        }
    }
}

impl<A: Real, D: Dimension> Layer<A> for Dropout<D> {
    type Input = D;
    type Output = D;

    #[track_caller]
    fn forward(&mut self, x: Array<A, D>, mode: Mode) -> Array<A, D> {
        if mode == Mode::Predict {
            return Layer::<A>::predict(self, x);
        }
        if !self.fixed {
            self.draw(x.raw_dim());
        }
        Layer::<A>::backward(self, x)
    }

    fn predict(&self, mut x: Array<A, D>) -> Array<A, D> {
        x *= A::of(1.0 - self.ratio);
        x
    }

    #[track_caller]
    fn backward(&mut self, mut dout: Array<A, D>) -> Array<A, D> {
        let mask = self.mask.as_ref().expect("Dropout: backward needs a forward pass in Mode::Train before it");
        assert_eq!(dout.shape(), mask.shape(), "Dropout: shape of dout (left) and of the mask (right)");
        Zip::from(&mut dout).and(mask).for_each(|dx, &keep| *dx = if keep { *dx } else { A::zero() });
        dout
    }
}
