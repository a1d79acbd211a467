//! The paths of the optimizers on x²/20 + y², step by step.

use plot::{Animation, Axes, Colormap, Figure, linspace};

use crate::optimizer_compare_naive::{LEVELS, Path, path};

/// The six paths, step by step.
pub(crate) fn animation(paths: &[Path], steps: usize) -> Animation {
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
fn ellipses(ax: &mut Axes) {
    let angles = linspace(0.0, std::f64::consts::TAU, 91);
    for level in LEVELS {
        let x: Vec<f64> = angles.iter().map(|angle| (20.0 * level).sqrt() * angle.cos()).collect();
        let y: Vec<f64> = angles.iter().map(|angle| level.sqrt() * angle.sin()).collect();
        let color = Colormap::Viridis.at((level - LEVELS[0]) / (LEVELS[5] - LEVELS[0]));
        ax.plot(x, y).color(color);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizer_compare_naive::{OPTIMIZERS, descend, f};

    #[test]
    fn ellipses_are_where_f_has_its_levels() {
        let mut ax = Axes::new();
        ellipses(&mut ax);
        let csv = Figure::from(ax).csv();
        for row in csv.lines().skip(1) {
            let columns: Vec<&str> = row.split(',').collect();
            let line: usize = columns[1].strip_prefix("line ").unwrap().parse().unwrap();
            let (x, y): (f64, f64) = (columns[2].parse().unwrap(), columns[3].parse().unwrap());
            assert!((f(x, y) - LEVELS[line - 1]).abs() < 1e-9, "{row}");
        }
        assert_eq!(csv.lines().count(), 1 + 6 * 91);
    }

    /// Every frame goes one step further, and the last one has all of the path.
    #[test]
    fn the_animation_ends_with_the_whole_paths_and_is_small() {
        let paths: Vec<Path> = OPTIMIZERS
            .iter()
            .map(|&(key, lr)| {
                let (x, y) = descend(key, lr, 30);
                (key, x, y)
            })
            .collect();
        let animation = animation(&paths, 30);
        assert!(animation.png().unwrap().len() < 300_000);
        let csv = animation.csv();
        for (key, x, y) in &paths {
            assert!(csv.contains(&format!("{key},line 8,{},{}\n", x[30], y[30])), "{csv}");
        }
    }
}
