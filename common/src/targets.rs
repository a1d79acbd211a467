//! The right answers of a batch.

use std::ops::Sub;

use ndarray::{Array1, Array2, Axis};

use crate::{Real, argmax};

/// The right answers of a batch: the book takes class labels or one-hot rows everywhere.
///
/// ```
/// use common::Targets;
/// use ndarray::array;
/// let labels = Targets::<f64>::from(array![2, 7]);
/// let one_hot = Targets::from(array![[0., 0., 1.], [1., 0., 0.]]);
/// assert_eq!((labels.len(), one_hot.len()), (2, 2));
/// assert_eq!(labels.select(&[1]), Targets::from(7));
/// ```
///
/// Book: §4.2.4, `cross_entropy_error`.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets<A> {
    /// The class of each sample, (N,).
    Labels(Array1<usize>),
    /// One row per sample, (N, classes), 1 at its class.
    OneHot(Array2<A>),
}

impl<A: Real> Targets<A> {
    /// (N,) of labels, (N, classes) of one-hot rows.
    pub fn shape(&self) -> &[usize] {
        match self {
            Targets::Labels(labels) => labels.shape(),
            Targets::OneHot(rows) => rows.shape(),
        }
    }

    /// Number of samples N.
    pub fn len(&self) -> usize {
        self.shape()[0]
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Panics, naming both, unless these are the targets of `samples` rows of `classes` probabilities.
    #[track_caller]
    pub(crate) fn assert_fits(&self, samples: usize, classes: usize) {
        let n = self.len();
        assert_eq!(samples, n, "{samples} rows of scores (left) for {n} targets (right)");
        match self {
            Targets::Labels(labels) => {
                if let Some(label) = labels.iter().find(|&&label| label >= classes) {
                    panic!("label {label} in a batch of {classes} classes");
                }
            }
            Targets::OneHot(rows) => {
                assert_eq!(classes, rows.ncols(), "scores of (left) classes, one-hot targets of (right)");
            }
        }
    }

    /// The class of each sample (`np.argmax(t, axis=1)` of one-hot rows).
    pub fn labels(&self) -> Array1<usize> {
        match self {
            Targets::Labels(labels) => labels.clone(),
            Targets::OneHot(rows) => rows.rows().into_iter().map(argmax).collect(),
        }
    }

    /// As one-hot rows (N, `classes`).
    ///
    /// # Panics
    /// If a label is not below the number of classes.
    #[must_use]
    pub fn to_one_hot(&self, classes: usize) -> Self {
        let labels = self.labels();
        let mut rows = Array2::zeros((labels.len(), classes));
        for (mut row, &label) in rows.rows_mut().into_iter().zip(&labels) {
            row[label] = A::one();
        }
        Targets::OneHot(rows)
    }

    /// The same targets in another precision.
    pub fn astype<B: Real>(&self) -> Targets<B> {
        match self {
            Targets::Labels(labels) => Targets::Labels(labels.clone()),
            Targets::OneHot(rows) => Targets::OneHot(rows.mapv(|x| B::of(Real::to_f64(x)))),
        }
    }

    /// The targets of some samples, in the order of `indices` (the book's `t_train[batch_mask]`).
    ///
    /// # Panics
    /// If an index is not below N.
    #[track_caller]
    pub fn select(&self, indices: &[usize]) -> Self {
        A::select_targets(self, indices) // `gather` below, compiled once
    }

    /// The first `n` targets, or all if there are fewer (`t_train[:n]`).
    pub fn first(&self, n: usize) -> Self {
        self.range(0, n.min(self.len()))
    }

    /// The targets from `start` to `end` (`t_train[start:end]`).
    ///
    /// # Panics
    /// If `end` is larger than N.
    #[track_caller]
    pub fn range(&self, start: usize, end: usize) -> Self {
        self.select(&Vec::from_iter(start..end))
    }
}

#[track_caller]
pub(crate) fn gather<A: Real>(t: &Targets<A>, indices: &[usize]) -> Targets<A> {
    match t {
        Targets::Labels(labels) => Targets::Labels(labels.select(Axis(0), indices)),
        Targets::OneHot(rows) => Targets::OneHot(rows.select(Axis(0), indices)),
    }
}

/// The label of a single sample.
impl<A: Real> From<usize> for Targets<A> {
    fn from(label: usize) -> Self {
        Targets::Labels(Array1::from_elem(1, label))
    }
}

/// The labels of a batch, (N,).
impl<A: Real> From<Array1<usize>> for Targets<A> {
    fn from(labels: Array1<usize>) -> Self {
        Targets::Labels(labels)
    }
}

/// The labels of a batch as files hold them, one byte each.
impl<A: Real> From<&[u8]> for Targets<A> {
    fn from(labels: &[u8]) -> Self {
        Targets::Labels(labels.iter().map(|&label| usize::from(label)).collect())
    }
}

/// The one-hot vector of a single sample, (classes,).
impl<A: Real> From<Array1<A>> for Targets<A> {
    fn from(row: Array1<A>) -> Self {
        Targets::OneHot(row.insert_axis(Axis(0)))
    }
}

/// One-hot rows, (N, classes).
impl<A: Real> From<Array2<A>> for Targets<A> {
    fn from(rows: Array2<A>) -> Self {
        Targets::OneHot(rows)
    }
}

/// `y - t`, with labels as one-hot rows: the gradient of softmax and cross entropy for one sample.
///
/// ```
/// use common::Targets;
/// use ndarray::array;
/// let y = array![[0.5, 0.25, 0.25]];
/// assert_eq!(y - &Targets::from(0), array![[-0.5, 0.25, 0.25]]);
/// ```
///
/// # Panics
/// If the number of samples or classes differs, or a label is not below the number of classes.
///
/// Book: §4.5.1, `TwoLayerNet.gradient`; §5.6.3.
impl<A: Real> Sub<&Targets<A>> for Array2<A> {
    type Output = Array2<A>;

    #[track_caller]
    fn sub(mut self, t: &Targets<A>) -> Array2<A> {
        t.assert_fits(self.nrows(), self.ncols());
        match t {
            Targets::OneHot(t) => self -= t,
            Targets::Labels(labels) => {
                for (mut y, &label) in self.rows_mut().into_iter().zip(labels) {
                    y[label] -= A::one();
                }
            }
        }
        self
    }
}
