//! §4.2.5 なぜ損失関数を設定するのか: the derivative of the sigmoid is nowhere 0.
//!
//! The accuracy on 100 images is one of 101 numbers: a small change of a weight does not change it, so its derivative
//! is 0 almost everywhere and no weight would be updated. The step function has the same fault. The sigmoid approaches
//! the lines 0 and 1 without reaching them.

use common::sigmoid;
use experiment::{Context, Experiment};
use ndarray::Array1;
use plot::{Axes, Legend, arange};

/// The standard sigmoid between 0 and 1.
#[derive(Clone, Debug, clap::Args)]
pub struct SigmoidBetweenLines {}

impl Experiment for SigmoidBetweenLines {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let x = Array1::from(arange(-10.0, 10.0, 0.01));
        let mut ax = Axes::new();
        ax.plot(&x, sigmoid(&x)).label("1 / (1 + e⁻ˣ)");
        ax.hline(0.0).dashed().label("its limits 0 and 1");
        ax.hline(1.0).dashed();
        ax.title("Standard sigmoid function: no gradient is zero").xlabel("x").ylabel("y").legend(Legend::CenterRight);
        ctx.save("sigmoid_between_lines", ax)
    }
}
