//! The loss whose gradient backpropagation computes exactly.
//!
//! The book adds 10⁻⁷ inside the logarithm of its cross entropy, and backpropagates (y − t)/N all the same. A numerical
//! gradient of the book's loss therefore differs by about 10⁻⁷. Without that number, what is left is rounding.

use ndarray::{Array2, ArrayView, ArrayView1};

use crate::{Network, Parameter, Real, Targets};

/// A network with the loss −1/N Σ t·ln softmax(x), without the book's 10⁻⁷.
///
/// ```
/// use common::{Activation, ExactLoss, MultiLayerNet, Network, Targets, WeightInit};
/// use ndarray::array;
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// // All weights 0: each of the ten classes has probability 1/10.
/// let network = MultiLayerNet::<f64>::new(2, &[], 10, Activation::Relu, WeightInit::Std(0.0), &mut rng);
/// let loss = ExactLoss(network).loss(array![[1.0, 2.0]].view(), &Targets::from(3));
/// assert!((loss - 10_f64.ln()).abs() < 1e-15);
/// ```
///
/// Book: §4.2.2 (why the 10⁻⁷ is there), §5.7.3.
#[derive(Clone, Debug)]
pub struct ExactLoss<N>(pub N);

impl<A: Real, N: Network<A>> Network<A> for ExactLoss<N> {
    type Input = N::Input;

    fn predict(&self, x: ArrayView<'_, A, N::Input>) -> Array2<A> {
        self.0.predict(x)
    }

    fn loss(&mut self, x: ArrayView<'_, A, N::Input>, t: &Targets<A>) -> A {
        let scores = self.predict(x);
        let losses = scores.rows().into_iter().enumerate().map(|(n, row)| match t {
            Targets::Labels(labels) => log_sum_exp(row) - row[labels[n]],
            Targets::OneHot(t) => log_sum_exp(row) - row.dot(&t.row(n)),
        });
        losses.sum::<A>() / A::of(scores.nrows() as f64)
    }

    fn gradient(&mut self, x: ArrayView<'_, A, N::Input>, t: &Targets<A>) -> A {
        self.0.gradient(x, t)
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        self.0.parameters()
    }
}

/// ln Σ eˣ, with the largest x taken out so that nothing overflows.
fn log_sum_exp<A: Real>(row: ArrayView1<'_, A>) -> A {
    let max = row.fold(A::neg_infinity(), |max, &x| max.max(x));
    max + row.iter().map(|&x| (x - max).exp()).sum::<A>().ln()
}
