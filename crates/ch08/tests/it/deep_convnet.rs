//! DeepConvNet against reference values.

use ch08::DeepConvNet;
use common::{ConvParam, Network, Real, Targets, tensor};
use ndarray::{Array1, Ix1, IxDyn};
use rand::SeedableRng;

use crate::fixed_dropout::FixedDropout;
use crate::golden_file::{Golden, assert_close};

fn golden_network<A: Real>(golden: &Golden) -> DeepConvNet<A> {
    let conv = |filter_num, pad| ConvParam { filter_num, filter_size: 3, pad, stride: 1 };
    let conv_params = [conv(2, 1), conv(2, 1), conv(3, 1), conv(3, 2), conv(4, 1), conv(4, 1)];
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(0);
    let mut network = DeepConvNet::new((1, 28, 28), conv_params, 6, 5, &mut rng);
    for mut param in network.params() {
        param.value.assign(&golden.array::<A, IxDyn>(&format!("param.{}", param.key)));
    }
    for idx in 1..=2 {
        let mask = golden.array::<A, IxDyn>(&format!("mask{idx}"));
        network.layers.replace(&format!("Dropout{idx}"), Box::new(FixedDropout::new(0.5, mask)));
    }
    network
}

fn agrees_with_golden<A: Real>(tolerance: f64) {
    let golden = Golden::read("deep_convnet");
    let mut network = golden_network::<A>(&golden);
    let x = tensor(golden.array::<A, IxDyn>("x"));
    let t = Targets::Labels(Array1::from(golden.integers("t_label")));
    assert_close(&network.predict(&x), &golden.array::<A, IxDyn>("infer_logits"), tolerance);
    let loss = golden.array::<A, Ix1>("loss");
    assert_close(&ndarray::arr1(&[network.loss(&x, &t)]), &loss, tolerance);
    assert_close(&ndarray::arr1(&[network.gradient(&x, &t)]), &loss, tolerance);
    for param in network.params() {
        let expected = golden.array::<A, IxDyn>(&format!("grad.{}", param.key));
        assert_close(&param.grad, &expected, tolerance);
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
