//! §3.4 3 層ニューラルネットワークの実装: the forward pass step by step (§3.4.2), then as two functions (§3.4.3).
//!
//! ```text
//! A1 = X·W1 + B1,   Z1 = sigmoid(A1)      X (2,), W1 (2, 3), B1 (3,)
//! A2 = Z1·W2 + B2,  Z2 = sigmoid(A2)      W2 (3, 2), B2 (2,)
//! A3 = Z2·W3 + B3,  Y = A3                W3 (2, 2), B3 (2,)
//! ```
//!
//! The output layer has the identity as its activation, which changes nothing: it only keeps the form.

use common::identity_function;
use experiment::{Context, say};
use ndarray::{Array1, Array2, array};

use crate::sigmoid::sigmoid;

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

/// From the input (2,) to the output (2,).
///
/// Book: §3.4.3, `forward`.
pub fn forward(network: &Network, x: &Array1<f64>) -> Array1<f64> {
    let Network { w1, w2, w3, b1, b2, b3 } = network;

    let a1 = x.dot(w1) + b1;
    let z1 = sigmoid(&a1);
    let a2 = z1.dot(w2) + b2;
    let z2 = sigmoid(&a2);
    let a3 = z2.dot(w3) + b3;
    identity_function(&a3)
}

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    let network = init_network();
    let x = array![1.0, 0.5];
    say!(ctx, "X  {:?}, W1 {:?}, B1 {:?}", x.shape(), network.w1.shape(), network.b1.shape());

    let a1 = x.dot(&network.w1) + &network.b1;
    let z1 = sigmoid(&a1);
    say!(ctx, "A1 = {a1:.8}\nZ1 = {z1:.8}");

    let a2 = z1.dot(&network.w2) + &network.b2;
    let z2 = sigmoid(&a2);
    say!(ctx, "A2 = {a2:.8}\nZ2 = {z2:.8}");

    let y = forward(&network, &x);
    say!(ctx, "Y  = {y:.8}");
    ctx.measured("Y", format!("{y:.8}")).book("[0.31682708, 0.69627909]");
    Ok(())
}
