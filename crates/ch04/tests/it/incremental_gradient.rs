//! The incremental numerical gradient is the general one: over seeds, shapes, batches, and digits.

use ch04::TwoLayerNet;
use ch04::incremental_gradient::incremental_gradient;
use common::{Network, Targets, Tensor, random_choice, tensor};
use dataset::{Choice, Options, Split, load_mnist, synthetic};
use experiment::Format;
use ndarray::{Array1, Array2, array};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[track_caller]
fn assert_equals_the_general_form(network: &TwoLayerNet<f64>, x: &Tensor<f64>, t: &Targets<f64>) {
    let general = network.numerical_gradient(x, t);
    let grads = incremental_gradient(network, x, t);
    assert!(grads.keys().eq(general.keys()));
    for ((key, general), (_, incremental)) in general.0.iter().zip(&grads.0) {
        assert_eq!(incremental.shape(), general.shape(), "{key}");
        for (index, general) in general.indexed_iter() {
            let incremental = incremental[&index];
            let difference = (incremental - general).abs();
            assert!(difference < 1e-9, "{key}{index:?}: incremental {incremental}, general {general}");
        }
    }
}

/// A network, and a batch in which a share `ink` of the pixels is not zero.
fn case(
    seed: u64,
    [n, inputs, hidden, classes]: [usize; 4],
    std: f64,
    ink: f64,
) -> (TwoLayerNet<f64>, Tensor<f64>, Array1<usize>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut network = TwoLayerNet::new(inputs, hidden, classes, std, &mut rng);
    network.params.b1.mapv_inplace(|_| rng.random_range(-1.0..1.0));
    network.params.b2.mapv_inplace(|_| rng.random_range(-1.0..1.0));
    let x = Array2::from_shape_simple_fn((n, inputs), || if rng.random_bool(ink) { rng.random() } else { 0.0 });
    let t = Array1::from_shape_simple_fn(n, || rng.random_range(0..classes));
    (network, tensor(x), t)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn on_random_batches(
        seed in 0..u64::MAX,
        shape in [1..12_usize, 1..30_usize, 1..9_usize, 1..8_usize],
        std in 0.01..3.0_f64,
        ink in 0.0..1.0_f64,
    ) {
        let (network, x, t) = case(seed, shape, std, ink);
        assert_equals_the_general_form(&network, &x, &t.into());
    }
}

/// Scores far apart, weights beyond the short series of the exponential, pixels of 0 to 255.
#[test]
fn at_extremes() {
    for (std, pixels) in [(30.0, 1.0), (1.0, 255.0), (2000.0, 1.0)] {
        let (mut network, x, t) = case(5, [8, 20, 6, 5], std, 0.5);
        network.params.w1.mapv_inplace(|w| w / std / pixels);
        assert_equals_the_general_form(&network, &(x * pixels), &t.into());
    }
}

/// At the start, and where the network has learned.
#[track_caller]
fn assert_equals_on(split: &Split, [hidden, batch]: [usize; 2]) {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let mut network = TwoLayerNet::<f64>::new(784, hidden, 10, 0.01, &mut rng);
    let (x_train, t_train) = Format::default().of(split);
    let mut draw = || {
        let batch_mask = random_choice(split.len(), batch, &mut rng);
        (x_train.select(&batch_mask), t_train.select(&batch_mask))
    };
    let (x, t) = draw();
    assert_equals_the_general_form(&network, &x, &t);

    let before = network.loss(&x, &t);
    for _ in 0..500 {
        let (x, t) = draw();
        network.gradient(&x, &t);
        for mut param in network.params() {
            param.value.scaled_add(-0.5, &param.grad);
        }
    }
    let after = network.loss(&x, &t);
    assert!(after < before / 2.0, "loss {after} after {before}: it has learned");
    assert_equals_the_general_form(&network, &x, &t);
}

#[test]
fn on_synthetic_digits() {
    assert_equals_on(&synthetic::digits(300, 1), [4, 20]);
}

#[test]
#[ignore = "needs MNIST_DIR"]
fn on_mnist() {
    let mnist = load_mnist(&Options { choice: Choice::Mnist, ..Options::default() }).expect("MNIST");
    assert_equals_on(&mnist.train, [10, 100]);
}

#[test]
fn one_hot_rows_are_labels() {
    let (network, x, t) = case(1, [4, 10, 3, 5], 0.5, 0.5);
    let rows = Array2::from_shape_fn((4, 5), |(n, k)| f64::from(u8::from(t[n] == k)));
    let of = |t: Targets<f64>| incremental_gradient(&network, &x, &t);
    assert_eq!(of(rows.into()), of(t.into()));
}

#[test]
#[should_panic(expected = "not a one-hot row")]
fn shared_classes_are_refused() {
    let (network, x, _) = case(1, [1, 10, 3, 2], 0.5, 0.5);
    incremental_gradient(&network, &x, &array![[0.5, 0.5]].into());
}

#[test]
#[should_panic(expected = "label 7 in a batch of 2 classes")]
fn labels_must_be_classes() {
    let (network, x, _) = case(1, [1, 10, 3, 2], 0.5, 0.5);
    incremental_gradient(&network, &x, &array![7].into());
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let (network, x, t) = case(3, [20, 50, 13, 10], 0.3, 0.3);
    let t = Targets::from(t);
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| incremental_gradient(&network, &x, &t))
    };
    let one = with_threads(1);
    assert!([2, 3, 7].into_iter().all(|threads| with_threads(threads) == one));
}
