//! §6.3.2 Batch Normalizationの評価: learning with and without it, from 16 scales of initial weights.

use anyhow::Result;
use common::{Activation, MultiLayerNetExtend, Pixels, Targets, Trainer, TrainerOptions, WeightInit};
use experiment::{Context, Experiment, Info, flags, say};
use plot::{Axes, Figure};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Learning with and without batch normalization, from 16 scales of initial weights
#[derive(Debug, clap::Args)]
pub struct BatchNormTest {
    /// Training images
    #[arg(long, default_value_t = 1000, value_parser = flags::count)]
    pub train_size: usize,
    /// Epochs
    #[arg(long, default_value_t = 20, value_parser = flags::count)]
    pub epochs: usize,
    /// Samples of a batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Step of SGD
    #[arg(long, default_value_t = 0.01, value_parser = flags::positive)]
    pub learning_rate: f64,
}

/// The training accuracy with batch normalization in the last epoch, as the notebook printed it.
const NOTEBOOK: [&str; 16] = [
    ".416", ".464", ".62", ".764", ".872", ".963", ".988", ".997", "1.0", ".998", ".992", ".935", ".782", ".618",
    ".525", ".523",
];

impl Experiment for BatchNormTest {
    const INFO: Info = Info::new(
        "batch_norm_test",
        "§6.3.2",
        "Learning with and without batch normalization, from 16 scales of initial weights",
    )
    .figures(&[(
        "batch_norm_test",
        "Training accuracy over 20 epochs; W is the standard deviation of the initial weights",
    )]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        // Load: few images
        let mnist = ctx.mnist()?;
        let n = self.train_size.min(mnist.train.labels.len());
        let x_train = Pixels::new(mnist.train.images.view()).first(n);
        let t_train = Targets::from(&mnist.train.labels[..n]);

        // Train: every scale without and with batch normalization, in parallel
        let scales = logspace(0.0, -4.0, 16);
        let epochs = ctx.quick_or(5, self.epochs);
        let bar = ctx.progress(scales.len(), "scales of the initial weights");
        let rng = ctx.rng();
        let curves = scales.par_iter().map(|&scale| {
            let curves =
                [false, true].map(|batch_norm| self.train(scale, batch_norm, epochs, &x_train, &t_train, rng.clone()));
            bar.step();
            let [plain, batch_norm] = curves;
            Ok((plain?, batch_norm?))
        });
        let curves: Vec<(Vec<f64>, Vec<f64>)> = curves.collect::<Result<_>>()?;
        drop(bar);

        // Print: as the book's loop does, without - with
        for ((place, scale), (plain, batch_norm)) in scales.iter().enumerate().map(|(i, s)| (i + 1, s)).zip(&curves) {
            say!(ctx, "============== {place}/16 ==============  W: {scale:.4}");
            for (epoch, (plain, batch_norm)) in plain.iter().zip(batch_norm).enumerate() {
                say!(ctx, "epoch:{epoch} | {plain:.3} - {batch_norm:.3}");
            }
        }
        for ((scale, (_, batch_norm)), book) in scales.iter().zip(&curves).zip(NOTEBOOK) {
            let last = batch_norm.last().copied().unwrap_or(f64::NAN);
            ctx.measured(&format!("with batch normalization, W: {scale:.4}"), format!("{last:.3}"), book);
        }

        // Plot
        let panels = scales.iter().zip(&curves).map(|(scale, (plain, batch_norm))| panel(*scale, plain, batch_norm));
        ctx.save("batch_norm_test", Figure::grid(4, 4, panels).share_x().share_y().size(900, 800).legend_below())
    }
}

impl BatchNormTest {
    /// The accuracy on the training data, once an epoch. A network that diverges goes on: it shows what happens.
    fn train(
        &self,
        scale: f64,
        batch_norm: bool,
        epochs: usize,
        x: &Pixels,
        t: &Targets<f32>,
        mut rng: ChaCha8Rng,
    ) -> Result<Vec<f64>> {
        let init = WeightInit::Std(scale);
        let mut network = MultiLayerNetExtend::new(784, &[100; 5], 10, Activation::Relu, init, &mut rng);
        if batch_norm {
            network = network.with_batch_norm();
        }
        let options = TrainerOptions {
            epochs,
            mini_batch_size: self.batch_size,
            learning_rate: self.learning_rate,
            keep_going: true,
            ..TrainerOptions::default()
        };
        let mut trainer = Trainer::new(network, (x, t), (x, t), options, rng)?;
        trainer.train(|_| ())?;
        Ok(trainer.train_acc_list)
    }
}

/// `n` numbers from 10^from to 10^to, evenly spaced in the exponent (`np.logspace`).
fn logspace(from: f64, to: f64, n: usize) -> Vec<f64> {
    plot::linspace(from, to, n).into_iter().map(|exponent| 10_f64.powf(exponent)).collect()
}

fn panel(scale: f64, plain: &[f64], batch_norm: &[f64]) -> Axes {
    let mut ax = Axes::new();
    ax.title(format!("W: {}", significant(scale))).title_size(10.0).ylim(0.0, 1.0).xlabel("epochs").ylabel("accuracy");
    ax.plot_y(batch_norm).label("with batch normalization").markevery(2);
    ax.plot_y(plain).label("without").dashed();
    ax
}

/// Three significant digits: 1, 0.541, 0.000185.
fn significant(x: f64) -> String {
    let digits = (2.0 - x.log10().floor()).max(0.0) as usize;
    let text = format!("{x:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_run_from_1_to_a_ten_thousandth() {
        let scales = logspace(0.0, -4.0, 16);
        assert_eq!((scales.len(), scales[0]), (16, 1.0));
        assert!((scales[15] - 1e-4).abs() < 1e-18);
        assert!(scales.windows(2).all(|pair| (pair[1] / pair[0] - scales[1]).abs() < 1e-12));
    }

    #[test]
    fn titles_are_short() {
        assert_eq!(significant(1.0), "1");
        assert_eq!(significant(0.541_169_5), "0.541");
        assert_eq!(significant(0.000_184_785), "0.000185");
        assert_eq!(significant(1e-4), "0.0001");
    }
}
