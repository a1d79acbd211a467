//! §6.1.7 どの更新手法を用いるか？: six optimizers on f(x, y) = x²/20 + y².

use anyhow::Result;
use common::{OptimizerKind, Param};
use experiment::{Context, Experiment, flags, say};
use ndarray::{Array2, array};
use plot::{Axes, Color, Figure, Marker, linspace};

use crate::path_animation::animation;

/// f(x, y) = x²/20 + y².
pub fn f(x: f64, y: f64) -> f64 {
    x.powi(2) / 20.0 + y.powi(2)
}

fn df(x: f64, y: f64) -> (f64, f64) {
    (x / 10.0, 2.0 * y)
}

/// Each optimizer with the learning rate that the book gives it here.
pub const OPTIMIZERS: [(OptimizerKind, f64); 6] = [
    (OptimizerKind::Sgd, 0.95),
    (OptimizerKind::Momentum, 0.1),
    (OptimizerKind::AdaGrad, 1.5),
    (OptimizerKind::Adam, 0.3),
    (OptimizerKind::Nesterov, 0.1),
    (OptimizerKind::RmsProp, 0.1),
];

/// Six optimizers on f(x, y) = x²/20 + y², from (-7, 2)
#[derive(Debug, clap::Args)]
pub struct OptimizerCompareNaive {
    /// Steps of each optimizer
    #[arg(long, default_value_t = 30, value_parser = flags::up_to::<10_000>)]
    pub steps: usize,
}

impl Experiment for OptimizerCompareNaive {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let mut paths = Vec::new();
        for (key, lr) in OPTIMIZERS {
            let (x_history, y_history) = descend(key, lr, self.steps);
            let (x, y) = (x_history[self.steps], y_history[self.steps]);
            say!(ctx, "{key:<9} lr {lr:<4} after {} steps: ({x:.6}, {y:.6}), f = {:.6}", self.steps, f(x, y));
            paths.push((key, x_history, y_history));
        }
        ctx.save("optimizer_compare_naive", Figure::grid(2, 2, panels(&paths[..4], 2)).size(860, 520))?;
        ctx.save("optimizer_compare_naive_six", Figure::grid(2, 3, panels(&paths, 3)).size(1060, 480))?;
        ctx.save_animation("optimizer_compare_naive_animated", &animation(&paths, self.steps))
    }
}

/// The start (-7, 2) and the place after each step.
pub fn descend(key: OptimizerKind, lr: f64, steps: usize) -> (Vec<f64>, Vec<f64>) {
    let mut optimizer = key.build(lr);
    let (mut x, mut y) = (array![-7.0], array![2.0]);
    let (mut x_history, mut y_history) = (vec![x[0]], vec![y[0]]);
    for _ in 0..steps {
        let (dx, dy) = df(x[0], y[0]);
        optimizer.update(&mut [Param::new("x", &mut x, &array![dx]), Param::new("y", &mut y, &array![dy])]);
        x_history.push(x[0]);
        y_history.push(y[0]);
    }
    (x_history, y_history)
}

/// An optimizer, and the x and y of its path.
pub type Path = (OptimizerKind, Vec<f64>, Vec<f64>);

/// A panel for each path; the last of each row has the scale of the isolines.
fn panels(paths: &[Path], columns: usize) -> Vec<Axes> {
    let mut panels: Vec<Axes> = paths.iter().map(panel).collect();
    for ax in panels.iter_mut().skip(columns - 1).step_by(columns) {
        ax.colorbar("f(x, y) of the lines");
    }
    panels
}

fn panel((key, x_history, y_history): &Path) -> Axes {
    let (x, y) = (linspace(-10.0, 10.0, 201), linspace(-5.0, 5.0, 101));
    let z = Array2::from_shape_fn((y.len(), x.len()), |(i, j)| f(x[j], y[i]));
    let mut ax = Axes::new();
    ax.contour(&x, &y, &z).levels(LEVELS);
    path(&mut ax, *key, x_history, y_history);
    ax
}

/// The values of f whose isolines are drawn.
pub const LEVELS: [f64; 6] = [0.2, 0.8, 1.8, 3.2, 5.0, 7.2];

/// Draws the minimum, and the way to it.
pub fn path(ax: &mut Axes, key: OptimizerKind, x_history: &[f64], y_history: &[f64]) {
    ax.plot([0.0], [0.0]).marker(Marker::Plus).marker_size(8.0).color(Color::BLACK);
    ax.plot(x_history, y_history).marker(Marker::Circle).marker_size(4.0).color(Color::RED);
    ax.title(key.to_string()).xlabel("x").ylabel("y").xlim(-10.0, 10.0).ylim(-5.0, 5.0).equal_aspect();
}
