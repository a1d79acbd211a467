//! §4.5.1: the shapes of a two-layer network, its parameters, its answer and its gradient.
//!
//! Dummy data of random numbers, as in the book. There the gradient takes minutes.

use std::time::Instant;

use common::{Network, Targets, softmax};
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::{Array1, Array2};
use rand::RngExt;

use crate::incremental_gradient::incremental_gradient;
use crate::two_layer_net::{Parameters, TwoLayerNet};

/// Shapes of parameters, answers and gradients.
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
    const INFO: Info =
        Info::new("two_layer_shapes", "§4.5.1", "Shapes of the two-layer network's parameters, answers and gradients");

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let mut rng = ctx.rng();
        let net = TwoLayerNet::new(784, self.hidden_size, 10, 0.01, &mut rng);
        say!(ctx, "params {}", shapes(&net.params));

        let x = Array2::from_shape_simple_fn((self.batch_size, 784), || rng.random());
        let y = softmax(&net.predict(x.view()));
        say!(ctx, "x {:?}: y {:?}, the first row {:.4}, its sum {:.4}", x.dim(), y.dim(), y.row(0), y.row(0).sum());

        let t = Targets::from(Array1::from_shape_simple_fn(self.batch_size, || rng.random_range(0..10)));
        let start = Instant::now();
        let grads = incremental_gradient(&net, x.view(), &t);
        say!(ctx, "grads  {} in {:.2?}", shapes(&grads), start.elapsed());
        Ok(())
    }
}

fn shapes(p: &Parameters<f64>) -> String {
    format!("W1 {:?}, b1 ({},), W2 {:?}, b2 ({},)", p.w1.dim(), p.b1.len(), p.w2.dim(), p.b2.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn parameters_and_gradients_have_the_same_shapes() {
        let mut rng = ChaCha8Rng::seed_from_u64(0);
        let mut net = TwoLayerNet::<f64>::new(784, 100, 10, 0.01, &mut rng);
        let expected = "W1 (784, 100), b1 (100,), W2 (100, 10), b2 (10,)";
        let x = Array2::from_shape_simple_fn((2, 784), || rng.random());
        let t = Targets::from(ndarray::array![3, 9]);
        net.gradient(x.view(), &t);
        let numerical = incremental_gradient(&net, x.view(), &t);
        assert_eq!([&net.params, &net.grads, &numerical].map(shapes), [expected; 3]);
        assert_eq!(net.predict(x.view()).dim(), (2, 10));
    }
}
