//! §4.4 勾配: the negative gradient of f(x0, x1) = x0² + x1² points to the minimum.
//!
//! Each arrow points where the function falls fastest; its length is the slope there. At the origin the gradient is 0,
//! so there is no arrow.

use experiment::{Context, Experiment};
use ndarray::{Array, Array1, Array2, Dimension};
use plot::{Axes, Axes3, Color, Colormap, Figure, arange};

use crate::function_2_3d::surface;

/// ∂f/∂x (D) at one point x (D), which is changed while f is computed, then restored.
fn numerical_gradient_no_batch(f: impl Fn(&Array1<f64>) -> f64, x: &mut Array1<f64>) -> Array1<f64> {
    let h = 1e-4; // 0.0001
    let mut grad = Array1::zeros(x.len());
    for idx in 0..x.len() {
        let tmp_val = x[idx];
        x[idx] = tmp_val + h;
        let fxh1 = f(x); // f(x+h)

        x[idx] = tmp_val - h;
        let fxh2 = f(x); // f(x-h)
        grad[idx] = (fxh1 - fxh2) / (2.0 * h);

        x[idx] = tmp_val; // restore the value
    }
    grad
}

/// The gradient of f at one point (D), or at each row of a batch of points (N, D).
///
/// For weights of any shape, use [`common::numerical_gradient`].
///
/// Book: §4.4, `ch04/gradient_2d.py`.
pub fn numerical_gradient<D: Dimension>(f: impl Fn(&Array1<f64>) -> f64, x: &Array<f64, D>) -> Array<f64, D> {
    let mut grad = Array::zeros(x.raw_dim());
    for (mut grad, x) in grad.rows_mut().into_iter().zip(x.rows()) {
        grad.assign(&numerical_gradient_no_batch(&f, &mut x.to_owned()));
    }
    grad
}

/// f(x) = Σ xᵢ²
///
/// Book: §4.4, `ch04/gradient_2d.py`.
pub fn function_2(x: &Array1<f64>) -> f64 {
    x.pow2().sum()
}

/// The tangents of f at x (D), one along each axis.
///
/// Book: `ch04/gradient_2d.py`.
pub fn tangent_line(f: impl Fn(&Array1<f64>) -> f64, x: &Array1<f64>) -> impl Fn(&Array1<f64>) -> Array1<f64> {
    let d = numerical_gradient(&f, x);
    let y = f(x) - &d * x;
    move |t| &d * t + &y
}

/// Fields of arrows.
#[derive(Clone, Debug, clap::Args)]
pub struct Gradient2d {}

impl Experiment for Gradient2d {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let points = meshgrid(&arange(-2.0, 2.5, 0.25));
        let grad = numerical_gradient(function_2, &points);
        let mut ax = Axes::new();
        ax.quiver(points.column(0), points.column(1), -&grad.column(0), -&grad.column(1)).color(Color::DARK_GRAY);
        ax.xlim(-2.0, 2.0).ylim(-2.0, 2.0).xlabel("x0").ylabel("x1").grid();
        ctx.save("gradient_2d", ax)?;

        let (x, z) = surface(4.0, 201);
        let points = meshgrid(&arange(-4.0, 4.25, 0.5));
        let grad = numerical_gradient(function_2, &points);
        let mut ax = Axes::new();
        ax.contourf(&x, &x, &z).colormap(Colormap::Blues);
        ax.quiver(points.column(0), points.column(1), -&grad.column(0), -&grad.column(1)).color(Color::BLACK);
        ax.xlim(-4.0, 4.0).ylim(-4.0, 4.0).xlabel("x0").ylabel("x1").equal_aspect().colorbar("f(x0, x1)");
        ctx.save("gradient_2d_contour", ax)?;

        let (x, z) = surface(4.0, 33);
        let mut ax = Axes3::new();
        ax.wireframe(&x, &x, &z).alpha(0.5);
        arrows_on_surface(&mut ax, &points, &grad);
        ax.xlabel("x0").ylabel("x1").zlabel("f(x)");
        ctx.save("gradient_2d_surface", Figure::from(ax).size(640, 560))
    }
}

/// The points (x.len()², 2) of a square grid, row by row.
pub fn meshgrid(x: &[f64]) -> Array2<f64> {
    let n = x.len();
    Array2::from_shape_fn((n * n, 2), |(i, axis)| if axis == 0 { x[i % n] } else { x[i / n] })
}

/// Arrows that lie on the surface: a step of 0.5 downhill, and as far down as the slope leads.
fn arrows_on_surface(ax: &mut Axes3, points: &Array2<f64>, grad: &Array2<f64>) {
    let steps = points.rows().into_iter().zip(grad.rows()).filter_map(|(x, g)| {
        let slope = g[0].hypot(g[1]);
        let [u, v, w] = [-g[0] / slope, -g[1] / slope, -slope].map(|step| step * 0.5);
        (slope > 1e-9).then(|| [x[0], x[1], function_2(&x.to_owned()), u, v, w])
    });
    let steps: Vec<[f64; 6]> = steps.collect();
    let column = |i: usize| steps.iter().map(|step| step[i]).collect::<Vec<f64>>();
    ax.quiver((column(0), column(1), column(2)), (column(3), column(4), column(5))).color(Color::C2);
}
