//! A multi-layer perceptron after an article of a reader: sigmoid outputs, logistic cost, L2 regularization,
//! and a validation set that shows whether it overfits.
//!
//! Book: §5.7 (誤差逆伝播法の実装), §6.5.1 (検証データ).

use anyhow::ensure;
use common::{Network, Samples, Targets, argmax, rows};
use dataset::Split;
use experiment::{Context, Experiment, Format, TrainingFlags, TrainingState, flags, say};
use ndarray::Array3;
use plot::{Axes, Colormap, Legend, Tiles};
use rand::seq::SliceRandom;
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
    #[arg(long, aliases = ["learning-rate", "lr"], default_value_t = 0.0005, value_parser = flags::positive)]
    pub eta: f64,
    /// Images of a mini-batch
    #[arg(long, alias = "batch-size", default_value_t = 100, value_parser = flags::count)]
    pub minibatch_size: usize,
    /// How many of the training images, the last ones, are for validation
    #[arg(long, default_value_t = 5_000, value_parser = flags::count)]
    pub validation: usize,
    /// Flags of every training
    #[command(flatten)]
    pub training: TrainingFlags,
}

impl Experiment for MlpClassifier {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        // 1. data: images scaled to −1…1, the last of the training images for validation
        let mnist = ctx.mnist()?;
        let (count, validation) = (ctx.quick_or(6_000, mnist.train.len()), ctx.quick_or(1_000, self.validation));
        let train_size = count.saturating_sub(validation);
        ensure!(
            (self.minibatch_size..).contains(&train_size),
            "{count} training images are too few for --validation {validation} and --minibatch-size {}",
            self.minibatch_size
        );
        let ((x, y), (x_test, y_test)) = ctx.load_mnist(Format::default())?;
        let (x, x_test) = (x.read_as(-1.0, 1.0), x_test.read_as(-1.0, 1.0));
        let (x_train, y_train) = (x.first(train_size), y.first(train_size));
        let (x_valid, y_valid) = (x.range(train_size, count), y.range(train_size, count));

        // 2. training, in another order each epoch
        let mut rng = ctx.rng();
        let mut network = NeuralNetMlp::<f32>::new(784, self.hidden, 10, self.l2, &mut rng);
        let epochs = ctx.quick_or(10, self.epochs);
        let (mut order, mut history) = (Vec::from_iter(0..train_size), [Vec::new(), Vec::new(), Vec::new()]);
        let mut run = ctx.training(epochs, self.training)?;
        while let Some(i) = run.step(TrainingState::new(&mut network, &mut rng).lists(&mut history))? {
            order.sort_unstable();
            order.shuffle(&mut rng);
            for indices in order.chunks_exact(self.minibatch_size) {
                network.gradient(&x_train.select(indices), &y_train.select(indices));
                for mut param in network.params() {
                    param.value.scaled_add(-self.eta as f32, &param.grad);
                }
            }

            let cost = cost(&network, &x_train, &y_train);
            ensure!(
                cost.is_finite(),
                "training diverged: the cost is {cost} after epoch {}; try a smaller --eta",
                i + 1
            );
            let (train_acc, valid_acc) = (network.accuracy(&x_train, &y_train), network.accuracy(&x_valid, &y_valid));
            if i == 0 || (i + 1) % epochs.div_ceil(10) == 0 {
                let (train, valid) = (100.0 * train_acc, 100.0 * valid_acc);
                say!(ctx, "{:3}/{epochs} | Cost: {cost:.2} | Train/Valid Acc.: {train:.2}%/{valid:.2}%", i + 1);
            }
            history.iter_mut().zip([cost, train_acc, valid_acc]).for_each(|(list, value)| list.push(value));
        }

        // 3. test
        let predicted = predict(&network, &x_test);
        let labels = y_test.labels();
        let wrong: Vec<usize> = (0..labels.len()).filter(|&i| predicted[i] != labels[i]).collect();
        let accuracy = 1.0 - wrong.len() as f64 / predicted.len() as f64;
        say!(ctx, "テストデータの正答率: {:.2}%", 100.0 * accuracy);
        ctx.measured("test accuracy", format!("{accuracy:.4}")).book("0.9716").target("0.969–0.976");

        // the other networks of the book take images of 0…1, and so does what is saved
        ctx.save_params(&mut network.of_unit_range(), "mlp_classifier")?;

        // 4. figures
        let [cost, train_acc, valid_acc] = history;
        let mut ax = Axes::new();
        ax.plot(1..=cost.len(), &cost);
        ax.xlabel("epoch").ylabel("cost");
        ctx.save("mlp_classifier_cost", ax)?;

        let mut ax = Axes::new();
        ax.plot(1..=train_acc.len(), &train_acc).label("training");
        ax.plot(1..=valid_acc.len(), &valid_acc).label("validation").dashed();
        ax.xlabel("epoch").ylabel("accuracy").legend(Legend::LowerRight);
        ctx.save("mlp_classifier_accuracy", ax)?;
        ctx.save("mlp_classifier_misclassified", misclassified(&mnist.test, &predicted, &wrong))
    }
}

/// Images that one thread takes at a time.
const CHUNK: usize = 500;

/// The cost on all of the images.
fn cost(network: &NeuralNetMlp<f32>, x: &Samples<f32>, y: &Targets<f32>) -> f64 {
    let indices: Vec<usize> = (0..x.len()).collect();
    let of_chunk = |indices: &[usize]| {
        let z = rows(&network.predict(&x.select(indices)));
        f64::from(logistic_cost(&z, &y.select(indices)))
    };
    // Added up in order, whatever the number of threads.
    let costs: Vec<f64> = indices.par_chunks(CHUNK).map(of_chunk).collect();
    costs.iter().sum::<f64>() + f64::from(network.penalty())
}

/// The class of each image.
fn predict(network: &NeuralNetMlp<f32>, x: &Samples<f32>) -> Vec<usize> {
    let indices: Vec<usize> = (0..x.len()).collect();
    let classes = |indices: &[usize]| {
        rows(&network.predict(&x.select(indices))).rows().into_iter().map(argmax).collect::<Vec<_>>()
    };
    indices.par_chunks(CHUNK).flat_map_iter(classes).collect()
}

/// The first 25 misclassified images, black on white.
fn misclassified(test: &Split, predicted: &[usize], wrong: &[usize]) -> Tiles {
    let shown = &wrong[..wrong.len().min(25)];
    let images = Array3::from_shape_fn((shown.len(), 28, 28), |(i, y, x)| test.images.image(shown[i])[28 * y + x]);
    let title = |(i, &image): (usize, &usize)| format!("{}) t: {} p: {}", i + 1, test.labels[image], predicted[image]);
    let titles: Vec<String> = shown.iter().enumerate().map(title).collect();
    let mut tiles = Tiles::new(&images, 5);
    tiles.titles(&titles).colormap(Colormap::GrayReversed);
    tiles
}
