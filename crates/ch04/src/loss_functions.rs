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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_squares_are_the_books() {
        assert_eq!(sum_squared_error(&probably_2(), &one_hot_2()), 0.09750000000000003);
        assert_eq!(sum_squared_error(&probably_7(), &one_hot_2()), 0.5975);
        let of = |last: f64| sum_squared_error(&array![1.0, 2.0, 3.0], &array![1.0, 2.0, last]);
        assert_eq!([of(4.0), of(10.0), of(3.0)], [0.5, 24.5, 0.0]);
    }

    #[test]
    fn cross_entropies_are_the_books() {
        for t in [Targets::from(2), Targets::from(one_hot_2())] {
            assert_eq!(cross_entropy_error(&probably_2(), &t), 0.510825457099338);
            assert_eq!(cross_entropy_error(&probably_7(), &t), 2.302584092994546);
        }
    }

    /// The caption's numbers are the losses, and the marks lie on the curve.
    #[test]
    fn the_caption_states_the_marked_losses() {
        let caption = crate::contents::LOSS_FUNCTIONS.caption("loss_functions");
        for y in [probably_2(), probably_7()] {
            let (p, loss) = (y[2], cross_entropy_error(&y, &Targets::from(2)));
            assert!(caption.contains(&format!("{loss:.2} at p = {p}")), "{caption}: {loss} at {p}");
            assert!((loss + p.ln()).abs() < 1e-6, "{loss} at {p} is not on the curve");
        }
    }

    /// The mean of the two, and the book's two versions (one-hot and label) are the same number.
    #[test]
    fn a_batch_has_the_mean() {
        let y = stack![Axis(0), probably_2(), probably_7()];
        let t = one_hot_2();
        let labels = cross_entropy_error(&y, &Targets::from(array![2, 2]));
        assert_eq!(labels, (0.510825457099338 + 2.302584092994546) / 2.0);
        assert_eq!(labels, cross_entropy_error(&y, &Targets::from(stack![Axis(0), t, t])));
    }
}
