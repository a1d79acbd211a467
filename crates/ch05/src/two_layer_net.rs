//! Affine → ReLU → Affine → Softmax-with-Loss: the network of the chapter, made of layers.
//!
//! Shapes: x (N, D), W1 (D, H), b1 (H,), W2 (H, M), b2 (M,), scores (N, M).
//!
//! ```
//! use ch05::TwoLayerNet;
//! use common::{Network, Targets};
//! use ndarray::Array2;
//! use rand::SeedableRng;
//!
//! let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
//! let mut network = TwoLayerNet::<f64>::new(784, 50, 10, 0.01, &mut rng);
//! let (x, t) = (Array2::from_elem((3, 784), 0.5), Targets::Labels(vec![5, 0, 4].into()));
//! let loss = network.gradient(x.view(), &t);
//! assert!((loss - 10_f64.ln()).abs() < 0.1); // it knows nothing yet
//! let shapes: Vec<_> = network.parameters().iter().map(|p| p.value.shape().to_vec()).collect();
//! assert_eq!(shapes, [vec![784, 50], vec![50], vec![50, 10], vec![10]]);
//! ```
//!
//! Book: §5.7.2, `ch05/two_layer_net.py`.

use common::{Affine, Layer, Mode, Network, Parameter, Real, Relu, SoftmaxWithLoss, Targets, WeightInit};
use ndarray::{Array1, Array2, ArrayView2, Ix2};
use rand::Rng;

/// Two layers of weights with ReLU between them, learning by backpropagation.
///
/// Book: §5.7.2, `ch05/two_layer_net.py`.
#[derive(Clone, Debug)]
pub struct TwoLayerNet<A> {
    /// x·W1 + b1.
    pub affine1: Affine<A>,
    relu1: Relu<Ix2>,
    /// The scores, from what the ReLU lets through.
    pub affine2: Affine<A>,
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
        let mut affine = |d, m| Affine::new(WeightInit::Std(weight_init_std).weights((d, m), rng), Array1::zeros(m));
        TwoLayerNet {
            affine1: affine(input_size, hidden_size),
            relu1: Relu::new(),
            affine2: affine(hidden_size, output_size),
            last_layer: SoftmaxWithLoss::new(),
        }
    }

    /// The scores of a batch, kept by every layer for the backward pass.
    fn forward(&mut self, x: ArrayView2<'_, A>) -> Array2<A> {
        let a1 = self.affine1.predict_view(x);
        let z1 = self.relu1.forward(a1, Mode::Train);
        self.affine2.forward(z1, Mode::Train)
    }
}

impl<A: Real> Network<A> for TwoLayerNet<A> {
    type Input = Ix2;

    fn predict(&self, x: ArrayView2<'_, A>) -> Array2<A> {
        let a1 = self.affine1.predict_view(x);
        let z1 = Layer::<A>::predict(&self.relu1, a1);
        self.affine2.predict(z1)
    }

    fn loss(&mut self, x: ArrayView2<'_, A>, t: &Targets<A>) -> A {
        let y = self.predict(x);
        self.last_layer.forward(y, t)
    }

    fn gradient(&mut self, x: ArrayView2<'_, A>, t: &Targets<A>) -> A {
        let y = self.forward(x);
        let loss = self.last_layer.forward(y, t);

        let dout = self.last_layer.backward(A::one());
        let dout = self.affine2.backward(dout);
        let dout = self.relu1.backward(dout);
        self.affine1.backward_view(x, dout.view());
        loss
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        let mut parameters = self.affine1.parameters();
        parameters.extend(self.affine2.parameters());
        for (parameter, name) in parameters.iter_mut().zip(["W1", "b1", "W2", "b2"]) {
            parameter.name = name.into();
        }
        parameters
    }
}
