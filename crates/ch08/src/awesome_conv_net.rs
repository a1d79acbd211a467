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

#[cfg(test)]
mod tests {
    use common::tensor;
    use ndarray::Array4;
    use rand::RngExt;

    use super::*;

    fn rng(seed: u64) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(seed)
    }

    fn batch<A: Real>() -> (Tensor<A>, Targets<A>) {
        let mut rng = rng(2);
        let x = Array4::from_shape_simple_fn((6, 1, 28, 28), || A::of(rng.random()));
        (tensor(x), Targets::Labels(Array1::from_iter(0..6)))
    }

    #[test]
    fn parameters_and_buffers_are_numbered_by_kind() {
        let mut network = AwesomeConvNet::<f32>::new(&mut rng(1));
        let names: Vec<_> = network.params().into_iter().map(|param| param.key).collect();
        let expected = "W1 b1 W2 b2 gamma1 beta1 W3 b3 W4 b4 gamma2 beta2 W5 b5 W6 b6 W7 b7 \
                        gamma3 beta3 W8 b8";
        assert_eq!(names.join(" "), expected);
        let names: Vec<_> = network.state().buffers.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names[..2], ["running_mean1", "running_var1"]);
        assert_eq!(names[4..], ["running_mean3", "running_var3"]);
    }

    /// Dropout draws what seed 3 says.
    fn reseed<A: Real>(network: &mut AwesomeConvNet<A>) {
        network.state().rngs.into_iter().for_each(|(_, generator)| *generator = rng(3));
    }

    /// The loss of a network that drops what seed 3 says and normalises by the batch.
    fn loss(network: &mut AwesomeConvNet<f64>) -> f64 {
        let (x, t) = batch();
        reseed(network);
        network.gradient(&x, &t)
    }

    #[test]
    fn gradients_are_slopes() {
        const H: f64 = 1e-6;
        let mut network = AwesomeConvNet::<f64>::new(&mut rng(1));
        loss(&mut network);
        let gradients: Vec<_> = network
            .params()
            .into_iter()
            .map(|param| (param.key, param.grad.iter().copied().collect::<Vec<_>>()))
            .collect();
        for (k, (name, gradient)) in gradients.iter().enumerate() {
            let largest = (0..gradient.len()).max_by(|&i, &j| gradient[i].abs().total_cmp(&gradient[j].abs())).unwrap();
            let at = |step: f64| {
                let mut moved = network.clone();
                *moved.params()[k].value.iter_mut().nth(largest).unwrap() += step;
                loss(&mut moved)
            };
            let (slope, expected) = ((at(H) - at(-H)) / (2.0 * H), gradient[largest]);
            // The loss has 10⁻⁷ inside its logarithm, which the gradient leaves out: that is 2·10⁻⁴ of it here.
            let error = (slope - expected).abs();
            assert!(error < 1e-3 * expected.abs() + 1e-9, "{name}: {expected}, but the slope is {slope}");
            assert_eq!(expected.abs() < 1e-12, name == "b7", "{name}: {expected}; in front of a normalization");
        }
    }

    #[test]
    fn f32_trains_as_f64_does() {
        let (mut single, mut double) = (AwesomeConvNet::<f32>::new(&mut rng(1)), AwesomeConvNet::new(&mut rng(1)));
        let (x, t) = batch();
        reseed(&mut single);
        let (a, b) = (single.gradient(&x, &t), loss(&mut double));
        assert!((f64::from(a) - b).abs() < 1e-4, "{a} and {b}");
        for (a, b) in single.params().into_iter().zip(double.params()) {
            let largest = b.grad.iter().fold(0.0, |largest: f64, g| largest.max(g.abs()));
            let differences = a.grad.iter().zip(&b.grad).map(|(&a, b)| (f64::from(a) - b).abs());
            let worst = differences.fold(0.0, f64::max);
            assert!(worst < 1e-2 * largest + 1e-6, "{}: off by {worst} of {largest}", a.key);
        }
        // After a single batch the running statistics are a tenth of its own, and the scores are large.
        let (a, b) = (single.predict(&x), double.predict(&batch().0));
        let largest = b.iter().fold(0.0, |largest: f64, score| largest.max(score.abs()));
        assert!(a.iter().zip(&b).all(|(&a, b)| (f64::from(a) - b).abs() < 1e-4 * largest), "{a}\n{b}");
    }
}
