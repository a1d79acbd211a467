//! The sigmoid function: a step with soft edges.
//!
//! ```text
//! h(x) = 1 / (1 + e⁻ˣ)
//! ```
//!
//! Wherever x lies, 0 < h(x) < 1. This is the standard form; with 1 / (1 + e^(−θx)) a larger θ makes it steeper.
//!
//! Book: §3.2.4 (シグモイド関数の実装), figure 3-7, `ch03/sigmoid.py`.

use common::sigmoid;
use experiment::{Context, Experiment, Info, say};
use ndarray::array;
use plot::{Axes, Legend};

use crate::step_function::x;

/// The graph of the sigmoid function.
#[derive(Clone, Debug, clap::Args)]
pub struct Sigmoid {}

impl Experiment for Sigmoid {
    const INFO: Info = Info::new("sigmoid", "§3.2.4", "The sigmoid function")
        .figures(&[("sigmoid", "The sigmoid function stays between 0 and 1")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let some = array![-1.0, 1.0, 2.0];
        say!(ctx, "sigmoid({some}) = {:.8}", sigmoid(&some));

        let x = x();
        let y = sigmoid(&x);
        let mut ax = Axes::new();
        ax.plot(&x, &y).label("1 / (1 + e⁻ˣ)");
        ax.title("0 < 1 / (1 + e⁻ˣ) < 1 everywhere").xlabel("x").ylabel("y").ylim(-0.1, 1.1);
        ax.grid().legend(Legend::UpperLeft);
        ctx.save("sigmoid", ax)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_the_books() {
        assert_eq!(format!("{:.8}", sigmoid(&array![-1.0, 1.0, 2.0])), "[0.26894142, 0.73105858, 0.88079708]");
    }

    #[test]
    fn it_stays_between_0_and_1() {
        assert!(sigmoid(&x()).iter().all(|&y| 0.0 < y && y < 1.0));
    }
}
