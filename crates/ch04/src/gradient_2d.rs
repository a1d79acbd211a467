//! §4.4 勾配: the negative gradient of x0² + x1² points to the lowest place.
//!
//! In each point the arrow shows where the function falls fastest, and its length how fast. Where the gradient is 0,
//! in the origin, there is no direction and no arrow.

use common::numerical_gradient_2d;
use experiment::{Context, Experiment, Info};
use ndarray::Array2;
use plot::{Axes, Axes3, Color, Figure, arange};

use crate::function_2_3d::{function_2, surface};

/// Fields of arrows.
#[derive(Clone, Debug, clap::Args)]
pub struct Gradient2d {}

impl Experiment for Gradient2d {
    const INFO: Info = Info::new("gradient_2d", "§4.4", "The negative gradient of x0² + x1² as a field of arrows")
        .figures(&[
            ("gradient_2d", "The negative gradient"),
            ("gradient_2d_contour", "The negative gradient over the height of the surface"),
            ("gradient_2d_surface", "The direction of steepest descent on the surface"),
        ]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let field = Field::on(&arange(-2.0, 2.5, 0.25));
        let mut ax = field.arrows(Axes::new(), Color::DARK_GRAY);
        ax.xlim(-2.0, 2.0).ylim(-2.0, 2.0).grid();
        ctx.save("gradient_2d", ax)?;

        let (x, z) = surface(4.0);
        let field = Field::on(&arange(-4.0, 4.25, 0.5));
        let mut ax = Axes::new();
        ax.contourf(&x, &x, &z).alpha(0.5);
        let mut ax = field.arrows(ax, Color::BLACK);
        ax.xlim(-4.0, 4.0).ylim(-4.0, 4.0).grid();
        ctx.save("gradient_2d_contour", ax)?;

        let mut ax = Axes3::new();
        ax.wireframe(&x, &x, &z).alpha(0.5);
        field.arrows_on_surface(&mut ax, 0.5);
        ax.xlabel("x0").ylabel("x1").zlabel("f(x)");
        ctx.save("gradient_2d_surface", Figure::from(ax).size(640, 560))
    }
}

/// Points and the gradient there, (points, 2) each.
struct Field {
    points: Array2<f64>,
    gradient: Array2<f64>,
}

impl Field {
    /// On the square grid of these coordinates.
    fn on(x: &[f64]) -> Self {
        let n = x.len();
        let points = Array2::from_shape_fn((n * n, 2), |(i, axis)| if axis == 0 { x[i % n] } else { x[i / n] });
        let gradient = numerical_gradient_2d(function_2, &points);
        Field { points, gradient }
    }

    fn arrows(&self, mut ax: Axes, color: Color) -> Axes {
        let (down, points) = (-&self.gradient, &self.points);
        ax.quiver(points.column(0), points.column(1), down.column(0), down.column(1)).color(color);
        ax.xlabel("x0").ylabel("x1");
        ax
    }

    /// Arrows that lie on the surface: a step of `length` downhill, and as far down as it leads there.
    fn arrows_on_surface(&self, ax: &mut Axes3, length: f64) {
        let steps = self.points.rows().into_iter().zip(self.gradient.rows()).filter_map(|(p, g)| {
            let slope = g[0].hypot(g[1]);
            (slope > 1e-9).then(|| {
                let [u, v, w] = [-g[0] / slope, -g[1] / slope, -slope].map(|step| step * length);
                [p[0], p[1], function_2(&p.to_owned()), u, v, w]
            })
        });
        let steps: Vec<[f64; 6]> = steps.collect();
        let column = |i: usize| steps.iter().map(|step| step[i]).collect::<Vec<f64>>();
        ax.quiver((column(0), column(1), column(2)), (column(3), column(4), column(5))).color(Color::C2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_is_twice_the_point() {
        let field = Field::on(&arange(-2.0, 2.5, 0.25));
        assert_eq!(field.points.dim(), (18 * 18, 2));
        assert_eq!(field.points.row(19).to_vec(), [-1.75, -1.75]);
        assert!((&field.points * 2.0 - &field.gradient).iter().all(|d| d.abs() < 1e-10));
    }
}
