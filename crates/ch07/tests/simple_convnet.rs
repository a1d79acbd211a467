//! SimpleConvNet against reference values.

#[path = "../../../common/tests/golden_file/mod.rs"]
mod golden_file;

use ch07::SimpleConvNet;
use common::{Adam, ConvParam, Network, Optimizer, Real, Targets};
use golden_file::{Golden, assert_close};
use ndarray::{Array1, Array2, Ix2, Ix4, IxDyn};
use rand::SeedableRng;

fn golden_network<A: Real>(golden: &Golden) -> SimpleConvNet<A> {
    let conv_param = ConvParam { filter_num: 3, filter_size: 3, pad: 0, stride: 1 };
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(0);
    let mut network = SimpleConvNet::new((1, 8, 8), conv_param, 7, 4, 0.01, &mut rng);
    for mut parameter in network.parameters() {
        parameter.value.assign(&golden.array::<A, IxDyn>(&format!("param.{}", parameter.name)));
    }
    network
}

fn agrees_with_golden<A: Real>(tolerance: f64) {
    let golden = Golden::read("simple_convnet");
    let mut network = golden_network::<A>(&golden);
    let x = golden.array::<A, Ix4>("x");
    let one_hot = Targets::OneHot(golden.array::<A, Ix2>("t"));
    let labels = Targets::Labels(Array1::from(golden.integers("t_label")));

    assert_close(&network.predict(x.view()), &golden.array::<A, Ix2>("logits"), tolerance);
    let loss = golden.array::<A, IxDyn>("loss");
    for t in [&one_hot, &labels] {
        assert_close(&ndarray::arr1(&[network.loss(x.view(), t)]).into_dyn(), &loss, tolerance);
        assert_close(&ndarray::arr1(&[network.gradient(x.view(), t)]).into_dyn(), &loss, tolerance);
        for parameter in network.parameters() {
            let expected = golden.array::<A, IxDyn>(&format!("grad.{}", parameter.name));
            assert_close(&parameter.gradient, &expected, tolerance);
        }
    }

    let mut optimizer = Adam::new(0.01);
    for &expected in &golden.array::<A, ndarray::Ix1>("losses") {
        network.gradient(x.view(), &one_hot);
        optimizer.update(&mut network.parameters());
        let loss = network.loss(x.view(), &one_hot);
        assert_close(&Array2::from_elem((1, 1), loss), &Array2::from_elem((1, 1), expected), tolerance);
    }
    for parameter in network.parameters() {
        let expected = golden.array::<A, IxDyn>(&format!("final.{}", parameter.name));
        assert_close(&parameter.value.view(), &expected, tolerance);
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
    for (to, from) in double.parameters().iter_mut().zip(single.parameters()) {
        to.value.assign(&from.value.mapv(f64::from));
    }
    let x =
        ndarray::Array4::from_shape_fn((5, 1, 28, 28), |(n, _, i, j)| ((n * 37 + i * 11 + j * 5) % 17) as f64 / 17.0);
    let (x32, labels) = (x.mapv(|x| x as f32), vec![5, 0, 4, 1, 9]);
    single.gradient(x32.view(), &Targets::Labels(labels.clone().into()));
    double.gradient(x.view(), &Targets::Labels(labels.into()));
    for (single, double) in single.parameters().into_iter().zip(double.parameters()) {
        let largest = double.gradient.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
        assert_close(&(&single.gradient.mapv(f64::from) / largest), &(&double.gradient / largest), 1e-4);
    }
}
