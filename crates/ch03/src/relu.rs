//! ReLU (rectified linear unit): what is negative is silenced.
//!
//! ```text
//! h(x) = x  if x > 0
//!        0  if x ≤ 0
//! ```
//!
//! Book: §3.2.7 (ReLU 関数), figure 3-9, `ch03/relu.py`.

use common::relu;
use experiment::{Context, Experiment, Info, say};
use ndarray::array;
use plot::{Axes, Legend};

use crate::step_function::x;

/// The graph of ReLU.
#[derive(Clone, Debug, clap::Args)]
pub struct Relu {}

impl Experiment for Relu {
    const INFO: Info = Info::new("relu", "§3.2.7", "The rectified linear unit")
        .figures(&[("relu", "ReLU: nothing below 0, the input itself above")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let some = array![-1.0, 1.0, 2.0];
        say!(ctx, "relu({some}) = {}", relu(&some));

        let x = x();
        let y = relu(&x);
        let mut ax = Axes::new();
        ax.plot(&x, &y).label("max(0, x)");
        ax.title("ReLU").xlabel("x").ylabel("y").ylim(-1.0, 5.5);
        ax.grid().legend(Legend::UpperLeft);
        ctx.save("relu", ax)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_negative_half_is_zero() {
        assert_eq!(relu(&array![-1.0, -0.0, 0.0, 1.0, 2.5]), array![0.0, 0.0, 0.0, 1.0, 2.5]);
    }
}
