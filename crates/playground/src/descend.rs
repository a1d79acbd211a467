//! Descend: the paths of six optimizers on a surface, §6.1.

use axum::Json;
use common::{Momentum, Nesterov, Optimizer, OptimizerKind, Param};
use contour::ContourBuilder;
use ndarray::array;
use serde::{Deserialize, Serialize};

use crate::refusal::{Input, Refusal, in_range};

/// The most steps of a path.
const MOST_STEPS: usize = 1_000;
/// The most paths at once.
const MOST_PATHS: usize = 12;
/// A path ends where it is farther away than this.
const FAR: f64 = 1e6;
/// Columns and rows of the grid on which isolines are looked for.
const GRID: (usize, usize) = (161, 81);

/// A function of two variables.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Function {
    Valley,
    Saddle,
    Rosenbrock,
}

impl Function {
    const ALL: [Function; 3] = [Function::Valley, Function::Saddle, Function::Rosenbrock];

    fn f(self, x: f64, y: f64) -> f64 {
        match self {
            Function::Valley => x.powi(2) / 20.0 + y.powi(2),
            Function::Saddle => x.powi(2) / 20.0 - y.powi(2) / 10.0,
            Function::Rosenbrock => (1.0 - x).powi(2) + 100.0 * (y - x.powi(2)).powi(2),
        }
    }

    fn df(self, x: f64, y: f64) -> (f64, f64) {
        match self {
            Function::Valley => (x / 10.0, 2.0 * y),
            Function::Saddle => (x / 10.0, -y / 5.0),
            Function::Rosenbrock => {
                let up = y - x.powi(2);
                (-2.0 * (1.0 - x) - 400.0 * x * up, 200.0 * up)
            }
        }
    }

    fn formula(self) -> &'static str {
        match self {
            Function::Valley => "f(x, y) = x²/20 + y²",
            Function::Saddle => "f(x, y) = x²/20 − y²/10",
            Function::Rosenbrock => "f(x, y) = (1 − x)² + 100·(y − x²)²",
        }
    }

    /// What is shown: ranges of x and y.
    fn view(self) -> [(f64, f64); 2] {
        match self {
            Function::Valley | Function::Saddle => [(-10.0, 10.0), (-5.0, 5.0)],
            Function::Rosenbrock => [(-2.0, 2.0), (-0.5, 1.5)],
        }
    }

    fn levels(self) -> &'static [f64] {
        match self {
            Function::Valley => &[0.2, 0.8, 1.8, 3.2, 5.0, 7.2, 12.0, 20.0],
            Function::Saddle => &[-2.0, -1.5, -1.0, -0.5, -0.1, 0.1, 0.5, 1.0, 2.0, 3.0, 4.0],
            Function::Rosenbrock => &[0.2, 1.0, 4.0, 12.0, 40.0, 100.0, 200.0, 400.0, 800.0],
        }
    }

    fn start(self) -> [f64; 2] {
        match self {
            Function::Valley => [-7.0, 2.0],
            Function::Saddle => [-8.0, 0.02],
            Function::Rosenbrock => [-1.5, 1.0],
        }
    }

    /// Learning rates with which the optimizers get along; the book's in the valley.
    fn learning_rate(self, kind: OptimizerKind) -> f64 {
        use OptimizerKind::{AdaGrad, Adam, Momentum, Nesterov, RmsProp, Sgd};
        match (self, kind) {
            (Function::Rosenbrock, Sgd) => 0.001,
            (Function::Rosenbrock, Momentum | Nesterov) => 0.0003,
            (Function::Rosenbrock, AdaGrad) => 0.3,
            (Function::Rosenbrock, RmsProp) => 0.01,
            (Function::Rosenbrock, Adam) => 0.05,
            (_, Sgd) => 0.95,
            (_, AdaGrad) => 1.5,
            (_, Adam) => 0.3,
            (_, Momentum | Nesterov | RmsProp) => 0.1,
        }
    }

    /// The isolines of a level: where the grid is left, a line ends.
    fn isolines(self, level: f64) -> Vec<Vec<[f64; 2]>> {
        let ([(left, right), (bottom, top)], (columns, rows)) = (self.view(), GRID);
        let step = ((right - left) / (columns - 1) as f64, (top - bottom) / (rows - 1) as f64);
        let at = |i: f64, j: f64| [left + i * step.0, bottom + j * step.1];
        let places = (0..rows).flat_map(|j| (0..columns).map(move |i| (i, j)));
        let values: Vec<f64> = places.map(|(i, j)| at(i as f64, j as f64)).map(|[x, y]| self.f(x, y)).collect();
        // Rings around what is above the level, half a step outside of the grid where they reach its edge.
        let lines = ContourBuilder::new(columns, rows, true).lines(&values, &[level]).unwrap_or_default();
        let rings = lines.into_iter().flat_map(|line| line.into_inner().0.0);
        let mut isolines = Vec::new();
        for ring in rings {
            let ring: Vec<(f64, f64)> = ring.into_iter().map(|c| (c.x - 0.5, c.y - 0.5)).collect();
            let inside = |&(i, j): &(f64, f64)| {
                (0.0..=(columns - 1) as f64).contains(&i) && (0.0..=(rows - 1) as f64).contains(&j)
            };
            let runs = ring.split(|place| !inside(place)).filter(|run| run.len() > 1);
            isolines.extend(runs.map(|run| run.iter().map(|&(i, j)| at(i, j)).collect()));
        }
        isolines
    }
}

/// A function as the page shows it.
#[derive(Serialize)]
pub(crate) struct Surface {
    function: Function,
    formula: &'static str,
    x: (f64, f64),
    y: (f64, f64),
    start: [f64; 2],
    isolines: Vec<(f64, Vec<Vec<[f64; 2]>>)>,
    optimizers: Vec<(String, f64)>,
}

/// All functions.
pub(crate) async fn surfaces() -> Json<Vec<Surface>> {
    let surface = |function: Function| {
        let [x, y] = function.view();
        Surface {
            function,
            formula: function.formula(),
            x,
            y,
            start: function.start(),
            isolines: function.levels().iter().map(|&level| (level, function.isolines(level))).collect(),
            optimizers: OptimizerKind::ALL.map(|kind| (kind.to_string(), function.learning_rate(kind))).into(),
        }
    };
    Json(Function::ALL.map(surface).into())
}

/// Where optimizers start, and which.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    function: Function,
    start: [f64; 2],
    steps: usize,
    optimizers: Vec<Choice>,
}

/// An optimizer with its settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    name: String,
    learning_rate: f64,
    /// Of Momentum and Nesterov.
    #[serde(default)]
    momentum: Option<f64>,
}

impl Choice {
    fn build(&self) -> Result<Box<dyn Optimizer<f64>>, Refusal> {
        let kind: OptimizerKind = self.name.parse().map_err(Refusal::bad_request)?;
        let learning_rate = in_range("the learning rate", self.learning_rate, (1e-6, 100.0))?;
        let momentum = in_range("the momentum", self.momentum.unwrap_or(0.9), (0.0, 0.999))?;
        Ok(match kind {
            OptimizerKind::Momentum => {
                let mut optimizer = Momentum::new(learning_rate);
                optimizer.momentum = momentum;
                Box::new(optimizer)
            }
            OptimizerKind::Nesterov => {
                let mut optimizer = Nesterov::new(learning_rate);
                optimizer.momentum = momentum;
                Box::new(optimizer)
            }
            kind => kind.build(learning_rate),
        })
    }
}

/// (x, y, f(x, y)) at the start and after each step. It is shorter than asked for where the optimizer went off.
#[derive(Serialize)]
pub(crate) struct Path {
    optimizer: String,
    points: Vec<[f64; 3]>,
}

/// The paths of the optimizers.
pub(crate) async fn descend(Input(question): Input<Question>) -> Result<Json<Vec<Path>>, Refusal> {
    let Question { function, start: [x, y], steps, optimizers } = question;
    in_range("the number of steps", steps, (1, MOST_STEPS))?;
    in_range("the number of optimizers", optimizers.len(), (1, MOST_PATHS))?;
    for (name, value) in [("x", x), ("y", y)] {
        in_range(name, value, (-100.0, 100.0))?;
    }
    let path = |choice: &Choice| -> Result<Path, Refusal> {
        let points = points(function, [x, y], choice.build()?, steps);
        Ok(Path { optimizer: choice.name.clone(), points })
    };
    optimizers.iter().map(path).collect::<Result<_, _>>().map(Json)
}

fn points(function: Function, start: [f64; 2], mut optimizer: Box<dyn Optimizer<f64>>, steps: usize) -> Vec<[f64; 3]> {
    let [mut x, mut y] = start.map(|at| array![at]);
    let mut points = vec![[x[0], y[0], function.f(x[0], y[0])]];
    for _ in 0..steps {
        let (dx, dy) = function.df(x[0], y[0]);
        optimizer.update(&mut [Param::new("x", &mut x, &array![dx]), Param::new("y", &mut y, &array![dy])]);
        if !(x[0].abs() < FAR && y[0].abs() < FAR) {
            break;
        }
        points.push([x[0], y[0], function.f(x[0], y[0])]);
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_are_those_of_the_functions() {
        for function in Function::ALL {
            for [x, y] in [[-1.3, 0.7], [0.4, -2.0], [1.0, 1.0]] {
                let h = 1e-5;
                let numerical = (
                    (function.f(x + h, y) - function.f(x - h, y)) / (2.0 * h),
                    (function.f(x, y + h) - function.f(x, y - h)) / (2.0 * h),
                );
                let (dx, dy) = function.df(x, y);
                assert!((dx - numerical.0).abs() < 1e-5 && (dy - numerical.1).abs() < 1e-5, "{}", function.formula());
            }
        }
    }

    #[test]
    fn isolines_lie_on_their_level_and_inside_the_view() {
        for function in Function::ALL {
            let [(left, right), (bottom, top)] = function.view();
            for &level in function.levels() {
                let lines = function.isolines(level);
                assert!(!lines.is_empty(), "{} has no line at {level}", function.formula());
                for [x, y] in lines.into_iter().flatten() {
                    assert!((left..=right).contains(&x) && (bottom..=top).contains(&y));
                    let (dx, dy) = function.df(x, y);
                    let off = (function.f(x, y) - level).abs() / dx.hypot(dy).max(0.5);
                    assert!(off < 0.05, "{} is {off} from its line {level} at {x}, {y}", function.formula());
                }
            }
        }
    }

    #[test]
    fn every_optimizer_gets_down_at_its_own_learning_rate() {
        for function in [Function::Valley, Function::Rosenbrock] {
            for kind in OptimizerKind::ALL {
                let path = points(function, function.start(), kind.build(function.learning_rate(kind)), 300);
                let (first, last) = (path[0][2], path[path.len() - 1][2]);
                assert!(path.len() == 301 && last < 0.7 * first, "{kind} on {}: {first} to {last}", function.formula());
            }
        }
    }
}
