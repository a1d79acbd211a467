//! Batch normalization of images, one mean and one variance a channel.
//!
//! Book: §6.3 and §8.1, where the layer is named; Ioffe and Szegedy 2015, "Batch Normalization", §3.2.

use ndarray::{Array1, Array4, ArrayViewMutD, Ix2, Ix4};

use super::BatchNormalization;
use crate::{Layer, Mode, Parameter, Real};

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
/// use common::{ChannelNormalization, Layer, Mode};
/// use ndarray::{Array1, array};
///
/// let mut layer = ChannelNormalization::<f64>::new(Array1::ones(1), Array1::zeros(1));
/// let y = layer.forward(array![[[[1.0, 3.0]]], [[[3.0, 1.0]]]], Mode::Train);
/// assert_eq!(format!("{y:.5}"), "[[[[-1.00000, 1.00000]]],\n\n\n [[[1.00000, -1.00000]]]]");
/// ```
///
/// # Shapes
/// (N, C, H, W) → the same; fastest where the memory is channels-last, in which the result always is.
///
/// Book: §6.3.
#[derive(Clone, Debug)]
pub struct ChannelNormalization<A> {
    pixels: BatchNormalization<A, Ix2>,
}

impl<A: Real> ChannelNormalization<A> {
    /// A layer of this γ and β, (C,) each, with momentum 0.9.
    ///
    /// # Panics
    /// If their lengths differ.
    #[track_caller]
    pub fn new(gamma: Array1<A>, beta: Array1<A>) -> Self {
        ChannelNormalization { pixels: BatchNormalization::new(gamma, beta) }
    }

    /// As [`BatchNormalization::buffers`].
    pub fn buffers(&mut self, number: usize) -> [(String, ArrayViewMutD<'_, A>); 2] {
        self.pixels.buffers(number)
    }
}

/// (N, C, H, W) with `layer` applied to (N·H·W, C).
fn by_pixel<A: Real>(x: Array4<A>, layer: impl FnOnce(ndarray::Array2<A>) -> ndarray::Array2<A>) -> Array4<A> {
    let (n, c, h, w) = x.dim();
    let rows = x.permuted_axes([0, 2, 3, 1]).into_shape_clone((n * h * w, c)).expect("as many numbers");
    layer(rows).into_shape_clone((n, h, w, c)).expect("as many numbers").permuted_axes([0, 3, 1, 2])
}

impl<A: Real> Layer<A> for ChannelNormalization<A> {
    type Input = Ix4;
    type Output = Ix4;

    #[track_caller]
    fn forward(&mut self, x: Array4<A>, mode: Mode) -> Array4<A> {
        by_pixel(x, |rows| self.pixels.forward(rows, mode))
    }

    #[track_caller]
    fn predict(&self, x: Array4<A>) -> Array4<A> {
        by_pixel(x, |rows| self.pixels.predict(rows))
    }

    #[track_caller]
    fn backward(&mut self, dout: Array4<A>) -> Array4<A> {
        by_pixel(dout, |rows| self.pixels.backward(rows))
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        self.pixels.parameters()
    }
}
