//! §6.1.7 どの更新手法を用いるか？: six optimizers on f(x, y) = x²/20 + y².

use anyhow::Result;
use common::{OptimizerKind, Parameter};
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::{Array2, array};
use plot::{Axes, Color, Figure, Marker, linspace};

/// Six optimizers on f(x, y) = x²/20 + y², from (-7, 2)
#[derive(Debug, clap::Args)]
pub struct OptimizerCompareNaive {
    /// Steps of each optimizer
    #[arg(long, default_value_t = 30, value_parser = flags::up_to::<10_000>)]
    pub steps: usize,
}

/// Each optimizer with the learning rate that the book gives it here.
const OPTIMIZERS: [(OptimizerKind, f64); 6] = [
    (OptimizerKind::Sgd, 0.95),
    (OptimizerKind::Momentum, 0.1),
    (OptimizerKind::AdaGrad, 1.5),
    (OptimizerKind::Adam, 0.3),
    (OptimizerKind::Nesterov, 0.1),
    (OptimizerKind::RmsProp, 0.1),
];

impl Experiment for OptimizerCompareNaive {
    const INFO: Info = Info::new("optimizer_compare_naive", "§6.1.7", "Six optimizers on f(x, y) = x²/20 + y²")
        .figures(&[
            ("optimizer_compare_naive", "The book's four: SGD zigzags, Momentum rolls, AdaGrad and Adam go straight"),
            ("optimizer_compare_naive_six", "The same with Nesterov and RMSprop"),
        ]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        let mut paths = Vec::new();
        for (kind, learning_rate) in OPTIMIZERS {
            let path = descend(kind, learning_rate, self.steps);
            let [x, y] = path[path.len() - 1];
            say!(
                ctx,
                "{kind:<9} lr {learning_rate:<4} after {} steps: ({x:.6}, {y:.6}), f = {:.6}",
                self.steps,
                f(x, y)
            );
            paths.push((kind, path));
        }
        let panels = |paths: &[(_, Vec<_>)]| paths.iter().map(|(kind, path)| panel(*kind, path)).collect::<Vec<_>>();
        ctx.save("optimizer_compare_naive", Figure::grid(2, 2, panels(&paths[..4])).size(760, 600))?;
        ctx.save("optimizer_compare_naive_six", Figure::grid(2, 3, panels(&paths)).size(1000, 600))
    }
}

fn f(x: f64, y: f64) -> f64 {
    x * x / 20.0 + y * y
}

/// The start (-7, 2) and the place after each step.
fn descend(kind: OptimizerKind, learning_rate: f64, steps: usize) -> Vec<[f64; 2]> {
    let mut optimizer = kind.build(learning_rate);
    let (mut x, mut y) = (array![-7.0], array![2.0]);
    let mut path = vec![[x[0], y[0]]];
    for _ in 0..steps {
        let (dx, dy) = (&x / 10.0, 2.0 * &y);
        optimizer.update(&mut [Parameter::new("x", &mut x, &dx), Parameter::new("y", &mut y, &dy)]);
        path.push([x[0], y[0]]);
    }
    path
}

fn panel(kind: OptimizerKind, path: &[[f64; 2]]) -> Axes {
    let (xs, ys) = (linspace(-10.0, 10.0, 201), linspace(-5.0, 5.0, 101));
    let z = Array2::from_shape_fn((ys.len(), xs.len()), |(i, j)| f(xs[j], ys[i]));
    let mut ax = Axes::new();
    ax.title(kind.to_string()).xlabel("x").ylabel("y").xlim(-10.0, 10.0).ylim(-5.0, 5.0);
    ax.contour(&xs, &ys, &z).levels([0.2, 0.8, 1.8, 3.2, 5.0, 7.2]);
    ax.plot([0.0], [0.0]).marker(Marker::Plus).marker_size(8.0).color(Color::BLACK);
    let (x, y): (Vec<f64>, Vec<f64>) = path.iter().map(|&[x, y]| (x, y)).unzip();
    ax.plot(x, y).marker(Marker::Circle).marker_size(4.0).color(Color::RED);
    ax
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sgd_zigzags_and_the_others_do_not_overshoot_as_often() {
        let turns = |kind, rate| {
            let path = descend(kind, rate, 30);
            path.windows(2).filter(|pair| pair[0][1] * pair[1][1] < 0.0).count()
        };
        // y is multiplied by 1 - 2·0.95 = -0.9 at every step.
        assert_eq!(turns(OptimizerKind::Sgd, 0.95), 30);
        assert!(turns(OptimizerKind::Momentum, 0.1) < 8);
        assert_eq!(turns(OptimizerKind::AdaGrad, 1.5), 0);
    }

    #[test]
    fn sgd_is_where_pencil_and_paper_put_it() {
        let path = descend(OptimizerKind::Sgd, 0.95, 2);
        let expected = [[-7.0, 2.0], [-7.0 * 0.905, -1.8], [-7.0 * 0.905 * 0.905, 1.62]];
        for (place, expected) in path.iter().zip(expected) {
            assert!((place[0] - expected[0]).abs() < 1e-12 && (place[1] - expected[1]).abs() < 1e-12, "{place:?}");
        }
    }
}
