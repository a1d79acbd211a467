use common::{Activation, Extensions, MultiLayerNetExtend, Network, Targets, WeightInit, tensor};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// For each parameter its key, the mean difference of the two gradients, and the mean gradient.
fn checks(samples: usize) -> Vec<(String, f64, f64)> {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let extensions = Extensions { use_batchnorm: true, ..Extensions::default() };
    let (activation, init) = (Activation::Tanh, WeightInit::Xavier);
    let mut network = MultiLayerNetExtend::new(12, &[8, 8], 4, activation, init, extensions, &mut rng);
    let x = tensor(WeightInit::Std(1.0).weights::<f64>((samples, 12), &mut rng));
    let t = Targets::Labels((0..samples).map(|i| i % 4).collect());
    let numerical = network.numerical_gradient(&x, &t);
    network.gradient(&x, &t);
    let mean = |array: ndarray::ArrayD<f64>| array.abs().mean().unwrap();
    let backprop = network.grads().0.into_iter();
    backprop.map(|(key, grad)| (key.clone(), mean(&grad - &numerical[&key]), mean(grad))).collect()
}

#[test]
fn the_two_gradients_agree() {
    for (key, difference, size) in checks(6) {
        // Batch normalization takes the mean away, and with it whatever the bias before it adds.
        let has_gradient = !["b1", "b2"].contains(&key.as_str());
        assert_eq!(size > 1e-3, has_gradient, "{key}: {size}");
        assert!(difference < 1e-7, "{key}: {difference}");
    }
}

#[test]
fn a_batch_of_one_has_no_gradient_in_front_of_batch_normalization() {
    for (key, _, size) in checks(1) {
        if key.starts_with('W') && key != "W3" {
            assert!(size < 1e-12, "{key}: {size}");
        }
    }
}
