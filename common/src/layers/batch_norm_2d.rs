//! Batch normalization of images, one mean and one variance per channel.
//!
//! In networks of `f32` the fast kernels compute what stands here; with `--kernels book` these lines run.
//!
//! Book: §6.3 and §8.1, where the layer is named; Ioffe and Szegedy 2015, "Batch Normalization", §3.2.

use ndarray::{Array1, Array2};

use super::BatchNormalization;
use crate::layer::Named;
use crate::tensor::images;
use crate::{Layer, Mode, Param, Real, Tensor, rows, tensor};

/// y = γ·x̂ + β for each channel, normalised over the batch and over the image.
///
/// Shapes: x (N, C, H, W) and γ, β, μ, σ² (C,). Every pixel of every image counts as a sample of its C channels:
/// it is [`BatchNormalization`] of (N·H·W, C), with the same formulas, running statistics and ε.
///
/// The book's layer, given images, normalises each position of each channel by itself, which for a batch of 100 is
/// 100 numbers. Here a channel, whose pixels one filter has made, has 100·H·W of them: the statistics are steadier, and
/// γ and β do not depend on the size of the image.
///
/// ```
/// use common::{BatchNorm2d, Layer, Mode, tensor};
/// use ndarray::{Array1, array};
///
/// let mut layer = BatchNorm2d::<f64>::new(Array1::ones(1), Array1::zeros(1));
/// let y = layer.forward(tensor(array![[[[1.0, 3.0]]], [[[3.0, 1.0]]]]), Mode::Train);
/// assert_eq!(format!("{:.5}", y.sum()), "0.00000");
/// assert!((y[[0, 0, 0, 1]] - 1.0).abs() < 1e-5);
/// ```
///
/// Book: §6.3.
#[derive(Clone, Debug)]
pub struct BatchNorm2d<A> {
    pub(crate) pixels: BatchNormalization<A>,
}

impl<A: Real> BatchNorm2d<A> {
    /// A layer of this γ and β, (C,) each, with momentum 0.9.
    ///
    /// # Panics
    /// If their lengths differ.
    #[track_caller]
    pub fn new(gamma: Array1<A>, beta: Array1<A>) -> Self {
        BatchNorm2d { pixels: BatchNormalization::new(gamma, beta) }
    }
}

/// (N, C, H, W) with `layer` applied to (N·H·W, C). The result lies pixel by pixel in memory, which is how another
/// convolution reads it.
#[track_caller]
pub(crate) fn by_pixel<A: Real>(x: Tensor<A>, layer: impl FnOnce(Array2<A>) -> Array2<A>) -> Tensor<A> {
    let x = images(&x);
    let (n, c, h, w) = x.dim();
    let pixels = x.permuted_axes([0, 2, 3, 1]).into_shape_clone((n * h * w, c)).expect("as many numbers");
    let pixels = layer(rows(&pixels.into_dyn()).into_owned());
    tensor(pixels.into_shape_clone((n, h, w, c)).expect("as many numbers").permuted_axes([0, 3, 1, 2]))
}

/// A layer of tensors as a function of rows.
fn of_rows<A: Real>(layer: impl FnOnce(Tensor<A>) -> Tensor<A>) -> impl FnOnce(Array2<A>) -> Array2<A> {
    |x| rows(&layer(tensor(x))).into_owned()
}

impl<A: Real> Layer<A> for BatchNorm2d<A> {
    fn forward(&mut self, x: Tensor<A>, mode: Mode) -> Tensor<A> {
        by_pixel(x, of_rows(|x| self.pixels.forward(x, mode)))
    }

    fn predict(&self, x: Tensor<A>) -> Tensor<A> {
        by_pixel(x, of_rows(|x| self.pixels.predict(x)))
    }

    fn backward(&mut self, dout: Tensor<A>) -> Tensor<A> {
        by_pixel(dout, of_rows(|dout| self.pixels.backward(dout)))
    }

    fn params(&mut self) -> Vec<Param<'_, A>> {
        self.pixels.params()
    }

    fn buffers(&mut self) -> Vec<Named<'_, A>> {
        self.pixels.buffers()
    }
}
