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
pub(crate) fn mean<A: Real>(probabilities: &[Array2<A>]) -> Array2<A> {
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

#[cfg(test)]
mod tests {
    use common::{Activation, MultiLayerNet, Optimizer, Sgd, WeightInit};
    use ndarray::{Array1, array};
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn member(seed: u64) -> MultiLayerNet<f64> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        MultiLayerNet::new(2, &[3], 2, Activation::Tanh, WeightInit::Std(1.0), &mut rng)
    }

    fn xor() -> (Tensor<f64>, Targets<f64>) {
        (tensor(array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), Targets::Labels(array![0, 1, 1, 0]))
    }

    #[test]
    fn it_answers_with_the_mean_probability() {
        let (x, _) = xor();
        let ensemble = Ensemble { members: vec![member(1), member(2), member(3)] };
        let mut expected = Array2::zeros((4, 2));
        for seed in 1..=3 {
            expected += &(softmax(&rows(&member(seed).predict(&x))) / 3.0);
        }
        let got = softmax(&rows(&ensemble.predict(&x)));
        assert!((&got - &expected).iter().all(|difference| difference.abs() < 1e-12), "{got} for {expected}");
    }

    #[test]
    fn members_learn_as_they_would_alone() {
        let (x, t) = xor();
        let train = |network: &mut dyn FnMut()| (0..20).for_each(|_| network());
        let mut ensemble = Ensemble { members: vec![member(1), member(2)] };
        let mut optimizer = Sgd::new(0.5);
        train(&mut || {
            ensemble.gradient(&x, &t);
            optimizer.update(&mut ensemble.params());
        });
        let alone = [1, 2].map(|seed| {
            let (mut network, mut optimizer) = (member(seed), Sgd::new(0.5));
            train(&mut || {
                network.gradient(&x, &t);
                optimizer.update(&mut network.params());
            });
            network.predict(&x)
        });
        assert_eq!([0, 1].map(|k| ensemble.members[k].predict(&x)), alone);
        assert_ne!(alone[0], member(1).predict(&x));
    }

    #[test]
    fn names_tell_whose_a_parameter_is() {
        let mut ensemble = Ensemble { members: vec![member(1), member(2)] };
        let names: Vec<_> = ensemble.params().into_iter().map(|param| param.key).collect();
        assert_eq!(names, ["1.W1", "1.b1", "1.W2", "1.b2", "2.W1", "2.b1", "2.W2", "2.b2"]);
    }

    #[test]
    fn its_loss_is_that_of_its_answer() {
        let (x, t) = xor();
        let mut ensemble = Ensemble { members: vec![member(1), member(2)] };
        let p = mean(&ensemble.probabilities(&x));
        let expected = Array1::from_iter([(0, 0), (1, 1), (2, 1), (3, 0)].map(|at| -p[at].ln())).mean().unwrap();
        let loss = ensemble.loss(&x, &t);
        assert!((loss - expected).abs() < 1e-6, "{loss} for {expected}");
    }
}
