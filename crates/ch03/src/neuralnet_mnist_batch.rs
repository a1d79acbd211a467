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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use common::rows;
    use experiment::Format;

    use super::*;
    use crate::neuralnet_mnist;

    fn test_images() -> (Array2<f32>, Vec<usize>) {
        let options = dataset::Options { choice: dataset::Choice::Mnist, ..dataset::Options::default() };
        let test = dataset::load_mnist(&options).unwrap().test;
        let (x, t) = Format::default().of(&test);
        (rows(&x.to_tensor()).into_owned(), t.labels().to_vec())
    }

    #[test]
    fn an_image_and_a_batch_get_the_same_probabilities() {
        let network = init_network(None).unwrap();
        let x = Array2::from_shape_fn((3, 784), |(n, i)| f32::from((i * (n + 3) / 40) % 5 == 0));
        let y = predict(&network, x.view());
        assert_eq!(y.dim(), (3, 10));
        for (x, y) in x.rows().into_iter().zip(y.rows()) {
            assert!((y.sum() - 1.0).abs() < 1e-6);
            let alone = neuralnet_mnist::predict(&network, x);
            assert!(alone.iter().zip(y).all(|(a, b)| (a - b).abs() < 1e-6), "{alone} {y}");
        }
    }

    #[test]
    fn a_last_batch_may_be_smaller() {
        let network = init_network(None).unwrap();
        let x = Array2::from_shape_fn((7, 784), |(n, i)| f32::from((i * (n + 3) / 40) % 5 == 0));
        let t = [0; 7];
        let one_by_one = one_by_one(&network, &x, &t);
        for batch_size in [1, 3, 7, 100] {
            assert_eq!(in_batches(&network, &x, &t, batch_size), one_by_one, "batches of {batch_size}");
        }
    }

    #[test]
    fn accuracy_is_the_share_of_right_ones() {
        let network = init_network(None).unwrap();
        let x = Array2::from_shape_fn((4, 784), |(n, i)| f32::from((i * (n + 3) / 40) % 5 == 0));
        let (predicted, _) = one_by_one(&network, &x, &[0; 4]);
        let mut t = predicted.clone();
        t[3] = (t[3] + 1) % 10;
        assert_eq!(one_by_one(&network, &x, &t), (predicted.clone(), 0.75));
        assert_eq!(in_batches(&network, &x, &t, 3), (predicted, 0.75));
    }

    #[test]
    #[ignore = "needs MNIST_DIR"]
    fn the_shipped_weights_classify_97_percent() {
        let (x, t) = test_images();
        let network = init_network(None).unwrap();
        let (_, accuracy) = in_batches(&network, &x, &t, 100);
        assert!(accuracy >= 0.97, "{accuracy}");
    }

    #[test]
    #[ignore = "needs MNIST_DIR and BOOK_WEIGHTS_DIR, the folder of the book's sample_weight.pkl"]
    fn the_books_weights_classify_9352_of_10000_one_by_one_and_in_batches() {
        let folder = std::env::var_os("BOOK_WEIGHTS_DIR").expect("BOOK_WEIGHTS_DIR is set");
        let (x, t) = test_images();
        let network = init_network(Some(&Path::new(&folder).join("sample_weight.pkl"))).unwrap();
        assert_eq!(one_by_one(&network, &x, &t).1, 0.9352);
        assert_eq!(in_batches(&network, &x, &t, 100).1, 0.9352);
    }
}
