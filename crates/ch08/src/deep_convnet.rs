//! The deep network of the chapter: 3×3 filters, as in VGG, with more of them the deeper the layer.
//!
//! | layers | output at the book's sizes | parameters |
//! |---|---|---|
//! | Conv – ReLU – Conv – ReLU – Pool | (N, 16, 14, 14) | W1 (16, 1, 3, 3), W2 (16, 16, 3, 3) |
//! | Conv – ReLU – Conv – ReLU – Pool | (N, 32, 8, 8) | W3 (32, 16, 3, 3), W4 (32, 32, 3, 3), padding 2 |
//! | Conv – ReLU – Conv – ReLU – Pool | (N, 64, 4, 4) | W5 (64, 32, 3, 3), W6 (64, 64, 3, 3) |
//! | Affine – ReLU – Dropout | (N, 50) | W7 (1024, 50) |
//! | Affine – Dropout – Softmax | (N, 10) | W8 (50, 10) |
//!
//! The last Dropout acts on the scores: half of them are 0 while the network learns, so its training loss stays
//! near 1. And [`loss`](Network::loss) always drops, also when it only measures. Both as in the book.
//!
//! ```
//! use ch08::DeepConvNet;
//! use common::Network;
//! use ndarray::Array4;
//! use rand::SeedableRng;
//!
//! let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
//! let mut network = DeepConvNet::<f32>::book(&mut rng);
//! assert_eq!(network.predict(Array4::zeros((3, 1, 28, 28)).view()).dim(), (3, 10));
//! let w7 = &network.parameters()[12];
//! assert_eq!((w7.name.as_str(), w7.value.shape()), ("W7", &[1024, 50][..]));
//! ```
//!
//! Book: §8.1.1, `ch08/deep_convnet.py`.

use common::{
    Affine, ConvParam, ConvStack, Dropout, Flatten, Layer, Mode, Network, Parameter, Pooling, Real, Relu,
    SoftmaxWithLoss, Targets, WeightInit, conv_output_size,
};
use ndarray::{Array1, Array2, ArrayView4, Ix2, Ix4};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Six convolutions and two layers of weights.
///
/// Book: §8.1.1, `ch08/deep_convnet.py`.
#[derive(Clone, Debug)]
pub struct DeepConvNet<A> {
    /// (Conv – ReLU – Conv – ReLU – Pool) × 3.
    pub conv: ConvStack<A>,
    flatten: Flatten,
    /// W7, b7.
    pub affine1: Affine<A>,
    relu: Relu<Ix2>,
    /// Behind the hidden units.
    pub dropout1: Dropout<Ix2>,
    /// W8, b8.
    pub affine2: Affine<A>,
    /// Behind the scores.
    pub dropout2: Dropout<Ix2>,
    last_layer: SoftmaxWithLoss<A>,
}

impl<A: Real> DeepConvNet<A> {
    /// The network at the book's sizes.
    pub fn book(rng: &mut impl Rng) -> Self {
        let conv = |filter_num, pad| ConvParam { filter_num, filter_size: 3, pad, stride: 1 };
        let conv_params = [conv(16, 1), conv(16, 1), conv(32, 1), conv(32, 2), conv(64, 1), conv(64, 1)];
        Self::new((1, 28, 28), conv_params, 50, 10, rng)
    }

    /// A network for images of `input_dim` (C, H, W): weights drawn as He does, biases 0.
    ///
    /// # Panics
    /// If a filter or window does not fit into what comes to it.
    #[track_caller]
    pub fn new(
        input_dim: (usize, usize, usize),
        conv_params: [ConvParam; 6],
        hidden_size: usize,
        output_size: usize,
        rng: &mut impl Rng,
    ) -> Self {
        let (mut channels, mut height, mut width) = input_dim;
        let after = |size, filter, stride, pad| {
            conv_output_size(size, filter, stride, pad).unwrap_or_else(|e| panic!("DeepConvNet: {e}"))
        };
        let mut layers = Vec::new();
        for (i, param) in conv_params.into_iter().enumerate() {
            let conv = |size| after(size, param.filter_size, param.stride, param.pad);
            layers.push(param.layer(channels, WeightInit::He, rng).into());
            layers.push(Relu::new().into());
            (channels, height, width) = (param.filter_num, conv(height), conv(width));
            if i % 2 == 1 {
                layers.push(Pooling::new(2, 2, 2, 0).into());
                (height, width) = (after(height, 2, 2, 0), after(width, 2, 2, 0));
            }
        }
        let mut affine = |d, m| Affine::new(WeightInit::He.weights((d, m), rng), Array1::zeros(m));
        let affine1 = affine(channels * height * width, hidden_size);
        let affine2 = affine(hidden_size, output_size);
        let [dropout1, dropout2] = dropouts(rng.next_u64());
        DeepConvNet {
            conv: ConvStack::new(layers),
            flatten: Flatten::new(),
            affine1,
            relu: Relu::new(),
            dropout1,
            affine2,
            dropout2,
            last_layer: SoftmaxWithLoss::new(),
        }
    }
}

/// The two Dropout layers, each with its own generator.
fn dropouts(seed: u64) -> [Dropout<Ix2>; 2] {
    [0, 1].map(|stream| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Dropout::new(0.5, rng)
    })
}

impl<A: Real> Network<A> for DeepConvNet<A> {
    type Input = Ix4;

    fn predict(&self, x: ArrayView4<'_, A>) -> Array2<A> {
        let x = self.conv.predict_view(x);
        let x = self.flatten.predict(x);
        let x = self.affine1.predict(x);
        let x = Layer::<A>::predict(&self.relu, x);
        let x = Layer::<A>::predict(&self.dropout1, x);
        let x = self.affine2.predict(x);
        Layer::<A>::predict(&self.dropout2, x)
    }

    fn loss(&mut self, x: ArrayView4<'_, A>, t: &Targets<A>) -> A {
        let x = self.conv.predict_view(x);
        let x = self.flatten.predict(x);
        let x = self.affine1.predict(x);
        let x = Layer::<A>::predict(&self.relu, x);
        let x = self.dropout1.forward(x, Mode::Train);
        let x = self.affine2.predict(x);
        let y = self.dropout2.forward(x, Mode::Train);
        self.last_layer.forward(y, t)
    }

    fn gradient(&mut self, x: ArrayView4<'_, A>, t: &Targets<A>) -> A {
        let x = self.conv.forward_view(x, Mode::Train);
        let x = self.flatten.forward(x, Mode::Train);
        let x = self.affine1.forward(x, Mode::Train);
        let x = self.relu.forward(x, Mode::Train);
        let x = self.dropout1.forward(x, Mode::Train);
        let x = self.affine2.forward(x, Mode::Train);
        let y = self.dropout2.forward(x, Mode::Train);
        let loss = self.last_layer.forward(y, t);

        let dout = self.last_layer.backward(A::one());
        let dout = self.dropout2.backward(dout);
        let dout = self.affine2.backward(dout);
        let dout = self.dropout1.backward(dout);
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
        for (i, parameter) in parameters.iter_mut().enumerate() {
            parameter.name += &(i / 2 + 1).to_string();
        }
        parameters
    }

    fn reseed(&mut self, seed: u64) {
        [self.dropout1, self.dropout2] = dropouts(seed);
    }
}
