//! Convolution, ReLU and 2×2 max pooling of an image with one channel, in one step for each window of the pooling.
//!
//! The four outputs q of a window see (FH + 1)·(FW + 1) pixels p, its patch. Each pixel that is not 0 is added to all
//! four at once, where w\[p\]\[q\] is the block of weights with which q sees p, or 0 where it does not:
//!
//! - forward: y\[q\] = Σₚ xₚ · w\[p\]\[q\], and what comes before the pooling stays in registers;
//! - ∂L/∂W: dw\[p\]\[q\] += xₚ · d\[q\], where d\[q\] is ∂L/∂out in the channels in which q won, 0 in the others.
//!
//! Most pixels of a digit are 0 and cost nothing here. Elsewhere they are added as 0, so y is the same to the last bit
//! (but for 0 · ∞).

mod backward;
mod forward;

use ndarray::ArrayViewMut4;
use pulp::Simd;

pub use self::backward::even_and_odd;
pub(super) use self::backward::{Backward, scratch_len};
pub(super) use self::forward::Forward;
use super::filters::Filters;
use super::frame::{BLOCK, Frame};
use super::pool::Window;
use crate::sparse::differing;

/// Outputs of a window.
const OUTPUTS: usize = 4;

/// Whether patches are made for images of `channels` in such a frame, with these filters and this pooling.
pub(super) fn fit(channels: usize, frame: &Frame, (height, width): (usize, usize), window: Window) -> bool {
    let two_by_two = (window.height, window.width, window.stride) == (2, 2, 2);
    // Words of 64 bits tell which pixels are not 0.
    channels == 1 && two_by_two && (height + 1) * (width + 1) <= 64 && frame.columns <= 64
}

/// Pixels of a patch.
fn patch_len(filters: &Filters<'_>) -> usize {
    (filters.height + 1) * (filters.width + 1)
}

/// Numbers of packed filters.
pub(super) fn packed_len(filters: &Filters<'_>) -> usize {
    filters.count.next_multiple_of(BLOCK) * patch_len(filters) * OUTPUTS
}

/// Puts filters into the order in which the kernels read them: block of output channels, pixel of the patch, output
/// of the window, output channel within the block.
pub(super) fn pack(filters: &Filters<'_>, packed: &mut [f32]) {
    each_weight(filters, |places, (o, u, v)| {
        let w = filters.get(o, 0, u, v);
        places.into_iter().for_each(|at| packed[at] = w);
    });
}

/// The reverse of [`pack`], to (FN, 1, FH, FW), where a weight is the sum of its four places.
pub(super) fn unpack(filters: &Filters<'_>, packed: &[f32], mut w: ArrayViewMut4<'_, f32>) {
    each_weight(filters, |places, (o, u, v)| {
        w[[o, 0, u, v]] = places.into_iter().map(|at| packed[at]).sum();
    });
}

fn each_weight(filters: &Filters<'_>, mut visit: impl FnMut([usize; OUTPUTS], (usize, usize, usize))) {
    let (block, width) = (patch_len(filters) * OUTPUTS * BLOCK, filters.width + 1);
    for o in 0..filters.count {
        let start = (o / BLOCK) * block + o % BLOCK;
        for u in 0..filters.height {
            for v in 0..filters.width {
                let place = |q| start + (((u + q / 2) * width + v + q % 2) * OUTPUTS + q) * BLOCK;
                visit(std::array::from_fn(place), (o, u, v));
            }
        }
    }
}

/// The patches of an image, and which of its pixels are not 0.
struct Patches<'a> {
    x: &'a [f32],
    frame: Frame,
    /// (FH + 1, FW + 1).
    size: (usize, usize),
    /// One bit for each pixel of each row.
    marks: Vec<u64>,
    /// Where the pixels of a patch lie, from its first one on.
    offsets: [usize; 64],
}

impl<'a> Patches<'a> {
    #[inline(always)]
    fn new<S: Simd>(simd: S, x: &'a [f32], frame: Frame, (height, width): (usize, usize)) -> Self {
        let size = (height + 1, width + 1);
        let mut marks = vec![0; frame.rows];
        for (row, marks) in x.chunks_exact(frame.columns).zip(&mut marks) {
            let mut whole = [0.0; 64];
            whole[..row.len()].copy_from_slice(row);
            *marks = differing(simd, &whole, 0.0);
        }
        let mut offsets = [0; 64];
        for (p, offset) in offsets[..size.0 * size.1].iter_mut().enumerate() {
            *offset = frame.at(p / size.1, p % size.1);
        }
        Patches { x, frame, size, marks, offsets }
    }

    /// The pixels of the patch of window (i, j) that are not 0.
    #[inline(always)]
    fn at(&self, i: usize, j: usize) -> Marked<'_> {
        let (height, width) = self.size;
        let mut marks = 0;
        for (u, row) in self.marks[2 * i..2 * i + height].iter().enumerate() {
            marks |= ((row >> (2 * j)) & ((1 << width) - 1)) << (u * width);
        }
        Marked { x: &self.x[self.frame.at(2 * i, 2 * j)..], offsets: &self.offsets, marks }
    }
}

/// Pixels that are not 0, with the numbers of their bits.
#[derive(Clone, Copy)]
struct Marked<'a> {
    x: &'a [f32],
    /// Where the pixel of each bit lies.
    offsets: &'a [usize; 64],
    marks: u64,
}

impl Iterator for Marked<'_> {
    type Item = (usize, f32);

    #[inline(always)]
    fn next(&mut self) -> Option<(usize, f32)> {
        if self.marks == 0 {
            return None;
        }
        let bit = self.marks.trailing_zeros() as usize;
        self.marks &= self.marks - 1;
        Some((bit, self.x[self.offsets[bit % 64]]))
    }
}
