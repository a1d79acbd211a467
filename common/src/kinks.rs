//! Gradient checks that know where a numerical gradient cannot be trusted.
//!
//! A central difference looks at the loss on both sides of a parameter. Where a ReLU switches between the two, or another
//! pixel becomes the largest of its pooling window, the loss has a kink and the difference is not a derivative: such
//! elements are counted and left out. And the book adds 10⁻⁷ inside the logarithm of its cross entropy, but backpropagates
//! (y − t)/N, which is the gradient without it: that alone makes a difference of about 10⁻⁷.
//!
//! Book: §4.2.2 (why the 10⁻⁷ is there), §5.7.3.

use std::any::Any;
use std::sync::atomic::{AtomicUsize, Ordering};

use ndarray::ArrayRef2;
use rayon::prelude::*;

use crate::gradient::{H, element};
use crate::{Layer, Network, Pooling, Relu, Sequential, Targets, Tensor, cross_entropy_error, rows, softmax};

/// How far backpropagation and numerical gradient of one parameter are apart, on the mean over its elements.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// `W1`, `b1` …
    pub key: String,
    /// Elements that were compared.
    pub compared: usize,
    /// Elements that were left out, because something switches within ±h.
    pub kinks: usize,
    /// With the book's loss.
    pub book: f64,
    /// With the loss without 10⁻⁷.
    pub exact: f64,
}

/// Compares the gradients of a batch by backpropagation with numerical ones, for each parameter in the network's order.
///
/// `layers` are those of the network, whose loss is softmax with cross entropy. `progress(done, all)` counts elements.
///
/// ```
/// use common::kinks::differences;
/// use common::{Activation, MultiLayerNet, Targets, WeightInit, tensor};
/// use ndarray::array;
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let mut network = MultiLayerNet::<f64>::new(2, &[3], 2, Activation::Relu, WeightInit::He, &mut rng);
/// let (x, t) = (tensor(array![[0.6, 0.9]]), Targets::from(1));
/// for difference in differences(&mut network, |network| &network.layers, &x, &t, |_, _| ()) {
///     assert!(difference.book < 1e-6 && difference.exact < 1e-9);
/// }
/// ```
pub fn differences<N: Network<f64> + Clone>(
    network: &mut N,
    layers: impl Fn(&N) -> &Sequential<f64> + Sync,
    x: &Tensor<f64>,
    t: &Targets<f64>,
    progress: impl Fn(usize, usize) + Sync,
) -> Vec<Difference> {
    network.gradient(x, t);
    let backprop = network.grads().0;
    let all = backprop.iter().map(|(_, grad)| grad.len()).sum();
    let done = AtomicUsize::new(0);
    let compare = |network: &mut N, param: usize, k: usize, backprop: f64| {
        let value = *element(network, param, k);
        *element(network, param, k) = value + H;
        let above = Losses::of(layers(network), x, t);
        *element(network, param, k) = value - H;
        let below = Losses::of(layers(network), x, t);
        *element(network, param, k) = value;
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, all);
        let difference = |above: f64, below: f64| ((above - below) / (2.0 * H) - backprop).abs();
        (above.switches == below.switches)
            .then(|| (difference(above.book, below.book), difference(above.exact, below.exact)))
    };
    let of_param = |(param, (key, grad)): (usize, (String, ndarray::ArrayD<f64>))| {
        let elements: Vec<(usize, f64)> = grad.into_iter().enumerate().collect();
        let compared: Vec<Option<(f64, f64)>> = elements
            .into_par_iter()
            .map_init(|| network.clone(), |network, (k, backprop)| compare(network, param, k, backprop))
            .collect();
        let kinks = compared.iter().filter(|difference| difference.is_none()).count();
        let smooth: Vec<(f64, f64)> = compared.into_iter().flatten().collect();
        let count = smooth.len().max(1) as f64;
        let (book, exact) = smooth.iter().fold((0.0, 0.0), |sum, d| (sum.0 + d.0, sum.1 + d.1));
        Difference { key, compared: smooth.len(), kinks, book: book / count, exact: exact / count }
    };
    backprop.into_iter().enumerate().map(of_param).collect()
}

/// Both losses of a batch, and everything in the network that is on or off.
struct Losses {
    book: f64,
    exact: f64,
    switches: Vec<usize>,
}

impl Losses {
    fn of(layers: &Sequential<f64>, x: &Tensor<f64>, t: &Targets<f64>) -> Self {
        let (mut x, mut switches) = (x.clone(), Vec::new());
        for (_, layer) in layers.iter() {
            if (layer as &dyn Any).is::<Relu>() {
                switches.extend(x.iter().map(|&x| usize::from(x > 0.0)));
            }
            if let Some(pooling) = (layer as &dyn Any).downcast_ref::<Pooling>() {
                switches.extend(pooling.winners(x.clone()));
            }
            x = Layer::predict(layer, x);
        }
        let scores = rows(&x);
        Losses { book: cross_entropy_error(&softmax(&scores), t), exact: exact_loss(&scores, t), switches }
    }
}

/// −1/N Σ t·ln softmax(x), without the book's 10⁻⁷: ln Σ eˣ − x at the right class, with the largest x taken out so that
/// nothing overflows.
///
/// ```
/// use common::{Targets, kinks::exact_loss};
/// let loss = exact_loss(&ndarray::Array2::zeros((1, 10)), &Targets::from(3));
/// assert!((loss - 10_f64.ln()).abs() < 1e-15);
/// ```
pub fn exact_loss(scores: &ArrayRef2<f64>, t: &Targets<f64>) -> f64 {
    let losses = scores.rows().into_iter().zip(t.labels()).map(|(row, label)| {
        let max = row.fold(f64::NEG_INFINITY, |max, &x| max.max(x));
        max + row.iter().map(|&x| (x - max).exp()).sum::<f64>().ln() - row[label]
    });
    losses.sum::<f64>() / scores.nrows() as f64
}
