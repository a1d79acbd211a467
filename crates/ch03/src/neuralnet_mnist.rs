//! §3.6.2 ニューラルネットワークの推論処理, `ch03/neuralnet_mnist.py`: classifies every test image, one by one.

use std::path::{Path, PathBuf};
use std::time::Instant;

use common::{argmax, rows, sigmoid, softmax};
use experiment::{Context, Experiment, Format, say};
use ndarray::{Array1, Array2, ArrayView1};

use crate::digits::first_wrong;
use crate::sample_network::{self, Network, measured};

/// The test images (N, 784), 0.0 to 1.0, and their labels (N,).
///
/// # Errors
/// If there is no data, see [`Context::load_test`].
///
/// Book: §3.6.2, `get_data`.
pub fn get_data(ctx: &mut Context) -> anyhow::Result<(Array2<f32>, Vec<usize>)> {
    let (x_test, t_test) = ctx.load_test(Format::default())?;
    Ok((rows(&x_test.to_tensor()).into_owned(), t_test.labels().to_vec()))
}

/// The trained network: from a file (`.safetensors`, `.npz`, or the book's `sample_weight.pkl`), or the one that ships.
///
/// # Errors
/// If the file cannot be read, or its weights do not fit the network.
///
/// Book: §3.6.2, `init_network`.
pub fn init_network(weights: Option<&Path>) -> anyhow::Result<Network> {
    sample_network::load(weights)
}

/// The probability of each class (10,) for an image (784,).
///
/// Book: §3.6.2, `predict`.
pub fn predict(network: &Network, x: ArrayView1<f32>) -> Array1<f32> {
    let Network { w1, w2, w3, b1, b2, b3 } = network;

    let a1 = x.dot(w1) + b1;
    let z1 = sigmoid(&a1);
    let a2 = z1.dot(w2) + b2;
    let z2 = sigmoid(&a2);
    let a3 = z2.dot(w3) + b3;
    softmax(&a3)
}

/// The class of each image, one image at a time, and the share of those that are right.
pub fn one_by_one(network: &Network, x: &Array2<f32>, t: &[usize]) -> (Vec<usize>, f64) {
    let mut predicted = Vec::new();
    let mut accuracy_cnt = 0;
    for (x, &t) in x.rows().into_iter().zip(t) {
        let y = predict(network, x);
        let p = argmax(y.view()); // the most probable class
        if p == t {
            accuracy_cnt += 1;
        }
        predicted.push(p);
    }
    (predicted, f64::from(accuracy_cnt) / x.nrows() as f64)
}

/// Classifies the test images one by one.
#[derive(Clone, Debug, clap::Args)]
pub struct NeuralnetMnist {
    /// Weights as .safetensors, .npz or .pkl (the book's sample_weight.pkl), gzipped or not [default: those that ship
    /// with this chapter]
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
}

impl Experiment for NeuralnetMnist {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let network = init_network(self.weights.as_deref())?;
        let (x, t) = get_data(ctx)?;

        let start = Instant::now();
        let (predicted, accuracy) = one_by_one(&network, &x, &t);
        say!(ctx, "Accuracy:{accuracy}");
        say!(ctx, "one by one: {:.3} s for {} images", start.elapsed().as_secs_f64(), t.len());
        measured(ctx, accuracy, &self.weights);

        let test = ctx.test_images()?;
        ctx.save("neuralnet_mnist", first_wrong(&test, &predicted))
    }
}
