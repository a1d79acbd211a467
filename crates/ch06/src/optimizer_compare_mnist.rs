//! §6.1.8 MNISTデータセットによる更新手法の比較, `ch06/optimizer_compare_mnist.py`: four optimizers on MNIST.

use anyhow::Result;
use common::{
    Activation, MultiLayerNet, Network, OptimizerKind, WeightInit, check_batch_size, check_loss, random_choice,
};
use experiment::{Context, Experiment, Format, TrainingFlags, TrainingState, flags, say};
use rayon::prelude::*;

use crate::curves::{loss_curves, measure_losses, winner};
use crate::notebook;

/// SGD, Momentum, AdaGrad and Adam on MNIST, with a network of five layers
#[derive(Debug, clap::Args)]
pub struct OptimizerCompareMnist {
    /// Iterations of each optimizer
    #[arg(long, aliases = ["iterations", "iters-num"], default_value_t = 2000, value_parser = flags::count)]
    pub max_iterations: usize,
    /// Samples of a batch
    #[arg(long, default_value_t = 128, value_parser = flags::count)]
    pub batch_size: usize,
    /// Units of each of the four hidden layers
    #[arg(long, default_value_t = 100, value_parser = flags::up_to::<1_000>)]
    pub hidden_size: usize,
    /// Flags of every training
    #[command(flatten)]
    pub training: TrainingFlags,
}

/// The learning rates of `common/optimizer.py`, and the losses that a reader's notebook printed at iteration 1900.
const OPTIMIZERS: [(OptimizerKind, f64, &str); 4] = [
    (OptimizerKind::Sgd, 0.01, "0.20"),
    (OptimizerKind::Momentum, 0.01, "0.040"),
    (OptimizerKind::AdaGrad, 0.01, "0.020"),
    (OptimizerKind::Adam, 0.001, "0.022"),
];

impl Experiment for OptimizerCompareMnist {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        // 0: load MNIST
        let ((x_train, t_train), _) = ctx.load_mnist(Format::default())?;
        let train_size = x_train.len();
        let batch_size = check_batch_size(self.batch_size, train_size)?;
        let max_iterations = ctx.quick_or(200, self.max_iterations);

        // 1: configure: the same initial weights for every optimizer
        let mut optimizers = OPTIMIZERS.map(|(kind, learning_rate, _)| kind.build(learning_rate));
        let mut networks = OPTIMIZERS.map(|_| {
            let hidden_size_list = [self.hidden_size; 4];
            MultiLayerNet::new(784, &hidden_size_list, 10, Activation::Relu, WeightInit::He, &mut ctx.rng())
        });
        let mut train_loss = OPTIMIZERS.map(|_| Vec::new());

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
            for ((_, learning_rate, _), train_loss) in OPTIMIZERS.iter().zip(&train_loss) {
                check_loss(train_loss[i], i, *learning_rate)?;
            }

            if i % 100 == 0 {
                say!(ctx, "===========iteration:{i}===========");
                for ((key, _, _), train_loss) in OPTIMIZERS.iter().zip(&train_loss) {
                    say!(ctx, "{key}:{:.6}", train_loss[i]);
                }
            }
        }

        ctx.save_params(&mut networks[winner(&train_loss)], "optimizer_compare_mnist")?;

        // 3: draw the graph
        for ((key, _, notebook), losses) in OPTIMIZERS.iter().zip(&train_loss) {
            measure_losses(ctx, key, losses, notebook);
        }
        let keys = OPTIMIZERS.map(|(key, _, _)| key.to_string());
        let mut ax = loss_curves(&keys, &train_loss, 1.0);
        notebook::draw_losses(ctx, &mut ax, notebook::OPTIMIZERS, train_loss[0].len());
        ctx.save("optimizer_compare_mnist", ax)
    }
}
