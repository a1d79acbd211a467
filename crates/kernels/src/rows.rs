//! Rows that are multiplied more than once, as a batch is by a layer: forward, backward, and forward again.

use std::sync::Arc;

use ndarray::{ArcArray2, ArrayRef2};

use crate::product;
use crate::sparse::Foreground;

/// X (N, D), of which is found out once where its background is (see [`sparse`](crate::sparse)).
///
/// ```
/// use kernels::Rows;
/// use ndarray::{Array2, array};
/// let x = Rows::new(array![[1.0, 2.0], [3.0, 4.0]].into_shared());
/// let mut c = Array2::zeros((2, 1));
/// x.dot_into(&array![[1.0], [10.0]], 0.0, &mut c);
/// assert_eq!(c, array![[21.0], [43.0]]);
/// x.t_dot_into(&array![[1.0], [10.0]], 0.0, &mut c);
/// assert_eq!(c, array![[31.0], [42.0]]);
/// ```
#[derive(Clone, Debug)]
pub struct Rows {
    x: ArcArray2<f32>,
    foreground: Option<Arc<Foreground>>,
}

impl Rows {
    /// These rows.
    pub fn new(x: ArcArray2<f32>) -> Self {
        let foreground = Foreground::of(&x).map(Arc::new);
        Rows { x, foreground }
    }

    /// Whether `x` is the array that these rows were made of. As they share it, nobody can have changed it since.
    pub fn are(&self, x: &ArcArray2<f32>) -> bool {
        self.x.as_ptr() == x.as_ptr() && self.x.dim() == x.dim() && self.x.strides() == x.strides()
    }

    /// C ← X·B + β·C for B (D, M) and C (N, M).
    ///
    /// # Panics
    /// If the shapes do not fit.
    #[track_caller]
    pub fn dot_into(&self, b: &ArrayRef2<f32>, beta: f32, c: &mut ArrayRef2<f32>) {
        let sparse = self.foreground.as_ref().and_then(|foreground| foreground.dot_into(&self.x, b, beta, c));
        sparse.unwrap_or_else(|| product::dense_dot_into(&self.x, b, beta, c));
    }

    /// C ← Xᵀ·B + β·C for B (N, M) and C (D, M).
    ///
    /// # Panics
    /// If the shapes do not fit.
    #[track_caller]
    pub fn t_dot_into(&self, b: &ArrayRef2<f32>, beta: f32, c: &mut ArrayRef2<f32>) {
        let sparse = self.foreground.as_ref().and_then(|foreground| foreground.t_dot_into(&self.x, b, beta, c));
        sparse.unwrap_or_else(|| product::dense_dot_into(&self.x.t(), b, beta, c));
    }
}
