//! §3.2.7 ReLU 関数, `ch03/relu.py`, figure 3-9: rectified linear unit, 0 for negative inputs.
//!
//! ```text
//! h(x) = x  if x > 0
//!        0  if x ≤ 0
//! ```

use experiment::{Context, say};
use ndarray::{Array1, array};
use plot::{Axes, Legend};

/// max(0, x).
///
/// Book: §3.2.7, `ch03/relu.py`.
pub fn relu(x: &Array1<f64>) -> Array1<f64> {
    x.mapv(|x| x.max(0.0))
}

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    say!(ctx, "relu([-1, 1, 2]) = {}", relu(&array![-1.0, 1.0, 2.0]));

    let x = Array1::range(-5.0, 5.0, 0.01);
    let y = relu(&x);
    let mut ax = Axes::new();
    ax.plot(&x, &y).label("max(0, x)");
    ax.title("ReLU").xlabel("x").ylabel("y").ylim(-1.0, 5.5).grid().legend(Legend::UpperLeft);
    ctx.save("relu", ax)
}
