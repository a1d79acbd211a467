//! Max pooling: each window keeps its largest number.
//!
//! In networks of `f32` the fast kernels compute what stands here; with `--kernels book` these lines run.
//!
//! Book: §7.3, §7.4.4, `common/layers.py`.

use ndarray::{Array1, Array2, Axis};

use crate::im2col::{output_size, padded};
use crate::layer::{assert_shape, kept};
use crate::tensor::images;
use crate::{Layer, Mode, Real, Tensor, argmax, col2im, im2col, tensor};

/// Max pooling.
///
/// Shapes: x (N, C, H, W), out (N, C, OH, OW) with OH = ⌊(H + 2·pad − PH)/stride⌋ + 1. Channels stay apart.
/// Backward hands each number of dout to the pixel that was largest in its window, the first of equals.
///
/// Unlike the book's layer, the output size counts the padding, which is −∞ and so never the largest.
///
/// ```
/// use common::{Layer, Mode, Pooling, tensor};
/// use ndarray::array;
///
/// // §7.3: 2×2 windows, stride 2.
/// let x = array![[[[1., 2., 1., 0.], [0., 1., 2., 3.], [3., 0., 1., 2.], [2., 4., 0., 1.]]]];
/// let mut layer = Pooling::new(2, 2, 2, 0);
/// assert_eq!(layer.forward(tensor(x), Mode::Train), tensor(array![[[[2., 3.], [4., 2.]]]]));
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
    /// Shape of the last input, and for each output the place of the largest number in its window.
    kept: Option<(Shape4, Array1<usize>)>,
}

/// (N, C, H, W).
type Shape4 = (usize, usize, usize, usize);

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
        Pooling { pool_h, pool_w, stride, pad, kept: None }
    }

    #[track_caller]
    fn pool<A: Real>(&self, x: Tensor<A>) -> (Tensor<A>, (Shape4, Array1<usize>)) {
        let x = images(&x);
        let (n, c, h, w) = x.dim();
        let (out_h, out_w) = output_size((h, w), (self.pool_h, self.pool_w), self.stride, self.pad);

        let img = padded(&x, self.pad, A::neg_infinity());
        let col = im2col(&img, self.pool_h, self.pool_w, self.stride, 0);
        let col = col.into_shape_clone((n * out_h * out_w * c, self.pool_h * self.pool_w)).expect("one row per window");

        let arg_max = col.map_axis(Axis(1), |window| argmax(window));
        // np.max(col, axis=1)
        let out: Array1<A> = col.rows().into_iter().zip(&arg_max).map(|(window, &best)| window[best]).collect();

        let out = out.into_shape_clone((n, out_h, out_w, c)).expect("one number per window");
        (tensor(out.permuted_axes([0, 3, 1, 2])), (x.dim(), arg_max))
    }

    /// Which pixel of each window is the largest.
    pub(crate) fn winners<A: Real>(&self, x: Tensor<A>) -> Array1<usize> {
        self.pool(x).1.1
    }
}

impl<A: Real> Layer<A> for Pooling {
    fn forward(&mut self, x: Tensor<A>, _mode: Mode) -> Tensor<A> {
        let (out, kept) = self.pool(x);
        self.kept = Some(kept);
        out
    }

    fn predict(&self, x: Tensor<A>) -> Tensor<A> {
        self.pool(x).0
    }

    fn backward(&mut self, dout: Tensor<A>) -> Tensor<A> {
        let ((n, c, h, w), arg_max) = kept(&self.kept);
        let (pool_h, pool_w, pad) = (self.pool_h, self.pool_w, self.pad);
        let (out_h, out_w) = output_size((*h, *w), (pool_h, pool_w), self.stride, pad);
        assert_shape("Pooling", dout.shape(), &[*n, *c, out_h, out_w]);
        let dout = images(&dout).permuted_axes([0, 2, 3, 1]);

        let mut dmax = Array2::zeros((dout.len(), pool_h * pool_w));
        for ((mut window, &best), &dout) in dmax.rows_mut().into_iter().zip(arg_max).zip(&dout) {
            window[best] = dout;
        }
        let dcol = dmax.into_shape_clone((n * out_h * out_w, c * pool_h * pool_w)).expect("one row per position");
        tensor(col2im(&dcol, (*n, *c, *h, *w), pool_h, pool_w, self.stride, pad))
    }
}
