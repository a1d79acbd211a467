//! §3.6.2, `ch03/sample_weight.pkl`: trains the network whose weights ship with this chapter, 784-50-100-10, sigmoid.
//!
//! The book explains only in chapters 4 to 6 how such weights are found; this script uses what those chapters explain,
//! and writes weights that [`neuralnet_mnist`](crate::neuralnet_mnist) reads with `--weights`. Adam copes with sigmoids
//! better than gradient descent does, and a little weight decay reduces overfitting: without it the test accuracy ends
//! near 0.972, with it near 0.976.

use common::{Activation, MultiLayerNet, OptimizerKind, Trainer, TrainerOptions, WeightInit};
use dataset::{CLASSES, PIXELS};
use experiment::{Context, Experiment, Format, TrainingFlags, flags, say};
use plot::{Axes, Legend, Marker};

use crate::sample_network::HIDDEN;

/// Trains the network whose weights ship with this chapter.
#[derive(Clone, Debug, clap::Args)]
pub struct TrainSampleWeight {
    /// Epochs of training
    #[arg(long, default_value_t = 20, value_parser = flags::count)]
    pub epochs: usize,
    /// Images per batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Step size of Adam
    #[arg(long, alias = "lr", default_value_t = 0.005, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// Factor of the step size after each epoch
    #[arg(long, default_value_t = 0.85, value_parser = flags::positive)]
    pub learning_rate_decay: f64,
    /// Strength of the weight decay
    #[arg(long, default_value_t = 1e-4, value_parser = flags::non_negative)]
    pub weight_decay: f64,
    /// Flags of every training
    #[command(flatten)]
    pub training: TrainingFlags,
}

impl Experiment for TrainSampleWeight {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        // load
        let ((x_train, t_train), (x_test, t_test)) = ctx.load_mnist(Format::default())?;

        // configure
        let mut rng = ctx.rng();
        let mut network =
            MultiLayerNet::new(PIXELS, &HIDDEN, CLASSES, Activation::Sigmoid, WeightInit::Xavier, &mut rng)
                .with_weight_decay(self.weight_decay);
        let options = TrainerOptions {
            epochs: ctx.quick_or(2, self.epochs),
            mini_batch_size: self.batch_size,
            optimizer: OptimizerKind::Adam,
            learning_rate: self.learning_rate,
            ..TrainerOptions::default()
        };
        let mut trainer = Trainer::new(&mut network, (&x_train, &t_train), (&x_test, &t_test), options, rng)?;

        // train
        let mut run = ctx.training(trainer.max_iter(), self.training)?;
        while run.step(&mut trainer)?.is_some() {
            if let Some(epoch) = trainer.train_step()? {
                say!(ctx, "train acc, test acc | {:.4}, {:.4}", epoch.train_acc, epoch.test_acc);
                let decay = self.learning_rate_decay.powf((epoch.number - 1) as f64);
                *trainer.optimizer.learning_rate_mut() = self.learning_rate * decay;
            }
        }
        let accuracy = trainer.test_accuracy();
        say!(ctx, "final test accuracy: {accuracy:.4}");
        ctx.measured("final test accuracy", format!("{accuracy:.4}")).target("≥ 0.97");

        // save and plot
        ctx.save_params(trainer.network, "sample_weight")?;

        // The trainer measures at the beginning of each epoch: without the first, and with the end, it is after each.
        let after_epochs = |list: &[f64], end: f64| [&list[1..], &[end]].concat();
        let train_acc = after_epochs(&trainer.train_acc_list, trainer.network.accuracy(&x_train, &t_train));
        let test_acc = after_epochs(&trainer.test_acc_list, accuracy);
        let epochs = 1..=train_acc.len();
        let mut ax = Axes::new();
        ax.plot(epochs.clone(), &train_acc).label("train acc").marker(Marker::Circle);
        ax.plot(epochs, &test_acc).label("test acc").marker(Marker::Square).dashed();
        ax.xlabel("epochs").ylabel("accuracy").legend(Legend::LowerRight);
        ctx.save("train_sample_weight", ax)
    }
}
