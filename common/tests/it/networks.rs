//! Fully connected networks against reference values: scores, loss, every gradient, and ten steps of gradient descent.
//! Those of `f32` are computed both by the engine and by the layers as they are written.

use common::{
    Activation, BatchNormalization, Extensions, Kernels, Layer, Mode, MultiLayerNet, MultiLayerNetExtend, Network,
    Real, Targets, WeightInit, tensor,
};
use ndarray::{Array1, Ix1, Ix2, IxDyn, array};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::fixed_dropout::FixedDropout;
use crate::golden_file::{Golden, assert_close};

const KERNELS: [Kernels; 2] = [Kernels::Fast, Kernels::Book];

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(0)
}

/// Gives the network the parameters `PREFIX.param.W1` … of the file.
fn load<A: Real>(net: &mut impl Network<A>, golden: &Golden, prefix: &str) {
    for mut param in net.params() {
        param.value.assign(&golden.tensor(&format!("{prefix}param.{}", param.key)));
    }
}

fn assert_gradients<A: Real>(net: &mut impl Network<A>, golden: &Golden, prefix: &str, tolerance: f64) {
    for param in net.params() {
        assert_close(&param.grad, &golden.tensor::<A>(&format!("{prefix}grad.{}", param.key)), tolerance);
    }
}

fn targets<A: Real>(golden: &Golden, prefix: &str) -> [Targets<A>; 2] {
    let labels = Array1::from(golden.integers(&format!("{prefix}t_label")));
    [Targets::from(labels), Targets::from(golden.array::<A, Ix2>(&format!("{prefix}t")))]
}

fn learns_as_the_reference<A: Real>(
    file: &str,
    prefix: &str,
    hidden: &[usize],
    activation: Activation,
    decay: f64,
    tolerance: f64,
) {
    let golden = Golden::read(file);
    let x = golden.tensor::<A>(&format!("{prefix}x"));
    for (t, kernels) in targets::<A>(&golden, prefix).into_iter().flat_map(|t| KERNELS.map(|k| (t.clone(), k))) {
        let scores = golden.tensor::<A>(&format!("{prefix}logits"));
        let (features, classes) = (x.shape()[1], scores.shape()[1]);
        let mut net = MultiLayerNet::<A>::new(features, hidden, classes, activation, WeightInit::He, &mut rng())
            .with_weight_decay(decay);
        net.layers = net.layers.with_kernels(kernels);
        load(&mut net, &golden, prefix);
        assert_close(&net.predict(&x), &scores, tolerance);
        let expected = golden.array(&format!("{prefix}loss"));
        assert_close(&array![net.loss(&x, &t)], &expected, tolerance);
        assert_close(&array![net.gradient(&x, &t)], &expected, tolerance);
        assert_gradients(&mut net, &golden, prefix, tolerance);

        let losses: Array1<A> = golden.array(&format!("{prefix}losses"));
        for &expected in &losses {
            net.gradient(&x, &t);
            for mut param in net.params() {
                param.value.scaled_add(A::of(-0.1), &param.grad);
            }
            assert_close(&array![net.loss(&x, &t)], &array![expected], tolerance);
        }
        for param in net.params() {
            assert_close(&param.value, &golden.tensor::<A>(&format!("{prefix}final.{}", param.key)), tolerance);
        }
    }
}

#[test]
fn two_layers() {
    for (file, activation) in [("two_layer_sigmoid", Activation::Sigmoid), ("two_layer_relu", Activation::Relu)] {
        learns_as_the_reference::<f64>(file, "", &[8], activation, 0.0, 1e-9);
        learns_as_the_reference::<f32>(file, "", &[8], activation, 0.0, 1e-4);
    }
}

#[test]
fn many_layers_with_weight_decay() {
    for (prefix, activation) in [("sigmoid.", Activation::Sigmoid), ("relu.", Activation::Relu)] {
        learns_as_the_reference::<f64>("multi_layer", prefix, &[10, 9, 8], activation, 0.1, 1e-9);
        learns_as_the_reference::<f32>("multi_layer", prefix, &[10, 9, 8], activation, 0.1, 1e-4);
    }
}

fn batch_norm_and_dropout_as_the_reference<A: Real>(tolerance: f64) {
    let golden = Golden::read("multi_layer_extend");
    let x = golden.tensor::<A>("x");
    let extensions = Extensions { dropout_ratio: Some(0.3), use_batchnorm: true, ..Extensions::default() };
    for (t, kernels) in targets::<A>(&golden, "").into_iter().flat_map(|t| KERNELS.map(|k| (t.clone(), k))) {
        let (activation, init) = (Activation::Relu, WeightInit::He);
        let mut net = MultiLayerNetExtend::<A>::new(12, &[10, 9], 4, activation, init, extensions, &mut rng());
        net.layers = net.layers.with_kernels(kernels);
        load(&mut net, &golden, "");
        for idx in 1..=2 {
            let mask = golden.array::<A, IxDyn>(&format!("mask{idx}"));
            net.layers.replace(&format!("Dropout{idx}"), Box::new(FixedDropout::new(0.3, mask)));
        }
        assert_close(&array![net.gradient(&x, &t)], &golden.array("loss"), tolerance);
        assert_gradients(&mut net, &golden, "", tolerance);
        let buffers = net.state().buffers;
        assert_eq!(buffers.len(), 4);
        for (key, value) in buffers {
            assert_close(&value, &golden.tensor::<A>(&key), tolerance);
        }
        let scores = golden.tensor::<A>("infer_logits");
        assert_close(&net.predict(&x), &scores, tolerance);
        let loss = common::softmax_loss(&scores, &t);
        assert_close(&array![net.loss(&x, &t)], &array![loss], tolerance);
    }
}

#[test]
fn batch_norm_and_dropout() {
    batch_norm_and_dropout_as_the_reference::<f64>(1e-9);
    batch_norm_and_dropout_as_the_reference::<f32>(1e-4);
}

fn batch_norm_as_the_reference<A: Real>(tolerance: f64) {
    let golden = Golden::read("batchnorm");
    let mut layer = BatchNormalization::<A>::new(golden.array("gamma"), golden.array("beta"));
    for step in ["step1", "step2"] {
        let array = |name| tensor(golden.array::<A, Ix2>(&format!("{step}.{name}")));
        let vector = |name| golden.array::<A, Ix1>(&format!("{step}.{name}"));
        assert_close(&layer.forward(array("x"), Mode::Train), &array("out"), tolerance);
        assert_close(&layer.running_mean, &vector("running_mean"), tolerance);
        assert_close(&layer.running_var, &vector("running_var"), tolerance);
        assert_close(&layer.backward(array("dout")), &array("dx"), tolerance);
        assert_close(&layer.dgamma, &vector("dgamma"), tolerance);
        assert_close(&layer.dbeta, &vector("dbeta"), tolerance);
    }
    assert_close(&layer.predict(golden.tensor("infer.x")), &golden.tensor::<A>("infer.out"), tolerance);
}

#[test]
fn batch_normalization_twice_then_inference() {
    batch_norm_as_the_reference::<f64>(1e-9);
    batch_norm_as_the_reference::<f32>(1e-4);
}
