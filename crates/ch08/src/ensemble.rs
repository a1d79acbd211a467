//! Several networks that learn side by side and answer together.
//!
//! Each member is trained by its own loss; they differ by their initial weights and by what dropout draws. Each makes
//! mistakes of its own, and in the mean of their probabilities p = 1/K Σₖ softmax(yₖ) many of these disappear.
//!
//! To a training the ensemble is one [`Network`], whose parameters are those of all members: `1.W1`, `2.W1` …
//!
//! Book: §8.1.2, where it is the first way to a higher accuracy.

use common::{Network, Parameter, Real, Targets, softmax, softmax_loss};
use ndarray::{Array2, ArrayView, ArrayViewMutD};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
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
    pub fn probabilities<A: Real>(&self, x: ArrayView<'_, A, N::Input>) -> Vec<Array2<A>>
    where
        N: Network<A>,
    {
        self.members.iter().map(|member| softmax(&member.predict(x.view()))).collect()
    }
}

/// The mean of the members' probabilities, (N, classes).
///
/// # Panics
/// If there is no member.
pub(crate) fn mean<A: Real>(probabilities: &[Array2<A>]) -> Array2<A> {
    let (first, rest) = probabilities.split_first().expect("an ensemble of at least one");
    rest.iter().fold(first.clone(), |sum, p| sum + p) / A::of(probabilities.len() as f64)
}

impl<A: Real, N: Network<A>> Network<A> for Ensemble<N> {
    type Input = N::Input;

    /// ln p: what a softmax turns into p again.
    fn predict(&self, x: ArrayView<'_, A, Self::Input>) -> Array2<A> {
        mean(&self.probabilities(x)).ln()
    }

    fn loss(&mut self, x: ArrayView<'_, A, Self::Input>, t: &Targets<A>) -> A {
        softmax_loss(&self.predict(x), t)
    }

    /// Every member's gradient of its own loss. Returns the mean of these losses.
    fn gradient(&mut self, x: ArrayView<'_, A, Self::Input>, t: &Targets<A>) -> A {
        let losses: Vec<A> = self.members.par_iter_mut().map(|member| member.gradient(x.view(), t)).collect();
        let count = A::of(losses.len() as f64);
        losses.into_iter().sum::<A>() / count
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        let mut parameters = Vec::new();
        for (k, member) in self.members.iter_mut().enumerate() {
            parameters.extend(member.parameters().into_iter().map(|p| Parameter { name: numbered(k, &p.name), ..p }));
        }
        parameters
    }

    fn buffers(&mut self) -> Vec<(String, ArrayViewMutD<'_, A>)> {
        let mut buffers = Vec::new();
        for (k, member) in self.members.iter_mut().enumerate() {
            buffers.extend(member.buffers().into_iter().map(|(name, value)| (numbered(k, &name), value)));
        }
        buffers
    }

    fn reseed(&mut self, seed: u64) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        self.members.iter_mut().for_each(|member| member.reseed(rng.next_u64()));
    }
}

/// The name of what belongs to a member.
fn numbered(member: usize, name: &str) -> String {
    format!("{}.{name}", member + 1)
}

#[cfg(test)]
mod tests {
    use common::{Activation, MultiLayerNet, Optimizer, Sgd, WeightInit};
    use ndarray::{Array1, array};

    use super::*;

    fn member(seed: u64) -> MultiLayerNet<f64> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        MultiLayerNet::new(2, &[3], 2, Activation::Tanh, WeightInit::Std(1.0), &mut rng)
    }

    fn xor() -> (Array2<f64>, Targets<f64>) {
        (array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], Targets::Labels(array![0, 1, 1, 0]))
    }

    #[test]
    fn it_answers_with_the_mean_probability() {
        let (x, _) = xor();
        let ensemble = Ensemble { members: vec![member(1), member(2), member(3)] };
        let mut expected = Array2::zeros((4, 2));
        for seed in 1..=3 {
            expected += &(softmax(&member(seed).predict(x.view())) / 3.0);
        }
        let got = softmax(&ensemble.predict(x.view()));
        assert!((&got - &expected).iter().all(|difference| difference.abs() < 1e-12), "{got} for {expected}");
    }

    #[test]
    fn members_learn_as_they_would_alone() {
        let (x, t) = xor();
        let train = |network: &mut dyn FnMut()| (0..20).for_each(|_| network());
        let mut ensemble = Ensemble { members: vec![member(1), member(2)] };
        let mut optimizer = Sgd::new(0.5);
        train(&mut || {
            ensemble.gradient(x.view(), &t);
            optimizer.update(&mut ensemble.parameters());
        });
        let alone = [1, 2].map(|seed| {
            let (mut network, mut optimizer) = (member(seed), Sgd::new(0.5));
            train(&mut || {
                network.gradient(x.view(), &t);
                optimizer.update(&mut network.parameters());
            });
            network.predict(x.view())
        });
        assert_eq!([0, 1].map(|k| ensemble.members[k].predict(x.view())), alone);
        assert_ne!(alone[0], member(1).predict(x.view()));
    }

    #[test]
    fn names_tell_whose_a_parameter_is() {
        let mut ensemble = Ensemble { members: vec![member(1), member(2)] };
        let names: Vec<_> = ensemble.parameters().into_iter().map(|p| p.name).collect();
        assert_eq!(names, ["1.W1", "1.b1", "1.W2", "1.b2", "2.W1", "2.b1", "2.W2", "2.b2"]);
    }

    #[test]
    fn its_loss_is_that_of_its_answer() {
        let (x, t) = xor();
        let mut ensemble = Ensemble { members: vec![member(1), member(2)] };
        let p = mean(&ensemble.probabilities(x.view()));
        let expected = Array1::from_iter([(0, 0), (1, 1), (2, 1), (3, 0)].map(|at| -p[at].ln())).mean().unwrap();
        let loss = ensemble.loss(x.view(), &t);
        assert!((loss - expected).abs() < 1e-6, "{loss} for {expected}");
    }
}
