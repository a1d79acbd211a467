//! §3.6.3 バッチ処理, `ch03/neuralnet_mnist_batch.py`: the same inference in batches, in fewer and larger products.

use std::path::PathBuf;
use std::time::Instant;

use common::{argmax, sigmoid, softmax};
use experiment::{Context, Experiment, flags, say};
use ndarray::{Array2, ArrayView2, Axis};

use crate::batch_time::{panel, time_per_image};
use crate::neuralnet_mnist::{get_data, init_network, one_by_one};
use crate::sample_network::{Network, measured};

/// The probabilities of the classes (N, 10) for a batch of images (N, 784).
///
/// Book: §3.6.3, `predict`.
pub fn predict(network: &Network, x: ArrayView2<f32>) -> Array2<f32> {
    let Network { w1, w2, w3, b1, b2, b3 } = network;

    let a1 = x.dot(w1) + b1;
    let z1 = sigmoid(&a1);
    let a2 = z1.dot(w2) + b2;
    let z2 = sigmoid(&a2);
    let a3 = z2.dot(w3) + b3;
    softmax(&a3)
}

/// The class of each image, `batch_size` images at a time, and the share of those that are right. The last batch may
/// be smaller.
pub fn in_batches(network: &Network, x: &Array2<f32>, t: &[usize], batch_size: usize) -> (Vec<usize>, f64) {
    let mut predicted = Vec::new();
    let mut accuracy_cnt = 0;
    for (x_batch, t_batch) in x.axis_chunks_iter(Axis(0), batch_size).zip(t.chunks(batch_size)) {
        let y_batch = predict(network, x_batch);
        let p: Vec<usize> = y_batch.rows().into_iter().map(argmax).collect();
        accuracy_cnt += p.iter().zip(t_batch).filter(|(p, t)| p == t).count();
        predicted.extend(p);
    }
    (predicted, accuracy_cnt as f64 / x.nrows() as f64)
}

/// Classifies the test images in batches.
#[derive(Clone, Debug, clap::Args)]
pub struct NeuralnetMnistBatch {
    /// Images of a batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Weights as .safetensors, .npz or .pkl (the book's sample_weight.pkl), gzipped or not [default: those that ship
    /// with this chapter]
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
}

impl Experiment for NeuralnetMnistBatch {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let network = init_network(self.weights.as_deref())?;
        let (x, t) = get_data(ctx)?;

        let start = Instant::now();
        let (predicted, accuracy) = in_batches(&network, &x, &t, self.batch_size);
        let batches = start.elapsed().as_secs_f64();
        say!(ctx, "Accuracy:{accuracy}");

        let start = Instant::now();
        let (alone, _) = one_by_one(&network, &x, &t);
        let one_by_one = start.elapsed().as_secs_f64();
        let differing = alone.iter().zip(&predicted).filter(|(one, batch)| one != batch).count();
        say!(ctx, "images that are classified otherwise one by one: {differing}");
        say!(ctx, "one by one: {one_by_one:.3} s, in batches of {}: {batches:.3} s", self.batch_size);
        say!(ctx, "the batches are {:.1} times as fast", one_by_one / batches);
        measured(ctx, accuracy, &self.weights);

        // the same for batches of other sizes
        ctx.save("neuralnet_mnist_batch", panel(&time_per_image(&network, &x, &t, self.batch_size, one_by_one)))
    }
}
