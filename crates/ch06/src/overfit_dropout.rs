//! §6.4.3 Dropout: 300 images learned by heart, and dropout against it.

use anyhow::Result;
use common::{Activation, MultiLayerNetExtend, TrainerOptions, WeightInit};
use experiment::{Context, Experiment, Info, flags};

use crate::overfit::{FewImages, compare};

/// Learning 300 images by heart, without dropout and with it
#[derive(Debug, clap::Args)]
pub struct OverfitDropout {
    /// Share of the units that a training pass drops
    #[arg(long, default_value_t = 0.2, value_parser = flags::ratio)]
    pub dropout_ratio: f64,
    /// Training images
    #[arg(long, default_value_t = 300, value_parser = flags::count)]
    pub train_size: usize,
    /// Epochs
    #[arg(long, default_value_t = 301, value_parser = flags::count)]
    pub epochs: usize,
    /// Samples of a batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Step of SGD
    #[arg(long, default_value_t = 0.01, value_parser = flags::positive)]
    pub learning_rate: f64,
}

impl Experiment for OverfitDropout {
    const INFO: Info = Info::new("overfit_dropout", "§6.4.3", "Overfitting, and dropout against it").figures(&[
        ("overfit_dropout_without", "Without dropout: all 300 training images right, the test images far below"),
        ("overfit_dropout", "With dropout, ratio 0.2: learning is slower, and the gap is smaller"),
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
        let network = || MultiLayerNetExtend::new(784, &[100; 6], 10, Activation::Relu, WeightInit::He, &mut ctx.rng());
        let without = ("overfit_dropout_without", "without dropout", network());
        let with =
            ("overfit_dropout", "with dropout", network().with_dropout(self.dropout_ratio, &mut ctx.rng_stream(2)));
        let title = format!("dropout {}", self.dropout_ratio);
        compare(ctx, &data, &options, [(without, "no dropout", "1.0", "0.7"), (with, &title, ".62–.74", ".53–.60")])
    }
}
