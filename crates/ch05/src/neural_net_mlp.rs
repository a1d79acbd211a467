//! The multi-layer perceptron of `mlp_classifier`: sigmoid units, a logistic cost for each output, L2 regularization.
//!
//! Shapes: x (N, D), W1 (D, H), b1 (H,), W2 (H, M), b2 (M,), scores z (N, M).
//!
//! - a = σ(x·W1 + b1), z = a·W2 + b2, outputs σ(z)
//! - cost J = −Σ [t ln σ(z) + (1 − t) ln(1 − σ(z))] + λ Σ w², summed over batch and outputs, not averaged
//! - backward: δ = σ(z) − t, and for each weight + λw, which is the gradient of λ/2 Σ w²
//!
//! The cost counts the penalty twice as strongly as its gradient does. So does the source, and the
//! numbers that it reports are the cost's; what is learned depends on the gradient alone.
//!
//! ```
//! use ch05::NeuralNetMlp;
//! use common::{Network, Targets, tensor};
//! use ndarray::Array2;
//! use rand::SeedableRng;
//!
//! let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
//! let mut network = NeuralNetMlp::<f64>::new(784, 100, 10, 0.0, &mut rng);
//! let x = tensor(Array2::from_elem((2, 784), 0.5));
//! let before = network.gradient(&x, &Targets::Labels(vec![3, 8].into()));
//! assert!(before > 0.0);
//! ```

use common::{
    Affine, Mode, Network, Param, Real, Sequential, Sigmoid, State, Targets, Tensor, WeightInit, rows, sigmoid, tensor,
};
use ndarray::{Array1, Array2, ArrayRef2, Axis, Zip};
use rand::Rng;

/// One hidden layer of sigmoids, one sigmoid for each class.
#[derive(Clone, Debug)]
pub struct NeuralNetMlp<A: Real> {
    /// Affine1, Sigmoid1, Affine2.
    layers: Sequential<A>,
    /// λ, the strength of the L2 regularization.
    l2: A,
}

impl<A: Real> NeuralNetMlp<A> {
    /// Weights drawn from N(0, 0.1²), biases 0.
    pub fn new(features: usize, hidden: usize, classes: usize, l2: f64, rng: &mut impl Rng) -> Self {
        let mut affine = |d, m| Affine::new(WeightInit::Std(0.1).weights((d, m), rng), Array1::zeros(m));
        Self::of_layers(affine(features, hidden), affine(hidden, classes), l2)
    }

    /// A network of these weights and biases.
    pub fn of_layers(affine1: Affine<A>, affine2: Affine<A>, l2: f64) -> Self {
        let layers =
            Sequential::new().push("Affine1", affine1).push("Sigmoid1", Sigmoid::new()).push("Affine2", affine2);
        NeuralNetMlp { layers, l2: A::of(l2) }
    }

    /// The same network for images of 0…1 instead of −1…1: W·(2x − 1) + b = 2W·x + (b − Σ W).
    pub fn of_unit_range(&self) -> Self {
        let mut network = self.clone();
        let affine1 = network.layers.get_mut::<Affine<A>>("Affine1");
        affine1.b -= &affine1.w.sum_axis(Axis(0));
        affine1.w *= A::of(2.0);
        network
    }

    /// λ Σ w² over both layers.
    pub fn penalty(&self) -> A {
        let squares = |name| self.layers.get::<Affine<A>>(name).sum_of_squares();
        self.l2 * (squares("Affine1") + squares("Affine2"))
    }
}

/// −Σ [t ln σ(z) + (1 − t) ln(1 − σ(z))] = Σ max(z, 0) − t z + ln(1 + e^−|z|), which no score overflows.
pub fn logistic_cost<A: Real>(z: &ArrayRef2<A>, t: &Targets<A>) -> A {
    let outputs: A = z.iter().map(|&z| z.max(A::zero()) + (-z.abs()).exp().ln_1p()).sum();
    let right: A = match t {
        Targets::Labels(labels) => z.rows().into_iter().zip(labels).map(|(z, &label)| z[label]).sum(),
        Targets::OneHot(t) => Zip::from(z).and(t).fold(A::zero(), |sum, &z, &t| sum + t * z),
    };
    outputs - right
}

/// δ = σ(z) − t.
fn output_error<A: Real>(z: &ArrayRef2<A>, t: &Targets<A>) -> Array2<A> {
    let mut delta = sigmoid(z);
    match t {
        Targets::Labels(labels) => {
            for (mut row, &label) in delta.rows_mut().into_iter().zip(labels) {
                row[label] -= A::one();
            }
        }
        Targets::OneHot(t) => delta -= t,
    }
    delta
}

impl<A: Real> Network<A> for NeuralNetMlp<A> {
    fn predict(&self, x: &Tensor<A>) -> Tensor<A> {
        self.layers.predict(x)
    }

    fn loss(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        logistic_cost(&rows(&self.predict(x)), t) + self.penalty()
    }

    fn gradient(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        let z = rows(&self.layers.forward(x, Mode::Train));
        let cost = logistic_cost(&z, t) + self.penalty();

        self.layers.backward(tensor(output_error(&z, t)));
        for name in ["Affine1", "Affine2"] {
            self.layers.get_mut::<Affine<A>>(name).add_weight_decay(self.l2);
        }
        cost
    }

    fn params(&mut self) -> Vec<Param<'_, A>> {
        self.layers.params()
    }

    fn state(&mut self) -> State<'_, A> {
        self.layers.state()
    }
}
