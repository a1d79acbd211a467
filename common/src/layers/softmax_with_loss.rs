//! The last layer while training: [`softmax`] and cross entropy in one.
//!
//! Book: §5.6.3, appendix A, `common/layers.py`.

use ndarray::Array2;

use crate::layer::kept;
use crate::{Real, Targets, Tensor, cross_entropy_error, rows, softmax, tensor};

/// Softmax and cross entropy.
///
/// Shapes: scores X (N, classes), probabilities Y (N, classes), targets T as labels or one-hot rows.
///
/// - L = −1/N Σₙ Σₖ tₙₖ ln(yₙₖ + 10⁻⁷)
/// - dX = dL · (Y − T) / N, which is the gradient of L without the 10⁻⁷
///
/// ```
/// use common::{SoftmaxWithLoss, Targets, tensor};
/// use ndarray::array;
///
/// let mut layer = SoftmaxWithLoss::new();
/// let loss = layer.forward(tensor(array![[0.3_f64, 2.9, 4.0]]), &Targets::from(2));
/// assert_eq!(format!("{loss:.6}"), "0.305714"); // −ln 0.73659691
/// let dx = layer.backward(1.0);
/// assert_eq!(format!("{dx:.6}"), "[[0.018211, 0.245192, -0.263403]]");
/// ```
///
/// Book: §5.6.3, `common/layers.py`.
#[derive(Clone, Debug, Default)]
pub struct SoftmaxWithLoss<A> {
    /// Probabilities and targets of the last forward pass.
    y_and_t: Option<(Array2<A>, Targets<A>)>,
}

impl<A: Real> SoftmaxWithLoss<A> {
    /// A layer that has seen no input yet.
    pub fn new() -> Self {
        SoftmaxWithLoss { y_and_t: None }
    }

    /// The loss of scores `x` (N, classes).
    ///
    /// # Panics
    /// If `x` and `t` differ in samples or classes, or a label is not below the number of classes.
    #[track_caller]
    pub fn forward(&mut self, x: Tensor<A>, t: &Targets<A>) -> A {
        A::softmax_with_loss(self, x, t) // `forward` below, compiled once
    }

    /// ∂L/∂x (N, classes) times `dout`, the gradient from upstream (1 at the end of a network).
    ///
    /// # Panics
    /// If `forward` did not come first.
    #[track_caller]
    pub fn backward(&mut self, dout: A) -> Tensor<A> {
        A::softmax_minus_targets(self, dout) // `backward` below, compiled once
    }
}

#[track_caller]
pub(crate) fn forward<A: Real>(layer: &mut SoftmaxWithLoss<A>, x: Tensor<A>, t: &Targets<A>) -> A {
    let y = softmax(&rows(&x));
    let loss = cross_entropy_error(&y, t);
    layer.y_and_t = Some((y, t.clone()));
    loss
}

#[track_caller]
pub(crate) fn backward<A: Real>(layer: &SoftmaxWithLoss<A>, dout: A) -> Tensor<A> {
    let (y, t) = kept(&layer.y_and_t);
    let batch_size = A::of(t.len() as f64);
    // labels count as one-hot rows here: dx[np.arange(batch_size), t] -= 1
    tensor((y.clone() - t) * (dout / batch_size))
}
