//! §6.3 Batch Normalization, `ch06/batch_norm_gradient_check.py`: backpropagation through batch normalization against
//! numerical gradients.

use common::{Activation, Extensions, MultiLayerNetExtend, Network, WeightInit, check_batch_size};
use experiment::{Context, Experiment, Format, flags, say};
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

impl Experiment for BatchNormGradientCheck {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let ((x_train, t_train), _) = ctx.load_mnist(Format { one_hot_label: true, ..Format::default() })?;

        let (hidden_size_list, activation, init) = ([self.hidden_size; 2], self.activation, WeightInit::He);
        let extensions = Extensions { use_batchnorm: true, ..Extensions::default() };
        let mut network =
            MultiLayerNetExtend::<f64>::new(784, &hidden_size_list, 10, activation, init, extensions, &mut ctx.rng());

        let n = check_batch_size(self.batch_size, x_train.len())?;
        let (x_batch, t_batch) = (x_train.first(n).astype().to_tensor(), t_train.first(n).astype());

        network.gradient(&x_batch, &t_batch);
        let grad_backprop = network.grads();
        let grad_numerical = network.numerical_gradient(&x_batch, &t_batch);

        let (mut diffs, mut sizes) = (Vec::new(), Vec::new());
        for key in grad_numerical.keys() {
            let diff = (&grad_backprop[key] - &grad_numerical[key]).abs().mean().unwrap_or(0.0);
            say!(ctx, "{key}:{diff:e}");
            ctx.measured(key, format!("{diff:.1e}")).target("< 1e-6");
            diffs.push(diff);
            sizes.push(grad_backprop[key].abs().mean().unwrap_or(0.0));
        }

        let mut ax = Axes::new();
        let bars = [("|gradient|", sizes), ("|backpropagation − numerical|", diffs)];
        ax.grouped_bars(&Vec::from_iter(grad_numerical.keys()), &bars);
        ax.ylog().ylabel("mean over the parameter's elements").xlabel("parameter");
        ctx.save("batch_norm_gradient_check", Figure::from(ax).size(800, 480).legend_below())
    }
}

#[cfg(test)]
mod tests {
    use common::{Targets, tensor};
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// For each parameter its key, the mean difference of the two gradients, and the mean gradient.
    fn checks(samples: usize) -> Vec<(String, f64, f64)> {
        let mut rng = ChaCha8Rng::seed_from_u64(4);
        let extensions = Extensions { use_batchnorm: true, ..Extensions::default() };
        let (activation, init) = (Activation::Tanh, WeightInit::Xavier);
        let mut network = MultiLayerNetExtend::new(12, &[8, 8], 4, activation, init, extensions, &mut rng);
        let x = tensor(WeightInit::Std(1.0).weights::<f64>((samples, 12), &mut rng));
        let t = Targets::Labels((0..samples).map(|i| i % 4).collect());
        let numerical = network.numerical_gradient(&x, &t);
        network.gradient(&x, &t);
        let mean = |array: ndarray::ArrayD<f64>| array.abs().mean().unwrap();
        let backprop = network.grads().0.into_iter();
        backprop.map(|(key, grad)| (key.clone(), mean(&grad - &numerical[&key]), mean(grad))).collect()
    }

    #[test]
    fn the_two_gradients_agree() {
        for (key, difference, size) in checks(6) {
            // Batch normalization takes the mean away, and with it whatever the bias before it adds.
            let has_gradient = !["b1", "b2"].contains(&key.as_str());
            assert_eq!(size > 1e-3, has_gradient, "{key}: {size}");
            assert!(difference < 1e-7, "{key}: {difference}");
        }
    }

    #[test]
    fn a_batch_of_one_has_no_gradient_in_front_of_batch_normalization() {
        for (key, _, size) in checks(1) {
            if key.starts_with('W') && key != "W3" {
                assert!(size < 1e-12, "{key}: {size}");
            }
        }
    }
}
