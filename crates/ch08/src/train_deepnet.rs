//! §8.1.1 よりディープなネットワークへ, `ch08/train_deepnet.py`: DeepConvNet is trained on MNIST.

use anyhow::Result;
use common::{Trainer, TrainerOptions};
use experiment::{Context, Experiment, Format, SAMPLE, TrainerFlags, accuracy_curves, loss_curve, say};

use crate::DeepConvNet;

/// DeepConvNet is trained on MNIST
#[derive(Debug, clap::Args)]
pub struct TrainDeepnet {
    /// How it is trained
    #[command(flatten)]
    pub trainer: TrainerFlags,
}

impl Experiment for TrainDeepnet {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let ((x_train, t_train), (x_test, t_test)) = ctx.load_mnist(Format { flatten: false, ..Format::default() })?;
        let (x_train, t_train) = ctx.quick_first(2_000, (x_train, t_train));

        let mut network = DeepConvNet::book(&mut ctx.rng());
        let options = TrainerOptions {
            epochs: ctx.quick_or(1, self.trainer.epochs), // 20
            mini_batch_size: self.trainer.batch_size,     // 100
            optimizer: self.trainer.optimizer,            // Adam
            learning_rate: self.trainer.learning_rate,    // 0.001
            evaluate_sample_num_per_epoch: Some(SAMPLE),
        };
        let (train, test) = ((&x_train, &t_train), (&x_test, &t_test));
        let mut trainer = Trainer::new(&mut network, train, test, options, ctx.rng_stream(1))?;
        let test_acc = ctx.train(&mut trainer, self.trainer.training)?; // trainer.train()
        ctx.measured("final test accuracy", test_acc).target("≥ 0.992");
        let Trainer { train_loss_list, train_acc_list, test_acc_list, .. } = trainer;

        // save the parameters
        ctx.save_params(&mut network, "deep_convnet")?;
        say!(ctx, "Saved Network Parameters!");

        ctx.save("train_deepnet", accuracy_curves(&train_acc_list, &test_acc_list, (test_acc, x_test.len())))?;
        ctx.save("train_deepnet_loss", loss_curve(&train_loss_list))
    }
}
