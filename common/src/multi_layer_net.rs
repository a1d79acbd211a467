//! A fully connected network of any depth: (Affine – activation) × hidden – Affine – Softmax.
//!
//! Book: §6.1.8, `common/multi_layer_net.py`.

use ndarray::Array1;
use rand::Rng;

use crate::{
    Activation, Affine, Mode, Network, Param, Real, Sequential, SoftmaxWithLoss, State, Targets, Tensor, WeightInit,
};

/// (Affine – activation) × hidden – Affine – Softmax.
///
/// Shapes: x (N, input), scores (N, output); `Wk` (units before, units), `bk` (units,), k = 1, 2, …
///
/// With weight decay λ the loss is L + ½ λ Σ W² over all W (no biases), and ∂L/∂W grows by λ·W.
///
/// ```
/// use common::{Activation, MultiLayerNet, Network, Targets, WeightInit, tensor};
/// use ndarray::{Array2, array};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// // The network of §6.1.8: five layers of weights, 100 units in each hidden one.
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let mut net = MultiLayerNet::<f32>::new(784, &[100; 4], 10, Activation::Relu, WeightInit::He, &mut rng);
/// let keys: Vec<_> = net.params().into_iter().map(|param| param.key).collect();
/// assert_eq!(keys, ["W1", "b1", "W2", "b2", "W3", "b3", "W4", "b4", "W5", "b5"]);
///
/// let x = tensor(Array2::zeros((2, 784)));
/// assert_eq!(net.predict(&x).shape(), [2, 10]);
/// let loss = net.loss(&x, &Targets::from(array![3, 7]));
/// assert_eq!(format!("{loss:.6}"), "2.302584"); // −ln(0.1 + 10⁻⁷): it knows nothing
/// ```
///
/// Book: `common/multi_layer_net.py`.
#[derive(Clone, Debug)]
pub struct MultiLayerNet<A: Real> {
    /// Affine1, activation 1, Affine2 …
    pub layers: Sequential<A>,
    last_layer: SoftmaxWithLoss<A>,
    hidden_layer_num: usize,
    weight_decay_lambda: f64,
}

impl<A: Real> MultiLayerNet<A> {
    /// A network of `input_size` features, `hidden_size_list` units layer by layer and `output_size` classes, its weights
    /// drawn from `rng` and its biases 0.
    pub fn new(
        input_size: usize,
        hidden_size_list: &[usize],
        output_size: usize,
        activation: Activation,
        weight_init_std: WeightInit,
        rng: &mut impl Rng,
    ) -> Self {
        let hidden_layer_num = hidden_size_list.len();
        let all_size_list = [&[input_size], hidden_size_list, &[output_size]].concat();
        let mut affine = |idx: usize| {
            let w = weight_init_std.weights((all_size_list[idx - 1], all_size_list[idx]), rng);
            Affine::new(w, Array1::zeros(all_size_list[idx]))
        };

        let mut layers = Sequential::new();
        for idx in 1..=hidden_layer_num {
            layers = layers.push(format!("Affine{idx}"), affine(idx));
            layers = layers.push(format!("Activation_function{idx}"), activation.layer());
        }
        let idx = hidden_layer_num + 1;
        layers = layers.push(format!("Affine{idx}"), affine(idx));
        let last_layer = SoftmaxWithLoss::new();
        MultiLayerNet { layers, last_layer, hidden_layer_num, weight_decay_lambda: 0.0 }
    }

    /// The same network with weight decay λ (the book's `weight_decay_lambda`).
    #[must_use]
    pub fn with_weight_decay(mut self, lambda: f64) -> Self {
        self.weight_decay_lambda = lambda;
        self
    }
}

impl<A: Real> Network<A> for MultiLayerNet<A> {
    fn predict(&self, x: &Tensor<A>) -> Tensor<A> {
        self.layers.predict(x)
    }

    fn loss(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        let y = self.predict(x);
        self.last_layer.forward(y, t) + weight_decay(&self.layers, self.hidden_layer_num, self.weight_decay_lambda)
    }

    fn gradient(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        // forward
        let y = self.layers.forward(x, Mode::Train);
        let loss = self.last_layer.forward(y, t);

        // backward
        let dout = self.last_layer.backward(A::one());
        self.layers.backward(dout);
        add_weight_decay(&mut self.layers, self.hidden_layer_num, self.weight_decay_lambda);
        loss + weight_decay(&self.layers, self.hidden_layer_num, self.weight_decay_lambda)
    }

    fn params(&mut self) -> Vec<Param<'_, A>> {
        self.layers.params()
    }

    fn state(&mut self) -> State<'_, A> {
        self.layers.state()
    }
}

/// ½ λ Σ W² over all Affine layers.
pub(crate) fn weight_decay<A: Real>(layers: &Sequential<A>, hidden_layer_num: usize, lambda: f64) -> A {
    if lambda == 0.0 {
        return A::zero();
    }
    let mut weight_decay = A::zero();
    for idx in 1..=hidden_layer_num + 1 {
        let affine = layers.get::<Affine<A>>(&format!("Affine{idx}"));
        weight_decay += A::of(0.5 * lambda) * affine.sum_of_squares(); // 0.5 * weight_decay_lambda * np.sum(W ** 2)
    }
    weight_decay
}

/// ∂L/∂W += λ·W in all Affine layers.
pub(crate) fn add_weight_decay<A: Real>(layers: &mut Sequential<A>, hidden_layer_num: usize, lambda: f64) {
    if lambda == 0.0 {
        return;
    }
    for idx in 1..=hidden_layer_num + 1 {
        layers.get_mut::<Affine<A>>(&format!("Affine{idx}")).add_weight_decay(A::of(lambda));
    }
}
