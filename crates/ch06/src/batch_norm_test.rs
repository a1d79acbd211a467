//! §6.3.2 Batch Normalizationの評価, `ch06/batch_norm_test.py`: training with and without batch normalization, from 16
//! scales of initial weights.

use anyhow::Result;
use common::{
    Activation, Extensions, MultiLayerNetExtend, Network, Optimizer, Sgd, WeightInit, check_batch_size, random_choice,
};
use experiment::{Context, Experiment, Format, KernelsFlag, Split, flags, say};
use plot::{Axes, Figure};
use rayon::prelude::*;

use crate::notebook;

/// Training with and without batch normalization, from 16 scales of initial weights
#[derive(Debug, clap::Args)]
pub struct BatchNormTest {
    /// Training images
    #[arg(long, default_value_t = 1000, value_parser = flags::count)]
    pub train_size: usize,
    /// Epochs
    #[arg(long, alias = "epochs", default_value_t = 20, value_parser = flags::count)]
    pub max_epochs: usize,
    /// Samples of a batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Learning rate of SGD
    #[arg(long, alias = "lr", default_value_t = 0.01, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// The fast kernels, or the plain layers
    #[command(flatten)]
    pub kernels: KernelsFlag,
}

impl BatchNormTest {
    /// The book's `__train`: the accuracies on the training data, once per epoch, without batch normalization and with
    /// it. A network that diverges is not stopped: its curve is part of the result.
    fn train(&self, weight_init_std: f64, (x_train, t_train): &Split, ctx: &Context) -> (Vec<f64>, Vec<f64>) {
        let [mut bn_network, mut network] = [true, false].map(|use_batchnorm| {
            let extensions = Extensions { use_batchnorm, ..Extensions::default() };
            let init = WeightInit::Std(weight_init_std);
            MultiLayerNetExtend::new(784, &[100; 5], 10, Activation::Relu, init, extensions, &mut ctx.rng())
        });
        let mut optimizer = Sgd::new(self.learning_rate);

        let (mut train_acc_list, mut bn_train_acc_list) = (Vec::new(), Vec::new());

        let max_epochs = ctx.quick_or(5, self.max_epochs);
        let iter_per_epoch = x_train.len() / self.batch_size;
        let mut epoch_cnt = 0;

        let mut rng = ctx.rng_stream(1);
        for i in 0.. {
            let batch_mask = random_choice(x_train.len(), self.batch_size, &mut rng);
            let (x_batch, t_batch) = (x_train.select(&batch_mask), t_train.select(&batch_mask));

            for network in [&mut bn_network, &mut network] {
                network.gradient(&x_batch, &t_batch);
                optimizer.update(&mut network.params());
            }

            if i % iter_per_epoch == 0 {
                train_acc_list.push(network.accuracy(x_train, t_train));
                bn_train_acc_list.push(bn_network.accuracy(x_train, t_train));

                epoch_cnt += 1;
                if epoch_cnt >= max_epochs {
                    break;
                }
            }
        }
        (train_acc_list, bn_train_acc_list)
    }
}

impl Experiment for BatchNormTest {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let ((x_train, t_train), _) = ctx.load_mnist(Format::default())?;

        // fewer images
        let train_size = ctx.quick_or(500, self.train_size);
        let data = (x_train.first(train_size), t_train.first(train_size));
        check_batch_size(self.batch_size, data.0.len())?;

        // train from every scale, in parallel: the scales are independent
        let weight_scale_list = logspace(0.0, -4.0, 16);
        let bar = ctx.progress(weight_scale_list.len(), "scales of the initial weights");
        let lists = weight_scale_list.par_iter().map(|&w| {
            let lists = self.train(w, &data, ctx);
            bar.step();
            lists
        });
        let lists: Vec<(Vec<f64>, Vec<f64>)> = lists.collect();
        drop(bar);

        // draw the graphs
        let mut panels = Vec::new();
        for (i, (w, (train_acc_list, bn_train_acc_list))) in weight_scale_list.iter().zip(&lists).enumerate() {
            say!(ctx, "============== {}/16 ==============  W: {w:.4}", i + 1);
            for (epoch, (train_acc, bn_train_acc)) in train_acc_list.iter().zip(bn_train_acc_list).enumerate() {
                say!(ctx, "epoch:{epoch} | {train_acc:.3} - {bn_train_acc:.3}");
            }
            let last = bn_train_acc_list.last().copied().unwrap_or(f64::NAN);
            ctx.measured(&format!("with batch normalization, W: {w:.4}"), format!("{last:.3}"))
                .book(&notebook::batch_norm(i)[1][19].to_string());

            let mut ax = Axes::new();
            ax.title(format!("W: {}", significant(*w))).title_size(10.0);
            ax.plot_y(bn_train_acc_list).label("with batch normalization").markevery(2);
            ax.plot_y(train_acc_list).label("without").dashed();
            notebook::draw_batch_norm(ctx, &mut ax, i);
            ax.ylim(0.0, 1.0).xlabel("epochs").ylabel("accuracy");
            panels.push(ax);
        }
        ctx.save("batch_norm_test", Figure::grid(4, 4, panels).share_x().share_y().size(960, 800).legend_below())
    }
}

/// `n` numbers from 10^from to 10^to, evenly spaced in the exponent (`np.logspace`).
pub fn logspace(from: f64, to: f64, n: usize) -> Vec<f64> {
    plot::linspace(from, to, n).into_iter().map(|exponent| 10_f64.powf(exponent)).collect()
}

/// Three significant digits: 1, 0.541, 0.000185.
pub fn significant(x: f64) -> String {
    let digits = (2.0 - x.log10().floor()).max(0.0) as usize;
    let text = format!("{x:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
