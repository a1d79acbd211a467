//! Y = X·W + b: the layer of weights.
//!
//! In networks of `f32` the fast kernels compute what stands here; with `--kernels book` these lines run.
//!
//! Book: §5.6, `common/layers.py`.

use ndarray::{ArcArray2, Array1, Array2, Axis, IxDyn};

use crate::layer::{assert_shape, kept};
use crate::{Layer, Mode, Param, Real, Tensor, rows, tensor};

/// Y = X·W + b.
///
/// Shapes: X (N, D) or images (N, C, H, W) with C·H·W = D, W (D, M), b (M,), Y (N, M). Backward, from dY (N, M):
///
/// - dX = dY·Wᵀ, in the shape of X
/// - dW = Xᵀ·dY (D, M)
/// - db = Σₙ dY (M,)
///
/// ```
/// use common::{Affine, Layer, Mode, tensor};
/// use ndarray::array;
///
/// // The first layer of the network of §3.4.
/// let mut layer = Affine::new(array![[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]], array![0.1, 0.2, 0.3]);
/// let y = layer.forward(tensor(array![[1.0, 0.5]]), Mode::Train);
/// assert_eq!(format!("{y:.1}"), "[[0.3, 0.7, 1.1]]");
///
/// let dx = layer.backward(tensor(array![[1.0, 0.0, 0.0]]));
/// assert_eq!(dx, tensor(array![[0.1, 0.2]]));
/// assert_eq!(layer.dw, array![[1.0, 0.0, 0.0], [0.5, 0.0, 0.0]]);
/// ```
///
/// Book: §5.6.2, `common/layers.py`.
#[derive(Clone, Debug)]
pub struct Affine<A> {
    /// Weights, (D, M).
    pub w: Array2<A>,
    /// Biases, (M,).
    pub b: Array1<A>,
    /// ∂L/∂W of the last backward pass, (D, M).
    pub dw: Array2<A>,
    /// ∂L/∂b of the last backward pass, (M,).
    pub db: Array1<A>,
    /// The last input as rows, (N, D), and its shape before.
    x: Option<(ArcArray2<A>, IxDyn)>,
}

impl<A: Real> Affine<A> {
    /// A layer of these weights (D, M) and biases (M,); the gradients start at 0.
    ///
    /// # Panics
    /// If `b` has not as many elements as `w` has columns.
    #[track_caller]
    pub fn new(w: Array2<A>, b: Array1<A>) -> Self {
        assert_eq!(w.ncols(), b.len(), "Affine: W is {:?}, b is {:?}", w.dim(), b.dim());
        let (dw, db) = (Array2::zeros(w.dim()), Array1::zeros(b.dim()));
        Affine { w, b, dw, db, x: None }
    }

    /// Σ W², of which weight decay makes a part of the loss (§6.4.2).
    pub fn sum_of_squares(&self) -> A {
        A::sum_of_squares(&self.w)
    }

    /// ∂L/∂W += λ·W, what weight decay adds to the gradient (§6.4.2).
    pub fn add_weight_decay(&mut self, lambda: A) {
        A::scaled_add(&mut self.dw.view_mut().into_dyn(), lambda, &self.w.view().into_dyn());
    }

    /// One row per sample, if its length is D.
    #[track_caller]
    pub(crate) fn rows(&self, x: &Tensor<A>) -> ArcArray2<A> {
        let x = rows(x);
        assert_eq!(x.ncols(), self.w.nrows(), "Affine: x is {:?}, W is {:?}", x.dim(), self.w.dim());
        x
    }
}

pub(crate) fn sum_of_squares<A: Real>(w: &Array2<A>) -> A {
    w.iter().map(|&w| w * w).sum()
}

impl<A: Real> Layer<A> for Affine<A> {
    fn forward(&mut self, x: Tensor<A>, _mode: Mode) -> Tensor<A> {
        self.x = Some((self.rows(&x), x.raw_dim()));
        self.predict(x)
    }

    fn predict(&self, x: Tensor<A>) -> Tensor<A> {
        let x = self.rows(&x);
        tensor(x.dot(&self.w) + &self.b)
    }

    fn backward(&mut self, dout: Tensor<A>) -> Tensor<A> {
        let (x, original_x_shape) = kept(&self.x);
        assert_shape("Affine", dout.shape(), &[x.nrows(), self.b.len()]);
        let dout = rows(&dout);
        let dx = dout.dot(&self.w.t());
        self.dw = x.t().dot(&dout);
        self.db = dout.sum_axis(Axis(0));
        tensor(dx.into_shape_clone(original_x_shape.clone()).expect("as many numbers as x"))
    }

    fn params(&mut self) -> Vec<Param<'_, A>> {
        vec![Param::new("W", &mut self.w, &self.dw), Param::new("b", &mut self.b, &self.db)]
    }
}
