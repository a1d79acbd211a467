//! Convolution with stride 1 as it is defined, a tile of pixels by a block of output channels at a time.
//!
//! In a [`Frame`] the numbers under one row of the filter lie side by side. Each output pixel is the sum of FH
//! products of FW·C numbers with FW·C blocks of weights ([`rows`]), and no im2col is needed. ∂L/∂x is the same
//! with transposed filters; ∂L/∂W multiplies the same FW·C numbers with ∂L/∂out, summed over the pixels ([`columns`]).

use ndarray::ArrayViewMut4;
use pulp::Simd;

use super::filters::Filters;
use super::frame::{BLOCK, Frame};
use super::kernel::{Kernel, blocks, blocks_mut, columns, rows, tiles, zeros};
use super::output::Output;

/// Numbers of packed filters: whole blocks of output channels, `channels` input channels.
pub(super) fn packed_len(filters: &Filters<'_>, channels: usize) -> usize {
    filters.count.next_multiple_of(BLOCK) * filters.height * filters.width * channels
}

/// Puts filters into the order in which the kernels read them: block of output channels, row, column, input
/// channel, output channel within the block.
pub(super) fn pack(filters: &Filters<'_>, channels: usize, packed: &mut [f32]) {
    each_weight(filters, channels, |at, (o, c, u, v)| packed[at] = filters.get(o, c, u, v));
}

/// The reverse of [`pack`], to (FN, C, FH, FW).
pub(super) fn unpack(filters: &Filters<'_>, channels: usize, packed: &[f32], mut w: ArrayViewMut4<'_, f32>) {
    each_weight(filters, channels, |at, (o, c, u, v)| w[[o, c, u, v]] = packed[at]);
}

fn each_weight(filters: &Filters<'_>, channels: usize, mut visit: impl FnMut(usize, (usize, usize, usize, usize))) {
    let block = filters.height * filters.width * channels * BLOCK;
    for o in 0..filters.count {
        for c in 0..filters.channels {
            for u in 0..filters.height {
                for v in 0..filters.width {
                    let at = (o / BLOCK) * block + ((u * filters.width + v) * channels + c) * BLOCK + o % BLOCK;
                    visit(at, (o, c, u, v));
                }
            }
        }
    }
}

/// out = x ∗ w, for one image.
pub(super) struct Forward<'a> {
    /// The image, with the padding as its border.
    pub(super) x: &'a [f32],
    pub(super) frame: Frame,
    /// Packed filters.
    pub(super) w: &'a [f32],
    /// (FH, FW).
    pub(super) size: (usize, usize),
    pub(super) out: Output<'a>,
}

impl Kernel for Forward<'_> {
    #[inline(always)]
    fn run<S: Simd, const V: usize, const P: usize>(mut self, simd: S) {
        let step = self.frame.channels;
        let (height, run) = (self.size.0, self.size.1 * step);
        let w = blocks::<S, V>(self.w);
        for (b, w) in w.chunks_exact(height * run).enumerate() {
            for i in 0..self.out.frame.height {
                tiles!(self.out.frame.width, P, |j, N| {
                    let mut sum = [zeros::<S, V>(simd); N];
                    for (u, w) in w.chunks_exact(run).enumerate() {
                        rows(simd, &mut sum, &self.x[self.frame.at(i + u, j)..], step, w);
                    }
                    for (p, sum) in sum.into_iter().enumerate() {
                        self.out.store(simd, (i, j + p), b, sum);
                    }
                });
            }
        }
    }
}

/// ∂L/∂W of one image, added to `dw`.
pub(super) struct Weights<'a> {
    /// The image, with the padding as its border.
    pub(super) x: &'a [f32],
    pub(super) frame: Frame,
    /// ∂L/∂out.
    pub(super) dout: &'a [f32],
    pub(super) dout_frame: Frame,
    /// (FH, FW).
    pub(super) size: (usize, usize),
    /// Packed as the filters are.
    pub(super) dw: &'a mut [f32],
}

impl Kernel for Weights<'_> {
    #[inline(always)]
    fn run<S: Simd, const V: usize, const P: usize>(self, simd: S) {
        // So few rows that they stay in the first cache while all weights pass.
        const ROWS: usize = 8;
        let step = self.frame.channels;
        let (height, run) = (self.size.0, self.size.1 * step);
        let dout_blocks = self.dout_frame.channels / BLOCK;
        let dout = blocks::<S, V>(self.dout);
        let dw = blocks_mut::<S, V>(self.dw);
        for first in (0..self.dout_frame.height).step_by(ROWS) {
            let last = (first + ROWS).min(self.dout_frame.height);
            for (b, dw) in dw.chunks_exact_mut(height * run).enumerate() {
                for (u, dw) in dw.chunks_exact_mut(run).enumerate() {
                    tiles!(run, P, |r, N| {
                        let dw: &mut [_; N] = dw[r..].first_chunk_mut().expect("N weights");
                        let mut sum = *dw;
                        for i in first..last {
                            let x = &self.x[self.frame.at(i + u, 0) + r..];
                            let dout = &dout[self.dout_frame.pixel(i, 0) / BLOCK + b..];
                            columns(simd, &mut sum, x, step, dout, dout_blocks, self.dout_frame.width);
                        }
                        *dw = sum;
                    });
                }
            }
        }
    }
}
