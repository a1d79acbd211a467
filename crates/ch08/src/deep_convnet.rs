//! §8.1.1 よりディープなネットワークへ, `ch08/deep_convnet.py`: 3×3 filters, as in VGG, with more of them the deeper the layer.
//!
//! | layers | output at the book's sizes | parameters |
//! |---|---|---|
//! | Conv – Relu – Conv – Relu – Pool | (N, 16, 14, 14) | W1 (16, 1, 3, 3), W2 (16, 16, 3, 3) |
//! | Conv – Relu – Conv – Relu – Pool | (N, 32, 8, 8) | W3 (32, 16, 3, 3), W4 (32, 32, 3, 3), padding 2 |
//! | Conv – Relu – Conv – Relu – Pool | (N, 64, 4, 4) | W5 (64, 32, 3, 3), W6 (64, 64, 3, 3) |
//! | Affine – Relu – Dropout | (N, 50) | W7 (1024, 50) |
//! | Affine – Dropout – Softmax | (N, 10) | W8 (50, 10) |
//!
//! ```
//! use ch08::DeepConvNet;
//! use common::{Network, tensor};
//! use ndarray::Array4;
//! use rand::SeedableRng;
//!
//! let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
//! let mut network = DeepConvNet::<f32>::book(&mut rng);
//! assert_eq!(network.predict(&tensor(Array4::zeros((3, 1, 28, 28)))).shape(), [3, 10]);
//! assert_eq!(network.param("W7").value.shape(), [1024, 50]);
//! ```

use common::{
    Affine, ConvParam, Dropout, Mode, Network, Param, Pooling, Real, Relu, Sequential, SoftmaxWithLoss, State, Targets,
    Tensor, WeightInit, tensor,
};
use ndarray::{Array1, Array4};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Six convolutions and two layers of weights.
///
/// The last Dropout acts on the scores: half of them are 0 in training, so its training loss stays
/// near 1. And [`loss`](Network::loss) always applies dropout, in evaluation too. Both as in the book.
///
/// Book: §8.1.1, `ch08/deep_convnet.py`.
#[derive(Clone, Debug)]
pub struct DeepConvNet<A: Real> {
    /// Conv1, Relu1, Conv2, Relu2, Pool1 …, Affine1, Relu7, Dropout1, Affine2, Dropout2.
    pub layers: Sequential<A>,
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
    /// If a filter or window does not fit into its input.
    #[track_caller]
    pub fn new(
        input_dim: (usize, usize, usize),
        conv_params: [ConvParam; 6],
        hidden_size: usize,
        output_size: usize,
        rng: &mut impl Rng,
    ) -> Self {
        // He takes the number of inputs from the shape of the weights: the book's pre_node_nums.
        let (mut channels, height, width) = input_dim;
        let image = tensor(Array4::zeros((1, channels, height, width)));
        let [conv1, conv2, conv3, conv4, conv5, conv6] = conv_params.map(|param| {
            let layer = param.layer(channels, WeightInit::He, rng);
            channels = param.filter_num;
            layer
        });
        let layers = Sequential::new()
            .push("Conv1", conv1)
            .push("Relu1", Relu::new())
            .push("Conv2", conv2)
            .push("Relu2", Relu::new())
            .push("Pool1", Pooling::new(2, 2, 2, 0))
            .push("Conv3", conv3)
            .push("Relu3", Relu::new())
            .push("Conv4", conv4)
            .push("Relu4", Relu::new())
            .push("Pool2", Pooling::new(2, 2, 2, 0))
            .push("Conv5", conv5)
            .push("Relu5", Relu::new())
            .push("Conv6", conv6)
            .push("Relu6", Relu::new())
            .push("Pool3", Pooling::new(2, 2, 2, 0));

        let pool_output_size = layers.predict(&image).len(); // the book's 64 * 4 * 4
        let (w7, b7) = (WeightInit::He.weights((pool_output_size, hidden_size), rng), Array1::zeros(hidden_size));
        let (w8, b8) = (WeightInit::He.weights((hidden_size, output_size), rng), Array1::zeros(output_size));
        let mut dropout = || Dropout::new(0.5, ChaCha8Rng::seed_from_u64(rng.next_u64()));
        let layers = layers
            .push("Affine1", Affine::new(w7, b7))
            .push("Relu7", Relu::new())
            .push("Dropout1", dropout())
            .push("Affine2", Affine::new(w8, b8))
            .push("Dropout2", dropout());
        DeepConvNet { layers, last_layer: SoftmaxWithLoss::new() }
    }
}

impl<A: Real> Network<A> for DeepConvNet<A> {
    fn predict(&self, x: &Tensor<A>) -> Tensor<A> {
        self.layers.predict(x)
    }

    fn loss(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        let y = self.layers.forward(x, Mode::Train);
        self.last_layer.forward(y, t)
    }

    fn gradient(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        // forward
        let loss = self.loss(x, t);

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
