//! §3.5 出力層の設計, figure 3-21: softmax turns any numbers into shares of 1.
//!
//! ```text
//! yₖ = e^aₖ / Σᵢ e^aᵢ = e^(aₖ + C) / Σᵢ e^(aᵢ + C)
//! ```
//!
//! C may be anything. The naive form has C = 0: e^100000 is infinite, and ∞ / ∞ is NaN. With C = −max a every exponent
//! is at most 0, and nothing overflows; [`common::softmax`] does this for the rows of a batch.

use experiment::{Context, say};
use ndarray::{Array1, array};
use plot::{Axes, Color, Figure};

/// Softmax as the formula is written, without protection.
///
/// Book: §3.5.1.
pub fn naive_softmax(a: &Array1<f64>) -> Array1<f64> {
    let exp_a = a.exp();
    let sum_exp_a = exp_a.sum();
    exp_a / sum_exp_a
}

/// Softmax that does not overflow.
///
/// Book: §3.5.2.
pub fn softmax(a: &Array1<f64>) -> Array1<f64> {
    let c = a.fold(f64::NEG_INFINITY, |c, &a| c.max(a));
    let exp_a = (a - c).exp();
    let sum_exp_a = exp_a.sum();
    exp_a / sum_exp_a
}

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    for a in [array![0.3, 2.9, 4.0], array![1.0, 2.0, 3.0]] {
        let y = softmax(&a);
        say!(ctx, "softmax({a}) = {y:.8}, sum {}", y.sum());
    }

    say!(ctx, "\ne^100000 = {}", 1e5_f64.exp());
    for a in [array![1.0, 2.0, 1e6], array![1010.0, 1000.0, 990.0]] {
        say!(ctx, "softmax({a})");
        say!(ctx, "    naive             {}   (inf / inf is not a number)", naive_softmax(&a));
        say!(ctx, "    less the maximum  {:.8e}", softmax(&a));
    }

    let a = array![0.3, 2.9, 4.0];
    let y = softmax(&a);
    ctx.measured("softmax([0.3, 2.9, 4.0])", format!("{y:.8}")).book("[0.01821127, 0.24519181, 0.73659691]");
    ctx.save("softmax", bars(&a, &y))
}

/// Scores on the left, shares on the right.
fn bars(a: &Array1<f64>, y: &Array1<f64>) -> Figure {
    let mut scores = Axes::new();
    scores.bar(0..a.len(), a).color(Color::C1).values(|v| format!("{v:.1}"));
    scores.title("scores a").categories(&["a1", "a2", "a3"]).ylim(0.0, 4.5);
    let mut shares = Axes::new();
    shares.bar(0..y.len(), y).color(Color::C0).values(|v| format!("{v:.4}"));
    shares.title("softmax(a): shares of 1").categories(&["y1", "y2", "y3"]).ylim(0.0, 1.0);
    Figure::grid(1, 2, [scores, shares]).size(880, 400)
}
