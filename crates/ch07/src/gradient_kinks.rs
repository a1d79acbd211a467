//! What the differences of [`gradient_check`](mod@crate::gradient_check) consist of: kinks of the loss where a ReLU switches
//! or another pixel becomes the largest of its pooling window, the 10⁻⁷ inside the book's logarithm, and rounding.
//!
//! Book: §7.5, §5.7.3, §4.2.2.

use anyhow::Result;
use common::kinks::{Difference, differences};
use common::{ConvParam, Targets, Tensor, tensor};
use experiment::{Context, Experiment, flags, say};
use ndarray::Array4;
use plot::{Axes, Legend};
use rand::{Rng, RngExt};

use crate::SimpleConvNet;

/// Kinks, the 1e-7 of the loss, and rounding in the gradient check of SimpleConvNet
#[derive(Clone, Debug, clap::Args)]
pub struct GradientKinks {
    /// Pixels per side of the random image
    #[arg(long, default_value_t = 10, value_parser = flags::up_to::<100>)]
    pub image_size: usize,
    /// Filters
    #[arg(long, default_value_t = 10, value_parser = flags::up_to::<1_000>)]
    pub filter_num: usize,
    /// Pixels per side of a filter
    #[arg(long, default_value_t = 3, value_parser = flags::count)]
    pub filter_size: usize,
    /// Units of the hidden layer
    #[arg(long, default_value_t = 10, value_parser = flags::up_to::<1_000>)]
    pub hidden_size: usize,
}

impl Experiment for GradientKinks {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let (mut network, x, t) = self.case(&mut ctx.rng())?;
        let differences = differences(&mut network, |network| &network.layers, &x, &t, |_, _| ());

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

impl GradientKinks {
    /// A network, a random image for it (1, 1, side, side) with pixels in 0..1, and its class.
    ///
    /// # Errors
    /// If the filter does not fit into the image.
    pub fn case(&self, rng: &mut impl Rng) -> Result<(SimpleConvNet<f64>, Tensor<f64>, Targets<f64>)> {
        let side = self.image_size;
        let conv_param = ConvParam { filter_num: self.filter_num, filter_size: self.filter_size, pad: 0, stride: 1 };
        // drawn in the order of gradient_check, whose differences this one explains
        let network = SimpleConvNet::new((1, side, side), conv_param, self.hidden_size, 10, 0.01, rng)?;
        let x = tensor(Array4::from_shape_simple_fn((1, 1, side, side), || rng.random()));
        Ok((network, x, Targets::from(1)))
    }
}
