//! §4.5.1 2層ニューラルネットワークのクラス: the shapes of the network's parameters, output and gradient.
//!
//! Dummy data of random numbers, as in the book. There the gradient takes minutes.

use std::time::Instant;

use common::{Grads, Network, Targets, rows, tensor};
use experiment::{Context, Experiment, flags, say};
use ndarray::{Array1, Array2};
use rand::RngExt;

use crate::incremental_gradient::incremental_gradient;
use crate::two_layer_net::TwoLayerNet;

/// Shapes of parameters, outputs and gradients.
#[derive(Clone, Debug, clap::Args)]
pub struct TwoLayerShapes {
    /// Units of the hidden layer
    #[arg(long, default_value_t = 100, value_parser = flags::up_to::<10_000>)]
    pub hidden_size: usize,
    /// Samples of random numbers
    #[arg(long, default_value_t = 100, value_parser = flags::up_to::<10_000>)]
    pub batch_size: usize,
}

impl Experiment for TwoLayerShapes {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let mut rng = ctx.rng();
        let mut net = TwoLayerNet::new(784, self.hidden_size, 10, 0.01, &mut rng);
        say!(ctx, "params {}", params_shapes(&mut net));

        let x = tensor(Array2::from_shape_simple_fn((self.batch_size, 784), || rng.random()));
        let y = rows(&net.predict(&x));
        say!(ctx, "x {:?}: y {:?}, the first row {:.4}, its sum {:.4}", x.shape(), y.dim(), y.row(0), y.row(0).sum());

        let t = Targets::from(Array1::from_shape_simple_fn(self.batch_size, || rng.random_range(0..10)));
        let start = Instant::now();
        let grads = incremental_gradient(&net, &x, &t);
        say!(ctx, "grads  {} in {:.2?}", grads_shapes(&grads), start.elapsed());
        Ok(())
    }
}

/// The names and shapes of the parameters.
pub fn params_shapes(net: &mut TwoLayerNet<f64>) -> String {
    net.params().iter().map(|param| shape(&param.key, param.value.shape())).collect::<Vec<_>>().join(", ")
}

/// The names and shapes of the gradients.
pub fn grads_shapes(Grads(grads): &Grads<f64>) -> String {
    grads.iter().map(|(key, grad)| shape(key, grad.shape())).collect::<Vec<_>>().join(", ")
}

/// As NumPy prints it: `W1 (784, 100)`, `b1 (100,)`.
fn shape(key: &str, shape: &[usize]) -> String {
    match shape {
        [n] => format!("{key} ({n},)"),
        [n, m] => format!("{key} ({n}, {m})"),
        _ => format!("{key} {shape:?}"),
    }
}
