//! What a network is: scores, loss, gradient, accuracy, and parameters under the book's keys.

use ndarray::{Array1, Array2, ArrayView, ArrayViewMutD, Axis, Dimension, RemoveAxis};

use crate::{Parameter, Real};

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
    /// A row per sample, (N, classes), 1 at its class.
    OneHot(Array2<A>),
}

impl<A: Real> Targets<A> {
    /// Number of samples N.
    pub fn len(&self) -> usize {
        match self {
            Targets::Labels(labels) => labels.len(),
            Targets::OneHot(rows) => rows.nrows(),
        }
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

    /// The targets of some samples, in the order of `indices` (the book's `t_train[batch_mask]`).
    ///
    /// # Panics
    /// If an index is not below N.
    pub fn select(&self, indices: &[usize]) -> Self {
        match self {
            Targets::Labels(labels) => Targets::Labels(labels.select(Axis(0), indices)),
            Targets::OneHot(rows) => Targets::OneHot(rows.select(Axis(0), indices)),
        }
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

/// The labels of a batch as files hold them, a byte each.
///
/// ```
/// use common::Targets;
/// use ndarray::array;
/// let t_train = vec![5_u8, 0, 4];
/// assert_eq!(Targets::<f32>::from(&t_train[..]), Targets::from(array![5, 0, 4]));
/// ```
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

/// A network that learns to classify.
///
/// ```
/// use common::{Activation, MultiLayerNet, Network, Targets, WeightInit};
/// use ndarray::{Array2, array};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// // Five steps of gradient descent, written out.
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let mut network = MultiLayerNet::<f64>::new(784, &[50], 10, Activation::Relu, WeightInit::He, &mut rng);
/// let (x, t) = (Array2::from_elem((2, 784), 0.1), Targets::from(array![5, 5]));
/// let before = network.loss(x.view(), &t);
/// for _ in 0..5 {
///     network.gradient(x.view(), &t);
///     for mut parameter in network.parameters() {
///         parameter.value.scaled_add(-0.1, &parameter.gradient);
///     }
/// }
/// assert!(network.loss(x.view(), &t) < before);
/// ```
///
/// Book: §4.5.1, `TwoLayerNet`; `common/multi_layer_net.py`; §7.5, `SimpleConvNet`.
pub trait Network<A: Real>: Send + Sync {
    /// Shape of a batch: [`Ix2`](type@ndarray::Ix2) for (N, D), [`Ix4`](type@ndarray::Ix4) for (N, C, H, W).
    type Input: Dimension + RemoveAxis;

    /// The scores before the softmax, (N, classes), in [`Mode::Predict`](crate::Mode::Predict). Keeps nothing.
    fn predict(&self, x: ArrayView<'_, A, Self::Input>) -> Array2<A>;

    /// The loss of a batch as the book's `network.loss(x, t)`.
    fn loss(&mut self, x: ArrayView<'_, A, Self::Input>, t: &Targets<A>) -> A;

    /// The gradient by backpropagation; stored beside the parameters. Returns the loss it started from.
    fn gradient(&mut self, x: ArrayView<'_, A, Self::Input>, t: &Targets<A>) -> A;

    /// Every parameter with its gradient, in the order of the layers.
    fn parameters(&mut self) -> Vec<Parameter<'_, A>>;

    /// What else a trained network consists of, by name: the running statistics of batch normalization. It is
    /// saved with the parameters; no optimizer changes it.
    fn buffers(&mut self) -> Vec<(String, ArrayViewMutD<'_, A>)> {
        Vec::new()
    }

    /// Starts the random generators of the network (dropout) anew. The [`Trainer`](crate::Trainer) does that at the
    /// beginning of every epoch, so that a training which is resumed draws what it would have drawn.
    fn reseed(&mut self, _seed: u64) {}
}
