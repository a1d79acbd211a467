//! ∂L/∂W and ∂L/∂b. Here the windows are walked over for one pixel of the patch after the other, so that the sums for this
//! pixel stay in registers.

use pulp::Simd;

use super::{Marked, OUTPUTS, Patches};
use crate::conv::frame::{BLOCK, Frame};
use crate::conv::kernel::{Block, Kernel, add, blocks, blocks_mut, zeros};
use crate::conv::pool;

/// ∂L/∂W and ∂L/∂b of one image, added to `dw` and `db`.
pub(in crate::conv) struct Backward<'a> {
    /// The image, with the padding as its border.
    pub(in crate::conv) x: &'a [f32],
    pub(in crate::conv) frame: Frame,
    /// (FH, FW).
    pub(in crate::conv) size: (usize, usize),
    /// ∂L/∂out, of the pooling.
    pub(in crate::conv) dout: &'a [f32],
    pub(in crate::conv) dout_frame: Frame,
    pub(in crate::conv) winners: &'a [u8],
    /// Packed as the filters are.
    pub(in crate::conv) dw: &'a mut [f32],
    pub(in crate::conv) db: &'a mut [f32],
    /// Of [`scratch_len`].
    pub(in crate::conv) scratch: &'a mut [f32],
}

/// Rows of windows that are worked on together: few enough for the cache, and for a word with one bit for each window.
fn rows_of_windows(width: usize) -> usize {
    (64 / width).min(4)
}

/// Numbers that [`Backward`] needs for its work: d of some rows of windows.
pub(in crate::conv) fn scratch_len(dout: &Frame) -> usize {
    rows_of_windows(dout.width) * dout.width * OUTPUTS * dout.channels
}

impl Kernel for Backward<'_> {
    #[inline(always)]
    fn run<S: Simd, const V: usize, const P: usize>(mut self, simd: S) {
        let patches = Patches::new(simd, self.x, self.frame, self.size);
        let Frame { width, height, channels, .. } = self.dout_frame;
        let mut wide = vec![0; width * channels];
        let rows = rows_of_windows(width);
        let mut offsets = [0; 64];
        for (window, offset) in offsets[..rows * width].iter_mut().enumerate() {
            *offset = self.frame.at(2 * (window / width), 2 * (window % width));
        }
        let mut marks_of_row = vec![[0; 2]; patches.marks.len()];
        for (halves, &marks) in marks_of_row.iter_mut().zip(&patches.marks) {
            *halves = even_and_odd(marks);
        }
        for first in (0..height).step_by(rows) {
            let last = (first + rows).min(height);
            for i in first..last {
                pool::widen(&self.winners[i * width * channels..], &mut wide);
                self.share_out::<S, V>(simd, i, &wide, (i - first) * width);
            }
            for p in 0..patches.size.0 * patches.size.1 {
                let (u, v) = (p / patches.size.1, p % patches.size.1);
                let mut marks = 0;
                for i in first..last {
                    // Pixel (u, v) of the windows of this row.
                    let row = (marks_of_row[2 * i + u][v % 2] >> (v / 2)) & ((1 << width) - 1);
                    marks |= row << ((i - first) * width);
                }
                if marks != 0 {
                    let x = &self.x[self.frame.at(2 * first + u, v)..];
                    let pixels = Marked { x, offsets: &offsets, marks };
                    self.add_pixel::<S, V>(simd, p, patches.size.0 * patches.size.1, pixels);
                }
            }
        }
    }
}

impl Backward<'_> {
    /// d of a row of windows, to where those of window `to` are, and its sum to `db`.
    #[inline(always)]
    fn share_out<S: Simd, const V: usize>(&mut self, simd: S, i: usize, winners: &[u32], to: usize) {
        let Frame { width, channels, .. } = self.dout_frame;
        let dout = &self.dout[self.dout_frame.pixel(i, 0)..][..width * channels];
        let (dout, winners) = (blocks::<S, V>(dout), pool::places::<S, V>(winners));
        let d = &mut self.scratch[to * OUTPUTS * channels..][..width * OUTPUTS * channels];
        let d = blocks_mut::<S, V>(d).as_chunks_mut::<OUTPUTS>().0;
        let count = channels / BLOCK;
        for (b, db) in blocks_mut::<S, V>(self.db).iter_mut().enumerate() {
            let mut sum = *db;
            for at in (b..width * count).step_by(count) {
                let mut of_window = [zeros::<S, V>(simd); OUTPUTS];
                for (q, d) in of_window.iter_mut().enumerate() {
                    *d = pool::of_winner(simd, &dout[at], &winners[at], q);
                }
                d[at] = of_window;
                for v in 0..V {
                    // One of the four, the others are 0.
                    let upper = simd.add_f32s(of_window[0][v], of_window[1][v]);
                    let lower = simd.add_f32s(of_window[2][v], of_window[3][v]);
                    sum[v] = simd.add_f32s(sum[v], simd.add_f32s(upper, lower));
                }
            }
            *db = sum;
        }
    }

    /// dw\[p\] += xₚ · d, over the windows in which xₚ is not 0.
    #[inline(always)]
    fn add_pixel<S: Simd, const V: usize>(&mut self, simd: S, p: usize, len: usize, pixels: Marked<'_>) {
        let count = self.dout_frame.channels / BLOCK;
        let d = blocks::<S, V>(self.scratch).as_chunks::<OUTPUTS>().0;
        let dw = blocks_mut::<S, V>(self.dw).as_chunks_mut::<OUTPUTS>().0;
        let mut b = 0;
        while b < count {
            // As in forward.
            if V == 1 && b + 2 <= count {
                let mut sums = [dw[b * len + p], dw[(b + 1) * len + p]];
                add_windows(simd, &mut sums, pixels, &d[b..], count);
                [dw[b * len + p], dw[(b + 1) * len + p]] = sums;
                b += 2;
            } else {
                let mut sums = [dw[b * len + p]];
                add_windows(simd, &mut sums, pixels, &d[b..], count);
                dw[b * len + p] = sums[0];
                b += 1;
            }
        }
    }
}

/// sums += xₚ · d of `N` blocks, where those of a window lie `count` blocks behind those of the one before.
#[inline(always)]
fn add_windows<S: Simd, const V: usize, const N: usize>(
    simd: S,
    sums: &mut [[Block<S, V>; OUTPUTS]; N],
    pixels: Marked<'_>,
    d: &[[Block<S, V>; OUTPUTS]],
    count: usize,
) {
    let mut of_blocks = *sums;
    for (window, x) in pixels {
        let d: &[_; N] = d[window * count..].first_chunk().expect("N blocks");
        for n in 0..N {
            for q in 0..OUTPUTS {
                add(simd, &mut of_blocks[n][q], x, &d[n][q]);
            }
        }
    }
    *sums = of_blocks;
}

/// The bits of every second place, of the even and of the odd ones.
#[inline(always)]
pub fn even_and_odd(marks: u64) -> [u64; 2] {
    let mut halves = [marks, marks >> 1];
    for half in &mut halves {
        // They move to their places in pairs, in fours, and so on.
        *half &= 0x5555_5555_5555_5555;
        *half = (*half | *half >> 1) & 0x3333_3333_3333_3333;
        *half = (*half | *half >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
        *half = (*half | *half >> 4) & 0x00ff_00ff_00ff_00ff;
        *half = (*half | *half >> 8) & 0x0000_ffff_0000_ffff;
        *half = (*half | *half >> 16) & 0x0000_0000_ffff_ffff;
    }
    halves
}
