//! §5.7.3 誤差逆伝播法の勾配確認, `ch05/gradient_check.py`: backpropagation against numerical differentiation.
//!
//! [`gradient_kinks`](crate::gradient_kinks) says where the differences come from.

use common::Network;
use experiment::{Context, Experiment, Format, flags, say};
use plot::Axes;

use crate::TwoLayerNet;

/// Backpropagation against numerical differentiation.
#[derive(Clone, Debug, clap::Args)]
pub struct GradientCheck {
    /// Images in the batch
    #[arg(long, default_value_t = 3, value_parser = flags::count)]
    pub images: usize,
    /// Neurons of the hidden layer
    #[arg(long, default_value_t = 50, value_parser = flags::up_to::<10_000>)]
    pub hidden_size: usize,
}

impl Experiment for GradientCheck {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let ((x_train, t_train), _) = ctx.load_mnist(Format { one_hot_label: true, ..Format::default() })?;
        let mut network = TwoLayerNet::<f64>::new(784, ctx.quick_or(10, self.hidden_size), 10, 0.01, &mut ctx.rng());

        let x_batch = x_train.first(self.images).astype().to_tensor();
        let t_batch = t_train.first(self.images).astype();

        let grad_numerical = network.numerical_gradient(&x_batch, &t_batch);
        network.gradient(&x_batch, &t_batch);
        let grad_backprop = network.grads();

        let mut diffs = Vec::new();
        for key in grad_numerical.keys() {
            let diff = (&grad_backprop[key] - &grad_numerical[key]).abs().mean().unwrap_or(0.0);
            say!(ctx, "{key}:{diff:e}");
            ctx.measured(key, format!("{diff:.1e}")).target("< 1e-6");
            diffs.push(diff);
        }

        let mut ax = Axes::new();
        ax.grouped_bars(&Vec::from_iter(grad_numerical.keys()), &[("|backpropagation − numerical|", diffs)]);
        ax.ylog().ylim(1e-14, 1e-5).xlabel("parameter").ylabel("mean difference");
        ctx.save("gradient_check", ax)
    }
}
