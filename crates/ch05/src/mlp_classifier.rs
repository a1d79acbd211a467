//! A multi-layer perceptron after an article of a reader: sigmoid outputs, logistic cost, L2 regularization,
//! and a validation set that shows whether it learns by heart.
//!
//! Book: §5.7 (誤差逆伝播法の実装), §6.5.1 (検証データ).

use anyhow::ensure;
use common::{Network, Optimizer, Pixels, Samples, Sgd, Targets, argmax};
use dataset::Split;
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::{Array2, Array3};
use plot::{Axes, Colormap, Legend, Tiles};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::neural_net_mlp::{NeuralNetMlp, logistic_cost};

/// Training of the multi-layer perceptron.
#[derive(Clone, Debug, clap::Args)]
pub struct MlpClassifier {
    /// Neurons of the hidden layer
    #[arg(long, default_value_t = 100, value_parser = flags::up_to::<10_000>)]
    pub hidden: usize,
    /// Strength of the L2 regularization
    #[arg(long, default_value_t = 0.01, value_parser = flags::non_negative)]
    pub l2: f64,
    /// Times that all training images pass through the network
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub epochs: usize,
    /// Learning rate, of gradients that are summed over the batch
    #[arg(long, default_value_t = 0.0005, value_parser = flags::positive)]
    pub eta: f64,
    /// Images of a mini-batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub minibatch_size: usize,
    /// How many of the training images, the last ones, are for validation
    #[arg(long, default_value_t = 5_000, value_parser = flags::count)]
    pub validation: usize,
}

impl Experiment for MlpClassifier {
    const INFO: Info =
        Info::new("mlp_classifier", "§5.7", "A perceptron with sigmoid outputs, logistic cost and L2 regularization")
            .figures(&[
                ("mlp_classifier_cost", "Cost on the training data, epoch by epoch"),
                ("mlp_classifier_accuracy", "Accuracy on training and validation data"),
                ("mlp_classifier_misclassified", "The first 25 test images that it gets wrong: t true, p predicted"),
            ]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        // 1. data: images scaled to −1…1, the last of the training images for validation
        let mnist = ctx.mnist()?;
        let count = ctx.quick_or(12_000, mnist.train.len());
        let train_size = count.saturating_sub(self.validation);
        ensure!(
            (self.minibatch_size..).contains(&train_size),
            "{count} training images are too few for --validation {} and --minibatch-size {}",
            self.validation,
            self.minibatch_size
        );
        let x = Pixels::new(mnist.train.images.view()).with_range(-1.0, 1.0);
        let x_test = Pixels::new(mnist.test.images.view()).with_range(-1.0, 1.0);
        let y = Targets::from(&mnist.train.labels[..]);
        let (train, valid): (Vec<usize>, Vec<usize>) = (0..count).partition(|&i| i < train_size);

        // 2. learning
        let epochs = ctx.quick_or(10, self.epochs);
        let progress = ctx.progress(epochs, "mlp_classifier");
        let (network, history) = self.learn(&x, &y, (&train, &valid), epochs, ctx.rng(), |i, epoch| {
            let Epoch { cost, train_acc, valid_acc } = epoch;
            let (train, valid) = (100.0 * train_acc, 100.0 * valid_acc);
            if i == 1 || i % epochs.div_ceil(10) == 0 {
                say!(ctx, "{i:3}/{epochs} | Cost: {cost:.2} | Train/Valid Acc.: {train:.2}%/{valid:.2}%");
            }
            progress.step();
        })?;
        drop(progress);

        // 3. test
        let test: Vec<usize> = (0..mnist.test.len()).collect();
        let predicted = predict(&network, &x_test, &test);
        let wrong: Vec<usize> =
            test.into_iter().filter(|&i| predicted[i] != usize::from(mnist.test.labels[i])).collect();
        let accuracy = 1.0 - wrong.len() as f64 / predicted.len() as f64;
        say!(ctx, "テストデータの正答率: {:.2}%", 100.0 * accuracy);
        ctx.measured("test accuracy", format!("{accuracy:.4}"), "0.9716 (0.969–0.976)");

        // 4. figures
        let mut ax = Axes::new();
        ax.plot(1..=epochs, history.iter().map(|epoch| epoch.cost).collect::<Vec<_>>());
        ax.xlabel("epoch").ylabel("cost");
        ctx.save("mlp_classifier_cost", ax)?;

        let mut ax = Axes::new();
        ax.plot(1..=epochs, history.iter().map(|epoch| epoch.train_acc).collect::<Vec<_>>()).label("training");
        ax.plot(1..=epochs, history.iter().map(|epoch| epoch.valid_acc).collect::<Vec<_>>())
            .label("validation")
            .dashed();
        ax.xlabel("epoch").ylabel("accuracy").legend(Legend::LowerRight);
        ctx.save("mlp_classifier_accuracy", ax)?;
        ctx.save("mlp_classifier_misclassified", misclassified(&mnist.test, &predicted, &wrong))
    }
}

/// What is measured after an epoch.
#[derive(Clone, Copy, Debug)]
struct Epoch {
    cost: f64,
    train_acc: f64,
    valid_acc: f64,
}

impl MlpClassifier {
    /// Learns the images `train`, in another order each epoch; `observe` sees each epoch, counted from 1.
    fn learn(
        &self,
        x: &Pixels<'_>,
        y: &Targets<f32>,
        (train, valid): (&[usize], &[usize]),
        epochs: usize,
        mut rng: ChaCha8Rng,
        mut observe: impl FnMut(usize, Epoch),
    ) -> anyhow::Result<(NeuralNetMlp<f32>, Vec<Epoch>)> {
        let mut network = NeuralNetMlp::new(784, self.hidden, 10, self.l2, &mut rng);
        let mut optimizer = Sgd::new(self.eta);
        let (mut order, mut batch, mut history) = (train.to_vec(), Array2::zeros((0, 0)), Vec::new());
        for i in 1..=epochs {
            order.shuffle(&mut rng);
            for indices in order.chunks_exact(self.minibatch_size) {
                x.gather(indices, &mut batch);
                network.gradient(batch.view(), &y.select(indices));
                optimizer.update(&mut network.parameters());
            }
            let (cost, train_acc) = evaluate(&network, x, y, train);
            let (_, valid_acc) = evaluate(&network, x, y, valid);
            ensure!(cost.is_finite(), "training diverged: the cost is {cost} after epoch {i}; try a smaller --eta");
            let epoch = Epoch { cost, train_acc, valid_acc };
            observe(i, epoch);
            history.push(epoch);
        }
        Ok((network, history))
    }
}

/// Images that one thread takes at a time.
const CHUNK: usize = 500;

/// Cost and accuracy on some of the images.
fn evaluate(network: &NeuralNetMlp<f32>, x: &Pixels<'_>, y: &Targets<f32>, indices: &[usize]) -> (f64, f64) {
    let Targets::Labels(labels) = y else { unreachable!("labels of a data set") };
    let parts: Vec<(f64, usize)> = indices
        .par_chunks(CHUNK)
        .map_init(
            || Array2::zeros((0, 0)),
            |batch, indices| {
                x.gather(indices, batch);
                let z = network.predict(batch.view());
                let right = z.rows().into_iter().zip(indices).filter(|(z, i)| argmax(z.view()) == labels[**i]).count();
                (f64::from(logistic_cost(&z, &y.select(indices))), right)
            },
        )
        .collect();
    let (cost, right) = parts.iter().fold((0.0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    (cost + f64::from(network.penalty()), right as f64 / indices.len() as f64)
}

/// The class of each of the images.
fn predict(network: &NeuralNetMlp<f32>, x: &Pixels<'_>, indices: &[usize]) -> Vec<usize> {
    let classes = |indices: &[usize]| {
        let mut batch = Array2::zeros((0, 0));
        x.gather(indices, &mut batch);
        network.predict(batch.view()).rows().into_iter().map(|z| argmax(z)).collect::<Vec<_>>()
    };
    indices.par_chunks(CHUNK).flat_map_iter(classes).collect()
}

/// The first 25 images that were taken for something else, black on white.
fn misclassified(test: &Split, predicted: &[usize], wrong: &[usize]) -> Tiles {
    let shown = &wrong[..wrong.len().min(25)];
    let images = Array3::from_shape_fn((shown.len(), 28, 28), |(i, y, x)| test.images.image(shown[i])[28 * y + x]);
    let title = |(i, &image): (usize, &usize)| format!("{}) t: {} p: {}", i + 1, test.labels[image], predicted[image]);
    let titles: Vec<String> = shown.iter().enumerate().map(title).collect();
    let mut tiles = Tiles::new(&images, 5);
    tiles.titles(&titles).colormap(Colormap::GrayReversed);
    tiles
}
