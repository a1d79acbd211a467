//! §4.3.2 数値微分の例: the numerical derivative of f(x) = 0.01x² + 0.1x, drawn as the slope of a tangent.
//!
//! The analytic derivative is f′(x) = 0.02x + 0.1: 0.2 at 5 and 0.3 at 10. The central difference is off by 1e-12.

use experiment::{Context, say};
use plot::{Axes, Color, Legend, Marker, arange};

/// (f(x + h) − f(x − h)) / 2h with h = 10⁻⁴. Any floating-point type: [`common::numerical_diff`].
///
/// Book: §4.3.1, `ch04/gradient_1d.py`.
pub fn numerical_diff(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    let h = 1e-4; // 0.0001
    (f(x + h) - f(x - h)) / (2.0 * h)
}

/// f(x) = 0.01x² + 0.1x
///
/// Book: §4.3.2, `ch04/gradient_1d.py`.
pub fn function_1(x: f64) -> f64 {
    0.01 * x.powi(2) + 0.1 * x
}

/// The slope of f at x, and the line with that slope through (x, f(x)).
///
/// Book: §4.3.2, `ch04/gradient_1d.py`.
pub fn tangent_line(f: impl Fn(f64) -> f64, x: f64) -> (f64, impl Fn(f64) -> f64) {
    let d = numerical_diff(&f, x);
    let y = f(x) - d * x;
    (d, move |t| d * t + y)
}

/// The numerical derivative at 5 and at 10.
pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    let x = arange(0.0, 20.0, 0.1);
    for (figure, at, book) in
        [("gradient_1d", 5.0, "0.1999999999990898"), ("gradient_1d_10", 10.0, "0.2999999999986347")]
    {
        let (d, tf) = tangent_line(function_1, at);
        say!(ctx, "{d:?}");
        ctx.measured(&format!("slope at {at}"), d).book(book);

        let (y, y2): (Vec<_>, Vec<_>) = x.iter().map(|&x| (function_1(x), tf(x))).unzip();
        let mut ax = Axes::new();
        ax.plot(&x, y).label("f(x)");
        ax.plot(&x, y2).label(format!("tangent at {at}: slope {d:.1}"));
        ax.plot([at], [function_1(at)]).no_line().marker(Marker::Circle).color(Color::BLACK);
        ax.xlabel("x").ylabel("f(x)").ylim(-1.2, 6.2).legend(Legend::UpperLeft);
        ctx.save(figure, ax)?;
    }
    Ok(())
}
