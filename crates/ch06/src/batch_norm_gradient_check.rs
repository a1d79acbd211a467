//! §6.3: backpropagation through batch normalization against numerical gradients.

use anyhow::{Result, ensure};
use common::{
    Activation, Mode, MultiLayerNetExtend, Network, Parameter, Pixels, Samples, Targets, WeightInit,
    numerical_gradient_of,
};
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::{Array2, ArrayView2, Ix2};
use plot::{Axes, Figure};

/// Backpropagation through batch normalization against numerical gradients
#[derive(Debug, clap::Args)]
pub struct BatchNormGradientCheck {
    /// Samples of the batch; the book takes 1, whose normalised values are all 0 and have almost no gradient
    #[arg(long, default_value_t = 10, value_parser = flags::up_to::<1_000>)]
    pub batch_size: usize,
    /// Units of each of the two hidden layers
    #[arg(long, default_value_t = 20, value_parser = flags::up_to::<1_000>)]
    pub hidden_size: usize,
    /// Activation; the numerical gradient of ReLU is wrong wherever ±h crosses its kink
    #[arg(long, default_value_t = Activation::Sigmoid)]
    pub activation: Activation,
}

/// How far the gradients of one parameter agree.
struct Check {
    name: String,
    /// Mean of |backpropagation − numerical|.
    difference: f64,
    /// Mean of |backpropagation|: what the difference is to be held against.
    size: f64,
}

impl Experiment for BatchNormGradientCheck {
    const INFO: Info = Info::new(
        "batch_norm_gradient_check",
        "§6.3",
        "Backpropagation through batch normalization against numerical gradients",
    )
    .figures(&[(
        "batch_norm_gradient_check",
        "Mean difference of the two gradients, and mean gradient, for each parameter",
    )]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        // Load
        let mnist = ctx.mnist()?;
        let (wanted, n) = (self.batch_size, mnist.train.len());
        ensure!(wanted <= n, "--batch-size {wanted}: there are {n} images");
        let mut x = Array2::<f64>::zeros((0, 0));
        Pixels::new(mnist.train.images.view()).gather(&(0..self.batch_size).collect::<Vec<_>>(), &mut x);
        let t = Targets::from(&mnist.train.labels[..self.batch_size]);

        // Configure
        let hidden = [self.hidden_size; 2];
        let network = MultiLayerNetExtend::new(784, &hidden, 10, self.activation, WeightInit::He, &mut ctx.rng())
            .with_batch_norm();

        // Compare
        let checks = check(network, &x, &t);
        for Check { name, difference, size } in &checks {
            say!(ctx, "{name}:{difference:.3e}  (mean gradient {size:.3e})");
        }
        let worst = checks.iter().map(|check| check.difference).fold(0.0, f64::max);
        ctx.measured("largest mean difference", format!("{worst:.1e}"), "below 1e-6");

        // Plot
        let names: Vec<&str> = checks.iter().map(|check| check.name.as_str()).collect();
        let mut ax = Axes::new();
        ax.ylog().ylabel("mean over the parameter's elements").xlabel("parameter");
        ax.grouped_bars(
            &names,
            &[
                ("|gradient|", checks.iter().map(|check| check.size).collect::<Vec<f64>>()),
                ("|backpropagation − numerical|", checks.iter().map(|check| check.difference).collect()),
            ],
        );
        ctx.save("batch_norm_gradient_check", Figure::from(ax).size(800, 480).legend_below())
    }
}

/// The network whose loss is that of learning: numerical gradients have to see the statistics of the batch.
#[derive(Clone)]
struct Learning(MultiLayerNetExtend<f64>);

impl Network<f64> for Learning {
    type Input = Ix2;

    fn predict(&self, x: ArrayView2<'_, f64>) -> Array2<f64> {
        self.0.predict(x)
    }

    fn loss(&mut self, x: ArrayView2<'_, f64>, t: &Targets<f64>) -> f64 {
        self.0.loss_in(Mode::Train, x, t)
    }

    fn gradient(&mut self, x: ArrayView2<'_, f64>, t: &Targets<f64>) -> f64 {
        self.0.gradient(x, t)
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, f64>> {
        self.0.parameters()
    }
}

/// Both gradients of every parameter, compared.
fn check(network: MultiLayerNetExtend<f64>, x: &Array2<f64>, t: &Targets<f64>) -> Vec<Check> {
    let mut network = Learning(network);
    let numerical = numerical_gradient_of(&network, x.view(), t, |_, _| ());
    network.gradient(x.view(), t);
    let parameters = network.parameters().into_iter().zip(numerical);
    let checks = parameters.map(|(parameter, (name, numerical))| Check {
        name,
        difference: (&parameter.gradient - &numerical).abs().mean().unwrap_or(0.0),
        size: parameter.gradient.abs().mean().unwrap_or(0.0),
    });
    checks.collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn checks(samples: usize) -> Vec<Check> {
        let mut rng = ChaCha8Rng::seed_from_u64(4);
        let network = MultiLayerNetExtend::new(12, &[8, 8], 4, Activation::Tanh, WeightInit::Xavier, &mut rng);
        let x = WeightInit::Std(1.0).weights((samples, 12), &mut rng);
        let t = Targets::Labels((0..samples).map(|i| i % 4).collect());
        check(network.with_batch_norm(), &x, &t)
    }

    #[test]
    fn the_two_gradients_agree() {
        for Check { name, difference, size } in checks(6) {
            // Batch normalization takes the mean away, and with it whatever the bias before it adds.
            let has_gradient = !["b1", "b2"].contains(&name.as_str());
            assert_eq!(size > 1e-3, has_gradient, "{name}: {size}");
            assert!(difference < 1e-7, "{name}: {difference}");
        }
    }

    #[test]
    fn a_batch_of_one_has_no_gradient_in_front_of_batch_normalization() {
        for Check { name, size, .. } in checks(1) {
            if name.starts_with('W') && name != "W3" {
                assert!(size < 1e-12, "{name}: {size}");
            }
        }
    }
}
