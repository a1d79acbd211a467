//! The six rules.

use super::{Optimizer, OptimizerState};
use crate::{Param, Real};

/// Avoids a division by 0.
const EPSILON: f64 = 1e-7;

/// The methods of [`Optimizer`] that are the same for every rule.
macro_rules! learning_rate_and_state {
    () => {
        fn learning_rate_mut(&mut self) -> &mut f64 {
            &mut self.learning_rate
        }

        fn state_mut(&mut self) -> &mut OptimizerState<A> {
            &mut self.state
        }
    };
}

#[track_caller]
fn checked(learning_rate: f64) -> f64 {
    assert!(learning_rate.is_finite() && learning_rate > 0.0, "learning rate {learning_rate} is not above 0");
    learning_rate
}

/// Stochastic gradient descent: p −= η·g.
///
/// ```
/// use common::{Optimizer, Param, Sgd};
/// use ndarray::array;
/// let (mut p, g) = (array![1.0], array![0.5]);
/// let mut optimizer = Sgd::new(0.1);
/// for _ in 0..2 {
///     optimizer.update(&mut [Param::new("p", &mut p, &g)]);
/// }
/// assert_eq!(format!("{p:.4}"), "[0.9000]");
/// ```
///
/// Book: §6.1.2, `common/optimizer.py`.
#[derive(Clone, Debug)]
pub struct Sgd<A> {
    /// η.
    pub learning_rate: f64,
    state: OptimizerState<A>,
}

impl<A: Real> Sgd<A> {
    /// With learning rate η (the book's default is 0.01).
    ///
    /// # Panics
    /// If η is not a finite number above 0.
    #[track_caller]
    pub fn new(learning_rate: f64) -> Self {
        Sgd { learning_rate: checked(learning_rate), state: OptimizerState::new(&[]) }
    }
}

impl<A: Real> Optimizer<A> for Sgd<A> {
    fn update(&mut self, params: &mut [Param<'_, A>]) {
        let eta = A::of(self.learning_rate);
        self.state.update(params, |p, g, []| *p -= eta * g); // []: no state
    }

    learning_rate_and_state!();
}

/// A ball that rolls down: v = α·v − η·g; p += v.
///
/// ```
/// use common::{Optimizer, Param, Momentum};
/// use ndarray::array;
/// let (mut p, g) = (array![1.0], array![0.5]);
/// let mut optimizer = Momentum::new(0.1);
/// for _ in 0..2 {
///     optimizer.update(&mut [Param::new("p", &mut p, &g)]);
/// }
/// assert_eq!(format!("{p:.4}"), "[0.8550]");
/// ```
///
/// Book: §6.1.4, `common/optimizer.py`.
#[derive(Clone, Debug)]
pub struct Momentum<A> {
    /// η.
    pub learning_rate: f64,
    /// α, how much of the velocity stays: 0.9.
    pub momentum: f64,
    state: OptimizerState<A>,
}

impl<A: Real> Momentum<A> {
    /// With learning rate η (the book's default is 0.01) and α = 0.9.
    ///
    /// # Panics
    /// If η is not a finite number above 0.
    #[track_caller]
    pub fn new(learning_rate: f64) -> Self {
        Momentum { learning_rate: checked(learning_rate), momentum: 0.9, state: OptimizerState::new(&["v"]) }
    }
}

impl<A: Real> Optimizer<A> for Momentum<A> {
    fn update(&mut self, params: &mut [Param<'_, A>]) {
        let (eta, alpha) = (A::of(self.learning_rate), A::of(self.momentum));
        self.state.update(params, |p, g, [v]| {
            *v = alpha * *v - eta * g;
            *p += *v;
        });
    }

    learning_rate_and_state!();
}

/// Momentum that looks ahead: p += α²·v − (1 + α)·η·g; v = α·v − η·g.
///
/// ```
/// use common::{Optimizer, Param, Nesterov};
/// use ndarray::array;
/// let (mut p, g) = (array![1.0], array![0.5]);
/// let mut optimizer = Nesterov::new(0.1);
/// for _ in 0..2 {
///     optimizer.update(&mut [Param::new("p", &mut p, &g)]);
/// }
/// assert_eq!(format!("{p:.4}"), "[0.7695]");
/// ```
///
/// Book: `common/optimizer.py`, after Nesterov (1983) in the form of Bengio et al. (2012).
#[derive(Clone, Debug)]
pub struct Nesterov<A> {
    /// η.
    pub learning_rate: f64,
    /// α, how much of the velocity stays: 0.9.
    pub momentum: f64,
    state: OptimizerState<A>,
}

impl<A: Real> Nesterov<A> {
    /// With learning rate η (the book's default is 0.01) and α = 0.9.
    ///
    /// # Panics
    /// If η is not a finite number above 0.
    #[track_caller]
    pub fn new(learning_rate: f64) -> Self {
        Nesterov { learning_rate: checked(learning_rate), momentum: 0.9, state: OptimizerState::new(&["v"]) }
    }
}

impl<A: Real> Optimizer<A> for Nesterov<A> {
    fn update(&mut self, params: &mut [Param<'_, A>]) {
        let (eta, alpha) = (A::of(self.learning_rate), A::of(self.momentum));
        self.state.update(params, |p, g, [v]| {
            *p += alpha * alpha * *v - (A::one() + alpha) * eta * g;
            *v = alpha * *v - eta * g;
        });
    }

    learning_rate_and_state!();
}

/// Smaller steps for what has moved much: h += g²; p −= η·g / (√h + 10⁻⁷).
///
/// ```
/// use common::{Optimizer, Param, AdaGrad};
/// use ndarray::array;
/// let (mut p, g) = (array![1.0], array![0.5]);
/// let mut optimizer = AdaGrad::new(0.1);
/// for _ in 0..2 {
///     optimizer.update(&mut [Param::new("p", &mut p, &g)]);
/// }
/// assert_eq!(format!("{p:.4}"), "[0.8293]");
/// ```
///
/// Book: §6.1.5, `common/optimizer.py`.
#[derive(Clone, Debug)]
pub struct AdaGrad<A> {
    /// η.
    pub learning_rate: f64,
    state: OptimizerState<A>,
}

impl<A: Real> AdaGrad<A> {
    /// With learning rate η (the book's default is 0.01).
    ///
    /// # Panics
    /// If η is not a finite number above 0.
    #[track_caller]
    pub fn new(learning_rate: f64) -> Self {
        AdaGrad { learning_rate: checked(learning_rate), state: OptimizerState::new(&["h"]) }
    }
}

impl<A: Real> Optimizer<A> for AdaGrad<A> {
    fn update(&mut self, params: &mut [Param<'_, A>]) {
        let (eta, epsilon) = (A::of(self.learning_rate), A::of(EPSILON));
        self.state.update(params, |p, g, [h]| {
            *h += g * g;
            *p -= eta * g / (h.sqrt() + epsilon);
        });
    }

    learning_rate_and_state!();
}

/// AdaGrad that forgets: h = ρ·h + (1 − ρ)·g²; p −= η·g / (√h + 10⁻⁷).
///
/// ```
/// use common::{Optimizer, Param, RmsProp};
/// use ndarray::array;
/// let (mut p, g) = (array![1.0], array![0.5]);
/// let mut optimizer = RmsProp::new(0.1);
/// for _ in 0..2 {
///     optimizer.update(&mut [Param::new("p", &mut p, &g)]);
/// }
/// assert_eq!(format!("{p:.4}"), "[-0.7089]");
/// ```
///
/// Book: `common/optimizer.py`.
#[derive(Clone, Debug)]
pub struct RmsProp<A> {
    /// η.
    pub learning_rate: f64,
    /// ρ, how much of h stays: 0.99.
    pub decay_rate: f64,
    state: OptimizerState<A>,
}

impl<A: Real> RmsProp<A> {
    /// With learning rate η (the book's default is 0.01) and ρ = 0.99.
    ///
    /// # Panics
    /// If η is not a finite number above 0.
    #[track_caller]
    pub fn new(learning_rate: f64) -> Self {
        RmsProp { learning_rate: checked(learning_rate), decay_rate: 0.99, state: OptimizerState::new(&["h"]) }
    }
}

impl<A: Real> Optimizer<A> for RmsProp<A> {
    fn update(&mut self, params: &mut [Param<'_, A>]) {
        let (eta, rho, epsilon) = (A::of(self.learning_rate), A::of(self.decay_rate), A::of(EPSILON));
        self.state.update(params, |p, g, [h]| {
            *h = rho * *h + (A::one() - rho) * g * g;
            *p -= eta * g / (h.sqrt() + epsilon);
        });
    }

    learning_rate_and_state!();
}

/// Momentum and AdaGrad joined: m += (1 − β₁)·(g − m); v += (1 − β₂)·(g² − v);
/// p −= η·√(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + 10⁻⁷).
///
/// ```
/// use common::{Optimizer, Param, Adam};
/// use ndarray::array;
/// let (mut p, g) = (array![1.0], array![0.5]);
/// let mut optimizer = Adam::new(0.1);
/// for _ in 0..2 {
///     optimizer.update(&mut [Param::new("p", &mut p, &g)]);
/// }
/// assert_eq!(format!("{p:.4}"), "[0.8000]");
/// ```
///
/// Book: §6.1.6, `common/optimizer.py`.
#[derive(Clone, Debug)]
pub struct Adam<A> {
    /// η.
    pub learning_rate: f64,
    /// β₁, how much of the mean m stays: 0.9.
    pub beta1: f64,
    /// β₂, how much of the mean square v stays: 0.999.
    pub beta2: f64,
    state: OptimizerState<A>,
}

impl<A: Real> Adam<A> {
    /// With learning rate η (the book's default is 0.001), β₁ = 0.9 and β₂ = 0.999.
    ///
    /// # Panics
    /// If η is not a finite number above 0.
    #[track_caller]
    pub fn new(learning_rate: f64) -> Self {
        let state = OptimizerState::new(&["m", "v"]);
        Adam { learning_rate: checked(learning_rate), beta1: 0.9, beta2: 0.999, state }
    }
}

impl<A: Real> Optimizer<A> for Adam<A> {
    fn update(&mut self, params: &mut [Param<'_, A>]) {
        let iter = (self.state.updates + 1) as f64;
        let lr_t = A::of(self.learning_rate * (1.0 - self.beta2.powf(iter)).sqrt() / (1.0 - self.beta1.powf(iter)));
        let (one_minus_beta1, one_minus_beta2) = (A::of(1.0 - self.beta1), A::of(1.0 - self.beta2));
        let epsilon = A::of(EPSILON);
        self.state.update(params, |p, g, [m, v]| {
            *m += one_minus_beta1 * (g - *m);
            *v += one_minus_beta2 * (g * g - *v);
            *p -= lr_t * *m / (v.sqrt() + epsilon);
        });
    }

    learning_rate_and_state!();
}
