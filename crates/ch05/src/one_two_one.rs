//! The smallest multi-layer perceptron, whose gradients can be derived by hand: x → σ, σ → σ → y.
//!
//! With a₁, a₂ the hidden outputs, a the output, t the right answer, v the weights of the output and w those of the
//! hidden units, the chain rule gives for J = −[t ln a + (1 − t) ln(1 − a)] + λ/2 Σ w²
//!
//! - ∂J/∂vⱼ = (a − t) aⱼ + λvⱼ, ∂J/∂b = a − t
//! - ∂J/∂wⱼ = (a − t) vⱼ aⱼ (1 − aⱼ) x + λwⱼ, ∂J/∂bⱼ = (a − t) vⱼ aⱼ (1 − aⱼ)
//!
//! Book: §5.2 (連鎖律).

use common::{Affine, Network, Targets, Tensor, rows, tensor};
use ndarray::{Array1, Array2, array};

use crate::neural_net_mlp::{NeuralNetMlp, logistic_cost};

/// The names of the seven parameters.
pub const PARAMETERS: [&str; 7] = ["w1", "w2", "b1", "b2", "v1", "v2", "b"];

/// One input, two hidden units, one output, and a sample to learn.
#[derive(Clone, Debug)]
pub struct OneTwoOne {
    /// Weights of the hidden units.
    pub w: [f64; 2],
    /// Biases of the hidden units.
    pub b_hidden: [f64; 2],
    /// Weights of the output.
    pub v: [f64; 2],
    /// Bias of the output.
    pub b: f64,
    /// The input.
    pub x: f64,
    /// The right answer.
    pub t: f64,
    /// λ.
    pub l2: f64,
}

impl Default for OneTwoOne {
    fn default() -> Self {
        OneTwoOne { w: [0.4, -0.7], b_hidden: [0.1, -0.2], v: [0.9, 0.5], b: -0.3, x: 0.6, t: 1.0, l2: 0.01 }
    }
}

impl OneTwoOne {
    /// The gradients by the formulas above.
    pub fn by_hand(&self) -> [f64; 7] {
        let sigma = |z: f64| 1.0 / (1.0 + (-z).exp());
        let hidden = |j: usize| sigma(self.w[j] * self.x + self.b_hidden[j]);
        let (a1, a2) = (hidden(0), hidden(1));
        let delta = sigma(self.v[0] * a1 + self.v[1] * a2 + self.b) - self.t;
        let (delta1, delta2) = (delta * self.v[0] * a1 * (1.0 - a1), delta * self.v[1] * a2 * (1.0 - a2));
        [
            delta1 * self.x + self.l2 * self.w[0],
            delta2 * self.x + self.l2 * self.w[1],
            delta1,
            delta2,
            delta * a1 + self.l2 * self.v[0],
            delta * a2 + self.l2 * self.v[1],
            delta,
        ]
    }

    /// The gradients by the layers of [`NeuralNetMlp`].
    pub fn by_backpropagation(&self) -> [f64; 7] {
        let mut network = self.network();
        network.gradient(&self.input(), &self.target());
        let gradients: Vec<f64> = network.params().iter().flat_map(|param| param.grad.to_owned()).collect();
        gradients.try_into().expect("2 + 2 + 2 + 1 parameters")
    }

    /// The gradients by central differences of the cost.
    pub fn by_differences(&self) -> [f64; 7] {
        const H: f64 = 1e-4;
        std::array::from_fn(|i| {
            let cost = |h: f64| {
                let mut network = self.network();
                let mut params = network.params();
                *params.iter_mut().flat_map(|param| param.value.iter_mut()).nth(i).expect("one of seven") += h;
                logistic_cost(&rows(&network.predict(&self.input())), &self.target()) + network.penalty() / 2.0
            };
            (cost(H) - cost(-H)) / (2.0 * H)
        })
    }

    /// The network with these weights.
    pub fn network(&self) -> NeuralNetMlp<f64> {
        let affine1 = Affine::new(Array2::from(vec![self.w]), Array1::from(self.b_hidden.to_vec()));
        let affine2 = Affine::new(array![[self.v[0]], [self.v[1]]], array![self.b]);
        NeuralNetMlp::of_layers(affine1, affine2, self.l2)
    }

    /// x as a batch of one.
    pub fn input(&self) -> Tensor<f64> {
        tensor(array![[self.x]])
    }

    /// t as a batch of one.
    pub fn target(&self) -> Targets<f64> {
        Targets::from(array![[self.t]])
    }
}
