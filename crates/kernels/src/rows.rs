//! What is found out about a batch once, for all its products.

use std::sync::Arc;

use ndarray::{ArcArray2, ArrayRef2};

use crate::product;
use crate::sparse::Foreground;

/// A batch X (N, D) that is multiplied several times: X·W in forward, Xᵀ·dY in backward, X·W again for the loss after an update.
///
/// If it lies row by row in memory, has 128 columns or more and is mostly background, as digits are, the products leave the
/// background out (see [`sparse`](crate::sparse)). Where it is, is looked up once, when this is made.
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
    /// Looks at X.
    pub fn new(x: ArcArray2<f32>) -> Self {
        let foreground = Foreground::of(&x).map(Arc::new);
        Rows { x, foreground }
    }

    /// Whether `x` is what this was made of: the same memory in the same shape. It is shared, so nobody can have changed it since.
    pub fn are(&self, x: &ArcArray2<f32>) -> bool {
        self.x.as_ptr() == x.as_ptr() && self.x.dim() == x.dim() && self.x.strides() == x.strides()
    }

    /// C ← X·B + β·C for B (D, M) and C (N, M). If β is 0, C may have held anything.
    ///
    /// # Panics
    /// If the shapes do not fit.
    #[track_caller]
    pub fn dot_into(&self, b: &ArrayRef2<f32>, beta: f32, c: &mut ArrayRef2<f32>) {
        if let Some(foreground) = &self.foreground
            && foreground.dot_into(&self.x, b, beta, c).is_some()
        {
            return;
        }
        product::dense_dot_into(&self.x, b, beta, c);
    }

    /// C ← Xᵀ·B + β·C for B (N, M) and C (D, M). If β is 0, C may have held anything.
    ///
    /// # Panics
    /// If the shapes do not fit.
    #[track_caller]
    pub fn t_dot_into(&self, b: &ArrayRef2<f32>, beta: f32, c: &mut ArrayRef2<f32>) {
        if let Some(foreground) = &self.foreground
            && foreground.t_dot_into(&self.x, b, beta, c).is_some()
        {
            return;
        }
        product::dense_dot_into(&self.x.t(), b, beta, c);
    }
}
