//! Smoothing of noisy curves by a Kaiser window, for figures of losses.
//!
//! Book: `common/util.py`.

const WINDOW: usize = 11;
const BETA: f64 = 2.0;

/// The curve averaged with a Kaiser window of 11 points, β = 2. Curves of fewer than 11 points come back unchanged.
///
/// The curve is mirrored at both ends, so that it keeps its length:
/// x₁₀ … x₁, **x₀ … xₙ₋₁**, xₙ₋₁ … xₙ₋₁₀. (The right end repeats its last value, the left one does not, as in the book.)
///
/// ```
/// let curve: Vec<f64> = (0..50).map(|i| if i % 2 == 0 { 1.0 } else { 3.0 }).collect();
/// let smooth = common::smooth_curve(&curve);
/// assert_eq!(smooth.len(), 50);
/// assert!(smooth[10..40].iter().all(|y| (y - 2.0).abs() < 0.2));
/// ```
///
/// Book: `common/util.py`.
pub fn smooth_curve(curve: &[f64]) -> Vec<f64> {
    if curve.len() < WINDOW {
        return curve.to_vec();
    }
    let window = kaiser();
    let left = curve[1..WINDOW].iter().rev();
    let right = curve.iter().rev().take(WINDOW - 1);
    let mirrored: Vec<f64> = left.chain(curve).chain(right).copied().collect();
    let smooth = mirrored.windows(WINDOW).map(|piece| piece.iter().zip(window).map(|(x, w)| x * w).sum());
    smooth.skip(WINDOW / 2).take(curve.len()).collect()
}

/// I₀(β·√(1 − x²)) at 11 points x from −1 to 1, divided by their sum.
fn kaiser() -> [f64; WINDOW] {
    let half = (WINDOW - 1) as f64 / 2.0;
    let window: [f64; WINDOW] =
        std::array::from_fn(|i| bessel_i0(BETA * (1.0 - (i as f64 / half - 1.0).powi(2)).sqrt()));
    let sum: f64 = window.iter().sum();
    window.map(|w| w / sum)
}

/// The modified Bessel function I₀(x) = Σ ((x/2)ᵏ / k!)², for small x.
fn bessel_i0(x: f64) -> f64 {
    let terms = (1..30).scan(1.0, |term, k| {
        *term *= x / 2.0 / f64::from(k);
        Some(*term * *term)
    });
    1.0 + terms.sum::<f64>()
}
