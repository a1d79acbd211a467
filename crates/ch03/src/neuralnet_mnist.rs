//! Classifies every test image with a trained network, one by one.
//!
//! Book: §3.6.2 (ニューラルネットワークの推論処理), `ch03/neuralnet_mnist.py`.

use std::path::PathBuf;
use std::time::Instant;

use common::argmax;
use dataset::Split;
use experiment::{Context, Experiment, Info, say};
use ndarray::Array2;
use plot::{Color, Tiles};

use crate::mnist_show::stack;
use crate::sample_network::{Network, init_network, predict};

/// Wrong ones that are shown, and in a row.
const SHOWN: (usize, usize) = (20, 5);

/// The class of each image, one image at a time.
pub fn classify(network: &Network, x: &Array2<f32>) -> Vec<usize> {
    x.rows().into_iter().map(|x| argmax(predict(network, &x).view())).collect()
}

/// The share of `predicted` that are the labels `t`.
pub fn accuracy(predicted: &[usize], t: &[u8]) -> f64 {
    let correct = predicted.iter().zip(t).filter(|&(&p, &t)| p == usize::from(t)).count();
    correct as f64 / t.len() as f64
}

/// Classifies the test images one by one.
#[derive(Clone, Debug, clap::Args)]
pub struct NeuralnetMnist {
    /// Weights as .safetensors, or the book's sample_weight.pkl [default: those that ship with this chapter]
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
}

impl Experiment for NeuralnetMnist {
    const INFO: Info = Info::new("neuralnet_mnist", "§3.6.2", "Classifies the test images one by one")
        .figures(&[("neuralnet_mnist", "The first images that the network takes for another digit")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let network = init_network(self.weights.as_deref())?;
        let mnist = ctx.mnist()?;
        let (x, t) = (mnist.test.flattened(), &mnist.test.labels);

        let start = Instant::now();
        let predicted = classify(&network, &x);
        let took = start.elapsed();
        let accuracy = accuracy(&predicted, t);
        say!(ctx, "Accuracy:{accuracy}");
        say!(ctx, "one by one: {:.3} s for {} images", took.as_secs_f64(), t.len());
        let book =
            if self.weights.is_some() { "0.9352 with the book's weights" } else { "≥ 0.97 with these weights" };
        ctx.measured("accuracy", accuracy, book);

        ctx.save("neuralnet_mnist", first_wrong(&mnist.test, &predicted))
    }
}

/// The first images that were taken for another digit.
fn first_wrong(test: &Split, predicted: &[usize]) -> Tiles {
    let (count, columns) = SHOWN;
    let is_wrong = |&i: &usize| predicted[i] != usize::from(test.labels[i]);
    let wrong: Vec<usize> = (0..predicted.len()).filter(is_wrong).take(count).collect();
    let titles: Vec<String> = wrong.iter().map(|&i| format!("{} -> {}", test.labels[i], predicted[i])).collect();
    let mut tiles = Tiles::new(stack(&test.images, &wrong), columns);
    tiles.title("label -> predicted").titles(&titles).title_colors(&[Color::CRIMSON]).range(0.0, 255.0);
    tiles
}
