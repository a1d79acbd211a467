//! What the differences of [`gradient_check`](mod@crate::gradient_check) consist of: kinks of the loss where a ReLU
//! switches, the 10⁻⁷ inside the book's logarithm, and rounding.
//!
//! Book: §5.7.3, §4.2.2.

use common::kinks::{Difference, differences};
use experiment::{Context, Experiment, Format, flags, say};
use plot::{Axes, Legend};

use crate::TwoLayerNet;

/// Kinks, the 1e-7 of the loss, and rounding in the gradient check.
#[derive(Clone, Debug, clap::Args)]
pub struct GradientKinks {
    /// Images in the batch
    #[arg(long, default_value_t = 3, value_parser = flags::count)]
    pub images: usize,
    /// Neurons of the hidden layer
    #[arg(long, default_value_t = 50, value_parser = flags::up_to::<10_000>)]
    pub hidden_size: usize,
}

impl Experiment for GradientKinks {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let ((x_train, t_train), _) = ctx.load_mnist(Format { one_hot_label: true, ..Format::default() })?;
        let hidden_size = ctx.quick_or(10, self.hidden_size);
        let mut network = TwoLayerNet::new(784, hidden_size, 10, 0.01, &mut ctx.rng());
        let (x, t) = (x_train.first(self.images).astype().to_tensor(), t_train.first(self.images).astype());

        let bar = ctx.progress(795 * hidden_size + 10, "losses");
        let differences = differences(&mut network, |network| &network.layers, &x, &t, |_, _| bar.step());
        drop(bar);

        say!(ctx, "mean difference of backpropagation and numerical gradient, f64");
        for Difference { key, compared, kinks, book, exact } in &differences {
            say!(
                ctx,
                "{key}:{book:.3e} (without the 1e-7 in the loss {exact:.3e}; {compared} compared, {kinks} with a kink \
                 left out)"
            );
            ctx.measured(&format!("{key}, book's loss"), format!("{book:.1e}")).target("< 1e-6");
            ctx.measured(&format!("{key}, without the 1e-7"), format!("{exact:.1e}")).target("< 1e-9");
        }

        let keys: Vec<&str> = differences.iter().map(|d| d.key.as_str()).collect();
        let of = |value: fn(&Difference) -> f64| differences.iter().map(value).collect::<Vec<f64>>();
        let mut ax = Axes::new();
        ax.grouped_bars(
            &keys,
            &[("the book's loss", of(|d| d.book)), ("without the 1e-7 in the loss", of(|d| d.exact))],
        );
        ax.ylog().ylim(1e-14, 1e-5).xlabel("parameter").ylabel("mean difference").legend(Legend::UpperRight);
        ctx.save("gradient_kinks", ax)
    }
}

#[cfg(test)]
mod tests {
    use common::{Affine, Network, Samples, Targets, Tensor, tensor};
    use ndarray::array;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn check(network: &mut TwoLayerNet<f64>, x: &Tensor<f64>, t: &Targets<f64>) -> Vec<Difference> {
        differences(network, |network| &network.layers, x, t, |_, _| ())
    }

    fn assert_gradients_agree(batch: &dataset::Split, hidden_size: usize, seed: u64) {
        let (x, t): (Samples<f32>, _) = Format { one_hot_label: true, ..Format::default() }.of(batch);
        let mut network = TwoLayerNet::new(784, hidden_size, 10, 0.01, &mut ChaCha8Rng::seed_from_u64(seed));
        for d in check(&mut network, &x.astype().to_tensor(), &t.astype()) {
            assert!(d.book < 1e-6, "seed {seed}: {d:?}");
            assert!(d.exact < 1e-9, "seed {seed}: {d:?}");
            assert!(d.kinks * 10 < d.compared, "seed {seed}: {d:?}");
        }
    }

    #[test]
    fn gradients_agree_for_ten_seeds() {
        for seed in 1..=10 {
            assert_gradients_agree(&dataset::synthetic::digits(3, seed), 5, seed);
        }
    }

    /// The same at the book's size.
    #[test]
    #[ignore = "needs MNIST_DIR"]
    fn gradients_agree_on_mnist() {
        let mnist =
            dataset::load_mnist(&dataset::Options { choice: dataset::Choice::Mnist, ..Default::default() }).unwrap();
        for seed in 1..=10 {
            assert_gradients_agree(&mnist.train.first(3), 50, seed);
        }
    }

    /// a1 = 0.5·0.4 − 1.0·0.2 = 0: the whole hidden unit is at the kink, where a difference is half the slope.
    #[test]
    fn kinks_are_left_out() {
        let mut network = TwoLayerNet::new(2, 1, 2, 1.0, &mut ChaCha8Rng::seed_from_u64(1));
        network.layers.get_mut::<Affine<f64>>("Affine1").w = array![[0.5], [-1.0]];
        let (x, t) = (tensor(array![[0.4, 0.2]]), Targets::Labels(array![1]));

        let differences = check(&mut network, &x, &t);
        assert_eq!(differences.iter().map(|d| d.kinks).collect::<Vec<_>>(), [2, 1, 0, 0]);
        assert!(differences.iter().all(|d| d.book < 1e-6), "{differences:?}");

        let numerical = network.numerical_gradient(&x, &t);
        assert!((network.param("b1").grad[0] - numerical["b1"][0]).abs() > 1e-3);
    }
}
