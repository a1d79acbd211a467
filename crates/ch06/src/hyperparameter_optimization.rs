//! §6.5.3 ハイパーパラメータ最適化の実装: a random search for learning rate and weight decay.

use anyhow::{Result, ensure};
use common::{Activation, MultiLayerNet, Pixels, Targets, Trainer, TrainerOptions, WeightInit, shuffle_dataset};
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::{Array2, Axis};
use plot::{Axes, Colormap, Figure};
use rand::{Rng, RngExt};
use rayon::prelude::*;

/// A random search for learning rate and weight decay, judged on validation data
#[derive(Debug, clap::Args)]
pub struct HyperparameterOptimization {
    /// Random pairs that are tried
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub trials: usize,
    /// Epochs of each trial
    #[arg(long, default_value_t = 50, value_parser = flags::count)]
    pub epochs: usize,
    /// Images to train on and to validate with
    #[arg(long, default_value_t = 500, value_parser = flags::count)]
    pub images: usize,
    /// Share of the images that is kept for validation
    #[arg(long, default_value_t = 0.2, value_parser = flags::ratio)]
    pub validation_rate: f64,
}

/// One trial: what was tried, and the accuracies once an epoch.
struct Trial {
    lr: f64,
    weight_decay: f64,
    train_acc: Vec<f64>,
    val_acc: Vec<f64>,
}

impl Experiment for HyperparameterOptimization {
    const INFO: Info =
        Info::new("hyperparameter_optimization", "§6.5.3", "A random search for learning rate and weight decay")
            .figures(&[
                (
                    "hyperparameter_optimization",
                    "The 20 best trials: accuracy on training (dashed) and validation data",
                ),
                (
                    "hyperparameter_optimization_scatter",
                    "Validation accuracy of every trial over learning rate and weight decay",
                ),
            ]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        // Load: few images, so that a trial is quick, and some of them for validation
        let mnist = ctx.mnist()?;
        let n = self.images.min(mnist.train.labels.len());
        let first = mnist.train.images.view().split_at(Axis(0), n).0.to_owned();
        let (x, t) = shuffle_dataset(&first, &Targets::from(&mnist.train.labels[..n]), &mut ctx.rng());
        let validation = ((n as f64 * self.validation_rate) as usize).max(1);
        ensure!(n > validation, "--images {n}: none is left to train on beside {validation} for validation");
        let (val, train) = split(&x, &t, validation);

        // Search: each trial has its own stream of the generator, so that the order of the trials does not matter
        let (trials, epochs) = (ctx.quick_or(24, self.trials), ctx.quick_or(5, self.epochs));
        let bar = ctx.progress(trials, "trials");
        let results = (0..trials).into_par_iter().map(|i| {
            let mut rng = ctx.rng_stream(1 + i as u64);
            let weight_decay = log_uniform(-8.0, -4.0, &mut rng);
            let lr = log_uniform(-6.0, -2.0, &mut rng);
            let network = MultiLayerNet::new(784, &[100; 6], 10, Activation::Relu, WeightInit::He, &mut rng)
                .with_weight_decay(weight_decay);
            let options = TrainerOptions {
                epochs,
                learning_rate: lr,
                mini_batch_size: 100.min(n - validation),
                ..Default::default()
            };
            let (x, x_val) = (Pixels::new(train.0.view()), Pixels::new(val.0.view()));
            let mut trainer = Trainer::new(network, (&x, &train.1), (&x_val, &val.1), options, rng)?;
            trainer.train(|_| ())?;
            bar.step();
            Ok(Trial { lr, weight_decay, train_acc: trainer.train_acc_list, val_acc: trainer.test_acc_list })
        });
        let mut results: Vec<Trial> = results.collect::<Result<_>>()?;
        drop(bar);

        // The best first
        results.sort_by(|a, b| b.last_val_acc().total_cmp(&a.last_val_acc()));
        say!(ctx, "=========== Hyper-Parameter Optimization Result ===========");
        for (i, trial) in results.iter().take(20).enumerate() {
            let Trial { lr, weight_decay, .. } = trial;
            say!(
                ctx,
                "Best-{}(val acc:{:.2}) | lr:{lr:.6}, weight decay:{weight_decay:.3e}",
                i + 1,
                trial.last_val_acc()
            );
        }
        ctx.measured("best validation accuracy", format!("{:.2}", results[0].last_val_acc()), ".70–.88");
        ctx.measured("its learning rate", format!("{:.4}", results[0].lr), ".006–.01");

        // Plot
        let panels = results.iter().take(20).enumerate().map(|(i, trial)| trial.panel(i));
        ctx.save(
            "hyperparameter_optimization",
            Figure::grid(4, 5, panels).share_x().share_y().size(900, 720).legend_below(),
        )?;
        ctx.save("hyperparameter_optimization_scatter", scatter(&results))
    }
}

type Part = (Array2<u8>, Targets<f32>);

/// The first `n` samples, and the others.
fn split(x: &Array2<u8>, t: &Targets<f32>, n: usize) -> (Part, Part) {
    let part = |range: std::ops::Range<usize>| {
        let indices: Vec<usize> = range.collect();
        (x.select(Axis(0), &indices), t.select(&indices))
    };
    (part(0..n), part(n..x.nrows()))
}

/// 10 to a power drawn evenly from `lo..hi`.
fn log_uniform(lo: f64, hi: f64, rng: &mut impl Rng) -> f64 {
    10_f64.powf(rng.random_range(lo..hi))
}

impl Trial {
    fn last_val_acc(&self) -> f64 {
        self.val_acc.last().copied().unwrap_or(f64::NAN)
    }

    fn panel(&self, place: usize) -> Axes {
        let mut ax = Axes::new();
        ax.title(format!("Best-{}", place + 1)).title_size(9.0).ylim(0.0, 1.0);
        ax.plot_y(&self.val_acc).label("validation");
        ax.plot_y(&self.train_acc).label("training").dashed();
        ax
    }
}

fn scatter(trials: &[Trial]) -> Axes {
    let column = |value: fn(&Trial) -> f64| trials.iter().map(value).collect::<Vec<f64>>();
    let mut ax = Axes::new();
    ax.xlabel("learning rate").ylabel("weight decay").loglog().colorbar("validation accuracy");
    ax.scatter(column(|t| t.lr), column(|t| t.weight_decay)).values(column(Trial::last_val_acc), Colormap::Viridis);
    ax
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn every_power_of_ten_is_as_likely_as_any_other() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let mut counts = [0; 4];
        for _ in 0..4000 {
            let x = log_uniform(-6.0, -2.0, &mut rng);
            assert!((1e-6..1e-2).contains(&x));
            counts[(x.log10() + 6.0) as usize] += 1;
        }
        assert!(counts.iter().all(|count| (900..1100).contains(count)), "{counts:?}");
    }
}
