//! Gradient descent on x0² + x1², step by step.

use std::f64::consts::TAU;

use ndarray::{Array2, Axis, Slice};
use plot::{Animation, Axes, Color, Colormap, Figure, Marker, linspace};

use crate::function_2_3d::function_2;

/// The way of x over the isolines, step by step, from x of each step (steps + 1, 2). Of a long way some steps are left out.
///
/// # Panics
/// If `x_history` has no row.
pub fn animation(x_history: &Array2<f64>) -> Animation {
    let until = |step: usize| {
        let path = x_history.slice_axis(Axis(0), Slice::from(..=step));
        let mut ax = Axes::new();
        for radius in [1.0, 2.0, 3.0, 4.0, 5.0] {
            // To find isolines in a grid takes longer, and each frame has them.
            let circle = |part: fn(f64) -> f64| {
                linspace(0.0, TAU, 91).into_iter().map(|angle| radius * part(angle)).collect::<Vec<_>>()
            };
            ax.plot(circle(f64::cos), circle(f64::sin)).color(Colormap::Viridis.at((radius - 1.0) / 4.0));
        }
        ax.plot(path.column(0), path.column(1)).marker(Marker::Circle).color(Color::C0);
        ax.title(format!("step {step}: f = {:.4}", function_2(&x_history.row(step).to_owned())));
        ax.xlim(-3.5, 3.5).ylim(-4.5, 4.5).xlabel("X0").ylabel("X1").equal_aspect();
        Figure::from(ax).size(480, 580)
    };
    Animation::new(Animation::moments(x_history.nrows() - 1).into_iter().map(until), 350)
}
