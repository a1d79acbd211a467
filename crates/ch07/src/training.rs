//! What the long trainings of chapters 7 and 8 share: progress, the book's lines, and stopping without losing anything.

use anyhow::Result;
use common::{Network, OptimizerKind, Pixels, Targets, Trainer, TrainerOptions, save_weights};
use experiment::{Context, Resume, flags, interrupt, say};
use ndarray::Ix4;
use plot::{Axes, Legend, Marker};

/// The flags of a training.
#[derive(Clone, Debug, clap::Args)]
pub struct Learning {
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

impl Learning {
    /// What they mean to a trainer.
    pub fn options(&self) -> TrainerOptions {
        TrainerOptions {
            epochs: self.epochs,
            mini_batch_size: self.batch_size,
            optimizer: self.optimizer,
            learning_rate: self.learning_rate,
            ..TrainerOptions::default()
        }
    }
}

/// What a training leaves: the network, and its curves.
#[derive(Debug)]
pub struct Training<N> {
    /// The network, as far as it has learned.
    pub network: N,
    /// The loss after each iteration.
    pub train_loss_list: Vec<f64>,
    /// The accuracy on the first 1,000 training images, once an epoch.
    pub train_acc_list: Vec<f64>,
    /// The accuracy on the first 1,000 test images, once an epoch.
    pub test_acc_list: Vec<f64>,
    /// The accuracy on all test images at the end.
    pub test_accuracy: f64,
}

/// Trains a network on the digits and prints the book's lines.
///
/// It leaves a checkpoint after every epoch, with which `resume` goes on. After Ctrl-C it stops at the next
/// iteration, and what it has learned by then is measured, saved and drawn.
///
/// # Errors
/// If the data cannot be had, an option is out of range, the training diverges, or there is no checkpoint of this very
/// training to resume.
pub fn train<N: Network<f32, Input = Ix4>>(
    ctx: &mut Context,
    network: N,
    options: TrainerOptions,
    resume: Resume,
) -> Result<Training<N>> {
    let mnist = ctx.mnist()?;
    let n = ctx.quick_or(2_000, mnist.train.labels.len());
    let (x_train, t_train) = (Pixels::new(mnist.train.images.view()).first(n), Targets::from(&mnist.train.labels[..n]));
    let (x_test, t_test) = (Pixels::new(mnist.test.images.view()), Targets::from(&mnist.test.labels[..]));
    let mut trainer = Trainer::new(network, (&x_train, &t_train), (&x_test, &t_test), options, ctx.rng_stream(1))?;

    let checkpoint = ctx.checkpoint(resume)?;
    trainer.told = checkpoint.told;
    if checkpoint.resume {
        trainer.resume(&checkpoint.path)?;
        say!(ctx, "continuing after epoch {}", trainer.train_acc_list.len());
    }

    let bar = ctx.progress(trainer.max_iterations(), "training");
    bar.start_at(trainer.iteration());
    while let Some(step) = trainer.step()? {
        bar.reach(step.iteration + 1);
        if let Some(epoch) = step.epoch {
            say!(ctx, "{epoch}");
        }
        if trainer.is_between_epochs() {
            trainer.save_checkpoint(&checkpoint.path)?;
        }
        if interrupt::requested() {
            break;
        }
    }
    drop(bar);
    let test_accuracy = trainer.test_accuracy();
    say!(ctx, "=============== Final Test Accuracy ===============");
    say!(ctx, "test acc:{test_accuracy}");
    let Trainer { network, train_loss_list, train_acc_list, test_acc_list, .. } = trainer;
    Ok(Training { network, train_loss_list, train_acc_list, test_acc_list, test_accuracy })
}

impl<N: Network<f32>> Training<N> {
    /// Saves the weights as `NAME.safetensors` (the book's `network.save_params`).
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn save_params(&mut self, ctx: &mut Context, name: &str) -> Result<()> {
        let path = ctx.out_dir().join(format!("{name}.safetensors"));
        save_weights(&mut self.network, &path)?;
        ctx.note_file(&path);
        say!(ctx, "Saved Network Parameters!");
        Ok(())
    }

    /// Accuracy on training and test data over the epochs.
    pub fn accuracy_curves(&self) -> Axes {
        let mut ax = Axes::new();
        ax.xlabel("epochs").ylabel("accuracy").ylim(0.0, 1.0);
        ax.plot_y(&self.train_acc_list).label("train").marker(Marker::Circle).markevery(2);
        ax.plot_y(&self.test_acc_list).label("test").marker(Marker::Square).markevery(2);
        ax.legend(Legend::LowerRight);
        ax
    }

    /// The smoothed loss over the iterations.
    pub fn loss_curve(&self) -> Axes {
        let mut ax = Axes::new();
        ax.xlabel("iterations").ylabel("training loss").ylog();
        ax.plot_y(common::smooth_curve(&self.train_loss_list)).width(1.0);
        ax
    }
}
