//! How much of a gradient reaches each layer on its way back.

use ndarray::{Array2, Zip};
use plot::{Axes, Marker};
use rand::Rng;

use crate::weight_init_activation_histogram::randn;

/// h′(a), computed from z = h(a).
pub type Slope = fn(f64) -> f64;

/// Those of sigmoid, ReLU and tanh.
pub const SLOPES: [Slope; 3] = [|z| z * (1.0 - z), |z| f64::from(z > 0.0), |z| 1.0 - z * z];

/// The norm of ∂L/∂z of each layer, divided by that of the last layer, whose ∂L/∂z is random. `weights` draws what it
/// drew for the forward pass: W of the first layer, of the second …
///
/// From the layer behind: ∂L/∂z = (∂L/∂z′ · h′) · Wᵀ.
pub fn backward(
    activations: &[Array2<f64>],
    std: f64,
    slope: Slope,
    weights: &mut impl Rng,
    dout: &mut impl Rng,
) -> Vec<f64> {
    let Some(last) = activations.last() else { return Vec::new() };
    let w: Vec<Array2<f64>> = activations.iter().map(|z| randn((z.ncols(), z.ncols()), weights) * std).collect();
    let mut dz = randn(last.dim(), dout);
    let whole = norm(&dz);
    let mut norms = vec![1.0];
    for (z, w) in activations.iter().zip(&w).skip(1).rev() {
        let da = Zip::from(&dz).and(z).map_collect(|dz, &z| dz * slope(z));
        dz = da.dot(&w.t());
        norms.push(norm(&dz) / whole);
    }
    norms.reverse();
    norms
}

/// √Σx².
pub fn norm(x: &Array2<f64>) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// The norms of an activation over the layers, a line for each kind of initial weights.
pub(crate) fn panel(activation: &str, lines: &[(&str, Vec<f64>)]) -> Axes {
    let markers = [Marker::Circle, Marker::Square, Marker::Diamond, Marker::TriangleUp];
    let mut ax = Axes::new();
    ax.title(activation).xlabel("layer").ylabel("norm of the gradient, last layer = 1").ylog();
    for ((label, norms), marker) in lines.iter().zip(markers) {
        ax.plot(1..=norms.len(), norms).label(*label).marker(marker);
        ax.xticks(1..=norms.len().min(10));
    }
    ax
}
