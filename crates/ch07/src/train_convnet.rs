//! §7.5 CNNの実装: SimpleConvNet learns MNIST.

use anyhow::Result;
use common::{ConvParam, OptimizerKind, TrainerOptions, conv_output_size, save_weights};
use experiment::{Context, Experiment, Info, Resume, flags, say};

use crate::{SimpleConvNet, train};

/// SimpleConvNet learns MNIST
#[derive(Debug, clap::Args)]
pub struct TrainConvnet {
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
    /// Filters of the convolution
    #[arg(long, default_value_t = 30, value_parser = flags::count)]
    pub filter_num: usize,
    /// Pixels a side of a filter
    #[arg(long, default_value_t = 5, value_parser = flags::count)]
    pub filter_size: usize,
    /// Units of the hidden layer
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub hidden_size: usize,
    /// How it goes on
    #[command(flatten)]
    pub resume: Resume,
}

impl Experiment for TrainConvnet {
    const INFO: Info = Info::new("train_convnet", "§7.5", "SimpleConvNet learns MNIST").figures(&[
        ("train_convnet", "Accuracy of SimpleConvNet over the epochs"),
        ("train_convnet_loss", "Its training loss, smoothed, on a logarithmic axis"),
    ]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        // Configure
        conv_output_size(28, self.filter_size, 1, 0).and_then(|size| conv_output_size(size, 2, 2, 0))?;
        let conv_param = ConvParam { filter_num: self.filter_num, filter_size: self.filter_size, pad: 0, stride: 1 };
        let network = SimpleConvNet::new((1, 28, 28), conv_param, self.hidden_size, 10, 0.01, &mut ctx.rng());
        let options = TrainerOptions {
            epochs: ctx.quick_or(2, self.epochs),
            mini_batch_size: self.batch_size,
            optimizer: self.optimizer,
            learning_rate: self.learning_rate,
            evaluate_sample_num_per_epoch: Some(1000),
            ..TrainerOptions::default()
        };

        // Train
        let mut training = train(ctx, network, options, self.resume)?;
        ctx.measured("final test accuracy", training.test_accuracy, "≥ 0.985");

        // Save
        let path = ctx.out_dir().join("simple_convnet.safetensors");
        save_weights(&mut training.network, &path)?;
        ctx.note_file(&path);
        say!(ctx, "Saved Network Parameters!");

        // Plot
        ctx.save("train_convnet", training.accuracy_curves())?;
        ctx.save("train_convnet_loss", training.loss_curve())
    }
}
