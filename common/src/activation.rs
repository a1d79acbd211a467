//! The choice of a hidden layer's activation, as it is written on a command line.

use std::fmt;
use std::str::FromStr;

use crate::{IntoLayer, Layer, Real, Relu, Sigmoid, Tanh};

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

impl Activation {
    /// Every activation.
    pub const ALL: [Activation; 3] = [Activation::Relu, Activation::Sigmoid, Activation::Tanh];

    /// A new layer of it.
    pub fn layer<A: Real>(self) -> Box<dyn Layer<A>> {
        match self {
            Activation::Relu => Relu::new().into_layer(),
            Activation::Sigmoid => Sigmoid::new().into_layer(),
            Activation::Tanh => Tanh::new().into_layer(),
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

/// A name that no activation has.
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
