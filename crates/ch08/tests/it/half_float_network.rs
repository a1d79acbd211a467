use ch08::DeepConvNet;
use ch08::half_float_network::astype;
use common::{Network, Samples};
use experiment::SaveParams;
use half::{bf16, f16};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::{book_weights, mnist_test};

#[test]
fn formats_keep_as_many_digits_as_they_have_bits() {
    let network = DeepConvNet::book(&mut ChaCha8Rng::seed_from_u64(1));
    let x = Samples::from(common::tensor(ndarray::array![[0.1_f32]]));
    let rounded = |round: fn(f32) -> f32| {
        let (mut network, x) = astype(&network, &x, round);
        let x = x.to_tensor()[[0, 0]];
        (network.param("W1").value.iter().map(|&w| (w - round(w)).abs()).fold(0.0, f32::max), x)
    };
    let (of_weights, half) = rounded(|x| f16::from_f32(x).to_f32());
    assert!(of_weights == 0.0 && (half - 0.1).abs() < 5e-5 && half != 0.1, "{half}");
    let (of_weights, brain) = rounded(|x| bf16::from_f32(x).to_f32());
    assert!(of_weights == 0.0 && (brain - 0.1).abs() < 4e-4 && brain != half, "{brain}");
}

#[test]
#[ignore = "needs MNIST_DIR and BOOK_WEIGHTS_DIR"]
fn the_books_weights_lose_nothing_in_half_precision() {
    let mut network = DeepConvNet::book(&mut ChaCha8Rng::seed_from_u64(1));
    network.load_params(book_weights()).unwrap();
    let (x, t) = mnist_test();
    assert_eq!(network.accuracy(&x, &t), 0.9797);
    let (network, x) = astype(&network, &x, |x| f16::from_f32(x).to_f32());
    assert_eq!(network.accuracy(&x, &t), 0.9798);
}
