//! §4.3.1 微分: why h must be neither large nor very small, and why the central difference is better.
//!
//! The book's bad example, (f(x + h) − f(x)) / h with h = 1e-50, has two faults. h is lost beside x, and in `f32` it is
//! 0 even alone. And the error of a forward difference is about ½h·f″(x), that of a central one only h²/6·f‴(x).
//! The figure shows both for f = sin at 1, whose derivative cos 1 is known: at large h (right) the error of the formula,
//! at small h (left) the rounding error, about 1e-16/h.

use experiment::{Context, Experiment, say};
use plot::{Axes, Legend, Marker};

use crate::gradient_1d::function_1;

/// The error of numerical differentiation as a function of h.
#[derive(Clone, Debug, clap::Args)]
pub struct RoundingError {}

impl Experiment for RoundingError {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        say!(ctx, "np.float32(1e-50) = {:?}", 1e-50_f64 as f32);
        say!(ctx, "(f(5 + h) - f(5)) / h with h = 1e-50: {:?}", forward_difference(function_1, 5.0, 1e-50));
        let d = missing_bracket(function_1, 5.0);
        say!(ctx, "(f(5 + h) - f(5)) / 2*h with h = 10e-4, where a bracket is missing: {d:e}");

        let (x, slope) = (1.0_f64, 1.0_f64.cos());
        let h: Vec<f64> = (1..=15).map(|digits| 10.0_f64.powi(-digits)).collect();
        let forward: Vec<f64> = h.iter().map(|&h| (forward_difference(f64::sin, x, h) - slope).abs()).collect();
        let central: Vec<f64> = h.iter().map(|&h| (central_difference(f64::sin, x, h) - slope).abs()).collect();
        say!(ctx, "sin'(1): h, error of the forward difference, error of the central difference");
        for ((h, forward), central) in h.iter().zip(&forward).zip(&central) {
            say!(ctx, "{h:.0e}  {forward:.1e}  {central:.1e}");
        }

        let mut ax = Axes::new();
        ax.plot(&h, &forward).marker(Marker::Circle).label("(f(x+h) - f(x)) / h");
        ax.plot(&h, &central).marker(Marker::Square).label("(f(x+h) - f(x-h)) / 2h");
        ax.vline(1e-4).dashed().label("the book's h");
        ax.title("Error of the numerical derivative of sin at 1").xlabel("h").ylabel("error");
        ax.loglog().grid().legend(Legend::Best);
        ctx.save("rounding_error", ax)
    }
}

/// (f(x + h) − f(x)) / h: the book's bad example, for any h.
pub fn forward_difference(f: impl Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    (f(x + h) - f(x)) / h
}

/// (f(x + h) − f(x − h)) / 2h, for any h.
pub fn central_difference(f: impl Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    (f(x + h) - f(x - h)) / (2.0 * h)
}

/// `(f(x+h) - f(x)) / 2*h`, as a reader's notebook has it: without brackets it multiplies by h.
pub fn missing_bracket(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    let h = 10e-4;
    (f(x + h) - f(x)) / 2.0 * h
}
