//! §6.4.2 Weight decay, `ch06/overfit_weight_decay.py`: a network overfits 300 images, and weight decay against it.

use anyhow::Result;
use common::{
    Activation, MultiLayerNet, Network, Optimizer, Sgd, WeightInit, check_batch_size, check_loss, random_choice,
};
use experiment::{Context, Experiment, Format, TrainingFlags, TrainingState, flags, say};

use crate::curves::accuracy_curves;
use crate::notebook;

/// Overfitting 300 images, without weight decay and with it
#[derive(Debug, clap::Args)]
pub struct OverfitWeightDecay {
    /// λ of the weight decay
    #[arg(long, default_value_t = 0.1, value_parser = flags::non_negative)]
    pub weight_decay_lambda: f64,
    /// Training images
    #[arg(long, default_value_t = 300, value_parser = flags::count)]
    pub train_size: usize,
    /// Epochs
    #[arg(long, alias = "epochs", default_value_t = 201, value_parser = flags::count)]
    pub max_epochs: usize,
    /// Samples of a batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Learning rate of SGD
    #[arg(long, alias = "lr", default_value_t = 0.01, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// Flags of every training
    #[command(flatten)]
    pub training: TrainingFlags,
}

impl Experiment for OverfitWeightDecay {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let ((x_train, t_train), (x_test, t_test)) = ctx.load_mnist(Format::default())?;
        // fewer images, to reproduce overfitting
        let (x_train, t_train) = (x_train.first(self.train_size), t_train.first(self.train_size));

        // without weight decay and with it
        let weight_decay_lambda = [0.0, self.weight_decay_lambda];
        let mut networks = weight_decay_lambda.map(|lambda| {
            MultiLayerNet::new(784, &[100; 6], 10, Activation::Relu, WeightInit::He, &mut ctx.rng())
                .with_weight_decay(lambda)
        });
        let mut optimizer = Sgd::new(self.learning_rate);

        let max_epochs = ctx.quick_or(20, self.max_epochs);
        let train_size = x_train.len();
        let batch_size = check_batch_size(self.batch_size, train_size)?;
        let (mut train_acc_list, mut test_acc_list) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
        let iter_per_epoch = train_size / batch_size;

        // for i in range(max_epochs * iter_per_epoch):
        let mut rng = ctx.rng_stream(1);
        let mut run = ctx.training(max_epochs * iter_per_epoch, self.training)?;
        while let Some(i) = run.step(
            TrainingState::side_by_side(&mut networks, &mut rng)
                .lists(train_acc_list.iter_mut().chain(&mut test_acc_list)),
        )? {
            let batch_mask = random_choice(train_size, batch_size, &mut rng);
            let (x_batch, t_batch) = (x_train.select(&batch_mask), t_train.select(&batch_mask));

            for network in &mut networks {
                let loss = network.gradient(&x_batch, &t_batch);
                check_loss(loss, i, self.learning_rate)?;
                optimizer.update(&mut network.params());
            }

            if i % iter_per_epoch == 0 {
                let epoch_cnt = i / iter_per_epoch;
                for (k, lambda) in weight_decay_lambda.iter().enumerate() {
                    let train_acc = networks[k].accuracy(&x_train, &t_train);
                    let test_acc = networks[k].accuracy(&x_test, &t_test);
                    train_acc_list[k].push(train_acc);
                    test_acc_list[k].push(test_acc);
                    say!(ctx, "λ = {lambda} | epoch:{epoch_cnt}, train acc:{train_acc}, test acc:{test_acc}");
                }
                if epoch_cnt + 1 >= max_epochs {
                    break;
                }
            }
        }
        drop(run);

        // draw the graphs
        for (k, figure, words, train_target, test_target) in [
            (0, "overfit_weight_decay_without", "without weight decay", "1.0", "0.65–0.80"),
            (1, "overfit_weight_decay", "with weight decay", ".85–.94", ".68–.74"),
        ] {
            let last = |list: &[f64]| format!("{:.3}", list.last().copied().unwrap_or(f64::NAN));
            ctx.measured(&format!("train accuracy {words}"), last(&train_acc_list[k])).target(train_target);
            ctx.measured(&format!("test accuracy {words}"), last(&test_acc_list[k])).target(test_target);
            let title = format!("λ = {}", weight_decay_lambda[k]);
            let mut ax = accuracy_curves(&title, &train_acc_list[k], &test_acc_list[k]);
            if k == 1 {
                notebook::draw_accuracies(ctx, &mut ax, notebook::WEIGHT_DECAY, train_acc_list[k].len());
            }
            ctx.save(figure, ax)?;
        }
        Ok(())
    }
}
