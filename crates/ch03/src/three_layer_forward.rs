//! The forward pass of a three-layer network, step by step and then as two functions.
//!
//! ```text
//! A1 = X·W1 + B1,   Z1 = sigmoid(A1)      X (2,), W1 (2, 3), B1 (3,)
//! A2 = Z1·W2 + B2,  Z2 = sigmoid(A2)      W2 (3, 2), B2 (2,)
//! A3 = Z2·W3 + B3,  Y = A3                W3 (2, 2), B3 (2,)
//! ```
//!
//! The output layer has the identity as its activation, which changes nothing: it only keeps the form.
//!
//! Book: §3.4 (3 層ニューラルネットワークの実装).

use common::{identity_function, sigmoid};
use experiment::{Context, Experiment, Info, say};
use ndarray::{Array1, Array2, array};

/// Weights and biases of the three layers.
#[derive(Clone, Debug)]
pub struct Network {
    w1: Array2<f64>,
    b1: Array1<f64>,
    w2: Array2<f64>,
    b2: Array1<f64>,
    w3: Array2<f64>,
    b3: Array1<f64>,
}

/// The weights and biases of the book.
///
/// Book: §3.4.3, `init_network`.
pub fn init_network() -> Network {
    Network {
        w1: array![[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]],
        b1: array![0.1, 0.2, 0.3],
        w2: array![[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]],
        b2: array![0.1, 0.2],
        w3: array![[0.1, 0.3], [0.2, 0.4]],
        b3: array![0.1, 0.2],
    }
}

/// What each layer computes.
#[derive(Clone, Debug)]
pub struct Signals {
    /// Weighted sums of the first layer, (3,).
    pub a1: Array1<f64>,
    /// Output of the first layer, (3,).
    pub z1: Array1<f64>,
    /// Weighted sums of the second layer, (2,).
    pub a2: Array1<f64>,
    /// Output of the second layer, (2,).
    pub z2: Array1<f64>,
    /// Output of the network, (2,).
    pub y: Array1<f64>,
}

/// From the input (2,) to the output (2,), with what lies between.
///
/// Book: §3.4.3, `forward`.
pub fn forward(network: &Network, x: &Array1<f64>) -> Signals {
    let Network { w1, b1, w2, b2, w3, b3 } = network;

    let a1 = x.dot(w1) + b1;
    let z1 = sigmoid(&a1);
    let a2 = z1.dot(w2) + b2;
    let z2 = sigmoid(&a2);
    let a3 = z2.dot(w3) + b3;
    let y = identity_function(&a3);
    Signals { a1, z1, a2, z2, y }
}

/// The forward pass of the book's example.
#[derive(Clone, Debug, clap::Args)]
pub struct ThreeLayerForward {}

impl Experiment for ThreeLayerForward {
    const INFO: Info = Info::new("three_layer_forward", "§3.4.3", "The forward pass of a three-layer network");

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let network = init_network();
        let x = array![1.0, 0.5];
        say!(ctx, "X  {:?}, W1 {:?}, B1 {:?}", x.shape(), network.w1.shape(), network.b1.shape());

        let signals = forward(&network, &x);
        for (name, value) in
            [("A1", &signals.a1), ("Z1", &signals.z1), ("A2", &signals.a2), ("Z2", &signals.z2), ("Y", &signals.y)]
        {
            say!(ctx, "{name:<2} = {value:.8}");
        }
        ctx.measured("Y", format!("{:.8}", signals.y), "[0.31682708, 0.69627909]");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_is_the_books() {
        let Signals { a1, z1, a2, z2, y } = forward(&init_network(), &array![1.0, 0.5]);
        assert_eq!(format!("{a1:.8}"), "[0.30000000, 0.70000000, 1.10000000]");
        assert_eq!(format!("{z1:.8}"), "[0.57444252, 0.66818777, 0.75026011]");
        assert_eq!(format!("{a2:.8}"), "[0.51615984, 1.21402696]");
        assert_eq!(format!("{z2:.8}"), "[0.62624937, 0.77101070]");
        assert_eq!(format!("{y:.8}"), "[0.31682708, 0.69627909]");
    }
}
