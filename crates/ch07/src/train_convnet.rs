//! §7.5 CNNの実装: SimpleConvNet learns MNIST.

use anyhow::Result;
use common::{ConvParam, TrainerOptions, conv_output_size};
use experiment::{Context, Experiment, Info, flags};

use crate::{Learning, SimpleConvNet, train};

/// SimpleConvNet learns MNIST
#[derive(Debug, clap::Args)]
pub struct TrainConvnet {
    /// Filters of the convolution
    #[arg(long, default_value_t = 30, value_parser = flags::up_to::<1_000>)]
    pub filter_num: usize,
    /// Pixels a side of a filter
    #[arg(long, default_value_t = 5, value_parser = flags::count)]
    pub filter_size: usize,
    /// Units of the hidden layer
    #[arg(long, default_value_t = 100, value_parser = flags::up_to::<10_000>)]
    pub hidden_size: usize,
    /// How it learns
    #[command(flatten)]
    pub learning: Learning,
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
            epochs: ctx.quick_or(2, self.learning.epochs),
            evaluate_sample_num_per_epoch: Some(1000),
            ..self.learning.options()
        };

        // Train
        let mut training = train(ctx, network, options, self.learning.resume)?;
        ctx.measured("final test accuracy", training.test_accuracy, "≥ 0.985");

        // Save
        training.save_params(ctx, "simple_convnet")?;

        // Plot
        ctx.save("train_convnet", training.accuracy_curves())?;
        ctx.save("train_convnet_loss", training.loss_curve())
    }
}
