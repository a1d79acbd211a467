//! Max pooling: each window keeps its largest number.
//!
//! Book: §7.3, §7.4.4, `common/layers.py`.

use ndarray::parallel::prelude::*;
use ndarray::{Array4, ArrayView3, ArrayViewMut3, Ix4, Zip};

use crate::conv::Shape4;
use crate::im2col::output_size;
use crate::{Layer, Mode, Real};

/// Max pooling.
///
/// Shapes: x (N, C, H, W), out (N, C, OH, OW) with OH = ⌊(H + 2·pad − PH)/stride⌋ + 1. Channels stay apart.
/// Backward hands each number of dout to the pixel that won its window, the first of equals.
///
/// The padding, which the book's layer accepts and ignores, is respected; it never wins a window.
///
/// ```
/// use common::{Layer, Mode, Pooling};
/// use ndarray::array;
///
/// // §7.3: 2×2 windows, stride 2.
/// let x = array![[[[1., 2., 1., 0.], [0., 1., 2., 3.], [3., 0., 1., 2.], [2., 4., 0., 1.]]]];
/// let mut layer = Pooling::new(2, 2, 2, 0);
/// assert_eq!(layer.forward(x, Mode::Train), array![[[[2., 3.], [4., 2.]]]]);
/// ```
///
/// Book: §7.4.4, `common/layers.py`.
#[derive(Clone, Debug)]
pub struct Pooling {
    /// Height of a window, PH.
    pub pool_h: usize,
    /// Width of a window, PW.
    pub pool_w: usize,
    /// Distance between two windows.
    pub stride: usize,
    /// Border around the images, less than the window.
    pub pad: usize,
    /// Shape of the input, and for each output the winner's place in its image, h·W + w.
    winners: Option<(Shape4, Array4<u32>)>,
}

impl Pooling {
    /// Windows of `pool_h` × `pool_w`.
    ///
    /// # Panics
    /// If the window is empty, the stride is 0, or the padding is as large as the window (which then could
    /// hold no pixel at all).
    #[track_caller]
    pub fn new(pool_h: usize, pool_w: usize, stride: usize, pad: usize) -> Self {
        assert!(
            stride > 0 && pad < pool_h && pad < pool_w,
            "Pooling: window {pool_h}×{pool_w}, stride {stride}, pad {pad}: needs stride ≥ 1 and pad < window"
        );
        Pooling { pool_h, pool_w, stride, pad, winners: None }
    }

    #[track_caller]
    fn output_shape(&self, (n, c, h, w): Shape4) -> Shape4 {
        let (oh, ow) = output_size((h, w), (self.pool_h, self.pool_w), self.stride, self.pad);
        (n, c, oh, ow)
    }

    /// Pools one image, and notes the winners.
    fn image<A: Real>(&self, x: ArrayView3<'_, A>, out: ArrayViewMut3<'_, A>, winners: ArrayViewMut3<'_, u32>) {
        let (_, h, w) = x.dim();
        let window = |o: usize, pool: usize, size: usize| {
            let start = o * self.stride;
            start.saturating_sub(self.pad)..(start + pool - self.pad).min(size)
        };
        Zip::indexed(out).and(winners).for_each(|(c, i, j), out, winner| {
            let (rows, columns) = (window(i, self.pool_h, h), window(j, self.pool_w, w));
            let mut best = (rows.start, columns.start);
            for row in rows {
                for column in columns.clone() {
                    if x[[c, row, column]] > x[[c, best.0, best.1]] {
                        best = (row, column);
                    }
                }
            }
            *out = x[[c, best.0, best.1]];
            *winner = (best.0 * w + best.1) as u32;
        });
    }

    fn pool<A: Real>(&self, x: &Array4<A>) -> (Array4<A>, Array4<u32>) {
        let shape = self.output_shape(x.dim());
        let (mut out, mut winners) = (Array4::zeros(shape), Array4::zeros(shape));
        (x.outer_iter().into_par_iter(), out.outer_iter_mut(), winners.outer_iter_mut())
            .into_par_iter()
            .for_each(|(x, out, winners)| self.image(x, out, winners));
        (out, winners)
    }
}

impl<A: Real> Layer<A> for Pooling {
    type Input = Ix4;
    type Output = Ix4;

    fn forward(&mut self, x: Array4<A>, _mode: Mode) -> Array4<A> {
        let (out, winners) = self.pool(&x);
        self.winners = Some((x.dim(), winners));
        out
    }

    fn predict(&self, x: Array4<A>) -> Array4<A> {
        self.pool(&x).0
    }

    fn backward(&mut self, dout: Array4<A>) -> Array4<A> {
        let (shape, winners) = self.winners.as_ref().expect("Pooling: backward needs a forward pass before it");
        assert_eq!(dout.dim(), winners.dim(), "Pooling: shape of dout (left) and of the output (right)");
        let mut dx = Array4::zeros(*shape);
        let width = shape.3;
        Zip::from(dx.outer_iter_mut()).and(dout.outer_iter()).and(winners.outer_iter()).par_for_each(
            |mut dx, dout, winners| {
                for (((c, _, _), &winner), &d) in winners.indexed_iter().zip(dout) {
                    dx[[c, winner as usize / width, winner as usize % width]] += d;
                }
            },
        );
        dx
    }
}
