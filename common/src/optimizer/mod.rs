//! Optimizers: how a gradient changes the params.
//!
//! Book: §6.1, `common/optimizer.py`.

mod rules;
mod state;

use std::fmt;
use std::str::FromStr;

pub use rules::{AdaGrad, Adam, Momentum, Nesterov, RmsProp, Sgd};
pub use state::OptimizerState;

use crate::{Param, Real};

/// Changes params by their gradients.
///
/// With p a parameter, g its gradient and η the learning rate; all state starts at 0:
///
/// | [`OptimizerKind`] | update |
/// |---|---|
/// | [`Sgd`] | p −= η·g |
/// | [`Momentum`] | v = 0.9·v − η·g; p += v |
/// | [`Nesterov`] | p += 0.9²·v − 1.9·η·g; v = 0.9·v − η·g |
/// | [`AdaGrad`] | h += g²; p −= η·g / (√h + 10⁻⁷) |
/// | [`RmsProp`] | h = 0.99·h + 0.01·g²; p −= η·g / (√h + 10⁻⁷) |
/// | [`Adam`] | m += 0.1·(g − m); v += 0.001·(g² − v); p −= η·√(1 − 0.999ᵗ) / (1 − 0.9ᵗ) · m / (√v + 10⁻⁷), t = 1, 2, … |
///
/// ```
/// use common::{Optimizer, OptimizerKind, Param};
/// use ndarray::array;
///
/// // Ten steps down f(x, y) = x²/20 + y² of §6.1.2, from (-7, 2).
/// let mut position = array![-7.0, 2.0];
/// let mut optimizer = OptimizerKind::Momentum.build(0.1);
/// for _ in 0..10 {
///     let gradient = array![position[0] / 10.0, 2.0 * position[1]];
///     optimizer.update(&mut [Param::new("p", &mut position, &gradient)]);
/// }
/// assert_eq!(format!("{position:.3}"), "[-4.348, 0.009]");
/// ```
///
/// Book: §6.1, `common/optimizer.py`.
pub trait Optimizer<A: Real>: Send + Sync {
    /// One step. State is kept per parameter name and is created, all zeros, on first use.
    ///
    /// # Panics
    /// If a parameter has another shape than its gradient, or than it had before.
    fn update(&mut self, params: &mut [Param<'_, A>]);

    /// The learning rate η, to read or to change (learning-rate decay).
    fn learning_rate_mut(&mut self) -> &mut f64;

    /// What the optimizer remembers, to save or to restore.
    fn state_mut(&mut self) -> &mut OptimizerState<A>;
}

/// The optimizers by name: `SGD`, `Momentum`, `Nesterov`, `AdaGrad`, `RMSprop`, `Adam`, in any case.
///
/// ```
/// use common::OptimizerKind;
/// assert_eq!("adagrad".parse(), Ok(OptimizerKind::AdaGrad));
/// assert_eq!(OptimizerKind::Sgd.to_string(), "SGD");
/// ```
///
/// Book: `common/trainer.py`, argument `optimizer`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptimizerKind {
    /// [`Sgd`].
    Sgd,
    /// [`Momentum`].
    Momentum,
    /// [`Nesterov`].
    Nesterov,
    /// [`AdaGrad`].
    AdaGrad,
    /// [`RmsProp`].
    RmsProp,
    /// [`Adam`].
    Adam,
}

impl OptimizerKind {
    /// All of them, in the order of `common/optimizer.py`.
    pub const ALL: [OptimizerKind; 6] = [
        OptimizerKind::Sgd,
        OptimizerKind::Momentum,
        OptimizerKind::Nesterov,
        OptimizerKind::AdaGrad,
        OptimizerKind::RmsProp,
        OptimizerKind::Adam,
    ];

    /// An optimizer with this learning rate and the book's other values.
    ///
    /// # Panics
    /// If the learning rate is not a finite number above 0.
    #[track_caller]
    pub fn build<A: Real>(self, learning_rate: f64) -> Box<dyn Optimizer<A>> {
        A::optimizer(self, learning_rate) // `build` below, compiled once
    }
}

#[track_caller]
pub(crate) fn build<A: Real>(kind: OptimizerKind, learning_rate: f64) -> Box<dyn Optimizer<A>> {
    match kind {
        OptimizerKind::Sgd => Box::new(Sgd::new(learning_rate)),
        OptimizerKind::Momentum => Box::new(Momentum::new(learning_rate)),
        OptimizerKind::Nesterov => Box::new(Nesterov::new(learning_rate)),
        OptimizerKind::AdaGrad => Box::new(AdaGrad::new(learning_rate)),
        OptimizerKind::RmsProp => Box::new(RmsProp::new(learning_rate)),
        OptimizerKind::Adam => Box::new(Adam::new(learning_rate)),
    }
}

impl fmt::Display for OptimizerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            OptimizerKind::Sgd => "SGD",
            OptimizerKind::Momentum => "Momentum",
            OptimizerKind::Nesterov => "Nesterov",
            OptimizerKind::AdaGrad => "AdaGrad",
            OptimizerKind::RmsProp => "RMSprop",
            OptimizerKind::Adam => "Adam",
        })
    }
}

/// A name that no optimizer has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown optimizer `{0}`: expected SGD, Momentum, Nesterov, AdaGrad, RMSprop or Adam")]
pub struct UnknownOptimizer(String);

impl FromStr for OptimizerKind {
    type Err = UnknownOptimizer;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let same = |kind: &OptimizerKind| kind.to_string().eq_ignore_ascii_case(text);
        OptimizerKind::ALL.into_iter().find(same).ok_or_else(|| UnknownOptimizer(text.into()))
    }
}
