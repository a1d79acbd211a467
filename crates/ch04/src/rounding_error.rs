//! §4.3.1 微分: why h must be neither large nor very small, and why two sides are better than one.
//!
//! The book's first attempt, (f(x + h) − f(x)) / h with h = 1e-50, has two faults. h vanishes beside x, and in
//! `f32` even by itself. And a difference to one side is off by about ½h·f″(x); that of both sides by h²/6·f‴(x) only.
//! The figure shows both for f = sin at 1, whose derivative cos 1 is known: to the left the error of
//! the formula, to the right that of rounding, about 1e-16/h.

use experiment::{Context, Experiment, Info, say};
use plot::{Axes, Legend};

use crate::gradient_1d::function_1;

/// The error of numerical differentiation over h.
#[derive(Clone, Debug, clap::Args)]
pub struct RoundingError {}

impl Experiment for RoundingError {
    const INFO: Info =
        Info::new("rounding_error", "§4.3.1", "Too small an h rounds to nothing: the error of both differences over h")
            .figures(&[("rounding_error", "Error of the forward and of the central difference, h = 1e-1 to 1e-15")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        say!(ctx, "np.float32(1e-50) = {:?}", 1e-50_f64 as f32);
        say!(ctx, "(f(5 + h) - f(5)) / h with h = 1e-50: {:?}", forward_difference(function_1, 5.0, 1e-50));
        say!(
            ctx,
            "(f(5 + h) - f(5)) / 2*h with h = 10e-4, where a bracket is missing: {:e}",
            missing_bracket(function_1, 5.0)
        );

        let (x, slope) = (1.0_f64, 1.0_f64.cos());
        let h: Vec<f64> = (1..=15).map(|digits| 10.0_f64.powi(-digits)).collect();
        let forward: Vec<f64> = h.iter().map(|&h| (forward_difference(f64::sin, x, h) - slope).abs()).collect();
        let central: Vec<f64> = h.iter().map(|&h| (central_difference(f64::sin, x, h) - slope).abs()).collect();
        say!(ctx, "sin'(1): h, error of the forward difference, error of the central difference");
        for ((h, forward), central) in h.iter().zip(&forward).zip(&central) {
            say!(ctx, "{h:.0e}  {forward:.1e}  {central:.1e}");
        }

        let mut ax = Axes::new();
        ax.plot(&h, &forward).marker(plot::Marker::Circle).label("(f(x+h) - f(x)) / h");
        ax.plot(&h, &central).marker(plot::Marker::Square).label("(f(x+h) - f(x-h)) / 2h");
        ax.vline(1e-4).dashed().label("the book's h");
        ax.title("Error of the numerical derivative of sin at 1")
            .xlabel("h")
            .ylabel("error")
            .loglog()
            .grid()
            .legend(Legend::Best);
        ctx.save("rounding_error", ax)
    }
}

/// (f(x + h) − f(x)) / h: the book's bad example, with h free.
pub fn forward_difference(f: impl Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    (f(x + h) - f(x)) / h
}

/// (f(x + h) − f(x − h)) / 2h with h free.
pub fn central_difference(f: impl Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    (f(x + h) - f(x - h)) / (2.0 * h)
}

/// `(f(x+h) - f(x)) / 2*h` as a notebook has it: it multiplies by h.
fn missing_bracket(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    let h = 10e-4;
    (f(x + h) - f(x)) / 2.0 * h
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tiny_h_is_nothing() {
        assert_eq!(1e-50_f64 as f32, 0.0);
        assert_eq!(forward_difference(function_1, 5.0, 1e-50), 0.0);
    }

    /// The slope is 0.2; a forward difference over 2h would give half of it; this gives a millionth of that.
    #[test]
    fn without_the_bracket_it_is_no_derivative() {
        assert!((missing_bracket(function_1, 5.0) - 1.00005e-7).abs() < 1e-15);
    }

    #[test]
    fn two_sides_are_better_and_the_books_h_is_good() {
        let slope = 1.0_f64.cos();
        let forward = |h| (forward_difference(f64::sin, 1.0, h) - slope).abs();
        let central = |h| (central_difference(f64::sin, 1.0, h) - slope).abs();
        assert!(central(1e-4) < 1e-8 && forward(1e-4) > 1e-5);
        // ½h·sin 1 and h²/6·cos 1
        assert!((forward(1e-2) / 4.2e-3 - 1.0).abs() < 0.01, "{}", forward(1e-2));
        assert!((central(1e-2) / 9.0e-6 - 1.0).abs() < 0.01, "{}", central(1e-2));
        // Rounding takes over.
        assert!(central(1e-13) > 1e-5 && forward(1e-13) > 1e-5);
    }
}
