use ch08::ensemble::{Ensemble, mean};
use common::{Activation, MultiLayerNet, Network, Optimizer, Sgd, Targets, Tensor, WeightInit, rows, softmax, tensor};
use ndarray::{Array1, Array2, array};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

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
