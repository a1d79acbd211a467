//! What happens to a block of output channels of one pixel before it is stored, while it is in registers.

use pulp::Simd;

use super::frame::{BLOCK, Frame};
use super::kernel::{Block, blocks, blocks_mut};

/// The last step of a convolution.
#[derive(Clone, Copy, Debug)]
pub(super) enum Finish<'a> {
    /// Store the sum.
    Plain,
    /// Add the biases, padded to whole blocks.
    Bias(&'a [f32]),
    /// Add the biases and keep what is positive: the ReLU after the convolution.
    BiasRelu(&'a [f32]),
    /// Keep the sum where this image is positive: the gradient of the ReLU that made the image.
    Positive(&'a [f32], Frame),
}

/// Where a convolution writes.
#[derive(Debug)]
pub(super) struct Output<'a> {
    pub(super) data: &'a mut [f32],
    pub(super) frame: Frame,
    pub(super) finish: Finish<'a>,
}

impl Output<'_> {
    /// Finishes and stores block `b` of the pixel (row, column) of the image.
    #[inline(always)]
    pub(super) fn store<S: Simd, const V: usize>(
        &mut self,
        simd: S,
        (row, column): (usize, usize),
        b: usize,
        sum: Block<S, V>,
    ) {
        let mut y = sum;
        match self.finish {
            Finish::Plain => {}
            Finish::Bias(bias) => {
                let bias = &blocks::<S, V>(bias)[b];
                for v in 0..V {
                    y[v] = simd.add_f32s(y[v], bias[v]);
                }
            }
            Finish::BiasRelu(bias) => {
                let bias = &blocks::<S, V>(bias)[b];
                for v in 0..V {
                    y[v] = relu(simd, simd.add_f32s(y[v], bias[v]));
                }
            }
            Finish::Positive(image, frame) => {
                let zero = simd.splat_f32s(0.0);
                let image = &blocks::<S, V>(&image[frame.pixel(row, column) + b * BLOCK..][..BLOCK])[0];
                for v in 0..V {
                    y[v] = simd.select_f32s(simd.greater_than_f32s(image[v], zero), y[v], zero);
                }
            }
        }
        let to = &mut self.data[self.frame.pixel(row, column) + b * BLOCK..][..BLOCK];
        blocks_mut::<S, V>(to)[0] = y;
    }
}

/// max(0, y).
#[inline(always)]
pub(super) fn relu<S: Simd>(simd: S, y: S::f32s) -> S::f32s {
    let zero = simd.splat_f32s(0.0);
    simd.select_f32s(simd.greater_than_f32s(y, zero), y, zero)
}
