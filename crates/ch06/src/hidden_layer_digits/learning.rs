//! The networks' first weights, and how good they are.

use common::{MultiLayerNet, Network, Pixels, Samples, Targets, WeightInit, argmax, softmax_loss};
use ndarray::{Array2, Axis};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use super::Variant;

/// Images with their labels.
pub(super) type Data<'a> = (&'a Pixels<'a>, &'a Targets<f32>);

/// The network with its first weights: all 1, or N(0, 2/n) with n inputs, the dummy one included.
pub(super) fn network(variant: &Variant, hidden_size: usize, rng: &mut impl Rng) -> MultiLayerNet<f32> {
    let hidden = vec![hidden_size; variant.hidden_layers];
    let mut network = MultiLayerNet::new(784, &hidden, 10, variant.activation, WeightInit::Std(0.0), rng);
    let mut inputs = 1.0;
    for mut parameter in network.parameters() {
        if parameter.value.ndim() == 2 {
            inputs = 1.0 + parameter.value.len_of(Axis(0)) as f32;
        }
        // The bias comes after its weights, and is the row of the dummy input.
        parameter.value.mapv_inplace(|_| {
            let z: f32 = StandardNormal.sample(rng);
            if variant.ones { 1.0 } else { z / (inputs / 2.0).sqrt() }
        });
    }
    network
}

/// Loss and accuracy on the test data.
pub(super) fn evaluate(network: &MultiLayerNet<f32>, (x, t): Data) -> (f64, f64) {
    let indices: Vec<usize> = (0..t.len()).collect();
    let sums: Vec<(f64, usize)> = indices
        .par_chunks(1000)
        .map(|indices| {
            let (scores, t) = (predict(network, x, indices), t.select(indices));
            let right = scores.rows().into_iter().zip(classes(&t)).filter(|(row, class)| argmax(row.view()) == *class);
            (f64::from(softmax_loss(&scores, &t)) * indices.len() as f64, right.count())
        })
        .collect();
    let (loss, right) = sums.iter().fold((0.0, 0), |(loss, right), (l, r)| (loss + l, right + r));
    (loss / t.len() as f64, right as f64 / t.len() as f64)
}

fn classes(t: &Targets<f32>) -> impl Iterator<Item = usize> {
    match t {
        Targets::Labels(labels) => labels.iter().copied(),
        Targets::OneHot(_) => unreachable!("this experiment's targets are labels"),
    }
}

pub(super) fn predict(network: &MultiLayerNet<f32>, x: &Pixels, indices: &[usize]) -> Array2<f32> {
    let mut batch = Array2::zeros((0, 0));
    x.gather(indices, &mut batch);
    network.predict(batch.view())
}
