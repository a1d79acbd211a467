//! §3.2.4 シグモイド関数の実装, `ch03/sigmoid.py`, figure 3-7: a step with soft edges.
//!
//! Wherever x lies, 0 < h(x) < 1. This is the standard form; with 1 / (1 + e^(−θx)) a larger θ makes it steeper.
//! [`common::sigmoid`] computes the same and keeps the digits of small results.

use experiment::{Context, say};
use ndarray::{Array1, array};
use plot::Axes;

/// 1 / (1 + e⁻ˣ).
///
/// Book: §3.2.4, `ch03/sigmoid.py`.
pub fn sigmoid(x: &Array1<f64>) -> Array1<f64> {
    1.0 / (1.0 + (-x).exp())
}

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    say!(ctx, "sigmoid([-1, 1, 2]) = {:.8}", sigmoid(&array![-1.0, 1.0, 2.0]));

    let x = Array1::range(-5.0, 5.0, 0.01);
    let y = sigmoid(&x);
    let mut ax = Axes::new();
    ax.plot(&x, &y);
    ax.title("0 < 1 / (1 + e⁻ˣ) < 1 everywhere").xlabel("x").ylabel("y").ylim(-0.1, 1.1).grid();
    ctx.save("sigmoid", ax)
}
