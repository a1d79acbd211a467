//! Convolution: each filter slides over the images and gives one channel of the output.
//!
//! Book: §7.2–7.4, `common/layers.py`.

use ndarray::{Array1, Array4, Ix4};
use rand::Rng;

use crate::conv::{self, Fast, Order, Parameters, Spec, Trained, output_shape};
use crate::{Layer, Mode, Parameter, Real, WeightInit};

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

/// The convolution of images with filters.
///
/// Shapes: x (N, C, H, W), W (FN, C, FH, FW), b (FN,), out (N, FN, OH, OW) with
/// OH = ⌊(H + 2·pad − FH)/stride⌋ + 1. Written with [`im2col`](crate::im2col), as in the book:
///
/// - out = col · Wᵀ + b
/// - dW = doutᵀ · col, db = Σ dout
/// - dx = col2im(dout · W)
///
/// ```
/// use common::{Convolution, Layer, Mode};
/// use ndarray::array;
///
/// // §7.2.2: a 4×4 image, a 3×3 filter, and a bias of 3.
/// let x = array![[[[1., 2., 3., 0.], [0., 1., 2., 3.], [3., 0., 1., 2.], [2., 3., 0., 1.]]]];
/// let w = array![[[[2., 0., 1.], [0., 1., 2.], [1., 0., 2.]]]];
/// let mut layer = Convolution::new(w, array![3.], 1, 0);
/// assert_eq!(layer.forward(x, Mode::Train), array![[[[18., 19.], [9., 18.]]]]);
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
    /// The last input, where the kernels do not keep their own.
    x: Option<Array4<A>>,
    fast: Fast,
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
        Convolution { w, b, dw, db, stride, pad, x: None, fast: Fast::new(Order::ChannelsLast) }
    }

    pub(crate) fn filters(&self) -> Parameters<'_, A> {
        (&self.w, &self.b)
    }

    pub(crate) fn gradients(&mut self) -> Trained<'_, A> {
        (&self.w, &mut self.dw, &mut self.db)
    }

    pub(crate) fn spec(&self) -> Spec {
        Spec::Convolution(self.w.dim(), self.stride, self.pad)
    }

    #[track_caller]
    fn propagate(&mut self, dout: Array4<A>, with_dx: bool) -> Option<Array4<A>> {
        let trained = (&self.w, &mut self.dw, &mut self.db);
        if let Some(dx) = self.fast.backward(dout.view(), vec![trained], with_dx) {
            return dx;
        }
        let x = self.x.as_ref().expect("Convolution: backward needs a forward pass before it");
        let out = output_shape(x.dim(), self.w.dim(), self.stride, self.pad);
        assert_eq!(dout.dim(), out, "Convolution: shape of dout (left) and of the output (right)");
        let (dx, dw, db) = conv::backward(x.view(), self.w.view(), dout.view(), self.stride, self.pad, with_dx);
        (self.dw, self.db) = (dw, db);
        dx
    }
}

impl<A: Real> Layer<A> for Convolution<A> {
    type Input = Ix4;
    type Output = Ix4;

    #[track_caller]
    fn forward(&mut self, x: Array4<A>, _mode: Mode) -> Array4<A> {
        let spec = self.spec();
        if let Some(out) = self.fast.forward(x.view(), &[spec], &[(&self.w, &self.b)]) {
            return out;
        }
        self.fast.forget();
        let out = conv::forward(x.view(), self.w.view(), &self.b, self.stride, self.pad);
        self.x = Some(x);
        out
    }

    #[track_caller]
    fn predict(&self, x: Array4<A>) -> Array4<A> {
        match self.fast.predict(x.view(), &[self.spec()], &[self.filters()]) {
            Some(out) => out,
            None => conv::forward(x.view(), self.w.view(), &self.b, self.stride, self.pad),
        }
    }

    #[track_caller]
    fn backward(&mut self, dout: Array4<A>) -> Array4<A> {
        self.propagate(dout, true).expect("dx was asked for")
    }

    #[track_caller]
    fn backward_parameters(&mut self, dout: Array4<A>) {
        self.propagate(dout, false);
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        vec![
            Parameter { name: "W".into(), value: self.w.view_mut().into_dyn(), gradient: self.dw.view().into_dyn() },
            Parameter { name: "b".into(), value: self.b.view_mut().into_dyn(), gradient: self.db.view().into_dyn() },
        ]
    }
}
