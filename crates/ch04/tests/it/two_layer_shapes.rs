use ch04::incremental_gradient::incremental_gradient;
use ch04::two_layer_net::TwoLayerNet;
use ch04::two_layer_shapes::{grads_shapes, params_shapes};
use common::{Network, Targets, tensor};
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[test]
fn parameters_and_gradients_have_the_same_shapes() {
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let mut net = TwoLayerNet::<f64>::new(784, 100, 10, 0.01, &mut rng);
    let expected = "W1 (784, 100), b1 (100,), W2 (100, 10), b2 (10,)";
    let x = tensor(Array2::from_shape_simple_fn((2, 784), || rng.random()));
    let t = Targets::from(ndarray::array![3, 9]);
    net.gradient(&x, &t);
    let numerical = incremental_gradient(&net, &x, &t);
    assert_eq!(params_shapes(&mut net), expected);
    assert_eq!([&net.grads(), &numerical].map(grads_shapes), [expected; 2]);
    assert_eq!(net.predict(&x).shape(), [2, 10]);
}
