//! DeepConvNet against reference values.

#[path = "../../../common/tests/golden_file/mod.rs"]
mod golden_file;

use ch08::DeepConvNet;
use common::{ConvParam, Network, Real, Targets};
use golden_file::{Golden, assert_close};
use ndarray::{Array1, Ix1, Ix2, Ix4, IxDyn};
use rand::SeedableRng;

fn golden_network<A: Real>(golden: &Golden) -> DeepConvNet<A> {
    let conv = |filter_num, pad| ConvParam { filter_num, filter_size: 3, pad, stride: 1 };
    let conv_params = [conv(2, 1), conv(2, 1), conv(3, 1), conv(3, 2), conv(4, 1), conv(4, 1)];
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(0);
    let mut network = DeepConvNet::new((1, 28, 28), conv_params, 6, 5, &mut rng);
    for mut parameter in network.parameters() {
        parameter.value.assign(&golden.array::<A, IxDyn>(&format!("param.{}", parameter.name)));
    }
    let mask = |name| golden.array::<A, Ix2>(name).mapv(|kept| kept == A::one());
    network.dropout1.fix_mask(mask("mask1"));
    network.dropout2.fix_mask(mask("mask2"));
    network
}

fn agrees_with_golden<A: Real>(tolerance: f64) {
    let golden = Golden::read("deep_convnet");
    let mut network = golden_network::<A>(&golden);
    let x = golden.array::<A, Ix4>("x");
    let t = Targets::Labels(Array1::from(golden.integers("t_label")));
    assert_close(&network.predict(x.view()), &golden.array::<A, Ix2>("infer_logits"), tolerance);
    let loss = golden.array::<A, Ix1>("loss");
    assert_close(&ndarray::arr1(&[network.loss(x.view(), &t)]), &loss, tolerance);
    assert_close(&ndarray::arr1(&[network.gradient(x.view(), &t)]), &loss, tolerance);
    for parameter in network.parameters() {
        let expected = golden.array::<A, IxDyn>(&format!("grad.{}", parameter.name));
        assert_close(&parameter.gradient, &expected, tolerance);
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
