//! Activation functions and losses, as plain functions of arrays.
//!
//! Each takes its array by reference; activations return a new one of the same shape, losses a number. Where the book passes
//! either a vector or a batch, so may you: in a batch, each row is one sample.
//!
//! | function | formula |
//! |---|---|
//! | [`step_function`] | 1 where x > 0, else 0 |
//! | [`sigmoid`] | 1 / (1 + e⁻ˣ) |
//! | [`relu`] | max(0, x) |
//! | [`softmax`] | e^xₖ / Σᵢ e^xᵢ |
//! | [`sum_squared_error`] | ½ Σₖ (yₖ − tₖ)² |
//! | [`cross_entropy_error`] | −1/N Σₙ Σₖ tₙₖ ln(yₙₖ + 10⁻⁷) |
//!
//! ```
//! use common::{cross_entropy_error, softmax, Targets};
//! use ndarray::array;
//!
//! let y = softmax(&array![0.3_f64, 2.9, 4.0]);
//! assert_eq!(format!("{y:.8}"), "[0.01821127, 0.24519181, 0.73659691]");
//!
//! let y = array![0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0];
//! assert_eq!(cross_entropy_error(&y, &Targets::from(2)), 0.510825457099338);
//! ```
//!
//! Book: §3.2–3.5, §4.2, `common/functions.py`.

use ndarray::{Array, ArrayRef, Axis, Dimension};

use crate::{Real, Targets};

/// The book's δ inside the logarithm, which keeps ln 0 finite.
pub(crate) const DELTA: f64 = 1e-7;

/// The input, unchanged: the output activation of a regression.
///
/// ```
/// use ndarray::array;
/// assert_eq!(common::identity_function(&array![0.3, 0.7]), array![0.3, 0.7]);
/// ```
///
/// Book: §3.4.3, `common/functions.py`.
pub fn identity_function<A: Real, D: Dimension>(x: &ArrayRef<A, D>) -> Array<A, D> {
    x.to_owned()
}

/// 1 where x > 0, else 0.
///
/// ```
/// use ndarray::array;
/// assert_eq!(common::step_function(&array![-1.0, 1.0, 2.0]), array![0, 1, 1]);
/// ```
///
/// Book: §3.2.3, `common/functions.py`.
pub fn step_function<A: Real, D: Dimension>(x: &ArrayRef<A, D>) -> Array<i64, D> {
    x.map(|&x| i64::from(x > A::zero()))
}

/// 1 / (1 + e⁻ˣ), without overflow however large |x| is.
///
/// ```
/// use ndarray::array;
/// let y = common::sigmoid(&array![-1.0_f64, 1.0, 2.0]);
/// assert_eq!(format!("{y:.8}"), "[0.26894142, 0.73105858, 0.88079708]");
/// ```
///
/// Book: §3.2.4, `common/functions.py`.
pub fn sigmoid<A: Real, D: Dimension>(x: &ArrayRef<A, D>) -> Array<A, D> {
    x.mapv(sigmoid_of)
}

/// 1 / (1 + e⁻ˣ), for negative x as eˣ / (1 + eˣ): e to a positive power could overflow.
pub(crate) fn sigmoid_of<A: Real>(x: A) -> A {
    if x < A::zero() { x.exp() / (A::one() + x.exp()) } else { A::one() / (A::one() + (-x).exp()) }
}

/// The derivative of [`sigmoid`] at x: s(1 − s) where s = sigmoid(x).
///
/// ```
/// use ndarray::array;
/// assert_eq!(common::sigmoid_grad(&array![0.0]), array![0.25]); // its steepest point
/// ```
///
/// Book: §4.5.1, `common/functions.py`.
pub fn sigmoid_grad<A: Real, D: Dimension>(x: &ArrayRef<A, D>) -> Array<A, D> {
    x.mapv(|x| {
        let s = sigmoid_of(x);
        (A::one() - s) * s
    })
}

/// max(0, x).
///
/// ```
/// use ndarray::array;
/// assert_eq!(common::relu(&array![-1.0, 0.0, 2.0]), array![0.0, 0.0, 2.0]);
/// ```
///
/// Book: §3.2.7, `common/functions.py`.
pub fn relu<A: Real, D: Dimension>(x: &ArrayRef<A, D>) -> Array<A, D> {
    x.mapv(|x| x.max(A::zero()))
}

/// 1 where x ≥ 0, else 0.
///
/// It takes 0 as active, as the book's function does; the layer [`Relu`](crate::Relu) does not.
///
/// ```
/// use ndarray::array;
/// assert_eq!(common::relu_grad(&array![-1.0, 0.0, 2.0]), array![0.0, 1.0, 1.0]);
/// ```
///
/// Book: `common/functions.py`.
pub fn relu_grad<A: Real, D: Dimension>(x: &ArrayRef<A, D>) -> Array<A, D> {
    x.mapv(|x| if x >= A::zero() { A::one() } else { A::zero() })
}

/// e^xₖ / Σᵢ e^xᵢ along the last axis: of a vector, or of each row of a batch.
///
/// The maximum of the row is subtracted first, which changes nothing but keeps e^x finite:
///
/// ```
/// use ndarray::array;
/// let y = common::softmax(&array![1010.0_f64, 1000.0, 990.0]);
/// assert_eq!(format!("{y:.8e}"), "[9.99954600e-1, 4.53978686e-5, 2.06106005e-9]");
/// ```
///
/// # Panics
/// If `x` has no axis.
///
/// Book: §3.5, `common/functions.py`.
#[track_caller]
pub fn softmax<A: Real, D: Dimension>(x: &ArrayRef<A, D>) -> Array<A, D> {
    let last = x.ndim().checked_sub(1).expect("softmax takes a vector or rows, got a scalar");
    let mut y = x.as_standard_layout().into_owned();
    A::softmax_rows(y.as_slice_mut().expect("standard layout"), x.shape()[last]); // `softmax_rows` below, compiled once
    y
}

/// Each `classes` numbers become their softmax.
pub(crate) fn softmax_rows<A: Real>(x: &mut [A], classes: usize) {
    let classes = classes.max(1); // without classes there are no numbers, but chunks of 0 panic
    for row in x.chunks_exact_mut(classes) {
        let max = row.iter().fold(A::neg_infinity(), |max, &x| if x > max { x } else { max });
        row.iter_mut().for_each(|x| *x = (*x - max).exp()); // np.exp(x - np.max(x))
        let sum: A = row.iter().copied().sum();
        row.iter_mut().for_each(|exp| *exp /= sum);
    }
}

/// ½ Σ (y − t)², summed over everything; not divided by N.
///
/// ```
/// use ndarray::array;
/// let t = array![0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
/// let y = array![0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0];
/// assert_eq!(common::sum_squared_error(&y, &t), 0.09750000000000003);
/// ```
///
/// # Panics
/// If the shapes differ.
///
/// Book: §4.2.1, `common/functions.py`.
#[track_caller]
pub fn sum_squared_error<A: Real, D: Dimension>(y: &ArrayRef<A, D>, t: &ArrayRef<A, D>) -> A {
    assert_eq!(y.shape(), t.shape(), "sum_squared_error: shape of y (left) and t (right)");
    A::of(0.5) * sum(y.iter().zip(t).map(|(&y, &t)| (y - t) * (y - t)))
}

/// −1/N Σₙ Σₖ tₙₖ ln(yₙₖ + 10⁻⁷): `y` holds probabilities, in one row or in N.
///
/// ```
/// use common::{cross_entropy_error, Targets};
/// use ndarray::array;
/// let y = array![[0.1, 0.6, 0.3], [0.1, 0.1, 0.8]];
/// let labels = cross_entropy_error(&y, &Targets::from(array![1, 2]));
/// let one_hot = cross_entropy_error(&y, &Targets::from(array![[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]));
/// assert_eq!(labels, one_hot);
/// ```
///
/// # Panics
/// If the number of samples or classes differs between `y` and `t`, or a label is not below the number of classes.
///
/// Book: §4.2.2–4.2.4, `common/functions.py`.
#[track_caller]
pub fn cross_entropy_error<A: Real, D: Dimension>(y: &ArrayRef<A, D>, t: &Targets<A>) -> A {
    let last = y.ndim().checked_sub(1).expect("cross_entropy_error takes a vector or rows, got a scalar");
    let (batch_size, classes) = (y.len() / y.shape()[last].max(1), y.shape()[last]);
    t.assert_fits(batch_size, classes);

    let log = |y: A| (y + A::of(DELTA)).ln();
    let mut sum = A::zero();
    for (n, y) in y.lanes(Axis(last)).into_iter().enumerate() {
        sum += match t {
            Targets::Labels(t) => log(y[t[n]]), // np.log(y[np.arange(batch_size), t] + 1e-7)
            Targets::OneHot(t) => t.row(n).iter().zip(y).map(|(&t, &y)| t * log(y)).sum(), // t * np.log(y + 1e-7)
        };
    }
    -sum / A::of(batch_size as f64)
}

/// The cross entropy of [`softmax`]`(x)`, where `x` holds scores.
///
/// ```
/// use common::{Targets, softmax_loss};
/// use ndarray::array;
/// let loss = softmax_loss(&array![0.3, 2.9, 4.0], &Targets::from(2));
/// assert_eq!(format!("{loss:.4}"), "0.3057"); // −ln 0.7366
/// ```
///
/// # Panics
/// As [`cross_entropy_error`].
///
/// Book: `common/functions.py`.
#[track_caller]
pub fn softmax_loss<A: Real, D: Dimension>(x: &ArrayRef<A, D>, t: &Targets<A>) -> A {
    cross_entropy_error(&softmax(x), t)
}

/// The sum in NumPy's order (for up to 128 numbers), so that the last digits match the book's.
fn sum<A: Real>(numbers: impl Iterator<Item = A>) -> A {
    let numbers = Vec::from_iter(numbers);
    let (eights, rest) = numbers.as_chunks::<8>();
    let mut r = [A::zero(); 8];
    for eight in eights {
        r.iter_mut().zip(eight).for_each(|(r, &x)| *r += x);
    }
    let sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    rest.iter().fold(sum, |sum, &x| sum + x)
}
