//! The last layer while learning: [`softmax`](crate::softmax) and cross entropy in one.
//!
//! Book: §5.6.3, appendix A, `common/layers.py`.

use ndarray::{Array2, ArrayViewMut1, Axis};

use crate::functions::{DELTA, softmax_in_place};
use crate::{Real, Targets};

/// Softmax and cross entropy.
///
/// Shapes: scores X (N, classes), probabilities Y (N, classes), targets T as labels or one-hot rows.
///
/// - L = −1/N Σₙ Σₖ tₙₖ ln(yₙₖ + 10⁻⁷)
/// - dX = dL · (Y − T) / N, which is the gradient of L without the 10⁻⁷
///
/// ```
/// use common::{SoftmaxWithLoss, Targets};
/// use ndarray::array;
///
/// let mut layer = SoftmaxWithLoss::new();
/// let loss = layer.forward(array![[0.3_f64, 2.9, 4.0]], &Targets::from(2));
/// assert_eq!(format!("{loss:.6}"), "0.305714"); // −ln 0.73659691
/// let dx = layer.backward(1.0);
/// assert_eq!(format!("{dx:.6}"), "[[0.018211, 0.245192, -0.263403]]");
/// ```
///
/// Book: §5.6.3, `common/layers.py`.
#[derive(Clone, Debug, Default)]
pub struct SoftmaxWithLoss<A> {
    /// (Y − T) / N of the last forward pass.
    dx: Option<Array2<A>>,
}

impl<A: Real> SoftmaxWithLoss<A> {
    /// A layer that has seen no input yet.
    pub fn new() -> Self {
        SoftmaxWithLoss { dx: None }
    }

    /// The loss of scores `x` (N, classes); keeps the gradient for [`backward`](Self::backward).
    ///
    /// # Panics
    /// If `x` and `t` differ in samples or classes, or a label is not below the number of classes.
    #[track_caller]
    pub fn forward(&mut self, mut x: Array2<A>, t: &Targets<A>) -> A {
        t.assert_fits(x.nrows(), x.ncols());
        let n = A::of(x.nrows() as f64);
        let mut sum = A::zero();
        for (i, mut row) in x.axis_iter_mut(Axis(0)).enumerate() {
            softmax_in_place(row.view_mut());
            sum += match t {
                Targets::Labels(labels) => against_label(&mut row, labels[i]),
                Targets::OneHot(rows) => against_row(&mut row, rows.row(i).iter()),
            };
            row.mapv_inplace(|dx| dx / n);
        }
        self.dx = Some(x);
        sum / n
    }

    /// ∂L/∂x (N, classes) times `dout`, the gradient of what follows (1 where nothing does).
    ///
    /// # Panics
    /// If `forward` did not come first.
    #[track_caller]
    pub fn backward(&mut self, dout: A) -> Array2<A> {
        let mut dx = self.dx.take().expect("SoftmaxWithLoss: backward needs a forward pass before it");
        if dout != A::one() {
            dx *= dout;
        }
        dx
    }
}

/// Turns probabilities y into y − t and returns −ln(y + δ) at the label.
fn against_label<A: Real>(y: &mut ArrayViewMut1<'_, A>, label: usize) -> A {
    let loss = -(y[label] + A::of(DELTA)).ln();
    y[label] -= A::one();
    loss
}

/// Turns probabilities y into y − t and returns −Σ t ln(y + δ).
fn against_row<'a, A: Real>(y: &mut ArrayViewMut1<'_, A>, t: impl Iterator<Item = &'a A>) -> A {
    y.iter_mut().zip(t).fold(A::zero(), |loss, (y, &t)| {
        let log = if t == A::zero() { A::zero() } else { (*y + A::of(DELTA)).ln() };
        *y -= t;
        loss - t * log
    })
}
