//! §6.2.4 MNISTデータセットによる重み初期値の比較: three initial weights on MNIST.

use anyhow::Result;
use common::{Activation, MultiLayerNet, TrainerOptions, WeightInit};
use experiment::{Context, Experiment, Info, flags};
use plot::Legend;

use crate::curves::loss_curves;
use crate::side_by_side::{Contestant, final_loss, train_side_by_side};

/// Initial weights of std 0.01, Xavier and He on MNIST, with a ReLU network of five layers
#[derive(Debug, clap::Args)]
pub struct WeightInitCompare {
    /// Iterations from each initial weights
    #[arg(long, default_value_t = 2000, value_parser = flags::count)]
    pub iterations: usize,
    /// Samples of a batch
    #[arg(long, default_value_t = 128, value_parser = flags::count)]
    pub batch_size: usize,
    /// Step of SGD
    #[arg(long, default_value_t = 0.01, value_parser = flags::positive)]
    pub learning_rate: f64,
}

/// With what the notebook printed at iteration 1900.
const INITS: [(&str, WeightInit, &str); 3] = [
    ("std=0.01", WeightInit::Std(0.01), "2.30"),
    ("Xavier", WeightInit::Xavier, "0.31"),
    ("He", WeightInit::He, "0.21"),
];

impl Experiment for WeightInitCompare {
    const INFO: Info = Info::new("weight_init_compare", "§6.2.4", "Three initial weights on MNIST")
        .figures(&[("weight_init_compare", "Loss of a five-layer ReLU network from three initial weights, smoothed")]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        // Configure
        let contestants = INITS.map(|(name, init, _)| Contestant {
            name,
            network: MultiLayerNet::new(784, &[100; 4], 10, Activation::Relu, init, &mut ctx.rng()),
            options: TrainerOptions {
                iterations: Some(ctx.quick_or(200, self.iterations)),
                mini_batch_size: self.batch_size,
                learning_rate: self.learning_rate,
                evaluate_sample_num_per_epoch: Some(1000),
                ..TrainerOptions::default()
            },
        });

        // Train
        let curves = train_side_by_side(ctx, contestants.into())?;
        for ((name, losses), (_, _, book)) in curves.iter().zip(INITS) {
            ctx.measured(&format!("{name}: loss, mean of the last 100"), format!("{:.3}", final_loss(losses)), book);
        }

        // Plot
        let mut ax = loss_curves(curves.iter().map(|(name, y)| (*name, y.as_slice())), 2.5);
        // Below the curve of std=0.01, which stays at the top.
        ax.legend(Legend::CenterRight);
        ctx.save("weight_init_compare", ax)
    }
}
