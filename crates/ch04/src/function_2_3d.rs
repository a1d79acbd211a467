//! §4.3.3 偏微分, figure 4-8: f(x0, x1) = x0² + x1² as a surface.

use experiment::{Context, Experiment};
use ndarray::{Array1, Array2, array};
use plot::{Axes3, Figure, linspace};

/// f(x0, x1) = x0² + x1²
///
/// Book: §4.3.3, `ch04/gradient_method.py`.
pub fn function_2(x: &Array1<f64>) -> f64 {
    x[0].powi(2) + x[1].powi(2)
}

/// The surface of the function whose gradient follows.
#[derive(Clone, Debug, clap::Args)]
pub struct Function23d {}

impl Experiment for Function23d {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let (x, z) = surface(4.0, 33);
        let mut ax = Axes3::new();
        ax.wireframe(&x, &x, &z);
        ax.xlabel("x0").ylabel("x1").zlabel("f(x)");
        ctx.save("function_2_3d", Figure::from(ax).size(640, 560))
    }
}

/// Both coordinates, `n` from −`limit` to `limit`, and f on their grid: `z[[i, j]] = f(x[j], x[i])`.
pub fn surface(limit: f64, n: usize) -> (Vec<f64>, Array2<f64>) {
    let x = linspace(-limit, limit, n);
    let z = Array2::from_shape_fn((x.len(), x.len()), |(i, j)| function_2(&array![x[j], x[i]]));
    (x, z)
}
