//! §6.2.4 MNISTデータセットによる重み初期値の比較, `ch06/weight_init_compare.py`: three initial weights on MNIST.

use anyhow::Result;
use common::{
    Activation, MultiLayerNet, Network, OptimizerKind, WeightInit, check_batch_size, check_loss, random_choice,
};
use experiment::{Context, Experiment, Format, TrainingFlags, TrainingState, flags, say};
use plot::Legend;
use rayon::prelude::*;

use crate::curves::{loss_curves, measure_losses, winner};
use crate::notebook;

/// Initial weights of std 0.01, Xavier and He on MNIST, with a ReLU network of five layers
#[derive(Debug, clap::Args)]
pub struct WeightInitCompare {
    /// Iterations from each initial weights
    #[arg(long, aliases = ["iterations", "iters-num"], default_value_t = 2000, value_parser = flags::count)]
    pub max_iterations: usize,
    /// Samples of a batch
    #[arg(long, default_value_t = 128, value_parser = flags::count)]
    pub batch_size: usize,
    /// Learning rate of SGD
    #[arg(long, alias = "lr", default_value_t = 0.01, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// Flags of every training
    #[command(flatten)]
    pub training: TrainingFlags,
}

/// The book's labels, and the losses that a reader's notebook printed at iteration 1900.
const WEIGHT_INIT_TYPES: [(&str, WeightInit, &str); 3] = [
    ("std=0.01", WeightInit::Std(0.01), "2.30"),
    ("Xavier", WeightInit::Xavier, "0.31"),
    ("He", WeightInit::He, "0.21"),
];

impl Experiment for WeightInitCompare {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        // 0: load MNIST
        let ((x_train, t_train), _) = ctx.load_mnist(Format::default())?;
        let train_size = x_train.len();
        let batch_size = check_batch_size(self.batch_size, train_size)?;
        let max_iterations = ctx.quick_or(200, self.max_iterations);

        // 1: configure
        let mut optimizers = WEIGHT_INIT_TYPES.map(|_| OptimizerKind::Sgd.build(self.learning_rate));
        let mut networks = WEIGHT_INIT_TYPES.map(|(_, weight_init, _)| {
            MultiLayerNet::new(784, &[100, 100, 100, 100], 10, Activation::Relu, weight_init, &mut ctx.rng())
        });
        let mut train_loss = WEIGHT_INIT_TYPES.map(|_| Vec::new());

        // 2: train: for i in range(max_iterations)
        let mut rng = ctx.rng_stream(1);
        let mut run = ctx.training(max_iterations, self.training)?;
        while let Some(i) = run.step(
            TrainingState::side_by_side(&mut networks, &mut rng).optimizers(&mut optimizers).lists(&mut train_loss),
        )? {
            let batch_mask = random_choice(train_size, batch_size, &mut rng);
            let (x_batch, t_batch) = (x_train.select(&batch_mask), t_train.select(&batch_mask));

            let all = (&mut networks, &mut optimizers, &mut train_loss).into_par_iter();
            all.for_each(|(network, optimizer, train_loss)| {
                network.gradient(&x_batch, &t_batch);
                optimizer.update(&mut network.params());

                let loss = network.loss(&x_batch, &t_batch);
                train_loss.push(f64::from(loss));
            });
            for train_loss in &train_loss {
                check_loss(train_loss[i], i, self.learning_rate)?;
            }

            if i % 100 == 0 {
                say!(ctx, "===========iteration:{i}===========");
                for ((key, _, _), train_loss) in WEIGHT_INIT_TYPES.iter().zip(&train_loss) {
                    say!(ctx, "{key}:{:.6}", train_loss[i]);
                }
            }
        }

        ctx.save_params(&mut networks[winner(&train_loss)], "weight_init_compare")?;

        // 3: draw the graph
        for ((key, _, notebook), losses) in WEIGHT_INIT_TYPES.iter().zip(&train_loss) {
            measure_losses(ctx, key, losses, notebook);
        }
        let mut ax = loss_curves(&WEIGHT_INIT_TYPES.map(|(key, _, _)| key), &train_loss, 2.5);
        notebook::draw_losses(ctx, &mut ax, notebook::INITIAL_WEIGHTS, train_loss[0].len());
        // Below the curve of std=0.01, which stays at the top.
        ax.legend(Legend::CenterRight);
        ctx.save("weight_init_compare", ax)
    }
}
