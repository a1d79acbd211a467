//! §4.2 損失関数: the two losses of the book, for one answer and for a batch.
//!
//! The network's answer y is compared with the right one t: by ½ Σ (y − t)², or by −Σ t·ln y, of which only the
//! term of the right class is left. The figure shows why ln: it is 0 where y = 1, and falls without end towards y = 0.

use common::{Targets, cross_entropy_error, sum_squared_error};
use experiment::{Context, Experiment, Info, say};
use ndarray::{Array1, Axis, array, stack};
use plot::{Axes, Figure, Legend, arange};

/// Sum of squares and cross entropy.
#[derive(Clone, Debug, clap::Args)]
pub struct LossFunctions {}

impl Experiment for LossFunctions {
    const INFO: Info =
        Info::new("loss_functions", "§4.2", "Sum of squared errors and cross entropy, for one answer and for a batch")
            .figures(&[("loss_functions", "y = ln x from 0 to 1, where probabilities are, and up to 100")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        // 2乗和誤差
        let (t, y) = (right_answer(), [sure_of_2(), sure_of_7()]);
        say!(
            ctx,
            "sum_squared_error: {} if 2 is likeliest, {} if 7 is",
            sum_squared_error(&y[0], &t),
            sum_squared_error(&y[1], &t)
        );
        for last in [4.0, 10.0, 3.0] {
            let error = sum_squared_error(&array![1.0, 2.0, 3.0], &array![1.0, 2.0, last]);
            say!(ctx, "sum_squared_error of [1, 2, 3] and [1, 2, {last}]: {error:?}");
        }

        // 交差エントロピー誤差
        let label = Targets::from(2);
        let error = y.each_ref().map(|y| cross_entropy_error(y, &label));
        say!(ctx, "cross_entropy_error: {} if 2 is likeliest, {} if 7 is", error[0], error[1]);

        // バッチ対応版
        let batch = stack![Axis(0), y[0], y[1]];
        let one_hot = Targets::from(stack![Axis(0), t, t]);
        let labels = Targets::from(array![2, 2]);
        say!(ctx, "of the batch of both: {} with one-hot rows,", cross_entropy_error(&batch, &one_hot));
        say!(ctx, "                      {} with labels", cross_entropy_error(&batch, &labels));

        ctx.save("loss_functions", Figure::grid(1, 2, [logarithm(1.0), logarithm(100.0)]).size(960, 400))
    }
}

/// t: the right answer is 2.
pub fn right_answer() -> Array1<f64> {
    array![0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
}

/// y: 2 has the highest probability.
pub fn sure_of_2() -> Array1<f64> {
    array![0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0]
}

/// y: 7 has the highest probability.
pub fn sure_of_7() -> Array1<f64> {
    array![0.1, 0.05, 0.1, 0.0, 0.05, 0.1, 0.0, 0.6, 0.0, 0.0]
}

fn logarithm(end: f64) -> Axes {
    let x = arange(0.01, end, 0.01);
    let y: Vec<f64> = x.iter().map(|x| x.ln()).collect();
    let mut ax = Axes::new();
    ax.plot(&x, &y).dashed().label("log(x)");
    ax.title("y=log(x)").xlabel("x").ylabel("y").legend(Legend::LowerRight);
    ax
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_squares_are_the_books() {
        assert_eq!(sum_squared_error(&sure_of_2(), &right_answer()), 0.09750000000000003);
        assert_eq!(sum_squared_error(&sure_of_7(), &right_answer()), 0.5975);
        let of = |last: f64| sum_squared_error(&array![1.0, 2.0, 3.0], &array![1.0, 2.0, last]);
        assert_eq!([of(4.0), of(10.0), of(3.0)], [0.5, 24.5, 0.0]);
    }

    #[test]
    fn cross_entropies_are_the_books() {
        for t in [Targets::from(2), Targets::from(right_answer())] {
            assert_eq!(cross_entropy_error(&sure_of_2(), &t), 0.510825457099338);
            assert_eq!(cross_entropy_error(&sure_of_7(), &t), 2.302584092994546);
        }
    }

    /// The mean of the two, and the book's two versions (one-hot and label) are the same number.
    #[test]
    fn a_batch_has_the_mean() {
        let y = stack![Axis(0), sure_of_2(), sure_of_7()];
        let t = right_answer();
        let labels = cross_entropy_error(&y, &Targets::from(array![2, 2]));
        assert_eq!(labels, (0.510825457099338 + 2.302584092994546) / 2.0);
        assert_eq!(labels, cross_entropy_error(&y, &Targets::from(stack![Axis(0), t, t])));
    }
}
