//! §3.2.3 ステップ関数のグラフ, `ch03/step_function.py`, figure 3-6: what a perceptron does with its weighted sum.
//!
//! ```text
//! h(x) = 0  if x ≤ 0
//!        1  if x > 0
//! ```

use experiment::{Context, say};
use ndarray::{Array1, array};
use plot::{Axes, Legend};

/// 1 where x > 0, else 0.
///
/// Book: §3.2.3, `ch03/step_function.py`.
pub fn step_function(x: &Array1<f64>) -> Array1<i64> {
    x.map(|&x| i64::from(x > 0.0))
}

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    say!(ctx, "step_function([-1, 1, 2]) = {}", step_function(&array![-1.0, 1.0, 2.0]));

    let x = Array1::range(-5.0, 5.0, 0.01); // with the book's 0.1 the step would lean
    let y = step_function(&x);
    let mut ax = Axes::new();
    ax.plot(&x, &y).label("step_function(x)");
    ax.title("y = step_function(x) is 0 or 1").xlabel("x").ylabel("y").ylim(-0.1, 1.1).grid().legend(Legend::UpperLeft);
    ctx.save("step_function", ax)
}
