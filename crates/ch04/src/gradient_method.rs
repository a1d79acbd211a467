//! §4.4.1 勾配法: gradient descent on f(x0, x1) = x0² + x1² from (−3, 4), with three learning rates.

use experiment::{Context, Experiment, flags, say};
use ndarray::{Array1, Array2, Axis, array};
use plot::{Axes, Color, Figure, Legend, Marker};

use crate::descent_animation::animation;
use crate::function_2_3d::{function_2, surface};
use crate::gradient_2d::numerical_gradient;

/// The x after `step_num` steps of x −= lr·∂f/∂x from `init_x`, and the x before each step, (step_num, D).
///
/// Book: §4.4.1, `ch04/gradient_method.py`.
pub fn gradient_descent(
    f: impl Fn(&Array1<f64>) -> f64,
    init_x: Array1<f64>,
    lr: f64,
    step_num: usize,
) -> (Array1<f64>, Array2<f64>) {
    let mut x = init_x;
    let mut x_history = Array2::zeros((step_num, x.len()));
    for i in 0..step_num {
        x_history.row_mut(i).assign(&x);

        let grad = numerical_gradient(&f, &x);
        x -= &(lr * grad);
    }
    (x, x_history)
}

/// The three learning rates of the book: good, too large, too small.
pub const LEARNING_RATES: [(f64, &str); 3] = [
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
    #[arg(long, alias = "lr", default_value_t = 0.1, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// Steps of the pictures
    #[arg(long, default_value_t = 20, value_parser = flags::up_to::<10_000>)]
    pub picture_steps: usize,
}

impl Experiment for GradientMethod {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let init_x = array![-3.0, 4.0];
        let (_, x_history) = gradient_descent(function_2, init_x.clone(), self.learning_rate, self.picture_steps);
        let (x, z) = surface(4.5, 201);
        for figure in ["gradient_method", "gradient_method_contour"] {
            let mut ax = Axes::new();
            ax.hline(0.0).color(Color::BLUE).dashed();
            ax.vline(0.0).color(Color::BLUE).dashed();
            let path = ax.plot(x_history.column(0), x_history.column(1)).marker(Marker::Circle).color(Color::C0);
            if figure == "gradient_method" {
                path.no_line();
            } else {
                ax.contour(&x, &x, &z).levels([5.0, 10.0, 15.0, 20.0, 25.0]).labelled();
            }
            ax.xlim(-3.5, 3.5).ylim(-4.5, 4.5).xlabel("X0").ylabel("X1").equal_aspect();
            ctx.save(figure, Figure::from(ax).size(480, 560))?;
        }
        ctx.save_animation("gradient_method_animated", &animation(&x_history))?;

        let mut ax = Axes::new();
        for (lr, book) in LEARNING_RATES {
            let (x, x_history) = gradient_descent(function_2, init_x.clone(), lr, self.step_num);
            let place = format!("[{:.8e}, {:.8e}]", x[0], x[1]);
            say!(ctx, "learning rate {lr:e}, {} steps: {place}", self.step_num);
            ctx.measured(&format!("after {} steps, learning rate {lr:e}", self.step_num), place).book(book);
            ax.plot_y(x_history.map_axis(Axis(1), |x| x[0].hypot(x[1]))).label(format!("learning rate {lr:e}"));
        }
        ax.ylog().xlabel("step").ylabel("distance from the minimum").legend(Legend::Best);
        ctx.save("gradient_method_learning_rates", ax)
    }
}
