//! What a network looks like at one moment: its first weights, and the distribution of its activations.

use std::collections::BTreeMap;

use common::{Network, Sequential, Tensor};
use ndarray::ArrayD;
use serde::Serialize;

use crate::draw::hex;

/// The most units of the first layer that are shown.
const MOST_UNITS: usize = 30;
/// Bars of a histogram.
const BINS: usize = 30;

/// The network as it is now, to answer under Draw, and what the page shows of it.
pub(super) struct Snapshot {
    pub(super) layers: Sequential<f32>,
    pub(super) view: View,
}

/// What the page shows.
#[derive(Clone, Serialize)]
pub(super) struct View {
    /// Pixels of a side of an image of weights.
    side: usize,
    /// Weights of the units of the first layer: 0 is 128, and the largest of all is 0 or 255.
    weights: Vec<String>,
    activations: Vec<Histogram>,
}

/// The distribution of the activations behind a hidden layer, §6.2.
#[derive(Clone, Serialize)]
struct Histogram {
    layer: String,
    low: f32,
    high: f32,
    counts: Vec<usize>,
}

impl Snapshot {
    /// Of `network`, with the activations for the images `x` (N, 1, 28, 28).
    pub(super) fn of(network: &mut dyn Network<f32>, x: &Tensor<f32>) -> anyhow::Result<Self> {
        let mut arrays = BTreeMap::new();
        let mut keep = |key: String, value: ArrayD<f32>| arrays.insert(key, value.mapv(f64::from));
        network.params().into_iter().for_each(|param| drop(keep(param.key, param.value.to_owned())));
        let state = network.state();
        state.buffers.into_iter().for_each(|(key, value)| drop(keep(key, value.to_owned())));
        let architecture = state.architecture.unwrap_or_default();
        let layers = Sequential::from_architecture(&architecture, &[1, 28, 28], &arrays)?;

        let (side, weights) = first_weights(&arrays["W1"]);
        let activations = activations(&layers, &architecture, x);
        Ok(Snapshot { layers, view: View { side, weights, activations } })
    }
}

/// The side and the pixels of the first units' weights: filters (FN, 1, FH, FW), or columns of a matrix (784, M).
fn first_weights(w: &ArrayD<f64>) -> (usize, Vec<String>) {
    let units = if w.ndim() == 4 { w.view() } else { w.t() };
    let units: Vec<Vec<f64>> = units.outer_iter().take(MOST_UNITS).map(|unit| unit.iter().copied().collect()).collect();
    let largest = units.iter().flatten().fold(f64::MIN_POSITIVE, |largest, w| largest.max(w.abs()));
    let side = if w.ndim() == 4 { w.shape()[3] } else { 28 };
    let byte = |w: &f64| (128.0 + 127.0 * w / largest).round() as u8;
    (side, units.iter().map(|unit| hex(&unit.iter().map(byte).collect::<Vec<_>>())).collect())
}

fn activations(layers: &Sequential<f32>, architecture: &str, x: &Tensor<f32>) -> Vec<Histogram> {
    let mut x = x.clone();
    let mut histograms = Vec::new();
    for (word, (_, layer)) in architecture.split(", ").zip(layers.iter()) {
        x = layer.predict(x);
        if ["sigmoid", "relu", "tanh"].contains(&word) {
            histograms.push(histogram(format!("{}. {word}", histograms.len() + 1), word, &x));
        }
    }
    histograms
}

fn histogram(layer: String, activation: &str, values: &Tensor<f32>) -> Histogram {
    let (low, high) = match activation {
        "sigmoid" => (0.0, 1.0),
        "tanh" => (-1.0, 1.0),
        _ => (0.0, values.fold(1e-6_f32, |high, &value| high.max(value))),
    };
    let mut counts = vec![0; BINS];
    for &value in values {
        let bin = (BINS as f32 * (value - low) / (high - low)) as usize;
        counts[bin.min(BINS - 1)] += 1;
    }
    Histogram { layer, low, high, counts }
}
