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
