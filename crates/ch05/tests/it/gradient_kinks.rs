use ch05::TwoLayerNet;
use common::kinks::{Difference, differences};
use common::{Affine, Network, Samples, Targets, Tensor, tensor};
use experiment::Format;
use ndarray::array;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

fn check(network: &mut TwoLayerNet<f64>, x: &Tensor<f64>, t: &Targets<f64>) -> Vec<Difference> {
    differences(network, |network| &network.layers, x, t, |_, _| ())
}

fn assert_gradients_agree(batch: &dataset::Split, hidden_size: usize, seed: u64) {
    let (x, t): (Samples<f32>, _) = Format { one_hot_label: true, ..Format::default() }.of(batch);
    let mut network = TwoLayerNet::new(784, hidden_size, 10, 0.01, &mut ChaCha8Rng::seed_from_u64(seed));
    for d in check(&mut network, &x.astype().to_tensor(), &t.astype()) {
        assert!(d.book < 1e-6, "seed {seed}: {d:?}");
        assert!(d.exact < 1e-9, "seed {seed}: {d:?}");
        assert!(d.kinks * 10 < d.compared, "seed {seed}: {d:?}");
    }
}

#[test]
fn gradients_agree_for_ten_seeds() {
    for seed in 1..=10 {
        assert_gradients_agree(&dataset::synthetic::digits(3, seed), 5, seed);
    }
}

/// The same at the book's size.
#[test]
#[ignore = "needs MNIST_DIR"]
fn gradients_agree_on_mnist() {
    let mnist =
        dataset::load_mnist(&dataset::Options { choice: dataset::Choice::Mnist, ..Default::default() }).unwrap();
    for seed in 1..=10 {
        assert_gradients_agree(&mnist.train.first(3), 50, seed);
    }
}

/// a1 = 0.5·0.4 − 1.0·0.2 = 0: the whole hidden unit is at the kink, where a difference is half the slope.
#[test]
fn kinks_are_left_out() {
    let mut network = TwoLayerNet::new(2, 1, 2, 1.0, &mut ChaCha8Rng::seed_from_u64(1));
    network.layers.get_mut::<Affine<f64>>("Affine1").w = array![[0.5], [-1.0]];
    let (x, t) = (tensor(array![[0.4, 0.2]]), Targets::Labels(array![1]));

    let differences = check(&mut network, &x, &t);
    assert_eq!(differences.iter().map(|d| d.kinks).collect::<Vec<_>>(), [2, 1, 0, 0]);
    assert!(differences.iter().all(|d| d.book < 1e-6), "{differences:?}");

    let numerical = network.numerical_gradient(&x, &t);
    assert!((network.param("b1").grad[0] - numerical["b1"][0]).abs() > 1e-3);
}
