//! §3.2.5 シグモイド関数とステップ関数の比較, `ch03/sig_step_compare.py`, figure 3-8: both in one figure.
//!
//! Both rise from 0 to 1 and both are nonlinear. The sigmoid passes on how large its input was, the step only its sign:
//! the second figure shows the area between the two, which is what gets lost.

use experiment::{Context, say};
use ndarray::Array1;
use plot::{Axes, Color, Legend};

use crate::{sigmoid::sigmoid, step_function::step_function};

/// The area between sigmoid and step over equally spaced `x`; over all x it is 2·ln 2.
pub fn area_between(x: &Array1<f64>) -> f64 {
    let difference = sigmoid(x) - step_function(x).mapv(|y| y as f64);
    difference.abs().sum() * (x[1] - x[0])
}

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    let x = Array1::range(-5.0, 5.0, 0.01);
    let y1 = sigmoid(&x);
    let y2 = step_function(&x);
    say!(ctx, "area between sigmoid and step: {:.4}", area_between(&x));

    let mut ax = Axes::new();
    ax.plot(&x, &y1).label("sigmoid");
    ax.plot(&x, &y2).color(Color::BLACK).dashed().label("step");
    ax.title("sigmoid and step").xlabel("x").ylabel("y").ylim(-0.1, 1.1).grid().legend(Legend::UpperLeft);
    ctx.save("sig_step_compare", ax)?;

    let mut ax = Axes::new();
    ax.fill_between(&x, &y1, &y2).color(Color::C1).label("entropy loss");
    ax.plot(&x, &y1).color(Color::C0).label("sigmoid");
    ax.plot(&x, &y2).color(Color::BLACK).dashed().label("step");
    ax.title("Entropy Loss").xlabel("x").ylabel("y").ylim(-0.1, 1.1).grid().legend(Legend::UpperLeft);
    ctx.save("sig_step_compare_loss", ax)
}
