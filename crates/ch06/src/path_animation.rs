//! The paths of the optimizers on x²/20 + y², step by step.

use plot::{Animation, Axes, Colormap, Figure, linspace};

use crate::optimizer_compare_naive::{LEVELS, Path, path};

/// The paths, up to six, step by step: each up to its point number `steps`. Of a long one some steps are left out.
///
/// # Panics
/// If a path has not more than `steps` points.
pub fn animation(paths: &[Path], steps: usize) -> Animation {
    let until = |step: usize| {
        let panels = paths.iter().map(|(key, x, y)| {
            let mut ax = Axes::new();
            ellipses(&mut ax);
            path(&mut ax, *key, &x[..=step], &y[..=step]);
            ax
        });
        Figure::grid(2, 3, panels).suptitle(format!("step {step}")).size(1000, 510)
    };
    Animation::new(Animation::moments(steps).into_iter().map(until), 250)
}

/// The isolines: f(x, y) is the level on an ellipse. To find them in a grid takes longer, and each frame has them.
pub fn ellipses(ax: &mut Axes) {
    let angles = linspace(0.0, std::f64::consts::TAU, 91);
    for level in LEVELS {
        let x: Vec<f64> = angles.iter().map(|angle| (20.0 * level).sqrt() * angle.cos()).collect();
        let y: Vec<f64> = angles.iter().map(|angle| level.sqrt() * angle.sin()).collect();
        let color = Colormap::Viridis.at((level - LEVELS[0]) / (LEVELS[5] - LEVELS[0]));
        ax.plot(x, y).color(color);
    }
}
