//! §8.1.1 よりディープなネットワークへ: DeepConvNet learns MNIST.

use anyhow::Result;
use ch07::{Learning, train};
use common::TrainerOptions;
use experiment::{Context, Experiment, Info};

use crate::DeepConvNet;

/// DeepConvNet learns MNIST
#[derive(Debug, clap::Args)]
pub struct TrainDeepnet {
    /// How it learns
    #[command(flatten)]
    pub learning: Learning,
}

impl Experiment for TrainDeepnet {
    const INFO: Info = Info::new("train_deepnet", "§8.1.1", "DeepConvNet learns MNIST").figures(&[
        ("train_deepnet", "Accuracy of DeepConvNet over the epochs"),
        ("train_deepnet_loss", "Its training loss; the dropout behind the scores keeps it near 1"),
    ]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        // Configure
        let network = DeepConvNet::book(&mut ctx.rng());
        let options = TrainerOptions {
            epochs: ctx.quick_or(1, self.learning.epochs),
            evaluate_sample_num_per_epoch: Some(1000),
            ..self.learning.options()
        };

        // Train
        let mut training = train(ctx, network, options, self.learning.resume)?;
        ctx.measured("final test accuracy", training.test_accuracy, "≥ 0.992");

        // Save
        training.save_params(ctx, "deep_convnet")?;

        // Plot
        ctx.save("train_deepnet", training.accuracy_curves())?;
        ctx.save("train_deepnet_loss", training.loss_curve())
    }
}
