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

#[cfg(test)]
mod tests {
    use ndarray::{Array1, Array4};

    use crate::conv::plan::Method;
    use crate::conv::{Engine, Gradients, Plan, Spec};

    /// Output, dw, db and dx, computed by this method.
    fn by(method: Method, x: &Array4<f32>, w: &Array4<f32>, layers: &[Spec]) -> [Array4<f32>; 4] {
        let (n, _, height, width) = x.dim();
        let mut plan = Plan::new((1, height, width), layers).expect("layers that fit");
        assert_eq!(plan.stages[0].method, Method::Patches);
        plan.stages[0].method = method;
        let (filters, out_h, out_w) = plan.output;
        let mut engine = Engine::new(plan);
        let b = Array1::from_shape_fn(filters, |o| o as f32 % 4.0 - 2.0);
        let [mut out, mut dx] = [Array4::zeros((n, filters, out_h, out_w)), Array4::zeros(x.dim())];
        let (mut dw, mut db) = (Array4::zeros(w.dim()), Array1::zeros(filters));
        for with_dx in [true, false] {
            engine.forward(x.view(), &[(w.view(), b.view())], out.view_mut());
            let dout = out.mapv(|y| y % 5.0 - 1.0);
            let gradients = Gradients { dw: dw.view_mut(), db: db.view_mut() };
            let dx = with_dx.then_some(dx.view_mut());
            engine.backward(dout.view(), &[w.view()], dx, vec![gradients]);
        }
        [out, dw, db.into_shape_with_order((filters, 1, 1, 1)).expect("as many numbers"), dx]
    }

    /// In integers, where every order of addition gives the same.
    #[test]
    fn agrees_with_the_convolution_and_the_pooling_one_after_the_other() {
        let shapes = [(28, 28, 30, (5, 5), 0), (28, 28, 7, (3, 2), 1), (9, 64, 50, (7, 7), 0), (60, 11, 16, (1, 1), 0)];
        for ((height, width, count, (fh, fw), pad), share) in
            shapes.into_iter().flat_map(|shape| [0, 1, 3, 10].map(|share| (shape, share)))
        {
            // So many tenths of the pixels are not 0.
            let x = Array4::from_shape_fn((13, 1, height, width), |(n, _, i, j)| {
                let value = (n * 7 + i * 31 + j * 17 + i * j) % 10;
                if value < share { value as f32 - 4.0 } else { 0.0 }
            });
            let w = Array4::from_shape_fn((count, 1, fh, fw), |(o, _, u, v)| ((o * 5 + u * 3 + v) % 7) as f32 - 3.0);
            let convolution = Spec::Convolution(w.dim(), 1, pad);
            let pooling = Spec::Pooling((2, 2), 2, 0);
            for layers in [&[convolution, Spec::Relu, pooling][..], &[convolution, pooling]] {
                let patches = by(Method::Patches, &x, &w, layers);
                assert_eq!(patches, by(Method::Direct, &x, &w, layers), "{:?}, {share} tenths", w.dim());
            }
        }
    }

    #[test]
    fn other_poolings_and_larger_images_are_left_to_the_direct_convolution() {
        let method = |size, filters, pooling| {
            Plan::new(size, &[Spec::Convolution(filters, 1, 0), Spec::Relu, pooling]).expect("it fits").stages[0].method
        };
        let two_by_two = Spec::Pooling((2, 2), 2, 0);
        assert_eq!(method((1, 64, 64), (8, 1, 7, 7), two_by_two), Method::Patches);
        assert_eq!(method((1, 64, 65), (8, 1, 7, 7), two_by_two), Method::Direct);
        assert_eq!(method((1, 64, 64), (8, 1, 8, 7), two_by_two), Method::Direct);
        assert_eq!(method((2, 28, 28), (8, 2, 5, 5), two_by_two), Method::Direct);
        assert_eq!(method((1, 28, 28), (8, 1, 5, 5), Spec::Pooling((2, 2), 1, 0)), Method::Direct);
        assert_eq!(method((1, 28, 28), (8, 1, 5, 5), Spec::Pooling((3, 3), 2, 0)), Method::Direct);
    }
}
