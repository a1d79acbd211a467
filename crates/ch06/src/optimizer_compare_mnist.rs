//! §6.1.8 MNISTデータセットによる更新手法の比較: four optimizers on MNIST.

use anyhow::Result;
use common::{Activation, MultiLayerNet, OptimizerKind, TrainerOptions, WeightInit};
use experiment::{Context, Experiment, Info, flags};

use crate::curves::loss_curves;
use crate::side_by_side::{Contestant, final_loss, train_side_by_side};

/// SGD, Momentum, AdaGrad and Adam on MNIST, with a network of five layers
#[derive(Debug, clap::Args)]
pub struct OptimizerCompareMnist {
    /// Iterations of each optimizer
    #[arg(long, default_value_t = 2000, value_parser = flags::count)]
    pub iterations: usize,
    /// Samples of a batch
    #[arg(long, default_value_t = 128, value_parser = flags::count)]
    pub batch_size: usize,
    /// Units of each of the four hidden layers
    #[arg(long, default_value_t = 100, value_parser = flags::up_to::<1_000>)]
    pub hidden_size: usize,
}

/// With the learning rates of `common/optimizer.py`, and what the notebook printed at iteration 1900.
const OPTIMIZERS: [(&str, OptimizerKind, f64, &str); 4] = [
    ("SGD", OptimizerKind::Sgd, 0.01, "0.20"),
    ("Momentum", OptimizerKind::Momentum, 0.01, "0.040"),
    ("AdaGrad", OptimizerKind::AdaGrad, 0.01, "0.020"),
    ("Adam", OptimizerKind::Adam, 0.001, "0.022"),
];

impl Experiment for OptimizerCompareMnist {
    const INFO: Info = Info::new("optimizer_compare_mnist", "§6.1.8", "Four optimizers on MNIST")
        .figures(&[("optimizer_compare_mnist", "Loss of a five-layer network with four optimizers, smoothed")]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        // Configure: the same network from the same weights for every optimizer
        let hidden = [self.hidden_size; 4];
        let contestants = OPTIMIZERS.map(|(name, optimizer, learning_rate, _)| Contestant {
            name,
            network: MultiLayerNet::new(784, &hidden, 10, Activation::Relu, WeightInit::He, &mut ctx.rng()),
            options: TrainerOptions {
                iterations: Some(ctx.quick_or(200, self.iterations)),
                mini_batch_size: self.batch_size,
                optimizer,
                learning_rate,
                evaluate_sample_num_per_epoch: Some(1000),
                ..TrainerOptions::default()
            },
        });

        // Train
        let curves = train_side_by_side(ctx, contestants.into())?;
        for ((name, losses), (_, _, _, book)) in curves.iter().zip(OPTIMIZERS) {
            ctx.measured(&format!("{name}: loss, mean of the last 100"), format!("{:.3}", final_loss(losses)), book);
        }

        // Plot
        ctx.save("optimizer_compare_mnist", loss_curves(curves.iter().map(|(name, y)| (*name, y.as_slice())), 1.0))
    }
}
