//! Y = X·W + b: the layer of weights.
//!
//! Book: §5.6, `common/layers.py`.

use ndarray::{Array1, Array2, ArrayView2, Axis, Ix2};

use crate::gemm::{dot, dot_into};
use crate::{Layer, Mode, Parameter, Real};

/// Y = X·W + b.
///
/// Shapes: X (N, D), W (D, M), b (M,), Y (N, M). Backward, from dY (N, M):
///
/// - dW = Xᵀ·dY (D, M)
/// - db = Σₙ dY (M,)
/// - dX = dY·Wᵀ (N, D)
///
/// ```
/// use common::{Affine, Layer, Mode};
/// use ndarray::array;
///
/// // The first layer of the network of §3.4.
/// let mut layer = Affine::new(array![[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]], array![0.1, 0.2, 0.3]);
/// let y = layer.forward(array![[1.0, 0.5]], Mode::Train);
/// assert_eq!(format!("{y:.1}"), "[[0.3, 0.7, 1.1]]");
///
/// let dx = layer.backward(array![[1.0, 0.0, 0.0]]);
/// assert_eq!(dx, array![[0.1, 0.2]]);
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
    /// What the next backward pass needs.
    x: Option<Array2<A>>,
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

    /// [`predict`](Layer::predict) of a batch that belongs to somebody else: the first layer of a network. Nothing is
    /// kept; while learning, [`backward_view`](Affine::backward_view) is given the batch again.
    ///
    /// # Panics
    /// If `x` has not D columns.
    #[track_caller]
    pub fn predict_view(&self, x: ArrayView2<'_, A>) -> Array2<A> {
        assert_eq!(x.ncols(), self.w.nrows(), "Affine: x is {:?}, W is {:?}", x.dim(), self.w.dim());
        let mut y = self.biases(x);
        dot_into(&x, &self.w, A::one(), &mut y);
        y
    }

    /// dW and db, where `x` is what [`predict_view`](Affine::predict_view) was given.
    ///
    /// # Panics
    /// If `dout` has not the shape of the output for `x`.
    #[track_caller]
    pub fn backward_view(&mut self, x: ArrayView2<'_, A>, dout: ArrayView2<'_, A>) {
        let y = (x.nrows(), self.b.len());
        assert_eq!(dout.dim(), y, "Affine: shape of dout (left) and of the output (right)");
        self.db.assign(&dout.sum_axis(Axis(0)));
        dot_into(&x.t(), &dout, A::zero(), &mut self.dw);
    }

    /// A row b for each row of `x`, to which the product is added.
    fn biases(&self, x: ArrayView2<'_, A>) -> Array2<A> {
        let b = self.b.as_standard_layout();
        let y = b.as_slice().expect("standard layout").repeat(x.nrows());
        Array2::from_shape_vec((x.nrows(), self.b.len()), y).expect("N rows of M")
    }
}

impl<A: Real> Layer<A> for Affine<A> {
    type Input = Ix2;
    type Output = Ix2;

    #[track_caller]
    fn forward(&mut self, x: Array2<A>, _mode: Mode) -> Array2<A> {
        let y = self.predict_view(x.view());
        self.x = Some(x);
        y
    }

    #[track_caller]
    fn predict(&self, x: Array2<A>) -> Array2<A> {
        self.predict_view(x.view())
    }

    #[track_caller]
    fn backward(&mut self, dout: Array2<A>) -> Array2<A> {
        let dx = dot(&dout, &self.w.t());
        self.backward_parameters(dout);
        dx
    }

    #[track_caller]
    fn backward_parameters(&mut self, dout: Array2<A>) {
        let x = self.x.take().expect("Affine: backward needs a forward pass before it");
        self.backward_view(x.view(), dout.view());
        self.x = Some(x);
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        vec![Parameter::new("W", &mut self.w, &self.dw), Parameter::new("b", &mut self.b, &self.db)]
    }
}
