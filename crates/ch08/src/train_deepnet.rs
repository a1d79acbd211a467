//! §8.1.1 よりディープなネットワークへ: DeepConvNet learns MNIST.

use anyhow::Result;
use ch07::train;
use common::{OptimizerKind, TrainerOptions, save_weights};
use experiment::{Context, Experiment, Info, Resume, flags, say};

use crate::DeepConvNet;

/// DeepConvNet learns MNIST
#[derive(Debug, clap::Args)]
pub struct TrainDeepnet {
    /// Epochs
    #[arg(long, default_value_t = 20, value_parser = flags::count)]
    pub epochs: usize,
    /// Samples of a batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Optimizer
    #[arg(long, default_value_t = OptimizerKind::Adam)]
    pub optimizer: OptimizerKind,
    /// Step of the optimizer
    #[arg(long, default_value_t = 0.001, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// How it goes on
    #[command(flatten)]
    pub resume: Resume,
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
            epochs: ctx.quick_or(1, self.epochs),
            mini_batch_size: self.batch_size,
            optimizer: self.optimizer,
            learning_rate: self.learning_rate,
            evaluate_sample_num_per_epoch: Some(1000),
            ..TrainerOptions::default()
        };

        // Train
        let mut training = train(ctx, network, options, self.resume)?;
        ctx.measured("final test accuracy", training.test_accuracy, "≥ 0.992");

        // Save
        let path = ctx.out_dir().join("deep_convnet.safetensors");
        save_weights(&mut training.network, &path)?;
        ctx.note_file(&path);
        say!(ctx, "Saved Network Parameters!");

        // Plot
        ctx.save("train_deepnet", training.accuracy_curves())?;
        ctx.save("train_deepnet_loss", training.loss_curve())
    }
}
