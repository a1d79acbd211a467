//! §7.5 CNNの実装, `ch07/gradient_check.py`: backpropagation through convolution and pooling against numerical gradients.
//!
//! [`gradient_kinks`](crate::gradient_kinks) says where the differences come from.

use common::{ConvParam, Network, Targets, tensor};
use experiment::{Context, say};
use ndarray::Array4;
use plot::Axes;
use rand::RngExt;

use crate::SimpleConvNet;

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    let mut rng = ctx.rng();
    let conv_param = ConvParam { filter_num: 10, filter_size: 3, pad: 0, stride: 1 };
    let mut network = SimpleConvNet::<f64>::new((1, 10, 10), conv_param, 10, 10, 0.01, &mut rng)?;

    let x = tensor(Array4::from_shape_simple_fn((1, 1, 10, 10), || rng.random()));
    let t = Targets::from(1);

    let grad_num = network.numerical_gradient(&x, &t);
    network.gradient(&x, &t);
    let grad = network.grads();

    let mut diffs = Vec::new();
    for key in grad_num.keys() {
        let diff = (&grad_num[key] - &grad[key]).abs().mean().unwrap_or(0.0);
        say!(ctx, "{key}:{diff:e}");
        ctx.measured(key, format!("{diff:.1e}")).target("< 1e-6, more where a ReLU switches");
        diffs.push(diff);
    }

    let mut ax = Axes::new();
    ax.grouped_bars(&Vec::from_iter(grad_num.keys()), &[("|backpropagation − numerical|", diffs)]);
    ax.ylog().ylim(1e-14, 1e-5).xlabel("parameter").ylabel("mean difference");
    ctx.save("gradient_check", ax)
}
