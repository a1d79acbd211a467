//! Several networks that are trained side by side and predict together.
//!
//! Each member is trained by its own loss; they differ by their initial weights and by what dropout draws. Each makes
//! mistakes of its own, and in the mean of their probabilities p = 1/K Σₖ softmax(yₖ) many of these disappear.
//!
//! To a training the ensemble is one [`Network`], whose parameters are those of all members: `1.W1`, `2.W1` …
//!
//! Book: §8.1.2, where it is the first way to a higher accuracy.

use common::{Network, Param, Real, State, Targets, Tensor, rows, softmax, softmax_loss, tensor};
use ndarray::Array2;
use rayon::prelude::*;

/// Networks of one kind.
///
/// # Shapes
/// Those of a member.
///
/// Book: §8.1.2.
#[derive(Clone, Debug)]
pub struct Ensemble<N> {
    /// The networks.
    pub members: Vec<N>,
}

impl<N> Ensemble<N> {
    /// For each member its probability of each class, (N, classes).
    pub fn probabilities<A: Real>(&self, x: &Tensor<A>) -> Vec<Array2<A>>
    where
        N: Network<A>,
    {
        self.members.iter().map(|member| softmax(&rows(&member.predict(x)))).collect()
    }
}

/// The mean of the members' probabilities, (N, classes).
///
/// # Panics
/// If there is no member.
pub fn mean<A: Real>(probabilities: &[Array2<A>]) -> Array2<A> {
    let (first, rest) = probabilities.split_first().expect("an ensemble of at least one");
    rest.iter().fold(first.clone(), |sum, p| sum + p) / A::of(probabilities.len() as f64)
}

impl<A: Real, N: Network<A>> Network<A> for Ensemble<N> {
    /// ln p: what a softmax turns into p again.
    fn predict(&self, x: &Tensor<A>) -> Tensor<A> {
        tensor(mean(&self.probabilities(x)).ln())
    }

    fn loss(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        softmax_loss(&rows(&self.predict(x)), t)
    }

    /// Every member's gradient of its own loss. Returns the mean of these losses.
    fn gradient(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        let losses: Vec<A> = self.members.par_iter_mut().map(|member| member.gradient(x, t)).collect();
        let count = A::of(losses.len() as f64);
        losses.into_iter().sum::<A>() / count
    }

    fn params(&mut self) -> Vec<Param<'_, A>> {
        let mut params = Vec::new();
        for (k, member) in self.members.iter_mut().enumerate() {
            params.extend(member.params().into_iter().map(|param| Param { key: numbered(k, &param.key), ..param }));
        }
        params
    }

    fn state(&mut self) -> State<'_, A> {
        let mut all = State::default();
        for (k, member) in self.members.iter_mut().enumerate() {
            let State { buffers, rngs, .. } = member.state();
            all.buffers.extend(buffers.into_iter().map(|(name, value)| (numbered(k, &name), value)));
            all.rngs.extend(rngs.into_iter().map(|(name, rng)| (numbered(k, &name), rng)));
        }
        all
    }
}

/// The name of what belongs to a member.
fn numbered(member: usize, name: &str) -> String {
    format!("{}.{name}", member + 1)
}
