//! Convolution: each filter slides over the images and gives one channel of the output.
//!
//! In networks of `f32` the fast kernels compute what stands here; with `--kernels book` these lines run.
//!
//! Book: §7.2–7.4, `common/layers.py`.

use ndarray::{Array1, Array2, Array4, Axis};
use rand::Rng;

use crate::im2col::output_size;
use crate::layer::{assert_shape, kept};
use crate::tensor::images;
use crate::{Layer, Mode, Param, Real, Tensor, WeightInit, col2im, im2col, tensor};

/// Size of a convolution (the book's `conv_param`).
///
/// ```
/// use common::{ConvParam, conv_output_size};
/// let param = ConvParam { filter_num: 30, filter_size: 5, pad: 0, stride: 1 }; // §7.5
/// assert_eq!(conv_output_size(28, param.filter_size, param.stride, param.pad), Ok(24));
/// ```
///
/// Book: §7.5, `ch07/simple_convnet.py`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvParam {
    /// Number of filters, FN.
    pub filter_num: usize,
    /// Height and width of a filter.
    pub filter_size: usize,
    /// Zeros added at each side of the images.
    pub pad: usize,
    /// Distance between two positions of the filter.
    pub stride: usize,
}

impl ConvParam {
    /// A layer of this size for images of so many channels: filters from `init`, biases 0.
    pub fn layer<A: Real>(self, channels: usize, init: WeightInit, rng: &mut impl Rng) -> Convolution<A> {
        let ConvParam { filter_num, filter_size, pad, stride } = self;
        let shape = (filter_num, channels, filter_size, filter_size);
        let w = init.sample(shape, channels * filter_size * filter_size, rng);
        Convolution::new(w, Array1::zeros(filter_num), stride, pad)
    }
}

/// The convolution of images with filters, as one matrix product: [`im2col`] lays the pixels under each position of the
/// filter out as a row.
///
/// Shapes: x (N, C, H, W), W (FN, C, FH, FW), b (FN,), out (N, FN, OH, OW) with
/// OH = ⌊(H + 2·pad − FH)/stride⌋ + 1.
///
/// - out = col · Wᵀ + b
/// - dW = doutᵀ · col, db = Σ dout
/// - dx = col2im(dout · W)
///
/// ```
/// use common::{Convolution, Layer, Mode, tensor};
/// use ndarray::array;
///
/// // §7.2.2: a 4×4 image, a 3×3 filter, and a bias of 3.
/// let x = array![[[[1., 2., 3., 0.], [0., 1., 2., 3.], [3., 0., 1., 2.], [2., 3., 0., 1.]]]];
/// let w = array![[[[2., 0., 1.], [0., 1., 2.], [1., 0., 2.]]]];
/// let mut layer = Convolution::new(w, array![3.], 1, 0);
/// assert_eq!(layer.forward(tensor(x), Mode::Train), tensor(array![[[[18., 19.], [9., 18.]]]]));
/// ```
///
/// Book: §7.4.3, `common/layers.py`.
#[derive(Clone, Debug)]
pub struct Convolution<A> {
    /// Filters, (FN, C, FH, FW).
    pub w: Array4<A>,
    /// Biases, (FN,).
    pub b: Array1<A>,
    /// ∂L/∂W of the last backward pass.
    pub dw: Array4<A>,
    /// ∂L/∂b of the last backward pass.
    pub db: Array1<A>,
    /// Distance between two positions of the filter.
    pub stride: usize,
    /// Zeros added at each side of the images.
    pub pad: usize,
    kept: Option<Kept<A>>,
}

/// What backward needs from forward.
#[derive(Clone, Debug)]
struct Kept<A> {
    /// (N, C, H, W).
    x_shape: (usize, usize, usize, usize),
    /// (N·OH·OW, C·FH·FW).
    col: Array2<A>,
    /// (C·FH·FW, FN).
    col_w: Array2<A>,
}

impl<A: Real> Convolution<A> {
    /// A layer with these filters (FN, C, FH, FW) and biases (FN,); the gradients start at 0.
    ///
    /// # Panics
    /// If there are not as many biases as filters, or the stride is 0.
    #[track_caller]
    pub fn new(w: Array4<A>, b: Array1<A>, stride: usize, pad: usize) -> Self {
        assert_eq!(w.dim().0, b.len(), "Convolution: W is {:?}, b is {:?}", w.dim(), b.dim());
        assert!(stride > 0, "Convolution: the stride is 0");
        let (dw, db) = (Array4::zeros(w.dim()), Array1::zeros(b.dim()));
        Convolution { w, b, dw, db, stride, pad, kept: None }
    }

    #[track_caller]
    fn convolve(&self, x: Tensor<A>) -> (Tensor<A>, Kept<A>) {
        let (filter_num, c, fh, fw) = self.w.dim();
        let x = images(&x);
        let (n, channels, h, w) = x.dim();
        assert_eq!(channels, c, "channels of x {:?} (left) and of the filters {:?} (right)", x.dim(), self.w.dim());
        let (out_h, out_w) = output_size((h, w), (fh, fw), self.stride, self.pad);

        let col = im2col(&x, fh, fw, self.stride, self.pad);
        let col_w = self.w.to_shape((filter_num, c * fh * fw)).expect("one row per filter").t().to_owned();
        let out = col.dot(&col_w) + &self.b;

        let out = out.into_shape_clone((n, out_h, out_w, filter_num)).expect("one row per position");
        (tensor(out.permuted_axes([0, 3, 1, 2])), Kept { x_shape: x.dim(), col, col_w })
    }
}

impl<A: Real> Layer<A> for Convolution<A> {
    fn forward(&mut self, x: Tensor<A>, _mode: Mode) -> Tensor<A> {
        let (out, kept) = self.convolve(x);
        self.kept = Some(kept);
        out
    }

    fn predict(&self, x: Tensor<A>) -> Tensor<A> {
        self.convolve(x).0
    }

    fn backward(&mut self, dout: Tensor<A>) -> Tensor<A> {
        let Kept { x_shape, col, col_w } = kept(&self.kept);
        let (filter_num, c, fh, fw) = self.w.dim();
        let (out_h, out_w) = output_size((x_shape.2, x_shape.3), (fh, fw), self.stride, self.pad);
        assert_shape("Convolution", dout.shape(), &[x_shape.0, filter_num, out_h, out_w]);
        let dout = images(&dout).permuted_axes([0, 2, 3, 1]);
        let dout = dout.into_shape_clone((col.nrows(), filter_num)).expect("one row per position");

        self.db = dout.sum_axis(Axis(0));
        let dw = dout.t().dot(col);
        self.dw = dw.into_shape_clone((filter_num, c, fh, fw)).expect("one row per filter");

        let dcol = dout.dot(&col_w.t());
        tensor(col2im(&dcol, *x_shape, fh, fw, self.stride, self.pad))
    }

    fn params(&mut self) -> Vec<Param<'_, A>> {
        vec![Param::new("W", &mut self.w, &self.dw), Param::new("b", &mut self.b, &self.db)]
    }
}
