//! §6.5.3 ハイパーパラメータ最適化の実装, `ch06/hyperparameter_optimization.py`: a random search for learning rate and weight
//! decay.

use anyhow::{Result, ensure};
use common::{Activation, Data, MultiLayerNet, TrainError, Trainer, TrainerOptions, WeightInit, shuffle_dataset};
use experiment::{Context, Experiment, Format, KernelsFlag, flags, say};
use plot::{Axes, Color, Colormap, Figure};
use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// A random search for learning rate and weight decay, judged on validation data
#[derive(Debug, clap::Args)]
pub struct HyperparameterOptimization {
    /// Random pairs that are tried
    #[arg(long, alias = "trials", default_value_t = 100, value_parser = flags::count)]
    pub optimization_trial: usize,
    /// Epochs of each trial
    #[arg(long, default_value_t = 50, value_parser = flags::count)]
    pub epochs: usize,
    /// Images to train on and to validate with
    #[arg(long, default_value_t = 500, value_parser = flags::count)]
    pub images: usize,
    /// Share of the images that is kept for validation
    #[arg(long, default_value_t = 0.2, value_parser = flags::ratio)]
    pub validation_rate: f64,
    /// The fast kernels, or the plain layers
    #[command(flatten)]
    pub kernels: KernelsFlag,
}

/// One trial: what was tried, and the accuracies once per epoch.
struct Trial {
    lr: f64,
    weight_decay: f64,
    val_acc: f64,
    val_acc_list: Vec<f64>,
    train_acc_list: Vec<f64>,
}

/// The book's `__train`: one trial.
fn train(
    lr: f64,
    weight_decay: f64,
    epochs: usize,
    train: Data,
    val: Data,
    mut rng: ChaCha8Rng,
) -> Result<Trial, TrainError> {
    let mut network = MultiLayerNet::new(784, &[100; 6], 10, Activation::Relu, WeightInit::He, &mut rng)
        .with_weight_decay(weight_decay);
    let mini_batch_size = 100.min(train.0.len());
    let options = TrainerOptions { epochs, mini_batch_size, learning_rate: lr, ..TrainerOptions::default() };
    let mut trainer = Trainer::new(&mut network, train, val, options, rng)?;
    trainer.train(|_| ())?;
    let (val_acc_list, train_acc_list) = (trainer.test_acc_list, trainer.train_acc_list);
    let val_acc = val_acc_list.last().copied().unwrap_or(f64::NAN);
    Ok(Trial { lr, weight_decay, val_acc, val_acc_list, train_acc_list })
}

/// 10 to a power drawn evenly from `lo..hi`.
pub fn log_uniform(lo: f64, hi: f64, rng: &mut impl Rng) -> f64 {
    10_f64.powf(rng.random_range(lo..hi))
}

impl Experiment for HyperparameterOptimization {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let ((x_train, t_train), _) = ctx.load_mnist(Format::default())?;

        // fewer images, so that a trial is quick
        let (x_train, t_train) = (x_train.first(self.images), t_train.first(self.images));

        // split off the validation data
        let n = x_train.len();
        let validation_num = ((n as f64 * self.validation_rate) as usize).max(1);
        ensure!(n > validation_num, "--images {n}: none is left to train on beside {validation_num} for validation");
        let (x_train, t_train) = shuffle_dataset(&x_train, &t_train, &mut ctx.rng());
        let (x_val, t_val) = (x_train.first(validation_num), t_train.first(validation_num));
        let (x_train, t_train) = (x_train.range(validation_num, n), t_train.range(validation_num, n));

        // random search: each trial has random numbers of its own, so that their order does not matter
        let (optimization_trial, epochs) = (ctx.quick_or(24, self.optimization_trial), ctx.quick_or(5, self.epochs));
        let bar = ctx.progress(optimization_trial, "trials");
        let trials = (0..optimization_trial).into_par_iter().map(|i| {
            let mut rng = ctx.rng_stream(1 + i as u64);

            // the ranges that are searched
            let weight_decay = log_uniform(-8.0, -4.0, &mut rng);
            let lr = log_uniform(-6.0, -2.0, &mut rng);

            let trial = train(lr, weight_decay, epochs, (&x_train, &t_train), (&x_val, &t_val), rng);
            bar.step();
            trial
        });
        let mut results: Vec<Trial> = trials.collect::<Result<_, _>>()?;
        drop(bar);

        // the best first
        results.sort_by(|a, b| b.val_acc.total_cmp(&a.val_acc));
        ctx.measured("best validation accuracy", format!("{:.2}", results[0].val_acc)).target(".70–.88");
        ctx.measured("its learning rate", format!("{:.4}", results[0].lr)).target(".006–.01");

        // draw the graphs
        say!(ctx, "=========== Hyper-Parameter Optimization Result ===========");
        let mut panels = Vec::new();
        for (i, trial) in (1..=20).zip(&results) {
            let Trial { lr, weight_decay, val_acc, val_acc_list, train_acc_list } = trial;
            say!(ctx, "Best-{i}(val acc:{val_acc:.2}) | lr:{lr:.6}, weight decay:{weight_decay:.3e}");

            let mut ax = Axes::new();
            ax.title(format!("Best-{i}\nlr {lr:.1e}, decay {weight_decay:.0e}")).title_size(8.0).ylim(0.0, 1.0);
            ax.xlabel("epochs").ylabel("accuracy");
            ax.plot_y(val_acc_list).label("validation");
            ax.plot_y(train_acc_list).label("training").dashed();
            panels.push(ax);
        }
        let figure = Figure::grid(4, 5, panels).share_x().share_y().size(900, 800).legend_below();
        ctx.save("hyperparameter_optimization", figure)?;

        let column = |value: fn(&Trial) -> f64| results.iter().map(value).collect::<Vec<f64>>();
        let mut ax = Axes::new();
        ax.scatter(column(|t| t.lr), column(|t| t.weight_decay)).values(column(|t| t.val_acc), Colormap::Viridis);
        ax.scatter([results[0].lr], [results[0].weight_decay]).size(12.0).color(Color::NONE).edge(Color::RED);
        ax.xlabel("learning rate").ylabel("weight decay").loglog().colorbar("validation accuracy");
        ctx.save("hyperparameter_optimization_scatter", ax)
    }
}
