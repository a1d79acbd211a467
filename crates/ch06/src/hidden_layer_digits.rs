//! Digits with one and two hidden layers: four networks, each mending what the one before does badly.
//!
//! There is no bias here: every layer's input gets a column of ones in front instead, and the weights a row more.
//! That is the same thing, `[1 x]·V = V₀ + x·V₁…`, so the networks are [`MultiLayerNet`]s whose biases are drawn
//! like weights.

mod figures;
mod learning;

use anyhow::{Result, ensure};
use common::{Activation, MultiLayerNet, Network, OptimizerKind, Pixels, Samples, Targets};
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::Array2;
use plot::Color;
use rand::{Rng, seq::index::sample};
use rayon::prelude::*;

use crate::Indexes;
use figures::{curve, predictions, relu_and_step, tiles};
use learning::{Data, evaluate, network};

/// Digits with one and two hidden layers: four networks, each mending what the one before does badly
#[derive(Debug, clap::Args)]
pub struct HiddenLayerDigits {
    /// Units of each hidden layer
    #[arg(long, default_value_t = 128, value_parser = flags::up_to::<10_000>)]
    pub hidden_size: usize,
    /// Epochs of the first three networks; the fourth learns twice as long
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub epochs: usize,
    /// Samples of a batch
    #[arg(long, default_value_t = 512, value_parser = flags::count)]
    pub batch_size: usize,
    /// Step of SGD
    #[arg(long, default_value_t = 0.01, value_parser = flags::positive)]
    pub learning_rate: f64,
}

/// One of the four networks.
struct Variant {
    key: &'static str,
    title: &'static str,
    hidden_layers: usize,
    activation: Activation,
    /// Whether every weight begins as 1 instead of random.
    ones: bool,
    /// How many times as long it learns.
    longer: usize,
    notebook: &'static str,
}

const VARIANTS: [Variant; 4] = [
    Variant {
        key: "ones",
        title: "10.7 all weights 1",
        hidden_layers: 1,
        activation: Activation::Sigmoid,
        ones: true,
        longer: 1,
        notebook: "0.1135",
    },
    Variant {
        key: "random",
        title: "10.8 random weights",
        hidden_layers: 1,
        activation: Activation::Sigmoid,
        ones: false,
        longer: 1,
        notebook: "0.9031",
    },
    Variant {
        key: "relu",
        title: "10.9 ReLU",
        hidden_layers: 1,
        activation: Activation::Relu,
        ones: false,
        longer: 1,
        notebook: "0.9404",
    },
    Variant {
        key: "two_layers",
        title: "10.10 two hidden layers",
        hidden_layers: 2,
        activation: Activation::Relu,
        ones: false,
        longer: 2,
        notebook: "0.9705",
    },
];

/// What a network did: (epoch, loss, accuracy) on the test data after the first batch of each epoch.
struct History {
    epochs: Vec<(f64, f64)>,
    network: MultiLayerNet<f32>,
}

impl Experiment for HiddenLayerDigits {
    const INFO: Info = Info::new(
        "hidden_layer_digits",
        "beside §6.2",
        "Digits with one and two hidden layers: four networks, each mending what the one before does badly",
    )
    .figures(&[
        ("hidden_layer_digits_samples", "Twenty test images with their labels"),
        ("hidden_layer_digits_relu_step", "ReLU and its derivative, the step function"),
        ("hidden_layer_digits_ones_loss", "10.7 all weights 1: loss on the test data"),
        (
            "hidden_layer_digits_ones_accuracy",
            "10.7 all weights 1: every unit learns the same, and the network guesses",
        ),
        ("hidden_layer_digits_random_loss", "10.8 random weights: loss on the test data"),
        ("hidden_layer_digits_random_accuracy", "10.8 random weights: accuracy on the test data"),
        ("hidden_layer_digits_relu_loss", "10.9 ReLU: loss on the test data"),
        ("hidden_layer_digits_relu_accuracy", "10.9 ReLU: accuracy on the test data"),
        ("hidden_layer_digits_relu_predictions", "10.9 ReLU: label:prediction, the wrong ones red"),
        ("hidden_layer_digits_two_layers_loss", "10.10 two hidden layers: loss on the test data"),
        ("hidden_layer_digits_two_layers_accuracy", "10.10 two hidden layers: accuracy on the test data"),
        ("hidden_layer_digits_two_layers_predictions", "10.10 two hidden layers: label:prediction, the wrong ones red"),
    ]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        // Load, with the shapes that the dummy column and the one-hot labels have
        let mnist = ctx.mnist()?;
        let (x_train, t_train) = (Pixels::new(mnist.train.images.view()), Targets::from(&mnist.train.labels[..]));
        let (x_test, t_test) = (Pixels::new(mnist.test.images.view()), Targets::from(&mnist.test.labels[..]));
        let (n_train, n_test) = (mnist.train.labels.len(), mnist.test.labels.len());
        say!(ctx, "with the dummy column {:?}", (n_train + n_test, 1 + 784));
        say!(ctx, "one-hot {:?}", (n_train + n_test, 10));
        say!(
            ctx,
            "{:?} {:?} ({n_train},) ({n_test},) {:?} {:?}",
            (n_train, 785),
            (n_test, 785),
            (n_train, 10),
            (n_test, 10)
        );
        demonstrate_indexes(ctx);

        let shown = sample(&mut ctx.rng(), n_test, n_test.min(20)).into_vec();
        let titles: Vec<String> = shown.iter().map(|&i| mnist.test.labels[i].to_string()).collect();
        ctx.save("hidden_layer_digits_samples", tiles(&x_test, &shown, &titles, &[Color::BLACK]))?;
        ctx.save("hidden_layer_digits_relu_step", relu_and_step())?;

        // Train the four, in parallel: they have nothing to do with each other
        let epochs = ctx.quick_or(3, self.epochs);
        let bar = ctx.progress(VARIANTS.iter().map(|variant| variant.longer * epochs).sum(), "epochs of four networks");
        let rng = ctx.rng_stream(1);
        let histories = VARIANTS
            .par_iter()
            .map(|variant| {
                self.train(
                    variant,
                    variant.longer * epochs,
                    (&x_train, &t_train),
                    (&x_test, &t_test),
                    &mut rng.clone(),
                    || bar.step(),
                )
            })
            .collect::<Result<Vec<History>>>()?;
        drop(bar);

        // Print and plot
        for (variant, History { epochs, network }) in VARIANTS.iter().zip(&histories) {
            let Variant { key, title, notebook, .. } = variant;
            say!(ctx, "{title}");
            for (epoch, (loss, score)) in epochs.iter().enumerate() {
                say!(ctx, "epoch = {epoch} loss = {loss:.6} score = {score:.6}");
            }
            let ((loss0, score0), (loss, score)) = (epochs[0], epochs[epochs.len() - 1]);
            say!(ctx, "first: loss {loss0:.6} accuracy {score0:.6}\nlast:  loss {loss:.6} accuracy {score:.6}");
            ctx.measured(&format!("{title}: accuracy at the end"), format!("{score:.4}"), notebook);
            let (losses, scores): (Vec<f64>, Vec<f64>) = epochs.iter().copied().unzip();
            ctx.save(&format!("hidden_layer_digits_{key}_loss"), curve(title, "loss", &losses, 2.5))?;
            ctx.save(&format!("hidden_layer_digits_{key}_accuracy"), curve(title, "accuracy", &scores, 1.0))?;
            if variant.activation == Activation::Relu {
                ctx.save(
                    &format!("hidden_layer_digits_{key}_predictions"),
                    predictions(network, &x_test, &mnist.test.labels, &shown),
                )?;
            }
        }
        Ok(())
    }
}

impl HiddenLayerDigits {
    fn train(
        &self,
        variant: &Variant,
        epochs: usize,
        train: Data,
        test: Data,
        rng: &mut (impl Rng + Clone),
        step: impl Fn(),
    ) -> Result<History> {
        let mut network = network(variant, self.hidden_size, rng);
        let mut optimizer = OptimizerKind::Sgd.build(self.learning_rate);
        let n = Samples::<f32, ndarray::Ix2>::len(train.0);
        let mut indexes = Indexes::new(n, self.batch_size.min(n));
        let (mut batch, mut history) = (Array2::zeros((0, 0)), Vec::new());
        while history.len() < epochs {
            let (index, new_epoch) = indexes.next_index(rng);
            train.0.gather(index, &mut batch);
            network.gradient(batch.view(), &train.1.select(index));
            optimizer.update(&mut network.parameters());
            if new_epoch {
                let (loss, score) = evaluate(&network, test);
                let epoch = history.len();
                ensure!(
                    loss.is_finite(),
                    "training diverged: the loss is {loss} in epoch {epoch}; try a smaller --learning-rate"
                );
                history.push((loss, score));
                step();
            }
        }
        Ok(History { epochs: history, network })
    }
}

fn demonstrate_indexes(ctx: &mut Context) {
    let (mut indexes, mut rng) = (Indexes::new(20, 5), ctx.rng());
    for _ in 0..6 {
        let (index, new_epoch) = indexes.next_index(&mut rng);
        let line = format!("{index:?} {new_epoch}");
        ctx.say(&line);
    }
}
