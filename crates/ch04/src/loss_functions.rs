//! §4.2 損失関数: sum of squared errors and cross entropy error, for one sample and for a batch.
//!
//! Both compare the output y with the target t: ½ Σ (y − t)², or −Σ t·ln y, of which only the term of the true class
//! is not 0. The figure shows why ln: it is 0 at y = 1 and goes to −∞ towards y = 0, so −ln y grows without bound.

use common::{Targets, cross_entropy_error, sum_squared_error};
use experiment::{Context, Experiment, say};
use ndarray::{Array1, Axis, array, stack};
use plot::{Axes, Figure, Legend, Marker, arange};

/// Sum of squares and cross entropy.
#[derive(Clone, Debug, clap::Args)]
pub struct LossFunctions {}

impl Experiment for LossFunctions {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        // §4.2.1 Sum of squared errors: 2 has the highest probability, then 7
        let (t, y2, y7) = (one_hot_2(), probably_2(), probably_7());
        let (loss2, loss7) = (sum_squared_error(&y2, &t), sum_squared_error(&y7, &t));
        say!(ctx, "sum_squared_error: {loss2} if 2 is likeliest, {loss7} if 7 is");
        for last in [4.0, 10.0, 3.0] {
            let error = sum_squared_error(&array![1.0, 2.0, 3.0], &array![1.0, 2.0, last]);
            say!(ctx, "sum_squared_error of [1, 2, 3] and [1, 2, {last}]: {error:?}");
        }

        // §4.2.2 Cross entropy error
        let label = Targets::from(2);
        let (loss2, loss7) = (cross_entropy_error(&y2, &label), cross_entropy_error(&y7, &label));
        say!(ctx, "cross_entropy_error: {loss2} if 2 is likeliest, {loss7} if 7 is");

        // §4.2.4 For a batch: the mean over its samples
        let y = stack![Axis(0), y2, y7];
        let one_hot = Targets::from(stack![Axis(0), t, t]);
        let labels = Targets::from(array![2, 2]);
        say!(ctx, "of the batch of both: {} with one-hot rows,", cross_entropy_error(&y, &one_hot));
        say!(ctx, "                      {} with labels", cross_entropy_error(&y, &labels));

        let panels = [logarithm(1.0), logarithm(100.0), cross_entropies([(0.6, loss2), (0.1, loss7)])];
        ctx.save("loss_functions", Figure::grid(1, 3, panels).size(1140, 380))
    }
}

/// t: the true class is 2.
pub fn one_hot_2() -> Array1<f64> {
    array![0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
}

/// y: 2 has the highest probability.
pub fn probably_2() -> Array1<f64> {
    array![0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0]
}

/// y: 7 has the highest probability.
pub fn probably_7() -> Array1<f64> {
    array![0.1, 0.05, 0.1, 0.0, 0.05, 0.1, 0.0, 0.6, 0.0, 0.0]
}

/// y = ln x up to `end`.
fn logarithm(end: f64) -> Axes {
    let x = arange(0.01, end, 0.01);
    let y: Vec<f64> = x.iter().map(|x| x.ln()).collect();
    let mut ax = Axes::new();
    ax.plot(&x, &y).dashed().label("log(x)");
    ax.title(format!("y = log(x) up to {end}")).xlabel("x").ylabel("y").legend(Legend::LowerRight);
    ax
}

/// y = −ln p, with the losses at two probabilities of the true class marked.
fn cross_entropies(losses: [(f64, f64); 2]) -> Axes {
    let p = arange(0.01, 1.0, 0.01);
    let y: Vec<f64> = p.iter().map(|p| -p.ln()).collect();
    let mut ax = Axes::new();
    ax.plot(&p, &y).label("−log(p)");
    for (p, loss) in losses {
        ax.plot([p], [loss]).no_line().marker(Marker::Circle).label(format!("p = {p}: {loss:.2}"));
    }
    ax.title("cross entropy error").xlabel("probability p of the true class").ylabel("loss").legend(Legend::UpperRight);
    ax
}
