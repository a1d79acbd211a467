//! Sigmoid and step in one figure; and what the step throws away.
//!
//! Both rise from 0 to 1 and both are not linear. The sigmoid passes on how large its input was, the step only
//! its sign: the area between the two is what gets lost.
//!
//! Book: §3.2.5 (シグモイド関数とステップ関数の比較), figure 3-8, `ch03/sig_step_compare.py`.

use common::{sigmoid, step_function};
use experiment::{Context, Experiment, Info, say};
use ndarray::Array1;
use plot::{Axes, Color, Legend};

use crate::step_function::x;

/// Sigmoid and step in one figure.
#[derive(Clone, Debug, clap::Args)]
pub struct SigStepCompare {}

/// The area between sigmoid and step over equally spaced `x`; over all x it is 2·ln 2.
pub fn area_between(x: &Array1<f64>) -> f64 {
    let difference = sigmoid(x) - step_function(x).mapv(|y| y as f64);
    difference.mapv(f64::abs).sum() * (x[1] - x[0])
}

impl Experiment for SigStepCompare {
    const INFO: Info = Info::new("sig_step_compare", "§3.2.5", "Sigmoid and step compared").figures(&[
        ("sig_step_compare", "Sigmoid solid, step dashed"),
        ("sig_step_compare_loss", "The area between the two: what the step does not pass on"),
    ]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let x = x();
        let (y1, y2) = (sigmoid(&x), step_function(&x));
        say!(ctx, "area between sigmoid and step: {:.4}", area_between(&x));

        let mut ax = Axes::new();
        ax.plot(&x, &y1).label("sigmoid");
        ax.plot(&x, &y2).color(Color::BLACK).dashed().label("step");
        ax.xlabel("x").ylabel("y").ylim(-0.1, 1.1).legend(Legend::UpperLeft);
        ctx.save("sig_step_compare", ax)?;

        let mut ax = Axes::new();
        ax.fill_between(&x, &y1, &y2).color(Color::C1).label("entropy loss");
        ax.plot(&x, &y1).color(Color::C0).dashed().label("sigmoid");
        ax.plot(&x, &y2).color(Color::BLACK).dotted().label("step");
        ax.title("Entropy Loss").xlabel("x").ylabel("y").ylim(-0.1, 1.1).grid().legend(Legend::UpperLeft);
        ctx.save("sig_step_compare_loss", ax)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_over_all_x_is_2_ln_2() {
        let x = Array1::from(plot::arange(-40.0, 40.0, 0.001));
        assert!((area_between(&x) - 2.0 * 2.0_f64.ln()).abs() < 1e-3);
    }
}
