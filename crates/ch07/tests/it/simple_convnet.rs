//! SimpleConvNet against reference values.

use ch07::SimpleConvNet;
use common::{Adam, ConvParam, Network, Optimizer, Real, Targets, tensor};
use ndarray::{Array1, Array2, Ix2, Ix4, IxDyn};
use rand::SeedableRng;

use crate::golden_file::{Golden, assert_close};

fn golden_network<A: Real>(golden: &Golden) -> SimpleConvNet<A> {
    let conv_param = ConvParam { filter_num: 3, filter_size: 3, pad: 0, stride: 1 };
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(0);
    let mut network = SimpleConvNet::new((1, 8, 8), conv_param, 7, 4, 0.01, &mut rng).unwrap();
    for mut param in network.params() {
        param.value.assign(&golden.array::<A, IxDyn>(&format!("param.{}", param.key)));
    }
    network
}

fn agrees_with_golden<A: Real>(tolerance: f64) {
    let golden = Golden::read("simple_convnet");
    let mut network = golden_network::<A>(&golden);
    let x = tensor(golden.array::<A, Ix4>("x"));
    let one_hot = Targets::OneHot(golden.array::<A, Ix2>("t"));
    let labels = Targets::Labels(Array1::from(golden.integers("t_label")));

    assert_close(&network.predict(&x), &golden.array::<A, IxDyn>("logits"), tolerance);
    let loss = golden.array::<A, IxDyn>("loss");
    for t in [&one_hot, &labels] {
        assert_close(&ndarray::arr1(&[network.loss(&x, t)]).into_dyn(), &loss, tolerance);
        assert_close(&ndarray::arr1(&[network.gradient(&x, t)]).into_dyn(), &loss, tolerance);
        for param in network.params() {
            let expected = golden.array::<A, IxDyn>(&format!("grad.{}", param.key));
            assert_close(&param.grad, &expected, tolerance);
        }
    }

    let mut optimizer = Adam::new(0.01);
    for &expected in &golden.array::<A, ndarray::Ix1>("losses") {
        network.gradient(&x, &one_hot);
        optimizer.update(&mut network.params());
        let loss = network.loss(&x, &one_hot);
        assert_close(&Array2::from_elem((1, 1), loss), &Array2::from_elem((1, 1), expected), tolerance);
    }
    for param in network.params() {
        let expected = golden.array::<A, IxDyn>(&format!("final.{}", param.key));
        assert_close(&param.value.view(), &expected, tolerance);
    }
}

#[test]
fn golden_values_in_f64() {
    agrees_with_golden::<f64>(1e-9);
}

#[test]
fn golden_values_in_f32() {
    agrees_with_golden::<f32>(1e-4);
}

/// The kernels in f32 and the plain layers in f64 are the same network.
#[test]
fn both_precisions_agree_at_the_books_sizes() {
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
    let mut single = SimpleConvNet::<f32>::book(&mut rng);
    let mut double = SimpleConvNet::<f64>::book(&mut rng);
    for (to, from) in double.params().iter_mut().zip(single.params()) {
        to.value.assign(&from.value.mapv(f64::from));
    }
    let x =
        ndarray::Array4::from_shape_fn((5, 1, 28, 28), |(n, _, i, j)| ((n * 37 + i * 11 + j * 5) % 17) as f64 / 17.0);
    let (x32, x, labels) = (tensor(x.mapv(|x| x as f32)), tensor(x), vec![5, 0, 4, 1, 9]);
    single.gradient(&x32, &Targets::Labels(labels.clone().into()));
    double.gradient(&x, &Targets::Labels(labels.into()));
    for (single, double) in single.params().into_iter().zip(double.params()) {
        let largest = double.grad.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
        assert_close(&(&single.grad.mapv(f64::from) / largest), &(&double.grad / largest), 1e-4);
    }
}
