//! §6.4.2 Weight decay: 300 images learned by heart, and weight decay against it.

use anyhow::Result;
use common::{Activation, MultiLayerNet, TrainerOptions, WeightInit};
use experiment::{Context, Experiment, Info, flags};

use crate::overfit::{FewImages, compare};

/// Learning 300 images by heart, without weight decay and with it
#[derive(Debug, clap::Args)]
pub struct OverfitWeightDecay {
    /// λ of the weight decay
    #[arg(long, default_value_t = 0.1, value_parser = flags::non_negative)]
    pub weight_decay_lambda: f64,
    /// Training images
    #[arg(long, default_value_t = 300, value_parser = flags::count)]
    pub train_size: usize,
    /// Epochs
    #[arg(long, default_value_t = 201, value_parser = flags::count)]
    pub epochs: usize,
    /// Samples of a batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Step of SGD
    #[arg(long, default_value_t = 0.01, value_parser = flags::positive)]
    pub learning_rate: f64,
}

impl Experiment for OverfitWeightDecay {
    const INFO: Info =
        Info::new("overfit_weight_decay", "§6.4.2", "Overfitting, and weight decay against it").figures(&[
            (
                "overfit_weight_decay_without",
                "Without weight decay: all 300 training images right, the test images far below",
            ),
            (
                "overfit_weight_decay",
                "With weight decay, λ = 0.1: the gap shrinks, and the training images are not all right",
            ),
        ]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        let mnist = ctx.mnist()?;
        let data = FewImages::new(&mnist, self.train_size);
        let options = TrainerOptions {
            epochs: ctx.quick_or(20, self.epochs),
            mini_batch_size: self.batch_size,
            learning_rate: self.learning_rate,
            ..TrainerOptions::default()
        };
        let network = |lambda| {
            MultiLayerNet::new(784, &[100; 6], 10, Activation::Relu, WeightInit::He, &mut ctx.rng())
                .with_weight_decay(lambda)
        };
        let without = ("overfit_weight_decay_without", "without weight decay", network(0.0));
        let with = ("overfit_weight_decay", "with weight decay", network(self.weight_decay_lambda));
        let title = format!("λ = {}", self.weight_decay_lambda);
        compare(ctx, &data, &options, [(without, "λ = 0", "1.0", "0.7"), (with, &title, ".85–.94", ".68–.74")])
    }
}
