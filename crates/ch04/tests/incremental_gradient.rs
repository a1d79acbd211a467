//! The incremental numerical gradient is the general one: over seeds, shapes, batches, and digits.

use ch04::TwoLayerNet;
use ch04::incremental_gradient::incremental_gradient;
use common::{Network, Targets, numerical_gradient_of, random_choice};
use dataset::{Choice, Options, Split, load_mnist, synthetic};
use ndarray::{Array1, Array2, ArrayD, array};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[track_caller]
fn assert_equals_the_general_form(network: &TwoLayerNet<f64>, x: &Array2<f64>, t: &Targets<f64>) {
    let general = numerical_gradient_of(network, x.view(), t, |_, _| ());
    let grads = incremental_gradient(network, x.view(), t);
    let incremental: [ArrayD<f64>; 4] =
        [grads.w1.into_dyn(), grads.b1.into_dyn(), grads.w2.into_dyn(), grads.b2.into_dyn()];
    assert_eq!(general.len(), incremental.len());
    for ((key, general), incremental) in general.iter().zip(&incremental) {
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
) -> (TwoLayerNet<f64>, Array2<f64>, Array1<usize>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut network = TwoLayerNet::new(inputs, hidden, classes, std, &mut rng);
    network.params.b1.mapv_inplace(|_| rng.random_range(-1.0..1.0));
    network.params.b2.mapv_inplace(|_| rng.random_range(-1.0..1.0));
    let x = Array2::from_shape_simple_fn((n, inputs), || if rng.random_bool(ink) { rng.random() } else { 0.0 });
    let t = Array1::from_shape_simple_fn(n, || rng.random_range(0..classes));
    (network, x, t)
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
    let mut draw = || {
        let indices = random_choice(split.len(), batch, &mut rng);
        let labels = indices.iter().map(|&i| usize::from(split.labels[i])).collect::<Array1<_>>();
        (split.images.batch(&indices).mapv(f64::from), Targets::from(labels))
    };
    let (x, t) = draw();
    assert_equals_the_general_form(&network, &x, &t);

    let before = network.loss(x.view(), &t);
    for _ in 0..500 {
        let (x, t) = draw();
        network.gradient(x.view(), &t);
        network.params.descend(&network.grads, 0.5);
    }
    let after = network.loss(x.view(), &t);
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
    let of = |t: Targets<f64>| incremental_gradient(&network, x.view(), &t);
    assert_eq!(of(rows.into()), of(t.into()));
}

#[test]
#[should_panic(expected = "not a one-hot row")]
fn shared_classes_are_refused() {
    let (network, x, _) = case(1, [1, 10, 3, 2], 0.5, 0.5);
    incremental_gradient(&network, x.view(), &array![[0.5, 0.5]].into());
}

#[test]
#[should_panic(expected = "label 7 in a batch of 2 classes")]
fn labels_must_be_classes() {
    let (network, x, _) = case(1, [1, 10, 3, 2], 0.5, 0.5);
    incremental_gradient(&network, x.view(), &array![7].into());
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let (network, x, t) = case(3, [20, 50, 13, 10], 0.3, 0.3);
    let t = Targets::from(t);
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| incremental_gradient(&network, x.view(), &t))
    };
    let one = with_threads(1);
    assert!([2, 3, 7].into_iter().all(|threads| with_threads(threads) == one));
}
