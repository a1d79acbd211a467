use ch04::two_layer_net::TwoLayerNet;
use common::{Network, Targets, Tensor, tensor};
use ndarray::array;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

fn case() -> (TwoLayerNet<f64>, Tensor<f64>) {
    let network = TwoLayerNet::new(3, 4, 2, 1.0, &mut ChaCha8Rng::seed_from_u64(7));
    (network, tensor(array![[0.5, -0.3, 0.8], [0.0, 1.0, -1.0]]))
}

/// Backpropagation leaves out the 1e-7 of the loss, which is worth 1e-7 divided by a probability.
#[test]
fn backpropagation_is_the_numerical_gradient() {
    let (mut network, x) = case();
    for t in [Targets::from(array![1, 0]), Targets::from(array![[0.0, 1.0], [1.0, 0.0]])] {
        let numerical = network.numerical_gradient(&x, &t);
        let loss = network.gradient(&x, &t);
        assert_eq!(loss, network.loss(&x, &t));
        let backprop = network.grads();
        assert!(backprop.keys().eq(numerical.keys()));
        for ((key, backprop), (_, numerical)) in backprop.0.iter().zip(&numerical.0) {
            let close = (backprop - numerical).iter().all(|d| d.abs() < 1e-6);
            assert!(close, "{key}: backpropagation {backprop}\nnumerical {numerical}");
        }
    }
}

#[test]
fn keys_and_initial_values_are_the_books() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut network = TwoLayerNet::<f64>::new(784, 50, 10, 0.01, &mut rng);
    let (w1, b1) = (&network.params.w1, &network.params.b1);
    assert!((w1.std(0.0) - 0.01).abs() < 1e-4 && w1.mean().expect("weights").abs() < 2e-4);
    assert!(b1.iter().chain(&network.params.b2).all(|&b| b == 0.0));
    let keys: Vec<String> = network.params().into_iter().map(|param| param.key).collect();
    assert_eq!(keys, ["W1", "b1", "W2", "b2"]);
}

#[test]
fn a_step_goes_downhill() {
    let (mut network, x) = case();
    let t = Targets::from(array![1, 0]);
    let before = network.gradient(&x, &t);
    for mut param in network.params() {
        param.value.scaled_add(-0.1, &param.grad);
    }
    assert!(network.loss(&x, &t) < before);
}
