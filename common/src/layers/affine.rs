//! Y = X·W + b: the layer of weights.
//!
//! Book: §5.6, `common/layers.py`.

use ndarray::{Array1, Array2, ArrayView2, Axis, Ix2};

use crate::gemm::sparse::{self, Sparse};
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
    x: Input<A>,
}

/// The input that the next backward pass needs.
#[derive(Clone, Debug)]
enum Input<A> {
    None,
    Dense(Array2<A>),
    /// A batch of which most elements have one value.
    Sparse(Sparse),
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
        Affine { w, b, dw, db, x: Input::None }
    }

    /// [`forward`](Layer::forward) of a batch that belongs to somebody else: the first layer of a network.
    ///
    /// # Panics
    /// If `x` has not D columns.
    #[track_caller]
    pub fn forward_view(&mut self, x: ArrayView2<'_, A>) -> Array2<A> {
        if let Some(y) = self.forward_sparse(x) {
            return y;
        }
        let y = self.predict_dense(x);
        match &mut self.x {
            Input::Dense(kept) if kept.dim() == x.dim() => kept.assign(&x),
            kept => *kept = Input::Dense(x.to_owned()),
        }
        y
    }

    /// [`predict`](Layer::predict) of a batch that belongs to somebody else: the first layer of a network.
    ///
    /// # Panics
    /// If `x` has not D columns.
    #[track_caller]
    pub fn predict_view(&self, x: ArrayView2<'_, A>) -> Array2<A> {
        self.fits(x);
        sparse::affine(x, self.w.view(), &self.b, None).unwrap_or_else(|| self.predict_dense(x))
    }

    /// The forward pass of a batch of which most elements have one value.
    #[track_caller]
    fn forward_sparse(&mut self, x: ArrayView2<'_, A>) -> Option<Array2<A>> {
        self.fits(x);
        let mut kept = match std::mem::replace(&mut self.x, Input::None) {
            Input::Sparse(kept) => Some(kept),
            other => {
                self.x = other;
                None
            }
        };
        let y = sparse::affine(x, self.w.view(), &self.b, Some(&mut kept))?;
        self.x = kept.map_or(Input::None, Input::Sparse);
        Some(y)
    }

    #[track_caller]
    fn predict_dense(&self, x: ArrayView2<'_, A>) -> Array2<A> {
        let mut y = self.biases(x);
        dot_into(&x, &self.w, A::one(), &mut y);
        y
    }

    #[track_caller]
    fn fits(&self, x: ArrayView2<'_, A>) {
        assert_eq!(x.ncols(), self.w.nrows(), "Affine: x is {:?}, W is {:?}", x.dim(), self.w.dim());
    }

    /// A row b for each row of `x`, to which the product is added.
    fn biases(&self, x: ArrayView2<'_, A>) -> Array2<A> {
        let mut y = Vec::with_capacity(x.nrows() * self.b.len());
        for _ in 0..x.nrows() {
            y.extend(&self.b);
        }
        Array2::from_shape_vec((x.nrows(), self.b.len()), y).expect("N rows of M")
    }

    #[track_caller]
    fn checked(&self, dout: &Array2<A>) {
        let rows = match &self.x {
            Input::None => panic!("Affine: backward needs a forward pass before it"),
            Input::Dense(x) => x.nrows(),
            Input::Sparse(x) => x.dim().0,
        };
        let y = (rows, self.b.len());
        assert_eq!(dout.dim(), y, "Affine: shape of dout (left) and of the output (right)");
    }
}

impl<A: Real> Layer<A> for Affine<A> {
    type Input = Ix2;
    type Output = Ix2;

    #[track_caller]
    fn forward(&mut self, x: Array2<A>, _mode: Mode) -> Array2<A> {
        if let Some(y) = self.forward_sparse(x.view()) {
            return y;
        }
        let y = self.predict_dense(x.view());
        self.x = Input::Dense(x);
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
        self.checked(&dout);
        self.db.assign(&dout.sum_axis(Axis(0)));
        match &self.x {
            Input::None => unreachable!("checked"),
            Input::Dense(x) => dot_into(&x.t(), &dout, A::zero(), &mut self.dw),
            Input::Sparse(x) => x.transposed_dot_into(&dout, &self.db, &mut self.dw),
        }
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        vec![Parameter::new("W", &mut self.w, &self.dw), Parameter::new("b", &mut self.b, &self.db)]
    }
}
