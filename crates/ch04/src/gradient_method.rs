//! §4.4.1 勾配法: downhill from (−3, 4) on x0² + x1², a step of η times the gradient at a time.

use common::numerical_gradient;
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::{Array1, Array2, array};
use plot::{Axes, Color, Legend};

use crate::function_2_3d::{function_2, surface};

/// The three learning rates of the book: good, too large, too small.
const LEARNING_RATES: [(f64, &str); 3] = [
    (0.1, "[-6.11110793e-10, 8.14814391e-10]"),
    (10.0, "[-2.58983747e+13, -1.29524862e+12]"),
    (1e-10, "[-2.99999994, 3.99999992]"),
];

/// Gradient descent from (−3, 4).
#[derive(Clone, Debug, clap::Args)]
pub struct GradientMethod {
    /// Steps for the printed results
    #[arg(long, default_value_t = 100, value_parser = flags::up_to::<1_000_000>)]
    pub step_num: usize,
    /// Learning rate of the pictures
    #[arg(long, default_value_t = 0.1, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// Steps of the pictures
    #[arg(long, default_value_t = 20, value_parser = flags::up_to::<10_000>)]
    pub picture_steps: usize,
}

impl Experiment for GradientMethod {
    const INFO: Info =
        Info::new("gradient_method", "§4.4.1", "Gradient descent: a good learning rate and two bad ones").figures(&[
            ("gradient_method", "20 steps with learning rate 0.1"),
            ("gradient_method_contour", "The same over isolines"),
            ("gradient_method_learning_rates", "Distance from the minimum for the three learning rates"),
        ]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let init_x = array![-3.0, 4.0];
        let mut distances = Axes::new();
        for (lr, book) in LEARNING_RATES {
            let (x, x_history) = gradient_descent(function_2, init_x.clone(), lr, self.step_num);
            let place = format!("[{:.8e}, {:.8e}]", x[0], x[1]);
            say!(ctx, "learning rate {lr:e}, {} steps: {place}", self.step_num);
            ctx.measured(&format!("after {} steps, learning rate {lr:e}", self.step_num), place, book);
            let distance: Vec<f64> = x_history.rows().into_iter().map(|x| x[0].hypot(x[1])).collect();
            distances.plot_y(distance).label(format!("learning rate {lr:e}"));
        }
        distances.ylog().xlabel("step").ylabel("distance from the minimum").legend(Legend::Best);

        let (_, x_history) = gradient_descent(function_2, init_x, self.learning_rate, self.picture_steps);
        ctx.save("gradient_method", path(Axes::new(), &x_history))?;

        let (x, z) = surface(4.5);
        let mut isolines = Axes::new();
        isolines.contour(&x, &x, &z);
        ctx.save("gradient_method_contour", path(isolines, &x_history))?;
        ctx.save("gradient_method_learning_rates", distances)
    }
}

/// Where `step_num` steps of −lr·gradient lead from `init_x`, and every place before a step, (steps, D).
///
/// Book: §4.4.1, `gradient_descent`.
pub fn gradient_descent(
    f: impl Fn(&Array1<f64>) -> f64,
    init_x: Array1<f64>,
    lr: f64,
    step_num: usize,
) -> (Array1<f64>, Array2<f64>) {
    let mut x = init_x;
    let mut x_history = Array2::zeros((step_num, x.len()));
    for mut place in x_history.rows_mut() {
        place.assign(&x);
        let grad = numerical_gradient(&f, &mut x);
        x.scaled_add(-lr, &grad);
    }
    (x, x_history)
}

fn path(mut ax: Axes, x_history: &Array2<f64>) -> Axes {
    ax.hline(0.0).color(Color::BLUE).dashed();
    ax.vline(0.0).color(Color::BLUE).dashed();
    ax.plot(x_history.column(0), x_history.column(1)).no_line().marker(plot::Marker::Circle).color(Color::C0);
    ax.xlim(-3.5, 3.5).ylim(-4.5, 4.5).xlabel("X0").ylabel("X1");
    ax
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_steps_lead_where_they_lead_in_the_book() {
        let expected = [
            ["-6.11110793e-10", "8.14814391e-10"],
            ["-2.58983747e13", "-1.29524862e12"],
            ["-2.99999994e0", "3.99999992e0"],
        ];
        for ((lr, _), expected) in LEARNING_RATES.into_iter().zip(expected) {
            let (x, _) = gradient_descent(function_2, array![-3.0, 4.0], lr, 100);
            assert_eq!([format!("{:.8e}", x[0]), format!("{:.8e}", x[1])], expected, "learning rate {lr}");
        }
    }

    #[test]
    fn the_history_starts_at_the_start() {
        let (x, history) = gradient_descent(function_2, array![-3.0, 4.0], 0.1, 20);
        assert_eq!(history.row(0).to_vec(), [-3.0, 4.0]);
        // Each step leaves 0.8 of the way: x − 0.1·2x.
        assert!((history[[19, 1]] - 4.0 * 0.8_f64.powi(19)).abs() < 1e-9);
        assert!((x[0] + 3.0 * 0.8_f64.powi(20)).abs() < 1e-9);
    }
}
