//! "Create your awesome net!!": the book's closing invitation, and §8.1.2 さらに認識精度を高めるには taken at its word.
//!
//! What that section lists is all here: an ensemble, a learning rate that decays, more data from the same data; and
//! batch normalization (§6.3), dropout (§6.4.3) and Adam (§6.1.6). None of it was chosen by its accuracy on the test
//! images: `--validation 10000` holds back a part of the training images, and measures on these instead.

use std::time::Instant;

use anyhow::{Result, ensure};
use common::Network;
use experiment::{Context, Experiment, Format, TrainingFlags, flags, say};
use plot::{Axes, Color, Legend};

use crate::awesome_training::{AwesomeTraining, Recipe};
use crate::misclassified_mnist::{Wrong, classify, misclassified};
use crate::misclassified_tiles::tiles;
use crate::{Augmentation, AwesomeConvNet, Ensemble};

/// An ensemble of normalised networks is trained on deformed digits
#[derive(Debug, clap::Args)]
pub struct AwesomeNet {
    /// Networks of the ensemble
    #[arg(long, default_value_t = 3, value_parser = flags::count)]
    pub members: usize,
    /// Epochs
    #[arg(long, default_value_t = 20, value_parser = flags::count)]
    pub epochs: usize,
    /// Samples of a batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Largest step of Adam
    #[arg(long, alias = "lr", default_value_t = 0.003, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// Largest shift of an image in pixels
    #[arg(long, default_value_t = 1.0, value_parser = flags::non_negative)]
    pub shift: f64,
    /// Largest rotation in degrees
    #[arg(long, default_value_t = 10.0, value_parser = flags::non_negative)]
    pub rotation: f64,
    /// Largest change of scale, and largest shear
    #[arg(long, default_value_t = 0.1, value_parser = flags::ratio)]
    pub scale: f64,
    /// Largest elastic displacement in pixels
    #[arg(long, default_value_t = 1.0, value_parser = flags::non_negative)]
    pub elastic: f64,
    /// Training images that are measured on instead of trained on, instead of the test images
    #[arg(long, default_value_t = 0, value_name = "IMAGES")]
    pub validation: usize,
    /// Flags of every training
    #[command(flatten)]
    pub training: TrainingFlags,
}

/// Digits that are shown.
const SHOWN: usize = 40;

impl Experiment for AwesomeNet {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        // Load
        let ((x, t), test) = ctx.load_mnist(Format { flatten: false, ..Format::default() })?;
        let (n, batch_size) = (ctx.quick_or(500, x.len()), ctx.quick_or(50, self.batch_size));
        ensure!(self.validation < n, "--validation {}: there are {n} training images", self.validation);
        let part = |start, end| (x.range(start, end), t.range(start, end));
        let train = part(0, n - self.validation);
        let (name, test) = match self.validation {
            0 => ("test", ctx.quick_first(500, test)),
            _ => ("validation", part(n - self.validation, n)),
        };

        // Configure
        let member = |k| AwesomeConvNet::new(&mut ctx.rng_stream(k));
        let mut ensemble = Ensemble { members: (1..=ctx.quick_or(2, self.members) as u64).map(member).collect() };
        let parameters: usize = ensemble.params().iter().map(|param| param.value.len()).sum();
        say!(ctx, "{} networks, {parameters} parameters", ensemble.members.len());
        let recipe = Recipe {
            epochs: ctx.quick_or(3, self.epochs),
            batch_size,
            learning_rate: self.learning_rate,
            augmentation: Augmentation {
                shift: self.shift,
                rotation: self.rotation,
                scale: self.scale,
                shear: self.scale,
                elastic: self.elastic,
            },
        };

        // Train
        let mut training = AwesomeTraining::new(ensemble, (&train, &test), recipe, ctx.rng());
        let start = Instant::now();
        let batches = training.batches();
        let mut run = ctx.training(recipe.epochs * batches, self.training)?;
        while let Some(i) = run.step(training.state())? {
            if training.train_step(i)? {
                let (members, ensemble) = training.last_accuracies();
                say!(ctx, "=== epoch:{}, {name} acc:{members:.4?}, ensemble:{ensemble:.4} ===", (i + 1) / batches);
            }
        }
        if run.iterations() % batches != 0 {
            training.measure();
        }
        say!(ctx, "trained in {:.0} s", start.elapsed().as_secs_f64());

        ctx.save_params(&mut training.ensemble, "awesome_net")?;

        // Measure
        let predicted = classify(&training.ensemble, &test.0);
        let wrong = misclassified(&predicted, &test.1.labels());
        let shown = &wrong[..wrong.len().min(SHOWN)];
        let accuracy = 1.0 - wrong.len() as f64 / predicted.len() as f64;
        let (members, _) = training.last_accuracies();
        let mean = members.iter().sum::<f64>() / members.len() as f64;
        say!(ctx, "{name} accuracy of one network, on average:{mean:.5}");
        say!(ctx, "{name} accuracy of the ensemble:{accuracy:.4}");
        let single = format!("{name} accuracy of a single network, mean of {}", members.len());
        ctx.measured(&single, format!("{mean:.5}")).target("≥ 0.9965");
        ctx.measured(&format!("{name} accuracy of the ensemble"), format!("{accuracy:.4}")).target("≥ 0.997");
        say!(ctx, "======= misclassified result: {} of {} =======", wrong.len(), predicted.len());
        for Wrong { index, label, predicted } in shown {
            say!(ctx, "{index}: ({label}, {predicted})");
        }

        // Plot
        ctx.save("awesome_net", accuracy_curves(&training.curves(), name))?;
        ctx.save("awesome_net_misclassified", tiles(&training.ensemble, &test.0, shown, 8))
    }
}

/// The curves of the members, and behind them that of the ensemble.
fn accuracy_curves(curves: &[Vec<f64>], name: &str) -> Axes {
    let mut ax = Axes::new();
    ax.xlabel("epochs").ylabel(format!("{name} accuracy"));
    let (ensemble, members) = curves.split_last().expect("an ensemble of at least one");
    for (k, member) in members.iter().enumerate() {
        ax.plot(1..=member.len(), member).label(format!("network {}", k + 1)).width(1.0);
    }
    ax.plot(1..=ensemble.len(), ensemble).label("ensemble").color(Color::BLACK).width(2.0);
    ax.legend(Legend::LowerRight);
    ax
}
