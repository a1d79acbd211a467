//! Conv – ReLU – Pool – Affine – ReLU – Affine – Softmax: the convolutional network of the chapter.
//!
//! Shapes at the book's sizes: x (N, 1, 28, 28) → Conv (N, 30, 24, 24) → Pool (N, 30, 12, 12) → Affine (N, 100) →
//! Affine (N, 10). W1 (30, 1, 5, 5), b1 (30,), W2 (4320, 100), b2 (100,), W3 (100, 10), b3 (10,).
//!
//! ```
//! use ch07::SimpleConvNet;
//! use common::{Network, Targets};
//! use ndarray::{Array4, array};
//! use rand::SeedableRng;
//!
//! let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
//! let mut network = SimpleConvNet::<f32>::book(&mut rng);
//! let x = Array4::from_elem((3, 1, 28, 28), 0.5);
//! assert_eq!(network.predict(x.view()).dim(), (3, 10));
//! let loss = network.gradient(x.view(), &Targets::from(array![5, 0, 4]));
//! assert!((loss - 10_f32.ln()).abs() < 0.1); // it knows nothing yet
//! ```
//!
//! Book: §7.5, `ch07/simple_convnet.py`.

use common::{
    Affine, ConvParam, ConvStack, Flatten, Layer, Mode, Network, Parameter, Pooling, Real, Relu, SoftmaxWithLoss,
    Targets, WeightInit, conv_output_size,
};
use ndarray::{Array1, Array2, ArrayView4, Ix2, Ix4};
use rand::Rng;

/// A convolution, a pooling, and two layers of weights.
///
/// Book: §7.5, `ch07/simple_convnet.py`.
#[derive(Clone, Debug)]
pub struct SimpleConvNet<A> {
    /// Conv – ReLU – Pool.
    pub conv: ConvStack<A>,
    flatten: Flatten,
    /// W2, b2.
    pub affine1: Affine<A>,
    relu: Relu<Ix2>,
    /// W3, b3.
    pub affine2: Affine<A>,
    last_layer: SoftmaxWithLoss<A>,
}

impl<A: Real> SimpleConvNet<A> {
    /// The network at the book's sizes: 30 filters of 5×5, 100 hidden units, weights from N(0, 0.01²).
    pub fn book(rng: &mut impl Rng) -> Self {
        let conv_param = ConvParam { filter_num: 30, filter_size: 5, pad: 0, stride: 1 };
        Self::new((1, 28, 28), conv_param, 100, 10, 0.01, rng)
    }

    /// A network for images of `input_dim` (C, H, W): weights drawn from N(0, `weight_init_std`²), biases 0.
    ///
    /// # Panics
    /// If the filter, or the 2×2 window behind it, does not fit into the images.
    #[track_caller]
    pub fn new(
        input_dim: (usize, usize, usize),
        conv_param: ConvParam,
        hidden_size: usize,
        output_size: usize,
        weight_init_std: f64,
        rng: &mut impl Rng,
    ) -> Self {
        let (channels, height, width) = input_dim;
        let ConvParam { filter_num, filter_size, pad, stride } = conv_param;
        let pooled = |size| {
            let conv = conv_output_size(size, filter_size, stride, pad);
            conv.and_then(|size| conv_output_size(size, 2, 2, 0)).unwrap_or_else(|e| panic!("SimpleConvNet: {e}"))
        };
        let pool_output_size = filter_num * pooled(height) * pooled(width);

        let init = WeightInit::Std(weight_init_std);
        let conv = conv_param.layer(channels, init, rng);
        let mut affine = |d, m| Affine::new(init.weights((d, m), rng), Array1::zeros(m));
        SimpleConvNet {
            conv: ConvStack::new(vec![conv.into(), Relu::new().into(), Pooling::new(2, 2, 2, 0).into()]),
            flatten: Flatten::new(),
            affine1: affine(pool_output_size, hidden_size),
            relu: Relu::new(),
            affine2: affine(hidden_size, output_size),
            last_layer: SoftmaxWithLoss::new(),
        }
    }
}

impl<A: Real> Network<A> for SimpleConvNet<A> {
    type Input = Ix4;

    fn predict(&self, x: ArrayView4<'_, A>) -> Array2<A> {
        let x = self.conv.predict_view(x);
        let x = self.flatten.predict(x);
        let x = self.affine1.predict(x);
        let x = Layer::<A>::predict(&self.relu, x);
        self.affine2.predict(x)
    }

    fn loss(&mut self, x: ArrayView4<'_, A>, t: &Targets<A>) -> A {
        let y = self.predict(x);
        self.last_layer.forward(y, t)
    }

    fn gradient(&mut self, x: ArrayView4<'_, A>, t: &Targets<A>) -> A {
        let x = self.conv.forward_view(x, Mode::Train);
        let x = self.flatten.forward(x, Mode::Train);
        let x = self.affine1.forward(x, Mode::Train);
        let x = self.relu.forward(x, Mode::Train);
        let y = self.affine2.forward(x, Mode::Train);
        let loss = self.last_layer.forward(y, t);

        let dout = self.last_layer.backward(A::one());
        let dout = self.affine2.backward(dout);
        let dout = self.relu.backward(dout);
        let dout = self.affine1.backward(dout);
        let dout = self.flatten.backward(dout);
        self.conv.backward_parameters(dout);
        loss
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        let mut parameters = self.conv.parameters();
        parameters.extend(self.affine1.parameters());
        parameters.extend(self.affine2.parameters());
        for (parameter, name) in parameters.iter_mut().zip(["W1", "b1", "W2", "b2", "W3", "b3"]) {
            parameter.name = name.into();
        }
        parameters
    }
}
