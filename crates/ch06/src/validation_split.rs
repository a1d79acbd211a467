//! §6.5.1 検証データ: validation data, split off the training data.

use anyhow::Result;
use common::{Targets, shuffle_dataset};
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::Axis;

/// Validation data, split off the shuffled training data
#[derive(Debug, clap::Args)]
pub struct ValidationSplit {
    /// Share of the training data that is kept for validation
    #[arg(long, default_value_t = 0.2, value_parser = flags::ratio)]
    pub validation_rate: f64,
}

impl Experiment for ValidationSplit {
    const INFO: Info = Info::new("validation_split", "§6.5.1", "Validation data, split off the shuffled training data");

    fn run(&self, ctx: &mut Context) -> Result<()> {
        let mnist = ctx.mnist()?;
        let (x_train, t_train) = (mnist.train.images.view().to_owned(), Targets::from(&mnist.train.labels[..]));

        let (x_train, t_train) = shuffle_dataset(&x_train, &t_train, &mut ctx.rng());

        let validation_num = validation_num(x_train.nrows(), self.validation_rate);
        let (val, train): (Vec<usize>, Vec<usize>) = (0..x_train.nrows()).partition(|&i| i < validation_num);
        for (name, indices) in [("val", val), ("train", train)] {
            let (x, t) = (x_train.select(Axis(0), &indices), t_train.select(&indices));
            say!(ctx, "x_{name:<5} {:?}  t_{name:<5} ({},)  {}", x.dim(), t.len(), classes(&t));
        }
        Ok(())
    }
}

/// `int(n · rate)`: how many of `n` samples are kept for validation.
fn validation_num(n: usize, rate: f64) -> usize {
    (n as f64 * rate) as usize
}

/// How many samples of each class: in random order, every class is in both parts.
fn classes(t: &Targets<f32>) -> String {
    let Targets::Labels(labels) = t else { return String::new() };
    let counts = (0..10).map(|class| labels.iter().filter(|&&label| label == class).count().to_string());
    format!("of each class: {}", counts.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fifth_of_mnist_is_12000() {
        assert_eq!(validation_num(60_000, 0.2), 12_000);
        assert_eq!(validation_num(500, 0.2), 100);
        assert_eq!(validation_num(7, 0.2), 1);
    }
}
