//! Digits with one and two hidden layers: four networks, each improving on the one before.
//!
//! The notebook has no bias: each layer's input gets a dummy column of ones in front, and its weights one more row V₀.
//! That is a bias, `[1 x]·V = V₀ + x·V₁…`, so the networks are [`MultiLayerNet`]s whose biases are drawn like weights.

mod figures;
mod learning;

use anyhow::{Result, ensure};
use common::{Activation, MultiLayerNet, Network, Optimizer, Sgd};
use experiment::{Context, Experiment, Format, KernelsFlag, Split, flags, say};
use plot::Color;
use rand::{Rng, seq::index::sample};
use rayon::prelude::*;

use crate::Indexes;
use figures::{curve, predictions, relu_and_step, tiles};
use learning::{evaluate, network};

/// Digits with one and two hidden layers: four networks, each improving on the one before
#[derive(Debug, clap::Args)]
pub struct HiddenLayerDigits {
    /// Units of each hidden layer
    #[arg(long, default_value_t = 128, value_parser = flags::up_to::<10_000>)]
    pub hidden_size: usize,
    /// Epochs of the first three networks; the fourth is trained for twice as many
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub epochs: usize,
    /// Samples per batch
    #[arg(long, default_value_t = 512, value_parser = flags::count)]
    pub batch_size: usize,
    /// Learning rate of SGD
    #[arg(long, alias = "lr", default_value_t = 0.01, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// The fast kernels, or the plain layers
    #[command(flatten)]
    pub kernels: KernelsFlag,
}

/// One of the four networks.
struct Variant {
    key: &'static str,
    title: &'static str,
    hidden_layers: usize,
    activation: Activation,
    /// Whether every weight starts at 1 instead of at random.
    ones: bool,
    /// How many times as many epochs it is trained for.
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

/// A trained network, and (loss, accuracy) on the test data after the first batch of each epoch.
struct History {
    epochs: Vec<(f64, f64)>,
    network: MultiLayerNet<f32>,
}

impl Experiment for HiddenLayerDigits {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        // Load, with the shapes that the dummy column and the one-hot labels have
        let (train, test) = ctx.load_mnist(Format::default())?;
        let (n_train, n_test) = (train.1.len(), test.1.len());
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
        let labels = test.1.labels();
        let titles: Vec<String> = shown.iter().map(|&i| labels[i].to_string()).collect();
        ctx.save("hidden_layer_digits_samples", tiles(&test.0, &shown, &titles, &[Color::BLACK]))?;
        ctx.save("hidden_layer_digits_relu_step", relu_and_step())?;

        // Train the four in parallel: they are independent
        let epochs = ctx.quick_or(3, self.epochs);
        let bar = ctx.progress(VARIANTS.iter().map(|variant| variant.longer * epochs).sum(), "epochs of four networks");
        let rng = ctx.rng_stream(1);
        let run = |variant: &Variant| {
            self.train(variant, variant.longer * epochs, &train, &test, &mut rng.clone(), || bar.step())
        };
        let histories = VARIANTS.par_iter().map(run).collect::<Result<Vec<History>>>()?;
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
            ctx.measured(&format!("{title}: accuracy at the end"), format!("{score:.4}")).book(notebook);
            let (losses, scores): (Vec<f64>, Vec<f64>) = epochs.iter().copied().unzip();
            ctx.save(&format!("hidden_layer_digits_{key}_loss"), curve(title, "loss", &losses, 2.6))?;
            ctx.save(&format!("hidden_layer_digits_{key}_accuracy"), curve(title, "accuracy", &scores, 1.0))?;
            if variant.activation == Activation::Relu {
                ctx.save(
                    &format!("hidden_layer_digits_{key}_predictions"),
                    predictions(network, &test.0, &labels, &shown),
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
        (x_train, t_train): &Split,
        test: &Split,
        rng: &mut impl Rng,
        step: impl Fn(),
    ) -> Result<History> {
        let mut network = network(variant, self.hidden_size, rng);
        let mut optimizer = Sgd::new(self.learning_rate);
        let mut indexes = Indexes::new(x_train.len(), self.batch_size.min(x_train.len()));
        let mut history = Vec::new();
        while history.len() < epochs {
            let (index, new_epoch) = indexes.next_index(rng);
            network.gradient(&x_train.select(index), &t_train.select(index));
            optimizer.update(&mut network.params());
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
