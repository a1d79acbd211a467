//! §4.5.1 2層ニューラルネットワークのクラス
//!
//! Affine, sigmoid, affine, softmax, written out by hand: layers come in chapter 5.

use common::gemm::dot;
use common::{Network, Parameter, Real, Targets, WeightInit, cross_entropy_error, sigmoid, softmax};
use ndarray::{Array1, Array2, ArrayView2, Axis, Ix2, Zip};
use rand::Rng;

/// The book's `params`, and `grads`, which has the same keys and shapes.
///
/// | key | shape |
/// |---|---|
/// | `W1` | (D, M) |
/// | `b1` | (M,) |
/// | `W2` | (M, classes) |
/// | `b2` | (classes,) |
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters<A> {
    /// Weights of the hidden layer, (D, M).
    pub w1: Array2<A>,
    /// Biases of the hidden layer, (M,).
    pub b1: Array1<A>,
    /// Weights of the output layer, (M, classes).
    pub w2: Array2<A>,
    /// Biases of the output layer, (classes,).
    pub b2: Array1<A>,
}

impl<A: Real> Parameters<A> {
    /// Zeros in these shapes.
    pub fn zeros(input_size: usize, hidden_size: usize, output_size: usize) -> Self {
        Parameters {
            w1: Array2::zeros((input_size, hidden_size)),
            b1: Array1::zeros(hidden_size),
            w2: Array2::zeros((hidden_size, output_size)),
            b2: Array1::zeros(output_size),
        }
    }

    /// `params[key] -= learning_rate * grad[key]` for every key.
    ///
    /// # Panics
    /// If the shapes differ.
    #[track_caller]
    pub fn descend(&mut self, grads: &Self, learning_rate: A) {
        self.w1.scaled_add(-learning_rate, &grads.w1);
        self.b1.scaled_add(-learning_rate, &grads.b1);
        self.w2.scaled_add(-learning_rate, &grads.w2);
        self.b2.scaled_add(-learning_rate, &grads.b2);
    }
}

/// Two layers of weights, sigmoid between them, softmax and cross entropy at the end.
///
/// Book: §4.5.1, `ch04/two_layer_net.py`.
#[derive(Clone, Debug)]
pub struct TwoLayerNet<A> {
    /// Weights and biases.
    pub params: Parameters<A>,
    /// The gradient that [`gradient`](Network::gradient) found last.
    pub grads: Parameters<A>,
}

impl<A: Real> TwoLayerNet<A> {
    /// Weights from the normal distribution of this standard deviation (the book's is 0.01), biases 0.
    pub fn new(
        input_size: usize,
        hidden_size: usize,
        output_size: usize,
        weight_init_std: f64,
        rng: &mut impl Rng,
    ) -> Self {
        let grads = Parameters::zeros(input_size, hidden_size, output_size);
        let init = WeightInit::Std(weight_init_std);
        let w1 = init.weights((input_size, hidden_size), rng);
        let w2 = init.weights((hidden_size, output_size), rng);
        TwoLayerNet { params: Parameters { w1, w2, ..grads.clone() }, grads }
    }

    /// What the sigmoid of the hidden layer gets, a1 (N, M).
    pub(crate) fn hidden_scores(&self, x: ArrayView2<'_, A>) -> Array2<A> {
        dot(&x, &self.params.w1) + &self.params.b1
    }

    /// The hidden layer's output z1 (N, M) and the scores a2 (N, classes).
    fn forward(&self, x: ArrayView2<'_, A>) -> (Array2<A>, Array2<A>) {
        let z1 = sigmoid(&self.hidden_scores(x));
        let a2 = dot(&z1, &self.params.w2) + &self.params.b2;
        (z1, a2)
    }
}

impl<A: Real> Network<A> for TwoLayerNet<A> {
    type Input = Ix2;

    fn predict(&self, x: ArrayView2<'_, A>) -> Array2<A> {
        self.forward(x).1
    }

    fn loss(&mut self, x: ArrayView2<'_, A>, t: &Targets<A>) -> A {
        cross_entropy_error(&softmax(&self.predict(x)), t)
    }

    fn gradient(&mut self, x: ArrayView2<'_, A>, t: &Targets<A>) -> A {
        // forward
        let (z1, a2) = self.forward(x);
        let y = softmax(&a2);
        let loss = cross_entropy_error(&y, t);

        // backward
        let mut dy = y;
        match t {
            Targets::Labels(labels) => {
                Zip::from(dy.rows_mut()).and(labels).for_each(|mut y, &label| y[label] -= A::one())
            }
            Targets::OneHot(t) => dy -= t,
        }
        dy /= A::of(t.len() as f64);
        let dz1 = dot(&dy, &self.params.w2.t());
        let mut da1 = dz1;
        Zip::from(&mut da1).and(&z1).for_each(|d, &z| *d *= z * (A::one() - z));

        self.grads = Parameters {
            w1: dot(&x.t(), &da1),
            b1: da1.sum_axis(Axis(0)),
            w2: dot(&z1.t(), &dy),
            b2: dy.sum_axis(Axis(0)),
        };
        loss
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        let (params, grads) = (&mut self.params, &self.grads);
        vec![
            Parameter {
                name: "W1".into(),
                value: params.w1.view_mut().into_dyn(),
                gradient: grads.w1.view().into_dyn(),
            },
            Parameter {
                name: "b1".into(),
                value: params.b1.view_mut().into_dyn(),
                gradient: grads.b1.view().into_dyn(),
            },
            Parameter {
                name: "W2".into(),
                value: params.w2.view_mut().into_dyn(),
                gradient: grads.w2.view().into_dyn(),
            },
            Parameter {
                name: "b2".into(),
                value: params.b2.view_mut().into_dyn(),
                gradient: grads.b2.view().into_dyn(),
            },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::numerical_gradient_of;
    use ndarray::array;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    fn case() -> (TwoLayerNet<f64>, Array2<f64>) {
        let network = TwoLayerNet::new(3, 4, 2, 1.0, &mut ChaCha8Rng::seed_from_u64(7));
        (network, array![[0.5, -0.3, 0.8], [0.0, 1.0, -1.0]])
    }

    /// Backpropagation leaves out the 1e-7 of the loss, which is worth 1e-7 divided by a probability.
    #[test]
    fn backpropagation_is_the_numerical_gradient() {
        let (mut network, x) = case();
        for t in [Targets::from(array![1, 0]), Targets::from(array![[0.0, 1.0], [1.0, 0.0]])] {
            let numerical = numerical_gradient_of(&network, x.view(), &t, |_, _| ());
            let loss = network.gradient(x.view(), &t);
            assert_eq!(loss, network.loss(x.view(), &t));
            for (backprop, (key, numerical)) in network.parameters().into_iter().zip(numerical) {
                assert_eq!(backprop.name, key);
                let close = (&backprop.gradient - &numerical).iter().all(|d| d.abs() < 1e-6);
                assert!(close, "{key}: backpropagation {}\nnumerical {numerical}", backprop.gradient);
            }
        }
    }

    #[test]
    fn keys_and_initial_values_are_the_books() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut network = TwoLayerNet::<f64>::new(784, 50, 10, 0.01, &mut rng);
        let (w1, b1) = (&network.params.w1, &network.params.b1);
        assert!((w1.std(0.0) - 0.01).abs() < 1e-4 && w1.mean().expect("weights").abs() < 2e-4);
        assert!(b1.iter().chain(&network.params.b2).all(|&b| b == 0.0));
        let keys: Vec<String> = network.parameters().into_iter().map(|p| p.name).collect();
        assert_eq!(keys, ["W1", "b1", "W2", "b2"]);
    }

    #[test]
    fn a_step_goes_downhill() {
        let (mut network, x) = case();
        let t = Targets::from(array![1, 0]);
        let before = network.gradient(x.view(), &t);
        network.params.descend(&network.grads, 0.1);
        assert!(network.loss(x.view(), &t) < before);
    }
}
