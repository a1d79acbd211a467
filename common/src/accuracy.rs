//! The share of samples whose highest score is at the right class.
//!
//! Book: §3.6.2; §4.5.1, `TwoLayerNet.accuracy`.

use std::ops::Range;

use ndarray::{Array, ArrayView1};
use rayon::prelude::*;

use crate::{Network, Real, Samples, Targets};

/// Samples that are predicted at a time.
const BATCH: usize = 100;

/// The share of `x` that the network assigns to its class, in 0..=1; NaN if there is no sample.
///
/// Batches of 100 are predicted in parallel.
///
/// ```
/// use common::{Activation, MultiLayerNet, Targets, WeightInit, accuracy};
/// use ndarray::{Array2, array};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let network = MultiLayerNet::<f32>::new(784, &[50], 10, Activation::Relu, WeightInit::He, &mut rng);
/// // One image four times, with four different labels: one of them at most can be right.
/// let right = accuracy(&network, &Array2::ones((4, 784)), &Targets::from(array![0, 1, 2, 3]));
/// assert!(right == 0.0 || right == 0.25);
/// ```
///
/// # Panics
/// If there are not as many targets as samples, or `x` has not the network's shape.
///
/// Book: §4.5.1, `TwoLayerNet.accuracy`.
#[track_caller]
pub fn accuracy<A: Real, N: Network<A>>(network: &N, x: &impl Samples<A, N::Input>, t: &Targets<A>) -> f64 {
    assert_eq!(x.len(), t.len(), "number of samples (left) and of targets (right)");
    accuracy_of(network, x, t, 0..x.len())
}

/// [`accuracy`] on some of the samples.
pub(crate) fn accuracy_of<A: Real, N: Network<A>>(
    network: &N,
    x: &impl Samples<A, N::Input>,
    t: &Targets<A>,
    range: Range<usize>,
) -> f64 {
    let starts: Vec<usize> = range.clone().step_by(BATCH).collect();
    let correct: usize = starts
        .into_par_iter()
        .map_init(
            || Array::zeros(N::Input::default()),
            |batch, start| {
                let indices: Vec<usize> = (start..range.end.min(start + BATCH)).collect();
                x.gather(&indices, batch);
                let scores = network.predict(batch.view());
                scores.rows().into_iter().zip(&indices).filter(|(row, i)| argmax(row.view()) == class(t, **i)).count()
            },
        )
        .sum();
    correct as f64 / range.len() as f64
}

fn class<A: Real>(t: &Targets<A>, index: usize) -> usize {
    match t {
        Targets::Labels(labels) => labels[index],
        Targets::OneHot(rows) => argmax(rows.row(index)),
    }
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
    let mut best = 0;
    for (i, &score) in scores.iter().enumerate() {
        if score > scores[best] {
            best = i;
        }
    }
    best
}
