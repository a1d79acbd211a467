//! §7.5 CNNの実装, `ch07/train_convnet.py`: SimpleConvNet is trained on MNIST.

use anyhow::Result;
use common::{ConvParam, Trainer, TrainerOptions};
use experiment::{Context, Experiment, Format, SAMPLE, TrainerFlags, accuracy_curves, flags, loss_curve, say};

use crate::SimpleConvNet;

/// SimpleConvNet is trained on MNIST
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
    /// How it is trained
    #[command(flatten)]
    pub trainer: TrainerFlags,
}

impl Experiment for TrainConvnet {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let ((x_train, t_train), (x_test, t_test)) = ctx.load_mnist(Format { flatten: false, ..Format::default() })?;
        let (x_train, t_train) = ctx.quick_first(2_000, (x_train, t_train));

        let conv_param = ConvParam { filter_num: self.filter_num, filter_size: self.filter_size, pad: 0, stride: 1 };
        let mut network = SimpleConvNet::new((1, 28, 28), conv_param, self.hidden_size, 10, 0.01, &mut ctx.rng())?;

        let options = TrainerOptions {
            epochs: ctx.quick_or(2, self.trainer.epochs), // 20
            mini_batch_size: self.trainer.batch_size,     // 100
            optimizer: self.trainer.optimizer,            // Adam
            learning_rate: self.trainer.learning_rate,    // 0.001
            evaluate_sample_num_per_epoch: Some(SAMPLE),
        };
        let (train, test) = ((&x_train, &t_train), (&x_test, &t_test));
        let mut trainer = Trainer::new(&mut network, train, test, options, ctx.rng_stream(1))?;
        let test_acc = ctx.train(&mut trainer, self.trainer.training)?; // trainer.train()
        ctx.measured("final test accuracy", test_acc).target("≥ 0.985");
        let Trainer { train_loss_list, train_acc_list, test_acc_list, .. } = trainer;

        // save the parameters
        ctx.save_params(&mut network, "simple_convnet")?;
        say!(ctx, "Saved Network Parameters!");

        // draw the graphs
        ctx.save("train_convnet", accuracy_curves(&train_acc_list, &test_acc_list, (test_acc, x_test.len())))?;
        ctx.save("train_convnet_loss", loss_curve(&train_loss_list))
    }
}
