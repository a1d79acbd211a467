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

use std::collections::BTreeMap;

use common::{
    Affine, BatchNormalization, ChannelNormalization, ConvParam, ConvStack, Dropout, Flatten, Layer, Mode, Network,
    Parameter, Pooling, Real, Relu, SoftmaxWithLoss, Targets, WeightInit,
};
use ndarray::{Array1, Array2, Array4, ArrayView4, ArrayViewMutD, Ix2, Ix4};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Three blocks of two convolutions, two layers of weights, and batch normalization between them.
#[derive(Clone, Debug)]
pub struct AwesomeConvNet<A> {
    blocks: [Block<A>; 2],
    conv: ConvStack<A>,
    flatten: Flatten,
    affine1: Affine<A>,
    norm: BatchNormalization<A, Ix2>,
    relu: Relu<Ix2>,
    dropout: Dropout<Ix2>,
    affine2: Affine<A>,
    last_layer: SoftmaxWithLoss<A>,
}

/// Conv – ReLU – Conv – ReLU – Pool – BatchNorm.
#[derive(Clone, Debug)]
struct Block<A> {
    conv: ConvStack<A>,
    norm: ChannelNormalization<A>,
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
        let mut channels = 1;
        let [conv1, conv2, conv3] = CONVOLUTIONS.map(|(filters, pad)| {
            let mut layers = Vec::new();
            for filter_num in filters {
                let param = ConvParam { filter_num, filter_size: 3, pad, stride: 1 };
                layers.extend([param.layer(channels, WeightInit::He, rng).into(), Relu::new().into()]);
                channels = filter_num;
            }
            layers.push(Pooling::new(2, 2, 2, 0).into());
            ConvStack::new(layers)
        });
        let mut affine = |d, m| Affine::new(WeightInit::He.weights((d, m), rng), Array1::zeros(m));
        AwesomeConvNet {
            blocks: [Block::new(conv1, CONVOLUTIONS[0].0[1]), Block::new(conv2, CONVOLUTIONS[1].0[1])],
            conv: conv3,
            flatten: Flatten::new(),
            affine1: affine(FEATURES, HIDDEN),
            norm: BatchNormalization::new(Array1::ones(HIDDEN), Array1::zeros(HIDDEN)),
            relu: Relu::new(),
            affine2: affine(HIDDEN, 10),
            dropout: Dropout::new(DROPOUT, ChaCha8Rng::seed_from_u64(rng.next_u64())),
            last_layer: SoftmaxWithLoss::new(),
        }
    }
}

impl<A: Real> Block<A> {
    fn new(conv: ConvStack<A>, channels: usize) -> Self {
        let norm = ChannelNormalization::new(Array1::ones(channels), Array1::zeros(channels));
        Block { conv: conv.channels_last(), norm }
    }
}

impl<A: Real> Network<A> for AwesomeConvNet<A> {
    type Input = Ix4;

    fn predict(&self, x: ArrayView4<'_, A>) -> Array2<A> {
        let x = self.blocks.iter().fold(x.to_owned(), |x, block| block.norm.predict(block.conv.predict(x)));
        let x = self.flatten.predict(self.conv.predict(x));
        let x = self.affine1.predict(x);
        let x = Layer::<A>::predict(&self.relu, self.norm.predict(x));
        self.affine2.predict(Layer::<A>::predict(&self.dropout, x))
    }

    fn loss(&mut self, x: ArrayView4<'_, A>, t: &Targets<A>) -> A {
        let y = self.predict(x);
        self.last_layer.forward(y, t)
    }

    fn gradient(&mut self, x: ArrayView4<'_, A>, t: &Targets<A>) -> A {
        let forward = |x: Array4<A>, block: &mut Block<A>| {
            let x = block.conv.forward(x, Mode::Train);
            block.norm.forward(x, Mode::Train)
        };
        let x = self.blocks.iter_mut().fold(x.to_owned(), forward);
        let x = self.conv.forward(x, Mode::Train);
        let x = self.flatten.forward(x, Mode::Train);
        let x = self.affine1.forward(x, Mode::Train);
        let x = self.norm.forward(x, Mode::Train);
        let x = self.relu.forward(x, Mode::Train);
        let x = self.dropout.forward(x, Mode::Train);
        let y = self.affine2.forward(x, Mode::Train);
        let loss = self.last_layer.forward(y, t);

        let dout = self.last_layer.backward(A::one());
        let dout = self.affine2.backward(dout);
        let dout = self.dropout.backward(dout);
        let dout = self.relu.backward(dout);
        let dout = self.norm.backward(dout);
        let dout = self.affine1.backward(dout);
        let dout = self.flatten.backward(dout);
        let dout = self.conv.backward(dout);
        let [first, second] = &mut self.blocks;
        let dout = second.conv.backward(second.norm.backward(dout));
        first.conv.backward_parameters(first.norm.backward(dout));
        loss
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        let mut parameters = Vec::new();
        for block in &mut self.blocks {
            parameters.extend(block.conv.parameters());
            parameters.extend(block.norm.parameters());
        }
        parameters.extend(self.conv.parameters());
        parameters.extend(self.affine1.parameters());
        parameters.extend(self.norm.parameters());
        parameters.extend(self.affine2.parameters());
        let mut count = BTreeMap::new();
        for Parameter { name, .. } in &mut parameters {
            let number = count.entry(name.clone()).and_modify(|number| *number += 1).or_insert(1);
            *name += &number.to_string();
        }
        parameters
    }

    fn buffers(&mut self) -> Vec<(String, ArrayViewMutD<'_, A>)> {
        let last = self.blocks.len() + 1;
        let blocks = self.blocks.iter_mut().enumerate().flat_map(|(i, block)| block.norm.buffers(i + 1));
        blocks.chain(self.norm.buffers(last)).collect()
    }

    fn reseed(&mut self, seed: u64) {
        self.dropout.reseed(ChaCha8Rng::seed_from_u64(seed));
    }
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;

    fn rng(seed: u64) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(seed)
    }

    fn batch<A: Real>() -> (Array4<A>, Targets<A>) {
        let mut rng = rng(2);
        let x = Array4::from_shape_simple_fn((6, 1, 28, 28), || A::of(rng.random()));
        (x, Targets::Labels(Array1::from_iter(0..6)))
    }

    #[test]
    fn parameters_and_buffers_are_numbered_by_kind() {
        let mut network = AwesomeConvNet::<f32>::new(&mut rng(1));
        let names: Vec<_> = network.parameters().into_iter().map(|p| p.name).collect();
        let expected = "W1 b1 W2 b2 gamma1 beta1 W3 b3 W4 b4 gamma2 beta2 W5 b5 W6 b6 W7 b7 \
                        gamma3 beta3 W8 b8";
        assert_eq!(names.join(" "), expected);
        let names: Vec<_> = network.buffers().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names[..2], ["running_mean1", "running_var1"]);
        assert_eq!(names[4..], ["running_mean3", "running_var3"]);
    }

    /// The loss of a network that drops what seed 3 says and normalises by the batch.
    fn loss(network: &mut AwesomeConvNet<f64>) -> f64 {
        let (x, t) = batch();
        network.reseed(3);
        network.gradient(x.view(), &t)
    }

    #[test]
    fn gradients_are_slopes() {
        const H: f64 = 1e-6;
        let mut network = AwesomeConvNet::<f64>::new(&mut rng(1));
        loss(&mut network);
        let gradients: Vec<_> = network
            .parameters()
            .into_iter()
            .map(|p| (p.name, p.gradient.iter().copied().collect::<Vec<_>>()))
            .collect();
        for (k, (name, gradient)) in gradients.iter().enumerate() {
            let largest = (0..gradient.len()).max_by(|&i, &j| gradient[i].abs().total_cmp(&gradient[j].abs())).unwrap();
            let at = |step: f64| {
                let mut moved = network.clone();
                *moved.parameters()[k].value.iter_mut().nth(largest).unwrap() += step;
                loss(&mut moved)
            };
            let (slope, expected) = ((at(H) - at(-H)) / (2.0 * H), gradient[largest]);
            // The loss has 10⁻⁷ inside its logarithm, the gradient does not know: that is 2·10⁻⁴ of it here.
            let error = (slope - expected).abs();
            assert!(error < 1e-3 * expected.abs() + 1e-9, "{name}: {expected}, but the slope is {slope}");
            assert_eq!(expected.abs() < 1e-12, name == "b7", "{name}: {expected}; in front of a normalization");
        }
    }

    #[test]
    fn f32_learns_as_f64_does() {
        let (mut single, mut double) = (AwesomeConvNet::<f32>::new(&mut rng(1)), AwesomeConvNet::new(&mut rng(1)));
        let (x, t) = batch();
        single.reseed(3);
        let (a, b) = (single.gradient(x.view(), &t), loss(&mut double));
        assert!((f64::from(a) - b).abs() < 1e-4, "{a} and {b}");
        for (a, b) in single.parameters().into_iter().zip(double.parameters()) {
            let largest = b.gradient.iter().fold(0.0, |largest: f64, g| largest.max(g.abs()));
            let differences = a.gradient.iter().zip(&b.gradient).map(|(&a, b)| (f64::from(a) - b).abs());
            let worst = differences.fold(0.0, f64::max);
            assert!(worst < 1e-2 * largest + 1e-6, "{}: off by {worst} of {largest}", a.name);
        }
        // After a single batch the running statistics are a tenth of its own, and the scores are large.
        let (a, b) = (single.predict(x.view()), double.predict(batch().0.view()));
        let largest = b.iter().fold(0.0, |largest: f64, score| largest.max(score.abs()));
        assert!(a.iter().zip(&b).all(|(&a, b)| (f64::from(a) - b).abs() < 1e-4 * largest), "{a}\n{b}");
    }
}
