//! §6.5.1 検証データ: 20 % of the training data are kept back to choose hyperparameters with.

use anyhow::Result;
use common::{Samples, Targets, shuffle_dataset};
use experiment::{Context, Experiment, Format, flags, say};

/// Validation data, split off the shuffled training data
#[derive(Debug, clap::Args)]
pub struct ValidationSplit {
    /// Share of the training data that is kept for validation
    #[arg(long, default_value_t = 0.2, value_parser = flags::ratio)]
    pub validation_rate: f64,
}

impl Experiment for ValidationSplit {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let ((x_train, t_train), _) = ctx.load_mnist(Format::default())?;

        // shuffle the training data
        let (x_train, t_train) = shuffle_dataset(&x_train, &t_train, &mut ctx.rng());

        // split off the validation data
        let n = x_train.len();
        let validation_num = validation_num(n, self.validation_rate);
        let (x_val, t_val) = (x_train.first(validation_num), t_train.first(validation_num));
        let (x_train, t_train) = (x_train.range(validation_num, n), t_train.range(validation_num, n));

        say!(ctx, "x_val   {:?}  t_val   ({},)  {}", shape(&x_val), t_val.len(), classes(&t_val));
        say!(ctx, "x_train {:?}  t_train ({},)  {}", shape(&x_train), t_train.len(), classes(&t_train));
        Ok(())
    }
}

/// (N, D).
fn shape(x: &Samples<f32>) -> (usize, usize) {
    (x.shape()[0], x.shape()[1])
}

/// Number of validation samples among `n`: n · rate, rounded down.
pub fn validation_num(n: usize, rate: f64) -> usize {
    (n as f64 * rate) as usize
}

/// Number of samples per class: after the shuffle, every class is in both parts.
fn classes(t: &Targets<f32>) -> String {
    let labels = t.labels();
    let counts = (0..10).map(|class| labels.iter().filter(|&&label| label == class).count().to_string());
    format!("of each class: {}", counts.collect::<Vec<_>>().join(" "))
}
