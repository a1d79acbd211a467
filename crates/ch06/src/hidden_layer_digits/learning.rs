//! The networks' initial weights, and their loss and accuracy.

use common::{MultiLayerNet, Network, WeightInit, argmax, rows, softmax_loss};
use experiment::Split;
use ndarray::Axis;
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use super::Variant;

/// The network with its initial weights: all 1, or N(0, 2/n) with n inputs, the dummy one included.
pub(super) fn network(variant: &Variant, hidden_size: usize, rng: &mut impl Rng) -> MultiLayerNet<f32> {
    let hidden = vec![hidden_size; variant.hidden_layers];
    let mut network = MultiLayerNet::new(784, &hidden, 10, variant.activation, WeightInit::Std(0.0), rng);
    let mut inputs = 1.0;
    for mut param in network.params() {
        if param.value.ndim() == 2 {
            inputs = 1.0 + param.value.len_of(Axis(0)) as f32;
        }
        // The bias comes after its weights, and is the row of the dummy input.
        param.value.mapv_inplace(|_| {
            let z: f32 = StandardNormal.sample(rng);
            if variant.ones { 1.0 } else { z / (inputs / 2.0).sqrt() }
        });
    }
    network
}

/// Loss and accuracy on the test data.
pub(super) fn evaluate(network: &MultiLayerNet<f32>, (x, t): &Split) -> (f64, f64) {
    let indices: Vec<usize> = (0..t.len()).collect();
    let sums: Vec<(f64, usize)> = indices
        .par_chunks(1000)
        .map(|indices| {
            let (scores, t) = (rows(&network.predict(&x.select(indices))), t.select(indices));
            let right = scores.rows().into_iter().zip(t.labels()).filter(|(row, class)| argmax(*row) == *class).count();
            (f64::from(softmax_loss(&scores, &t)) * indices.len() as f64, right)
        })
        .collect();
    let (loss, right) = sums.iter().fold((0.0, 0), |(loss, right), (l, r)| (loss + l, right + r));
    (loss / t.len() as f64, right as f64 / t.len() as f64)
}
