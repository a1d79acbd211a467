//! The file of the trained network of §3.6.2: weights and biases by name, checked against the shapes of the network.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use dataset::{CLASSES, PIXELS};
use experiment::Context;
use ndarray::{Array, Array1, Array2, Dimension};
use weights::Weights;

/// Units of the two hidden layers.
pub const HIDDEN: [usize; 2] = [50, 100];

/// The weights that ship with this chapter, as [`train_sample_weight`](crate::train_sample_weight) writes them.
pub const SHIPPED: &[u8] = include_bytes!("../weights/sample_weight.safetensors");

/// Weights and biases of the three layers, as in the book's `network['W1']` ….
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// (784, 50).
    pub w1: Array2<f32>,
    /// (50,).
    pub b1: Array1<f32>,
    /// (50, 100).
    pub w2: Array2<f32>,
    /// (100,).
    pub b2: Array1<f32>,
    /// (100, 10).
    pub w3: Array2<f32>,
    /// (10,).
    pub b3: Array1<f32>,
}

/// The network with the weights of a file (`.safetensors`, `.npz` or the book's `.pkl`), or with those that ship.
///
/// # Errors
/// If the file cannot be read, is no file of weights, or its weights do not fit the network.
pub fn load(weights: Option<&Path>) -> Result<Network> {
    network_of(match weights {
        Some(path) => Weights::read(path)?,
        None => Weights::from_bytes(SHIPPED, "sample_weight.safetensors")?,
    })
}

/// Keeps the accuracy, beside what is known of it on MNIST with these weights.
pub(crate) fn measured(ctx: &mut Context, accuracy: f64, weights: &Option<PathBuf>) {
    let number = ctx.measured("accuracy", accuracy);
    match weights {
        Some(_) => number.book("0.9352 with the book's weights"),
        None => number.target("≥ 0.97"),
    };
}

/// The network whose parameters a file has.
///
/// # Errors
/// If a parameter is missing or has another shape than the others ask for, or there is one more.
pub fn network_of(weights: Weights) -> Result<Network> {
    // As many units as the file has; its shapes are then checked against each other.
    let units = |name| weights.arrays.get(name).and_then(|w| w.shape().get(1).copied());
    let [m1, m2] = [units("W1").unwrap_or(HIDDEN[0]), units("W2").unwrap_or(HIDDEN[1])];
    let shapes = [
        ("W1", vec![PIXELS, m1]),
        ("b1", vec![m1]),
        ("W2", vec![m1, m2]),
        ("b2", vec![m2]),
        ("W3", vec![m2, CLASSES]),
        ("b3", vec![CLASSES]),
    ];
    let checked = weights.check(shapes.map(|(name, shape)| (name.to_string(), shape)).into());
    let hint = "this script reads networks of three layers of weights; misclassified_mnist (ch08) reads every kind";
    checked.context(hint)?;
    Ok(Network {
        w1: array(&weights, "W1"),
        b1: array(&weights, "b1"),
        w2: array(&weights, "W2"),
        b2: array(&weights, "b2"),
        w3: array(&weights, "W3"),
        b3: array(&weights, "b3"),
    })
}

/// The array of that name, whose shape was checked.
fn array<D: Dimension>(weights: &Weights, name: &str) -> Array<f32, D> {
    weights.arrays[name].mapv(|value| value as f32).into_dimensionality().expect("as many axes as the shape")
}
