//! §4.3.2 数値微分の例: the slope of f(x) = 0.01x² + 0.1x, and the tangent with it.
//!
//! Solved by hand f′(x) = 0.02x + 0.1, which is 0.2 at 5 and 0.3 at 10. The central difference misses that by 1e-12.

use common::numerical_diff;
use experiment::{Context, Experiment, Info, say};
use plot::{Axes, Legend, arange};

/// The numerical derivative at 5 and at 10.
#[derive(Clone, Debug, clap::Args)]
pub struct Gradient1d {}

impl Experiment for Gradient1d {
    const INFO: Info =
        Info::new("gradient_1d", "§4.3.2", "The numerical derivative of 0.01x² + 0.1x, drawn as tangents").figures(&[
            ("gradient_1d", "Curve and tangent at x = 5"),
            ("gradient_1d_10", "Curve and tangent at x = 10"),
        ]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        for (figure, at, book) in
            [("gradient_1d", 5.0, "0.1999999999990898"), ("gradient_1d_10", 10.0, "0.2999999999986347")]
        {
            let slope = numerical_diff(function_1, at);
            say!(ctx, "{slope:?}");
            ctx.measured(&format!("slope at {at}"), slope, book);

            let x = arange(0.0, 20.0, 0.1);
            let (y, y2): (Vec<_>, Vec<_>) = x.iter().map(|&x| (function_1(x), tangent_line(at, x))).unzip();
            let mut ax = Axes::new();
            ax.plot(&x, y).label("f(x)");
            ax.plot(&x, y2).label(format!("tangent at {at}"));
            ax.xlabel("x").ylabel("f(x)").legend(Legend::UpperLeft);
            ctx.save(figure, ax)?;
        }
        Ok(())
    }
}

/// f(x) = 0.01x² + 0.1x
pub fn function_1(x: f64) -> f64 {
    0.01 * x.powi(2) + 0.1 * x
}

/// The line that touches f at `at`, at x.
pub fn tangent_line(at: f64, x: f64) -> f64 {
    let d = numerical_diff(function_1, at);
    d * x + (function_1(at) - d * at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_the_books() {
        assert_eq!(numerical_diff(function_1, 5.0), 0.1999999999990898);
        assert_eq!(numerical_diff(function_1, 10.0), 0.2999999999986347);
    }

    #[test]
    fn tangents_touch_and_stay_below() {
        for at in [5.0, 10.0] {
            assert!((tangent_line(at, at) - function_1(at)).abs() < 1e-12);
            assert!(arange(0.0, 20.0, 0.1).into_iter().all(|x| tangent_line(at, x) <= function_1(x) + 1e-9));
        }
        assert!((tangent_line(5.0, 0.0) + 0.25).abs() < 1e-9);
    }
}
