//! The step function: what a perceptron does with its weighted sum.
//!
//! ```text
//! h(x) = 0  if x ≤ 0
//!        1  if x > 0
//! ```
//!
//! Book: §3.2.2–3.2.3 (ステップ関数), figure 3-6, `ch03/step_function.py`.

use common::step_function;
use experiment::{Context, Experiment, Info, say};
use ndarray::{Array1, array};
use plot::{Axes, Legend, arange};

/// x from −5 to 5. The book's distance of 0.1 would make the step lean.
pub(crate) fn x() -> Array1<f64> {
    Array1::from(arange(-5.0, 5.0, 0.01))
}

/// The graph of the step function.
#[derive(Clone, Debug, clap::Args)]
pub struct StepFunction {}

impl Experiment for StepFunction {
    const INFO: Info = Info::new("step_function", "§3.2.3", "The step function")
        .figures(&[("step_function", "The step function is 0 or 1")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let some = array![-1.0, 1.0, 2.0];
        say!(ctx, "step_function({some}) = {}", step_function(&some));

        let x = x();
        let y = step_function(&x);
        let mut ax = Axes::new();
        ax.plot(&x, &y).label("step_function(x)");
        ax.title("y = step_function(x) is 0 or 1").xlabel("x").ylabel("y").ylim(-0.1, 1.1);
        ax.grid().legend(Legend::UpperLeft);
        ctx.save("step_function", ax)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_does_not_fire() {
        assert_eq!(step_function(&array![-1.0, 1.0, 2.0]), array![0, 1, 1]);
        assert_eq!(step_function(&array![0.0, 1e-300]), array![0, 1]);
    }

    #[test]
    fn the_step_is_drawn_right_after_zero() {
        let x = x();
        assert_eq!((x.len(), x[500]), (1000, 0.0));
        assert_eq!(step_function(&x).sum(), 499);
    }
}
