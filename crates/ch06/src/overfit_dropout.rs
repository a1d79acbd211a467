//! §6.4.3 Dropout, `ch06/overfit_dropout.py`: a network overfits 300 images, and dropout against it.

use anyhow::Result;
use common::{Activation, Extensions, MultiLayerNetExtend, Trainer, TrainerOptions, WeightInit};
use experiment::{Context, Experiment, Format, TrainingFlags, flags, say};

use crate::curves::accuracy_curves;
use crate::notebook;

/// Overfitting 300 images, without dropout and with it
#[derive(Debug, clap::Args)]
pub struct OverfitDropout {
    /// Share of the units that a training pass drops
    #[arg(long, default_value_t = 0.2, value_parser = flags::ratio)]
    pub dropout_ratio: f64,
    /// Training images
    #[arg(long, default_value_t = 300, value_parser = flags::count)]
    pub train_size: usize,
    /// Epochs
    #[arg(long, default_value_t = 301, value_parser = flags::count)]
    pub epochs: usize,
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

/// The test accuracy of the book's Python with dropout, for seeds 1 to 8.
const BOOK: &str = ".463–.616, mean .530";

impl Experiment for OverfitDropout {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let ((x_train, t_train), (x_test, t_test)) = ctx.load_mnist(Format::default())?;
        // fewer images, to reproduce overfitting
        let (x_train, t_train) = (x_train.first(self.train_size), t_train.first(self.train_size));

        let new_network = |dropout_ratio| {
            let extensions = Extensions { dropout_ratio, ..Extensions::default() };
            MultiLayerNetExtend::new(784, &[100; 6], 10, Activation::Relu, WeightInit::He, extensions, &mut ctx.rng())
        };
        let mut plain = new_network(None); // use_dropout = False
        let mut dropout = new_network(Some(self.dropout_ratio)); // use_dropout = True
        let options = TrainerOptions {
            epochs: ctx.quick_or(20, self.epochs),
            mini_batch_size: self.batch_size,
            learning_rate: self.learning_rate,
            ..TrainerOptions::default()
        };
        let (train, test) = ((&x_train, &t_train), (&x_test, &t_test));
        let mut without = Trainer::new(&mut plain, train, test, options.clone(), ctx.rng_stream(1))?;
        let mut with = Trainer::new(&mut dropout, train, test, options, ctx.rng_stream(1))?;

        // trainer.train() of both
        ctx.train_side_by_side([("no dropout", &mut without), ("dropout", &mut with)], self.training)?;

        report(ctx, &without, "without dropout", "", ["1.0", "0.65–0.80"]);
        report(ctx, &with, "with dropout", BOOK, [".55–.75", ".46–.62"]);

        // draw the graphs
        let curves = accuracy_curves("no dropout", &without.train_acc_list, &without.test_acc_list);
        ctx.save("overfit_dropout_without", curves)?;
        let title = format!("dropout {}", self.dropout_ratio);
        let mut ax = accuracy_curves(&title, &with.train_acc_list, &with.test_acc_list);
        notebook::draw_accuracies(ctx, &mut ax, notebook::DROPOUT, with.train_acc_list.len());
        ctx.save("overfit_dropout", ax)
    }
}

/// The accuracies at the end, beside the book's.
fn report(ctx: &mut Context, trainer: &Trainer, words: &str, book: &str, [train_target, test_target]: [&str; 2]) {
    let train_acc = trainer.train_acc_list.last().copied().unwrap_or(f64::NAN);
    let test_acc = trainer.test_accuracy();
    say!(ctx, "{words}\n=============== Final Test Accuracy ===============\ntest acc:{test_acc}");
    ctx.measured(&format!("train accuracy {words}"), format!("{train_acc:.3}")).target(train_target);
    ctx.measured(&format!("test accuracy {words}"), format!("{test_acc:.3}")).book(book).target(test_target);
}
