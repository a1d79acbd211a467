//! Classifies the test images in batches, which is the same computation in fewer and larger products.
//!
//! Book: §3.6.3 (バッチ処理), `ch03/neuralnet_mnist_batch.py`.

use std::path::PathBuf;
use std::time::Instant;

use common::argmax;
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::{Array2, Axis};

use crate::neuralnet_mnist::{accuracy, classify};
use crate::sample_network::{Network, init_network, predict};

/// The class of each image, `batch_size` images at a time; the last batch may be smaller.
pub fn classify_in_batches(network: &Network, x: &Array2<f32>, batch_size: usize) -> Vec<usize> {
    let mut predicted = Vec::with_capacity(x.nrows());
    for x_batch in x.axis_chunks_iter(Axis(0), batch_size) {
        let y_batch = predict(network, &x_batch);
        predicted.extend(y_batch.rows().into_iter().map(argmax));
    }
    predicted
}

/// Classifies the test images in batches.
#[derive(Clone, Debug, clap::Args)]
pub struct NeuralnetMnistBatch {
    /// Images of a batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Weights as .safetensors, or the book's sample_weight.pkl [default: those that ship with this chapter]
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
}

impl Experiment for NeuralnetMnistBatch {
    const INFO: Info = Info::new("neuralnet_mnist_batch", "§3.6.3", "Classifies the test images in batches");

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let network = init_network(self.weights.as_deref())?;
        let mnist = ctx.mnist()?;
        let (x, t) = (mnist.test.flattened(), &mnist.test.labels);

        let start = Instant::now();
        let predicted = classify_in_batches(&network, &x, self.batch_size);
        let batches = start.elapsed().as_secs_f64();
        let accuracy = accuracy(&predicted, t);
        say!(ctx, "Accuracy:{accuracy}");

        let start = Instant::now();
        let differing = classify(&network, &x).iter().zip(&predicted).filter(|(one, batch)| one != batch).count();
        let one_by_one = start.elapsed().as_secs_f64();
        say!(ctx, "images that are classified otherwise one by one: {differing}");
        say!(ctx, "one by one: {one_by_one:.3} s, in batches of {}: {batches:.3} s", self.batch_size);
        say!(ctx, "the batches are {:.1} times as fast", one_by_one / batches);
        let book =
            if self.weights.is_some() { "0.9352 with the book's weights" } else { "≥ 0.97 with these weights" };
        ctx.measured("accuracy", accuracy, book);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn test_images() -> (Array2<f32>, Vec<u8>) {
        let options = dataset::Options { choice: dataset::Choice::Mnist, ..dataset::Options::default() };
        let test = dataset::load_mnist(&options).unwrap().test;
        (test.flattened(), test.labels)
    }

    #[test]
    fn a_last_batch_may_be_smaller() {
        let network = init_network(None).unwrap();
        let x = Array2::from_shape_fn((7, 784), |(n, i)| f32::from((i * (n + 3) / 40) % 5 == 0));
        let one_by_one = classify(&network, &x);
        for batch_size in [1, 3, 7, 100] {
            assert_eq!(classify_in_batches(&network, &x, batch_size), one_by_one, "batches of {batch_size}");
        }
    }

    #[test]
    fn accuracy_is_the_share_of_right_ones() {
        assert_eq!(accuracy(&[7, 2, 1, 0], &[7, 2, 1, 9]), 0.75);
    }

    #[test]
    #[ignore = "needs MNIST_DIR"]
    fn the_shipped_weights_classify_97_percent() {
        let (x, t) = test_images();
        let network = init_network(None).unwrap();
        let accuracy = accuracy(&classify_in_batches(&network, &x, 100), &t);
        assert!(accuracy >= 0.97, "{accuracy}");
    }

    #[test]
    #[ignore = "needs MNIST_DIR and BOOK_WEIGHTS_DIR, the folder of the book's sample_weight.pkl"]
    fn the_books_weights_classify_9352_of_10000_one_by_one_and_in_batches() {
        let folder = std::env::var_os("BOOK_WEIGHTS_DIR").expect("BOOK_WEIGHTS_DIR is set");
        let (x, t) = test_images();
        let network = init_network(Some(&Path::new(&folder).join("sample_weight.pkl"))).unwrap();
        assert_eq!(accuracy(&classify(&network, &x), &t), 0.9352);
        assert_eq!(accuracy(&classify_in_batches(&network, &x, 100), &t), 0.9352);
    }
}
