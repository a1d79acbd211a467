//! Networks as lists of layers, so that a test can draw them, and all that such a network computes.

use common::{
    Affine, BatchNorm2d, BatchNormalization, Convolution, Dropout, Kernels, Layer, Mode, Pooling, Real, Relu,
    Sequential, Sigmoid, Tanh, Tensor, tensor,
};
use ndarray::{Array, Dimension, IntoDimension};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::reference::Probe;

/// A layer, by what it is made with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Probe,
    /// Number and size of filters, stride, padding.
    Convolution(usize, usize, usize, usize),
    Relu,
    /// Window, stride, padding.
    Pooling(usize, usize, usize),
    BatchNorm2d,
    /// Units.
    Affine(usize),
    BatchNormalization,
    Sigmoid,
    Tanh,
    Dropout,
}

pub(crate) use Kind::Convolution as Conv;

/// Images (N, C, H, W) and the layers that they go through.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) x: [usize; 4],
    pub(crate) layers: Vec<Kind>,
    pub(crate) numbers: Numbers,
    pub(crate) seed: u64,
}

/// What images, weights and gradients are drawn from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Numbers {
    /// −2..=2, most of them 0: `f32` is exact for them, Winograd's halves included, so that ReLU and max pooling decide in
    /// `f32` as in `f64`, equal numbers included.
    Integers,
    /// With outputs and gradients of about 1, however many terms they are summed from.
    Normal,
}

impl Numbers {
    fn draw<A: Real, D: Dimension>(self, shape: impl IntoDimension<Dim = D>, terms: usize, seed: u64) -> Array<A, D> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let scale = 1.0 / (terms.max(1) as f64).sqrt();
        Array::from_shape_simple_fn(shape, || {
            A::of(match self {
                Numbers::Integers => [-2.0, -1.0, 1.0, 2.0].get(rng.random_range(0..12)).copied().unwrap_or(0.0),
                Numbers::Normal => scale * f64::from(Distribution::<f32>::sample(&StandardNormal, &mut rng)),
            })
        })
    }
}

impl Case {
    /// The layers, in `f32` and `f64` with the same numbers.
    pub(crate) fn layers<A: Real>(&self) -> Vec<Box<dyn Layer<A>>> {
        let mut layers: Vec<Box<dyn Layer<A>>> = Vec::new();
        let mut x = Tensor::<A>::zeros(self.x.to_vec());
        for (seed, kind) in (10 * self.seed..).zip(&self.layers) {
            let features = x.len() / x.shape()[0];
            let vector = |length, seed| self.numbers.draw(length, 1, seed);
            let layer: Box<dyn Layer<A>> = match *kind {
                Kind::Probe => Box::new(Probe(None)),
                Conv(count, size, stride, pad) => {
                    let channels = x.shape()[1];
                    let w = self.numbers.draw((count, channels, size, size), channels * size * size, seed);
                    Box::new(Convolution::new(w, vector(count, 99), stride, pad))
                }
                Kind::Relu => Box::new(Relu::new()),
                Kind::Pooling(window, stride, pad) => Box::new(Pooling::new(window, window, stride, pad)),
                Kind::BatchNorm2d => Box::new(BatchNorm2d::new(vector(x.shape()[1], seed), vector(x.shape()[1], 98))),
                Kind::Affine(units) => {
                    Box::new(Affine::new(self.numbers.draw((features, units), features, seed), vector(units, 97)))
                }
                Kind::BatchNormalization => {
                    Box::new(BatchNormalization::new(vector(features, seed), vector(features, 96)))
                }
                Kind::Sigmoid => Box::new(Sigmoid::new()),
                Kind::Tanh => Box::new(Tanh::new()),
                Kind::Dropout => Box::new(Dropout::new(0.3, ChaCha8Rng::seed_from_u64(seed))),
            };
            x = layer.predict(x);
            layers.push(layer);
        }
        layers
    }

    pub(crate) fn network<A: Real>(&self, kernels: Kernels) -> Sequential<A> {
        let layers = self.layers().into_iter().zip(&self.layers).enumerate();
        layers.fold(Sequential::new().with_kernels(kernels), |network, (i, (layer, kind))| {
            network.push(format!("{i} {kind:?}"), layer)
        })
    }

    /// The network as written, in `f64`, with every number between two layers moved, forward and backward, by more than `f32`
    /// rounds.
    pub(crate) fn moved_network(&self) -> Sequential<f64> {
        let layers = self.layers().into_iter().zip(&self.layers).enumerate();
        layers.fold(Sequential::new().with_kernels(Kernels::Book), |network, (i, (layer, kind))| {
            network.push(format!("{i} Moved"), Box::new(Moved)).push(format!("{i} {kind:?}"), layer)
        })
    }

    pub(crate) fn x<A: Real>(&self) -> Tensor<A> {
        tensor(self.numbers.draw(self.x.into_dimension(), 1, self.seed))
    }

    pub(crate) fn dout<A: Real>(&self) -> Tensor<A> {
        let shape = self.network::<A>(Kernels::Book).predict(&self.x()).raw_dim();
        tensor(self.numbers.draw(shape.clone(), shape.size(), 95))
    }
}

/// Makes each number a little larger or smaller.
#[derive(Clone)]
struct Moved;

impl Layer<f64> for Moved {
    fn forward(&mut self, x: Tensor<f64>, _mode: Mode) -> Tensor<f64> {
        self.predict(x)
    }

    fn predict(&self, x: Tensor<f64>) -> Tensor<f64> {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        tensor(x.mapv(|x| x * (1.0 + 1e-6 * rng.random_range(-1.0..1.0))))
    }

    fn backward(&mut self, dout: Tensor<f64>) -> Tensor<f64> {
        self.predict(dout)
    }
}

/// ∂L/∂x, where a probe has seen it.
pub(crate) fn dx<A: Real>(network: &Sequential<A>) -> Option<Tensor<A>> {
    let (name, _) = network.iter().find(|(name, _)| name.ends_with("Probe"))?;
    network.get::<Probe<A>>(name).0.clone()
}

/// All that a network computes for `x`, each under its name.
pub(crate) fn all_of<A: Real>(mut network: Sequential<A>, x: &Tensor<A>, dout: &Tensor<A>) -> Vec<(String, Tensor<A>)> {
    let mut all = vec![("forward".to_owned(), network.forward(x, Mode::Train))];
    network.backward(dout.clone());
    all.push(("predict".into(), network.predict(x)));
    all.extend(dx(&network).map(|dx| ("dx".into(), dx)));
    all.extend(network.params().into_iter().map(|param| (param.key, param.grad.to_owned().into_shared())));
    all.extend(network.state().buffers.into_iter().map(|(key, value)| (key, value.to_owned().into_shared())));
    all.into_iter().map(|(name, value)| (name, value.as_standard_layout().into_owned().into_shared())).collect()
}
