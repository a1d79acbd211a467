//! What a network is: the book's methods, over parameters under the book's keys.

use std::ops::Index;

use kernels::pieces;
use ndarray::{Array1, ArrayD, ArrayView1};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::layer::Named;
use crate::{Param, Real, Samples, Targets, Tensor, numerical_gradient_of, rows};

/// A network that classifies.
///
/// ```
/// use common::{Activation, MultiLayerNet, Network, Targets, WeightInit, tensor};
/// use ndarray::{Array2, array};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// // Five steps of gradient descent, written out.
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let mut network = MultiLayerNet::<f64>::new(784, &[50], 10, Activation::Relu, WeightInit::He, &mut rng);
/// let (x, t) = (tensor(Array2::from_elem((2, 784), 0.1)), Targets::from(array![5, 5]));
/// let before = network.loss(&x, &t);
/// for _ in 0..5 {
///     network.gradient(&x, &t);
///     for mut param in network.params() {
///         param.value.scaled_add(-0.1, &param.grad);
///     }
/// }
/// assert!(network.loss(&x, &t) < before);
/// ```
///
/// Book: §4.5.1, `TwoLayerNet`; `common/multi_layer_net.py`; §7.5, `SimpleConvNet`.
pub trait Network<A: Real>: Send + Sync {
    /// The scores of a batch, (N, classes), in [`Mode::Predict`](crate::Mode::Predict). Keeps nothing.
    fn predict(&self, x: &Tensor<A>) -> Tensor<A>;

    /// The loss of a batch as the book's `network.loss(x, t)`.
    fn loss(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A;

    /// The gradient by backpropagation, which is stored beside the parameters. Returns the loss it started from.
    fn gradient(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A;

    /// Every parameter with its gradient, in the order of the layers.
    fn params(&mut self) -> Vec<Param<'_, A>>;

    /// What belongs to the network besides its parameters: running statistics, generators of dropout, the list of layers.
    fn state(&mut self) -> State<'_, A> {
        State::default()
    }

    /// The parameter under a key of the book, such as `W1`.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    fn param(&mut self, key: &str) -> Param<'_, A> {
        self.params().into_iter().find(|param| param.key == key).unwrap_or_else(|| panic!("no parameter {key}"))
    }

    /// The gradients of the last [`gradient`](Network::gradient), copied.
    fn grads(&mut self) -> Grads<A> {
        Grads(self.params().into_iter().map(|param| (param.key, param.grad.to_owned())).collect())
    }

    /// The share of samples whose highest score is at the right class, in 0..=1; NaN if there is no sample.
    ///
    /// # Panics
    /// If there are not as many targets as samples, or `x` does not fit the network.
    ///
    /// Book: §4.5.1, `TwoLayerNet.accuracy`.
    fn accuracy(&self, x: &Samples<A>, t: &Targets<A>) -> f64 {
        let correct = A::count_in_batches(x, &t.labels(), &|x, t| {
            let y = rows(&self.predict(x));
            y.rows().into_iter().zip(t).filter(|(y, t)| argmax(*y) == **t).count() // np.sum(np.argmax(y, axis=1) == t)
        });
        correct as f64 / x.len() as f64
    }

    /// The gradient by numerical differentiation: the loss is computed twice for each element of each parameter.
    ///
    /// Book: §4.5.1, `TwoLayerNet.numerical_gradient`.
    fn numerical_gradient(&self, x: &Tensor<A>, t: &Targets<A>) -> Grads<A>
    where
        Self: Sized + Clone,
    {
        let loss_w = |network: &mut Self| network.loss(x, t);
        numerical_gradient_of(self, loss_w) // grads['W1'] = numerical_gradient(loss_W, self.params['W1']), and so on
    }
}

/// What belongs to a network besides its parameters.
///
/// ```
/// use common::{BatchNorm2d, Dropout, Sequential};
/// use ndarray::Array1;
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
/// let mut layers = Sequential::<f32>::new()
///     .push("BatchNorm1", BatchNorm2d::new(Array1::ones(3), Array1::zeros(3)))
///     .push("Dropout1", Dropout::new(0.5, ChaCha8Rng::seed_from_u64(1)));
/// let state = layers.state();
/// assert_eq!(state.buffers.iter().map(|(key, _)| &**key).collect::<Vec<_>>(), ["running_mean1", "running_var1"]);
/// assert_eq!(state.rngs[0].0, "Dropout1");
/// ```
#[derive(Debug, Default)]
pub struct State<'a, A> {
    /// The running statistics of batch normalization. They are saved with the parameters; no optimizer changes them.
    pub buffers: Vec<Named<'a, A>>,
    /// The random generators of dropout.
    pub rngs: Vec<(String, &'a mut ChaCha8Rng)>,
    /// The layers, as [`Sequential::architecture`](crate::Sequential::architecture) writes them. It is saved with the
    /// parameters, so that the network can be made from the file alone.
    pub architecture: Option<String>,
}

/// Gradients under the book's keys, in the order of the layers (the book's `grads`).
///
/// ```
/// use common::Grads;
/// use ndarray::array;
/// let grads = Grads(vec![("W1".into(), array![[0.5, 0.0]].into_dyn()), ("b1".into(), array![2.0].into_dyn())]);
/// assert_eq!(grads.keys().collect::<Vec<_>>(), ["W1", "b1"]);
/// assert_eq!(grads["b1"], array![2.0].into_dyn());
/// ```
///
/// Book: §4.5.1, `TwoLayerNet.gradient`.
#[derive(Clone, Debug, PartialEq)]
pub struct Grads<A>(pub Vec<(String, ArrayD<A>)>);

impl<A> Index<&str> for Grads<A> {
    type Output = ArrayD<A>;

    /// The gradient of the parameter under this key.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    fn index(&self, key: &str) -> &ArrayD<A> {
        let grad = self.0.iter().find(|(known, _)| known == key);
        &grad.unwrap_or_else(|| panic!("no gradient {key}")).1
    }
}

impl<A> Grads<A> {
    /// The keys, in the order of the layers.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }
}

/// Samples that are predicted at a time.
const BATCH: usize = 100;

/// How many of a batch's labels are those of the highest scores.
pub(crate) type CountCorrect<'a, A> = &'a (dyn Fn(&Tensor<A>, &[usize]) -> usize + Sync);

/// The sum of `count` over batches of 100 samples with their labels, several batches at a time.
#[track_caller]
pub(crate) fn count_in_batches<A: Real>(x: &Samples<A>, t: &Array1<usize>, count: CountCorrect<'_, A>) -> usize {
    assert_eq!(x.len(), t.len(), "number of samples (left) and of targets (right)");
    let indices = Vec::from_iter(0..x.len());
    let batches = indices.par_chunks(BATCH).zip(t.as_slice().expect("standard layout").par_chunks(BATCH));
    pieces::map(batches, |(batch, t)| count(&x.select(batch), t)).into_iter().sum()
}

/// The place of the first largest element (`np.argmax`).
///
/// ```
/// use ndarray::array;
/// assert_eq!(common::argmax(array![0.1, 0.8, 0.8].view()), 1);
/// ```
///
/// Book: §3.6.2.
pub fn argmax<A: Real>(scores: ArrayView1<'_, A>) -> usize {
    A::argmax(scores) // `first_largest` below, compiled once
}

pub(crate) fn first_largest<A: Real>(scores: ArrayView1<'_, A>) -> usize {
    let mut best = 0;
    for (i, &score) in scores.iter().enumerate() {
        if score > scores[best] {
            best = i;
        }
    }
    best
}
