//! The choice of a hidden layer's activation, as it is written on a command line.

use std::fmt;
use std::str::FromStr;

use ndarray::{Array2, Ix2};

use crate::{Layer, Mode, Real, Relu, Sigmoid, Tanh};

/// An activation function that a network can be built with.
///
/// ```
/// use common::Activation;
/// assert_eq!("relu".parse(), Ok(Activation::Relu));
/// assert_eq!(Activation::Sigmoid.to_string(), "sigmoid");
/// assert!("softplus".parse::<Activation>().is_err());
/// ```
///
/// Book: `common/multi_layer_net.py`, argument `activation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// max(0, x).
    Relu,
    /// 1 / (1 + e⁻ˣ).
    Sigmoid,
    /// tanh x.
    Tanh,
}

/// An activation layer (N, M) → (N, M), chosen while the program runs.
///
/// ```
/// use common::{Activation, Layer};
/// use ndarray::array;
/// let layer = Activation::Relu.layer::<f64>();
/// assert_eq!(layer.predict(array![[-1.0, 2.0]]), array![[0.0, 2.0]]);
/// ```
#[derive(Clone, Debug)]
pub enum ActivationLayer<A> {
    /// max(0, x).
    Relu(Relu<Ix2>),
    /// 1 / (1 + e⁻ˣ).
    Sigmoid(Sigmoid<A, Ix2>),
    /// tanh x.
    Tanh(Tanh<A, Ix2>),
}

impl<A: Real> Layer<A> for ActivationLayer<A> {
    type Input = Ix2;
    type Output = Ix2;

    fn forward(&mut self, x: Array2<A>, mode: Mode) -> Array2<A> {
        match self {
            ActivationLayer::Relu(layer) => layer.forward(x, mode),
            ActivationLayer::Sigmoid(layer) => layer.forward(x, mode),
            ActivationLayer::Tanh(layer) => layer.forward(x, mode),
        }
    }

    fn predict(&self, x: Array2<A>) -> Array2<A> {
        match self {
            ActivationLayer::Relu(layer) => layer.predict(x),
            ActivationLayer::Sigmoid(layer) => layer.predict(x),
            ActivationLayer::Tanh(layer) => layer.predict(x),
        }
    }

    fn backward(&mut self, dout: Array2<A>) -> Array2<A> {
        match self {
            ActivationLayer::Relu(layer) => layer.backward(dout),
            ActivationLayer::Sigmoid(layer) => layer.backward(dout),
            ActivationLayer::Tanh(layer) => layer.backward(dout),
        }
    }
}

impl Activation {
    /// Every activation.
    pub const ALL: [Activation; 3] = [Activation::Relu, Activation::Sigmoid, Activation::Tanh];

    /// A new layer of it.
    pub fn layer<A: Real>(self) -> ActivationLayer<A> {
        match self {
            Activation::Relu => ActivationLayer::Relu(Relu::new()),
            Activation::Sigmoid => ActivationLayer::Sigmoid(Sigmoid::new()),
            Activation::Tanh => ActivationLayer::Tanh(Tanh::new()),
        }
    }
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Activation::Relu => "relu",
            Activation::Sigmoid => "sigmoid",
            Activation::Tanh => "tanh",
        })
    }
}

/// The name of no activation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown activation `{0}`: expected relu, sigmoid or tanh")]
pub struct UnknownActivation(String);

impl FromStr for Activation {
    type Err = UnknownActivation;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|activation| activation.to_string().eq_ignore_ascii_case(name));
        known.ok_or_else(|| UnknownActivation(name.into()))
    }
}
