//! §4.3.3 偏微分, figure 4-8: f(x0, x1) = x0² + x1² as a surface.

use experiment::{Context, Experiment, Info};
use ndarray::Array2;
use plot::{Axes3, Figure, arange};

/// The surface of the function whose gradient follows.
#[derive(Clone, Debug, clap::Args)]
pub struct Function23d {}

impl Experiment for Function23d {
    const INFO: Info = Info::new("function_2_3d", "§4.3.3", "The surface f(x0, x1) = x0² + x1²")
        .figures(&[("function_2_3d", "Wireframe of x0² + x1²")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let (x, z) = surface(4.0);
        let mut ax = Axes3::new();
        ax.wireframe(&x, &x, &z);
        ax.xlabel("x0").ylabel("x1").zlabel("f(x)");
        ctx.save("function_2_3d", Figure::from(ax).size(640, 560))
    }
}

/// f(x0, x1) = x0² + x1²; like the book's, for any number of variables.
pub fn function_2(x: &ndarray::Array1<f64>) -> f64 {
    x.dot(x)
}

/// −`limit` to `limit` in steps of 0.25 for both variables, and f there.
pub(crate) fn surface(limit: f64) -> (Vec<f64>, Array2<f64>) {
    let x = arange(-limit, limit + 0.125, 0.25);
    let z = Array2::from_shape_fn((x.len(), x.len()), |(row, column)| function_2(&ndarray::array![x[column], x[row]]));
    (x, z)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surface_is_a_bowl() {
        let (x, z) = surface(4.0);
        assert_eq!((x.len(), x[0], x[32]), (33, -4.0, 4.0));
        assert_eq!((z[[0, 0]], z[[16, 16]], z[[16, 20]], z[[20, 16]]), (32.0, 0.0, 1.0, 1.0));
    }
}
