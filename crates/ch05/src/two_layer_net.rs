//! §5.7.2 誤差逆伝播法に対応したニューラルネットワークの実装, `ch05/two_layer_net.py`: the network of the chapter, made of layers.
//!
//! `accuracy` and `numerical_gradient` are [`Network`]'s.
//!
//! ```
//! use ch05::TwoLayerNet;
//! use common::{Network, Targets, tensor};
//! use ndarray::Array2;
//! use rand::SeedableRng;
//!
//! let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
//! let mut network = TwoLayerNet::<f64>::new(784, 50, 10, 0.01, &mut rng);
//! let (x, t) = (tensor(Array2::from_elem((3, 784), 0.5)), Targets::Labels(vec![5, 0, 4].into()));
//! let loss = network.gradient(&x, &t);
//! assert!((loss - 10_f64.ln()).abs() < 0.1); // it knows nothing yet
//! let shapes: Vec<_> = network.params().iter().map(|param| param.value.shape().to_vec()).collect();
//! assert_eq!(shapes, [vec![784, 50], vec![50], vec![50, 10], vec![10]]);
//! ```

use common::{
    Affine, Mode, Network, Param, Real, Relu, Sequential, SoftmaxWithLoss, State, Targets, Tensor, WeightInit,
};
use ndarray::Array1;
use rand::Rng;

/// Affine → ReLU → Affine → Softmax-with-Loss.
///
/// Shapes: x (N, D), W1 (D, H), b1 (H,), W2 (H, M), b2 (M,), scores (N, M).
///
/// Book: §5.7.2, `ch05/two_layer_net.py`.
#[derive(Clone, Debug)]
pub struct TwoLayerNet<A: Real> {
    /// Affine1, Relu1, Affine2.
    pub layers: Sequential<A>,
    last_layer: SoftmaxWithLoss<A>,
}

impl<A: Real> TwoLayerNet<A> {
    /// Weights drawn from N(0, `weight_init_std`²), biases 0.
    pub fn new(
        input_size: usize,
        hidden_size: usize,
        output_size: usize,
        weight_init_std: f64,
        rng: &mut impl Rng,
    ) -> Self {
        let init = WeightInit::Std(weight_init_std);
        let (w1, b1) = (init.weights((input_size, hidden_size), rng), Array1::zeros(hidden_size));
        let (w2, b2) = (init.weights((hidden_size, output_size), rng), Array1::zeros(output_size));

        let layers = Sequential::new()
            .push("Affine1", Affine::new(w1, b1))
            .push("Relu1", Relu::new())
            .push("Affine2", Affine::new(w2, b2));
        TwoLayerNet { layers, last_layer: SoftmaxWithLoss::new() }
    }
}

impl<A: Real> Network<A> for TwoLayerNet<A> {
    fn predict(&self, x: &Tensor<A>) -> Tensor<A> {
        self.layers.predict(x)
    }

    fn loss(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        let y = self.predict(x);
        self.last_layer.forward(y, t)
    }

    fn gradient(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        // forward
        let y = self.layers.forward(x, Mode::Train);
        let loss = self.last_layer.forward(y, t);

        // backward
        let dout = self.last_layer.backward(A::one());
        self.layers.backward(dout); // for layer in reversed(layers): dout = layer.backward(dout)
        loss
    }

    fn params(&mut self) -> Vec<Param<'_, A>> {
        self.layers.params()
    }

    fn state(&mut self) -> State<'_, A> {
        self.layers.state()
    }
}
