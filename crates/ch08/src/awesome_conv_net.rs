//! The network of `awesome_net`: [`DeepConvNet`](crate::DeepConvNet) made wider, with batch normalization.
//!
//! | layers | output | parameters |
//! |---|---|---|
//! | Conv – ReLU – Conv – ReLU – Pool – BatchNorm | (N, 32, 12, 12) | W1 (16, 1, 3, 3), W2 (32, 16, 3, 3), no padding; gamma1 |
//! | Conv – ReLU – Conv – ReLU – Pool – BatchNorm | (N, 64, 6, 6) | W3 (32, 32, 3, 3), W4 (64, 32, 3, 3); gamma2 |
//! | Conv – ReLU – Conv – ReLU – Pool | (N, 128, 3, 3) | W5 (64, 64, 3, 3), W6 (128, 64, 3, 3) |
//! | Affine – BatchNorm – ReLU – Dropout | (N, 128) | W7 (1152, 128); gamma3 |
//! | Affine – Softmax | (N, 10) | W8 (128, 10) |
//!
//! The digits have a black border, so the first convolutions lose nothing without padding, and the rest of the network
//! is half as expensive as at the book's sizes.
//!
//! A normalization needs the whole batch before it can go on with any image of it, where convolutions run image by
//! image. So it stands behind each block and not behind each convolution: there it sees a quarter of the pixels, and
//! two convolutions in a row still run without leaving the cache. All convolutions keep their biases, which would be
//! superfluous directly in front of a normalization, but act on the ReLU here. (`b7` is superfluous; an Affine has one.)
//!
//! Book: §8.1.1, §8.1.2, and the closing invitation of `ch08`.

use common::{
    Affine, BatchNorm2d, BatchNormalization, ConvParam, Dropout, Mode, Network, Param, Pooling, Real, Relu, Sequential,
    SoftmaxWithLoss, State, Targets, Tensor, WeightInit,
};
use ndarray::Array1;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Three blocks of two convolutions, two layers of weights, and batch normalization between them.
#[derive(Clone, Debug)]
pub struct AwesomeConvNet<A: Real> {
    /// The layers of the table, front to back.
    pub layers: Sequential<A>,
    last_layer: SoftmaxWithLoss<A>,
}

/// Number of filters, and padding, of the convolutions of each block.
const CONVOLUTIONS: [([usize; 2], usize); 3] = [([16, 32], 0), ([32, 64], 1), ([64, 128], 1)];

/// Channels, height and width of what the blocks make of an image.
const FEATURES: usize = 128 * 3 * 3;

/// Units behind the first Affine.
const HIDDEN: usize = 128;

/// The share of them that dropout drops.
const DROPOUT: f64 = 0.3;

impl<A: Real> AwesomeConvNet<A> {
    /// A network for grey images of 28×28 pixels: weights drawn as He does, biases and β 0, γ 1.
    pub fn new(rng: &mut impl Rng) -> Self {
        let (mut layers, mut channels, mut conv) = (Sequential::new(), 1, 0);
        for (block, (filters, pad)) in (1..).zip(CONVOLUTIONS) {
            for filter_num in filters {
                conv += 1;
                let param = ConvParam { filter_num, filter_size: 3, pad, stride: 1 };
                layers = layers
                    .push(format!("Conv{conv}"), param.layer(channels, WeightInit::He, rng))
                    .push(format!("Relu{conv}"), Relu::new());
                channels = filter_num;
            }
            layers = layers.push(format!("Pool{block}"), Pooling::new(2, 2, 2, 0));
            if block < CONVOLUTIONS.len() {
                let norm = BatchNorm2d::new(Array1::ones(channels), Array1::zeros(channels));
                layers = layers.push(format!("BatchNorm{block}"), norm);
            }
        }
        let mut affine = |d, m| Affine::new(WeightInit::He.weights((d, m), rng), Array1::zeros(m));
        let (affine1, affine2) = (affine(FEATURES, HIDDEN), affine(HIDDEN, 10));
        let layers = layers
            .push("Affine1", affine1)
            .push("BatchNorm3", BatchNormalization::new(Array1::ones(HIDDEN), Array1::zeros(HIDDEN)))
            .push("Relu7", Relu::new())
            .push("Dropout1", Dropout::new(DROPOUT, ChaCha8Rng::seed_from_u64(rng.next_u64())))
            .push("Affine2", affine2);
        AwesomeConvNet { layers, last_layer: SoftmaxWithLoss::new() }
    }
}

impl<A: Real> Network<A> for AwesomeConvNet<A> {
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
        self.layers.backward(dout);
        loss
    }

    fn params(&mut self) -> Vec<Param<'_, A>> {
        self.layers.params()
    }

    fn state(&mut self) -> State<'_, A> {
        self.layers.state()
    }
}
