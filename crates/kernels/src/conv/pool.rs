//! Max pooling of one image, with the winners kept as one byte each.

use pulp::Simd;

use super::frame::{BLOCK, Frame};
use super::kernel::{Block, Kernel, blocks, blocks_mut, zeros};

/// The winner of a window in which the ReLU before the pooling lets nothing through.
const NONE: u8 = u8::MAX;

/// Size and distance of the windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) height: usize,
    pub(super) width: usize,
    pub(super) stride: usize,
}

impl Window {
    /// Whether a byte can tell which pixel won.
    pub(super) fn fits(&self) -> bool {
        self.height * self.width <= usize::from(NONE)
    }
}

/// The maximum of each window and its place in it, or [`NONE`].
pub(super) struct Forward<'a> {
    pub(super) x: &'a [f32],
    pub(super) frame: Frame,
    pub(super) window: Window,
    /// Whether x comes from a ReLU, whose gradient is 0 where the maximum is.
    pub(super) relu: bool,
    pub(super) out: &'a mut [f32],
    pub(super) out_frame: Frame,
    /// One for each number of the output.
    pub(super) winners: &'a mut [u8],
}

impl Kernel for Forward<'_> {
    #[inline(always)]
    fn run<S: Simd, const V: usize, const P: usize>(self, simd: S) {
        let Window { height, width, stride } = self.window;
        let zero = simd.splat_f32s(0.0);
        let count = self.out_frame.channels / BLOCK;
        let x = blocks::<S, V>(self.x);
        let out = blocks_mut::<S, V>(self.out);
        let mut winners = self.winners.as_chunks_mut::<BLOCK>().0.iter_mut();
        for i in 0..self.out_frame.height {
            for j in 0..self.out_frame.width {
                for b in 0..count {
                    let at = |u, v| self.frame.pixel(i * stride + u, j * stride + v) / BLOCK + b;
                    let mut best = x[at(0, 0)];
                    let mut winner = [simd.splat_u32s(0); V];
                    for u in 0..height {
                        for v in 0..width {
                            let place = simd.splat_u32s((u * width + v) as u32);
                            let x = &x[at(u, v)];
                            for k in 0..V {
                                let more = simd.greater_than_f32s(x[k], best[k]);
                                best[k] = simd.select_f32s(more, x[k], best[k]);
                                winner[k] = simd.select_u32s(more, place, winner[k]);
                            }
                        }
                    }
                    if self.relu {
                        let none = simd.splat_u32s(u32::from(NONE));
                        for k in 0..V {
                            winner[k] = simd.select_u32s(simd.greater_than_f32s(best[k], zero), winner[k], none);
                        }
                    }
                    out[self.out_frame.pixel(i, j) / BLOCK + b] = best;
                    let mut wide = [0_u32; BLOCK];
                    S::as_mut_simd_u32s(&mut wide).0.copy_from_slice(&winner);
                    let mut narrow = [0_u8; BLOCK];
                    for k in 0..BLOCK {
                        narrow[k] = wide[k] as u8;
                    }
                    *winners.next().expect("a winner for each number of the output") = narrow;
                }
            }
        }
    }
}

/// ∂L/∂x from ∂L/∂out: each number goes to its winner.
pub(super) struct Backward<'a> {
    pub(super) dout: &'a [f32],
    pub(super) dout_frame: Frame,
    pub(super) winners: &'a [u8],
    pub(super) window: Window,
    pub(super) dx: &'a mut [f32],
    pub(super) frame: Frame,
}

impl Kernel for Backward<'_> {
    #[inline(always)]
    fn run<S: Simd, const V: usize, const P: usize>(self, simd: S) {
        let Window { height, width, stride } = self.window;
        for i in 0..self.frame.height {
            self.dx[self.frame.pixel(i, 0)..][..self.frame.width * self.frame.channels].fill(0.0);
        }
        let zero = simd.splat_f32s(0.0);
        let dout = blocks::<S, V>(self.dout);
        let dx = blocks_mut::<S, V>(self.dx);
        let mut winners = self.winners.as_chunks::<BLOCK>().0.iter();
        for i in 0..self.dout_frame.height {
            for j in 0..self.dout_frame.width {
                for b in 0..self.dout_frame.channels / BLOCK {
                    let winners = winners.next().expect("a winner for each number of the output");
                    let dout = &dout[self.dout_frame.pixel(i, j) / BLOCK + b];
                    let mut wide = [0_u32; BLOCK];
                    for k in 0..BLOCK {
                        wide[k] = u32::from(winners[k]);
                    }
                    let winners = S::as_simd_u32s(&wide).0;
                    for u in 0..height {
                        for v in 0..width {
                            let place = simd.splat_u32s((u * width + v) as u32);
                            let dx = &mut dx[self.frame.pixel(i * stride + u, j * stride + v) / BLOCK + b];
                            for k in 0..V {
                                let won = simd.equal_u32s(winners[k], place);
                                dx[k] = simd.add_f32s(dx[k], simd.select_f32s(won, dout[k], zero));
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Sum over the pixels of an image, added to `sum`: ∂L/∂b.
pub(super) struct Sum<'a> {
    pub(super) x: &'a [f32],
    pub(super) frame: Frame,
    pub(super) sum: &'a mut [f32],
}

impl Kernel for Sum<'_> {
    #[inline(always)]
    fn run<S: Simd, const V: usize, const P: usize>(self, simd: S) {
        let count = self.frame.channels / BLOCK;
        let x = blocks::<S, V>(self.x);
        for (b, to) in blocks_mut::<S, V>(self.sum).iter_mut().enumerate() {
            let mut sum: Block<S, V> = zeros(simd);
            for i in 0..self.frame.height {
                let row = &x[self.frame.pixel(i, 0) / BLOCK..][..self.frame.width * count];
                for x in row[b..].iter().step_by(count) {
                    for v in 0..V {
                        sum[v] = simd.add_f32s(sum[v], x[v]);
                    }
                }
            }
            for v in 0..V {
                to[v] = simd.add_f32s(to[v], sum[v]);
            }
        }
    }
}

/// Sets x to 0 where `image` is not positive: the gradient of the ReLU that made the image.
pub(super) fn keep_positive(x: &mut [f32], frame: &Frame, image: &[f32], image_frame: &Frame) {
    let len = frame.width * frame.channels;
    for i in 0..frame.height {
        let x = &mut x[frame.pixel(i, 0)..][..len];
        for (x, &y) in x.iter_mut().zip(&image[image_frame.pixel(i, 0)..][..len]) {
            *x = if y > 0.0 { *x } else { 0.0 };
        }
    }
}
